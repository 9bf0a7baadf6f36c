"""Locking a period, so that its figures stand, and opening it again."""

from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from psycopg2.errors import DeadlockDetected

from consortium.models import Organization, ReportingPeriod
from indicators.freezing import freeze
from indicators.models import Assignment, Submission, Value

from .errors import PlanningError


@dataclass(frozen=True)
class OpenWorksheet:
    """A worksheet that is not approved: `state` is a Submission.State, or "missing" where nobody has begun it."""

    organization: Organization
    state: str
    words: str


WORDS = {
    "missing": "Not begun",
    Submission.State.DRAFT: "Draft",
    Submission.State.RETURNED: "Returned, not submitted again",
    Submission.State.SUBMITTED: "Submitted, waiting for review",
}


def open_worksheets(period):
    """The worksheets of `period` that are not approved, of organizations that owe or began one, by name (2 queries)."""
    states = dict(Submission.objects.filter(period=period).values_list("organization", "state"))
    owing = Assignment.objects.in_year(period.year_id).values("organization")
    unapproved = [pk for pk, state in states.items() if state != Submission.State.APPROVED]
    organizations = Organization.objects.filter(pk__in=owing) | Organization.objects.filter(pk__in=unapproved)
    found = []
    for organization in organizations.order_by("name"):
        state = states.get(organization.pk, "missing")
        if state != Submission.State.APPROVED:
            found.append(OpenWorksheet(organization, state, WORDS[state]))
    return found


def lock_period(period, user, note, now):
    """
    Lock `period`, so that its figures stand, and freeze what is counted from records.

    `note` says why. Raises PlanningError where the period has not ended, is locked already, or has no note, and where
    the database ends a wait that would never end, because somebody saves figures of several periods.
    """
    try:
        with transaction.atomic():
            return _lock(period, user, note, now)
    except OperationalError as error:
        if not isinstance(error.__cause__, DeadlockDetected):
            raise
        raise PlanningError("Somebody is saving figures at this moment. Try again.") from error


def _lock(period, user, note, now):
    held = _held(period)
    today = timezone.localdate(now)
    if held.is_locked:
        raise PlanningError(f"{held} is locked already.")
    if held.ends >= today:
        last_day = f"{held.ends:%B} {held.ends.day}, {held.ends.year}"
        raise PlanningError(f"{held} is not over: it can be locked after {last_day}.")
    if not note.strip():
        raise PlanningError("Say why the period is locked: everybody who opens a worksheet in it reads this.")
    _wait_for_values()
    held.locked_at, held.locked_by, held.lock_note = now, user, note.strip()
    held.save(update_fields=["locked_at", "locked_by", "lock_note"])
    freeze(held, now)
    return held


@transaction.atomic
def unlock_period(period, user, reason, now):
    """
    Open `period` again. `reason` is required and stays on record; what was frozen stays frozen, as a version.

    Raises PlanningError where the period is not locked or there is no reason. Who opened it is in the history.
    """
    held = _held(period)
    if not held.is_locked:
        raise PlanningError(f"{held} is open already.")
    if not reason.strip():
        raise PlanningError("Say why the period is opened again: its figures may have been published.")
    held.locked_at, held.locked_by, held.lock_note = None, None, reason.strip()
    held.save(update_fields=["locked_at", "locked_by", "lock_note"])
    return held


@transaction.atomic
def set_due(period, day):
    """
    The worksheets of `period` are due on `day`; PlanningError where the period is locked.

    Nothing but the day is written, so that a lock that somebody else has just set stays.
    """
    held = _held(period)
    if held.is_locked:
        raise PlanningError(f"{held} is locked: its due date stands.")
    held.due = day
    held.save(update_fields=["due"])
    return held


def _held(period):
    """
    The period, once worksheets and reviews that are being saved are through: they hold its row shared.

    The lock leaves the key alone, since rows that point to the period check it only when they are committed.
    """
    return ReportingPeriod.objects.select_for_update(of=("self",), no_key=True).with_year().get(pk=period.pk)


def _wait_for_values():
    """
    Wait for values that come from elsewhere (an import, the admin), and keep them waiting until this transaction ends.

    Without it a value could slip in unseen between the freezing and the end of the transaction that locks.
    """
    with connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{Value._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')
