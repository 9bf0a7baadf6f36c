"""Forms of employers and of the log of contacts with them."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef

from consortium.forms.layout import columns, helper
from consortium.forms.partners import by_itself, day_field
from consortium.models import County, Organization, SchoolYear
from wbl.forms.directory import EmployerField, TwinGuard
from wbl.models import Employer, EmployerContact
from wbl.queries.employers import cde_sectors, named, searched
from wbl.queries.meetings import possible_owners

ROWS, MOST_ROWS = 8, 40


class EmployerFilter(forms.Form):
    """What the directory is narrowed by."""

    q = forms.CharField(required=False, max_length=100, label="Name, city or person")
    sector = forms.ModelChoiceField(
        cde_sectors(), required=False, to_field_name="slug", empty_label="All", widget=by_itself()
    )
    county = forms.ModelChoiceField(
        County.objects, required=False, to_field_name="code", empty_label="All", widget=by_itself()
    )
    contacted = forms.ChoiceField(
        required=False,
        choices=[("", "All"), ("year", "This school year"), ("before", "In earlier years only"), ("never", "Never")],
        widget=by_itself(),
    )

    def matching(self, employers, today):
        """Those of `employers` that the reader asked for. Fields that are wrong are as if left empty."""
        self.is_valid()
        asked = self.cleaned_data
        found = searched(employers, asked.get("q") or "")
        for name in ("sector", "county"):
            if asked.get(name):
                found = found.filter(**{name: asked[name]})
        if asked.get("contacted"):
            of_it = EmployerContact.objects.filter(employer=OuterRef("pk"))
            begun = SchoolYear(start_year=SchoolYear.start_year_of(today)).starts
            this_year, ever = Exists(of_it.filter(made_on__gte=begun)), Exists(of_it)
            conditions = {"year": [this_year], "before": [~this_year, ever], "never": [~ever]}
            found = found.filter(*conditions[asked["contacted"]])
        return found


class EmployerForm(TwinGuard, forms.ModelForm):
    """An employer of the directory."""

    website = forms.URLField(
        required=False,
        max_length=200,
        label="Web site",
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        error_messages={"invalid": "Write the address of the web site, such as https://example.org."},
    )

    class Meta:
        model = Employer
        fields = ["name", "sector", "size", "city", "county", "website", "person", "person_email", "notes"]
        labels = {"person": "Person to ask there", "person_email": "E-mail address"}
        help_texts = {
            "person": "Who arranges visits, as they give it on business. Members see it, nobody else.",
            "notes": "What whoever calls next should know.",
        }
        error_messages = {"name": {"required": "Give it a name."}}
        widgets = {"notes": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sector"].queryset = cde_sectors()
        self.fields["name"].widget.attrs |= {"autocomplete": "off"}
        self.helper = helper(
            "name",
            columns("sector", "size"),
            columns("city", "county"),
            "website",
            columns("person", "person_email"),
            "notes",
            submit="Save",
            back=back,
        )
        self.helper.form_tag = False

    def find_alike(self, typed):
        """Employers of a similar name."""
        return Employer.objects.alike(typed["name"]).select_related("sector")


class ContactForm(forms.ModelForm):
    """
    A contact with the employer that `instance` carries. `access` is whose form it is: they choose among the
    organizations that they write for. `today` is the last day on which a contact can have been made.
    """

    made_on = day_field("Day")
    next_due = day_field("Due", required=False)

    class Meta:
        model = EmployerContact
        fields = ["organization", "made_on", "how", "purpose", "outcome", "note", "next_step", "next_due"]
        labels = {"organization": "For", "purpose": "About", "how": "How", "next_step": "Next step, if any"}
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}
        error_messages = {
            "organization": {
                "required": "Say for which organization it was.",
                "invalid_choice": "You cannot log contacts for this organization. Choose one of the list.",
            },
            "how": {"required": "Say how."},
            "outcome": {"required": "Say what came of it."},
        }

    def __init__(self, *args, access, today, back=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        if "organization" in self.fields:
            offer_organizations(self.fields["organization"], access, self.instance.organization_id, self.initial)
        if self.instance.pk is None:
            self.initial["made_on"] = today
        self.helper = helper(
            columns("organization", "made_on", "how"),
            columns("purpose", "outcome"),
            "note",
            columns("next_step", "next_due"),
            submit="Save",
            back=back,
        )

    def clean_made_on(self):
        """Nothing is logged before its time."""
        return not_to_come(self.cleaned_data["made_on"], self.today)

    def clean(self):
        """A next step is due after the contact, and only if there is one."""
        typed = super().clean()
        check_next_step(self, typed)
        return typed

    def save(self, user):
        """Store the contact; a new one was made by `user`."""
        if self.instance._state.adding:
            self.instance.made_by = user
        return super().save()


def offer_organizations(field, access, current, initial):
    """Let `field` offer the organizations that `access` writes for, and the `current` one; the only one is chosen."""
    own = possible_owners(access)
    field.queryset = own | Organization.objects.filter(pk=current)
    first_two = list(own[:2])
    if len(first_two) == 1:
        field.empty_label = None
    if access.is_office and not current:
        initial["organization"] = own.filter(kind=Organization.Kind.OFFICE).values_list("pk", flat=True).first()


def not_to_come(day, today):
    """`day`, if it is no later than `today`; a ValidationError with a sentence else."""
    if day > today:
        raise ValidationError("This day is yet to come. Log what was said; plan the rest as a next step.")
    return day


def check_next_step(form, typed):
    """Add errors to `form` where a next step's day stands alone or before the contact."""
    made, step, due = typed.get("made_on"), typed.get("next_step"), typed.get("next_due")
    if due and not step:
        form.add_error("next_step", "Say what is due then.")
    if due and made and due < made:
        form.add_error("next_due", "The next step is due on the day of the contact or later.")


class GridHead(forms.Form):
    """What all contacts of a grid have in common."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label="For",
        error_messages=ContactForm.Meta.error_messages["organization"],
    )
    purpose = forms.ChoiceField(
        choices=EmployerContact.Purpose.choices, initial=EmployerContact.Purpose.STUDENTS, label="About"
    )

    def __init__(self, *args, access, **kwargs):
        super().__init__(*args, **kwargs)
        offer_organizations(self.fields["organization"], access, None, self.initial)


class GridRow(forms.ModelForm):
    """One contact of a grid. A row in which nothing was typed is left out."""

    employer = EmployerField(error_messages={"required": "Say with whom."})
    made_on = day_field("Day")
    next_due = day_field("Due", required=False)

    class Meta:
        model = EmployerContact
        fields = ["employer", "made_on", "how", "outcome", "note", "next_step", "next_due"]
        widgets = {"note": forms.TextInput}
        error_messages = {
            "how": {"required": "Say how."},
            "outcome": {"required": "Say what came of it."},
        }

    def __init__(self, *args, today, known, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["employer"].known = known
        self.fields["made_on"].initial = today
        self.fields["how"].initial = EmployerContact.How.PHONE
        number = int(self.prefix.rpartition("-")[2]) + 1 if self.prefix[-1:].isdecimal() else 1
        for name, field in self.fields.items():
            label = field.label or name.replace("_", " ")
            said = {"aria-label": f"Row {number}: {label.lower()}", "class": "cell-input cell-input--text"}
            field.widget.attrs |= said

    def clean_made_on(self):
        """Nothing is logged before its time."""
        return not_to_come(self.cleaned_data["made_on"], self.today)

    def clean(self):
        """A next step is due after the contact, and only if there is one."""
        typed = super().clean()
        check_next_step(self, typed)
        return typed

    def _get_validation_exclusions(self):
        """The employer was found in the directory just now."""
        return super()._get_validation_exclusions() | {"employer"}


class GridRows(forms.BaseFormSet):
    """The rows of a grid. All employers that were typed are looked up together."""

    def __init__(self, data=None, *, today, **kwargs):
        typed = [] if data is None else [text for key, text in data.items() if key.endswith("-employer")]
        super().__init__(data, form_kwargs={"today": today, "known": named(typed)}, **kwargs)

    def clean(self):
        """At least one contact."""
        if not any(self.errors) and not self.filled:
            raise ValidationError("Nothing is typed yet: name at least one employer.")

    @property
    def filled(self):
        """The forms in which something was typed."""
        return [form for form in self.forms if form.has_changed()]


def grid_rows(number):
    """The class of a grid with `number` rows."""
    return forms.formset_factory(
        GridRow, formset=GridRows, extra=number, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
    )


class NextStepsFilter(forms.Form):
    """Whose next steps are listed."""

    q = forms.CharField(required=False, max_length=100, label="Employer or step")
    whose = forms.ChoiceField(
        required=False, choices=[("", "Mine and my organizations'"), ("mine", "Only mine")], widget=by_itself()
    )

    def matching(self, steps, user):
        """Those of `steps` that the reader asked for."""
        self.is_valid()
        for word in (self.cleaned_data.get("q") or "").split():
            steps = steps.filter(employer__name__icontains=word) | steps.filter(next_step__icontains=word)
        return steps.filter(made_by=user) if self.cleaned_data.get("whose") else steps


class RosterFilter(forms.Form):
    """For whom the employers of a roster were contacted, and whether for the first time."""

    organization = forms.ModelChoiceField(
        Organization.objects.partners(), required=False, to_field_name="slug", empty_label="All", widget=by_itself(),
        label="Contacted for",
    )  # fmt: skip
    show = forms.ChoiceField(
        required=False, choices=[("", "All"), ("new", "New"), ("returning", "Returning")], widget=by_itself()
    )

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, **kwargs)
        contacts = EmployerContact.objects.about_students().between(year.starts, year.ends)
        of_it = contacts.filter(organization=OuterRef("pk")) | contacts.filter(organization__parent=OuterRef("pk"))
        self.fields["organization"].queryset = Organization.objects.partners().filter(Exists(of_it)).order_by("name")

    @property
    def chosen(self):
        """(organization or None, True for returning ones, False for new ones, None for all)."""
        self.is_valid()
        show = self.cleaned_data.get("show")
        return self.cleaned_data.get("organization"), {"new": False, "returning": True}.get(show)
