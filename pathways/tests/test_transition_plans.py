"""Plans made at a convening of K-12 and community college in a school year, for the one that follows."""

import datetime

import pytest

from consortium.counting import Tally
from consortium.tests.factories import CollegeFactory
from pathways.queries.gaps_counting import transition_plans
from pathways.tests.planning import plan_for

pytestmark = pytest.mark.django_db

JUNE_30, JULY_1 = datetime.date(2026, 6, 30), datetime.date(2026, 7, 1)
OCTOBER, NOVEMBER = datetime.date(2026, 10, 15), datetime.date(2026, 11, 23)
QUARTER = datetime.date(2026, 10, 1), NOVEMBER


def made(on, target=2027, convening=True, courses=0, **fields):
    return plan_for(made_on=on, target_year=target, made_at_convening=convening, courses=courses, **fields)


def test_made_there_in_the_school_year_for_the_next():
    counted = [made(JULY_1), made(OCTOBER, courses=2), made(NOVEMBER)]
    made(JUNE_30)  # in the year before
    made(NOVEMBER + datetime.timedelta(days=1))
    made(OCTOBER, target=2026)
    made(OCTOBER, target=2028)
    made(OCTOBER, target=None)
    made(OCTOBER, convening=False)
    made(None)
    made(OCTOBER, withdrawn_on=NOVEMBER, withdrawn_because="No.")
    count = transition_plans(*QUARTER)
    assert set(count.records) == set(counted)
    assert count.region == Tally(3)
    assert count.breakdowns == {}


def test_in_the_new_school_year_those_of_the_last_no_longer_count():
    made(JUNE_30, target=2026)
    assert transition_plans(JUNE_30, JUNE_30).region == Tally(1)
    assert transition_plans(JULY_1, JULY_1).region == Tally(0)


def test_by_organization():
    college = CollegeFactory()
    made(OCTOBER, owner=college)
    made(OCTOBER)
    assert transition_plans(*QUARTER).by_organization[college.pk] == Tally(1)
    assert transition_plans(*QUARTER, organizations=[college.pk]).region == Tally(1)
