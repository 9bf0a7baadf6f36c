"""Forms about partners: the filter of the list, the organization, its facts of a year, and who holds its office."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from consortium import grades
from consortium.forms.layout import columns, helper
from consortium.models import County, Officeholder, Organization, OrganizationYear, SchoolYear, Segment
from consortium.queries import searched
from consortium.slugs import free_slug

Kind = Organization.Kind
UMBRELLAS = [Kind.K12_DISTRICT, Kind.COUNTY_OFFICE, Kind.CHARTER, Kind.COLLEGE_DISTRICT]
BELONGING = [Kind.SCHOOL, Kind.ADULT_SCHOOL, Kind.COLLEGE]
HIGH_SCHOOL_KINDS = [Kind.K12_DISTRICT, Kind.CHARTER]


def by_itself(attrs=None):
    """A select of a filter, which with script shows its choice at once."""
    return forms.Select(attrs={"data-autosubmit": ""} | (attrs or {}))


class PartnerFilter(forms.Form):
    """What the list of partners shows. Schools are left out unless they are asked for or searched."""

    q = forms.CharField(required=False, max_length=100, label="Name or code")
    kind = forms.ChoiceField(required=False, choices=[("", "All but schools"), *Kind.choices], widget=by_itself())
    county = forms.ModelChoiceField(
        County.objects, required=False, to_field_name="code", empty_label="All", widget=by_itself()
    )
    segment = forms.ChoiceField(required=False, choices=[("", "All"), *Segment.choices], widget=by_itself())
    year = forms.ChoiceField(required=False, widget=by_itself())
    districts = forms.ChoiceField(
        required=False, choices=[("", "All"), ("high", "High school districts")], widget=by_itself()
    )
    closed = forms.ChoiceField(required=False, choices=[("", "Not shown"), ("yes", "Shown")], widget=by_itself())

    def __init__(self, data, *, year):
        data = data.copy()
        data.setdefault("year", year.label if year else "")
        super().__init__(data)
        self.default_year = year
        self.years = {known.label: known for known in SchoolYear.objects.all()}
        self.fields["year"].choices = [(label, label) for label in self.years]

    @property
    def school_year(self):
        """The chosen school year, or that of today."""
        return self.years.get(self.cleaned_data.get("year"), self.default_year)

    def matching(self, organizations):
        """Those of `organizations` that the reader asked for. Fields that are wrong are as if left empty."""
        self.is_valid()
        asked = self.cleaned_data
        found = searched(organizations, asked.get("q"))
        if asked.get("kind"):
            found = found.filter(kind=asked["kind"])
        elif not asked.get("q"):
            found = found.exclude(kind=Kind.SCHOOL)
        if asked.get("county"):
            found = found.filter(county=asked["county"])
        if asked.get("segment"):
            found = found.filter(segment=asked["segment"])
        if asked.get("districts") and self.school_year:
            found = found.high_school_districts(self.school_year)
        return found if asked.get("closed") else found.open()


class PartnerForm(forms.ModelForm):
    """An organization. Its name in addresses is made once from the name and stays, so that links stay."""

    class Meta:
        model = Organization
        fields = ["name", "kind", "segment", "parent", "county", "cds_code", "mis_code", "charter", "closed_on"]
        widgets = {"closed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        labels = {"parent": "Belongs to", "segment": "Segment", "closed_on": "Closed on", "charter": "Charter school"}
        help_texts = {
            "cds_code": "14 digits, of districts and schools.",
            "mis_code": "3 digits, of colleges.",
            "charter": "",
        }

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Organization.objects.filter(kind__in=UMBRELLAS).exclude(pk=self.instance.pk)
        # typed codes may carry hyphens; they are checked once these are gone
        self.fields["cds_code"] = forms.CharField(required=False, label="CDS code", help_text="14 digits.")
        self.fields["mis_code"] = forms.CharField(required=False, label="MIS code", help_text="3 digits, of colleges.")
        self.helper = helper(
            "name",
            columns("kind", "segment"),
            columns("parent", "county"),
            columns("cds_code", "mis_code"),
            "charter",
            "closed_on",
            submit="Save",
            back=back,
        )

    def clean_cds_code(self):
        """14 digits and nobody else's, or nothing."""
        return self._code("cds_code", 14)

    def clean_mis_code(self):
        """3 digits and nobody else's, or nothing."""
        return self._code("mis_code", 3)

    def _code(self, field, digits):
        code = re.sub(r"[\s-]", "", self.cleaned_data[field])
        if not code:
            return None
        if not re.fullmatch(rf"[0-9]{{{digits}}}", code):
            raise ValidationError(f"“{code}” is not {digits} digits. Leading zeros belong to the code.")
        other = Organization.objects.filter(**{field: code}).exclude(pk=self.instance.pk).first()
        if other:
            raise ValidationError(f"This is the code of {other}.")
        return code

    def clean(self):
        """Schools belong to a district, and only schools and colleges belong to anything."""
        cleaned = super().clean()
        kind, parent = cleaned.get("kind"), cleaned.get("parent")
        if kind == Kind.SCHOOL and parent is None and "parent" not in self.errors:
            self.add_error("parent", "Choose the district or county office that the school belongs to.")
        if parent is not None and kind and kind not in BELONGING:
            self.add_error("parent", f"Only schools and colleges belong to another organization, no {_word(kind)}.")
        return cleaned

    def save(self, commit=True):
        """Store the organization; a new one gets its name in addresses."""
        if not self.instance.slug:
            taken = set(Organization.objects.values_list("slug", flat=True))
            parent = self.instance.parent
            names = [self.instance.name] + ([f"{self.instance.name} {parent.name}"] if parent else [])
            self.instance.slug = free_slug(taken, *names)
        return super().save(commit)


def _word(kind):
    label = Kind(kind).label
    return label if label.startswith("K-12") else label.lower()


class GradesMixin:
    """Two grades in order, both or neither."""

    def clean(self):
        """The lowest grade comes before the highest; a high school district reaches grade 9."""
        cleaned = super().clean()
        lowest, highest = cleaned.get("lowest_grade"), cleaned.get("highest_grade")
        if (lowest is None) != (highest is None):
            self.add_error("highest_grade", "Give both grades, or neither.")
        elif lowest is not None and lowest > highest:
            self.add_error("highest_grade", "The highest grade comes before the lowest.")
        elif cleaned.get("high_school_district") and not grades.serves_high_school((lowest or 0, highest or 0)):
            self.add_error("highest_grade", "A high school district serves grades 9 to 12.")
        return cleaned


def grade_field(label):
    """A grade from transitional kindergarten on, empty where it is not known."""
    return forms.TypedChoiceField(
        choices=[("", "not known"), *grades.CHOICES], coerce=int, empty_value=None, required=False, label=label
    )


class YearForm(GradesMixin, forms.ModelForm):
    """What is true of an organization in one school year."""

    lowest_grade = grade_field("Lowest grade")
    highest_grade = grade_field("Highest grade")

    class Meta:
        model = OrganizationYear
        fields = [
            "member",
            "lowest_grade",
            "highest_grade",
            "grades_confirmed",
            "high_school_district",
            "enrollment",
        ]
        labels = {"member": "Member of the consortium", "grades_confirmed": "These grades are right"}
        help_texts = {"grades_confirmed": "", "high_school_district": "Serves grades 9–12 this year."}

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        shown = [name for name in self.fields if name not in ("lowest_grade", "highest_grade")]
        if self.instance.organization.kind not in HIGH_SCHOOL_KINDS:
            del self.fields["high_school_district"]
            shown.remove("high_school_district")
        if self.instance.organization.kind == Kind.FOUR_YEAR:  # never a member
            del self.fields["member"]
            shown.remove("member")
            self.instance.member = False
        self.helper = helper(columns("lowest_grade", "highest_grade"), *shown, submit="Save", back=back)


class GradesRow(GradesMixin, forms.Form):
    """The grades of one organization on the page on which many are confirmed."""

    key = forms.IntegerField(widget=forms.HiddenInput)
    lowest_grade = grade_field("Lowest grade")
    highest_grade = grade_field("Highest grade")
    high_school_district = forms.BooleanField(required=False)
    confirmed = forms.BooleanField(required=False)

    def __init__(self, *args, facts=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.facts = facts
        for name in ("lowest_grade", "highest_grade"):
            self.fields[name].widget.attrs["class"] = "cell-input"
        for name in ("high_school_district", "confirmed"):
            self.fields[name].widget.attrs["class"] = "form-check-input"

    def clean(self):
        """Only what is known can be confirmed."""
        cleaned = super().clean()
        if cleaned.get("confirmed") and cleaned.get("lowest_grade") is None and not self.errors:
            self.add_error("lowest_grade", "Choose the grades before you confirm them.")
        return cleaned


class GradesFilter(forms.Form):
    """Which organizations are shown on the page on which grades are confirmed."""

    q = forms.CharField(required=False, max_length=100, label="Name or code")
    kind = forms.ChoiceField(required=False, choices=[("", "All"), *Kind.choices], widget=by_itself())
    district = forms.ModelChoiceField(
        Organization.objects.filter(kind__in=UMBRELLAS[:3]),
        required=False,
        to_field_name="slug",
        empty_label="All",
        widget=by_itself(),
    )
    proposal = forms.ChoiceField(
        required=False,
        choices=[("", "With and without"), ("yes", "With a proposal"), ("no", "Without one")],
        widget=by_itself(),
    )

    def matching(self, facts):
        """Those of `facts` (OrganizationYear) that were asked for."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("q"):
            facts = facts.filter(
                Q(organization__name__icontains=asked["q"]) | Q(organization__cds_code__startswith=asked["q"])
            )
        if asked.get("kind"):
            facts = facts.filter(organization__kind=asked["kind"])
        if asked.get("district"):
            facts = facts.filter(Q(organization__parent=asked["district"]) | Q(organization=asked["district"]))
        if asked.get("proposal"):
            facts = facts.filter(lowest_grade__isnull=asked["proposal"] == "no")
        return facts


def day_field(label, **options):
    """A day, with the browser's calendar."""
    sentences = {"required": "Give the day.", "invalid": "Write the day as year, month and day, such as 2026-10-06."}
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=sentences | options.pop("error_messages", {}),
        **options,
    )


class NewHolderForm(forms.Form):
    """Somebody takes an office; whoever held it leaves it the day before."""

    name = forms.CharField(max_length=120)
    email = forms.EmailField(required=False, label="E-mail address")
    starts = day_field("From", help_text="Whoever holds the office then leaves it the day before.")

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("name", "email", "starts", submit="Save", back=back)


class OfficeholderForm(forms.ModelForm):
    """A term that was entered: corrected, or ended without a successor."""

    starts = day_field("From")
    ends = day_field("Until", required=False, help_text="The last day; empty while it lasts.")

    class Meta:
        model = Officeholder
        fields = ["name", "email", "starts", "ends"]

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("name", "email", columns("starts", "ends"), submit="Save", back=back)

    def clean(self):
        """A term ends after it began, and no two overlap."""
        cleaned = super().clean()
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", "The last day comes before the first.")
        elif starts:
            others = self.instance.office.holders.exclude(pk=self.instance.pk)
            others = others.filter(Q(ends__isnull=True) | Q(ends__gte=starts))
            other = (others.filter(starts__lte=ends) if ends else others).order_by("starts").first()
            if other:
                self.add_error("starts", f"{other.name} held this office in that time.")
        return cleaned
