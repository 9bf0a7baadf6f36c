"""What stands under a goal, and what is done grade by grade, in the admin."""

from django.contrib import admin
from django.utils import timezone

from consortium.admin.base import OfficeAdmin
from consortium.admin.filters import year_through
from consortium.admin.spreadsheets import SpreadsheetAdmin
from goals.models import (
    GradeStrategy,
    Objective,
    Strategy,
    StudentOutcome,
)
from goals.resources import (
    GradeStrategyResource,
    ObjectiveResource,
    StrategyResource,
    StudentOutcomeResource,
)
from goals.rules.agreed import settle


class Versioned:
    """For rows that count their changes, so that a form which somebody has open notices what was changed here."""

    def save_model(self, request, obj, form, change):
        """Count the change."""
        if change and form.changed_data:
            obj.version += 1
        super().save_model(request, obj, form, change)


class UnderGoalAdmin(Versioned, SpreadsheetAdmin, OfficeAdmin):
    list_display = ["text", "goal", "stage", "stage_on", "owner", "due"]
    list_filter = ["stage", "goal__edition__framework", year_through("goal__edition__first_year")]
    search_fields = ["text", "goal__short_title", "owner__name"]
    related = ["goal__edition__framework", "owner"]
    keys = ["goal"]
    page_help = "These are edited in place on the page of their goal as well."


@admin.register(StudentOutcome)
class StudentOutcomeAdmin(UnderGoalAdmin):
    resource_classes = [StudentOutcomeResource]


@admin.register(Objective)
class ObjectiveAdmin(UnderGoalAdmin):
    resource_classes = [ObjectiveResource]


@admin.register(Strategy)
class StrategyAdmin(UnderGoalAdmin):
    list_display = ["text", "objective", "stage", "stage_on", "owner", "due"]
    list_filter = ["stage", "objective__goal__edition__framework", year_through("objective__goal__edition__first_year")]
    search_fields = ["text", "objective__text", "owner__name"]
    related = ["objective", "owner"]
    keys = ["objective"]
    resource_classes = [StrategyResource]


@admin.register(GradeStrategy)
class GradeStrategyAdmin(Versioned, SpreadsheetAdmin, OfficeAdmin):
    list_display = ["grade", "goal", "strategy", "owner", "documented_on"]
    search_fields = ["goal", "strategy", "owner__name"]
    related = ["owner"]
    keys = ["grade"]
    resource_classes = [GradeStrategyResource]
    page_help = "A grade is documented once it has both a goal and a strategy: from the day given, else from today."

    def save_model(self, request, obj, form, change):
        """Settle since when it is documented."""
        settle(obj, timezone.localdate())
        super().save_model(request, obj, form, change)
