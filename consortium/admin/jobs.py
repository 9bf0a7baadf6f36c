"""Long work in the admin: to be looked at. It is started and stopped on its pages."""

from django.contrib import admin

from consortium.models import Job

from .base import OfficeAdmin, ViewOnly


@admin.register(Job)
class JobAdmin(ViewOnly, OfficeAdmin):
    list_display = ["title", "state", "done", "total", "started_by", "created_at", "finished_at"]
    list_filter = ["state"]
    search_fields = ["title", "note"]
    date_hierarchy = "created_at"
    related = ["started_by", "stop_asked_by"]
    fields = [
        "title", "state", "done", "total", "note", "back", "work", "arguments", "key", "interruptions", "started_by",
        "created_at", "started_at", "finished_at", "stop_asked_at", "stop_asked_by",
    ]  # fmt: skip
    readonly_fields = fields
    page_help = "Long work is started and stopped on the pages that it belongs to. Here it is only looked at."
