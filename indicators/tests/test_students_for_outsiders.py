"""Counts of students: outsiders see locked periods only, and never a small count."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consortium.permissions import Access
from consortium.tests.factories import MembershipFactory, OrganizationFactory, UserFactory, quarters
from indicators.breakdown import rows_by_organization
from indicators.lens import Lens, periods_through
from indicators.tests.factories import MeasureFactory, PercentFactory, TargetFactory
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


def unlock(period):
    period.locked_at = None
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
    for access in (
        Access(reporter_for=frozenset({mine.pk})),
        OUTSIDER,
    ):  # who is both would tell the one from the other
        assert figure_of(students, q1, access=access).hidden is True


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
    for _ in range(2):  # two, so that none of them can take their own off
        report(enrolled, OrganizationFactory(), q3, 20)
    lock(q1, q2, q3)
    assert seen(figure_of(enrolled, q3, access=OUTSIDER)) == [50, "hidden", 94]
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


@pytest.fixture
def districts():
    return [OrganizationFactory(name=name) for name in "ABCD"]


def rows(measure, through, access=OUTSIDER):
    """What the indicator's page shows of each organization: its name → its cells and its year to date."""
    periods = periods_through(through.year.periods.all(), through)
    found = rows_by_organization([measure], Lens(through.year, periods, access))[measure.pk]
    return {
        row.organization.name: [*map(shown_in, row.cells), "hidden" if row.hidden else number(row.year)]
        for row in found
    }


def shown_in(cell):
    return number(cell.reading) if cell.state == "reported" else cell.state


def number(reading):
    return None if reading is None else int(reading.numerator)


def test_an_organizations_count_is_shown_to_others_once_its_period_is_locked(students, year_quarters, districts):
    q1, *_ = year_quarters
    for district in districts[:2]:
        report(students, district, q1, 60)
    mine = Access(reporter_for=frozenset({districts[0].pk}))
    assert rows(students, q1, mine) == {"A": [60, 60], "B": ["still_open", None]}
    lock(q1)
    assert rows(students, q1, mine) == {"A": [60, 60], "B": [60, 60]}
    assert rows(students, q1) == rows(students, q1, mine)


def test_beside_a_small_count_two_others_are_hidden_so_that_neither_of_them_can_subtract(
    students, year_quarters, districts
):
    q1, *_ = year_quarters
    for district, count in zip(districts, (4, 60, 70, 90), strict=True):
        report(students, district, q1, count)
    lock(q1)
    hidden = ["hidden", "hidden"]
    assert rows(students, q1) == {"A": hidden, "B": hidden, "C": hidden, "D": [90, 90]}
    assert figure_of(students, q1, access=OUTSIDER).reading.numerator == 224
    own = rows(students, q1, Access(reporter_for=frozenset({districts[0].pk})))
    assert own == {"A": [4, 4], "B": hidden, "C": hidden, "D": [90, 90]}


def test_who_reports_for_two_of_three_must_not_learn_the_third(students, year_quarters, districts):
    q1, *_ = year_quarters
    person = UserFactory()
    for district, count in zip(districts[:3], (4, 60, 70), strict=True):
        report(students, district, q1, count)
    for district in districts[1:3]:
        MembershipFactory(user=person, organization=district, role="reporter", ended_on="2025-01-31")
    lock(q1)
    assert figure_of(students, q1, access=OUTSIDER).hidden is True


def test_a_year_to_date_of_an_organization_gives_no_small_quarter_away(students, year_quarters, districts):
    q1, q2, *_ = year_quarters
    for district, counts in zip(districts, ((50, 4), (60, 60), (70, 70), (90, 90)), strict=True):
        for period, count in zip((q1, q2), counts, strict=True):
            report(students, district, period, count)
    lock(q1, q2)
    shown = rows(students, q2)
    assert shown["A"] == [50, "hidden", "hidden"]
    assert rows(students, q1)["A"] == [50, 50]
    assert shown["D"] == [90, 90, 180]
    assert figure_of(students, q2, access=OUTSIDER).reading.numerator == 494


def test_what_a_page_through_a_quarter_shows_is_the_same_when_later_quarters_are_locked(
    students, year_quarters, districts
):
    q1, q2, q3, _ = year_quarters
    for period, counts in ((q1, (4, 60, 70, 90)), (q2, (30, 3, 0, 20)), (q3, (5, 5, 60, 70))):
        for district, count in zip(districts, counts, strict=True):
            report(students, district, period, count)
    lock(q1)
    early = rows(students, q1), seen(figure_of(students, q1, access=OUTSIDER))
    lock(q2, q3)
    assert (rows(students, q1), seen(figure_of(students, q1, access=OUTSIDER))) == early
    assert {name: cells[0] for name, cells in rows(students, q3).items()} == {
        name: cells[0] for name, cells in early[0].items()
    }


def test_every_outsider_sees_the_same(students, year_quarters, districts):
    q1, *_ = year_quarters
    for district, count in zip(districts[:3], (4, 60, 70), strict=True):
        report(students, district, q1, count)
    lock(q1)
    others = [
        OUTSIDER,
        Access(reporter_for=frozenset({districts[3].pk})),
        Access(member_of=frozenset({districts[3].pk})),
    ]
    assert len({str(rows(students, q1, access)) for access in others}) == 1
    assert len({figure_of(students, q1, access=access).progress.sentence for access in others}) == 1


def test_a_count_and_the_rate_that_has_it_as_numerator_are_decided_together(year_quarters, districts):
    """Alone, the count would hide A, B and C; of D all but five took part, so that the rate cannot show 90 of 95."""
    q1, *_ = year_quarters
    count = MeasureFactory(kind="unique", across="distinct", unit="students", source="wbl.campus_students")
    for district, took_part in zip(districts, (4, 40, 45, 90), strict=True):
        report(count, district, q1, took_part)
    lock(q1)
    assert rows(count, q1)["D"] == [90, 90]
    unlock(q1)
    rate = PercentFactory(timing="flow", unit="students", source="wbl.campus_participation")
    for district, took_part, of in zip(districts, (4, 40, 45, 90), (100, 100, 100, 95), strict=True):
        report(rate, district, q1, took_part, of)
    lock(q1)
    assert [name for name, cells in rows(count, q1).items() if cells[0] != "hidden"] == ["C"]
    assert [name for name, cells in rows(rate, q1).items() if cells[0] != "hidden"] == ["C"]


def test_a_rate_of_an_organization_is_hidden_where_few_are_left_out(year_quarters, districts):
    q1, *_ = year_quarters
    rate = PercentFactory(timing="flow", unit="students")
    for district, counted in zip(districts, (97, 50, 60, 70), strict=True):
        report(rate, district, q1, counted, 100)
    lock(q1)
    assert rows(rate, q1)["A"] == ["hidden", "hidden"]
    assert rows(rate, q1)["C"] == [60, 60]


def test_outsiders_take_as_many_statements_for_many_organizations(students, year_quarters):
    q1, *_ = year_quarters

    def statements():
        with CaptureQueriesContext(connection) as captured:
            figure_of(students, q1, access=OUTSIDER)
        return len(captured)

    report(students, OrganizationFactory(), q1, 30)
    lock(q1)
    few = statements()
    unlock(q1)
    for _ in range(12):
        report(students, OrganizationFactory(), q1, 30)
    lock(q1)
    assert statements() == few


def test_counts_of_other_things_are_no_secret(year_quarters):
    q1, *_ = year_quarters
    fairs = MeasureFactory()
    report(fairs, OrganizationFactory(), q1, 3)
    assert figure_of(fairs, q1, access=OUTSIDER).reading.numerator == 3
