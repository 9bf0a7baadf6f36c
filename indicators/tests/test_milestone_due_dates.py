"""Due dates of a milestone's stages, in the order of its ladder."""

from datetime import date

import pytest

from consortium.tests.factories import SchoolYearFactory
from indicators.models import StageReached
from indicators.planning import StagesRefused, set_due_dates
from indicators.tests.factories import MilestoneFactory

pytestmark = pytest.mark.django_db
OCT, JAN, MAR = date(2026, 10, 1), date(2027, 1, 15), date(2027, 3, 1)


@pytest.fixture
def year(db):
    return SchoolYearFactory(start_year=2026)


@pytest.fixture
def ladder(db):
    return MilestoneFactory(code="EN-1.1a")


def dues(measure, *days):
    return {(measure.pk, stage): day for stage, day in enumerate(days, start=1)}


def kept(measure):
    return [(row.stage, row.due, row.year_id) for row in StageReached.objects.filter(measure=measure).order_by("stage")]


def test_days_in_the_order_of_the_ladder_are_kept(year, ladder):
    assert set_due_dates(year, [ladder], dues(ladder, OCT, JAN, None), {}) == 2
    assert kept(ladder) == [(1, OCT, None), (2, JAN, None)]


def test_the_same_day_twice_is_in_order(year, ladder):
    assert set_due_dates(year, [ladder], dues(ladder, OCT, OCT, OCT), {}) == 3


def test_a_later_stage_is_not_due_before_an_earlier_one(year, ladder):
    with pytest.raises(StagesRefused) as refused:
        set_due_dates(year, [ladder], dues(ladder, JAN, None, OCT), {})
    assert refused.value.by_stage == {
        ("EN-1.1a", 3): "“approved” comes after “drafted”, which is due on January 15, 2027: it cannot be due before."
    }
    assert kept(ladder) == []


def test_the_order_holds_against_stages_that_stand(year, ladder):
    set_due_dates(year, [ladder], dues(ladder, None, JAN), {})
    with pytest.raises(StagesRefused):
        set_due_dates(year, [ladder], dues(ladder, MAR), {})
    assert kept(ladder) == [(2, JAN, None)]


def test_a_due_date_is_moved_and_what_was_reached_stays(year, ladder):
    StageReached.objects.create(measure=ladder, stage=1, due=OCT, reached=date(2026, 9, 20))
    assert set_due_dates(year, [ladder], dues(ladder, JAN), dues(ladder, OCT)) == 1
    assert list(StageReached.objects.values_list("due", "reached")) == [(JAN, date(2026, 9, 20))]


def test_only_a_ladder_that_starts_afresh_carries_the_year(year, ladder):
    renewing = MilestoneFactory(code="CP-1.4a", renews=True)
    set_due_dates(year, [ladder, renewing], {**dues(ladder, OCT), **dues(renewing, OCT)}, {})
    assert kept(ladder) == [(1, OCT, None)]
    assert kept(renewing) == [(1, OCT, year.pk)]


def test_the_second_of_two_people_is_told_both_days(year, ladder):
    set_due_dates(year, [ladder], dues(ladder, OCT), {})
    with pytest.raises(StagesRefused) as refused:
        set_due_dates(year, [ladder], dues(ladder, MAR), {})
    assert refused.value.by_stage == {
        ("EN-1.1a", 1): "Somebody set October 1, 2026 since you opened this page. "
        "You typed March 1, 2027: save again to replace it."
    }
    assert refused.value.meanwhile == {("EN-1.1a", 1)}
    assert kept(ladder) == [(1, OCT, None)]


def test_a_stage_left_as_it_was_does_not_undo_anothers_work(year, ladder):
    set_due_dates(year, [ladder], dues(ladder, OCT, JAN), {})
    assert set_due_dates(year, [ladder], dues(ladder, None, MAR), dues(ladder, None, JAN)) == 1
    assert kept(ladder) == [(1, OCT, None), (2, MAR, None)]
