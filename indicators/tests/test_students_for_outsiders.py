"""Counts of students: outsiders see locked periods only, and never a small count."""

import pytest
from django.utils import timezone

from consortium.permissions import Access
from consortium.tests.factories import OrganizationFactory, quarters
from indicators.breakdown import rows_by_organization
from indicators.figures import Lens
from indicators.tests.factories import AssignmentFactory, MeasureFactory, PercentFactory, TargetFactory
from indicators.tests.figuring import OFFICE, figure_of, report

pytestmark = pytest.mark.django_db

OUTSIDER = Access(member_of=frozenset({-1}))


@pytest.fixture
def students():
    return MeasureFactory(kind="unique", across="distinct", unit="students")


@pytest.fixture
def year_quarters():
    return quarters(2026)


def lock(*periods):
    for period in periods:
        period.locked_at = timezone.now()
        period.save()


def seen(figure):
    return [("hidden" if cell.hidden else cell.reading and int(cell.reading.numerator)) for cell in figure.cells]


def test_an_open_period_is_shown_to_the_office_only(students, year_quarters):
    q1, *_ = year_quarters
    report(students, OrganizationFactory(), q1, 500)
    outside = figure_of(students, q1, access=OUTSIDER)
    assert (outside.hidden, outside.reading) == (True, None)
    assert outside.progress.sentence == "Counts of students are shown once their period is locked."
    assert figure_of(students, q1, access=OFFICE).reading.numerator == 500


def test_a_locked_period_is_shown_and_the_open_one_is_left_out_of_the_year(students, year_quarters):
    q1, q2, *_ = year_quarters
    district = OrganizationFactory()
    report(students, district, q1, 500)
    report(students, district, q2, 70)
    lock(q1)
    figure = figure_of(students, q2, access=OUTSIDER)
    assert seen(figure) == [500, "hidden"]
    assert (figure.reading.numerator, figure.as_of) == (500, q1.ends)


def test_a_small_count_is_hidden_with_its_status_and_sentence(students, year_quarters):
    q1, *_ = year_quarters
    report(students, OrganizationFactory(), q1, 7)
    lock(q1)
    figure = figure_of(students, q1, access=OUTSIDER)
    assert (figure.hidden, figure.reading, figure.progress.value, figure.progress.achieved) == (True, None, None, None)
    assert "7" not in figure.progress.sentence
    assert figure_of(students, q1, access=OFFICE).reading.numerator == 7


def test_zero_is_shown(students, year_quarters):
    q1, *_ = year_quarters
    report(students, OrganizationFactory(), q1, 0)
    lock(q1)
    assert seen(figure_of(students, q1, access=OUTSIDER)) == [0]


def test_a_small_quarter_cannot_be_had_by_subtracting_two_running_totals(students, year_quarters):
    q1, q2, q3, _ = year_quarters
    district = OrganizationFactory()
    for period, number in ((q1, 50), (q2, 5), (q3, 40)):
        report(students, district, period, number)
    lock(q1, q2, q3)
    assert figure_of(students, q2, access=OUTSIDER).hidden is True
    later = figure_of(students, q3, access=OUTSIDER)
    assert (seen(later), later.reading.numerator) == ([50, "hidden", "hidden"], 95)


def test_a_reporter_cannot_subtract_their_own_count_to_get_their_neighbours(students, year_quarters):
    q1, *_ = year_quarters
    mine, neighbour = OrganizationFactory.create_batch(2)
    report(students, mine, q1, 60)
    report(students, neighbour, q1, 4)
    lock(q1)
    assert figure_of(students, q1, access=Access(reporter_for=frozenset({mine.pk}))).hidden is True
    assert figure_of(students, q1, access=OUTSIDER).reading.numerator == 64


def test_of_a_percent_those_not_counted_may_not_be_few_either(year_quarters):
    q1, *_ = year_quarters
    rate = PercentFactory(timing="flow", unit="students")
    report(rate, OrganizationFactory(), q1, 97, 100)
    lock(q1)
    assert figure_of(rate, q1, access=OUTSIDER).hidden is True


def test_of_a_percent_ones_own_cannot_be_subtracted_from_those_not_counted(year_quarters):
    q1, *_ = year_quarters
    rate = PercentFactory(timing="flow", unit="students")
    mine, neighbour = OrganizationFactory.create_batch(2)
    report(rate, mine, q1, 150, 245)
    report(rate, neighbour, q1, 50, 55)  # five were not
    lock(q1)
    assert figure_of(rate, q1, access=Access(reporter_for=frozenset({mine.pk}))).hidden is True


def test_who_reads_the_worksheets_of_several_colleges_cannot_subtract_them_either(students, year_quarters):
    q1, *_ = year_quarters
    above = OrganizationFactory(kind="college_district")
    report(students, OrganizationFactory(kind="college", parent=above), q1, 60)
    report(students, OrganizationFactory(), q1, 4)
    lock(q1)
    assert figure_of(students, q1, access=Access(reporter_for=frozenset({above.pk}))).hidden is True


def test_a_period_locked_before_its_turn_waits_for_the_earlier_one(students, year_quarters):
    """Else the second quarter would be seen alone first, and the first one later by subtracting it from the total."""
    q1, q2, *_ = year_quarters
    district = OrganizationFactory()
    report(students, district, q1, 5)
    report(students, district, q2, 50)
    lock(q2)
    early = figure_of(students, q2, access=OUTSIDER)
    assert (early.hidden, seen(early)) == (True, ["hidden", "hidden"])
    lock(q1)
    late = figure_of(students, q2, access=OUTSIDER)
    assert (late.reading.numerator, seen(late)) == (55, ["hidden", "hidden"])


def test_how_many_may_be_counted_twice_is_not_said_since_the_rest_is_one_organizations_count(students, year_quarters):
    q1, *_ = year_quarters
    for number in (8, 8, 8, 8, 8):
        report(students, OrganizationFactory(), q1, number)
    lock(q1)
    figure = figure_of(students, q1, access=OUTSIDER)
    assert (figure.reading.numerator, figure.may_be_twice) == (40, 0)
    assert "twice" not in figure.progress.sentence
    assert figure_of(students, q1, access=OFFICE).may_be_twice == 32


def test_a_small_baseline_is_hidden_and_a_flows_status_is_the_same_without_it(students, year_quarters):
    q1, *_ = year_quarters
    TargetFactory(measure=students, year=q1.year, value=100, baseline=7)
    report(students, OrganizationFactory(), q1, 30)
    lock(q1)
    outside, office = (figure_of(students, q1, access=access) for access in (OUTSIDER, OFFICE))
    assert (outside.baseline, office.baseline) == (None, 7)
    assert outside.progress.status == office.progress.status


@pytest.fixture
def enrolled():
    return MeasureFactory(unit="students", timing="stock")


def test_a_small_stock_stays_hidden_after_another_small_one(enrolled, year_quarters):
    q1, q2, *_ = year_quarters
    district = OrganizationFactory()
    report(enrolled, district, q1, 5)
    report(enrolled, district, q2, 6)
    lock(q1, q2)
    assert figure_of(enrolled, q2, access=OUTSIDER).hidden is True


def test_who_reports_a_stock_for_the_first_time_is_not_the_step_between_two_quarters(enrolled, year_quarters):
    q1, q2, q3, _ = year_quarters
    report(enrolled, OrganizationFactory(), q1, 50)
    report(enrolled, OrganizationFactory(), q2, 4)
    report(enrolled, OrganizationFactory(), q3, 20)
    lock(q1, q2, q3)
    assert seen(figure_of(enrolled, q3, access=OUTSIDER)) == [50, "hidden", 74]
    assert figure_of(enrolled, q2, access=OUTSIDER).hidden is True


def test_ones_own_stock_of_an_earlier_quarter_cannot_be_subtracted(enrolled, year_quarters):
    q1, q2, *_ = year_quarters
    mine = OrganizationFactory()
    report(enrolled, mine, q1, 50)
    report(enrolled, OrganizationFactory(), q2, 4)
    lock(q1, q2)
    assert figure_of(enrolled, q2, access=Access(reporter_for=frozenset({mine.pk}))).hidden is True


def test_a_small_baseline_hides_a_stock_whose_way_is_measured_from_it(enrolled, year_quarters):
    q1, *_ = year_quarters
    TargetFactory(measure=enrolled, year=q1.year, value=100, baseline=7)
    report(enrolled, OrganizationFactory(), q1, 30)
    lock(q1)
    assert figure_of(enrolled, q1, access=OUTSIDER).hidden is True


def test_an_organization_sees_its_own_count_and_of_others_only_that_they_reported(students, year_quarters):
    q1, *_ = year_quarters
    mine, neighbour = OrganizationFactory(name="A"), OrganizationFactory(name="B")
    for organization in (mine, neighbour):
        AssignmentFactory(measure=students, year=q1.year, organization=organization)
        report(students, organization, q1, 60)
    rows = rows_by_organization([students], Lens(q1.year, (q1,), Access(reporter_for=frozenset({mine.pk}))))
    cells = {row.organization: row.cells[0] for row in rows[students.pk]}
    assert (cells[mine].state, cells[mine].reading.numerator) == ("reported", 60)
    assert (cells[neighbour].state, cells[neighbour].reading) == ("hidden", None)
    assert [row.year for row in rows[students.pk]][1] is None


def test_counts_of_other_things_are_no_secret(year_quarters):
    q1, *_ = year_quarters
    fairs = MeasureFactory()
    report(fairs, OrganizationFactory(), q1, 3)
    assert figure_of(fairs, q1, access=OUTSIDER).reading.numerator == 3
