"""Two people in the same record: who was first, and what they wrote."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

from consortium.models import User


@dataclass(frozen=True)
class Conflict:
    """The record as somebody else has stored it, who that was (None where it was no page) and when."""

    stored: Model
    who: User | None
    at: datetime | None


def conflict_about(stored):
    """The `Conflict` about a record with a history and a version, which somebody else has changed."""
    event = stored.history.filter(version=stored.version).select_related("pgh_context").order_by("pgh_id").first()
    writer = event.pgh_context.metadata.get("user") if event and event.pgh_context else None
    who = User.objects.filter(pk=writer).first() if writer else None
    return Conflict(stored, who, event.pgh_created_at if event else None)
