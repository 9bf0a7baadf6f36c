"""Work-based learning: events, the organizations that took part, employers with what was said to them, and speakers."""

from .employers import Employer, EmployerContact
from .events import Event, Participation
from .speakers import Speaker, Speaking

__all__ = ["Employer", "EmployerContact", "Event", "Participation", "Speaker", "Speaking"]
