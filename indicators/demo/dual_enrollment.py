"""Dual and concurrent enrollment in the demonstration: real districts and colleges, all courses and counts invented."""

import datetime
import random

from consortium.models import Organization
from pathways.models import Course, DualEnrollmentCourse, DualEnrollmentTerm, Season

SEED = 1970  # a chance of its own, so that no other figure of the demonstration depends on this
COURSES = 32
Type = DualEnrollmentCourse.Type
# of eight courses in a row
TYPES = [Type.CCAP, Type.CCAP, Type.NOT_CCAP, Type.CCAP, Type.CONCURRENT, Type.NOT_CCAP, Type.CCAP, Type.CONCURRENT]


def fill_dual_enrollment(last_year, this_year, today, office):
    """
    About 30 courses of the colleges, given since last school year, this one, or from spring on; some have a handful of
    students, of some the number is not known. Recorded by `office` (User).
    """
    chance = random.Random(SEED)  # noqa: S311 - invented numbers, no secret
    colleges = Course.objects.filter(program__level="college", term=1).order_by("pk")
    courses = [
        _course(course, TYPES[number % len(TYPES)], office)
        for number, course in enumerate(colleges.select_related("program__organization")[:COURSES])
    ]
    DualEnrollmentCourse.objects.bulk_create(courses)
    schools = _schools(this_year)
    terms = [
        _term(course, season, starts_on, partner, today, chance)
        for number, course in enumerate(courses)
        for season, starts_on in _when(number, last_year, this_year)
        for partner in _with_whom(course, schools, number)
    ]
    DualEnrollmentTerm.objects.bulk_create(terms)


def _course(course, kind, office):
    named = {"partnership": f"CCAP partnership with {course.program.organization.name} (invented)"}
    return DualEnrollmentCourse(
        course=course, agreement_type=kind, recorded_by=office, **(named if kind == Type.CCAP else {})
    )


def _schools(year):
    """[(district, its schools with a twelfth grade)], the districts by name."""
    schools = Organization.objects.filter(kind=Organization.Kind.SCHOOL, years__year=year, years__highest_grade=12)
    by_district = {}
    for school in schools.open().select_related("parent").order_by("slug"):
        by_district.setdefault(school.parent, []).append(school)
    kinds = Organization.DISTRICT_KINDS
    return sorted(((one, own) for one, own in by_district.items() if one.kind in kinds), key=lambda pair: pair[0].slug)


def _when(number, last_year, this_year):
    """The terms of the course at `number`: a third began last year, a third this fall, the rest in spring."""
    fall, spring = (Season.FALL, 8, 24), (Season.SPRING, 1, 25)
    begun = [(last_year, fall), (last_year, spring), (this_year, fall), (this_year, spring)]
    for year, (season, month, day) in begun[(0, 2, 3)[number % 3] :]:
        yield season, datetime.date(year.start_year + (month < 7), month, day)


def _with_whom(course, schools, number):
    """One or two schools or districts; students who are admitted on their own come from any."""
    if course.agreement_type == Type.CONCURRENT:
        return [None]
    district, own = schools[number % len(schools)]
    other, _ = schools[(number + 3) % len(schools)]
    return [own[0], other] if number % 4 == 0 else own[:1] if number % 2 else [district]


def _term(course, season, starts_on, partner, today, chance):
    given = starts_on <= today
    sections = chance.randrange(1, 4)
    students = chance.choice([4, 7, 9]) if chance.random() < 0.2 else chance.randrange(14, 32) * sections
    known = given and chance.random() > 0.1
    return DualEnrollmentTerm(
        course=course, season=season, starts_on=starts_on, partner=partner, sections=sections,
        enrollment=students if known else None,
    )  # fmt: skip
