"""What happened to a period: from the history that the database keeps."""

from dataclasses import dataclass
from datetime import datetime

from consortium.models import User


@dataclass(frozen=True)
class Happening:
    """One change of a period: when, who (None: a command, or before there was anybody), and what, as a sentence."""

    at: datetime
    who: User | None
    what: str
    reason: str = ""


def period_history(period):
    """Lockings, openings and changes of the due date of `period`, the latest first (two queries)."""
    events = list(period.history.select_related("pgh_context").order_by("pgh_id"))
    people = User.objects.in_bulk({_user(event) for event in events if _user(event)})
    happenings = []
    for before, event in zip([None, *events], events, strict=False):
        what, reason = _what(before, event)
        if what:
            happenings.append(Happening(event.pgh_created_at, people.get(_user(event)), what, reason))
    return happenings[::-1]


def _user(event):
    """Who was signed in; for a locking by a command, in whose name it was."""
    return (event.pgh_context.metadata.get("user") if event.pgh_context else None) or event.locked_by_id


def _what(before, event):
    if before is None:
        return "Opened for worksheets", ""
    if event.locked_at and not before.locked_at:
        return "Locked", event.lock_note
    if before.locked_at and not event.locked_at:
        return "Opened again", event.lock_note
    if event.due != before.due:
        return f"Due date moved from {before.due:%B} {before.due.day} to {event.due:%B} {event.due.day}", ""
    return "", ""
