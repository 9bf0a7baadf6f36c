"""
How far along: from values, frozen figures and records to one `Figure` for each measure.

Everything that shows a figure (dashboards, worksheets, exports, reports) calls `figures`. It takes a `Lens`, which
says what is looked at and by whom, and needs a constant number of queries (`indicators.queries`). The status itself
is `indicators.progress.assess`; counting from records is `indicators.derived`.

Rules (design, "How a number comes about"): approved values count, or drafts too where the office asks for them. A
figure about the region as a whole stands for the region, and organizations' figures are then only its parts. What is
counted from records is live while a period is open and frozen once it is locked. Counts of students reach outsiders
only from locked periods, and only where they are not small.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.conf import settings

from consortium import privacy
from indicators import derived, disclosure, queries
from indicators.disclosure import Disclosure
from indicators.models import Measure, MeasurePlacement, Target
from indicators.progress import (
    Progress,
    Question,
    Reading,
    Stage,
    Status,
    assess,
    share_gone,
)
from indicators.readings import REPORTERS_IN_WORDS, Cell, is_of_reporters, of_all_who_owe, of_measure


@dataclass(frozen=True)
class Figure:
    """
    One measure, seen through a lens. `reading` is a flow's year to date or a stock's latest, None where nobody
    reported; with `hidden` there is one that this reader must not see. `owed` and `answered` count organizations.
    `shown` says what outsiders may see of it; None where the reader may see all.
    """

    placement: MeasurePlacement
    cells: list[Cell]
    reading: Reading | None
    progress: Progress
    may_be_twice: Decimal = Decimal(0)
    counted: bool = False
    hidden: bool = False
    target: Decimal | None = None
    baseline: Decimal | None = None
    target_row: Target | None = None
    stages: tuple[Stage, ...] = ()
    owed: int = 0
    answered: int = 0
    as_of: date | None = None
    shown: Disclosure | None = None

    @property
    def measure(self):
        """The measure whose figure this is."""
        return self.placement.measure

    @property
    def missing(self):
        """How many organizations owe a figure for the last period and have not given one."""
        return self.owed - self.answered

    @property
    def stage_reached(self):
        """A milestone's stages reached so far; 0 for none."""
        return int(self.progress.value or 0) if self.measure.is_milestone else None


@dataclass
class _Parts:
    """Everything read from the database for one lens, keyed by measure."""

    sums: dict
    standing: dict
    largest: dict
    frozen: dict
    targets: dict
    stages: dict
    followed: dict
    latest: dict
    years: dict
    owed: dict
    counted: set  # measures of which something is or was counted from records
    live: set  # measures of which somebody keeps records this year
    keepers: dict  # of live measures that organizations own: who keeps records; asked only where they are counted now


def figures(placements, lens):
    """`placements` (with their measures) → a dictionary from measure key to `Figure`, as `lens` shows them."""
    measures = queries.measures_of(placements)
    measures += _decided_with(measures, lens)
    parts = _read(measures, lens)
    shown = _disclosures(measures, lens, parts)
    return {placement.measure_id: _figure(placement, lens, parts, shown) for placement in placements}


def disclosures(measures, lens):
    """
    measure key → what may be shown of it (`Disclosure`), for those of `measures` that are counts of students; empty
    for who may see all. `figures` answers the same with each figure.
    """
    return _disclosures([*measures, *_decided_with(measures, lens)], lens, None)


def _decided_with(measures, lens):
    """The measures whose counts are decided together with those of `measures`, where a decision is needed."""
    if lens.sees_students_of_open_periods() or not lens.closed_periods:
        return []
    return disclosure.companions([measure for measure in measures if measure.counts_students])


def _disclosures(measures, lens, parts):
    """
    As `disclosures`, of `measures` with those decided together with them. The region's figures are decided whatever
    the lens looks at; `parts` has them if it looks at the region.
    """
    students = [measure for measure in measures if measure.counts_students]
    if not students or lens.sees_students_of_open_periods():
        return {}
    region = replace(lens, organization=None, periods=lens.closed_periods)
    if region.periods and (parts is None or lens.organization is not None):
        parts = _read(students, region)

    def level(measure, position):
        cells, year = of_measure(measure, replace(region, periods=region.periods[: position + 1]), parts)
        return cells[-1].reading, year

    return disclosure.disclosures(students, region.periods, level)


def progress_of_organization(measure, lens, reading, target_row):
    """
    The `Progress` of what one organization has (`reading`, of the year to the end of the lens) against its own target
    (`target_row`, a `Target` of the organization).
    """
    shared = {"target": target_row.value, "baseline": target_row.baseline, "target_row": target_row}
    shared |= {"owed": 1, "answered": 0 if reading is None else 1}
    return _assess(_question(measure, lens, shared, lens.through.ends, actual=reading))


def tally(some_figures):
    """How many of the figures shown have each status, in the order of the statuses; nothing is averaged."""
    counts = Counter(figure.progress.status for figure in some_figures if not figure.hidden)
    return {status: counts[status] for status in Status if counts[status]}


def _read(measures, lens):
    values = queries.shown_values(measures, lens.periods, drafts=lens.drafts, organization=lens.organization)
    if not lens.sees_students_of_open_periods():
        students = [measure for measure in measures if measure.counts_students]
        too_early = [period for period in lens.periods if period not in lens.closed_periods]
        values = values.exclude(measure__in=students, period__in=too_early)
    # Each question is asked of the measures that it is about, so that the database reads no more than it must.
    shared = [m for m in measures if m.across == Measure.Across.ONCE and m.timing == Measure.Timing.FLOW]
    several = len(lens.periods) > 1  # in one period an organization's largest count is all that it reported
    milestones = [m for m in measures if m.is_milestone]
    owed = queries.owed_and_answered(measures, lens.through, drafts=lens.drafts, organization=lens.organization)
    sources = [m for m in measures if derived.is_built(m)]
    values = queries.without_replaced_totals(values, sources, lens.year)
    live = {m.pk for m in sources if m.pk in owed and owed[m.pk].from_records}
    live_stocks = [m for m in sources if m.pk in live and m.timing == Measure.Timing.STOCK] if lens.drafts else []
    added_up = queries.sums(values, lens.periods, counted_now=live_stocks)
    frozen = _frozen(sources, lens)
    owned = [m for m in sources if m.pk in live and not m.about_region]
    return _Parts(
        sums=added_up.by_period,
        standing=added_up.standing,
        largest=queries.largest_reporter(values.filter(measure__in=shared)) if several else {},
        frozen=frozen,
        targets=queries.targets(measures, lens.year, lens.organization),
        stages=queries.stages(milestones, lens.year),
        followed=queries.followed_stages(milestones, lens.through) if milestones else {},
        latest=queries.latest_values(values.filter(measure__in=milestones)),
        years=queries.years_to_date(values.filter(measure__in=sources)) if _says_counted(added_up) else {},
        owed=owed,
        counted=live | {m.pk for m in sources if _was_counted(m, frozen, added_up)},
        live=live,
        keepers=queries.record_keepers(owned, lens.year) if owned and lens.drafts else {},
    )


def _frozen(sources, lens):
    """The frozen figures of the lens's scope; what is about the region is the region's for its reporter too."""
    locked = [period for period in lens.periods if period.is_locked]
    if not locked:
        return {}
    about_region = [measure for measure in sources if measure.about_region]
    own = [measure for measure in sources if not measure.about_region]
    return queries.frozen_figures(about_region, locked) | queries.frozen_figures(own, locked, lens.organization)


def _was_counted(measure, frozen, added_up):
    """Whether something of the measure was counted from records this year, whatever is agreed by now."""
    return any(key[0] == measure.pk for key in frozen) or any(
        measure_key == measure.pk and counted for measure_key, _, _, counted in added_up.by_period
    )


def _says_counted(added_up):
    return any(counted for *_, counted in added_up.by_period)


def _figure(placement, lens, parts, shown):
    measure = placement.measure
    target_row = parts.targets.get(measure.pk)
    target = target_row.value if target_row else None
    if target is None and (lens.organization is None or measure.about_region):
        target = placement.given_target
    owed = parts.owed.get(measure.pk, queries.Owed())
    shared = {
        "placement": placement,
        "target": target,
        "target_row": target_row,
        "baseline": target_row.baseline if target_row else None,
        "owed": owed.owed,
        "answered": owed.answered,
        "counted": measure.pk in parts.counted,
        "shown": shown.get(measure.pk),
    }
    if measure.is_milestone:
        return _milestone(measure, lens, parts, shared)
    return _number(measure, lens, parts, shared)


def _milestone(measure, lens, parts, shared):
    on_record = {row.stage: row for row in parts.stages.get(measure.pk, ())}
    answer = parts.latest.get(measure.pk)
    if measure.pk in parts.followed:
        reached = _as_locked(lens.through, answer, parts.followed[measure.pk])
    else:
        reached = {number: row.reached for number, row in on_record.items() if row.reached}
        if answer is not None and answer.stage:
            reached.setdefault(answer.stage, answer.stage_date)
    stages = tuple(
        Stage(name, on_record[number].due if number in on_record else None, reached.get(number))
        for number, name in enumerate(measure.ladder, start=1)
    )
    as_of = lens.through.ends
    reported = answer is not None or measure.pk in parts.followed or any(stage.reached for stage in stages)
    question = _question(measure, lens, shared, as_of, stages=stages, reported=reported)
    cells = [Cell(period) for period in lens.periods]
    return Figure(cells=cells, reading=None, progress=_assess(question), stages=stages, as_of=as_of, **shared)


def _as_locked(period, answer, reached):
    """
    The stages `reached` by a document; of a locked period no others than its approved `answer` says, whatever days of
    the document have been corrected since, and be it withdrawn with a day before the locking.
    """
    if not (period.is_locked and answer is not None and answer.counted and answer.period_id == period.pk):
        return reached
    kept = {number: day for number, day in reached.items() if number < answer.stage}
    return kept | {answer.stage: answer.stage_date} if answer.stage else kept


def _number(measure, lens, parts, shared):
    cells, reading = of_measure(measure, lens, parts)
    if is_of_reporters(measure) and lens.organization is None:
        reading = of_all_who_owe(reading, shared["owed"])
        cells = [replace(cell, reading=of_all_who_owe(cell.reading, shared["owed"])) for cell in cells]
    as_of, hidden = lens.through.ends, ""
    is_outsider = shared["shown"] is not None
    if is_outsider:  # without who may be counted twice: the rest is one organization's count
        reading, cells = _unflagged(reading), [replace(cell, reading=_unflagged(cell.reading)) for cell in cells]
        cells, as_of, hidden = _for_outsiders(measure, lens, cells, reading, shared["shown"])
        hidden, shared = _without_small_baseline(measure, hidden, shared)
    if hidden:
        return _hidden(lens, cells, hidden, shared)
    twice = reading.may_be_twice if reading is not None else Decimal(0)
    question = _question(measure, lens, shared, as_of, actual=reading, may_be_twice=twice)
    return Figure(cells=cells, reading=reading, progress=_assess(question), may_be_twice=twice, as_of=as_of, **shared)


def _unflagged(reading):
    return None if reading is None else replace(reading, may_be_twice=Decimal(0))


def _without_small_baseline(measure, hidden, shared):
    """
    A baseline is often last year's figure, so a small one is hidden too. Returns the sentence that hides the whole
    figure (a stock's status depends on its baseline, a flow's does not) and what is shown.
    """
    if measure.is_percent or not privacy.is_small(shared["baseline"]):
        return hidden, shared
    if measure.timing == Measure.Timing.STOCK:
        hidden = hidden or _too_few(measure)
    return hidden, shared | {"baseline": None}


def _too_few(measure):
    return f"Not shown, so that no few {measure.unit} might be recognized."


def _hidden(lens, cells, sentence, shared):
    """A figure that this reader must not see, whatever it is: no reading, no status, the reason in words."""
    gone = share_gone(lens.year.starts, lens.year.ends, lens.through.ends)
    progress = Progress(status=Status.NO_DATA, sentence=sentence, share_gone=gone)
    return Figure(cells=cells, reading=None, progress=progress, hidden=True, as_of=lens.through.ends, **shared)


def _for_outsiders(measure, lens, cells, reading, shown):
    """
    Only closed periods, and of them only what gives no small count away.

    Returns the cells, the last day that is shown, and, where the figure must be hidden, the sentence that says so.
    """
    closed = [cell for cell in cells if cell.period in lens.closed_periods]
    still_open = [Cell(cell.period, hidden=True) for cell in cells if cell.period not in lens.closed_periods]
    if not closed:
        return still_open, lens.through.ends, f"Counts of {measure.unit} are shown once their period is locked."
    owner = disclosure.REGION if lens.organization is None or measure.about_region else lens.organization.pk
    seen = [
        cell if cell.reading is None or shown.alone(owner, cell.period.pk) else Cell(cell.period, hidden=True)
        for cell in closed
    ]
    last = closed[-1].period
    may = reading is None or shown.year_to_date(owner, last.pk)
    return seen + still_open, last.ends, "" if may else _too_few(measure)


def _question(measure, lens, shared, as_of, **facts):
    target_row = shared["target_row"]
    return Question(
        kind=measure.kind,
        timing=measure.timing,
        unit=measure.unit,
        year_starts=lens.year.starts,
        year_ends=lens.year.ends,
        as_of=as_of,
        target=shared["target"],
        baseline=shared["baseline"],
        first_due=target_row.first_due if target_row else None,
        missing=0 if lens.organization is not None else shared["owed"] - shared["answered"],
        answered=shared["answered"],
        missing_word=REPORTERS_IN_WORDS.get(tuple(measure.reporters), "organizations"),
        **facts,
    )


def _assess(question):
    return _assess_once(question, settings.ON_TRACK_AT)


@lru_cache(maxsize=10_000)
def _assess_once(question, on_track_at):
    """The same question has the same answer, and dashboards ask the same ones all day."""
    return assess(question, on_track_at)
