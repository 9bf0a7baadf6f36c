"""What is counted from the inventory (measures CP-7.1b and CP-7.1c): stocks, as of the last day of the span."""

import datetime
from collections import Counter

from django.db.models import Count as CountOf
from django.db.models import Exists, Min, OuterRef, Subquery

from consortium.counting import Count, Tally
from consortium.models import Organization, SchoolYear
from wbl.models import ActivityOffering, ActivityType
from wbl.queries.inventory import asked_districts, standing_offerings

# The bands of a school's grades; an offering that spans two is in both.
BANDS = (
    ("Middle school, grades 6–8", 6, 8),
    ("High school, grades 9–12", 9, 12),
    ("College, grades 13–14", 13, 14),
)
NO_SECTOR = "No sector named"


def inventory(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Activities that schools offer on `ends`, one per school and type whatever its grades and sectors; of middle and high
    schools that had not closed, of types that had not been retired. A school's are its district's, the one it belongs
    to now. With `organizations` (primary keys) only theirs. By stage, grade band and sector; an activity in two bands
    or sectors is in both.
    """
    offerings = _standing(ends)
    if organizations is not None:
        offerings = offerings.filter(school__parent__in=organizations)
    parts = offerings.order_by().values("school__parent").annotate(number=CountOf("pk"))
    return Count(
        region=lambda: Tally(offerings.count()),
        by_organization=lambda: {part["school__parent"]: Tally(part["number"]) for part in parts},
        records=offerings,
        breakdowns=lambda: {
            "stage": _by_stage(offerings),
            "grade band": _by_band(offerings),
            "sector": _by_sector(offerings),
        },
    )


def inventory_districts(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Districts with at least one activity in the inventory on `ends`, of all member districts, county offices and
    charters that serve grades 6–12; with `organizations` (primary keys), of those among them. By county.

    `records`: those districts, each with `since`, when its first activity of the school year was recorded.
    """
    year = SchoolYear.objects.containing(ends)
    districts = Organization.objects.none() if year is None else asked_districts(year, ends)
    if organizations is not None:
        districts = districts.filter(pk__in=organizations)
    entries = _standing(ends).filter(school__parent=OuterRef("pk"))
    first = entries.order_by().values("school__parent").annotate(first=Min("recorded_at")).values("first")
    contributing = districts.filter(Exists(entries)).annotate(since=Subquery(first))

    def parts():
        counted = set(contributing.order_by().values_list("pk", flat=True))
        return {pk: Tally(int(pk in counted), 1) for pk in districts.order_by().values_list("pk", flat=True)}

    return Count(
        region=lambda: Tally(contributing.count(), districts.count()),
        by_organization=parts,
        records=contributing,
        whole=districts,
        breakdowns=lambda: {"county": _by_county(parts())},
    )


def _standing(day):
    """What stands on `day`; nothing where its school year has not been set up."""
    year = SchoolYear.objects.containing(day)
    return ActivityOffering.objects.none() if year is None else standing_offerings(year, day)


def _by_stage(offerings):
    grouped = offerings.order_by().values("activity_type__stage").annotate(number=CountOf("pk"))
    numbers = {row["activity_type__stage"]: row["number"] for row in grouped}
    return {stage.label: Tally(numbers[stage]) for stage in ActivityType.Stage if stage in numbers}


def _by_band(offerings):
    numbers = [(label, offerings.touching(lowest, highest).count()) for label, lowest, highest in BANDS]
    return {label: Tally(number) for label, number in numbers if number}


def _by_sector(offerings):
    grouped = offerings.order_by().values("sectors__name").annotate(number=CountOf("pk", distinct=True))
    numbers = {row["sectors__name"]: row["number"] for row in grouped}
    named = {name: Tally(numbers[name]) for name in sorted(filter(None, numbers))}
    return named | ({NO_SECTOR: Tally(numbers[None])} if None in numbers else {})


def _by_county(parts):
    """`parts` (organization → Tally, which add up) by name of county, in order; one query."""
    have, of = Counter(), Counter()
    for pk, county in Organization.objects.filter(pk__in=parts).values_list("pk", "county__name"):
        have[county or "No county"] += parts[pk].numerator
        of[county or "No county"] += parts[pk].denominator
    return {county: Tally(have[county], of[county]) for county in sorted(of)}


# The sources by the name they have in addresses.
SOURCES = {"inventory": inventory, "inventory_districts": inventory_districts}
# model of the records → the way from a record to the organization in whose part it is
WAYS = {ActivityOffering: "school__parent", Organization: "pk"}


def of_organization(rows, organization):
    """Those of the `records` of a source here that are in the part of `organization`, the one that reports."""
    return rows.filter(**{WAYS[rows.model]: organization.pk})
