"""What a school year still lacks before it can be reported and judged."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from consortium.models import OrganizationYear
from goals.models import Edition
from indicators.models import Assignment, Measure, MeasurePlacement, StageReached, Target


@dataclass(frozen=True)
class Gaps:
    """
    What one year lacks: lists of MeasurePlacement, and a number of organizations.

    `measures` is how many measures the editions in force hold; 0 means that no goals hold in that year.
    """

    measures: int
    members: int
    without_target: list
    without_due_dates: list
    owed_by_nobody: list
    grades_unconfirmed: int

    @property
    def is_complete(self):
        """Whether nothing is missing."""
        return bool(self.measures and self.members) and not (
            self.without_target or self.without_due_dates or self.owed_by_nobody or self.grades_unconfirmed
        )


def gaps_by_year(years):
    """`{year pk: Gaps}`, in seven queries however many years."""
    editions = editions_in_force(years)
    placements = defaultdict(list)
    for placement in MeasurePlacement.objects.in_editions(set().union(*editions.values())):
        placements[placement.indicator.goal.edition_id].append(placement)
    facts = _facts(years)
    with_target = _pairs(Target.objects.current().filter(organization=None, value__isnull=False), years)
    owed = _pairs(Assignment.objects, years)
    with_due = set(StageReached.objects.filter(due__isnull=False).values_list("year", "measure").distinct())
    gaps = {}
    for year in years:
        held = [placement for edition in editions[year.pk] for placement in placements[edition]]
        members, unconfirmed = facts.get(year.pk, (0, 0))
        gaps[year.pk] = Gaps(
            measures=len(held),
            members=members,
            without_target=[p for p in held if _lacks_target(p, year, with_target)],
            without_due_dates=[p for p in held if _lacks_due_dates(p, year, with_due)],
            owed_by_nobody=[p for p in held if (year.pk, p.measure_id) not in owed],
            grades_unconfirmed=unconfirmed,
        )
    return gaps


def editions_in_force(years):
    """`{year pk: {edition pk, …}}`: `Edition.objects.in_force` for many years, in one query."""
    earliest_first = Edition.objects.order_by("first_year__start_year")
    editions = list(earliest_first.values_list("pk", "framework", "first_year__start_year"))
    in_force = {}
    for year in years:
        held = {}
        for pk, framework, first in editions:
            # a framework's first edition holds for the years before it too
            if first <= year.start_year or framework not in held:
                held[framework] = pk
        in_force[year.pk] = set(held.values())
    return in_force


def _facts(years):
    """`{year pk: (members, members in K-12 whose grades nobody has confirmed)}`."""
    counts = (
        OrganizationYear.objects.filter(year__in=years, member=True, organization__closed_on__isnull=True)
        .exclude(organization__kind="school")
        .order_by()
        .values("year")
        .annotate(
            members=Count("pk"),
            unconfirmed=Count("pk", filter=Q(organization__segment="k12", grades_confirmed=False)),
        )
    )
    return {row["year"]: (row["members"], row["unconfirmed"]) for row in counts}


def _pairs(queryset, years):
    return set(queryset.filter(year__in=years).order_by().values_list("year", "measure").distinct())


def _lacks_target(placement, year, with_target):
    if placement.measure.kind == Measure.Kind.MILESTONE or placement.given_target is not None:
        return False
    return (year.pk, placement.measure_id) not in with_target


def _lacks_due_dates(placement, year, with_due):
    measure = placement.measure
    return measure.is_milestone and (year.pk if measure.renews else None, measure.pk) not in with_due
