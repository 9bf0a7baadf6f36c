"""
How a measure's values, frozen figures and records combine over organizations and periods (design, "How a number comes
about"): what is counted from records is live while a period is open and frozen once it is locked, and typed totals of
those who keep no records stand beside it.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from consortium.models import ReportingPeriod
from indicators import derived
from indicators.models import FrozenFigure, Measure
from indicators.progress import Reading

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
    return Reading(Decimal(tally.numerator), None if whole is None else Decimal(whole))


def of_measure(measure, lens, parts):
    """(cells, the year's reading, its largest single part, its number of parts) of a measure that is a number."""
    if measure.pk in parts.counted:
        return _counted_readings(measure, lens, parts)
    about_region = any((measure.pk, period.pk, True, False) in parts.sums for period in lens.periods)
    cells = [Cell(period, _typed(measure, period, parts, about_region)) for period in lens.periods]
    if measure.timing == Measure.Timing.STOCK:
        standing = parts.standing[lens.through.pk].get((measure.pk, about_region, False))
        return cells, _reading(standing), standing.largest if standing else 0, standing.parts if standing else 0
    sums = [parts.sums.get((measure.pk, period.pk, about_region, False)) for period in lens.periods]
    return cells, _added(sums), _largest(measure, parts, sums), sum(each.parts for each in sums if each)


def _typed(measure, period, parts, about_region):
    if measure.timing == Measure.Timing.STOCK:
        return _reading(parts.standing[period.pk].get((measure.pk, about_region, False)))
    return _reading(parts.sums.get((measure.pk, period.pk, about_region, False)))


def _counted_readings(measure, lens, parts):
    """
    As `of_measure`, for a measure of which some organizations keep records: the records' part (frozen where the
    period is locked, counted now for those who look at drafts, else as approved) and the typed totals beside it.
    """
    cells, typed, counted = [], [], []
    for period in lens.periods:
        frozen = parts.frozen.get((measure.pk, period.pk, FrozenFigure.Span.PERIOD))
        records = None
        if frozen is not None or not period.is_locked:  # what nobody counted when it was locked is not counted later
            records = _from_records(measure, lens, parts, period.starts, period.ends, frozen)
        if records is None:
            records = _reading(_approved(measure, period, parts, counted=True))
        totals = _approved(measure, period, parts, counted=False)
        cells.append(Cell(period, _plus(records, _reading(totals)), frozen))
        typed.append(totals)
        counted.append(records)
    if measure.timing == Measure.Timing.STOCK:
        return cells, _plus(_counted_latest(measure, lens, parts, counted), _reading(typed[-1])), 0, 0
    year = _counted_year(measure, lens, parts, counted)
    largest = max([_largest(measure, parts, typed), year.numerator if year else Decimal(0)])
    number = sum(each.parts for each in typed if each) + (year is not None)
    return cells, _plus(year, _added(typed)), largest, number


def _approved(measure, period, parts, *, counted):
    """What was reported of the period (of a stock: what stands at its end), counted or typed, as `Sums` or None."""
    about_region = measure.about_region
    if measure.timing == Measure.Timing.STOCK:
        return parts.standing[period.pk].get((measure.pk, about_region, counted))
    return parts.sums.get((measure.pk, period.pk, about_region, counted))


def _counted_latest(measure, lens, parts, counted):
    """The records' part of a stock: what stood at the last locking, unless records or a worksheet say more since."""
    last = max((p for p in lens.periods if _year_frozen(measure, p, parts)), key=lambda p: p.starts, default=None)
    if last is None:
        return counted[-1]
    later = _later(lens, last)
    is_live = lens.drafts and measure.pk in parts.live
    if later and (is_live or any((measure.pk, pk, measure.about_region, True) in parts.sums for pk in later)):
        return counted[-1]
    frozen = _year_frozen(measure, last, parts)
    return Reading(frozen.numerator, frozen.denominator)


def _counted_year(measure, lens, parts, counted):
    """
    The records' part of the year to date; a year to date of people is no sum of quarters, so it is kept apart.

    It is the figure frozen or set at the end of the last locked period, if that is the period looked through;
    else what the records say now, or what was approved later, or the frozen figure and what came after it.
    """
    last = max((p for p in lens.periods if _year_frozen(measure, p, parts)), key=lambda p: p.starts, default=None)
    frozen = _year_frozen(measure, last, parts) if last else None
    if last == lens.through and frozen is not None:
        return Reading(frozen.numerator, frozen.denominator)
    after = (last.ends + timedelta(days=1)) if frozen is not None and frozen.set_by_id else lens.year.starts
    live = _from_records(measure, lens, parts, after, lens.through.ends, None)
    if live is not None:
        return live if after == lens.year.starts else _plus(Reading(frozen.numerator, frozen.denominator), live)
    kept = parts.latest.get(measure.pk) if measure.about_region else None
    if kept is not None and (last is None or kept.period_id in _later(lens, last)):
        return Reading(kept.year_to_date, kept.year_to_date_of)
    if frozen is None:
        return _total(counted)
    later = _later(lens, last)
    since = [reading for period, reading in zip(lens.periods, counted, strict=True) if period.pk in later]
    return _plus(Reading(frozen.numerator, frozen.denominator), _total(since))


def _year_frozen(measure, period, parts):
    return parts.frozen.get((measure.pk, period.pk, FrozenFigure.Span.YEAR_TO_DATE))


def _later(lens, period):
    return {other.pk for other in lens.periods if other.starts > period.starts}


def _from_records(measure, lens, parts, starts, ends, frozen):
    """What stands frozen, or with drafts what the records say now; None where only approved values may speak."""
    if frozen is not None:
        return Reading(frozen.numerator, frozen.denominator)
    if not lens.drafts or measure.pk not in parts.live:
        return None
    if lens.organization is not None and not measure.about_region:
        own = derived.part(measure, lens.organization.pk, starts, ends)
        return of_tally(own)
    count = derived.count(measure, starts, ends, organizations=parts.keepers.get(measure.pk))
    return of_tally(count.region)


def is_of_reporters(measure):
    """Whether it is a share of the reporters themselves, such as districts with a plan: each says 1 of 1 or 0 of 1."""
    return measure.is_percent and REPORTERS_IN_WORDS.get(tuple(measure.reporters)) == measure.unit


def of_all_who_owe(reading, owed):
    """The whole of a share of reporters is everybody who owes it, or those who are silent would not count."""
    return None if reading is None else Reading(reading.numerator, max(reading.denominator, Decimal(owed)))


def _largest(measure, parts, sums):
    """
    The largest part that surely has nothing twice: of events, all that one reporter counted (an event is
    in one quarter); of people, one organization's count of one period.
    """
    if measure.pk in parts.largest:
        return parts.largest[measure.pk]
    return max((each.largest for each in sums if each), default=Decimal(0))


def _reading(sums):
    return Reading(sums.numerator, sums.denominator) if sums else None


def _added(sums):
    return _total([_reading(each) for each in sums])


def _total(readings):
    """Readings added up, numerators and denominators apart; None where there are none."""
    known = [reading for reading in readings if reading is not None]
    if not known:
        return None
    total = known[0]
    for reading in known[1:]:
        total = _plus(total, reading)
    return total


def _plus(one, other):
    if one is None or other is None:
        return one or other
    denominator = None
    if one.denominator is not None or other.denominator is not None:
        denominator = (one.denominator or Decimal(0)) + (other.denominator or Decimal(0))
    return Reading(one.numerator + other.numerator, denominator)
