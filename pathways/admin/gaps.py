"""Gaps, plans and what belongs to them in the admin."""

from django.contrib import admin

from consortium.admin.base import OfficeAdmin, Rows
from consortium.admin.spreadsheets import SpreadsheetAdmin
from pathways.models import AlignmentPlan, GapInDocument, PlanGap, PlanStep, ProgramGap
from pathways.resources import AlignmentPlanResource, PlanStepResource, ProgramGapResource


class RecordedMixin:
    """For records that carry who recorded them, and when."""

    readonly_fields = ["recorded_at", "recorded_by"]

    def save_model(self, request, obj, form, change):
        """A new one carries who recorded it."""
        if not change:
            obj.recorded_by = request.user
        super().save_model(request, obj, form, change)


class DocumentRows(Rows):
    model = GapInDocument
    related = ["gap", "document"]


@admin.register(ProgramGap)
class ProgramGapAdmin(RecordedMixin, SpreadsheetAdmin, OfficeAdmin):
    list_display = ["title", "kind", "soc", "sector", "owner", "documented_on", "closed_on", "dismissed_on"]
    list_filter = ["kind", "sector"]
    search_fields = ["title", "soc", "owner__name"]
    date_hierarchy = "documented_on"
    related = ["sector", "owner", "program", "evidence_file", "recorded_by"]
    inlines = [DocumentRows]
    resource_classes = [ProgramGapResource]
    page_help = "Files of evidence are added on the gap's own page, where their type is checked."


@admin.register(GapInDocument)
class GapInDocumentAdmin(OfficeAdmin):
    list_display = ["gap", "document", "since"]
    search_fields = ["gap__title", "document__title"]
    date_hierarchy = "since"
    related = ["gap", "document"]
    keys = ["gap", "document"]


class GapRows(Rows):
    model = PlanGap
    related = ["plan", "gap"]


class StepRows(Rows):
    model = PlanStep
    related = ["plan", "course", "organization"]


@admin.register(AlignmentPlan)
class AlignmentPlanAdmin(RecordedMixin, SpreadsheetAdmin, OfficeAdmin):
    list_display = ["title", "owner", "made_on", "target_year", "made_at_convening", "withdrawn_on"]
    list_filter = ["made_at_convening", "target_year"]
    search_fields = ["title", "owner__name"]
    date_hierarchy = "made_on"
    related = ["owner", "file", "recorded_by"]
    inlines = [GapRows, StepRows]
    resource_classes = [AlignmentPlanResource]
    page_help = "Files are added on the plan's own page, where their type is checked."


@admin.register(PlanGap)
class PlanGapAdmin(OfficeAdmin):
    list_display = ["plan", "gap"]
    search_fields = ["plan__title", "gap__title"]
    related = ["plan", "gap"]
    keys = ["plan", "gap"]


@admin.register(PlanStep)
class PlanStepAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["plan", "order", "title", "organization", "level", "grade", "term"]
    list_filter = ["level"]
    search_fields = ["title", "plan__title", "organization__name"]
    related = ["plan", "course", "organization"]
    keys = ["plan"]
    resource_classes = [PlanStepResource]
