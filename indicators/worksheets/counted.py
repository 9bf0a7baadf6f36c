"""What an organization's records say for one measure: the figure, and the address of the records behind it."""

from decimal import Decimal

from indicators import derived
from indicators.models import Assignment, Value


def is_counted(assignment):
    """Whether a figure is counted and not typed: agreed so, and the source is built (until then it is typed)."""
    return assignment.mode == Assignment.Mode.RECORDS and derived.is_built(assignment.measure)


def tally(measure, organization, starts, ends):
    """The `Tally` of `organization` (for a measure about the region: of the region); nothing recorded is zero."""
    if measure.about_region:
        return derived.count(measure, starts, ends).region
    return derived.part(measure, organization.pk, starts, ends)


def part_of(count, measure, organization):
    """The organization's part of a `Count`, or the region's where the measure is about the region."""
    if measure.about_region:
        return count.region
    return count.by_organization.get(organization.pk) or type(count.region)(0, 0 if measure.is_percent else None)


def as_fields(period_tally, year_tally):
    """Two tallies, of the period and of the year to its end, as the fields of a `Value`."""
    return {
        "state": Value.State.REPORTED,
        "numerator": Decimal(period_tally.numerator),
        "denominator": _decimal(period_tally.denominator),
        "year_to_date": Decimal(year_tally.numerator),
        "year_to_date_of": _decimal(year_tally.denominator),
        "stage": None,
        "stage_date": None,
        "reason": "",
        "counted": True,
    }


def fields_of(measure, organization, period):
    """What a `Value` counted now would hold for `period`: two counts, the period's and the year's to its end."""
    return as_fields(
        tally(measure, organization, period.starts, period.ends),
        tally(measure, organization, period.year.starts, period.ends),
    )


def records_url(measure, organization, period):
    """The page that lists the records behind the figure of `period`, "" where a source has no such page."""
    whose = None if measure.about_region else organization
    return derived.records_address(measure, period.starts, period.ends, organization=whose)


def _decimal(number):
    return None if number is None else Decimal(number)
