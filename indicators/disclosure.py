"""
Which counts of students an outsider may see: one decision a measure and year, the same for every outsider.

The table that is decided (`consortium.privacy`) holds every organization and the region, each closed period alone and
the year to date through it, and what the region's year to date is made of (`indicators.part_cells`): all that
dashboards, an indicator's page and reports show of a measure. Periods are decided one after the other, as they close,
so that what was shown stays shown. Nothing here depends on who reads.

A published report stays, whatever is corrected since. So what it told of a year (`indicators.published`) is part of
what is known there: as long as the figures are those that it told, nothing is decided anew. Once they differ, what it
hid stays hidden (it could be told by the difference, were it shown now), what it showed and still holds is known, and
the rest is decided together with its sums; no breakdown is shown then, since the one in the report stands beside it.
Where nothing else is left, only what it showed and still holds is shown.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from consortium.categories import PARTITIONS
from consortium.privacy import Stage, Sum, replay, suppress
from indicators import derived, parts, published, queries
from indicators.dimensions import is_broken_down
from indicators.models import Measure
from indicators.part_cells import TOTAL, PartsAt, cells_of

REGION, TOLD = "region", "told"
# A rate's numerator is the count beside it: source of the rate → source of the count. They are decided together.
NUMERATORS = {"wbl.campus_participation": "wbl.campus_students"}


@dataclass(frozen=True)
class Series:
    """
    What was counted of a measure in the year's closed periods, in order. A count is a tuple (number, of how many or
    None), or None where nothing was reported.

    region         (in the period alone, in the year to date; for a stock both are its level) a period
    organizations  (organization, a count a period) each
    is_stock       whether a figure stands until the next one, instead of adding up
    numerator_of   the key of the rate that has this measure as its numerator, or None
    yearly_whole   whether of how many is the year's own number, the same whichever period it is said for
    parts          what the year to date is made of, a `PartsAt` a period; empty where nobody breaks it down
    """

    measure: Hashable
    region: tuple
    organizations: tuple
    is_stock: bool = False
    numerator_of: Hashable = None
    yearly_whole: bool = False
    parts: tuple = ()

    region_key = REGION


@dataclass(frozen=True)
class Disclosure:
    """What may be shown of one measure; `positions` has the place of each closed period (by key) in the year."""

    measure: Hashable
    positions: dict
    shown: frozenset = frozenset()

    def alone(self, owner, period):
        """Whether what `owner` (an organization's key, or REGION) reported in `period` (a key) may be shown."""
        return self._may(owner, period, "alone")

    def year_to_date(self, owner, period):
        """Whether the running total of `owner` at the end of `period` may be shown; of a stock, the region's level."""
        return self._may(owner, period, "year to date")

    def part(self, period, dimension, category):
        """Whether this part of the region's running total at the end of `period` may be shown, with its whole."""
        position = self.positions.get(period)
        if position is None:
            return False
        return (self.measure, REGION, _span("year to date", position), (dimension, category)) in self.shown

    def _may(self, owner, period, span):
        position = self.positions.get(period)
        if position is None:
            return False
        return (self.measure, owner, _span(span, position)) in self.shown


def companions(measures):
    """Further measures that have to be decided together with `measures`; one statement where there are any."""
    sources = {measure.source for measure in measures}
    pairs = [pair for pair in NUMERATORS.items() if sources & set(pair)]
    missing = {source for pair in pairs for source in pair} - sources
    return list(Measure.objects.filter(source__in=missing, unit=Measure.STUDENTS)) if missing else []


def disclosures(measures, periods, level):
    """
    measure key → `Disclosure` of `measures`, counts of students, in `periods`, the closed ones of a year in order.

    `level(measure, position)` → (the region's `Reading` in the period alone, in the year to date). Three statements,
    and two more where something is broken down.
    """
    positions = {period.pk: position for position, period in enumerate(periods)}
    if not positions:
        return {measure.pk: Disclosure(measure.pk, {}) for measure in measures}
    reported = queries.counts_by_organization(measures, periods)
    circles = queries.circles(reported)
    made_of = _parts_read(measures, periods)
    told = published.about(periods[0].year)
    found = {}
    for group in _decided_together(measures):
        series = [_series(measure, group, periods, level, reported, made_of) for measure in group]
        shown = decide(series, circles, [_told(one, group) for one in told])
        found |= {measure.pk: Disclosure(measure.pk, positions, shown) for measure in group}
    return found


def _told(report, group):
    """What a report (`published.Told`) told of the measures in `group`: pairs of a cell and its count; None: hidden."""
    found = []
    for measure in group:
        told = report.get(measure.code)
        if told is not None:
            span = _span("year to date", told.closed - 1)
            found += [
                ((measure.pk, REGION if owner is None else owner, span), count) for owner, count in told.counts
            ]
            found += [((measure.pk, REGION, span, part), count) for part, count in told.parts]
    return tuple(found)


def _decided_together(measures):
    """`measures` in groups: a count with the rate of which it is the numerator, each other one alone."""
    by_source = {measure.source: measure for measure in measures}
    pairs = [
        [by_source[count], by_source[rate]]
        for rate, count in NUMERATORS.items()
        if rate in by_source and count in by_source
    ]
    paired = {measure.pk for pair in pairs for measure in pair}
    return [*pairs, *([measure] for measure in measures if measure.pk not in paired)]


def _parts_read(measures, periods):
    """What is known of the parts of those of `measures` that are broken down, for `_parts`."""
    broken = [measure for measure in measures if is_broken_down(measure)]
    if not broken:
        return {}, {}
    return parts.typed_totals(broken, periods), parts.frozen_parts(broken, periods)


def _series(measure, group, periods, level, reported, made_of):
    by_organization = reported.by_measure[measure.pk]
    levels = [level(measure, position) for position in range(len(periods))]
    rates = [other.pk for other in group if NUMERATORS.get(other.source) == measure.source and other != measure]
    return Series(
        measure=measure.pk,
        region=tuple((_count(alone), _count(year)) for alone, year in levels),
        organizations=tuple(
            (organization, tuple(counts.get(period.pk) for period in periods))
            for organization, counts in sorted(by_organization.items())
        ),
        is_stock=measure.timing == Measure.Timing.STOCK,
        numerator_of=rates[0] if rates else None,
        yearly_whole=measure.source in derived.YEARLY_WHOLES,
        parts=_parts(measure, periods, [year for _, year in levels], made_of) if is_broken_down(measure) else (),
    )


def _parts(measure, periods, totals, made_of):
    """A `PartsAt` a period; `totals` are the region's readings to date."""
    typed, frozen = made_of
    return tuple(
        _parts_at(
            period,
            total,
            parts.standing(typed.get(measure.pk, ()), measure, periods[: position + 1]),
            {owner: found for (key, at, owner), found in frozen.items() if (key, at) == (measure.pk, period.pk)},
        )
        for position, (period, total) in enumerate(zip(periods, totals, strict=True))
    )


def _parts_at(period, total, typed, frozen):
    if total is None:
        return PartsAt()
    region = parts.made_of(total, frozen[None].parts if None in frozen else {}, typed)
    if not region:
        return PartsAt()
    owners = {one.owner for one in typed} | set(frozen)
    return PartsAt(_table(total, region), tuple(_own_table(one, typed, frozen) for one in sorted(owners - {None})))


def _own_table(owner, typed, frozen):
    """What an organization knows of itself. Where it has said nothing, all its students are “not reported”."""
    counted = frozen.get(owner, parts.FrozenParts())
    own = [one for one in typed if one.owner == owner]
    total = parts.added([one.reading for one in own] + ([counted.total] if counted.total else []))
    unsaid = {dimension: {parts.not_reported(dimension): parts.NONE} for dimension in PARTITIONS}
    made = parts.made_of(total, unsaid | counted.parts, own)
    return owner, _table(total, made)


def _table(total, made):
    counts = [
        ((dimension, category), _count(reading))
        for dimension, categories in made.items()
        if dimension != parts.BY_ORGANIZATION
        for category, reading in categories.items()
    ]
    return (TOTAL, _count(total)), *counts


def _count(reading):
    if reading is None:
        return None
    return int(reading.numerator), None if reading.denominator is None else int(reading.denominator)


def decide(series, circles=(), told=()):
    """
    The cells (measure, owner, span) of some `Series` that may be shown; a cell is shown with its denominator or not.

    `circles` are groups of organizations whose people are the same, such as the colleges of a district or those for
    which one person reports. `told` is what each published report told of them: pairs of a cell and its count (or
    None: the report hid it). Series that belong together (a count and its rate) are decided in one call.
    """
    return _decided(tuple(series), tuple(circles), tuple(told), settings.SMALL_CELL_MAX)


@lru_cache(maxsize=500)
def _decided(series, circles, told, _small):
    """Locked periods do not change, so that the same table is decided once, whoever asks how often."""
    periods = max((len(one.region) for one in series), default=0)
    stages = [_stage(series, circles, position) for position in range(periods)]
    decisions = replay(stages)
    if not decisions:
        return frozenset()
    told = [[(cell, count) for cell, count in report if cell[2][1] < periods] for report in told]
    shown, counts = _cells_shown(decisions[-1]), _counts(stages)
    if all(_still_holds(report, shown, counts) for report in told):
        return shown
    return _after_reports(stages, decisions, told, counts)


def _cells_shown(decision):
    concealed = {key[:-1] for key in decision.hidden}
    return frozenset(key[:-1] for key in decision.shown if not isinstance(key[1], tuple)) - concealed


def _counts(stages):
    """cell → (number, of how many or None), of all that was reported."""
    cells = {key: count for stage in stages for key, count in stage.cells.items()}
    rests = {key[:-1]: count for key, count in cells.items() if key[-1] == "rest" and count is not None}
    return {
        key[:-1]: (count, count + rests[key[:-1]] if key[:-1] in rests else None)
        for key, count in cells.items()
        if key[-1] == "in" and count is not None
    }


def _is_part(cell):
    """Whether a cell is a part of a figure's breakdown: it has its dimension and category too."""
    return len(cell) > len(("measure", "owner", "span"))


def _still_holds(report, shown, counts):
    """Whether what a report showed is shown with the same counts, and what it hid is hidden."""
    return all(
        (cell not in shown if count is None else cell in shown and counts.get(cell) == count)
        for cell, count in report
    )


def _after_reports(stages, decisions, told, counts):
    """The cells that may be shown beside reports that told something else: figures alone, no parts of them."""
    told = [[(cell, count) for cell, count in report if not _is_part(cell)] for report in told]
    last = {cell: count for report in told for cell, count in report}  # of the latest one that told of it
    known = {cell for cell, count in last.items() if count is not None and counts.get(cell) == count}
    secret = {cell for report in told for cell, count in report if count is None and cell in counts} - known
    cells, relations, together = {}, [], []
    for stage in stages:
        cells |= stage.cells
        relations += stage.relations
        together += stage.together
    for number, report in enumerate(told):
        for sum_of_hidden, more in list(_sums_of_report(number, report, cells)):
            cells |= more
            relations.append(sum_of_hidden)
    before = decisions[-2] if len(decisions) > 1 else None
    kept = {key for key in (before.shown if before else ()) if key[:-1] not in secret}
    decision = suppress(
        cells,
        relations,
        together=together,
        readers=stages[-1].readers,
        shown_before=kept | {key for key in cells if key[:-1] in known or _is_rest(key)},
        hidden_before=before.hidden if before else (),
        secrets={key for key in cells if key[:-1] in secret},
    )
    shown = known if decision.exposed else _cells_shown(decision)
    return frozenset(cell for cell in shown if cell in counts and not _is_part(cell))


def _is_rest(key):
    """Whether a cell is what remains of a sum of a report; those that it hid have their organization there."""
    return key[0] == TOLD and key[3] == REGION


def _sums_of_report(number, report, cells):
    """
    What the sums of a report leave of the cells that it hid: pairs of the `Sum` and the cells in it that are new, with
    their counts. What remains of a sum when all that was shown is taken off is known to everybody. What was hidden is
    taken to be what it is now: who knows which counts have changed since learns no more than who takes none to have
    changed. Where there is none now (or zero, which is shown), it is taken to have been one.
    """
    hidden = {cell for cell, count in report if count is None}
    for measure, owner, span in {cell for cell, _ in report if cell[1] == REGION}:
        for letter in ("in", "rest", "of"):
            whole, rest = (measure, REGION, span, letter), (TOLD, number, measure, REGION, span, letter)
            if letter != "in" and cells.get(whole) is None:
                continue
            parts = {}
            for cell in hidden:
                if (cell[0], cell[2]) == (measure, span) and cell[1] != REGION:
                    now = cells.get((*cell, letter))
                    parts[(*cell, letter) if now else (TOLD, number, *cell, letter)] = now or 1
            total = sum(parts.values())
            if (measure, owner, span) not in hidden:
                if parts:
                    yield Sum(rest, tuple(parts)), parts | {rest: total}
            elif cells.get(whole, 0) >= total:
                yield Sum(whole, (*parts, rest)), parts | {rest: cells[whole] - total}


def _span(kind, position):
    """The year to date through the first period is that period."""
    return ("alone", 0) if position == 0 else (kind, position)


def _stage(series, circles, position):
    """What the period at `position` adds to what is known."""
    cells, relations, together = {}, [], []
    for one in series:
        more, how = (_stock if one.is_stock else _flow)(one, position)
        for (owner, span), count in more.items():
            _put(cells, relations, together, (one.measure, owner, span), count)
            if one.numerator_of is not None:
                relations.append(Sum((one.measure, owner, span, "in"), ((one.numerator_of, owner, span, "in"),)))
        relations += [
            Sum((one.measure, *whole, letter), tuple((one.measure, *part, letter) for part in parts))
            for whole, parts in how
            for letter in ("in", "rest", "of")
        ]
        for kept, added in zip((cells, relations, together), cells_of(one, circles, position, _span), strict=True):
            kept.update(added) if isinstance(kept, dict) else kept.extend(added)
    return Stage(cells, tuple(relations), tuple(together), _readers(series, circles, position))


def _put(cells, relations, together, key, count):
    """The cells of one count; of a percent also those who are not in its numerator, who go with it, and both."""
    if count is None:
        return
    number, of = count
    cells[*key, "in"] = number
    if of is not None and number <= of:  # of people added up over quarters more may come together than there are
        cells |= {(*key, "rest"): of - number, (*key, "of"): of}
        relations.append(Sum((*key, "of"), ((*key, "in"), (*key, "rest"))))
        together.append(((*key, "in"), (*key, "rest")))


def _flow(one, position):
    """(owner, span) → count of the spans that a period adds, and how they add up: (whole, parts)."""
    alone, running = _span("alone", position), _span("year to date", position)
    cells = {(REGION, alone): one.region[position][0], (REGION, running): one.region[position][1]}
    for owner, counts in one.organizations:
        cells |= {(owner, alone): counts[position], (owner, running): _total(one, counts[: position + 1])}
    owners = [owner for owner, _ in one.organizations]
    sums = [((REGION, span), [(owner, span) for owner in owners]) for span in dict.fromkeys((alone, running))]
    if position:
        before = _span("year to date", position - 1)
        sums += [((owner, running), [(owner, before), (owner, alone)]) for owner in [*owners, REGION]]
    return cells, sums


def _stock(one, position):
    """As `_flow`: the region's level is made of what stands of each organization, be it from an earlier period."""
    alone, running = _span("alone", position), _span("year to date", position)
    cells = {(REGION, alone): one.region[position][0], (REGION, running): one.region[position][1]}
    standing = []
    for owner, counts in one.organizations:
        cells[owner, alone] = counts[position]
        reported = [earlier for earlier in range(position + 1) if counts[earlier] is not None]
        standing += [(owner, _span("alone", reported[-1]))] if reported else []
    return cells, [((REGION, span), standing) for span in dict.fromkeys((alone, running))]


def _total(one, counts):
    known = [count for count in counts if count is not None]
    if not known:
        return None
    of = [of for _, of in known if of is not None]
    if one.yearly_whole:
        of = of[-1:]
    return sum(number for number, _ in known), sum(of) if of else None


def _readers(series, circles, position):
    """All that an organization knows of itself, for each one and each circle of them."""
    spans = {_span(kind, earlier) for kind in ("alone", "year to date") for earlier in range(position + 1)}
    own = {}
    for one in series:
        for owner, _ in one.organizations:
            own.setdefault(owner, []).extend(
                (one.measure, owner, span, letter) for span in spans for letter in ("in", "rest", "of")
            )
    known = [own[owner] for owner in sorted(own)]
    known += [[key for owner in circle for key in own.get(owner, ())] for circle in circles]
    return tuple(tuple(keys) for keys in known)
