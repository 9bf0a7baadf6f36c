"""The records behind a figure that is counted from maps, gaps, plans or agreements."""

from django.views.decorators.http import require_safe

from consortium.permissions import member_required
from consortium.views.counted import Line, Listing, Room, Words, counted_page
from pathways.models import (
    AlignmentPlan,
    ArticulationAgreement,
    DualEnrollmentCourse,
    MapVersion,
    Program,
    ProgramGap,
)
from pathways.queries.counting import SOURCES, of_organization

WORDS = {
    "maps": Words("Career pathway maps published", "published"),
    "programs_mapped": Words("High school programs on a published map", "on a map since"),
    "gaps_documented": Words("Program gaps documented", "documented"),
    "gaps_disseminated": Words("Program gaps disseminated", "documented"),
    "alignment_plans": Words("Plans addressing a documented gap", "made"),
    "gaps_with_plan": Words("Documented gaps with a plan", "documented"),
    "transition_plans": Words("Plans for the following year", "made"),
    "agreements_active": Words("Articulation agreements in force", "in force since"),
    "agreements_completed": Words("Articulation agreements completed", "completed", over_a_span=True),
    "concurrent_enrollment_courses": Words("Concurrent enrollment courses", "first offered", over_a_span=True),
    "dual_enrollment_courses": Words("Dual enrollment courses developed", "first offered", over_a_span=True),
}


def _of_map(row, source):
    return Line(row.pathway.name, row.pathway.organization.name, row.published_on, row.get_absolute_url())


def _of_program(row, source):
    return Line(row.name, row.organization.name, row.since, row.get_absolute_url())


def _of_gap(row, source):
    sector = row.sector.name if row.sector else "No sector"
    return Line(row.title, f"{row.owner.name} · {sector}", row.documented_on, row.get_absolute_url())


def _of_plan(row, source):
    return Line(row.title, row.owner.name, row.made_on, row.get_absolute_url())


def _of_agreement(row, source):
    parties = ", ".join(party.name for party in row.parties)
    return Line(str(row), parties, row.completed_on, row.get_absolute_url())


def _of_course(row, source):
    note = f"{row.college}, {row.get_agreement_type_display()}"
    return Line(str(row.course), note, row.first_offered, row.get_absolute_url())


LISTINGS = {
    MapVersion: Listing(("Map", "Whose"), ("pathway__name", "pk"), _of_map),
    Program: Listing(("Program", "Organization"), ("name", "organization__name", "pk"), _of_program),
    ProgramGap: Listing(("Gap", "Owner and sector"), ("title", "pk"), _of_gap),
    AlignmentPlan: Listing(("Plan", "Owner"), ("title", "pk"), _of_plan),
    ArticulationAgreement: Listing(("Agreement", "Parties"), ("completed_on", "number"), _of_agreement),
    DualEnrollmentCourse: Listing(("Course", "College and agreement"), ("first_offered", "pk"), _of_course),
}
ROOM = Room(SOURCES, WORDS, LISTINGS, of_organization, ("Pathways", "pathways"))


@member_required
@require_safe
def counted(request, source):
    """Exactly the records that `source` counts."""
    return counted_page(request, ROOM, source)
