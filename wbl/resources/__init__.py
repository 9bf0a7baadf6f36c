"""What of the work-based learning room goes in and out as a spreadsheet."""

from .employers import EmployerContactResource, EmployerResource, SpeakerResource
from .events import EventResource, ParticipationResource

__all__ = [
    "EmployerContactResource",
    "EmployerResource",
    "EventResource",
    "ParticipationResource",
    "SpeakerResource",
]
