"""Leading indicators, measures and their placements in the admin; indicators on their goal's page."""

from django.contrib import admin

from consortium.admin.base import OfficeAdmin, Rows
from consortium.admin.filters import year_through
from consortium.admin.spreadsheets import SpreadsheetAdmin
from goals.admin.frameworks import WORDING, GoalAdmin
from indicators.agreeing import SERIES, has_figures
from indicators.models import LeadingIndicator, Measure, MeasurePlacement
from indicators.resources import LeadingIndicatorResource, MeasurePlacementResource, MeasureResource


class IndicatorRows(Rows):
    model = LeadingIndicator
    related = ["goal__edition__framework"]
    keys = ["number"]


GoalAdmin.inlines = [*GoalAdmin.inlines, IndicatorRows]  # the goals room knows nothing of indicators


class PlacementRows(Rows):
    model = MeasurePlacement
    related = ["measure", "indicator__goal__edition__framework", "indicator__goal__edition__first_year"]
    keys = ["measure"]


class PlacedRows(PlacementRows):
    fields = ["indicator", "order", "label", "given_target"]
    keys = ["indicator"]


@admin.register(LeadingIndicator)
class LeadingIndicatorAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["code", "text", "edition"]
    list_filter = ["goal__edition__framework", year_through("goal__edition__first_year")]
    search_fields = ["text", "goal__short_title", "goal__edition__framework__code"]
    related = ["goal__edition__framework", "goal__edition__first_year"]
    keys = ["goal", "number"]
    inlines = [PlacementRows]
    resource_classes = [LeadingIndicatorResource]
    page_help = WORDING

    @admin.display(description="edition", ordering="goal__edition")
    def edition(self, indicator):
        """The edition of its goal."""
        return indicator.goal.edition


@admin.register(Measure)
class MeasureAdmin(SpreadsheetAdmin, OfficeAdmin):
    """Measures. What makes one series of the figures is read-only once there are any."""

    list_display = ["code", "labels", "kind", "unit", "timing", "across", "source"]
    list_filter = ["kind", "timing", "across", "source", "placements__indicator__goal__edition__framework"]
    search_fields = ["code", "unit", "source", "placements__label"]
    keys = ["code"]
    inlines = [PlacedRows]
    resource_classes = [MeasureResource]
    fieldsets = [
        (
            None,
            {
                "fields": ["code", "kind", "unit", "timing", "across"],
                "description": "The code is given once and stays wherever later editions put the measure. Kind, timing "
                "and combination stay as soon as there are figures: another way of counting is another measure.",
            },
        ),
        (
            "Who reports it, and from what",
            {
                "fields": ["reporters", "source", "breakdowns"],
                "description": "Reporters and breakdowns are written with commas between. Reporters are: "
                f"{', '.join(Measure.Reporter.values)}.",
            },
        ),
        (
            "Milestones",
            {
                "fields": ["ladder", "renews"],
                "description": "The stages in their order, with commas between; a yes or no is a ladder of one stage.",
            },
        ),
    ]

    def get_queryset(self, request):
        """Measures with what their placements call them."""
        return super().get_queryset(request).prefetch_related("placements")

    def get_readonly_fields(self, request, obj=None):
        """The series stays once there are figures."""
        readonly = super().get_readonly_fields(request, obj)
        return (*readonly, *SERIES) if obj is not None and has_figures(obj) else readonly

    @admin.display(description="what the documents call it")
    def labels(self, measure):
        """The words of its placements."""
        return ", ".join(dict.fromkeys(placement.label for placement in measure.placements.all()))


@admin.register(MeasurePlacement)
class MeasurePlacementAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["measure", "label", "indicator_code", "edition", "given_target"]
    list_filter = ["indicator__goal__edition__framework", year_through("indicator__goal__edition__first_year")]
    search_fields = ["measure__code", "label", "definition"]
    related = ["measure", "indicator__goal__edition__framework", "indicator__goal__edition__first_year"]
    keys = ["measure", "indicator"]
    resource_classes = [MeasurePlacementResource]
    page_help = "Where an edition puts a measure, and in what words. The definition stands beside the cell."

    @admin.display(description="indicator")
    def indicator_code(self, placement):
        """Such as EN-2.1."""
        return placement.indicator.code

    @admin.display(description="edition")
    def edition(self, placement):
        """The edition of its indicator."""
        return placement.indicator.goal.edition
