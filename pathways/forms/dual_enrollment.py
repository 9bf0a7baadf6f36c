"""Forms of dual enrollment courses and of their terms, and what the list of them is narrowed by."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms
from django.forms.utils import ErrorDict

from consortium.forms.fields import DayField
from consortium.forms.layout import columns
from consortium.forms.partners import by_itself
from consortium.models import Organization, SchoolYear
from pathways.forms.picks import course_picks, keys_of
from pathways.forms.programs import sector_choices
from pathways.models import Course, DualEnrollmentCourse, DualEnrollmentTerm, Season
from pathways.queries import dual_enrollment as queries

Type = DualEnrollmentCourse.Type
MOST_TERMS = 200  # rows of the grid; a course has a few a year


class DualEnrollmentFilter(forms.Form):
    """What the list of dual enrollment courses is narrowed by."""

    q = forms.CharField(required=False, max_length=100, label="Course, college, partner or agreement")
    kind = forms.ChoiceField(required=False, choices=[("", "All"), *Type.choices], widget=by_itself())
    college = forms.ModelChoiceField(
        Organization.objects.none(), required=False, to_field_name="slug", empty_label="All", widget=by_itself()
    )
    district = forms.ModelChoiceField(
        Organization.objects.none(), required=False, to_field_name="slug", empty_label="All", widget=by_itself()
    )
    sector = forms.ChoiceField(required=False, widget=by_itself())
    year = forms.ChoiceField(required=False, label="First offered", widget=by_itself())

    def __init__(self, data):
        super().__init__(data)
        self.fields["college"].queryset = queries.colleges_with_courses()
        self.fields["district"].queryset = queries.districts_with_courses()
        self.fields["sector"].choices = sector_choices("All")
        labels = [year.label for year in SchoolYear.objects.all()]
        self.fields["year"].choices = [("", "At any time"), *((label, label) for label in labels)]

    def matching(self, courses):
        """Those of `courses` that the reader asked for. Fields that are wrong are as if left empty."""
        self.is_valid()
        asked = self.cleaned_data
        found = queries.searched(courses, asked.get("q"))
        if asked.get("kind"):
            found = found.filter(agreement_type=asked["kind"])
        if asked.get("college"):
            found = found.filter(**{queries.COLLEGE: asked["college"]})
        if asked.get("district"):
            found = queries.given_with(found, asked["district"])
        if asked.get("sector"):
            scheme, slug = asked["sector"].split("/")
            found = found.filter(course__program__sector__scheme=scheme, course__program__sector__slug=slug)
        if asked.get("year"):
            starts, ends = queries.year_span(int(asked["year"][:4]))
            found = found.first_offered_between(starts, ends)
        return found


class DualEnrollmentForm(forms.ModelForm):
    """A dual enrollment course. Which college course it is is said once, among those that `access` may record."""

    course = forms.ModelChoiceField(
        Course.objects.none(),
        error_messages={
            "required": "Choose the college course.",
            "invalid_choice": "You cannot record this course. Choose one of the list.",
        },
    )
    partnership_on = DayField(
        label="Agreed on", required=False, help_text="When both boards had adopted the agreement. May be left empty."
    )
    find_course = forms.CharField(required=False, max_length=100)

    class Meta:
        model = DualEnrollmentCourse
        fields = ["course", "agreement_type", "partnership", "partnership_on", "note"]
        labels = {"agreement_type": "Kind of agreement", "partnership": "Partnership agreement"}
        help_texts = {"partnership": "What the agreement with the district is called; a CCAP course has one."}
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"agreement_type": {"required": "Say under which kind of agreement it is given."}}

    def __init__(self, *args, access, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.access, self.today = access, today
        parts = ["agreement_type", columns("partnership", "partnership_on"), "note"]
        if self.instance.pk:
            del self.fields["course"]
        else:
            self.fields["course"].queryset = queries.courses_to_offer(access)
            parts.insert(0, HTML("{% include 'pathways/_dual_enrollment_picks.html' %}"))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*parts)

    @property
    def picks(self):
        """College courses to choose from: the chosen one, and what the words find."""
        words = (self["find_course"].value() or "")[:100].replace("\0", "")
        courses = queries.courses_to_offer(self.access)
        return course_picks(courses, keys_of(self["course"].value()), words, self.access, self.today)

    def without_errors(self):
        """The form as it was typed, for going on with it: nothing is checked yet."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        return self

    def _get_validation_exclusions(self):
        """A course that is settled is checked with what is typed here."""
        return super()._get_validation_exclusions() - {"course"}

    def save(self, user):
        """Store the course; a new one is recorded by `user`."""
        if self.instance.pk is None:
            self.instance.recorded_by = user
        return super().save()


class TermForm(forms.ModelForm):
    """One row of the grid of terms. `partners` are those to choose from, by slug."""

    season = forms.ChoiceField(
        choices=[("", "Choose"), *Season.choices], error_messages={"required": "Say which term it is."}
    )
    starts_on = DayField(error_messages={"required": "Give the first day."})
    partner = forms.ChoiceField(required=False)

    class Meta:
        model = DualEnrollmentTerm
        fields = ["season", "starts_on", "sections", "enrollment"]

    LABELS = {
        "season": "Term", "starts_on": "First day", "partner": "School or district", "sections": "Sections",
        "enrollment": "Students", "DELETE": "Take out",
    }  # fmt: skip

    def __init__(self, *args, partners, **kwargs):
        super().__init__(*args, **kwargs)
        self.partners = partners
        self.fields["partner"].choices = [("", "None"), *((slug, _partner_name(one)) for slug, one in partners.items())]
        if self.instance.partner_id:
            self.initial["partner"] = self.instance.partner.slug
        for name in ("sections", "enrollment"):
            self.fields[name].widget.attrs["class"] = "cell-input"
        for name in ("season", "starts_on", "partner"):
            self.fields[name].widget.attrs["class"] = "cell-input cell-input--text"

    def name_fields(self, row):
        """Give each field the name that is read out: its column and row."""
        for name, label in self.LABELS.items():
            if name in self.fields:
                self.fields[name].widget.attrs["aria-label"] = f"{label}, row {row}"

    def clean(self):
        """The partner as a record."""
        typed = super().clean()
        self.instance.partner = self.partners.get(typed.get("partner") or "")
        return typed

    def _get_validation_exclusions(self):
        """The partner is set in `clean`: its rules are checked too."""
        return super()._get_validation_exclusions() - {"partner"}


def _partner_name(organization):
    if organization.kind == Organization.Kind.SCHOOL and organization.parent:
        return f"{organization.name} ({organization.parent.name})"
    return organization.name


class TermFormSet(forms.BaseInlineFormSet):
    """The grid: the terms of a course, and three empty rows."""

    def add_fields(self, form, index):
        """As of Django, each field with its name."""
        super().add_fields(form, index)
        form.fields["DELETE"].widget.attrs["class"] = "form-check-input"
        form.name_fields((index or 0) + 1)

    def clean(self):
        """No term twice with the same school or district."""
        super().clean()
        seen = set()
        for form in self.forms:
            if not form.has_changed() and not form.instance.pk or form in self.deleted_forms or form.errors:
                continue
            key = (form.cleaned_data.get("starts_on"), form.cleaned_data.get("partner"))
            if key in seen:
                form.add_error("partner", "This term with this school or district is in another row already.")
            seen.add(key)

    def get_unique_error_message(self, unique_check):
        """The sentence for a term that is in two rows."""
        return "A term with the same school or district is in two rows."


TermGrid = forms.inlineformset_factory(
    DualEnrollmentCourse,
    DualEnrollmentTerm,
    form=TermForm,
    formset=TermFormSet,
    extra=3,
    max_num=MOST_TERMS,
    absolute_max=MOST_TERMS + 3,
    can_delete=True,
)
