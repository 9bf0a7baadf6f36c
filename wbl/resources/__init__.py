"""What of the work-based learning room goes in and out as a spreadsheet."""

from .events import AttendanceResource, EventResource, ParticipationResource

__all__ = ["AttendanceResource", "EventResource", "ParticipationResource"]
