"""Dual enrollment courses and their terms in the admin, which is the office's: it sees every count of students."""

from django.contrib import admin

from consortium.admin.base import OfficeAdmin, Rows
from consortium.admin.spreadsheets import SpreadsheetAdmin
from pathways.models import DualEnrollmentCourse, DualEnrollmentTerm
from pathways.resources import DualEnrollmentCourseResource, DualEnrollmentTermResource


class TermRows(Rows):
    model = DualEnrollmentTerm
    related = ["partner"]


@admin.register(DualEnrollmentCourse)
class DualEnrollmentCourseAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["course", "agreement_type", "partnership", "partnership_on"]
    list_filter = ["agreement_type"]
    search_fields = ["course__number", "course__title", "partnership"]
    related = ["course__program__organization", "recorded_by"]
    keys = ["course"]
    readonly_fields = ["recorded_at", "recorded_by"]
    inlines = [TermRows]
    resource_classes = [DualEnrollmentCourseResource]
    page_help = "One course, however many schools and sections: each term and school is a row below."

    def save_model(self, request, obj, form, change):
        """A new course carries who recorded it."""
        if not change:
            obj.recorded_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(DualEnrollmentTerm)
class DualEnrollmentTermAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["course", "season", "starts_on", "partner", "sections", "enrollment"]
    list_filter = ["season", "course__agreement_type"]
    search_fields = ["course__course__title", "partner__name"]
    date_hierarchy = "starts_on"
    related = ["course__course__program__organization", "partner"]
    keys = ["course"]
    resource_classes = [DualEnrollmentTermResource]
