"""The records behind a figure that is counted from maps, gaps, plans or agreements."""

from django.views.decorators.http import require_safe

from consortium.permissions import member_required
from consortium.views.counted import Line, Listing, Room, Words, counted_page
from pathways.models import ArticulationAgreement, DualEnrollmentCourse
from pathways.queries.counting import SOURCES, of_organization

WORDS = {
    "agreements_active": Words("Articulation agreements in force", "in force since"),
    "agreements_completed": Words("Articulation agreements completed", "completed", over_a_span=True),
    "concurrent_enrollment_courses": Words("Concurrent enrollment courses", "first offered", over_a_span=True),
    "dual_enrollment_courses": Words("Dual enrollment courses developed", "first offered", over_a_span=True),
}


def _of_agreement(row, source):
    parties = ", ".join(party.name for party in row.parties)
    return Line(str(row), parties, row.completed_on, row.get_absolute_url())


def _of_course(row, source):
    note = f"{row.college}, {row.get_agreement_type_display()}"
    return Line(str(row.course), note, row.first_offered, row.get_absolute_url())


LISTINGS = {
    ArticulationAgreement: Listing(("Agreement", "Parties"), ("completed_on", "number"), _of_agreement),
    DualEnrollmentCourse: Listing(("Course", "College and agreement"), ("first_offered", "pk"), _of_course),
}
ROOM = Room(SOURCES, WORDS, LISTINGS, of_organization, ("Pathways", "pathways"))


@member_required
@require_safe
def counted(request, source):
    """Exactly the records that `source` counts."""
    return counted_page(request, ROOM, source)
