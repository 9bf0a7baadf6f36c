"""Forms of the inventory: what the pages are narrowed by, one offering, and a type of activity."""

from django import forms
from django.db.models import Q
from django.utils.text import slugify

from consortium import grades
from consortium.forms.layout import columns, helper
from consortium.forms.partners import by_itself, day_field
from consortium.models import County, SchoolYear
from consortium.slugs import free_slug
from pathways.models import Sector
from wbl.models import ActivityOffering, ActivityType
from wbl.models.inventory import HIGHEST_GRADE, LOWEST_GRADE
from wbl.queries.inventory import asked_districts

GRADES = [(grade, label) for grade, label in grades.CHOICES if LOWEST_GRADE <= grade <= HIGHEST_GRADE]


class YearChoice(forms.Form):
    """The school year that a page shows: the one in the address, else `default` (SchoolYear or None)."""

    year = forms.ChoiceField(required=False, label="School year", widget=by_itself())

    def __init__(self, data, *, default):
        data = data.copy()
        data.setdefault("year", default.label if default else "")
        super().__init__(data)
        self.default = default
        self.years = {known.label: known for known in SchoolYear.objects.all()}
        self.fields["year"].choices = [(label, label) for label in self.years]

    @property
    def school_year(self):
        """The chosen school year, or the default."""
        return self.years.get(self.data["year"], self.default)

    @property
    def asked(self):
        """What was asked for; what is wrong is as if left empty."""
        self.is_valid()
        return self.cleaned_data


class RegionFilter(YearChoice):
    """What the table of districts is narrowed by."""

    county = forms.ModelChoiceField(
        County.objects, required=False, to_field_name="code", empty_label="All", widget=by_itself()
    )


class ContinuumFilter(RegionFilter):
    """What the continuum is narrowed by; a district takes precedence over a county."""

    district = forms.ModelChoiceField(
        None, required=False, to_field_name="slug", empty_label="All", widget=by_itself()
    )

    def __init__(self, data, *, default, day):
        super().__init__(data, default=default)
        year = self.school_year
        self.fields["district"].queryset = asked_districts(year, day(year)).order_by("name")

    @property
    def offerings(self):
        """The condition on offerings, None where all are meant."""
        district, county = self.asked.get("district"), self.asked.get("county")
        if district:
            return Q(school__parent=district)
        return Q(school__parent__county=county) if county else None


class GridFilter(YearChoice):
    """Which schools of a district are shown."""

    q = forms.CharField(required=False, max_length=100, label="School")
    field_order = ["q", "year"]


class GradesMixin:
    """Two grades in order."""

    def clean(self):
        """The lower grade comes first."""
        typed = super().clean()
        lowest, highest = typed.get("lowest_grade"), typed.get("highest_grade")
        if lowest is not None and highest is not None and lowest > highest:
            self.add_error("highest_grade", "The highest grade comes before the lowest.")
        return typed


def grade_field(label):
    """A grade of the continuum."""
    return forms.TypedChoiceField(
        choices=GRADES, coerce=int, label=label, error_messages={"required": "Choose the grade."}
    )


class OfferingForm(GradesMixin, forms.ModelForm):
    """What a school offers, in more than a tick: `instance` is stored already."""

    lowest_grade = grade_field("Grade from")
    highest_grade = grade_field("Grade to")
    sectors = forms.ModelMultipleChoiceField(
        None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: it is of no sector, or of all.",
        error_messages={"invalid_choice": "One of the sectors is no longer there. Choose again."},
    )
    starts_on = day_field("Offered from", required=False, help_text="Only where it began within the school year.")
    ends_on = day_field("Offered through", required=False, help_text="Its last day, where it ended before June 30.")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31)

    class Meta:
        model = ActivityOffering
        fields = ["lowest_grade", "highest_grade", "sectors", "starts_on", "ends_on", "contact", "notes", "source"]
        labels = {"contact": "Whom to ask", "source": "Source"}
        widgets = {"notes": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = Q(pk__in=[sector.pk for sector in self.instance.sectors.all()])
        self.fields["sectors"].queryset = Sector.objects.filter(Q(scheme=Sector.Scheme.CDE) | chosen)
        self.fields["version"].initial = self.instance.version
        self.helper = helper(
            columns("lowest_grade", "highest_grade"),
            "sectors",
            columns("starts_on", "ends_on"),
            columns("contact", "source"),
            "notes",
            "version",
            submit="Save",
            back=back,
        )

    def _get_validation_exclusions(self):
        """The year is settled, so that days are checked against it."""
        return super()._get_validation_exclusions() - {"year"}

    def drawn_from(self, version):
        """Show the form as drawn from `version`: saving it again is then a choice."""
        self.data = self.data.copy()
        self.data["version"] = str(version)


class ActivityTypeForm(GradesMixin, forms.ModelForm):
    """A type of activity. Its short name is made once from the name and stays, so that spreadsheets fit."""

    lowest_grade = grade_field("Grade from")
    highest_grade = grade_field("Grade to")
    retired_on = day_field(
        "Retired on",
        required=False,
        help_text="From this day on it counts nowhere and can no longer be ticked. What was recorded before stays.",
    )

    class Meta:
        model = ActivityType
        fields = ["name", "stage", "lowest_grade", "highest_grade", "description", "order", "retired_on"]
        labels = {"stage": "Stage of the continuum", "description": "What counts as one"}
        help_texts = {"description": "And what does not.", "order": "Its place within the stage, the lowest first."}
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"name": {"required": "Give it a name."}}

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(
            columns("name", "stage"),
            columns("lowest_grade", "highest_grade"),
            "description",
            columns("order", "retired_on"),
            submit="Save",
            back=back,
        )

    def save(self, commit=True):
        """Store the type; a new one gets its short name."""
        if not self.instance.slug:
            taken = set(ActivityType.objects.values_list("slug", flat=True))
            self.instance.slug = free_slug(taken, slugify(self.instance.name) or "activity")
        return super().save(commit)
