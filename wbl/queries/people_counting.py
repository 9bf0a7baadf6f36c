"""
What is counted of the people at events, by `wbl.queries.people`: each once in the region and once in each
organization's part, as far as there are keys. Attendance that is added up is never called people.

Every function takes the first and last day of a span, both included, and with `organizations` (primary keys of those
that report) counts only the people whom they or their schools brought. `records` are the events at which somebody was.
"""

import datetime
from collections import defaultdict
from functools import cache

from django.db.models import Case, CharField, Q, Sum, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from consortium.categories import DIMENSIONS, NOT_REPORTED
from consortium.counting import Count, Tally
from consortium.models import Organization, SchoolYear, Segment
from wbl.models import Attendance, Event, RosterEntry
from wbl.queries.enrollment import TOTAL, enrolled_by_organization, summed
from wbl.queries.event_counting import (
    BANDS,
    alignment_meetings,
    by_language,
    held,
    named,
    sessions_for_parents,
)
from wbl.queries.people import attendances, attended, people

Kind, Audience, Role = Event.Kind, Attendance.Audience, RosterEntry.Role
STUDENTS = Attendance.STUDENTS
FACULTY = (Audience.FACULTY, Audience.TEACHERS)  # of colleges and adult schools, and of high schools
BOTH_BANDS = "Middle and high school"
COUNSELORS_AT = (Kind.COUNSELOR_DEVELOPMENT, Kind.COUNSELOR_CONFERENCE)
# what the role on a roster is called beside the audiences
ROLES = {
    Role.TEACHER: Audience.TEACHERS.label,
    Role.COUNSELOR: Audience.COUNSELORS.label,
    Role.FACULTY: Audience.FACULTY.label,
    Role.ADMINISTRATOR: "Administrators",
    Role.OTHER: Audience.OTHER_EDUCATORS.label,
}


def presentation_students(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """Middle and high school students at classroom presentations. By demographics and grade band."""
    events = held(starts, ends, Kind.CLASSROOM_PRESENTATION)
    return people(events, STUDENTS, organizations, {"grade band": _band_of_students})


def career_fair_students(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """Middle and high school students at career fairs. By demographics and grade band."""
    return people(held(starts, ends, Kind.CAREER_FAIR), STUDENTS, organizations, {"grade band": _band_of_students})


def job_shadow_students(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """Middle and high school students who job shadowed. By demographics, grade band and sector."""
    dimensions = {"grade band": _band_of_students, "sector": "event__sector__name"}
    return people(held(starts, ends, Kind.JOB_SHADOW), STUDENTS, organizations, dimensions)


def campus_students(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    High school students on tours of a campus and at campus events; middle school students who were there do not count.
    By demographics and organization.
    """
    count = _on_campus(starts, ends, organizations)
    return _with_breakdowns(count, lambda: count.breakdowns | {"organization": named(count.by_organization)})


def campus_participation(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Those of `campus_students`, of the high school students enrolled in the same organizations in the school year of
    `ends`: the enrollment is the year's, whether a quarter is counted or the year to date.

    An organization is in neither number while its enrollment is not known, nor when it counts more students than it
    enrolls (as a college does that counts its visitors): of those there is no rate. With `organizations`, only the ones
    among them. By demographics, each group of those enrolled in it, where it is known; who was not broken down is in
    no group, so that a group's rate is a lower bound.
    """
    year = SchoolYear.objects.containing(ends)
    enrolled = enrolled_by_organization(year, organizations) if year else {}
    everybody = _on_campus(starts, ends, list(enrolled))

    @cache
    def parts_in(*spans):
        return [_rated(came, enrolled) for came in everybody.by_organization_in(spans)]

    def region_in(*spans):
        parts = parts_in(*spans)
        came = {rated: _on_campus(starts, ends, rated).region_in(spans) for rated in {tuple(each) for each in parts}}
        return [
            _of(came[tuple(each)][place], sum(tally.denominator for tally in each.values()))
            for place, each in enumerate(parts)
        ]

    whole = (starts, ends)
    return Count(
        region=lambda: region_in(whole)[0],
        by_organization=lambda: parts_in(whole)[0],
        records=lambda: _on_campus(*whole, list(parts_in(whole)[0])).records,
        breakdowns=lambda: _rates(*whole, {pk: enrolled[pk] for pk in parts_in(whole)[0]}),
        breakdowns_by_organization=lambda: _own_rates(
            everybody.breakdowns_by_organization, {pk: enrolled[pk] for pk in parts_in(whole)[0]}
        ),
        region_in=lambda spans: region_in(*spans),
        by_organization_in=lambda spans: parts_in(*spans),
    )


def _rated(came, enrolled):
    """Organization → `Tally` of those who `came` among those `enrolled`, where there is a rate; in one order."""
    return {
        pk: _of(came.get(pk, Tally(0)), known[TOTAL])
        for pk, known in enrolled.items()
        if came.get(pk, Tally(0)).numerator <= known[TOTAL]
    }


def parents(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    People present at sessions for parents at high schools, added up: whoever was at two counts twice. By language of
    the session (who was at one in two languages is in both) and organization.
    """
    sessions = sessions_for_parents(starts, ends)
    count = attended(sessions, [Audience.PARENTS], organizations)

    def breakdowns():
        present = attendances(sessions, [Audience.PARENTS], organizations)
        languages = by_language(
            present, "event__languages", lambda condition: Sum("headcount", filter=condition, default=0)
        )
        return {"language": languages, "organization": named(count.by_organization)}

    return _with_breakdowns(count, breakdowns)


def educators(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Teachers, counselors and other educators at any of the events below, each once: at three of them somebody is one.
    By role, which a roster may give for each person; else it is that of the audience.
    """
    events = _panels(starts, ends) | held(
        starts, ends, Kind.TEACHER_JOB_SHADOW, Kind.TEACHER_EXTERNSHIP, *COUNSELORS_AT
    )
    count = people(events, Attendance.EDUCATORS, organizations, {"role": _role})

    def roles():  # a roster of people who all have another role leaves nobody in that of its audience
        return {"role": {words: tally for words, tally in count.breakdowns["role"].items() if tally.numerator}}

    return _with_breakdowns(count, roles)


def panel_teachers(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """Teachers at industry panels of one sector. By sector."""
    return people(_panels(starts, ends), [Audience.TEACHERS], organizations, {"sector": "event__sector__name"})


def job_shadow_teachers(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """Teachers who job shadowed in industry. By sector."""
    return _teachers(held(starts, ends, Kind.TEACHER_JOB_SHADOW), organizations)


def externship_teachers(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """Teachers who completed an externship. By sector."""
    return _teachers(held(starts, ends, Kind.TEACHER_EXTERNSHIP), organizations)


def pd_counselors(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """Counselors at professional development. By grade band."""
    return _counselors(held(starts, ends, Kind.COUNSELOR_DEVELOPMENT), organizations)


def conference_counselors(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """Counselors at the counselor conference. By grade band."""
    return _counselors(held(starts, ends, Kind.COUNSELOR_CONFERENCE), organizations)


def alignment_faculty(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """Faculty of high schools, colleges and adult schools at the meetings that count. By segment and sector."""
    dimensions = {"segment": _segment, "sector": "event__sector__name"}
    return people(alignment_meetings(starts, ends), FACULTY, organizations, dimensions)


def convening_faculty(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """Faculty of high schools, colleges and adult schools at convenings on transition. By segment."""
    return people(held(starts, ends, Kind.CONVENING), FACULTY, organizations, {"segment": _segment})


def _on_campus(starts, ends, organizations):
    events = held(starts, ends, Kind.CAMPUS_TOUR, Kind.CAMPUS_EVENT)
    return people(events, [Audience.HIGH_SCHOOL], organizations)


def _panels(starts, ends):
    """Industry panels are of one sector; those of none, or several, have no sector on record."""
    return held(starts, ends, Kind.INDUSTRY_PANEL).filter(sector__isnull=False)


def _teachers(events, organizations):
    return people(events, [Audience.TEACHERS], organizations, {"sector": "event__sector__name"})


def _counselors(events, organizations):
    return people(events, [Audience.COUNSELORS], organizations, {"grade band": _band_of_adults})


def _with_breakdowns(count, breakdowns):
    return Count.like(
        lambda: count, breakdowns=breakdowns, region_in=count.region_in, by_organization_in=count.by_organization_in
    )


def _of(tally, enrolled):
    return Tally(tally.numerator, enrolled, tally.may_be_twice)


def _rates(starts, ends, enrolled):
    """
    Dimension → words → `Tally` of those of a group among all enrolled in it. Organizations that know the same groups
    are counted in one go. What is not reported is no group; one of which more came than are enrolled has no rate.
    """
    knowing = defaultdict(set)
    for dimension, categories in DIMENSIONS.items():
        for code, words in categories.items():
            known = frozenset(pk for pk, counts in enrolled.items() if code in counts)
            if known and code not in NOT_REPORTED.values():
                knowing[known].add((dimension, code, words))
    found = {dimension: {} for dimension in DIMENSIONS}
    for organizations, categories in knowing.items():
        came = _on_campus(starts, ends, organizations).breakdowns
        of = summed({pk: enrolled[pk] for pk in organizations})
        for dimension, code, words in categories:
            if came[dimension][words].numerator <= of[code]:
                found[dimension][words] = _of(came[dimension][words], of[code])
    return {
        dimension: {words: found[dimension][words] for words in categories.values() if words in found[dimension]}
        for dimension, categories in DIMENSIONS.items()
        if found[dimension]
    }


def _own_rates(came, enrolled):
    """Organization → what `_rates` says of its own students; `came` is each one's breakdown of those who were there."""
    return {
        pk: {
            dimension: {
                words: _of(came[pk][dimension][words], known[code])
                for code, words in categories.items()
                if code in known
                and code not in NOT_REPORTED.values()
                and came[pk][dimension][words].numerator <= known[code]
            }
            for dimension, categories in DIMENSIONS.items()
        }
        for pk, known in enrolled.items()
        if pk in came
    }


# Categories for `people`: each a function from the way to an attendance to the expression of its category.


def _words(*cases):
    """The expression that says the words of the first of `cases` (condition, words) that holds; else nothing."""
    return Case(*(When(condition, then=Value(words)) for condition, words in cases), output_field=CharField())


def _band_of_students(prefix):
    return _words(*((Q(**{f"{prefix}audience": audience}), label) for audience, label in BANDS.items()))


def _band_of_adults(prefix):
    """By the grades that are noted with the attendance, or else those that the event is for."""
    lowest = Coalesce(f"{prefix}lowest_grade", f"{prefix}event__lowest_grade")
    highest = Coalesce(f"{prefix}highest_grade", f"{prefix}event__highest_grade")
    middle, high = BANDS.values()
    return _words(
        (GreaterThanOrEqual(lowest, 9), high),
        (LessThanOrEqual(highest, 8), middle),
        (LessThanOrEqual(lowest, 8), BOTH_BANDS),
    )


def _role(prefix):
    """Of somebody on a roster the role that it says, where it says one."""
    said = [(Q(role=role), words) for role, words in ROLES.items()] if prefix else []
    return _words(*said, *((Q(**{f"{prefix}audience": one}), one.label) for one in Attendance.EDUCATORS))


def _segment(prefix):
    """The segment of the organization that brought them; a school without one has its parent's."""
    organization = f"{prefix}organization"
    of_parent = Q(**{f"{organization}__kind": Organization.Kind.SCHOOL, f"{organization}__segment": ""})
    cases = []
    for segment, label in Segment.choices:
        own, inherited = Q(**{f"{organization}__segment": segment}), Q(**{f"{organization}__parent__segment": segment})
        cases.append((own | (of_parent & inherited), label))
    return _words(*cases)


SOURCES = {
    "alignment_faculty": alignment_faculty,
    "campus_participation": campus_participation,
    "campus_students": campus_students,
    "career_fair_students": career_fair_students,
    "conference_counselors": conference_counselors,
    "convening_faculty": convening_faculty,
    "educators": educators,
    "externship_teachers": externship_teachers,
    "job_shadow_students": job_shadow_students,
    "job_shadow_teachers": job_shadow_teachers,
    "panel_teachers": panel_teachers,
    "parents": parents,
    "pd_counselors": pd_counselors,
    "presentation_students": presentation_students,
}
