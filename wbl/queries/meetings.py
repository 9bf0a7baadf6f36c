"""The questions that pages ask about meetings and the organizations on their lists."""

from django.db.models import Q

from consortium.models import Organization, ReportingPeriod


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
