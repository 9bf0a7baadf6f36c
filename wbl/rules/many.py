"""Recording many similar events together: all or none."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from wbl.models import Attendance, Event, Participation, Speaker, Speaking


@dataclass(frozen=True)
class Line:
    """One event of a grid: `headcount` people of `audience`, nobody counted where it is None; who spoke, if anybody."""

    starts_at: datetime
    title: str
    audience: str = ""
    headcount: int | None = None
    speaker: Speaker | None = None


@transaction.atomic
def record_many(shared, lines, *, user, now):
    """
    The events of `lines`, each with the facts in `shared` (kind, status, owner, site, sector). Who came is counted for
    the site where it is a school of the owner's, else for the owner.
    """
    host = _host(shared["owner"], shared.get("site"))
    events = Event.objects.bulk_create(
        Event(
            title=line.title,
            starts_at=line.starts_at,
            recorded_by=user,
            recorded_at=now,
            **_grades(line.audience),
            **shared,
        )
        for line in lines
    )
    counted = [(event, line) for event, line in zip(events, lines, strict=True) if line.headcount is not None]
    Participation.objects.bulk_create(Participation(event=event, organization=host) for event, _ in counted)
    Attendance.objects.bulk_create(
        Attendance(
            event=event,
            organization=host,
            audience=line.audience,
            headcount=line.headcount,
            recorded_by=user,
            recorded_at=now,
        )
        for event, line in counted
    )
    Speaking.objects.bulk_create(
        Speaking(event=event, speaker=line.speaker)
        for event, line in zip(events, lines, strict=True)
        if line.speaker is not None
    )
    return events


def _host(owner, site):
    """Whose people they are: those of the school at which it was, if it is the owner's, else the owner's."""
    return site if site is not None and site.parent_id == owner.pk else owner


def _grades(audience):
    lowest, highest = Attendance.GRADES.get(audience, (None, None))
    return {"lowest_grade": lowest, "highest_grade": highest}
