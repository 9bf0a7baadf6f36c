"""
What may be done with a worksheet, in which state and by whom; the sentences that say why not.

Every change of a worksheet goes through `hold`: it keeps the period from being locked and the worksheet from being
submitted, approved or changed by anybody else until the transaction ends.
"""

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone
from django.utils.dateformat import format as date_format

from consortium.models import Consortium, Organization, ReportingPeriod
from indicators.models import Submission
from indicators.worksheets.cells import long_day


class Refused(Exception):
    """A change that the worksheet does not take now; its text is the sentence to show."""


@dataclass(frozen=True)
class Standing:
    """
    What one reader may do with one worksheet now. `sentence` says why it cannot be written ("" where it can).

    `must_say_source`: staff of the office fill it for a partner, and say where the figures are from.
    """

    editable: bool
    sentence: str
    must_say_source: bool
    may_take_back: bool
    may_review: bool
    may_reopen: bool


def standing(organization, period, submission, access, today):
    """The `Standing` of a reader with `access`; `submission` is None before the first saved cell."""
    sentence = why_not_writable(period, submission, today)
    writes = access.may_write_worksheet(organization)
    if not sentence and not writes:
        sentence = f"You can read this worksheet. Only the reporters of {organization} and the consortium office write."
    state = submission.state if submission else Submission.State.DRAFT
    changes = not period.is_locked
    return Standing(
        editable=not sentence,
        sentence=sentence,
        must_say_source=is_on_behalf(organization, access),
        may_take_back=writes and changes and state == Submission.State.SUBMITTED,
        may_review=access.is_office and changes and state == Submission.State.SUBMITTED,
        may_reopen=access.is_office and changes and state == Submission.State.APPROVED,
    )


def is_on_behalf(organization, access):
    """Whether whoever has `access` writes for a partner, not for an organization of their own."""
    own = organization.kind == Organization.Kind.OFFICE or organization.pk in access.reporter_for
    return access.is_office and not own


def why_not_writable(period, submission, today):
    """The sentence that says why nobody can write this worksheet on the day `today`, "" where they can."""
    if period.is_locked:
        return locked_sentence(period)
    if period.starts > today:
        return f"{period} begins on {long_day(period.starts)}. Figures can be entered from that day on."
    if submission is not None and submission.state == Submission.State.SUBMITTED:
        return (
            f"Submitted{_by(submission.submitted_by)} on {moment(submission.submitted_at)} and waiting for review. "
            "To change a figure, take it back first."
        )
    if submission is not None and submission.state == Submission.State.APPROVED:
        when = f" on {moment(submission.reviewed_at)}" if submission.reviewed_at else ""
        return (
            f"Approved{_by(submission.reviewed_by)}{when}. Its figures stand on the dashboards. "
            f"To have one changed, {ask_the_office()}."
        )
    return ""


def locked_sentence(period):
    """Who locked the period, when and why, and who can open it."""
    note = period.lock_note
    why = f" The note says: “{note}”{'' if note.endswith(('.', '!', '?')) else '.'}" if note else ""
    return (
        f"{period} is locked{_by(period.locked_by)} since {moment(period.locked_at)}, so its figures stand.{why} "
        f"To have it opened again, {ask_the_office()}."
    )


def ask_the_office():
    """“ask the consortium office, office@example.org”."""
    address = Consortium.objects.values_list("office_email", flat=True).first()
    return f"ask the consortium office, {address}" if address else "ask the consortium office"


def hold(organization, period, *, create=False):
    """
    The worksheet of `organization` for `period`, locked until the transaction ends; None if there is none.

    Raises Refused where the period is locked. The period's row is held shared: writers of different organizations do
    not wait for each other, but whoever locks the period waits for them, and they for whoever is locking it.
    """
    hold_periods([period.pk])
    now_locked = ReportingPeriod.objects.select_related("year", "locked_by").get(pk=period.pk)
    if now_locked.is_locked:
        raise Refused(locked_sentence(now_locked))
    if create:
        Submission.objects.get_or_create(organization=organization, period=period)
    held = Submission.objects.select_for_update(of=("self",)).select_related(
        "submitted_by", "reviewed_by", "organization", "period__year"
    )
    return held.filter(organization=organization, period=period).first()


def hold_periods(keys):
    """
    Hold the rows of the periods with these `keys` shared until the transaction ends, as whoever writes into them does.

    Who writes into several takes them all at first and in one order: whoever locks a period holds its row and then
    waits for values that are being saved, so that taking the rows one by one could make both wait for ever.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM consortium_reportingperiod WHERE id = ANY(%s) ORDER BY id FOR SHARE", [sorted(keys)]
        )


def hold_writable(organization, period, today, *, create=True):
    """As `hold`, for writing cells: Refused also where it is submitted, approved or not yet begun."""
    submission = hold(organization, period, create=create)
    sentence = why_not_writable(period, submission, today)
    if sentence:
        raise Refused(sentence)
    return submission


def moment(at):
    """October 5, 2026, 10:42, as the clock in California says."""
    return date_format(timezone.localtime(at), "F j, Y, H:i")


def _by(user):
    return f" by {user}" if user is not None else ""
