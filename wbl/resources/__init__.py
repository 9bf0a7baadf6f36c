"""What of the work-based learning room goes in and out as a spreadsheet."""

from .employers import EmployerContactResource, EmployerResource, SpeakerResource
from .events import AttendanceResource, EventResource, ParticipationResource

__all__ = [
    "AttendanceResource",
    "EmployerContactResource",
    "EmployerResource",
    "EventResource",
    "ParticipationResource",
    "SpeakerResource",
]
