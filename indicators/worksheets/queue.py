"""The office's queue: what waits for review with what looks odd in it, and approving many at once."""

from dataclasses import dataclass

from django.db import transaction

from consortium.models import ReportingPeriod
from consortium.numbers import small_integer
from indicators.models import Submission, Value
from indicators.worksheets import cells, review
from indicators.worksheets.states import Refused


@dataclass(frozen=True)
class Waiting:
    """A submitted worksheet: how many values it has, and how many of them look like a slip."""

    submission: Submission
    values: int
    odd: int

    @property
    def key(self):
        """What the tick box of the list says: which worksheet, and which handing-in of it."""
        return f"{self.submission.pk}@{review.stamp(self.submission)}"


def waiting():
    """The `Waiting` worksheets, the one that was due first on top. Four queries, whatever there is."""
    submissions = list(
        Submission.objects.waiting()
        .select_related("organization", "period__year", "submitted_by")
        .order_by("period__due", "submitted_at")
    )
    found = list(Value.objects.filter(submission__in=submissions).select_related("measure"))
    before = _periods_before({submission.period for submission in submissions})
    earlier = Value.objects.filter(period__in=before.values(), measure__in={value.measure_id for value in found})
    last = {(value.measure_id, value.organization_id, value.period_id): value for value in earlier}
    values, odd = {}, {}
    for value in found:
        values[value.submission_id] = values.get(value.submission_id, 0) + 1
        one_before = last.get((value.measure_id, value.organization_id, before.get(value.period_id)))
        if not value.counted and cells.warnings(value.measure, cells.Answer.of(value), cells.Answer.of(one_before)):
            odd[value.submission_id] = odd.get(value.submission_id, 0) + 1
    return [Waiting(one, values.get(one.pk, 0), odd.get(one.pk, 0)) for one in submissions]


def _periods_before(periods):
    """period key → key of the period before it."""
    ordered = list(ReportingPeriod.objects.order_by("starts").values_list("pk", flat=True)) if periods else []
    wanted = {period.pk for period in periods}
    return {one: previous for previous, one in zip(ordered, ordered[1:], strict=False) if one in wanted}


@transaction.atomic
def approve_many(keys, *, user, now):
    """
    Approve the worksheets of `keys` (`Waiting.key`). Returns (approved, refused): submissions, and pairs of one
    and the sentence that says why it was not approved. A key that is no key is passed over: no page makes it.
    """
    parts = [key.partition("@") for key in keys]
    stamps = {pk: stamp for number, at, stamp in parts if at and (pk := small_integer(number)) is not None}
    chosen = Submission.objects.filter(pk__in=stamps).order_by("pk")
    approved, refused = [], []
    # in one order, so that two reviewers at once cannot block each other
    for submission in chosen.select_related("organization", "period__year"):
        try:
            seen = stamps[submission.pk]
            approved.append(review.approve(submission.organization, submission.period, seen=seen, user=user, now=now))
        except Refused as refusal:
            refused.append((submission, str(refusal)))
    return approved, refused
