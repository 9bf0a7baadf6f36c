"""
The one table from a measure's source to the function that counts it.

A function of a room's `queries` takes the first and last day of a span (both included) and returns a
`consortium.counting.Count`: the region's figure, each organization's, the breakdowns, and the records. It knows nothing
of measures. To derive a further measure, write that function and add its line here.

Where organizations own the records (the measure is not about the region as a whole), some keep them here and others
type totals; the function then takes `organizations` too and counts only theirs, so that nobody counts twice.
"""

from functools import cache, partial

from consortium import calpass
from consortium.counting import Count, Tally
from goals.queries import counting as goals
from indicators import coverage
from pathways.queries import agreements_counting, gaps_counting, maps_counting
from pathways.queries import counting as pathways
from wbl.queries import counting as wbl
from wbl.queries import event_counting, inventory_counting, outreach, people_counting, survey_counting

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
    "events.alignment_faculty": people_counting.alignment_faculty,
    "events.convening_faculty": people_counting.convening_faculty,
    "events.faculty_alignment_meetings": event_counting.faculty_alignment_meetings,
    "events.meetings_all_segments": wbl.meetings_all_segments,
    "events.regional_meetings": wbl.regional_meetings,
    "events.transition_convenings": event_counting.transition_convenings,
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
    "wbl.campus_events": event_counting.campus_events,
    "wbl.campus_participation": people_counting.campus_participation,
    "wbl.campus_students": people_counting.campus_students,
    "wbl.career_fair_students": people_counting.career_fair_students,
    "wbl.career_fairs": event_counting.career_fairs,
    "wbl.college_tours": event_counting.college_tours,
    "wbl.conference_counselors": people_counting.conference_counselors,
    "wbl.educators": people_counting.educators,
    "wbl.employer_contacts": outreach.employer_contacts,
    "wbl.employers_contacted": outreach.employers_contacted,
    "wbl.externship_teachers": people_counting.externship_teachers,
    "wbl.inventory": inventory_counting.inventory,
    "wbl.inventory_districts": inventory_counting.inventory_districts,
    "wbl.job_shadow_places": event_counting.job_shadow_places,
    "wbl.job_shadow_students": people_counting.job_shadow_students,
    "wbl.job_shadow_teachers": people_counting.job_shadow_teachers,
    "wbl.panel_teachers": people_counting.panel_teachers,
    "wbl.parent_sessions": event_counting.parent_sessions,
    "wbl.parent_surveys": survey_counting.parent_surveys,
    "wbl.parents": people_counting.parents,
    "wbl.pd_counselors": people_counting.pd_counselors,
    "wbl.presentation_students": people_counting.presentation_students,
    "wbl.presentations": event_counting.presentations,
    "wbl.speakers": outreach.speakers,
    "wbl.tour_survey_positive": survey_counting.tour_survey_positive,
}
# Shares whose whole is the school year's own (the students enrolled), the same whichever part of the year is counted.
YEARLY_WHOLES = frozenset({"wbl.campus_participation"})
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


def counts(measure, spans, organizations=None):
    """
    Span (first and last day) → `Count` of what the records say of it, as `count` does. Where the source can, the region
    in all `spans` is counted in one pass over the records, and so are the organizations' parts.
    """
    spans = sorted(set(spans))
    counted = cache(partial(count, measure, organizations=organizations))
    if len(spans) < 2:
        return {span: counted(*span) for span in spans}
    around = counted(min(starts for starts, _ in spans), max(ends for _, ends in spans))
    regions = around.region_in and cache(lambda: dict(zip(spans, around.region_in(spans), strict=True)))
    parts = around.by_organization_in and cache(
        lambda: dict(zip(spans, around.by_organization_in(spans), strict=True))
    )
    return {span: _one_of(span, partial(counted, *span), regions, parts) for span in spans}


def _one_of(span, alone, regions, parts):
    """The `Count` of one span: `alone()`, but for the figures in `regions()` and `parts()` where there are such."""
    together = {"region": regions, "by_organization": parts}
    figures = {name: lambda found=found: found()[span] for name, found in together.items() if found}
    return Count.like(alone, **figures)


def part_of(counted, measure, organization):
    """The `Tally` of an organization (a primary key) in a `Count` of `measure`; nothing recorded is zero."""
    return counted.by_organization.get(organization) or Tally(0, 0 if measure.is_percent else None)


def records_address(measure, starts, ends, organization=None, keepers=None):
    """
    The address that lists exactly the records counted for `measure` in the span, with `organization` those of its
    part, else those of the `keepers` (primary keys) of records, where they are given and own them; empty if it is not
    built.
    """
    if not is_built(measure):
        return ""
    room, _, source = measure.source.partition(".")
    only = {}
    if ROOMS[room] is wbl and keepers is not None and not measure.about_region:
        only = {"organizations": keepers}
    return ROOMS[room].records_address(source, starts, ends, organization=organization, **only)
