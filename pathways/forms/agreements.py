"""The form of an articulation agreement, and what the list of them is narrowed by."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms
from django.forms.utils import ErrorDict

from consortium.forms.fields import DayField
from consortium.forms.layout import columns
from consortium.forms.partners import by_itself
from consortium.models import Organization
from pathways.forms.picks import KeysField, Pick, course_picks, keys_of
from pathways.forms.programs import sector_choices
from pathways.models import ArticulationAgreement, Course, Sector, Step
from pathways.queries.agreements import (
    COLLEGE,
    HORIZONS,
    SHOWN_STEPS,
    college_courses,
    colleges_with_agreements,
    districts_with_agreements,
    high_school_courses,
    possible_parties,
    schools_of,
    searched,
)
from pathways.rules.agreements import store


class AgreementFilter(forms.Form):
    """
    What the list of agreements is narrowed by. `agreements` are those that the reader may see; `last_day` is the day up
    to which expiring is asked about.
    """

    q = forms.CharField(required=False, max_length=100, label="Number, course, party or code")
    step = forms.ChoiceField(required=False, widget=by_itself())
    college = forms.ModelChoiceField(
        Organization.objects.none(), required=False, to_field_name="slug", empty_label="All", widget=by_itself()
    )
    district = forms.ModelChoiceField(
        Organization.objects.none(), required=False, to_field_name="slug", empty_label="All", widget=by_itself()
    )
    sector = forms.ChoiceField(required=False, widget=by_itself())
    within = forms.ChoiceField(
        required=False,
        label="Expires within",
        choices=[(value, words) for value, (words, _) in HORIZONS.items()],
        widget=by_itself(),
    )

    def __init__(self, data, *, agreements, day):
        super().__init__(data)
        self.fields["step"].choices = [("", "All"), *((step.value, step.label) for step in SHOWN_STEPS)]
        self.fields["college"].queryset = colleges_with_agreements(agreements)
        self.fields["district"].queryset = districts_with_agreements(agreements)
        self.fields["sector"].choices = sector_choices("All")
        self.is_valid()
        _, until = HORIZONS[self.cleaned_data.get("within") or ""]
        self.last_day = until(day)
        within = (self.last_day - day).days
        self.agreements = agreements.with_step(day, within=within)

    def matching(self):
        """The agreements that the reader asked for, at whichever step. Fields that are wrong are as if left empty."""
        asked = self.cleaned_data
        found = searched(self.agreements, asked.get("q"))
        if asked.get("college"):
            found = found.filter(**{COLLEGE: asked["college"]})
        if asked.get("district"):
            links = ArticulationAgreement.objects.filter(courses__program__organization=asked["district"])
            found = found.filter(pk__in=links.values("pk"))
        if asked.get("sector"):
            scheme, slug = asked["sector"].split("/")
            found = found.filter(sector__scheme=scheme, sector__slug=slug)
        return found

    @property
    def asked_step(self):
        """The step that is asked for, or None."""
        chosen = self.cleaned_data.get("step")
        return Step(chosen) if chosen else None

    def at_step(self, agreements):
        """Those of `agreements` that stand at the step that is asked for."""
        return agreements.filter(step__in=SHOWN_STEPS[self.asked_step]) if self.asked_step else agreements


class AgreementForm(forms.ModelForm):
    """
    An agreement with its courses and schools. `access` is whose form it is: one of the parties has to be theirs. What
    is left empty and the college's program says (sector, code, units) is taken from there.
    """

    sector = forms.ChoiceField(required=False)
    drafted_on = DayField(label="Drafted on", error_messages={"required": "Say when it was drafted."})
    effective_on = DayField(label="First day of the term", required=False)
    expires_on = DayField(label="In force through", required=False, help_text="Its last day. Empty: no end.")
    college_course = forms.ModelChoiceField(
        Course.objects.none(),
        error_messages={
            "required": "Choose the college course for which credit is given.",
            "invalid_choice": "This is no course of a college. Choose one of the list.",
        },
    )
    courses = KeysField(
        Course.objects.none(),
        error_messages={
            "required": "Choose the high school courses.",
            "invalid_choice": "One of the courses is no course of a high school program. Look through the list again.",
        },
    )
    schools = KeysField(
        Organization.objects.none(),
        required=False,
        error_messages={"invalid_choice": "One of the schools is not known any more. Look through the list again."},
    )
    find_college = forms.CharField(required=False, max_length=100)
    find_courses = forms.CharField(required=False, max_length=100)

    class Meta:
        model = ArticulationAgreement
        fields = [
            "number", "college_course", "units", "code_scheme", "code", "code_version", "method", "minimum_grade",
            "season", "effective_on", "expires_on", "drafted_on", "note",
        ]  # fmt: skip
        labels = {
            "number": "Number of the agreement",
            "code_scheme": "Scheme of the code",
            "code_version": "Version of the scheme",
            "season": "Effective term",
        }
        help_texts = {"units": "Empty: as the college course.", "code": "Empty: as the college's program."}
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "number": {"required": "Give it a number."},
            "method": {"required": "Say how students earn the credit."},
        }

    def __init__(self, *args, access, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.access, self.today = access, today
        agreement = self.instance
        if agreement.pk:
            self.initial |= {
                "courses": [course.pk for course in agreement.courses.all()],
                "schools": [school.pk for school in agreement.schools.all()],
            }
        if agreement.sector_id:
            self.initial["sector"] = agreement.sector.key
        self.fields["sector"].choices = sector_choices("As the college's program")
        self.fields["college_course"].queryset = college_courses()
        self.fields["courses"].queryset = high_school_courses()
        self.fields["schools"].queryset = Organization.objects.filter(kind=Organization.Kind.SCHOOL)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            HTML("{% include 'pathways/_agreement_picks.html' %}"),
            HTML('<h2 class="form-part">What is agreed</h2>'),
            columns("method", "minimum_grade", "units"),
            columns("sector", "number"),
            columns("code_scheme", "code", "code_version"),
            HTML('<h2 class="form-part">Days</h2>'),
            columns("drafted_on", "season", "effective_on", "expires_on"),
            "note",
        )

    def _chosen(self, name):
        return keys_of(self[name].value())

    def _picks(self, name, finder, courses):
        words = (self[finder].value() or "")[:100].replace("\0", "")
        return course_picks(courses, self._chosen(name), words, self.access, self.today)

    @property
    def college_picks(self):
        """College courses to choose from: the chosen one, and what the words find."""
        return self._picks("college_course", "find_college", college_courses())

    @property
    def course_picks(self):
        """High school courses to tick: those ticked, and what the words find."""
        return self._picks("courses", "find_courses", high_school_courses())

    @property
    def school_picks(self):
        """The schools that offer the ticked courses."""
        chosen = self._chosen("schools")
        schools = schools_of(self._chosen("courses"))
        return [Pick(school.pk, school.name, school.parent.name, school.pk in chosen) for school in schools]

    def without_errors(self):
        """The form as it was typed, for going on with it: nothing is checked yet."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        return self

    def clean_drafted_on(self):
        """No day to come, and none after a signature."""
        day = self.cleaned_data["drafted_on"]
        if day > self.today:
            raise forms.ValidationError("This day is still to come.")
        first = self.instance.signatures.order_by("signed_on").first() if self.instance.pk else None
        if first and first.signed_on < day:
            raise forms.ValidationError("There is a signature from before this day.")
        return day

    def clean_code(self):
        """Without the spaces that people paste."""
        return (self.cleaned_data.get("code") or "").strip()

    def clean(self):
        """A party is the reader's own; what is left empty is as the college's program says."""
        typed = super().clean()
        course, courses = typed.get("college_course"), typed.get("courses")
        if courses and typed.get("schools"):  # those of a course that was taken out went with it
            typed["schools"] = typed["schools"].filter(pk__in=schools_of(courses).order_by().values("pk"))
        if course is not None:
            self._take_over(typed, course)
        if course is not None and courses and not self._is_theirs(course, courses):
            self.add_error(
                "courses", "None of the parties is an organization for which you report. Choose a course of yours."
            )
        return typed

    def _take_over(self, typed, course):
        program = course.program
        if typed.get("sector"):
            scheme, slug = typed["sector"].split("/")
            self.instance.sector = Sector.objects.get(scheme=scheme, slug=slug)
        else:
            self.instance.sector = program.sector
        if not (typed.get("code") or typed.get("code_scheme") or "code" in self.errors):
            typed |= {name: getattr(program, name) for name in ("code_scheme", "code", "code_version")}
        if typed.get("units") is None and "units" not in self.errors:
            typed["units"] = course.units

    def _is_theirs(self, course, courses):
        own = possible_parties(self.access)
        parties = {course.program.organization_id, *(one.program.organization_id for one in courses)}
        return own is None or bool(parties & own)

    def _get_validation_exclusions(self):
        """What stands on other forms is checked with what is typed here."""
        others = {"sector", "reviewed_on", "reviewed_by", "terminated_on", "terminated_because", "renews"}
        return super()._get_validation_exclusions() - others

    def save(self, user):
        """Store the agreement, its courses and its schools; a new one is recorded by `user`."""
        if self.instance.pk is None:
            self.instance.recorded_by = user
        return store(self.instance, self.cleaned_data["courses"], self.cleaned_data["schools"])
