"""Work-based learning: events, the organizations that took part, and the inventory of what schools offer."""

from .enrollment import EnrollmentByGroup
from .events import Event, Participation
from .inventory import ActivityOffering, ActivityType

__all__ = ["ActivityOffering", "ActivityType", "EnrollmentByGroup", "Event", "Participation"]
