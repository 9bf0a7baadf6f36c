"""Events and who took part in the admin."""

from django.contrib import admin

from consortium.admin.base import OfficeAdmin, Rows
from consortium.admin.spreadsheets import SpreadsheetAdmin
from wbl.models import Event, Participation
from wbl.resources import EventResource, ParticipationResource


class ParticipationRows(Rows):
    model = Participation
    related = ["event", "organization"]
    keys = ["organization"]


@admin.register(Event)
class EventAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["title", "kind", "status", "owner", "starts_at", "place"]
    list_filter = ["kind", "status"]
    search_fields = ["title", "place", "owner__name"]
    date_hierarchy = "starts_at"
    related = ["owner", "recorded_by"]
    readonly_fields = ["recorded_at", "recorded_by"]
    inlines = [ParticipationRows]
    resource_classes = [EventResource]
    fieldsets = [
        (None, {"fields": ["title", "kind", "status", "owner"]}),
        (
            "When and where",
            {
                "fields": ["starts_at", "ends_at", "place"],
                "description": "Times are those of California. An event counts in the period of the day it begins on, "
                "once it was held.",
            },
        ),
        ("Notes", {"fields": ["notes", "recorded_at", "recorded_by"]}),
    ]

    def save_model(self, request, obj, form, change):
        """A new event carries who recorded it."""
        if not change:
            obj.recorded_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(Participation)
class ParticipationAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["event", "organization", "came"]
    list_filter = ["came", "event__kind", "organization__segment"]
    search_fields = ["event__title", "organization__name"]
    ordering = ["-pk"]
    related = ["event", "organization"]
    keys = ["event", "organization"]
    resource_classes = [ParticipationResource]
