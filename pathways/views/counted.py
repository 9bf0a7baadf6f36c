"""The records behind a figure that is counted from maps, gaps, plans or agreements."""

from django.views.decorators.http import require_safe

from consortium.permissions import member_required
from consortium.views.counted import Line, Listing, Room, Words, counted_page
from pathways.models import MapVersion, Program
from pathways.queries.counting import SOURCES, of_organization

WORDS = {
    "maps": Words("Career pathway maps published", "published"),
    "programs_mapped": Words("High school programs on a published map", "on a map since"),
}


def _of_map(row, source):
    return Line(row.pathway.name, row.pathway.organization.name, row.published_on, row.get_absolute_url())


def _of_program(row, source):
    return Line(row.name, row.organization.name, row.since, row.get_absolute_url())


LISTINGS = {
    MapVersion: Listing(("Map", "Whose"), ("pathway__name", "pk"), _of_map),
    Program: Listing(("Program", "Organization"), ("name", "organization__name", "pk"), _of_program),
}
ROOM = Room(SOURCES, WORDS, LISTINGS, of_organization, ("Pathways", "pathways"))


@member_required
@require_safe
def counted(request, source):
    """Exactly the records that `source` counts."""
    return counted_page(request, ROOM, source)
