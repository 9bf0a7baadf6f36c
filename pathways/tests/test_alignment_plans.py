"""Which plans count as addressing a documented gap on a day."""

import datetime

import pytest

from consortium.counting import Tally
from consortium.tests.factories import CollegeFactory
from pathways.queries.gaps_counting import alignment_plans
from pathways.tests.factories import DocumentedGapFactory, ProgramGapFactory, SectorFactory
from pathways.tests.planning import plan_for

pytestmark = pytest.mark.django_db

MAY = datetime.date(2026, 5, 4)
JUNE_30, JULY_1 = datetime.date(2026, 6, 30), datetime.date(2026, 7, 1)
SPAN = datetime.date(2026, 4, 1), JUNE_30
GONE = {"withdrawn_because": "Another one took its place."}


@pytest.fixture
def gap():
    return DocumentedGapFactory(documented_on=MAY)


def test_made_by_the_day_with_a_sequence_and_a_documented_gap(gap):
    aside = DocumentedGapFactory(documented_on=MAY, dismissed_on=JUNE_30, dismissed_because="No.")
    counted = [
        plan_for(gap, made_on=JUNE_30),
        plan_for(gap, DocumentedGapFactory(documented_on=MAY), made_on=MAY),  # two gaps, one plan
        plan_for(gap, made_on=MAY, in_effect_on=MAY, done_on=JUNE_30),
        plan_for(gap, made_on=MAY, withdrawn_on=JULY_1, **GONE),
        plan_for(gap, ProgramGapFactory(), made_on=MAY),
    ]
    plan_for(gap, made_on=JULY_1)
    plan_for(gap, made_on=None)
    plan_for(gap, made_on=MAY, courses=0)
    plan_for(gap, made_on=MAY, withdrawn_on=JUNE_30, **GONE)
    plan_for(made_on=MAY)
    plan_for(ProgramGapFactory(), made_on=MAY)
    plan_for(DocumentedGapFactory(documented_on=JULY_1), made_on=MAY)
    plan_for(aside, made_on=MAY)
    count = alignment_plans(*SPAN)
    assert set(count.records) == set(counted)
    assert count.region == Tally(5)


def test_by_organization_and_by_the_sectors_of_its_gaps():
    college = CollegeFactory()
    health, making = SectorFactory(name="Health"), SectorFactory(name="Making")
    one = DocumentedGapFactory(sector=health, documented_on=MAY)
    two = DocumentedGapFactory(sector=health, documented_on=MAY)
    three = DocumentedGapFactory(sector=making, documented_on=MAY)
    proposed = ProgramGapFactory(sector=SectorFactory(name="Never"))
    plan_for(one, two, three, proposed, made_on=MAY, owner=college)
    plan_for(DocumentedGapFactory(sector=None, documented_on=MAY), made_on=MAY)
    count = alignment_plans(*SPAN)
    assert count.by_organization[college.pk] == Tally(1)
    assert count.breakdowns == {"sector": {"Health": Tally(1), "Making": Tally(1), "No sector": Tally(1)}}
    assert alignment_plans(*SPAN, organizations=[college.pk]).region == Tally(1)
