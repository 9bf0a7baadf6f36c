"""What is counted from events: the sources of this room, and where their records are listed."""

import datetime
from urllib.parse import urlencode

from django.db.models import Count as CountOf
from django.db.models import Q
from django.urls import reverse

from consortium.counting import Count, Tally, reporting_organization
from wbl.models import Event, Participation, Survey
from wbl.queries import event_counting, inventory_counting, outreach, people_counting, survey_counting
from wbl.queries.event_counting import events_in_each


def regional_meetings(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Regional meetings held from `starts` to `ends`, both included (measure definition: cancelled ones and
    committee calls do not count). A meeting of five organizations is one meeting; each organization's part
    is the meetings it, or a school of its, came to, once a meeting. With `organizations` (primary keys), only the
    meetings that one of them came to.
    """
    meetings = _meetings(starts, ends, organizations)
    parts = _came_to(meetings).annotate(meetings=CountOf("event", distinct=True))
    return Count(
        region=lambda: Tally(meetings.count()),
        by_organization=lambda: {part["reporting"]: Tally(part["meetings"]) for part in parts},
        records=meetings,
        region_in=lambda spans: events_in_each(meetings, spans),
    )


def meetings_all_segments(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Meetings at which at least one K-12, one community college and one adult education partner was present,
    of the regional meetings held from `starts` to `ends`, both included.

    An organization's part is the same share of the meetings it came to. `records` are the meetings at which
    all were present; those they are a share of are the records of `regional_meetings`.
    """
    meetings = _meetings(starts, ends, organizations)
    complete = meetings.all_segments()
    parts = _came_to(meetings).annotate(
        complete=CountOf("event", distinct=True, filter=Q(event__in=complete.values("pk"))),
        meetings=CountOf("event", distinct=True),
    )
    return Count(
        region=lambda: Tally(complete.count(), meetings.count()),
        by_organization=lambda: {part["reporting"]: Tally(part["complete"], part["meetings"]) for part in parts},
        records=complete,
        region_in=lambda spans: [
            Tally(some.numerator, of.numerator)
            for some, of in zip(events_in_each(complete, spans), events_in_each(meetings, spans), strict=True)
        ],
    )


def _meetings(starts, ends, organizations):
    meetings = Event.objects.meetings_held(starts, ends)
    if organizations is None:
        return meetings
    came = Participation.objects.who_came().annotate(reporting=reporting_organization())
    return meetings.filter(pk__in=came.filter(reporting__in=organizations).values("event"))


def _came_to(meetings):
    """Who came to `meetings`, grouped by the organization that reports (key `reporting`)."""
    came = Participation.objects.who_came().filter(event__in=meetings.values("pk"))
    return came.order_by().values(reporting=reporting_organization())


# The sources whose records are listed among the meetings, with the words that a page says for them.
SOURCE_LABELS = {
    "regional_meetings": "Regional meetings held",
    "meetings_all_segments": "Meetings of all three segments",
}
# Those whose records are listed by the page that all rooms share.
OF_EVENTS = {**event_counting.SOURCES, **people_counting.SOURCES}
LISTED = {**outreach.SOURCES, **survey_counting.SOURCES, **inventory_counting.SOURCES, **OF_EVENTS}
# All sources of this room by the name they have in addresses.
SOURCES = {"regional_meetings": regional_meetings, "meetings_all_segments": meetings_all_segments, **LISTED}


def records_address(source, starts, ends, organization=None, organizations=None):
    """
    The address that lists exactly the records counted by `source` (a key of SOURCES) from `starts` to `ends`; with
    `organization` (the one that reports), those of its part; with `organizations` (primary keys), of what is
    counted of events those that are in a part of theirs, where only they keep records.
    """
    if source not in SOURCES:
        raise ValueError(f"Nothing is counted as {source!r} in this room.")
    query = {"from": starts.isoformat(), "through": ends.isoformat()}
    if source not in LISTED:
        query["counted"] = source
    if organization is not None:
        query["organization"] = organization.slug
    elif organizations is not None and source in OF_EVENTS:
        query["of"] = ",".join(str(key) for key in sorted(organizations))
    page = reverse("wbl-counted", args=[source]) if source in LISTED else reverse("meetings")
    return f"{page}?{urlencode(query)}"


def of_organization(rows, organization):
    """Those of the `records` of a source in LISTED that are in the part of `organization`, the one that reports."""
    counting = survey_counting if rows.model is Survey else outreach
    if rows.model in inventory_counting.WAYS:
        counting = inventory_counting
    return counting.of_organization(rows, organization)
