"""What stands under a goal as its page shows it: to whom, in which words, and with how many queries."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consortium.tests.factories import OrganizationFactory
from goals.models import Goal, GradeStrategy
from goals.models.agreed import Stage
from goals.queries.agreed import KINDS, Line
from goals.tests.factories import GradeStrategyFactory, ObjectiveFactory, StrategyFactory, StudentOutcomeFactory
from indicators.loading import load_frameworks
from indicators.planning import open_year

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 12, 1)
EARLIER = datetime.date(2026, 11, 29)


@pytest.fixture
def goal(db):
    year = open_year(2026)
    load_frameworks(year)
    return Goal.objects.get(edition__framework__code="CP", number=1)


def page(client, address="/goals/cp/1/?year=2026-27"):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_member_reads_outcomes_objectives_and_strategies_in_their_order(signed_in, member, goal):
    owner = OrganizationFactory(name="Example Adult School")
    second = ObjectiveFactory(goal=goal, text="The second step", order=2)
    ObjectiveFactory(goal=goal, text="The first step", order=1, stage=Stage.APPROVED, owner=owner)
    StrategyFactory(objective=second, text="The way")
    StudentOutcomeFactory(goal=goal, text="What students gain")
    shown = page(signed_in(member))
    texts = ["What students gain", "The first step", "The second step", "The way"]
    assert sorted(texts, key=shown.index) == texts
    assert "Approved</span> <span>since September 1, 2026</span> <span>Example Adult School</span>" in shown
    assert "Add an objective" not in shown
    assert "/edit/" not in shown


def test_the_office_finds_what_to_do_on_an_empty_goal(signed_in, office, goal):
    shown = page(signed_in(office))
    assert "No objective has been written down yet." in shown
    assert "/goals/cp/1/objectives/new/?year=2026-27" in shown


@pytest.mark.parametrize(
    ("stage", "due", "days"),
    [
        (Stage.DRAFTED, EARLIER, 2),
        (Stage.APPROVED, EARLIER, 2),
        (Stage.DISSEMINATED, EARLIER, 0),
        (Stage.WITHDRAWN, EARLIER, 0),
        (Stage.DRAFTED, DAY, 0),
        (Stage.DRAFTED, None, 0),
    ],
)
def test_overdue_is_what_should_have_been_done_before_today(goal, stage, due, days):
    objective = ObjectiveFactory(goal=goal, stage=stage, due=due)
    assert Line(KINDS["objectives"], objective, DAY).days_overdue == days


def test_overdue_is_said_in_words(signed_in, member, goal):
    ObjectiveFactory(goal=goal, due=datetime.date(2020, 3, 1))
    assert "Overdue: was due March 1, 2020," in page(signed_in(member))


def test_only_the_goal_with_the_count_of_grades_leads_to_the_strategies_by_grade(signed_in, member, goal):
    client = signed_in(member)
    linked = [n for n in range(1, 9) if "/goals/grades/" in page(client, f"/goals/cp/{n}/?year=2026-27")]
    assert linked == [6]


def rows(goal, number):
    for objective in ObjectiveFactory.create_batch(number, goal=goal, owner=OrganizationFactory()):
        StrategyFactory.create_batch(number, objective=objective, owner=OrganizationFactory())
    StudentOutcomeFactory.create_batch(number, goal=goal, owner=OrganizationFactory())


@pytest.mark.parametrize("person", ["office", "member"])
def test_the_page_takes_as_many_queries_however_much_stands_there(request, signed_in, goal, person):
    client = signed_in(request.getfixturevalue(person))
    rows(goal, 1)
    page(client)
    with CaptureQueriesContext(connection) as few:
        page(client)
    rows(goal, 6)
    with CaptureQueriesContext(connection) as many:
        page(client)
    assert len(many) == len(few)


def test_the_strategies_by_grade_take_as_many_queries_for_one_as_for_eight(signed_in, office):
    client = signed_in(office)
    GradeStrategyFactory(grade=6, owner=OrganizationFactory())
    page(client, "/goals/grades/")
    with CaptureQueriesContext(connection) as few:
        page(client, "/goals/grades/")
    for grade, _ in GradeStrategy.GRADES[1:]:
        GradeStrategyFactory(grade=grade, owner=OrganizationFactory())
    with CaptureQueriesContext(connection) as many:
        page(client, "/goals/grades/")
    assert len(many) == len(few)
