"""Dual enrollment courses developed in a span: courses whose first term anywhere began in it, each once."""

import datetime

import pytest

from consortium.counting import Tally
from consortium.tests.factories import CollegeFactory, OrganizationFactory, SchoolFactory
from pathways.queries.agreements_counting import concurrent_enrollment_courses, dual_enrollment_courses
from pathways.tests.factories import DualEnrollmentCourseFactory, DualEnrollmentTermFactory, SectorFactory

pytestmark = pytest.mark.django_db

JULY_1, JUNE_30 = datetime.date(2026, 7, 1), datetime.date(2027, 6, 30)
DAY, YEAR = datetime.timedelta(days=1), datetime.timedelta(days=365)


def course(*first_days, **fields):
    made = DualEnrollmentCourseFactory(**fields)
    for day in first_days:
        DualEnrollmentTermFactory(course=made, starts_on=day)
    return made


def counted(source=dual_enrollment_courses, starts=JULY_1, ends=JUNE_30, **options):
    count = source(starts, ends, **options)
    assert count.records.count() == count.region.numerator
    return count


def test_the_first_term_counts_from_the_first_to_the_last_day_of_the_span():
    within = [course(JULY_1), course(JUNE_30)]
    for day in (JULY_1 - DAY, JUNE_30 + DAY):
        course(day)
    course()
    assert set(counted().records) == set(within)


def test_only_its_first_term_counts():
    course(JULY_1 - YEAR, JULY_1)
    assert counted().region == Tally(0)
    assert counted(starts=JULY_1 - YEAR, ends=JULY_1 - DAY).region == Tally(1)


def test_at_two_districts_it_is_first_offered_where_it_began_and_one_course():
    first, second = OrganizationFactory(), OrganizationFactory()
    made = DualEnrollmentCourseFactory()
    DualEnrollmentTermFactory(course=made, partner=first, starts_on=JULY_1 - YEAR)
    DualEnrollmentTermFactory(course=made, partner=second, starts_on=JULY_1)
    assert counted().region == Tally(0)
    assert counted().by_organization == {}
    before = counted(starts=JULY_1 - YEAR, ends=JULY_1 - DAY)
    assert before.region == Tally(1)
    assert before.by_organization == dict.fromkeys([made.college.pk, first.pk, second.pk], Tally(1))


def test_sections_and_schools_make_no_more_courses():
    district = OrganizationFactory()
    schools = [SchoolFactory(parent=district), SchoolFactory(parent=district)]
    made = DualEnrollmentCourseFactory()
    for school in schools:
        DualEnrollmentTermFactory(course=made, partner=school, sections=4, enrollment=120)
    assert counted().region == Tally(1)
    assert counted().by_organization == {made.college.pk: Tally(1), district.pk: Tally(1)}


def test_a_term_without_a_section_was_not_given():
    made = DualEnrollmentCourseFactory()
    DualEnrollmentTermFactory(course=made, starts_on=JULY_1 - YEAR, sections=0)
    DualEnrollmentTermFactory(course=made, starts_on=JULY_1, sections=None)
    assert counted().region == Tally(1)


def test_by_sector_of_the_program_and_by_agreement_type():
    health = SectorFactory(name="Health")
    for kind in ("ccap", "ccap", "not_ccap", "concurrent"):
        course(JULY_1, agreement_type=kind, course__program__sector=health)
    course(JULY_1, course__program__sector=SectorFactory(name="Transportation"))
    assert counted().breakdowns == {
        "sector": {"Health": Tally(3), "Transportation": Tally(1)},
        "agreement type": {"Dual enrollment, CCAP": Tally(3), "Dual enrollment, not CCAP": Tally(1)},
    }


def test_concurrent_courses_are_counted_apart():
    health = SectorFactory(name="Health")
    made = DualEnrollmentCourseFactory(agreement_type="concurrent", course__program__sector=health)
    DualEnrollmentTermFactory(course=made, partner=None, starts_on=JUNE_30)
    course(JUNE_30 + DAY, agreement_type="concurrent")
    course(JULY_1)
    count = counted(concurrent_enrollment_courses)
    assert list(count.records) == [made]
    assert count.by_organization == {made.college.pk: Tally(1)}
    assert count.breakdowns == {"sector": {"Health": Tally(1)}}


def test_narrowed_to_organizations_it_counts_those_of_a_college_or_given_with_a_district():
    college, district = CollegeFactory(), OrganizationFactory()
    mine = course(JULY_1, course__program__organization=college)
    theirs = DualEnrollmentCourseFactory()
    DualEnrollmentTermFactory(course=theirs, partner=SchoolFactory(parent=district))
    assert list(counted(organizations=[college.pk]).records) == [mine]
    assert list(counted(organizations=[district.pk]).records) == [theirs]
    assert counted(organizations=[]).region == Tally(0)


def test_it_asks_as_often_for_many_as_for_few(django_assert_num_queries):
    for _ in range(8):
        course(JULY_1, JULY_1 + DAY)
    with django_assert_num_queries(5):
        count = dual_enrollment_courses(JULY_1, JUNE_30)
        assert (count.region, len(count.by_organization), len(count.breakdowns)) == (Tally(8), 24, 2)
