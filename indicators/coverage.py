"""What is counted about the figures themselves: of how many measures there is an approved one (CP-2.3b)."""

import datetime
from urllib.parse import urlencode

from django.db.models import Exists, Max, OuterRef, Subquery
from django.urls import reverse

from consortium.counting import Count, Tally
from consortium.models import SchoolYear
from goals.models import Edition
from indicators.models import Measure, MeasurePlacement, Value

COVERAGE = "reports.coverage"  # the source of the measure that says so, which does not count itself


def coverage(starts: datetime.date, ends: datetime.date) -> Count:
    """
    Measures with an approved figure for a period of the school year of `ends` that had ended by then, of all measures
    in force that year but this one. Zero is a figure, and so is a milestone's stage, “none yet” included; what is not
    applicable or not available is none. Each measure once, whoever reported it. About the region as a whole.
    """
    year = SchoolYear.objects.filter(start_year=SchoolYear.start_year_of(ends)).first()
    in_force = MeasurePlacement.objects.filter(indicator__goal__edition__in=_editions(year), measure=OuterRef("pk"))
    approved = Value.objects.approved().reported().filter(
        measure=OuterRef("pk"), period__year=year, period__ends__lte=ends
    )
    latest = approved.order_by().values("measure").annotate(last=Max("period__ends")).values("last")
    measures = Measure.objects.exclude(source=COVERAGE).filter(Exists(in_force))
    measures = measures.annotate(label=Subquery(in_force.values("label")[:1]), since=Subquery(latest))
    reported = measures.filter(since__isnull=False)
    return Count(
        region=lambda: Tally(reported.count(), measures.count()),
        by_organization={},
        records=reported,
        whole=measures,
    )


def _editions(year):
    return Edition.objects.in_force(year) if year else Edition.objects.none()


# The sources of this room by the name they have in addresses.
SOURCES = {"coverage": coverage}


def records_address(source, starts, ends, organization=None):
    """
    The address that lists exactly the measures counted by `source` (a key of SOURCES) from `starts` to `ends`; it is
    about the region, so there is no part of an `organization`.
    """
    if source not in SOURCES:
        raise ValueError(f"Nothing is counted as {source!r} in this room.")
    query = urlencode({"from": starts.isoformat(), "through": ends.isoformat()})
    return f"{reverse('reports-counted', args=[source])}?{query}"


def of_organization(rows, organization):
    """No measure is an organization's own part of what is counted about the region."""
    return rows.none()
