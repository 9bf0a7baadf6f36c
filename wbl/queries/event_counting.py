"""
What is counted of events: each once in the region, however many organizations took part, on the day it began in
California. Only what was held counts; places count once they are offered.

Every function takes the first and last day of a span, both included, and with `organizations` (primary keys of those
that report) counts only what is in a part of theirs. The part of an organization in a number of events are those that
it or a school of its owns, is the site of, or came to, each once: a fair of five districts is one in the region and
one in each of the five parts. Tours and events on a campus are in the part of the college that hosts them alone.
"""

import datetime

from django.db.models import Count as CountOf
from django.db.models import Exists, F, OuterRef, Q, Sum, Value

from consortium.counting import Count, Tally, in_each, mask, of_each, parts_in_each, regrouped, reporting_organization
from consortium.models import Organization, SchoolYear
from wbl.models import Attendance, Event, Participation, Speaking
from wbl.models.events import began
from wbl.queries.outreach import by_sector

Kind = Event.Kind
PARENT_SESSIONS = (Kind.PARENT_PRESENTATION, Kind.PARENT_WORKSHOP)
GRADES_NOT_GIVEN, LANGUAGE_NOT_GIVEN = "Grades not given", "Language not given"
BANDS = {
    Attendance.Audience.MIDDLE_SCHOOL: "Middle school, grades 6–8",
    Attendance.Audience.HIGH_SCHOOL: "High school, grades 9–12",
}


def presentations(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """Classroom presentations held, with a speaker from industry on record. By grade band, sector and organization."""
    spoke = Exists(Speaking.objects.filter(event=OuterRef("pk")))
    events = held(starts, ends, Kind.CLASSROOM_PRESENTATION).filter(spoke)
    return _once(events, organizations, {"grade band": _by_band, "sector": _by_sector}, by_name=True)


def career_fairs(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """Career fairs held; a fair of five schools is one. By grade band and organization."""
    return _once(held(starts, ends, Kind.CAREER_FAIR), organizations, {"grade band": _by_band}, by_name=True)


def parent_sessions(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Presentations and workshops for parents held at high schools: at a school with a grade from 9 to 12 in the year of
    `ends`. By language (a session in two is in both) and organization.
    """
    return _once(sessions_for_parents(starts, ends), organizations, {"language": _by_language}, by_name=True)


def faculty_alignment_meetings(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """Faculty meetings held with minutes attached, and a gap or a labor market figure named. By sector."""
    return _once(alignment_meetings(starts, ends), organizations, {"sector": _by_sector})


def transition_convenings(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """Convenings of K-12 and community colleges on transition, held."""
    return _once(held(starts, ends, Kind.CONVENING), organizations, {})


def college_tours(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """Tours of a college campus held, whoever came; the host's. By organization."""
    return _hosted(held(starts, ends, Kind.CAMPUS_TOUR), organizations)


def campus_events(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """Other events on a campus held for high school students; the host's. By organization."""
    return _hosted(held(starts, ends, Kind.CAMPUS_EVENT).for_high_school_students(), organizations)


def job_shadow_places(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Places for students at job shadows, held or planned, added up. They are offered by the organization that owns the
    event, so that the parts make the whole. By sector and organization. `records` are the job shadows with places.
    """
    shadows = Event.objects.filter(kind=Kind.JOB_SHADOW, capacity__gt=0).exclude(status=Event.Status.CANCELLED)
    shadows = shadows.between(starts, ends).annotate(reporting=reporting_organization("owner"))
    if organizations is not None:
        shadows = shadows.filter(reporting__in=organizations)

    def parts():
        grouped = shadows.order_by().values("reporting").annotate(places=Sum("capacity"))
        return {part["reporting"]: Tally(part["places"]) for part in grouped}

    return Count(
        region=lambda: Tally(shadows.aggregate(places=Sum("capacity", default=0))["places"]),
        by_organization=parts,
        records=shadows,
        breakdowns=lambda: {
            "sector": by_sector(shadows, "sector", Sum("capacity")),
            "organization": named(parts()),
        },
        region_in=lambda spans: in_each(shadows, _begun(spans), _places),
        by_organization_in=lambda spans: parts_in_each(shadows, F("reporting"), _begun(spans), _places),
    )


def _places(condition):
    return Sum("capacity", filter=condition, default=0)


def held(starts, ends, *kinds):
    """Events of `kinds` that were held on the days `starts` to `ends`."""
    return Event.objects.held().filter(kind__in=kinds).between(starts, ends)


def alignment_meetings(starts, ends):
    """The faculty meetings that count."""
    return held(starts, ends, Kind.FACULTY_ALIGNMENT).documented()


def sessions_for_parents(starts, ends):
    """Sessions for parents held at high schools; none where the school year of `ends` has not been set up."""
    year = SchoolYear.objects.containing(ends)
    return held(starts, ends, *PARENT_SESSIONS).at_high_schools(year) if year else Event.objects.none()


def events_in_each(events, spans):
    """The `Tally` of `events` in each of `spans`; one statement."""
    return in_each(events, _begun(spans), _number)


def _begun(spans, path=""):
    return [began(*span, path) for span in spans]


def _number(condition):
    return CountOf("pk", filter=condition)


def named(parts):
    """`parts` (primary key of an organization → Tally) by the organizations' names, in order; one statement."""
    names = Organization.objects.filter(pk__in=parts).order_by("name", "pk").values_list("pk", "name")
    return {name: parts[pk] for pk, name in names}


def _once(events, organizations, dimensions, *, by_name=False):
    """`dimensions`: name → function from the events to their parts; `by_name`: by organization too."""
    if organizations is not None:
        events = events.of_part(organizations)

    def grouped(mask_at, spans):
        numbers = of_each("COUNT(*) {within}", spans)
        select = f"SELECT part, {numbers} FROM ({{}}) AS belonging GROUP BY part"
        rows = regrouped(_belonging(events, mask_at), select)
        own = [(part, counted) for part, *counted in rows if organizations is None or part in organizations]
        return [{part: Tally(counted[place]) for part, counted in own if counted[place]} for place in range(spans)]

    def parts():
        return grouped(lambda _: Value(1), 1)[0]

    def breakdowns():
        found = {name: by(events) for name, by in dimensions.items()}
        return found | ({"organization": named(parts())} if by_name else {})

    return Count(
        region=lambda: Tally(events.count()),
        by_organization=parts,
        records=events,
        breakdowns=breakdowns,
        region_in=lambda spans: events_in_each(events, spans),
        by_organization_in=lambda spans: grouped(lambda path: mask(_begun(spans, path)), len(spans)),
    )


def _belonging(events, mask_at):
    """
    (event, part, mask) of the organizations that own, host or came to `events`; each pair once. `mask_at(path)` is the
    expression of the mask of the event that is at `path`.
    """
    came = Participation.objects.who_came().filter(event__in=events.order_by().values("pk")).order_by()
    events = events.order_by().annotate(mask=mask_at(""))
    owners = events.values("pk", "mask", part=reporting_organization("owner"))
    sites = events.filter(site__isnull=False).values("pk", "mask", part=reporting_organization("site"))
    came = came.annotate(mask=mask_at("event__")).values("event_id", "mask", part=reporting_organization())
    return owners.union(sites, came)


def _hosted(events, organizations):
    events = events.with_host()
    if organizations is not None:
        events = events.filter(host__in=organizations)

    def parts():
        grouped = events.filter(host__isnull=False).order_by().values("host").annotate(number=CountOf("pk"))
        return {part["host"]: Tally(part["number"]) for part in grouped}

    return Count(
        region=lambda: Tally(events.count()),
        by_organization=parts,
        records=events,
        breakdowns=lambda: {"organization": named(parts())},
        region_in=lambda spans: events_in_each(events, spans),
        by_organization_in=lambda spans: parts_in_each(
            events.filter(host__isnull=False), F("host"), _begun(spans), _number
        ),
    )


def _by_sector(events):
    return by_sector(events, "sector", CountOf("pk"))


def _by_band(events):
    """By the grades that the events are for, or else by which students came; an event in two bands is in both."""
    came = Attendance.objects.filter(event=OuterRef("pk"))
    marks = {f"came_{audience}": Exists(came.filter(audience=audience)) for audience in BANDS}
    unknown, asked = Q(lowest_grade__isnull=True), {}
    for audience in BANDS:
        lowest, highest = Attendance.GRADES[audience]
        here = Q(lowest_grade__isnull=True, **{f"came_{audience}": True})
        asked[audience] = CountOf("pk", filter=Q(lowest_grade__lte=highest, highest_grade__gte=lowest) | here)
        unknown &= Q(**{f"came_{audience}": False})
    numbers = events.annotate(**marks).aggregate(**asked, unknown=CountOf("pk", filter=unknown))
    return _some(
        {label: numbers[audience] for audience, label in BANDS.items()} | {GRADES_NOT_GIVEN: numbers["unknown"]}
    )


def _by_language(events):
    return by_language(events, "languages", lambda condition: CountOf("pk", filter=condition))


def by_language(rows, path, number):
    """
    {language: Tally} of `rows`, whose languages are at `path`, by `number(condition)`, an aggregate; what is in two is
    in both. One statement.
    """
    asked = {code: number(Q(**{f"{path}__contains": [code]})) for code in Event.Language.values}
    numbers = rows.aggregate(**asked, unknown=number(Q(**{path: []})))
    labels = dict(Event.Language.choices) | {"unknown": LANGUAGE_NOT_GIVEN}
    return _some({label: numbers[code] for code, label in labels.items()})


def _some(numbers):
    """{label: Tally} of the `numbers` that are not nothing."""
    return {label: Tally(number) for label, number in numbers.items() if number}


SOURCES = {
    "campus_events": campus_events,
    "career_fairs": career_fairs,
    "college_tours": college_tours,
    "faculty_alignment_meetings": faculty_alignment_meetings,
    "job_shadow_places": job_shadow_places,
    "parent_sessions": parent_sessions,
    "presentations": presentations,
    "transition_convenings": transition_convenings,
}
