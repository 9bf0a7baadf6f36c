"""Each member's own part of a report, beside the region's, in a constant number of statements."""

from consortium.models import Organization
from indicators.breakdown import rows_by_organization
from indicators.figures import progress_of_organization
from indicators.models import Target
from indicators.reporting import amounts
from indicators.reporting import content as parts

# Who gets a report of their own: the offices of presidents and superintendents are theirs.
KINDS = (Organization.Kind.COLLEGE, *Organization.DISTRICT_KINDS)
SAID = {"not_applicable": parts.NOT_APPLICABLE, "not_available": parts.NOT_AVAILABLE}


def members(year):
    """The organizations that get a report of their own about `year`: member colleges and districts, by name."""
    return Organization.objects.members_in(year).filter(kind__in=KINDS).order_by("name")


def partners_of(view):
    """
    A `Partner` for each member of the year of `view` (`compose.Seen`): of every measure that it owes or has reported,
    its own figure as every outsider may see it, and the region's.
    """
    numbers = [placement for placement in view.placements if not placement.measure.is_milestone]
    shown = {key: figure.shown for key, figure in view.figures.items() if figure.shown is not None}
    rows = rows_by_organization([placement.measure for placement in numbers], view.lens, shown)
    targets = _targets(view.year)
    lines = {}
    for placement in numbers:
        for row in rows[placement.measure_id]:
            target = targets.get((row.organization.pk, placement.measure_id))
            lines.setdefault(row.organization.pk, []).append((row, _line(view, placement, row, target)))
    return [_partner(organization, lines.get(organization.pk, [])) for organization in members(view.year)]


def _partner(organization, lines):
    missing = sum(line.actual.state == parts.MISSING for _, line in lines)
    return parts.Partner(
        organization.slug, organization.name, organization.get_kind_display(), [line for _, line in lines], missing
    )


def _targets(year):
    standing = Target.objects.current().filter(year=year, organization__isnull=False, value__isnull=False)
    return {(target.organization_id, target.measure_id): target for target in standing}


def _line(view, placement, row, target):
    measure, figure = placement.measure, view.figures[placement.measure_id]
    actual = _actual(row, measure)
    progress = None
    if target is not None and actual.state in (parts.REPORTED, parts.MISSING):
        progress = progress_of_organization(measure, view.lens, row.year, target)
    return parts.PartLine(
        code=measure.code,
        label=placement.label,
        unit=measure.unit,
        actual=actual,
        target=amounts.of_points(target.value if target else None, measure),
        status=progress.status.value if progress else "",
        status_words=progress.status.label if progress else "",
        sentence=progress.sentence if progress else "",
        region=amounts.of_figure(figure),
        region_status="" if figure.hidden else figure.progress.status.value,
        region_status_words="Not shown" if figure.hidden else figure.progress.status.label,
    )


def _actual(row, measure):
    if row.hidden:
        return amounts.without(parts.HIDDEN)
    if row.year is not None:
        return amounts.of_reading(row.year, measure)
    states = [cell.state for cell in row.cells if cell.state != "not_owed"]
    if any(state in ("hidden", "still_open") for state in states):
        return amounts.without(parts.HIDDEN)
    return amounts.without(SAID.get(states[-1] if states else "missing", parts.MISSING))
