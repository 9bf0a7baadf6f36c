"""Which documents and grades count: action plans, best practices, tools for pathways, strategies by grade."""

import datetime

import pytest

from consortium.counting import Tally
from consortium.models import Organization
from consortium.tests.factories import (
    CollegeFactory,
    OrganizationFactory,
    OrganizationYearFactory,
    SchoolYearFactory,
    WorkingGroupFactory,
)
from goals.queries import counting
from goals.tests.factories import (
    DocumentFactory,
    DocumentStageFactory,
    DocumentVersionFactory,
    FrameworkFactory,
    GradeStrategyFactory,
)

pytestmark = pytest.mark.django_db

JULY = datetime.date(2026, 7, 1)
SEPTEMBER_15 = datetime.date(2026, 9, 15)
SEPTEMBER_30 = datetime.date(2026, 9, 30)
OCTOBER_1 = datetime.date(2026, 10, 1)
Q1 = JULY, SEPTEMBER_30
WITHDRAWN = {"withdrawn_on": SEPTEMBER_15, "withdrawn_because": "Out of date."}


def district(low=0, high=12, joined=True, **fields):
    found = OrganizationFactory(**fields)
    OrganizationYearFactory(
        organization=found, year=SchoolYearFactory(), member=joined, lowest_grade=low, highest_grade=high
    )
    return found


def plan(owner, approved_on=SEPTEMBER_15, stage="approved", **fields):
    document = DocumentFactory(kind="action_plan", owner=owner, **fields)
    if approved_on:
        DocumentStageFactory(document=document, name=stage, reached_on=approved_on)
    return document


def test_districts_with_an_approved_plan_in_force():
    approved = district()
    plan(approved)
    plan(approved, approved_on=SEPTEMBER_30)  # two plans, one district
    high = district(9, 12)
    plan(high, expires_on=SEPTEMBER_30)  # its last day is the day asked about
    for number, refused in enumerate(
        [
            {"stage": "reviewed"},
            {"approved_on": OCTOBER_1},
            {"approved_on": None},
            {"expires_on": datetime.date(2026, 9, 29)},
            WITHDRAWN,
            {"begun_on": OCTOBER_1},
        ]
    ):
        plan(district(name=f"Refused {number}"), **refused)
    plan(district(0, 5))  # grades that the plan is not about
    plan(district(joined=False))
    plan(CollegeFactory())
    DocumentStageFactory(document=DocumentFactory(kind="guideline", owner=district()))  # another kind
    count = counting.action_plans(*Q1)
    assert count.region == Tally(2, 9)
    assert set(count.records) == {approved, high}
    assert count.by_organization[approved.pk] == Tally(1, 1)
    assert count.breakdowns["grade band"] == {counting.MIDDLE: Tally(1, 8), counting.HIGH: Tally(2, 9)}


def test_only_the_districts_asked_for_are_counted():
    mine, other = district(), district()
    plan(mine)
    plan(other)
    count = counting.action_plans(*Q1, organizations=[mine.pk])
    assert (count.region, count.by_organization) == (Tally(1, 1), {mine.pk: Tally(1, 1)})


def test_county_offices_and_charters_are_districts_too():
    plan(district(kind=Organization.Kind.COUNTY_OFFICE))
    district(kind=Organization.Kind.CHARTER)
    assert counting.action_plans(*Q1).region == Tally(1, 2)


@pytest.fixture
def group():
    return FrameworkFactory(code="EN", working_group=WorkingGroupFactory()).working_group


def test_best_practices_are_collected_by_the_group_and_posted_in_its_folder(group):
    def practice(**fields):
        return DocumentFactory(**{"kind": "best_practice", "folder": group, **fields})

    posted = practice(posted_on=SEPTEMBER_30)
    DocumentVersionFactory(document=posted, number=1)
    DocumentVersionFactory(document=posted, number=2)
    later = practice(posted_on=OCTOBER_1)
    collected = practice()
    practice(begun_on=OCTOBER_1)
    practice(posted_on=SEPTEMBER_15, **WITHDRAWN)
    practice(folder=WorkingGroupFactory(), posted_on=SEPTEMBER_15)
    practice(folder=None, posted_on=SEPTEMBER_15)
    practice(kind="guideline", posted_on=SEPTEMBER_15)
    assert set(counting.best_practices_collected(*Q1).records) == {posted, later, collected}
    assert counting.best_practices_collected(*Q1).region == Tally(3)
    assert counting.best_practices_posted(*Q1).region == Tally(1)
    assert list(counting.best_practices_posted(*Q1).records) == [posted]


def test_tools_are_posted_and_in_use():
    guideline = DocumentFactory(kind="guideline", posted_on=SEPTEMBER_30)
    tool = DocumentFactory(kind="tool", posted_on=SEPTEMBER_15)
    DocumentFactory(kind="tool", posted_on=SEPTEMBER_15, **WITHDRAWN)
    DocumentFactory(kind="tool", posted_on=SEPTEMBER_15, expires_on=SEPTEMBER_15)
    DocumentFactory(kind="tool")
    DocumentFactory(kind="tool", posted_on=OCTOBER_1)
    DocumentFactory(kind="other", posted_on=SEPTEMBER_15)
    count = counting.pathway_tools(*Q1)
    assert set(count.records) == {guideline, tool}
    assert count.region == Tally(2)
    assert count.by_organization == {guideline.owner_id: Tally(1), tool.owner_id: Tally(1)}


def test_a_grade_counts_with_both_a_goal_and_a_strategy():
    GradeStrategyFactory(grade=6, documented_on=SEPTEMBER_30)
    GradeStrategyFactory(grade=7, documented_on=OCTOBER_1)
    GradeStrategyFactory(grade=8, strategy="", documented_on=None)
    GradeStrategyFactory(grade=9, goal="", documented_on=None)
    GradeStrategyFactory(grade=10, documented_on=None)
    bridge = GradeStrategyFactory(grade=13, documented_on=JULY)
    count = counting.grade_coverage(*Q1)
    assert count.region == Tally(2, 8)
    assert list(count.records.order_by("grade"))[-1] == bridge
    assert count.breakdowns["grade"]["Bridge to college"] == Tally(1, 1)
    assert count.breakdowns["grade"]["Grade 7"] == Tally(0, 1)
