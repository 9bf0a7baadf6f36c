"""
The one table from a measure's source to the function that counts it.

A function of a room's `queries` takes the first and last day of a span (both included) and returns a
`consortium.counting.Count`: the region's figure, each organization's, the breakdowns, and the records. It knows nothing
of measures. To derive a further measure, write that function and add its line here.

Where organizations own the records (the measure is not about the region as a whole), some keep them here and others
type totals; the function then takes `organizations` too and counts only theirs, so that nobody counts twice.
"""

from consortium import calpass
from consortium.counting import Tally
from goals.queries import counting as goals
from indicators import coverage
from pathways.queries import agreements_counting, gaps_counting, maps_counting
from pathways.queries import counting as pathways
from wbl.queries import counting as wbl
from wbl.queries import outreach, survey_counting

SOURCES = {
    "documents.action_plans": goals.action_plans,
    "documents.best_practices_collected": goals.best_practices_collected,
    "documents.best_practices_posted": goals.best_practices_posted,
    "documents.career_preparation_recipients": goals.career_preparation_recipients,
    "documents.continuum_feedback": goals.continuum_feedback,
    "documents.continuum_recipients": goals.continuum_recipients,
    "documents.gap_recipients": goals.gap_recipients,
    "documents.goals_recipients": goals.goals_recipients,
    "documents.metrics_recipients": goals.metrics_recipients,
    "documents.pathway_tools": goals.pathway_tools,
    "events.regional_meetings": wbl.regional_meetings,
    "events.meetings_all_segments": wbl.meetings_all_segments,
    "goals.grade_coverage": goals.grade_coverage,
    "partners.calpass_agreements": calpass.calpass_agreements,
    "partners.calpass_uploads": calpass.calpass_uploads,
    "pathways.alignment_plans": gaps_counting.alignment_plans,
    "pathways.gaps_disseminated": gaps_counting.gaps_disseminated,
    "pathways.gaps_documented": gaps_counting.gaps_documented,
    "pathways.gaps_with_plan": gaps_counting.gaps_with_plan,
    "pathways.maps": maps_counting.maps,
    "pathways.programs_mapped": maps_counting.programs_mapped,
    "pathways.transition_plans": gaps_counting.transition_plans,
    "pathways.agreements_active": agreements_counting.agreements_active,
    "pathways.agreements_completed": agreements_counting.agreements_completed,
    "pathways.concurrent_enrollment_courses": agreements_counting.concurrent_enrollment_courses,
    "pathways.dual_enrollment_courses": agreements_counting.dual_enrollment_courses,
    "reports.coverage": coverage.coverage,
    "wbl.employer_contacts": outreach.employer_contacts,
    "wbl.employers_contacted": outreach.employers_contacted,
    "wbl.speakers": outreach.speakers,
    "wbl.inventory": wbl.SOURCES["inventory"],
    "wbl.inventory_districts": wbl.SOURCES["inventory_districts"],
    "wbl.parent_surveys": survey_counting.parent_surveys,
    "wbl.tour_survey_positive": survey_counting.tour_survey_positive,
}
# The first word of a source names its room.
ROOMS = {
    "documents": goals,
    "events": wbl,
    "goals": goals,
    "partners": calpass,
    "pathways": pathways,
    "reports": coverage,
    "wbl": wbl,
}
# A milestone is not counted but may follow a document (`planning.following`). This one does by itself: the report on
# the year before, once that is opened (`reporting.writing`).
FOLLOWS_THE_REPORT = "reports.annual"


def is_built(measure):
    """Whether the measure can be counted from records today; if not, it is typed."""
    return measure.source in SOURCES


def count(measure, starts, ends, organizations=None):
    """
    What the records say of `measure` from `starts` to `ends`, both days included; KeyError if not built.

    `organizations` (primary keys): only their records, where organizations own them; it says nothing about a measure
    that is about the region as a whole.
    """
    if organizations is None or measure.about_region:
        return SOURCES[measure.source](starts, ends)
    return SOURCES[measure.source](starts, ends, organizations=organizations)


def part(measure, organization, starts, ends):
    """The `Tally` of what `organization` (a primary key) recorded in the span; nothing recorded is zero."""
    found = count(measure, starts, ends, organizations=[organization]).by_organization
    return found.get(organization, Tally(0, 0 if measure.is_percent else None))


def records_address(measure, starts, ends, organization=None):
    """
    The address that lists exactly the records counted for `measure` in the span, with `organization` those of its
    part; empty if it is not built.
    """
    if not is_built(measure):
        return ""
    room, _, source = measure.source.partition(".")
    return ROOMS[room].records_address(source, starts, ends, organization=organization)
