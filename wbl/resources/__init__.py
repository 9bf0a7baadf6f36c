"""What of the work-based learning room goes in and out as a spreadsheet."""

from .enrollment import EnrollmentByGroupResource
from .events import EventResource, ParticipationResource
from .inventory import ActivityOfferingResource, ActivityTypeResource

__all__ = [
    "ActivityOfferingResource",
    "ActivityTypeResource",
    "EnrollmentByGroupResource",
    "EventResource",
    "ParticipationResource",
]
