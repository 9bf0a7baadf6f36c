"""
What figures are made of: the parts that were counted from records and those of typed totals, put together.

The region's breakdown is the records' (frozen where the period is locked) and beside it the parts that organizations
typed for their totals. What nobody broke down is “not reported”, so that the categories of a partition make the figure.
Parts that do not fit their figure any more (it was changed afterwards) say nothing until somebody mends them.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from consortium.categories import DIMENSIONS, NOT_REPORTED
from indicators import derived, queries
from indicators.dimensions import is_partition
from indicators.models import FrozenFigure, Measure
from indicators.progress import Reading

NONE = Reading(Decimal(0))
# Of students this part is for those who see all: an organization has cells of its own in what is decided for outsiders,
# and the same students under a second name would escape the sums of those.
BY_ORGANIZATION = "organization"


@dataclass
class TypedTotal:
    """A typed figure with what it is made of: dimension → category → Reading. `owner` None is the region."""

    owner: int | None
    period: int
    reading: Reading
    parts: dict = field(default_factory=lambda: defaultdict(dict))

    def fitting(self):
        """The dimensions whose parts fit the figure."""
        return {dimension: parts for dimension, parts in self.parts.items() if fits(dimension, parts, self.reading)}


@dataclass
class FrozenParts:
    """What was frozen of one scope: the figure, and dimension → category → Reading."""

    total: Reading | None = None
    parts: dict = field(default_factory=lambda: defaultdict(dict))


def typed_totals(measures, periods, *, drafts=False, organization=None):
    """
    measure key → `TypedTotal`s of `periods` (of one year, in order): approved ones or with `drafts` all, of everybody
    or of one organization; without those for which records stand. One query.
    """
    sources = [measure for measure in measures if derived.is_built(measure)]
    values = queries.shown_values(measures, periods, drafts=drafts, organization=organization)
    values = queries.without_replaced_totals(values, sources, periods[-1].year)
    values = values.reported().filter(measure__in=measures, counted=False, numerator__isnull=False)
    rows = values.order_by("period__starts", "pk", "parts__pk").values_list(
        "pk", "measure_id", "organization_id", "period_id", "numerator", "denominator",
        "parts__dimension", "parts__category", "parts__numerator", "parts__denominator",
    )  # fmt: skip
    found, by_measure = {}, {measure.pk: [] for measure in measures}
    for pk, measure, owner, period, numerator, denominator, dimension, category, *part in rows:
        if pk not in found:
            found[pk] = TypedTotal(owner, period, Reading(numerator, denominator))
            by_measure[measure].append(found[pk])
        if dimension is not None:
            found[pk].parts[dimension][category] = Reading(*part)
    return by_measure


def standing(totals, measure, periods):
    """
    Those of the `TypedTotal`s (in order of their periods) that the figure through the last of `periods` is made of: of
    a stock each organization's latest; of a share of those enrolled, which are the same all year, one for each
    organization. What is said about the region as a whole leaves out the organizations'.
    """
    through = {period.pk for period in periods}
    totals = [total for total in totals if total.period in through]
    if any(total.owner is None for total in totals):
        totals = [total for total in totals if total.owner is None]
    if measure.timing == Measure.Timing.STOCK:
        return list({total.owner: total for total in totals}.values())
    if measure.source in derived.YEARLY_WHOLES:
        return _of_those_enrolled(totals)
    return totals


def _of_those_enrolled(totals):
    """Each owner's `totals` (in order of their periods) as one: who took part added up, of the latest enrollment."""
    found = {}
    for total in totals:
        year = found.get(total.owner)
        if year is None:
            year = found[total.owner] = TypedTotal(total.owner, total.period, Reading(Decimal(0), None))
        year.period, year.reading = total.period, _and_later(year.reading, total.reading)
        for dimension, categories in total.fitting().items():
            for category, reading in categories.items():
                year.parts[dimension][category] = _and_later(year.parts[dimension].get(category), reading)
    return list(found.values())


def _and_later(one, later):
    if one is None:
        return later
    return Reading(one.numerator + later.numerator, one.denominator if later.denominator is None else later.denominator)


def frozen_parts(measures, periods):
    """(measure, period, organization or None) → `FrozenParts` of the year to date. One query."""
    rows = FrozenFigure.objects.filter(
        measure__in=measures, period__in=periods, span=FrozenFigure.Span.YEAR_TO_DATE
    ).order_by("version", "pk")
    found, versions = defaultdict(FrozenParts), {}
    for row in rows:
        key = (row.measure_id, row.period_id, row.organization_id)
        reading = Reading(row.numerator, row.denominator)
        if not row.dimension:
            found[key].total = reading
            continue
        if versions.get(key) != row.version:  # a later freezing stands for all parts, also those that are gone
            versions[key] = row.version
            found[key].parts.clear()
        found[key].parts[row.dimension][row.category] = reading
    return found


def made_of(total, records, totals):
    """
    Dimension → category → Reading of a figure `total` (Reading): the `records`' parts (of the same shape) and those
    of the typed `totals`. A partition has its “not reported” and makes the figure. Dimensions of which the parts come
    to more than the figure (the office set a lower one) are left out.
    """
    found = defaultdict(dict)
    for parts in [records, *(typed.fitting() for typed in totals)]:
        for dimension, categories in parts.items():
            for category, reading in categories.items():
                found[dimension][category] = plus(found[dimension].get(category), reading)
    made = {}
    for dimension, categories in found.items():
        if fits(dimension, categories, total):
            made[dimension] = _in_order(dimension, _completed(dimension, categories, total))
    return made


def plus(one, other):
    """Two readings added up, numerators and denominators apart; `one` may be None."""
    if one is None:
        return other
    known = [reading.denominator for reading in (one, other) if reading.denominator is not None]
    return Reading(one.numerator + other.numerator, sum(known) if known else None)


def less(whole, part):
    """What is left of `whole` without `part`; of a percent without a whole of its own, of the numerator alone."""
    if whole.denominator is None:
        return Reading(whole.numerator - part.numerator)
    return Reading(whole.numerator - part.numerator, whole.denominator - (part.denominator or 0))


def added(readings):
    """All `readings` as one; zero where there are none."""
    total = None
    for reading in readings:
        total = plus(total, reading)
    return total or NONE


def fits(dimension, categories, total):
    """Whether parts (category → Reading) can be those of `total`: a partition's together, others one by one."""
    wholes = [added(categories.values())] if is_partition(dimension) else categories.values()
    return all(_is_possible(less(total, whole)) for whole in wholes)


def _is_possible(rest):
    return rest.numerator >= 0 and (rest.denominator is None or rest.denominator >= 0)


def _completed(dimension, categories, total):
    """With what is missing of a partition as “not reported”, which is no group: of a rate it has no whole."""
    if not is_partition(dimension):
        return categories
    name = not_reported(dimension)
    said = categories.get(name, NONE).numerator
    rest = total.numerator - added(categories.values()).numerator
    return categories | {name: Reading(said + rest)}


def not_reported(dimension):
    """The words of a partition's category “not reported”."""
    return DIMENSIONS[dimension][NOT_REPORTED[dimension]]


def _in_order(dimension, categories):
    """In the order of the state's codes; others as they are."""
    known = list(DIMENSIONS.get(dimension, {}).values())
    return dict(sorted(categories.items(), key=lambda part: known.index(part[0]) if part[0] in known else len(known)))
