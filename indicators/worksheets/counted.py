"""What an organization's records say for one measure: the figure or stage, and the address of what is behind it."""

from indicators import derived, queries
from indicators.models import Assignment, Value
from indicators.readings import of_tally


def is_counted(assignment):
    """
    Whether a figure is read from records and not typed: agreed so, and the source is built (until then it is typed), or
    a milestone that follows a document. `assignment` comes `with_followed()`.
    """
    if assignment.measure.is_milestone:
        return assignment.follows_document
    return assignment.mode == Assignment.Mode.RECORDS and derived.is_built(assignment.measure)


def spans_of(period):
    """First and last day of what a `Value` counts: of the period alone, and of the year to its end."""
    return (period.starts, period.ends), (period.year.starts, period.ends)


def part_of(count, measure, organization):
    """The organization's part of a `Count`, or the region's where the measure is about the region."""
    return count.region if measure.about_region else derived.part_of(count, measure, organization.pk)


def as_fields(period_tally, year_tally):
    """Two tallies, of the period and of the year to its end, as the fields of a `Value`."""
    alone, year = of_tally(period_tally), of_tally(year_tally)
    return {
        "state": Value.State.REPORTED,
        "numerator": alone.numerator,
        "denominator": alone.denominator,
        "may_be_twice": alone.may_be_twice,
        "year_to_date": year.numerator,
        "year_to_date_of": year.denominator,
        "year_to_date_twice": year.may_be_twice,
        "stage": None,
        "stage_date": None,
        "reason": "",
        "counted": True,
    }


def fields_of(measure, organization, period):
    """
    What a `Value` counted now would hold for `period`: two counts, the period's and the year's to its end; of a
    milestone the highest stage that its document had reached.
    """
    if measure.is_milestone:
        return _stage_fields(queries.followed_stages([measure], period).get(measure.pk, {}))
    spans = spans_of(period)
    found = derived.counts(measure, spans, None if measure.about_region else [organization.pk])
    return as_fields(*(part_of(found[span], measure, organization) for span in spans))


def _stage_fields(reached):
    """The fields of a `Value` for the stages `reached` (number → day)."""
    stage = max(reached, default=0)
    none = dict.fromkeys(["numerator", "denominator", "year_to_date", "year_to_date_of"])
    return none | {
        "may_be_twice": 0,
        "year_to_date_twice": 0,
        "state": Value.State.REPORTED,
        "stage": stage,
        "stage_date": reached.get(stage),
        "reason": "",
        "counted": True,
    }


def records_url(measure, organization, period):
    """The page that lists the records behind the figure of `period`, "" where a source has no such page."""
    whose = None if measure.about_region else organization
    return derived.records_address(measure, period.starts, period.ends, organization=whose)
