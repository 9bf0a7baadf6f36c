"""Which courses a map marks as articulated and as dual enrollment, as of a day."""

import datetime

import pytest

from pathways.queries.map_content import MARKS
from pathways.queries.map_marks import marks_of
from pathways.tests.factories import (
    AgreementFactory,
    CollegeCourseFactory,
    CourseFactory,
    DualEnrollmentCourseFactory,
    DualEnrollmentTermFactory,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 23)


def test_both_sides_of_an_agreement_in_force_are_articulated_and_of_others_neither_is():
    agreement = AgreementFactory(signed=DAY)
    draft = AgreementFactory()
    over = AgreementFactory(signed=datetime.date(2025, 1, 1), expires_on=DAY - datetime.timedelta(days=1))
    courses = {one: (one.courses.get().pk, one.college_course_id) for one in (agreement, draft, over)}
    everything = [pk for pair in courses.values() for pk in pair]
    assert marks_of(everything, DAY) == dict.fromkeys(courses[agreement], ("articulated",))
    assert marks_of([], DAY) == {}
    assert marks_of(everything, DAY - datetime.timedelta(days=1)) == dict.fromkeys(courses[over], ("articulated",))


@pytest.mark.parametrize(
    ("kind", "starts_on", "marks"),
    [
        ("ccap", datetime.date(2026, 7, 1), ("dual",)),
        ("not_ccap", datetime.date(2027, 6, 30), ("dual",)),
        ("ccap", datetime.date(2026, 6, 30), None),
        ("ccap", datetime.date(2027, 7, 1), None),
        ("concurrent", datetime.date(2026, 8, 24), None),
    ],
)
def test_a_course_with_a_term_in_the_school_year_is_dual(kind, starts_on, marks):
    made = DualEnrollmentCourseFactory(agreement_type=kind)
    DualEnrollmentTermFactory(course=made, starts_on=starts_on)
    assert marks_of([made.course_id], DAY).get(made.course_id) == marks


def test_a_course_can_have_both_marks_and_they_are_those_of_maps():
    college = CollegeCourseFactory()
    AgreementFactory(college_course=college, signed=DAY)
    DualEnrollmentTermFactory(course__course=college)
    assert marks_of([college.pk, CourseFactory().pk], DAY) == {college.pk: ("articulated", "dual")}
    assert set(MARKS) == {"articulated", "dual"}


def test_it_asks_three_times_whatever_the_number(django_assert_num_queries):
    courses = [AgreementFactory(signed=DAY).college_course_id for _ in range(9)]
    with django_assert_num_queries(3):
        assert len(marks_of(courses, DAY)) == 9
