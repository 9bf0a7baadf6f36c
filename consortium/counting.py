"""What a source of derived figures answers, in every room: numbers together with what they were counted from."""

from dataclasses import dataclass

from django.db.models import QuerySet


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
    `records`: exactly the rows that `region.numerator` counted.
    """

    region: Tally
    by_organization: dict[int, Tally]
    records: QuerySet
