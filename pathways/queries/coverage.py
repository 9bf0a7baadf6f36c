"""Coverage: which high school programs lead to a college program, and which college programs a high school feeds."""

from dataclasses import dataclass

from django.db.models import Case, Count, Q, Value, When
from django.db.models.functions import Coalesce

from consortium.models import Organization
from consortium.years import year_at
from pathways.models import Program, Sector
from pathways.queries import leading

Level = Program.Level


@dataclass(frozen=True)
class Tally:
    """How many programs do (`yes`) and how many do not (`none`)."""

    yes: int = 0
    none: int = 0

    @property
    def total(self):
        """All of them."""
        return self.yes + self.none

    def __add__(self, other):
        return Tally(self.yes + other.yes, self.none + other.none)


@dataclass(frozen=True)
class Row:
    """An organization with a Tally for each of the matrix's sectors, in their order, and their sum."""

    organization: Organization
    cells: tuple[Tally, ...]
    total: Tally


@dataclass(frozen=True)
class Matrix:
    """
    Programs of one level by organization and sector. `totals` are of the sectors, in their order; `whole` of all.
    """

    sectors: tuple[Sector, ...]
    rows: tuple[Row, ...]
    totals: tuple[Tally, ...]
    whole: Tally


def high_schools(programs, day, sectors):
    """
    A Matrix of the high school programs among `programs` that are offered on `day`: those that lead to a college
    program (`pathways.queries.leading`) and those that lead to none. It has a row for every high school district of
    that school year, with programs or not, and for who else has some. Its sectors are those of `sectors` that are the
    state's, and others in which there are programs. Two queries, and the school year's.
    """
    year = year_at(day)
    expected = Organization.objects.high_school_districts(year).open_on(day) if year else Organization.objects.none()
    those = leading.leading_to_college(Program.objects.all(), day)
    return _matrix(programs.active(day).filter(level=Level.HIGH_SCHOOL), those, expected, sectors, Sector.Scheme.CDE)


def colleges(programs, day, sectors):
    """
    A Matrix of the college programs among `programs` that are offered on `day`: those that a high school program
    leads to, and those that none does. Its rows are the colleges that have some; sectors as above, of the colleges.
    """
    fed = leading.fed_by_high_school(Program.objects.all(), day)
    offered = programs.active(day).filter(level=Level.COLLEGE)
    return _matrix(offered, fed, Organization.objects.none(), sectors, Sector.Scheme.COLLEGE)


def _matrix(programs, those, expected, sectors, scheme):
    """`programs` by organization and sector; `yes` are those among `those`."""
    does = Case(When(pk__in=those.order_by().values("pk"), then=Value(1)))
    counted = (
        programs.filter(sector__in=[sector.pk for sector in sectors])
        .order_by()
        .annotate(does=Coalesce(does, Value(0)))
        .values_list("organization", "sector")
        .annotate(yes=Count("pk", filter=Q(does=1)), none=Count("pk", filter=Q(does=0)))
    )
    found = {(organization, sector): Tally(yes, none) for organization, sector, yes, none in counted}
    filled = {sector for _, sector in found}
    shown = tuple(sector for sector in sectors if sector.scheme == scheme or sector.pk in filled)
    owners = {organization for organization, _ in found}
    organizations = Organization.objects.filter(Q(pk__in=owners) | Q(pk__in=expected.order_by().values("pk")))
    rows = tuple(_row(one, shown, found) for one in organizations.order_by("name", "pk"))
    totals = tuple(_sum(row.cells[place] for row in rows) for place in range(len(shown)))
    return Matrix(shown, rows, totals, _sum(totals))


def _row(organization, sectors, found):
    cells = tuple(found.get((organization.pk, sector.pk), Tally()) for sector in sectors)
    return Row(organization, cells, _sum(cells))


def _sum(tallies):
    return sum(tallies, Tally())


def sectors_with(chosen=None):
    """
    All sectors in their order, the state's and then the colleges'; with `chosen` (a Sector) that one and those of the
    other scheme that the crosswalk ties to it. One query.
    """
    sectors = Sector.objects.order_by("scheme", "order", "name")
    return list(sectors if chosen is None else sectors.with_counterparts(Sector.objects.filter(pk=chosen.pk)))
