"""Counts of students: outsiders see locked periods only, and never a small count."""

import pytest
from django.utils import timezone

from consortium.permissions import Access
from consortium.tests.factories import OrganizationFactory, quarters
from indicators.breakdown import rows_by_organization
from indicators.figures import Lens
from indicators.tests.factories import AssignmentFactory, MeasureFactory, PercentFactory
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
