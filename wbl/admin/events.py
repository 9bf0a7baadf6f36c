"""Events and who took part in the admin."""

from django.contrib import admin

from consortium.admin.base import OfficeAdmin, Rows, ViewOnly
from consortium.admin.spreadsheets import SpreadsheetAdmin
from wbl.models import Attendance, CalendarFeed, Event, Participation
from wbl.models.attendance import CATEGORY_FIELDS, GENDER_FIELDS, GROUP_FIELDS, RACE_FIELDS
from wbl.resources import AttendanceResource, EventResource, ParticipationResource


class ParticipationRows(Rows):
    model = Participation
    related = ["event", "organization"]
    keys = ["organization"]


@admin.register(Event)
class EventAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["title", "kind", "status", "owner", "starts_at", "place"]
    list_filter = ["kind", "status", "sector"]
    search_fields = ["title", "place", "owner__name"]
    date_hierarchy = "starts_at"
    related = ["owner", "site", "sector", "occupation", "recorded_by"]
    readonly_fields = ["recorded_at", "recorded_by"]
    inlines = [ParticipationRows]
    resource_classes = [EventResource]
    fieldsets = [
        (None, {"fields": ["title", "kind", "status", "cancelled_because", "owner", "sector"]}),
        (
            "When and where",
            {
                "fields": ["starts_at", "ends_at", "place", "site"],
                "description": "Times are those of California. An event counts in the period of the day it begins on, "
                "once it was held.",
            },
        ),
        (
            "Of some kinds",
            {
                "fields": [
                    ("lowest_grade", "highest_grade"), "capacity", "languages", "gaps", "occupation",
                    "labor_market_note",
                ]
            },
        ),
        ("Notes", {"fields": ["notes", "recorded_at", "recorded_by"]}),
    ]

    def get_autocomplete_fields(self, request):
        """There are many gaps."""
        return [*super().get_autocomplete_fields(request), "gaps"]

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


@admin.register(Attendance)
class AttendanceAdmin(SpreadsheetAdmin, OfficeAdmin):
    """Who came, as numbers. What is on a roster is nowhere to be seen; a roster is replaced on the event's page."""

    list_display = ["event", "organization", "audience", "headcount", "scheme"]
    list_filter = ["audience", "scheme", "event__kind"]
    search_fields = ["event__title", "organization__name"]
    ordering = ["-pk"]
    related = ["event", "organization", "recorded_by"]
    keys = ["event", "organization", "audience"]
    readonly_fields = ["scheme", "school_year", "recorded_at", "recorded_by"]
    resource_classes = [AttendanceResource]
    fieldsets = [
        (None, {"fields": ["event", "organization", "audience", "headcount", ("lowest_grade", "highest_grade")]}),
        (
            "Breakdown",
            {
                "fields": [tuple(RACE_FIELDS), tuple(GENDER_FIELDS), tuple(GROUP_FIELDS)],
                "description": "Races and ethnicities make the headcount together, and so do genders; groups overlap.",
            },
        ),
        ("On record", {"fields": ["scheme", "school_year", "recorded_at", "recorded_by"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        """A roster's numbers are counted from its entries."""
        readonly = super().get_readonly_fields(request, obj)
        return (*readonly, "headcount", *CATEGORY_FIELDS) if obj is not None and obj.is_roster else readonly

    def save_model(self, request, obj, form, change):
        """A new row carries who recorded it."""
        if not change:
            obj.recorded_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(CalendarFeed)
class CalendarFeedAdmin(ViewOnly, OfficeAdmin):
    """Who has a private calendar address, without the address; the office can revoke it by deleting the row."""

    list_display = ["user", "scope", "created_at"]
    list_filter = ["scope"]
    search_fields = ["user__email", "user__name"]
    related = ["user"]
    readonly_fields = ["created_at"]

    def has_delete_permission(self, request, obj=None):
        """Of the office."""
        return super(ViewOnly, self).has_delete_permission(request, obj)
