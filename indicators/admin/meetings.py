"""Meetings of working groups in the admin: mostly to be looked at, since they have pages of their own."""

from django.contrib import admin

from consortium.admin.base import NeverDeleted, OfficeAdmin, ViewOnly
from indicators.models import Decision, GroupMeeting, MeetingMinutes, SnapshotFigure


class WrittenAdmin(OfficeAdmin):
    """What two people may write in: a new record carries who wrote it; a changed one counts, so others are told."""

    writer = ""

    def save_model(self, request, obj, form, change):
        """With who wrote it, or one change more."""
        if change:
            obj.version += 1
        else:
            setattr(obj, self.writer, request.user)
        super().save_model(request, obj, form, change)


@admin.register(GroupMeeting)
class GroupMeetingAdmin(WrittenAdmin):
    writer = "planned_by"
    list_display = ["event", "group", "through", "opened_at", "opened_by", "planned_by"]
    list_filter = ["group"]
    search_fields = ["event__title", "group__name"]
    date_hierarchy = "opened_at"
    related = ["event", "group", "through__year", "opened_by", "planned_by", "document"]
    keys = ["group", "event"]
    readonly_fields = ["through", "opened_at", "opened_by", "document", "planned_by", "planned_at"]
    page_help = "A meeting is planned, opened and written up on its page. Its day and place are those of its event."


@admin.register(Decision)
class DecisionAdmin(WrittenAdmin):
    writer = "recorded_by"
    list_display = ["text", "meeting", "indicator", "person", "organization", "due", "state", "closed_on"]
    list_filter = ["state", "meeting__group"]
    search_fields = ["text", "person", "organization__name", "note"]
    date_hierarchy = "due"
    related = ["meeting__event", "meeting__group", "indicator__goal__edition__framework", "organization", "recorded_by"]
    keys = ["meeting"]
    readonly_fields = ["recorded_by", "recorded_at"]


@admin.register(SnapshotFigure)
class SnapshotFigureAdmin(ViewOnly, OfficeAdmin):
    """What meetings looked at: kept as it was."""

    list_display = ["measure", "meeting", "label", "status", "actual", "target", "sentence"]
    list_filter = ["status", "meeting__group"]
    search_fields = ["measure__code", "label"]
    related = ["meeting__event", "meeting__group", "measure"]


@admin.register(MeetingMinutes)
class MeetingMinutesAdmin(ViewOnly, NeverDeleted, OfficeAdmin):
    """Published minutes: their bytes stay."""

    list_display = ["meeting", "number", "file", "note", "published_at", "published_by"]
    list_filter = ["meeting__group"]
    search_fields = ["meeting__event__title", "note"]
    date_hierarchy = "published_at"
    related = ["meeting__event", "meeting__group", "file", "published_by"]
