"""Lists of worksheets: who owes one for which period, in which state it is, and how much of it is answered."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Exists, OuterRef, Q, When
from django.db.models import Value as Constant

from consortium.models import Organization, ReportingPeriod
from indicators import derived
from indicators.models import Assignment, Measure, Submission, Value

NOT_BEGUN = "not_begun"
STATES = {NOT_BEGUN: "Not begun", **dict(Submission.State.choices)}


@dataclass(frozen=True)
class Entry:
    """One worksheet in a list, begun or not."""

    organization: Organization
    period: ReportingPeriod
    submission: Submission | None
    answered: int
    asked: int
    today: date

    @property
    def state(self):
        """A key of `STATES`."""
        return self.submission.state if self.submission else NOT_BEGUN

    @property
    def state_words(self):
        """The state in a word or two."""
        return STATES[self.state]

    @property
    def is_due_from_reporter(self):
        """Whether the next move is the reporter's."""
        return self.state in (NOT_BEGUN, Submission.State.DRAFT, Submission.State.RETURNED)

    @property
    def days_overdue(self):
        """Days since it was due, 0 where it is not overdue."""
        late = self.is_due_from_reporter and not self.period.is_locked
        return max((self.today - self.period.due).days, 0) if late else 0


def begun_periods(today):
    """The periods that have begun by `today`, the latest first."""
    return ReportingPeriod.objects.with_year().filter(starts__lte=today).order_by("-starts")


def owing(period):
    """The organizations that owe something in the year of `period`, by name."""
    owes = Assignment.objects.in_year(period.year).filter(organization=OuterRef("pk"))
    return Organization.objects.partners().filter(Exists(owes)).order_by("name")


def in_state(organizations, period, state):
    """Those of `organizations` whose worksheet for `period` is in `state` (a key of `STATES`)."""
    begun = Submission.objects.filter(organization=OuterRef("pk"), period=period)
    if state == NOT_BEGUN:
        return organizations.filter(~Exists(begun))
    return organizations.filter(Exists(begun.filter(state=state)))


def states_of(organizations, period):
    """How many of `organizations` are in each state, as a dictionary over all of `STATES`; one query."""
    begun = Submission.objects.filter(period=period, organization__in=organizations)
    counts = dict(begun.values_list("state").annotate(worksheets=Count("pk")).order_by())
    counts[NOT_BEGUN] = organizations.count() - sum(counts.values())
    return {state: counts.get(state, 0) for state in STATES}


def entries(organizations, periods, today):
    """
    An `Entry` for each of `organizations` and `periods` in which it owes something, in the order given: periods,
    then organizations. Two queries.
    """
    progress = _answered(organizations, periods)
    found = Submission.objects.filter(organization__in=organizations, period__in=periods)
    submissions = {(one.organization_id, one.period_id): one for one in found}
    return [
        Entry(
            organization, period, submissions.get((organization.pk, period.pk)),
            *progress[organization.pk, period.pk], today,
        )
        for period in periods
        for organization in organizations
        if (organization.pk, period.pk) in progress
    ]  # fmt: skip


def answered(organization, period):
    """(answered, asked) of one worksheet; one query."""
    return _answered([organization], [period]).get((organization.pk, period.pk), (0, 0))


def _answered(organizations, periods):
    """(organization, period) → (answered, asked). What is counted from records is answered; so is a region's figure."""
    whose = Q(organization=OuterRef("organization")) | Q(
        organization__isnull=True, measure__reporters__contained_by=list(Measure.REGIONAL)
    )
    answers = Value.objects.filter(whose, measure=OuterRef("measure"), period=OuterRef("year__periods"))
    from_records = Q(mode=Assignment.Mode.RECORDS, measure__source__in=list(derived.SOURCES))
    owed = Assignment.objects.filter(organization__in=organizations, year__periods__in=periods)
    rows = (
        owed.annotate(done=Case(When(from_records, then=Constant(True)), default=Exists(answers)))
        .values_list("organization_id", "year__periods")
        .annotate(has=Count("pk", filter=Q(done=True)), owes=Count("pk"))
        .order_by()
    )
    return {(organization, period): (done, asked) for organization, period, done, asked in rows}
