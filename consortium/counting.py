"""What a source of derived figures answers, in every room: numbers together with what they were counted from."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, F, QuerySet, When

from consortium.models import Organization


def reporting_organization(path="organization"):
    """
    The key of the organization that reports for a row whose organization is at `path`: schools do not report, their
    districts do.
    """
    return Case(
        When(**{f"{path}__kind": Organization.Kind.SCHOOL}, then=F(f"{path}__parent_id")),
        default=F(f"{path}_id"),
    )


@dataclass(frozen=True)
class Tally:
    """
    A number counted from records. Sources of a percent fill both parts; for others `denominator` is None. Of people,
    `may_be_twice` is how many of the number may be counted twice, because they were counted without keys.
    """

    numerator: int
    denominator: int | None = None
    may_be_twice: int = 0


class Count:
    """
    What a source answers for a span of days.

    `region`: the region's figure. `by_organization`: primary key of the organization that reports → its part;
    organizations with nothing are left out. The parts of figures counted `once` do not add up to the region's.
    `records`: exactly the rows that `region.numerator` counted; `whole`, where a share is of rows too, all that
    `region.denominator` counted. `breakdowns`: dimension (“county”) → category (“Imperial”) → the region's part; parts
    of overlapping groups do not add up. `breakdowns_by_organization`: the same of each organization, where those who
    report know more of their own students than others may see.

    All but the rows may be given as functions, which are called when somebody asks: who wants the region's figure does
    not pay for the rest.
    """

    def __init__(self, region, by_organization, records, whole=None, breakdowns=(), breakdowns_by_organization=()):
        self._region, self._by_organization = region, by_organization
        self._breakdowns, self._breakdowns_by_organization = breakdowns, breakdowns_by_organization
        self.records: QuerySet = records
        self.whole: QuerySet | None = whole

    @cached_property
    def region(self) -> Tally:
        """The region's figure."""
        return _asked(self._region)

    @cached_property
    def by_organization(self) -> dict[int, Tally]:
        """Each organization's part."""
        return _asked(self._by_organization)

    @cached_property
    def breakdowns(self) -> dict[str, dict[str, Tally]]:
        """The region's part in each category of each dimension."""
        return dict(_asked(self._breakdowns))

    @cached_property
    def breakdowns_by_organization(self) -> dict[int, dict[str, dict[str, Tally]]]:
        """Each organization's part in each category of each dimension."""
        return dict(_asked(self._breakdowns_by_organization))


def _asked(answer):
    return answer() if callable(answer) else answer
