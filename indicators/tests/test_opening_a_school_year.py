"""Opening a school year: its quarters, what is taken over, and what is not."""

from datetime import date

import pytest

from consortium.models import OrganizationYear, ReportingPeriod, SchoolYear
from consortium.tests.factories import CollegeFactory, OrganizationFactory, OrganizationYearFactory
from indicators.models import Assignment
from indicators.planning import PlanningError, open_past_year, open_year
from indicators.planning.years import next_start_year
from indicators.tests.factories import AssignmentFactory, MeasureFactory

pytestmark = pytest.mark.django_db


def periods(year):
    return [(p.number, p.starts, p.ends, p.due) for p in year.periods.order_by("starts")]


def test_a_year_has_four_quarters_due_fifteen_days_after_their_end():
    assert periods(open_year(2026)) == [
        (1, date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 15)),
        (2, date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 15)),
        (3, date(2027, 1, 1), date(2027, 3, 31), date(2027, 4, 15)),
        (4, date(2027, 4, 1), date(2027, 6, 30), date(2027, 7, 15)),
    ]


def test_a_past_year_is_one_period():
    assert periods(open_past_year(2024)) == [(0, date(2024, 7, 1), date(2025, 6, 30), date(2025, 7, 15))]


def test_facts_are_taken_over_but_enrollment_stays_empty():
    before = open_year(2025)
    OrganizationYearFactory(
        year=before, member=True, lowest_grade=9, highest_grade=12, grades_confirmed=True, enrollment=4000
    )
    SchoolYear.objects.update(charters_count=True)
    year = open_year(2026)
    fact = OrganizationYear.objects.get(year=year)
    assert (fact.member, fact.lowest_grade, fact.highest_grade, fact.high_school_district) == (True, 9, 12, True)
    assert (fact.grades_confirmed, fact.enrollment, year.charters_count) == (True, None, True)


def test_closed_organizations_are_not_taken_over():
    before = open_year(2025)
    OrganizationYearFactory(year=before, organization__closed_on=date(2026, 1, 1))
    open_year(2026)
    assert not OrganizationYear.objects.filter(year__start_year=2026).exists()


def test_who_owes_what_is_taken_over_with_its_mode():
    before = open_year(2025)
    measure = MeasureFactory(placed__indicator__goal__edition__first_year=before)
    fact = OrganizationYearFactory(year=before)
    AssignmentFactory(measure=measure, year=before, organization=fact.organization, mode="records")
    OrganizationYearFactory(year=before)  # could owe it, and it was agreed that it does not
    year = open_year(2026)
    taken = Assignment.objects.in_year(year).values_list("measure", "organization", "mode")
    assert list(taken) == [(measure.pk, fact.organization_id, "records")]


def test_measures_that_no_edition_holds_any_more_are_not_taken_over():
    before = open_year(2025)
    AssignmentFactory(measure=MeasureFactory(placed=False), year=before)
    assert not open_year(2026).assignments.exists()


def test_who_owes_what_is_proposed_where_nothing_was_agreed():
    before = open_year(2025)
    measure = MeasureFactory(reporters=["college"], placed__indicator__goal__edition__first_year=before)
    college = CollegeFactory()
    OrganizationYearFactory(organization=college, year=before)
    year = open_year(2026)
    assert list(year.assignments.values_list("measure", "organization")) == [(measure.pk, college.pk)]


def test_again_changes_nothing():
    before = open_year(2025)
    OrganizationYearFactory(year=before)
    year = open_year(2026)
    OrganizationYear.objects.filter(year=year).update(enrollment=500, highest_grade=8)
    year.periods.filter(number=1).update(due=date(2026, 11, 1))
    assert open_year(2026) == year
    assert year.periods.count() == 4
    assert year.periods.get(number=1).due == date(2026, 11, 1)
    assert list(OrganizationYear.objects.filter(year=year).values_list("enrollment", "highest_grade")) == [(500, 8)]


def test_a_year_that_only_stood_for_an_edition_gets_its_quarters():
    SchoolYear.objects.create(start_year=2026)
    assert open_year(2026).periods.count() == 4


def test_a_past_year_before_the_first_takes_over_from_the_one_after():
    after = open_year(2026)
    fact = OrganizationYearFactory(year=after)
    past = open_past_year(2024)
    assert list(past.organization_years.values_list("organization", flat=True)) == [fact.organization_id]


@pytest.mark.parametrize(("first", "second"), [(open_year, open_past_year), (open_past_year, open_year)])
def test_a_year_has_quarters_or_totals_never_both(first, second):
    first(2024)
    with pytest.raises(PlanningError, match="2024-25"):
        second(2024)
    assert ReportingPeriod.objects.count() == (4 if first is open_year else 1)


def test_a_year_that_is_no_year_is_refused():
    with pytest.raises(PlanningError, match="such as 2026"):
        open_year(26)


def test_the_next_year_to_open_is_the_current_one_or_follows_the_last():
    assert next_start_year(date(2026, 6, 30)) == 2025
    open_year(2025)
    assert next_start_year(date(2026, 6, 30)) == 2026
    OrganizationFactory()
    open_year(2026)
    assert next_start_year(date(2026, 7, 1)) == 2027
