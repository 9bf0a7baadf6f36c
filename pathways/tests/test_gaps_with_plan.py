"""The share of documented gaps with at least one plan."""

import datetime

import pytest

from consortium.counting import Tally
from consortium.tests.factories import CollegeFactory
from pathways.queries.gaps_counting import gaps_with_plan
from pathways.tests.factories import DocumentedGapFactory, ProgramGapFactory, SectorFactory
from pathways.tests.planning import plan_for

pytestmark = pytest.mark.django_db

MAY = datetime.date(2026, 5, 4)
JUNE_30, JULY_1 = datetime.date(2026, 6, 30), datetime.date(2026, 7, 1)
SPAN = datetime.date(2026, 4, 1), JUNE_30


def gap(**fields):
    return DocumentedGapFactory(**{"documented_on": MAY} | fields)


def test_a_gap_counts_once_and_a_plan_that_does_not_count_leaves_it_without():
    twice = gap()
    plan_for(twice, made_on=MAY)
    plan_for(twice, made_on=JUNE_30)
    closed = gap(closed_on=JUNE_30, closed_how="Opened.")
    plan_for(closed, made_on=MAY, done_on=JUNE_30)
    without = [gap() for _ in range(4)]
    plan_for(without[0], made_on=MAY, courses=0)
    plan_for(without[1], made_on=JULY_1)
    plan_for(without[2], made_on=MAY, withdrawn_on=JUNE_30, withdrawn_because="No.")
    plan_for(ProgramGapFactory(), made_on=MAY)
    plan_for(gap(dismissed_on=MAY, dismissed_because="No."), made_on=MAY)
    plan_for(gap(documented_on=JULY_1), made_on=MAY)
    count = gaps_with_plan(*SPAN)
    assert count.region == Tally(2, 6)
    assert set(count.records) == {twice, closed}
    assert set(count.whole) == {twice, closed, *without}


def test_by_the_gaps_owner_whoever_plans_and_by_sector():
    ours, theirs = CollegeFactory(), CollegeFactory()
    health = SectorFactory(name="Health")
    planned = gap(owner=ours, sector=health)
    plan_for(planned, made_on=MAY, owner=theirs)
    gap(owner=ours, sector=None)
    gap(owner=theirs, sector=health)
    count = gaps_with_plan(*SPAN)
    assert count.region == Tally(1, 3)
    assert count.by_organization == {ours.pk: Tally(1, 2), theirs.pk: Tally(0, 1)}
    assert count.breakdowns == {"sector": {"Health": Tally(1, 2), "No sector": Tally(0, 1)}}
    assert gaps_with_plan(*SPAN, organizations=[theirs.pk]).region == Tally(0, 1)


def test_without_gaps_nothing_is_a_share_of_nothing():
    assert gaps_with_plan(*SPAN).region == Tally(0, 0)
