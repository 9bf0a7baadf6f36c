"""
What is counted from articulation agreements and from dual enrollment.

Each function takes the first and last day of a span, both included, and answers with a `Count`. A record with several
organizations counts once in the region; the part of each is the records it is a party of, so that parts do not add up.
"""

import datetime

from django.db.models import Count as CountOf

from consortium.counting import Count, Tally, reporting_organization
from pathways.models import AgreementCourse, ArticulationAgreement, DualEnrollmentCourse, DualEnrollmentTerm


def agreements_completed(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Articulation agreements whose last signature falls on the days `starts` to `ends`, so that all parties have signed;
    one that expired or was ended later was completed all the same. By sector. With `organizations` (primary keys), only
    those of which one of these is a party.
    """
    return _agreements(ArticulationAgreement.objects.completed_between(starts, ends), organizations)


def agreements_active(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Articulation agreements in force on `ends`: signed by all parties, not expired (the last day counts) and not ended.
    Where a renewal stands already, it and not the old agreement counts. By sector; `organizations` as above.
    """
    return _agreements(ArticulationAgreement.objects.in_force(ends).with_completed_on(), organizations)


def _agreements(agreements, organizations):
    if organizations is not None:
        agreements = agreements.of_parties(organizations)
    keys = agreements.order_by().values("pk")
    rows = agreements.select_related("college_course__program__organization", "sector")
    return Count(
        region=lambda: Tally(agreements.count()),
        by_organization=lambda: _agreement_parts(keys),
        records=rows.prefetch_related("courses__program__organization"),
        breakdowns=lambda: {"sector": _by_category(agreements, "sector__name")},
    )


def _agreement_parts(keys):
    """Of the colleges and of the organizations of the high school courses: two queries, no organization in both."""
    counted = ArticulationAgreement.objects.filter(pk__in=keys)
    links = AgreementCourse.objects.filter(agreement__in=keys)
    return _numbers(counted, "college_course__program__organization", "pk") | _numbers(
        links, "course__program__organization", "agreement"
    )


def dual_enrollment_courses(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    College courses under a dual enrollment agreement, CCAP or not, whose first term anywhere began on the days `starts`
    to `ends`. Courses: neither sections nor schools nor students. By sector of the program and by agreement type. With
    `organizations` (primary keys), only those of these colleges, or given with these districts.
    """
    return _courses(DualEnrollmentCourse.objects.dual(), starts, ends, organizations, ("agreement type",))


def concurrent_enrollment_courses(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """As `dual_enrollment_courses`, of courses open to high school students who are admitted on their own."""
    return _courses(DualEnrollmentCourse.objects.concurrent(), starts, ends, organizations)


def _courses(courses, starts, ends, organizations, dimensions=()):
    courses = courses.first_offered_between(starts, ends)
    if organizations is not None:
        courses = courses.of_partners(organizations)
    keys = courses.order_by().values("pk")
    return Count(
        region=lambda: Tally(courses.count()),
        by_organization=lambda: _course_parts(keys),
        records=courses.select_related("course__program__organization", "course__program__sector"),
        breakdowns=lambda: _course_breakdowns(courses, dimensions),
    )


def _course_parts(keys):
    """Of the colleges, and of the districts with which a course is given, at whichever school."""
    counted = DualEnrollmentCourse.objects.filter(pk__in=keys)
    terms = DualEnrollmentTerm.objects.given().filter(course__in=keys, partner__isnull=False)
    terms = terms.annotate(reporting=reporting_organization("partner"))
    return _numbers(counted, "course__program__organization", "pk") | _numbers(terms, "reporting", "course")


def _course_breakdowns(courses, dimensions):
    breakdowns = {"sector": _by_category(courses, "course__program__sector__name")}
    if "agreement type" in dimensions:
        labels = dict(DualEnrollmentCourse.Type.choices)
        by_type = _by_category(courses, "agreement_type")
        breakdowns["agreement type"] = {labels[name]: tally for name, tally in by_type.items()}
    return breakdowns


def _by_category(rows, column):
    """The value of `column` → how many rows there are, as a `Tally`; in the order of the values."""
    return dict(sorted(_numbers(rows, column, "pk").items()))


def _numbers(rows, column, counted):
    """The value of `column` → how many different `counted` there are, as a `Tally`."""
    grouped = rows.order_by().values(column).annotate(number=CountOf(counted, distinct=True))
    return {row[column]: Tally(row["number"]) for row in grouped}
