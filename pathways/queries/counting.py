"""The sources of this room and the addresses of what they count. The counting itself stands beside each subject."""

from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from pathways.models import ArticulationAgreement, DualEnrollmentCourse
from pathways.queries import agreements_counting as agreements

# The sources of this room by the name they have in addresses.
SOURCES = {
    "agreements_active": agreements.agreements_active,
    "agreements_completed": agreements.agreements_completed,
    "concurrent_enrollment_courses": agreements.concurrent_enrollment_courses,
    "dual_enrollment_courses": agreements.dual_enrollment_courses,
}
# model of the records → the ways from a record to the organizations in whose part it is, or the function that narrows
# records to those of an organization
WAYS = {
    ArticulationAgreement: lambda rows, organization: rows.of_parties([organization.pk]),
    DualEnrollmentCourse: lambda rows, organization: rows.of_partners([organization.pk]),
}


def records_address(source, starts, ends, organization=None):
    """
    The address that lists exactly the records counted by `source` (a key of SOURCES) from `starts` to `ends`; with
    `organization` (the one that reports), those of its part.
    """
    if source not in SOURCES:
        raise ValueError(f"Nothing is counted as {source!r} in this room.")
    query = {"from": starts.isoformat(), "through": ends.isoformat()}
    if organization is not None:
        query["organization"] = organization.slug
    return f"{reverse('pathways-counted', args=[source])}?{urlencode(query)}"


def of_organization(rows, organization):
    """Those of a count's `rows` that are in the part of `organization`, the one that reports."""
    ways = WAYS[rows.model]
    if callable(ways):
        return ways(rows, organization)
    theirs = Q(pk__in=[])
    for way in ways:
        theirs |= Q(**{way: organization})
    return rows.filter(pk__in=rows.model.objects.filter(theirs).values("pk"))
