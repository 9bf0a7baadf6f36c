"""The sources of this room and the addresses of what they count. The counting itself stands beside each subject."""

from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from pathways.models import AlignmentPlan, MapVersion, Program, ProgramGap
from pathways.queries import gaps_counting, maps_counting

# The sources of this room by the name they have in addresses.
SOURCES = {
    "maps": maps_counting.maps,
    "programs_mapped": maps_counting.programs_mapped,
    "gaps_documented": gaps_counting.gaps_documented,
    "gaps_disseminated": gaps_counting.gaps_disseminated,
    "alignment_plans": gaps_counting.alignment_plans,
    "gaps_with_plan": gaps_counting.gaps_with_plan,
    "transition_plans": gaps_counting.transition_plans,
}
# model of the records → the ways from a record to the organizations in whose part it is
WAYS = {
    MapVersion: ("pathway__organization",),
    Program: ("organization",),
    ProgramGap: ("owner",),
    AlignmentPlan: ("owner",),
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
    theirs = Q(pk__in=[])
    for way in WAYS[rows.model]:
        theirs |= Q(**{way: organization})
    return rows.filter(pk__in=rows.model.objects.filter(theirs).values("pk"))
