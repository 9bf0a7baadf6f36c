"""
How a measure's values, frozen figures and records combine over organizations and periods (design, "How a number comes
about"): what is counted from records is live while a period is open and frozen once it is locked, and typed totals of
those who keep no records stand beside it.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import reduce

from consortium.models import ReportingPeriod
from indicators import derived
from indicators.models import FrozenFigure, Measure
from indicators.progress import Reading, possible_duplicates
from indicators.queries import Sums, together

# A measure whose unit is its reporters themselves is a share of all who owe it.
REPORTERS_IN_WORDS = {("district",): "districts", ("college",): "colleges", ("adult_school",): "adult schools"}


@dataclass(frozen=True)
class Cell:
    """One period of a figure; `reading` is None where nothing is shown, and `hidden` says that something is."""

    period: ReportingPeriod
    reading: Reading | None = None
    frozen: FrozenFigure | None = None
    hidden: bool = False


def of_tally(tally):
    """A `Tally` of records as a `Reading`."""
    whole = tally.denominator
    twice = Decimal(tally.may_be_twice)
    return Reading(Decimal(tally.numerator), None if whole is None else Decimal(whole), twice)


def of_measure(measure, lens, parts):
    """(cells, the year's reading or None) of a measure that is a number; each says how many may be counted twice."""
    if measure.pk in parts.counted:
        return _counted_readings(measure, lens, parts)
    about_region = any((measure.pk, period.pk, True, False) in parts.sums for period in lens.periods)
    cells = [Cell(period, _reading(measure, _typed(measure, period, parts, about_region))) for period in lens.periods]
    if measure.timing == Measure.Timing.STOCK:
        return cells, _reading(measure, parts.standing[lens.through.pk].get((measure.pk, about_region, False)))
    sums = [parts.sums.get((measure.pk, period.pk, about_region, False)) for period in lens.periods]
    return cells, _reading(measure, _typed_year(measure, lens, parts, sums, about_region))


def _typed(measure, period, parts, about_region):
    if measure.timing == Measure.Timing.STOCK:
        return parts.standing[period.pk].get((measure.pk, about_region, False))
    return parts.sums.get((measure.pk, period.pk, about_region, False))


def _typed_year(measure, lens, parts, sums, about_region):
    """
    The typed totals of the periods added up. The largest part that surely has nothing twice is of events all that one
    reporter counted (an event is in one quarter), of people one organization's count of one period. A whole that is
    the year's own is each organization's latest, however often it was typed.
    """
    known = [each for each in sums if each]
    if not known:
        return None
    year = reduce(together, known)
    if measure.pk in parts.largest:
        year = replace(year, largest=parts.largest[measure.pk])
    if measure.source in derived.YEARLY_WHOLES:
        standing = parts.standing[lens.through.pk].get((measure.pk, about_region, False))
        year = replace(year, denominator=standing.denominator if standing else None)
    return year


def _counted_readings(measure, lens, parts):
    """
    As `of_measure`, for a measure of which some organizations keep records: the records' part (frozen where the
    period is locked, counted now for those who look at drafts, else as approved) and the typed totals beside it.
    """
    cells, typed, counted = [], [], []
    live = _live(measure, lens, parts)
    for period in lens.periods:
        frozen = _period_frozen(measure, period, parts)
        records = None
        if frozen is not None:
            records = _sums(frozen)
        elif not period.is_locked:  # what nobody counted when it was locked is not counted later
            records = live.get((period.starts, period.ends))
        if records is None:
            records = _approved(measure, period, parts, counted=True)
        totals = _approved(measure, period, parts, counted=False)
        cells.append(Cell(period, _reading(measure, together(records, totals)), frozen))
        typed.append(totals)
        counted.append(records)
    if measure.timing == Measure.Timing.STOCK:
        return cells, _reading(measure, together(_counted_latest(measure, lens, parts, counted), typed[-1]))
    totals = _typed_year(measure, lens, parts, typed, measure.about_region)
    return cells, _reading(measure, together(_counted_year(measure, lens, parts, counted, live), totals))


def _approved(measure, period, parts, *, counted):
    """What was reported of the period (of a stock: what stands at its end), counted or typed, as `Sums` or None."""
    about_region = measure.about_region
    if measure.timing == Measure.Timing.STOCK:
        return parts.standing[period.pk].get((measure.pk, about_region, counted))
    return parts.sums.get((measure.pk, period.pk, about_region, counted))


def _counted_latest(measure, lens, parts, counted):
    """The records' part of a stock: what stood at the last locking, unless records or a worksheet say more since."""
    last = _last_frozen(measure, lens, parts)
    if last is None:
        return counted[-1]
    later = _later(lens, last)
    is_live = lens.drafts and measure.pk in parts.live
    if later and (is_live or any((measure.pk, pk, measure.about_region, True) in parts.sums for pk in later)):
        return counted[-1]
    return _sums(_year_frozen(measure, last, parts))


def _counted_year(measure, lens, parts, counted, live):
    """
    The records' part of the year to date; a year to date of people is no sum of quarters, so it is kept apart.

    It is the figure frozen or set at the end of the last locked period, if that is the period looked through;
    else what the records say now, or what was approved later, or the frozen figure and what came after it.
    """
    last = _last_frozen(measure, lens, parts)
    frozen = _year_frozen(measure, last, parts) if last else None
    if last == lens.through and frozen is not None:
        return _sums(frozen)
    span = _still_counted(lens, last, frozen)
    if span in live:
        return live[span] if span[0] == lens.year.starts else _over_time(measure, [_sums(frozen), live[span]])
    kept = _kept_year(measure, lens, parts, last)
    if kept is not None:
        return kept
    if frozen is None:
        return _over_time(measure, counted)
    later = _later(lens, last)
    since = [sums for period, sums in zip(lens.periods, counted, strict=True) if period.pk in later]
    return _over_time(measure, [_sums(frozen), *since])


def _kept_year(measure, lens, parts, last):
    """
    The years to date that were approved, of the organization or the region looked at after the period `last`. Several
    organizations' are added up where nothing is frozen yet: who is in two of them may be counted twice.
    """
    years = parts.years.get(measure.pk, ())
    if last is None:
        return reduce(together, (sums for _, sums in years), None)
    if measure.about_region or lens.organization is not None:
        return next((sums for period, sums in years if period in _later(lens, last)), None)
    return None


def _over_time(measure, sums):
    """
    What was counted in spans that follow each other, added up (`Sums`, or None where there is nothing). People may be
    in several spans, events are in one; a whole that is the year's own is the same in all.
    """
    known = [each for each in sums if each]
    if not known:
        return None
    year = reduce(together, known)
    if measure.source in derived.YEARLY_WHOLES:
        year = replace(year, denominator=max(each.denominator for each in known))
    if _duplicates_as(measure) == Measure.Across.DISTINCT:
        return year
    return replace(year, largest=sum(each.largest for each in known), parts=max(each.parts for each in known))


def _still_counted(lens, last, frozen):
    """
    The first and last day of what is counted from records now for the year to date: the whole of it, or what came after
    `last`, where the office has set the figure `frozen` at its end.
    """
    begun = last.ends + timedelta(days=1) if frozen is not None and frozen.set_by_id else lens.year.starts
    return begun, lens.through.ends


def _last_frozen(measure, lens, parts):
    """The last period at whose end the year to date was frozen, or None."""
    return max((p for p in lens.periods if _year_frozen(measure, p, parts)), key=lambda p: p.starts, default=None)


def _period_frozen(measure, period, parts):
    return parts.frozen.get((measure.pk, period.pk, FrozenFigure.Span.PERIOD))


def _year_frozen(measure, period, parts):
    return parts.frozen.get((measure.pk, period.pk, FrozenFigure.Span.YEAR_TO_DATE))


def _later(lens, period):
    return {other.pk for other in lens.periods if other.starts > period.starts}


def _live(measure, lens, parts):
    """
    (first, last day) → `Sums` of what the records say now: of each open period and of the year to date, as far as
    nothing is frozen. All are counted together. Empty where only approved values may speak.
    """
    if not lens.drafts or measure.pk not in parts.live:
        return {}
    still_open = [p for p in lens.periods if not p.is_locked and _period_frozen(measure, p, parts) is None]
    spans = {(period.starts, period.ends) for period in still_open}
    last = _last_frozen(measure, lens, parts)
    if measure.timing != Measure.Timing.STOCK and last != lens.through:
        spans.add(_still_counted(lens, last, _year_frozen(measure, last, parts) if last else None))
    if lens.organization is not None and not measure.about_region:
        own = lens.organization.pk
        found = derived.counts(measure, spans, organizations=[own])
        return {span: _sums(of_tally(derived.part_of(count, measure, own))) for span, count in found.items()}
    found = derived.counts(measure, spans, organizations=parts.keepers.get(measure.pk))
    return {span: _sums(of_tally(count.region)) for span, count in found.items()}


def _sums(one):
    """One figure that was counted as a whole (a `Reading` or a `FrozenFigure`) as `Sums`."""
    return Sums(one.numerator, one.denominator, one.numerator - one.may_be_twice, 1, one.may_be_twice)


def _reading(measure, sums):
    """`Sums` (or None) as a `Reading`, with at most how many may be counted twice: within the parts, or across them."""
    if sums is None:
        return None
    across = possible_duplicates(_duplicates_as(measure), sums.numerator, sums.largest, sums.parts)
    return Reading(sums.numerator, sums.denominator, max(sums.twice, across))


def _duplicates_as(measure):
    """How parts may overlap: of a share of people enrolled the numerator are people."""
    return Measure.Across.DISTINCT if measure.source in derived.YEARLY_WHOLES else measure.across


def is_of_reporters(measure):
    """Whether it is a share of the reporters themselves, such as districts with a plan: each says 1 of 1 or 0 of 1."""
    return measure.is_percent and REPORTERS_IN_WORDS.get(tuple(measure.reporters)) == measure.unit


def of_all_who_owe(reading, owed):
    """The whole of a share of reporters is everybody who owes it, or those who are silent would not count."""
    return None if reading is None else replace(reading, denominator=max(reading.denominator, Decimal(owed)))
