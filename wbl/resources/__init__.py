"""What of the work-based learning room goes in and out as a spreadsheet."""

from .events import EventResource, ParticipationResource

__all__ = ["EventResource", "ParticipationResource"]
