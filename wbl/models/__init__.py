"""Work-based learning: events, and the organizations that took part."""

from .events import Event, Participation

__all__ = ["Event", "Participation"]
