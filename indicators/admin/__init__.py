"""The indicators room in the admin."""

from consortium.admin.history import register_histories

from . import agreements, discussion, figures, measures, meetings, reminders, reports

register_histories("indicators")

__all__ = ["agreements", "discussion", "figures", "measures", "meetings", "reminders", "reports"]
