"""Reminders in the admin: what went out, to look at."""

from django.contrib import admin

from consortium.admin.base import OfficeAdmin, ViewOnly
from indicators.models import Reminder


@admin.register(Reminder)
class ReminderAdmin(ViewOnly, OfficeAdmin):
    """Reminders. They are made by the daily command and by nothing else."""

    list_display = ["user", "day", "worksheets"]
    search_fields = ["user__email", "user__name"]
    date_hierarchy = "day"
    related = ["user"]
