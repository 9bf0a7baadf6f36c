"""What of the work-based learning room goes in and out as a spreadsheet."""

from .employers import EmployerContactResource, EmployerResource, SpeakerResource
from .enrollment import EnrollmentByGroupResource
from .events import AttendanceResource, EventResource, ParticipationResource
from .inventory import ActivityOfferingResource, ActivityTypeResource

__all__ = [
    "ActivityOfferingResource",
    "ActivityTypeResource",
    "AttendanceResource",
    "EmployerContactResource",
    "EmployerResource",
    "EnrollmentByGroupResource",
    "EventResource",
    "ParticipationResource",
    "SpeakerResource",
]
