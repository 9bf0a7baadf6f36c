"""Worksheets, values and frozen figures in the admin: mostly to be looked at, since they have pages of their own."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone

from consortium.admin.base import LoadedForm, OfficeAdmin, Refused, ShownRows, ViewOnly
from consortium.admin.filters import PeriodFilter, titled
from consortium.admin.spreadsheets import ExportOnlyAdmin, SpreadsheetAdmin
from indicators.agreeing import answer_of, problem_of_counting
from indicators.models import Breakdown, FrozenFigure, Submission, Value
from indicators.resources import BreakdownResource, FrozenFigureResource, SubmissionResource, ValueResource
from indicators.worksheets import cells, saving, states


def why_it_stands(value, today):
    """Why a value cannot be changed on the day `today`, as a sentence, or ""."""
    if value.counted:
        return "It is counted from records and changes with them."
    if value.period.is_locked:
        return "The period is locked. It is opened again under Set-up, with a reason."
    if value.submission.state == Submission.State.APPROVED:
        return "Its worksheet is approved. It is opened again under Review, with a comment."
    if value.submission.state == Submission.State.SUBMITTED:
        return "Its worksheet is submitted. It is returned under Review, with a comment."
    return states.why_not_writable(value.period, value.submission, today)


class ValueRows(ShownRows):
    model = Value
    related = ["submission__organization", "measure", "organization", "period__year"]
    fields = [
        "measure", "organization", "state", "numerator", "denominator", "stage", "stage_date", "reason", "counted",
    ]  # fmt: skip
    ordering = ["measure__code"]


@admin.register(Submission)
class SubmissionAdmin(ExportOnlyAdmin, ViewOnly, OfficeAdmin):
    """Worksheets. They are filled in, submitted, approved and returned on their own pages."""

    list_display = ["organization", "period", "state", "submitted_at", "submitted_by", "reviewed_at", "reviewed_by"]
    list_filter = ["state", PeriodFilter, "organization__kind"]
    search_fields = ["organization__name", "organization__slug", "source_note"]
    ordering = ["-pk"]
    date_hierarchy = "submitted_at"
    related = ["organization", "period__year", "submitted_by", "reviewed_by"]
    inlines = [ValueRows]
    resource_classes = [SubmissionResource]
    page_help = "Worksheets are filled in under Worksheets and reviewed under Review on the site."


class ValueForm(LoadedForm):
    """One figure, checked as on the worksheet. `seen` is what the page was loaded with."""

    seen = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = Value
        fields = ["state", "numerator", "denominator", "stage", "stage_date", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "seen" in self.fields:
            self.fields["seen"].initial = cells.version_of(self.instance)

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        try:
            self.answer = answer_of(self.instance, timezone.localdate())
        except ValidationError as error:
            self.add_error(None, error)
            return
        stored = Value.objects.get(pk=self.instance.pk)
        if self.cleaned_data.get("seen") != cells.version_of(stored):
            theirs = cells.in_words(self.instance.measure, cells.Answer.of(stored))
            self.add_error(None, f"Somebody changed this figure to {theirs} since you opened the page. Open it again.")


@admin.register(Value)
class ValueAdmin(SpreadsheetAdmin, OfficeAdmin):
    """
    Figures. What stands in a locked period, in a submitted or approved worksheet, or was counted from records is
    read-only; everything else is changed by the worksheet's own way of saving.
    """

    form = ValueForm
    list_display = ["measure", "whom", "period", "figure", "worksheet", "origin", "entered_by", "entered_at"]
    list_filter = [
        PeriodFilter, ("submission__state", titled("worksheet")), ("state", titled("answer")), "measure__kind",
        "counted",
    ]  # fmt: skip
    search_fields = ["measure__code", "organization__name", "submission__organization__name"]
    ordering = ["-pk"]
    related = ["measure", "organization", "period__year", "submission__organization", "entered_by"]
    readonly_fields = [
        "measure", "organization", "period", "submission", "standing", "counted", "may_be_twice", "year_to_date",
        "year_to_date_of", "year_to_date_twice", "version", "entered_by", "entered_at",
    ]  # fmt: skip
    resource_classes = [ValueResource]
    fieldsets = [
        (None, {"fields": ["measure", "organization", "period", "submission", "standing"]}),
        (
            "Figure",
            {
                "fields": ["state", "numerator", "denominator", "stage", "stage_date", "reason", "seen"],
                "description": "A count has a numerator, a percent both numbers, a milestone its stage and day.",
            },
        ),
        (
            "On record",
            {
                "fields": [
                    ("counted", "may_be_twice"), ("year_to_date", "year_to_date_of", "year_to_date_twice"),
                    "version", "entered_by", "entered_at",
                ]
            },
        ),
    ]

    def get_fieldsets(self, request, obj=None):
        """Where nothing can be changed there is nothing to compare with."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None and self.has_change_permission(request, obj):
            return fieldsets
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name != "seen"]})
            for title, options in fieldsets
        ]

    @admin.display(description="about", ordering="organization__name")
    def whom(self, value):
        """The organization, or the region."""
        return value.organization or "the region"

    @admin.display(description="figure")
    def figure(self, value):
        """The answer in words."""
        return cells.in_words(value.measure, cells.Answer.of(value))

    @admin.display(description="origin", ordering="counted")
    def origin(self, value):
        """Counted from records, or typed."""
        return "Records" if value.counted else "Typed"

    @admin.display(description="worksheet", ordering="submission__state")
    def worksheet(self, value):
        """Where its worksheet stands."""
        return value.submission.get_state_display()

    @admin.display(description="can be changed")
    def standing(self, value):
        """Why not, or yes."""
        sentence = why_it_stands(value, timezone.localdate())
        return f"No. {sentence}" if sentence else "Yes, its worksheet is open."

    def has_add_permission(self, request):
        """Figures come in through worksheets and imports."""
        return False

    def has_change_permission(self, request, obj=None):
        """What stands is read-only."""
        return super().has_change_permission(request, obj) and not (obj and why_it_stands(obj, timezone.localdate()))

    def has_delete_permission(self, request, obj=None):
        """What stands stays."""
        return super().has_delete_permission(request, obj) and not (obj and why_it_stands(obj, timezone.localdate()))

    def why_not_deleted(self, objs, request):
        """Those that stand, counted by the reason."""
        chosen = Value.objects.filter(pk__in=[value.pk for value in objs])
        locked = chosen.filter(period__locked_at__isnull=False).count()
        closed = chosen.filter(period__locked_at__isnull=True, submission__state__in=["submitted", "approved"]).count()
        counted = chosen.filter(period__locked_at__isnull=True, counted=True).count()
        return [
            f"{number} in {words}"
            for number, words in [
                (locked, "locked periods: their figures stand"),
                (closed, "submitted or approved worksheets: take them back or return them first"),
                (counted, "worksheets are counted from records"),
            ]
            if number
        ]

    def save_model(self, request, obj, form, change):
        """By the worksheet's own way of saving; nobody's figure is overwritten in silence."""
        problem = problem_of_counting(obj)
        if problem:
            raise Refused(problem)
        entry = saving.Entry(obj.measure, form.answer, form.cleaned_data["seen"])
        now = timezone.now()
        try:
            conflicts = saving.save(
                obj.submission.organization,
                obj.period,
                [entry],
                user=request.user,
                now=now,
                today=timezone.localdate(now),
            )
        except states.Refused as refused:
            raise Refused(str(refused)) from refused
        if conflicts:
            raise Refused("Somebody else changed this figure at the same moment. Look at it again.")


@admin.register(FrozenFigure)
class FrozenFigureAdmin(ExportOnlyAdmin, ViewOnly, OfficeAdmin):
    """Frozen figures. They never change; another one is set on the pages of the figure, as a version with a reason."""

    list_display = [
        "measure", "whom", "period", "span", "version", "numerator", "denominator", "may_be_twice", "set_by",
        "frozen_at",
    ]  # fmt: skip
    list_filter = [PeriodFilter, "span", "measure__kind"]
    search_fields = ["measure__code", "organization__name", "reason"]
    ordering = ["-pk"]
    date_hierarchy = "frozen_at"
    related = ["measure", "organization", "period__year", "set_by"]
    resource_classes = [FrozenFigureResource]
    page_help = "What was counted from records when the period was locked. It stands as it was frozen."

    @admin.display(description="for", ordering="organization__name")
    def whom(self, figure):
        """The organization, or the region."""
        return figure.organization or "the region"


@admin.register(Breakdown)
class BreakdownAdmin(ExportOnlyAdmin, ViewOnly, OfficeAdmin):
    """What typed figures are made of. The parts of a figure are typed together, on the page of its cell."""

    list_display = ["measure", "worksheet", "period", "dimension", "category", "numerator", "denominator", "entered_at"]
    list_filter = ["dimension", "value__measure__kind"]
    search_fields = ["value__measure__code", "value__submission__organization__name", "category"]
    ordering = ["-pk"]
    date_hierarchy = "entered_at"
    related = ["value__measure", "value__period__year", "value__submission__organization", "value__organization"]
    related += ["value__submission__period__year", "entered_by"]
    resource_classes = [BreakdownResource]
    page_help = "The parts are typed on the worksheet: a figure that can be broken down leads to them."

    @admin.display(description="measure", ordering="value__measure__code")
    def measure(self, part):
        """Of which figure it is a part."""
        return part.value.measure

    @admin.display(description="worksheet of", ordering="value__submission__organization__name")
    def worksheet(self, part):
        """Who typed it."""
        return part.value.submission.organization

    @admin.display(description="period", ordering="value__period__starts")
    def period(self, part):
        """For which period."""
        return part.value.period
