"""Keeping who came: of each organization and audience at an event a headcount or a roster, the later entered."""

from django.db import transaction
from django.db.models import F

from consortium.models import Organization
from wbl.models import Attendance, Event, Participation, RosterEntry
from wbl.models.attendance import CATEGORY_FIELDS
from wbl.rules.hashing import key_id, person_hash, roster_key

NOTHING = dict.fromkeys(CATEGORY_FIELDS)


class EnteredMeanwhile(Exception):
    """Somebody else has changed headcounts since the page was drawn: audience → the number on record, or None."""

    def __init__(self, numbers):
        super().__init__("Somebody else has entered other numbers meanwhile.")
        self.numbers = numbers


def stamp(row):
    """What tells one state of an `Attendance` (or None) from another."""
    return row.recorded_at.isoformat() if row is not None and row.pk else ""


@transaction.atomic
def keep_headcount(event, organization, audience, headcount, *, counts=None, grades=(None, None), seen=None, user, now):
    """
    The `Attendance` of `headcount` people, in place of what was recorded before, a roster included. `counts` is the
    breakdown as `breakdowns.settled` gives it; with None the breakdown stays where the headcount does, else it goes.

    `seen` is the `stamp` of what the person saw; raises EnteredMeanwhile where it has changed since.
    """
    row = _row(event, organization, audience)
    if seen is not None and seen != stamp(row):
        raise EnteredMeanwhile({audience: row.headcount if row.pk else None})
    if row.pk and row.is_roster:
        row.entries.all().delete()
        row.scheme, row.key_id, row.school_year = "", "", None
    if counts is not None or headcount != row.headcount:
        _set(row, NOTHING | {code.lower(): count for code, count in (counts or {}).items()})
    row.headcount = headcount
    row.lowest_grade, row.highest_grade = grades
    return _stored(row, user, now)


@transaction.atomic
def keep_headcounts(event, organization, typed, *, user, now):
    """
    Keep the headcounts of an organization at an event all together. `typed`: audience → (number, or None to take it
    off, and what was on record when the page was drawn, as text). What is on record already is not written again.

    Raises EnteredMeanwhile, and keeps none, where the record is neither what the page showed nor what was typed.
    """
    rows = Attendance.objects.select_for_update().filter(event=event, organization=organization, scheme="")
    there = {row.audience: row for row in rows}
    meanwhile = {}
    for audience, (number, seen) in typed.items():
        now_there = there[audience].headcount if audience in there else None
        if now_there != number and ("" if now_there is None else str(now_there)) != seen:
            meanwhile[audience] = now_there
    if meanwhile:
        raise EnteredMeanwhile(meanwhile)
    for audience, (number, _) in typed.items():
        row = there.get(audience)
        if number is None and row is not None:
            row.delete()
        elif number is not None and (row is None or row.headcount != number):
            grades = (row.lowest_grade, row.highest_grade) if row else (None, None)
            keep_headcount(event, organization, audience, number, grades=grades, user=user, now=now)


@transaction.atomic
def keep_roster(event, organization, audience, scheme, roster, *, user, now):
    """
    The `Attendance` of the people on `roster` (a `roster_file.Roster`), in place of what was recorded before. Only
    hashes are kept. Raises `hashing.NoKey` where there is no key; nothing is stored then.
    """
    key = roster_key()
    issuer, year = _issuer(organization), event.start_year
    row = _row(event, organization, audience)
    if row.pk:
        row.entries.all().delete()
    _set(row, NOTHING)
    row.headcount, row.lowest_grade, row.highest_grade = 0, None, None
    row.scheme, row.key_id, row.school_year = scheme, key_id(key), year
    _stored(row, user, now)
    RosterEntry.objects.bulk_create(
        RosterEntry(
            attendance=row,
            person_hash=person_hash(key, scheme, issuer, year, person.number),
            grade=person.grade,
            role=person.role,
            race=person.race,
            gender=person.gender,
            groups=list(person.groups),
        )
        for person in roster.people
    )
    row.refresh_from_db()
    return row


def _issuer(organization):
    """Who issues local numbers: the organization that reports, for a school its district."""
    return organization.parent_id if organization.kind == Organization.Kind.SCHOOL else organization.pk


def _row(event, organization, audience):
    """The attendance on record, held until the transaction ends, or a new one."""
    key = {"event": event, "organization": organization, "audience": audience}
    return Attendance.objects.select_for_update().filter(**key).first() or Attendance(**key)


def _set(row, fields):
    for name, value in fields.items():
        setattr(row, name, value)


def _stored(row, user, now):
    row.recorded_by, row.recorded_at = user, now
    row.save()
    _takes_part(row.event, row.organization)
    return row


def _takes_part(event, organization):
    """Whoever brings people came: it is put on the event's list, if it was not, or no longer counts as absent."""
    listed, created = Participation.objects.get_or_create(event=event, organization=organization)
    if created or not listed.came:
        Participation.objects.filter(pk=listed.pk).update(came=True)
        # a form of the event that was drawn before does not know of it, and would take it off the list again
        Event.objects.filter(pk=event.pk).update(version=F("version") + 1)


@transaction.atomic
def remove(attendance):
    """Take attendance off the event, with its roster; the organization stays on the list of those who came."""
    attendance.delete()
