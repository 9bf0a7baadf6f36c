"""The records behind a figure that is counted from maps, gaps, plans or agreements."""

from django.views.decorators.http import require_safe

from consortium.permissions import member_required
from consortium.views.counted import Room, counted_page
from pathways.queries.counting import SOURCES, of_organization

WORDS = {}
LISTINGS = {}
ROOM = Room(SOURCES, WORDS, LISTINGS, of_organization, ("Pathways", "pathways"))


@member_required
@require_safe
def counted(request, source):
    """Exactly the records that `source` counts."""
    return counted_page(request, ROOM, source)
