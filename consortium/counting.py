"""What a source of derived figures answers, in every room: numbers together with what they were counted from."""

from dataclasses import dataclass, field

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
    """A number counted from records. Sources of a percent fill both parts; for others `denominator` is None."""

    numerator: int
    denominator: int | None = None


@dataclass(frozen=True)
class Count:
    """
    What a source answers for a span of days.

    `region`: the region's figure. `by_organization`: primary key of the organization that reports → its part;
    organizations with nothing are left out. The parts of figures counted `once` do not add up to the region's.
    `records`: exactly the rows that `region.numerator` counted; `whole`, where a share is of rows too, all that
    `region.denominator` counted. `breakdowns`: dimension (“county”) → category (“Imperial”) → the region's part; parts
    of overlapping groups do not add up.
    """

    region: Tally
    by_organization: dict[int, Tally]
    records: QuerySet
    whole: QuerySet | None = None
    breakdowns: dict[str, dict[str, Tally]] = field(default_factory=dict)
