"""One measure by organization and period: what an indicator's page shows under each figure."""

from dataclasses import dataclass
from decimal import Decimal

from consortium.models import Organization, ReportingPeriod
from indicators import derived, queries
from indicators.figures import Lens
from indicators.models import Assignment, FrozenFigure, Measure, Target, Value
from indicators.progress import Reading


@dataclass(frozen=True)
class OrganizationCell:
    """
    What one organization said in one period. `state` is reported, not_applicable, not_available, missing,
    hidden (there is a figure that this reader must not see) or not_owed.
    """

    period: ReportingPeriod
    state: str
    reading: Reading | None = None
    stage: str = ""
    note: str = ""
    opens: bool = False  # whether the reader may open the worksheet behind it


@dataclass(frozen=True)
class Breakdown:
    """The region's part of a counted figure in each category of a dimension (“county”), as of the end of the lens."""

    dimension: str
    parts: list[tuple[str, Reading]]


@dataclass(frozen=True)
class OrganizationRow:
    """One organization's cells, and its year to date where its figures add up."""

    organization: Organization
    cells: list[OrganizationCell]
    year: Reading | None


def rows_by_organization(measures, lens: Lens):
    """
    measure key → `OrganizationRow`s of all that owe it or have reported it, by name; three queries in all.

    Counts of students are shown to the office and the organization itself; others see only that they were reported.
    """
    owed = {
        (measure, organization)
        for measure, organization in Assignment.objects.in_year(lens.year)
        .filter(measure__in=measures)
        .values_list("measure_id", "organization_id")
    }
    values = {
        (value.measure_id, value.submission.organization_id, value.period_id): value
        for value in _values(measures, lens)
    }
    keys = owed | {(measure, organization) for measure, organization, _ in values}
    organizations = Organization.objects.in_bulk({organization for _, organization in keys})
    ordered = sorted(organizations.values(), key=lambda organization: organization.name)
    return {
        measure.pk: [
            _row(measure, organization, values, (measure.pk, organization.pk) in owed, lens)
            for organization in ordered
            if (measure.pk, organization.pk) in keys
        ]
        for measure in measures
    }


def _values(measures, lens):
    values = Value.objects.filter(measure__in=measures, period__in=lens.periods).select_related("submission")
    return values if lens.drafts else values.approved()


def _row(measure, organization, values, owes, lens):
    opens = lens.access.may_read_worksheet(organization)
    cells = [
        _cell(measure, values.get((measure.pk, organization.pk, period.pk)), period, owes, opens, lens)
        for period in lens.periods
    ]
    return OrganizationRow(organization, cells, _year(measure, cells))


def _cell(measure, value, period, owes, opens, lens):
    if value is None:
        return OrganizationCell(period, "missing" if owes else "not_owed", opens=opens)
    if value.state != Value.State.REPORTED:
        return OrganizationCell(period, value.state, note=value.reason, opens=opens)
    if measure.is_milestone:
        return OrganizationCell(period, value.state, stage=_stage(measure, value.stage), opens=opens)
    if measure.counts_students and not opens:
        return OrganizationCell(period, "hidden")
    reading = Reading(value.numerator, value.denominator)
    return OrganizationCell(period, value.state, reading, note="counted" if value.counted else "", opens=opens)


def _stage(measure, number):
    return measure.ladder[number - 1] if number else "none yet"


def _year(measure, cells):
    """A flow's sum, a stock's latest; None where nothing may be shown. Of people it adds up what may be twice."""
    readings = [cell.reading for cell in cells if cell.reading is not None]
    if not readings or any(cell.state == "hidden" for cell in cells):
        return None
    if measure.timing == Measure.Timing.STOCK:
        return readings[-1]
    denominators = [reading.denominator for reading in readings if reading.denominator is not None]
    return Reading(
        sum(reading.numerator for reading in readings), sum(denominators) if denominators else None
    )


def breakdowns(figure, lens):
    """
    The `Breakdown`s of a `Figure` that is counted from records: frozen ones where the lens's last period is locked,
    else as the records say now, unless they say something else than the approved figure that is shown. None of counts
    of students: those are broken down where the privacy of each part is judged. One statement where it is frozen, else
    what the source asks.
    """
    measure = figure.measure
    if not figure.counted or figure.hidden or measure.counts_students or lens.organization is not None:
        return []
    if lens.through.is_locked:
        found = {}
        frozen = FrozenFigure.objects.filter(
            measure=measure, period=lens.through, organization=None, span=FrozenFigure.Span.YEAR_TO_DATE
        ).exclude(dimension="")
        for part in sorted(frozen.latest(), key=lambda part: part.pk):
            found.setdefault(part.dimension, []).append((part.category, Reading(part.numerator, part.denominator)))
        return [Breakdown(dimension, parts) for dimension, parts in found.items()]
    count = derived.count(measure, lens.year.starts, lens.through.ends, _keepers(measure, lens.year))
    if not lens.drafts and _as_reading(count.region) != figure.reading:
        return []
    return [
        Breakdown(dimension, [(label, _as_reading(tally)) for label, tally in parts.items()])
        for dimension, parts in count.breakdowns.items()
    ]


def _keepers(measure, year):
    return None if measure.about_region else queries.record_keepers([measure], year)[measure.pk]


def _as_reading(tally):
    whole = tally.denominator
    return Reading(Decimal(tally.numerator), None if whole is None else Decimal(whole))


def evidence_by_measure(evidence, measures, lens):
    """measure key → the pieces of evidence of the year that `lens.access` may see, newest first; one query."""
    pieces = (
        evidence.readable_by(lens.access)
        .filter(measure__in=measures, period__in=lens.periods)
        .select_related("file", "document", "organization", "period__year", "added_by")
    )
    by_measure = {measure.pk: [] for measure in measures}
    for piece in pieces:
        by_measure[piece.measure_id].append(piece)
    return by_measure


def earlier_targets(measures, year):
    """measure key → the region's targets of the year that were revised, latest first, with the reason given then."""
    earlier = Target.objects.filter(
        measure__in=measures, year=year, organization__isnull=True, replaced_at__isnull=False
    ).order_by("-replaced_at")
    by_measure = {measure.pk: [] for measure in measures}
    for target in earlier:
        by_measure[target.measure_id].append(target)
    return by_measure


def set_figures(measures, lens):
    """
    measure key → frozen figures that the office set instead of the counted ones, with `counted` (the first
    version of the same period) beside each; counts of students only for the office. One query.
    """
    frozen = FrozenFigure.objects.totals().filter(measure__in=measures, period__in=lens.periods).order_by(
        "period__starts", "span", "version"
    )
    counted, standing, by_measure = {}, {}, {measure.pk: [] for measure in measures}
    hidden = {measure.pk for measure in measures if measure.counts_students and not lens.access.is_office}
    for figure in frozen.select_related("period__year", "set_by", "organization"):
        key = (figure.measure_id, figure.organization_id, figure.period_id, figure.span)
        if figure.set_by_id is None:
            counted[key] = figure
        elif figure.measure_id not in hidden:
            figure.counted = counted.get(key)
            standing[key] = figure
    for figure in standing.values():
        by_measure[figure.measure_id].append(figure)
    return by_measure
