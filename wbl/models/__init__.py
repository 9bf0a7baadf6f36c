"""Work-based learning: events of every kind, the organizations that took part, and how many people came."""

from .attendance import Attendance, RosterEntry
from .events import Event
from .feeds import CalendarFeed
from .participation import Participation

__all__ = ["Attendance", "CalendarFeed", "Event", "Participation", "RosterEntry"]
