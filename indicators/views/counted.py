"""The measures behind the figure that says of how many there is an approved figure."""

from django.urls import reverse
from django.views.decorators.http import require_safe

from consortium.permissions import member_required
from consortium.views.counted import Line, Listing, Room, Words, counted_page
from indicators.coverage import SOURCES, of_organization
from indicators.models import Measure

WORDS = {"coverage": Words("Measures with an approved figure", "reported up to")}


@member_required
@require_safe
def counted(request, source):
    """Exactly the measures that `source` counts, and those that it does not."""
    return counted_page(request, ROOM, source)


def _of_measure(row, source):
    return Line(row.label, row.code, row.since, reverse("indicator", args=[row.code]))


LISTINGS = {Measure: Listing(("Measure", "Code"), ("code",), _of_measure)}
ROOM = Room(SOURCES, WORDS, LISTINGS, of_organization, ("Goals", "goals"))
