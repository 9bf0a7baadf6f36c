"""Which gaps count as documented on a day."""

import datetime

import pytest

from consortium.counting import Tally
from consortium.tests.factories import OrganizationFactory
from pathways.queries.counting import of_organization
from pathways.queries.gaps_counting import gaps_documented
from pathways.tests.factories import DocumentedGapFactory, ProgramFactory, ProgramGapFactory, SectorFactory

pytestmark = pytest.mark.django_db

JULY, JUNE_30, JULY_1 = datetime.date(2026, 4, 1), datetime.date(2026, 6, 30), datetime.date(2026, 7, 1)
DAY = datetime.timedelta(days=1)
Q4 = JULY, JUNE_30


def test_documented_by_the_day_and_not_set_aside_by_then():
    counted = [
        DocumentedGapFactory(documented_on=JUNE_30),
        DocumentedGapFactory(documented_on=JULY, closed_on=JUNE_30, closed_how="A program was opened."),
        DocumentedGapFactory(documented_on=JULY, dismissed_on=JULY_1, dismissed_because="Not here."),
    ]
    DocumentedGapFactory(documented_on=JULY_1)
    DocumentedGapFactory(documented_on=JULY, dismissed_on=JUNE_30, dismissed_because="Not here.")
    ProgramGapFactory(owner=OrganizationFactory())  # only proposed
    count = gaps_documented(*Q4)
    assert set(count.records) == set(counted)
    assert count.region == Tally(3)
    assert gaps_documented(JULY_1, JULY_1).region == Tally(3)  # one came, one was set aside


def test_by_organization_sector_and_type():
    ours, theirs = OrganizationFactory(), OrganizationFactory()
    health, making = SectorFactory(name="Health"), SectorFactory(name="Making")
    DocumentedGapFactory(owner=ours, sector=health, documented_on=JULY)
    DocumentedGapFactory(owner=ours, sector=None, documented_on=JULY)
    welding = ProgramFactory(sector=making)
    DocumentedGapFactory(
        owner=theirs, sector=making, kind="high_school_to_college", soc="", program=welding, documented_on=JULY
    )
    count = gaps_documented(*Q4)
    assert count.by_organization == {ours.pk: Tally(2), theirs.pk: Tally(1)}
    assert count.breakdowns == {
        "sector": {"Health": Tally(1), "Making": Tally(1), "No sector": Tally(1)},
        "gap type": {"High school to college": Tally(1), "Programs to labor market": Tally(2)},
    }
    assert gaps_documented(*Q4, organizations=[theirs.pk]).region == Tally(1)
    assert of_organization(count.records, ours).count() == 2
