"""How many students a dual enrollment course had: all of it for the college and the office, little for others."""

import datetime

import pytest

from consortium.models import ReportingPeriod
from consortium.tests.factories import MembershipFactory, OrganizationFactory, SchoolFactory, quarters
from pathways.queries.dual_enrollment import Students
from pathways.tests.factories import DualEnrollmentCourseFactory, DualEnrollmentTermFactory

pytestmark = pytest.mark.django_db

FALL, SPRING = datetime.date(2025, 8, 25), datetime.date(2026, 1, 26)
LOCKED = datetime.datetime(2026, 8, 3, tzinfo=datetime.UTC)


@pytest.fixture
def dual(db):
    """A course with its college; 2025-26 is locked, 2026-27 is not."""
    quarters(2026)
    for period in quarters(2025):
        ReportingPeriod.objects.filter(pk=period.pk).update(locked_at=LOCKED)
    return DualEnrollmentCourseFactory()


def given(dual, *counts, partner=None, starts_on=FALL):
    """A term for each of `counts`, each with a district of its own unless all are with `partner`."""
    for number, count in enumerate(counts):
        whose = partner or OrganizationFactory()
        day = starts_on + datetime.timedelta(days=number)
        DualEnrollmentTermFactory(course=dual, enrollment=count, partner=whose, starts_on=day)
    return whose


def seen(client, dual):
    return client.get(dual.get_absolute_url()).context["students"]


@pytest.fixture
def outsider(member, signed_in):
    return signed_in(member)


def test_the_college_and_the_office_see_every_number(dual, office, signed_in):
    given(dual, 3, 40, None)
    own = signed_in(MembershipFactory(organization=dual.college, role="reporter").user)
    for client in (own, signed_in(office)):
        page = client.get(dual.get_absolute_url())
        assert page.context["students"] == [Students("2025-26", "known", 43, 1)]
        assert page.context["sees_all"] is True
        assert 'class="num">3</td>' in page.content.decode()


def test_others_see_the_total_of_a_locked_year_and_no_single_term(dual, outsider):
    given(dual, 41, 42)
    page = outsider.get(dual.get_absolute_url())
    assert page.context["students"] == [Students("2025-26", "known", 83)]
    content = page.content.decode()
    assert ">83" in content
    assert 'data-label="Students" class="num">41' not in content
    assert page.context["sees_all"] is False


@pytest.mark.parametrize(("count", "state"), [(0, "known"), (1, "hidden"), (10, "hidden"), (11, "known")])
def test_a_total_of_1_to_10_is_hidden_and_zero_and_eleven_are_not(count, state, dual, outsider):
    given(dual, count)
    (row,) = seen(outsider, dual)
    assert row.state == state
    assert row.number == (count if state == "known" else None)
    assert ("hidden" in outsider.get(dual.get_absolute_url()).content.decode().lower()) is True


def test_small_counts_that_make_a_small_total_are_hidden_and_those_in_a_large_one_are_not_told(dual, outsider):
    given(dual, 4, 5)
    assert [row.state for row in seen(outsider, dual)] == ["hidden"]
    given(dual, 30, 33, starts_on=SPRING)
    assert seen(outsider, dual) == [Students("2025-26", "known", 72)]


def test_a_district_cannot_take_its_own_students_off_a_total_to_find_a_few_of_another(dual, outsider, signed_in):
    district = given(dual, 40)
    given(dual, 5)
    reporter = signed_in(MembershipFactory(organization=district, role="reporter").user)
    for client in (reporter, outsider):  # the same for everybody
        assert [row.state for row in seen(client, dual)] == ["hidden"]


def test_the_schools_of_a_district_are_one_reader(dual, outsider):
    district = OrganizationFactory()
    for school in (SchoolFactory(parent=district), SchoolFactory(parent=district)):
        given(dual, 20, partner=school)
    given(dual, 6)
    assert [row.state for row in seen(outsider, dual)] == ["hidden"]


def test_no_number_of_a_year_that_is_not_all_locked(dual, outsider):
    given(dual, 40, starts_on=datetime.date(2026, 8, 24))
    given(dual, 50, starts_on=datetime.date(2019, 8, 24))  # a year that was never set up
    ReportingPeriod.objects.filter(year__start_year=2026, number=1).update(locked_at=LOCKED)
    given(dual, 60)
    assert [(row.year, row.state) for row in seen(outsider, dual)] == [
        ("2026-27", "still_open"), ("2025-26", "known"), ("2019-20", "still_open"),
    ]  # fmt: skip
    ReportingPeriod.objects.filter(year__start_year=2025, number=3).update(locked_at=None)
    assert {row.state for row in seen(outsider, dual)} == {"still_open"}


def test_what_is_not_known_is_not_zero(dual, outsider):
    given(dual, None)
    assert seen(outsider, dual) == [Students("2025-26", "not_known", missing=1)]
    given(dual, 30, starts_on=SPRING)
    assert seen(outsider, dual) == [Students("2025-26", "known", 30, 1)]


def test_hidden_numbers_are_nowhere_else(dual, outsider):
    given(dual, 7, starts_on=FALL)
    dual.terms.update(enrollment=7, sections=2)
    for address in (dual.get_absolute_url(), "/pathways/dual-enrollment/", dual.course.program.get_absolute_url()):
        body = outsider.get(address).content.decode().partition("<main")[2]
        assert ">7<" not in body, address
