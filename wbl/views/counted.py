"""The records behind a figure of this room that is not counted from meetings."""

from django.utils import timezone
from django.views.decorators.http import require_safe

from consortium.models import Organization
from consortium.permissions import member_required
from consortium.views.counted import Line, Listing, Room, Words, counted_page
from wbl.models import ActivityOffering
from wbl.queries.counting import SOURCES, of_organization

WORDS = {
    "inventory": Words("Activities in the inventory", "recorded"),
    "inventory_districts": Words("Districts contributing to the inventory", "recorded"),
}


def _day(moment):
    return timezone.localdate(moment, timezone.get_default_timezone())


def _with_names(rows, access):
    return rows.select_related("school__parent", "activity_type")


def _of_offering(row, source):
    note = f"{row.school.name}, {row.school.parent.name}: grades {row.grades}"
    return Line(row.activity_type.name, note, _day(row.recorded_at), row.get_absolute_url())


def _of_organization(row, source):
    since = getattr(row, "since", None)
    return Line(row.name, row.get_kind_display(), _day(since) if since else None, row.get_absolute_url())


LISTINGS = {
    ActivityOffering: Listing(
        ("Activity", "School"), ("school__parent__name", "school__name", "activity_type", "pk"), _of_offering,
        _with_names,
    ),
    Organization: Listing(("Organization", "Kind"), ("name",), _of_organization),
}  # fmt: skip
ROOM = Room(
    {name: SOURCES[name] for name in WORDS}, WORDS, LISTINGS, of_organization, ("Work-based learning", "inventory")
)


@member_required
@require_safe
def counted(request, source):
    """Exactly the records that `source` counts."""
    return counted_page(request, ROOM, source)
