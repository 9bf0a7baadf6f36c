"""What a source of derived figures answers, in every room: numbers together with what they were counted from."""

from dataclasses import dataclass
from functools import cached_property, partial, reduce
from operator import add

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, F, QuerySet, Value, When

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


def regrouped(rows, select, *more):
    """The rows of the statement `select`, with the SQL of the queryset `rows`, and that of `more`, in its braces."""
    try:
        parts = [one.query.sql_with_params() for one in (rows, *more)]
    except EmptyResultSet:  # none can be, so Django made no statement
        return []
    with connection.cursor() as cursor:
        cursor.execute(select.format(*(sql for sql, _ in parts)), [param for _, params in parts for param in params])
        return cursor.fetchall()


def in_each(rows, conditions, number):
    """
    The `Tally` of the queryset `rows` under each of `conditions`, as a list in their order: what `number(condition)`,
    an aggregate, makes of them. One statement.
    """
    found = rows.order_by().aggregate(**{f"number_{n}": number(condition) for n, condition in enumerate(conditions)})
    return [Tally(found[f"number_{n}"]) for n in range(len(conditions))]


def parts_in_each(rows, organization, conditions, number):
    """As `in_each`, of each organization: a list of {primary key: `Tally`}; `organization` is the expression of it."""
    numbers = {f"number_{n}": number(condition) for n, condition in enumerate(conditions)}
    found = list(rows.order_by().values(part=organization).annotate(**numbers))
    return [{row["part"]: Tally(row[name]) for row in found if row[name]} for name in numbers]


def mask(conditions):
    """An expression: a number with a bit for each of `conditions`, in their order, that holds of a row."""
    bits = (Case(When(condition, then=Value(1 << place)), default=0) for place, condition in enumerate(conditions))
    return reduce(add, bits)


def of_each(columns, number):
    """
    SQL for `regrouped`: `columns` for each of the `number` conditions of rows' `mask`, one after the other. In it
    {within} limits an aggregate to the rows of which the condition holds, and {place} is the condition's place.
    """
    return ", ".join(
        columns.format(place=place, within=f"FILTER (WHERE mask & {1 << place} <> 0)") for place in range(number)
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

    All of it may be given as functions, which are called when somebody asks: who wants the region's figure does not pay
    for the rest.

    `region_in` and `by_organization_in`, where a source has them, are functions from a list of spans (pairs of first
    and last day, all within the count's own) to a list of what `region` and `by_organization` would be of each: from
    one pass over the records, where counting each span alone would look at the same people again and again.
    """

    def __init__(
        self,
        region,
        by_organization,
        records,
        whole=None,
        breakdowns=(),
        breakdowns_by_organization=(),
        region_in=None,
        by_organization_in=None,
    ):
        self._region, self._by_organization, self._records = region, by_organization, records
        self._breakdowns, self._breakdowns_by_organization = breakdowns, breakdowns_by_organization
        self._whole = whole
        self.region_in, self.by_organization_in = region_in, by_organization_in

    ANSWERS = ("region", "by_organization", "records", "whole", "breakdowns", "breakdowns_by_organization")

    @classmethod
    def like(cls, other, **answers):
        """A `Count` that answers what the one that `other()` makes answers, when somebody asks, but for `answers`."""
        same = {name: partial(_answer, other, name) for name in cls.ANSWERS}
        return cls(**same | answers)

    @cached_property
    def region(self) -> Tally:
        """The region's figure."""
        return _asked(self._region)

    @cached_property
    def by_organization(self) -> dict[int, Tally]:
        """Each organization's part."""
        return _asked(self._by_organization)

    @cached_property
    def records(self) -> QuerySet:
        """The rows that the region's figure counted."""
        return _asked(self._records)

    @cached_property
    def whole(self) -> QuerySet | None:
        """Where a share is of rows, those that it is a share of."""
        return _asked(self._whole)

    @cached_property
    def breakdowns(self) -> dict[str, dict[str, Tally]]:
        """The region's part in each category of each dimension."""
        return dict(_asked(self._breakdowns))

    @cached_property
    def breakdowns_by_organization(self) -> dict[int, dict[str, dict[str, Tally]]]:
        """Each organization's part in each category of each dimension."""
        return dict(_asked(self._breakdowns_by_organization))


def _answer(other, name):
    return getattr(other(), name)


def _asked(answer):
    return answer() if callable(answer) else answer
