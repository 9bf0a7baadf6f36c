"""Questions about dual enrollment courses, and how many students of them who may know of."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from consortium import privacy
from consortium.models import Organization, SchoolYear
from consortium.permissions import fetch
from pathways.models import Course, DualEnrollmentCourse, DualEnrollmentTerm
from pathways.models.dual_enrollment import PARTNER_KINDS

Kind = Organization.Kind
COLLEGE = "course__program__organization"


@dataclass(frozen=True)
class Students:
    """
    How many students a course had in a school year, written 2026-27. `state` is known, not_known (in no term), hidden
    (small, or needed to hide another) or still_open (the year is not locked). `missing` is of how many terms the number
    is not known.
    """

    year: str
    state: str
    number: int | None = None
    missing: int = 0


def fetch_course(access, pk, *, write=False):
    """
    The dual enrollment course with its college.

    Raises Http404 for those who may not read it, PermissionDenied for readers who want to write.
    """
    courses = DualEnrollmentCourse.objects.with_first_offered().select_related(
        "course__program__organization", "course__program__sector", "recorded_by"
    )
    course = fetch(courses, access, pk=pk)
    if write and not may_write(course, access):
        raise PermissionDenied(f"Only the reporters of {course.college} and the consortium office change this course.")
    return course


def may_write(course, access):
    """Whether `access` may change `course`."""
    return DualEnrollmentCourse.objects.writable_by(access).filter(pk=course.pk).exists()


def searched(courses, text):
    """Courses in whose number, title, college, program, partner or agreement every word of `text` occurs."""
    for word in (text or "").split():
        with_partner = DualEnrollmentTerm.objects.filter(partner__name__icontains=word).values("course")
        courses = courses.filter(
            Q(course__number__icontains=word)
            | Q(course__title__icontains=word)
            | Q(course__program__name__icontains=word)
            | Q((f"{COLLEGE}__name__icontains", word))
            | Q(partnership__icontains=word)
            | Q(pk__in=with_partner)
        )
    return courses


def colleges_with_courses():
    """The colleges whose courses are recorded, by name."""
    return Organization.objects.filter(pk__in=DualEnrollmentCourse.objects.order_by().values(COLLEGE)).order_by("name")


def districts_with_courses():
    """The districts with which, or at whose schools, courses are given, by name."""
    partners = Organization.objects.filter(dual_enrollment_terms__isnull=False)
    themselves = Q(pk__in=partners.exclude(kind=Kind.SCHOOL).values("pk"))
    of_schools = Q(pk__in=partners.filter(kind=Kind.SCHOOL).values("parent"))
    return Organization.objects.filter(themselves | of_schools).order_by("name")


def given_with(courses, district):
    """Those of `courses` that are given with `district` or a school of it."""
    terms = DualEnrollmentTerm.objects.filter(Q(partner=district) | Q(partner__parent=district))
    return courses.filter(pk__in=terms.values("course"))


def courses_to_offer(access):
    """The college courses of which `access` may record dual enrollment: all for the office, else their colleges'."""
    courses = Course.objects.filter(program__organization__kind=Kind.COLLEGE)
    if access.is_office:
        return courses
    own = access.reporter_for
    return courses.filter(Q(program__organization__in=own) | Q(program__organization__parent__in=own))


def possible_partners(course, words="", chosen=(), most_schools=30):
    """
    Whom a term can be given with: open districts, the partners that `course` has already and those `chosen` (slugs),
    and with `words` up to `most_schools` open schools in whose names all of them occur. A list, districts first.
    """
    everyone = Organization.objects.filter(kind__in=PARTNER_KINDS).select_related("parent").order_by("name")
    terms = DualEnrollmentTerm.objects.filter(course=course, partner__isnull=False)
    own = Q(pk__in=terms.values("partner")) | Q(slug__in=chosen)
    districts = list(everyone.filter(own | Q(kind__in=Organization.DISTRICT_KINDS, closed_on__isnull=True)))
    schools = []
    if words.split():
        named = everyone.open().filter(kind=Kind.SCHOOL).exclude(own)
        for word in words.split():
            named = named.filter(name__icontains=word)
        schools = list(named[:most_schools])
    return sorted([*districts, *schools], key=lambda one: (one.kind == Kind.SCHOOL, one.name))


def of_program(program):
    """Dual enrollment courses of the courses of `program`, with `first_offered`."""
    return DualEnrollmentCourse.objects.with_first_offered().filter(course__program=program).select_related("course")


def locked_years():
    """The calendar years in which those school years start of which every period is locked."""
    years = SchoolYear.objects.filter(periods__isnull=False).exclude(periods__locked_at__isnull=True)
    return set(years.values_list("start_year", flat=True))


def students_by_year(terms, access, college):
    """
    How many students the `terms` of one course (a list with partners) had, as `Students` by school year.

    The people of `college`, which reports them, and the office see every number. Others see the total of a school year
    once all its periods are locked, and only where it is not small and nobody who knows their own students can work
    out a small number of others' from it.
    """
    years = {}
    for term in terms:
        years.setdefault(SchoolYear.start_year_of(term.starts_on), []).append(term)
    sees_all = access.may_read_worksheet(college)
    closed = set() if sees_all else locked_years()
    shown = years if sees_all else _safe_years({year: of_it for year, of_it in years.items() if year in closed})
    return [_students(year, years[year], year in shown, sees_all or year in closed) for year in sorted(years)]


def _students(year, terms, is_shown, is_closed):
    known = [term.enrollment for term in terms if term.enrollment is not None]
    label, missing = SchoolYear(start_year=year).label, len(terms) - len(known)
    if not is_closed:
        return Students(label, "still_open")
    if not known:
        return Students(label, "not_known", missing=missing)
    if not is_shown:
        return Students(label, "hidden")
    return Students(label, "known", sum(known), missing)


def _safe_years(years):
    """
    Of `years` (start year → terms) those whose total may be shown to everybody. What a single term had is shown to
    nobody else; a district knows its own terms, so what is left of a total without them must not be small either.
    """
    cells, relations, readers = {}, [], {}
    for year, terms in years.items():
        known = [term for term in terms if term.enrollment is not None]
        if not known:
            continue
        cells |= {("term", term.pk): term.enrollment for term in known}
        cells["year", year] = sum(term.enrollment for term in known)
        relations.append(privacy.Sum(("year", year), tuple(("term", term.pk) for term in known)))
        for term in known:
            if term.partner is not None:
                readers.setdefault(_district(term.partner), []).append(("term", term.pk))
    decision = privacy.suppress(cells, relations, readers=readers.values())
    return {year for year in years if ("year", year) in cells and decision.may_show(("year", year))}


def _district(partner):
    return partner.parent_id if partner.kind == Kind.SCHOOL else partner.pk


def year_span(start_year):
    """The first and last day of the school year that starts in `start_year`."""
    return datetime.date(start_year, 7, 1), datetime.date(start_year + 1, 6, 30)
