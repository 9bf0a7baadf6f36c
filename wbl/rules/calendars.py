"""Events as a calendar: a month in weeks, and an iCalendar feed."""

import calendar
import datetime
from dataclasses import dataclass, field

from django.conf import settings
from icalendar import Calendar
from icalendar import Event as Entry

from wbl.models import Event

WEEK = calendar.Calendar(firstweekday=6)  # Sunday, as calendars in California have it
SHOWN_A_DAY = 6
PAST, AHEAD = datetime.timedelta(days=120), datetime.timedelta(days=400)
STATUSES = {Event.Status.PLANNED: "TENTATIVE", Event.Status.HELD: "CONFIRMED", Event.Status.CANCELLED: "CANCELLED"}


@dataclass
class Day:
    """A day of a month's page: its first events, and how many more there are."""

    day: datetime.date
    in_month: bool
    is_today: bool
    events: list = field(default_factory=list)
    more: int = 0


def weeks(events, first, today):
    """The month that begins on `first`, as weeks of seven `Day`s; one query. Other months' days are without events."""
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    of_day = {}
    for event in events.between(first, last).order_by("starts_at", "pk"):
        of_day.setdefault(event.day, []).append(event)
    return [
        [
            Day(
                day,
                in_month=day.month == first.month,
                is_today=day == today,
                events=of_day.get(day, [])[:SHOWN_A_DAY],
                more=max(len(of_day.get(day, [])) - SHOWN_A_DAY, 0),
            )
            for day in week
        ]
        for week in WEEK.monthdatescalendar(first.year, first.month)
    ]


def feed_events(feed, access, today):
    """The events of `feed` that its person may read: from four months ago to a year ahead."""
    events = Event.objects.readable_by(access).since(today - PAST).through(today + AHEAD)
    if feed.scope == feed.Scope.OWN:
        mine = events.of(access.own_organizations)
        events = mine | events.filter(kind=Event.Kind.MEETING)
    return events.select_related("owner", "site").order_by("starts_at", "pk")


def as_icalendar(events, name, now):
    """The events as the bytes of an iCalendar file (RFC 5545). Who came is not in it."""
    made = Calendar()
    made.add("prodid", "-//Regional career education goals//events//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", datetime.timedelta(hours=4), parameters={"VALUE": "DURATION"})
    for event in events:
        made.add_component(_entry(event, now))
    return made.to_ical()


def _entry(event, now):
    host = settings.SITE_URL.partition("://")[2] or "localhost"
    entry = Entry()
    entry.add("uid", f"event-{event.pk}@{host}")
    entry.add("dtstamp", now)
    entry.add("dtstart", event.starts_at.astimezone(datetime.UTC))
    ends = event.ends_at or event.starts_at + datetime.timedelta(hours=1)
    entry.add("dtend", ends.astimezone(datetime.UTC))
    entry.add("summary", event.title)
    entry.add("status", STATUSES[event.status])
    entry.add("categories", [event.get_kind_display()])
    where = ", ".join(part for part in (event.site.name if event.site else "", event.place) if part)
    if where:
        entry.add("location", where)
    entry.add("description", f"{event.get_kind_display()}, organized by {event.owner.name}.")
    entry.add("url", f"{settings.SITE_URL}{event.get_absolute_url()}")
    return entry


def month_of(text):
    """`2026-11` → November 1; None for other texts."""
    try:
        found = datetime.datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None


