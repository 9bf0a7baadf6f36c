"""The sources of this room and the addresses of what they count. The counting itself stands beside each subject."""

from urllib.parse import urlencode

from django.urls import reverse

from pathways.models import (
    AlignmentPlan,
    ArticulationAgreement,
    DualEnrollmentCourse,
    MapVersion,
    Program,
    ProgramGap,
)
from pathways.queries import agreements_counting, gaps_counting, maps_counting

# The sources of this room by the name they have in addresses.
SOURCES = {
    "maps": maps_counting.maps,
    "programs_mapped": maps_counting.programs_mapped,
    "gaps_documented": gaps_counting.gaps_documented,
    "gaps_disseminated": gaps_counting.gaps_disseminated,
    "alignment_plans": gaps_counting.alignment_plans,
    "gaps_with_plan": gaps_counting.gaps_with_plan,
    "transition_plans": gaps_counting.transition_plans,
    "agreements_active": agreements_counting.agreements_active,
    "agreements_completed": agreements_counting.agreements_completed,
    "concurrent_enrollment_courses": agreements_counting.concurrent_enrollment_courses,
    "dual_enrollment_courses": agreements_counting.dual_enrollment_courses,
}


def _where(way):
    """The function that narrows rows to those whose `way` leads to an organization."""
    return lambda rows, organization: rows.filter(**{way: organization})


# model of the records → the function that narrows records to those in the part of an organization
WAYS = {
    MapVersion: _where("pathway__organization"),
    Program: _where("organization"),
    ProgramGap: _where("owner"),
    AlignmentPlan: _where("owner"),
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
    return WAYS[rows.model](rows, organization)
