"""Work-based learning: events, who took part and came, employers with what was said to them, and speakers."""

from .attendance import Attendance, RosterEntry
from .employers import Employer, EmployerContact
from .events import Event
from .feeds import CalendarFeed
from .participation import Participation
from .speakers import Speaker, Speaking

__all__ = [
    "Attendance",
    "CalendarFeed",
    "Employer",
    "EmployerContact",
    "Event",
    "Participation",
    "RosterEntry",
    "Speaker",
    "Speaking",
]
