"""Documents, their versions and stages in the admin."""

from django.contrib import admin

from consortium.admin.base import OfficeAdmin, Rows
from consortium.admin.spreadsheets import SpreadsheetAdmin
from goals.models import (
    Document,
    DocumentStage,
    DocumentVersion,
)
from goals.resources import (
    DocumentResource,
    DocumentStageResource,
    DocumentVersionResource,
)


class VersionRows(Rows):
    model = DocumentVersion
    related = ["document", "file", "added_by"]
    keys = ["number"]
    readonly_fields = ["added_at", "added_by"]


class StageRows(Rows):
    model = DocumentStage
    related = ["document", "version__document", "recorded_by"]
    keys = ["name"]
    readonly_fields = ["recorded_at", "recorded_by"]


@admin.register(Document)
class DocumentAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["title", "kind", "owner", "folder", "begun_on", "posted_on", "withdrawn_on"]
    list_filter = ["kind", "folder"]
    search_fields = ["title", "summary", "owner__name"]
    date_hierarchy = "begun_on"
    related = ["owner", "folder", "recorded_by"]
    readonly_fields = ["corrects", "recorded_at", "recorded_by"]
    inlines = [VersionRows, StageRows]
    resource_classes = [DocumentResource]
    page_help = "Files are added on the document's own page, where their type is checked."

    def save_model(self, request, obj, form, change):
        """A new document carries who recorded it."""
        if not change:
            obj.recorded_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(DocumentVersion)
class DocumentVersionAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["document", "number", "file", "url", "note", "added_at"]
    search_fields = ["document__title", "file__name", "url", "note"]
    date_hierarchy = "added_at"
    related = ["document", "file", "added_by"]
    keys = ["document", "number"]
    readonly_fields = ["added_at", "added_by"]
    resource_classes = [DocumentVersionResource]
    page_help = "Files are added on the document's own page, where their type is checked."

    def save_model(self, request, obj, form, change):
        """A new version carries who added it."""
        if not change:
            obj.added_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(DocumentStage)
class DocumentStageAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["document", "name", "reached_on", "version", "note"]
    list_filter = ["name"]
    search_fields = ["document__title", "note"]
    date_hierarchy = "reached_on"
    related = ["document", "version__document", "recorded_by"]
    keys = ["document", "name"]
    readonly_fields = ["recorded_at", "recorded_by"]
    resource_classes = [DocumentStageResource]
    page_help = "Whether the days of a document's stages follow each other is checked on the document's own page."

    def save_model(self, request, obj, form, change):
        """A new stage carries who noted it."""
        if not change:
            obj.recorded_by = request.user
        super().save_model(request, obj, form, change)
