"""
What a working group sees of the measures of its framework, and the snapshot that a meeting keeps of it.

Everybody who looks at a meeting, the office too, sees what a member of the group sees: a projector shows it to all, and
the minutes are read by every member of the consortium. So no snapshot holds a small count of students, nor one of a
period that is still open.
"""

from consortium.models import ReportingPeriod
from consortium.permissions import Access
from goals.models import Edition
from indicators import queries
from indicators.figures import figures
from indicators.lens import Lens
from indicators.models import MeasurePlacement, SnapshotFigure
from indicators.templatetags.figures import actual, target


def lens_of(group, day):
    """
    The lens of a member of `group` on `day`: the school year through the last period that had ended by then. None where
    none had.
    """
    periods = list(ReportingPeriod.objects.with_year().filter(ends__lt=day).order_by("starts"))
    if not periods:
        return None
    year = max(periods, key=lambda period: period.ends).year
    access = Access(member_of=frozenset({group.pk}), groups=frozenset({group.pk}))
    return Lens(year, tuple(period for period in periods if period.year_id == year.pk), access)


def placements_of(group, year):
    """The measures of the group's framework, as the edition in force in `year` places them, in order; a list."""
    editions = Edition.objects.in_force(year).select_related("framework")
    own = [edition for edition in editions if edition.framework.working_group_id == group.pk]
    return list(MeasurePlacement.objects.in_editions(own))


def seen_through(group, lens):
    """What the lens shows of the group's measures: a list of `SnapshotFigure`, not stored and of no meeting yet."""
    placements = placements_of(group, lens.year)
    by_measure = figures(placements, lens)
    missing = queries.who_has_not_answered(
        [placement.measure for placement in placements], lens.through, drafts=lens.drafts
    )
    return [
        _row(order, by_measure[placement.measure_id], missing[placement.measure_id])
        for order, placement in enumerate(placements)
    ]


def _row(order, figure, missing):
    return SnapshotFigure(
        measure=figure.measure,
        order=order,
        label=figure.placement.label,
        status=figure.progress.status,
        hidden=figure.hidden,
        actual="not shown" if figure.hidden else actual(figure),
        target=target(figure),
        sentence=figure.progress.sentence,
        missing=[organization.name for organization in missing],
    )


def keep(meeting, lens):
    """Store what `lens` shows as the snapshot of `meeting`; a list of the stored rows."""
    rows = seen_through(meeting.group, lens)
    for row in rows:
        row.meeting = meeting
    return SnapshotFigure.objects.bulk_create(rows)
