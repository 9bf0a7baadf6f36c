"""One measure by organization and period: what an indicator's page shows under each figure."""

from dataclasses import dataclass

from consortium.models import Organization, ReportingPeriod
from indicators import derived
from indicators.disclosure import REGION
from indicators.figures import disclosures
from indicators.lens import Lens
from indicators.models import Assignment, FrozenFigure, Measure, Target, Value
from indicators.progress import Reading


@dataclass(frozen=True)
class OrganizationCell:
    """
    What one organization said in one period. `state` is reported, not_applicable, not_available, missing, not_owed,
    hidden (there is a figure that this reader must not see) or still_open (there is one, shown once it is locked).
    """

    period: ReportingPeriod
    state: str
    reading: Reading | None = None
    stage: str = ""
    note: str = ""
    opens: bool = False  # whether the reader may open the worksheet behind it


@dataclass(frozen=True)
class OrganizationRow:
    """One organization's cells, and its year to date where its figures add up; `hidden`: there is one, not shown."""

    organization: Organization
    cells: list[OrganizationCell]
    year: Reading | None
    hidden: bool = False

    @property
    def opens(self):
        """Whether the reader may open its worksheets."""
        return any(cell.opens for cell in self.cells)


def rows_by_organization(measures, lens: Lens, shown=None):
    """
    measure key → `OrganizationRow`s of all that owe it or have reported it, by name; three queries in all.

    `shown`: measure key → `Disclosure` (of `figures`), or None where the reader may see all; worked out where it is not
    given. Others than the office and the organization itself see counts of students only as it says.
    """
    shown = disclosures(measures, lens) if shown is None else shown
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
            _row(measure, organization, values, (measure.pk, organization.pk) in owed, lens, shown.get(measure.pk))
            for organization in ordered
            if (measure.pk, organization.pk) in keys
        ]
        for measure in measures
    }


def _values(measures, lens):
    values = Value.objects.filter(measure__in=measures, period__in=lens.periods).select_related("submission")
    return values if lens.drafts else values.approved()


def _row(measure, organization, values, owes, lens, shown):
    opens = lens.access.may_read_worksheet(organization)
    own = [values.get((measure.pk, organization.pk, period.pk)) for period in lens.periods]
    cells = [
        _cell(measure, value, period, owes, opens, None if opens else shown)
        for value, period in zip(own, lens.periods, strict=True)
    ]
    return OrganizationRow(organization, cells, *_year(measure, own, cells, lens, None if opens else shown))


def _cell(measure, value, period, owes, opens, shown):
    if value is None:
        return OrganizationCell(period, "missing" if owes else "not_owed", opens=opens)
    if value.state != Value.State.REPORTED:
        return OrganizationCell(period, value.state, note=value.reason, opens=opens)
    if measure.is_milestone:
        return OrganizationCell(period, value.state, stage=_stage(measure, value.stage), opens=opens)
    if shown is not None and not shown.alone(_owner(value), period.pk):
        return OrganizationCell(period, "hidden" if period.pk in shown.positions else "still_open")
    reading = Reading(value.numerator, value.denominator)
    return OrganizationCell(period, value.state, reading, note="counted" if value.counted else "", opens=opens)


def _owner(value):
    return REGION if value.organization_id is None else value.organization_id


def _stage(measure, number):
    return measure.ladder[number - 1] if number else "none yet"


def _year(measure, values, cells, lens, shown):
    """
    A flow's sum or a stock's latest, None where there is none; and whether there is one that is not shown. Of people
    the sum adds up who may be counted twice.
    """
    if shown is not None:  # what stands in periods that are still open is left out
        pairs = [(value, cell) for value, cell in zip(values, cells, strict=True) if cell.period.pk in shown.positions]
        values, cells = [value for value, _ in pairs], [cell for _, cell in pairs]
    reported = [
        (value, cell)
        for value, cell in zip(values, cells, strict=True)
        if value is not None and value.state == Value.State.REPORTED and value.numerator is not None
    ]
    if not reported:
        return None, False
    last, cell = reported[-1]
    if measure.timing == Measure.Timing.STOCK:
        return cell.reading, cell.reading is None
    if shown is not None and not shown.year_to_date(_owner(last), cells[-1].period.pk):
        return None, True
    denominators = [value.denominator for value, _ in reported if value.denominator is not None]
    if measure.source in derived.YEARLY_WHOLES:
        denominators = denominators[-1:]
    return Reading(sum(value.numerator for value, _ in reported), sum(denominators) if denominators else None), False


def hides_something(figure, rows):
    """Whether a table of `OrganizationRow`s with the region's `Figure` below has a cell that is hidden for privacy."""
    shown = figure.shown
    if shown is None:
        return False
    region = any(cell.hidden and cell.period.pk in shown.positions for cell in figure.cells)
    return region or any(row.hidden or any(cell.state == "hidden" for cell in row.cells) for row in rows)


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
    frozen = (
        FrozenFigure.objects.totals()
        .filter(measure__in=measures, period__in=lens.periods)
        .order_by("period__starts", "span", "version")
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
