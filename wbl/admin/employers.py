"""Employers, the log of contacts, speakers and where they spoke in the admin."""

from django.contrib import admin

from consortium.admin.base import OfficeAdmin, Rows
from consortium.admin.spreadsheets import SpreadsheetAdmin
from wbl.models import Employer, EmployerContact, Speaker, Speaking
from wbl.resources import EmployerContactResource, EmployerResource, SpeakerResource


class EntryAdmin(SpreadsheetAdmin, OfficeAdmin):
    """What the directories share: merged records are merged on the pages, here they can only be looked at."""

    readonly_fields = ["recorded_at", "recorded_by", "merged_into", "merged_at", "merged_by"]
    page_help = "Two records of the same are merged on the record's own page, not here."

    def save_model(self, request, obj, form, change):
        """A new record carries who recorded it."""
        if not change:
            obj.recorded_by = request.user
        super().save_model(request, obj, form, change)

    def has_change_permission(self, request, obj=None):
        """Not of merged records: whatever refers to them refers to another one."""
        merged = obj is not None and obj.merged_into_id is not None
        return super().has_change_permission(request, obj) and not merged

    def get_search_results(self, request, queryset, search_term):
        """Where a record is chosen, merged ones are not offered."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        choosing = request.path.endswith("/autocomplete/")
        return (found.current() if choosing else found), may_repeat


@admin.register(Employer)
class EmployerAdmin(EntryAdmin):
    list_display = ["name", "city", "sector", "county", "merged_into"]
    list_filter = ["county", "size", ("merged_into", admin.EmptyFieldListFilter)]
    search_fields = ["name", "city", "person"]
    related = ["sector", "county", "recorded_by", "merged_into", "merged_by"]
    resource_classes = [EmployerResource]


@admin.register(EmployerContact)
class EmployerContactAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["employer", "organization", "made_on", "how", "outcome", "purpose"]
    list_filter = ["purpose", "outcome", "how"]
    search_fields = ["employer__name", "organization__name", "note"]
    date_hierarchy = "made_on"
    related = ["employer", "organization", "made_by"]
    readonly_fields = ["recorded_at", "made_by"]
    resource_classes = [EmployerContactResource]

    def save_model(self, request, obj, form, change):
        """A new contact carries who logged it."""
        if not change:
            obj.made_by = request.user
        super().save_model(request, obj, form, change)


class SpeakingRows(Rows):
    model = Speaking
    related = ["event", "speaker"]
    keys = ["event"]


@admin.register(Speaker)
class SpeakerAdmin(EntryAdmin):
    list_display = ["name", "employer", "job", "sector", "merged_into"]
    list_filter = ["sector", ("merged_into", admin.EmptyFieldListFilter)]
    search_fields = ["name", "employer__name", "topics"]
    related = ["employer", "sector", "recorded_by", "merged_into", "merged_by"]
    inlines = [SpeakingRows]
    resource_classes = [SpeakerResource]


@admin.register(Speaking)
class SpeakingAdmin(OfficeAdmin):
    list_display = ["event", "speaker", "topic"]
    search_fields = ["event__title", "speaker__name"]
    ordering = ["-pk"]
    related = ["event", "speaker"]
    keys = ["event", "speaker"]
