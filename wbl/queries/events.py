"""The questions that pages ask about events of every kind."""

import re

from django.db.models import Q

from consortium.models import Organization
from pathways.models import ProgramGap
from wbl.models import Event

Kind = Organization.Kind
MOST_NAMED = 5


def searched(events, words):
    """Events in whose title, place, notes, owner or site every one of `words` (text) occurs."""
    for word in words.split():
        events = events.filter(
            Q(title__icontains=word)
            | Q(place__icontains=word)
            | Q(notes__icontains=word)
            | Q(owner__name__icontains=word)
            | Q(site__name__icontains=word)
        )
    return events


def with_names(events):
    """Events with the records that their rows show."""
    return events.select_related("owner", "site", "sector")


def writable(events, access):
    """Whether `access` may write the one event in `events` (a queryset)."""
    return events.writable_by(access).exists()


def waiting(access, now):
    """Events begun by `now` that `access` may write and nobody has said were held; the latest first."""
    return with_names(Event.objects.writable_by(access).filter(status=Event.Status.PLANNED, starts_at__lte=now))


def coming(access, now):
    """What is planned after `now`, the next first: for the office all, for others what their organizations do."""
    events = Event.objects.readable_by(access).filter(status=Event.Status.PLANNED, starts_at__gt=now)
    if not access.is_office:
        events = events.of(access.own_organizations)
    return with_names(events).order_by("starts_at", "pk")


def gaps_to_name(access, event):
    """Gaps that `event` may name: those that `access` reads and that are not set aside, and those it names already."""
    named = Q(events=event) if event.pk else Q(pk__in=[])
    readable = Q(pk__in=ProgramGap.objects.readable_by(access).filter(dismissed_on__isnull=True).values("pk"))
    return ProgramGap.objects.filter(readable | named).distinct().order_by("title", "pk")


def sites():
    """Organizations at which something can take place."""
    return Organization.objects.exclude(kind__in=[Kind.OFFICE, Kind.WORKING_GROUP]).select_related("parent")


def site_label(organization):
    """What a site is called where it is typed: a school with its district, since many have one name."""
    if organization.kind == Kind.SCHOOL:
        return f"{organization.name} ({organization.parent.name})"
    return organization.name


def sites_named(text):
    """
    The sites that `text` may mean, at most MOST_NAMED + 1: those called exactly so (with the district in parentheses,
    as `site_label` writes it), or else those with every word in their name.
    """
    text = " ".join(text.split())
    with_district = re.fullmatch(r"(.+) \((.+)\)", text)
    exactly = Q(name__iexact=text)
    if with_district:
        exactly |= Q(name__iexact=with_district[1], parent__name__iexact=with_district[2])
    found = list(sites().filter(exactly)[: MOST_NAMED + 1])
    if found:
        return found
    similar = sites().open()
    for word in text.split():
        similar = similar.filter(name__icontains=word)
    return list(similar.order_by("name")[: MOST_NAMED + 1])


def own_sites(access):
    """The open sites within a reporter's reach, to propose while they type; none for the office, whose reach is all."""
    if access.is_office:
        return Organization.objects.none()
    own = access.reporter_for
    return sites().open().filter(Q(pk__in=own) | Q(parent__in=own)).order_by("name")


def attending(access):
    """Organizations whose attendance `access` writes: its own and their schools; for the office all but itself."""
    if access.is_office:
        return sites().open().order_by("name")
    return own_sites(access)
