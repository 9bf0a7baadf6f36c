"""What is counted from events, and the questions that pages ask about them."""

import datetime
from urllib.parse import urlencode

from django.db.models import Count as CountOf
from django.db.models import Q
from django.urls import reverse

from consortium.counting import Count, Tally, reporting_organization
from consortium.models import Organization, ReportingPeriod
from wbl.models import Event, Participation


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


# The sources of this room by the name they have in addresses, with the words that a page says for them.
SOURCES = {
    "regional_meetings": regional_meetings,
    "meetings_all_segments": meetings_all_segments,
}
SOURCE_LABELS = {
    "regional_meetings": "Regional meetings held",
    "meetings_all_segments": "Meetings of all three segments",
}


def records_address(source, starts, ends, organization=None):
    """
    The address that lists exactly the records counted by `source` (a key of SOURCES) from `starts` to
    `ends`; with `organization` (the one that reports), those of its part.
    """
    if source not in SOURCES:
        raise ValueError(f"Nothing is counted as {source!r} in this room.")
    query = {"from": starts.isoformat(), "through": ends.isoformat(), "counted": source}
    if organization is not None:
        query["organization"] = organization.slug
    return f"{reverse('meetings')}?{urlencode(query)}"


def narrowed(events, *, status="", kind="", organization=None, words=""):
    """`events` of that status and kind, to which `organization` came, with every one of `words` in their texts."""
    if status:
        events = events.filter(status=status)
    if kind:
        events = events.filter(kind=kind)
    if organization:
        events = events.attended_by(organization)
    for word in words.split():
        events = events.filter(Q(title__icontains=word) | Q(place__icontains=word) | Q(notes__icontains=word))
    return events


def possible_owners(access):
    """Organizations for which `access` may record events: all for the office, a reporter's own, none for readers."""
    owners = Organization.objects.open()
    return owners.partners() if access.is_office else owners.filter(pk__in=access.reporter_for)


def locked_periods(*days):
    """The locked reporting periods that `days` fall in, the earliest first: their figures stand."""
    dated = Q(pk__in=[])
    for day in days:
        dated |= Q(starts__lte=day, ends__gte=day)
    return ReportingPeriod.objects.with_year().filter(dated, locked_at__isnull=False).order_by("starts")


def segment_of(organization):
    """The segment that `organization` counts with: its own, for a school without one its parent's, or empty."""
    if not organization.segment and organization.kind == Organization.Kind.SCHOOL:
        return organization.parent.segment
    return organization.segment


def pickable(chosen=(), words="", most_schools=30):
    """
    Organizations to choose from for an event: the open partners, and those in `chosen` (primary keys) whatever
    they are. With `words`, only those whose names hold every word, up to `most_schools` schools among them.
    Schools come with their `parent`. A list; partners by name, then schools.
    """
    everyone = Organization.objects.select_related("parent").order_by("name")
    named = Q()
    for word in words.split():
        named &= Q(name__icontains=word)
    partners = everyone.partners().open().filter(named) | everyone.filter(pk__in=chosen)
    found = list(partners)
    if named:
        schools = everyone.open().filter(named, kind=Organization.Kind.SCHOOL).exclude(pk__in=chosen)
        found += schools[:most_schools]
    return found
