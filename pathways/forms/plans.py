"""Forms of plans of alignment: the filter of the list, the plan itself, its steps and its withdrawal."""

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from consortium.forms.layout import columns, helper
from consortium.forms.partners import by_itself
from consortium.models import Organization, SchoolYear, StoredFile
from consortium.uploads import CheckedFileField
from goals.forms.documents import day_of_record
from pathways.models import AlignmentPlan, PlanGap, PlanStep, Program, ProgramGap
from pathways.queries.gaps import possible_owners
from pathways.queries.plans import STATES, owners_of, possible_gaps, searched

YEARS_BACK, YEARS_AHEAD = 2, 6  # school years to choose from, around the one of today
STEP_FIELDS = ("title", "organization", "level", "grade", "term")


class PlanFilter(forms.Form):
    """What the list of plans is narrowed by, on `day`."""

    q = forms.CharField(required=False, max_length=100, label="Title, owner, gap or course")
    state = forms.ChoiceField(
        required=False, choices=[(value, words) for value, (words, _) in STATES.items()], widget=by_itself()
    )
    owner = forms.ModelChoiceField(
        Organization.objects.none(), required=False, to_field_name="slug", empty_label="All", widget=by_itself()
    )
    convening = forms.ChoiceField(
        required=False, choices=[("", "Anywhere"), ("yes", "At a convening")], label="Made", widget=by_itself()
    )

    def __init__(self, data, *, plans, day):
        super().__init__(data)
        self.plans, self.day = plans, day
        self.fields["owner"].queryset = owners_of(plans)

    def matching(self):
        """The plans that the reader asked for. Fields that are wrong are as if left empty."""
        self.is_valid()
        asked = self.cleaned_data
        _, in_state = STATES[asked.get("state") or ""]
        found = searched(in_state(self.plans, self.day), asked.get("q") or "")
        if asked.get("owner"):
            found = found.filter(owner=asked["owner"])
        return found.filter(made_at_convening=True) if asked.get("convening") else found


class GapChoice(forms.ModelMultipleChoiceField):
    """Gaps to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, gap):
        """The gap with its kind, since a program and an occupation may be called the same."""
        return f"{gap} ({gap.get_kind_display().lower()}{'' if gap.documented_on else ', proposed'})"


class PlanForm(forms.ModelForm):
    """A plan. `access` chooses among the owners they write for and the gaps they read; `today` is the last day."""

    made_on = day_of_record("Made on", required=False, help_text="Leave it empty while it is a draft.")
    in_effect_on = day_of_record("In effect from", required=False)
    done_on = day_of_record("Carried out on", required=False)
    target_year = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label="For the school year")
    gaps = GapChoice(
        ProgramGap.objects.none(),
        required=False,
        label="Gaps that it addresses",
        error_messages={"invalid_choice": "One of the gaps cannot be chosen any more."},
    )
    upload = CheckedFileField(
        required=False, label="The plan or the minutes as a file", help_text="PDF, Word, Excel, PowerPoint or text."
    )
    remove_file = forms.BooleanField(required=False, label="Take the file away")

    class Meta:
        model = AlignmentPlan
        fields = [
            "title", "owner", "summary", "made_on", "in_effect_on", "done_on", "target_year", "made_at_convening",
        ]  # fmt: skip
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}
        labels = {"made_at_convening": "Made at a convening of K-12 and community college"}
        help_texts = {"made_at_convening": ""}
        error_messages = {
            "title": {"required": "Give it a title."},
            "owner": {
                "required": "Say whose plan it is.",
                "invalid_choice": "You cannot record plans of this organization. Choose one of the list.",
            },
        }

    def __init__(self, *args, access, today, back, **kwargs):
        super().__init__(*args, **kwargs)
        plan, self.today = self.instance, today
        self._offer_owners(access)
        self._offer_years(SchoolYear.start_year_of(today))
        self.fields["gaps"].queryset = possible_gaps(access, plan)
        if plan.pk:
            self.initial["gaps"] = list(plan.gaps.values_list("pk", flat=True))
        if plan.file_id:
            self.fields["upload"].help_text = f"There is “{plan.file.name}”; another one takes its place."
        else:
            del self.fields["remove_file"]
        self.helper = helper(
            columns("title", "owner"),
            "summary",
            Div("gaps", css_class="gap-picks"),
            columns("made_on", "in_effect_on", "done_on"),
            columns("target_year", "upload"),
            *(["remove_file"] if plan.file_id else []),
            "made_at_convening",
            submit="Save",
            back=back,
        )

    def _offer_owners(self, access):
        owner, offered = self.fields["owner"], possible_owners(access)
        owner.empty_label = "Choose whose plan it is"
        owner.queryset = offered | Organization.objects.filter(pk=self.instance.owner_id)
        if self.instance.pk is None and len(first := list(offered[:2])) == 1:
            owner.initial = first[0].pk

    def _offer_years(self, this_year):
        starts = {*range(this_year - YEARS_BACK, this_year + YEARS_AHEAD), self.instance.target_year} - {None}
        years = [(start, SchoolYear(start_year=start).label) for start in sorted(starts)]
        self.fields["target_year"].choices = [("", "Not said"), *years]

    def clean_made_on(self):
        """Not after today: what is still to be made is a draft."""
        day = self.cleaned_data["made_on"]
        if day and day > self.today:
            raise ValidationError("This day is still to come. Leave it empty while the plan is a draft.")
        if day is None and self.instance.withdrawn_on:
            raise ValidationError("The plan was made before it was withdrawn. Give the day.")
        return day

    def _get_validation_exclusions(self):
        """The days are checked against each other, withdrawal included, unless one was refused already."""
        return (super()._get_validation_exclusions() - {"withdrawn_on", "withdrawn_because"}) | set(self.errors)

    @transaction.atomic
    def save(self, user=None):
        """Store the plan, a new one as recorded by `user`, with its gaps and its file."""
        plan, typed = self.instance, self.cleaned_data
        if plan.pk is None:
            plan.recorded_by = user
        if typed.get("remove_file"):
            plan.file = None
        if typed.get("upload"):
            plan.file = StoredFile.keep(typed["upload"], typed["upload"].checked_type, user)
        plan = super().save()
        chosen = {gap.pk for gap in typed["gaps"]}
        plan.gap_links.exclude(gap__in=chosen).delete()
        new = chosen - set(plan.gap_links.values_list("gap", flat=True))
        PlanGap.objects.bulk_create(PlanGap(plan=plan, gap_id=key) for key in sorted(new))
        return plan


class StepForm(forms.ModelForm):
    """A course of a plan, by its title; one that stands for a course on record keeps it."""

    class Meta:
        model = PlanStep
        fields = STEP_FIELDS
        labels = {"title": "Course", "organization": "Offered by"}
        error_messages = {"title": {"required": "Give the course a title."}}

    def __init__(self, *args, back=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = (
            Organization.objects.open().filter(kind__in=Program.LEVELS).order_by("name")
            | Organization.objects.filter(pk=self.instance.organization_id)
        )
        self.fields["level"].choices = [("", "Not said"), *Program.Level.choices]
        self.fields["organization"].empty_label = "Not said"
        self.helper = helper(
            "title", columns("organization", "level"), columns("grade", "term"), submit="Save", back=back
        )


class WithdrawPlanForm(forms.Form):
    """Why and from when on the plan no longer counts."""

    reason = forms.CharField(
        max_length=300,
        label="Why",
        help_text="Everybody who reads the plan sees it.",
        error_messages={"required": "Say why the plan is withdrawn."},
    )
    day = day_of_record("Withdrawn on")

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("reason", "day", submit="Withdraw", back=back)
