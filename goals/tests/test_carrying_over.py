"""What stands under a goal's former wording is carried over to the new one, at the press of a button."""

import datetime

import pytest

from goals.models import Objective
from goals.models.agreed import Stage
from goals.queries.agreed import predecessor, section
from goals.rules import agreed
from goals.tests.agreeing import TODAY, goal_of
from goals.tests.factories import ObjectiveFactory, StrategyFactory, StudentOutcomeFactory

pytestmark = pytest.mark.django_db

URL = "/goals/en/2/carry-over/?year=2026-27"


@pytest.fixture
def former(db):
    """A goal of the edition from 2024-25 on, with an outcome, two objectives and a strategy."""
    goal = goal_of(2024)
    second = ObjectiveFactory(goal=goal, text="two", order=2, stage=Stage.APPROVED, due=datetime.date(2027, 1, 1))
    ObjectiveFactory(goal=goal, text="one", order=1)
    StrategyFactory(objective=second, text="the way", owner=second.owner)
    StudentOutcomeFactory(goal=goal, text="gain")
    return goal


@pytest.fixture
def goal(former):
    return goal_of(2026)


def facts(goal):
    """All that stands under a goal, but its keys."""
    names = ("text", "owner", "stage", "stage_on", "due", "order")
    return (
        list(goal.outcomes.values_list(*names)),
        [
            (objective, list(Objective.objects.get(pk=pk).strategies.values_list(*names)))
            for pk, *objective in goal.objectives.values_list("pk", *names)
        ],
    )


def test_it_keeps_texts_owners_stages_days_and_order(signed_in, office, former, goal):
    answer = signed_in(office).post(URL, follow=False)
    assert answer.url == "/goals/en/2/?year=2026-27#agreed"
    assert facts(goal) == facts(former)
    assert goal.objectives.count() == 2
    assert [objective.text for objective in former.objectives.all()] == ["one", "two"]


def test_it_is_offered_to_the_office_where_nothing_stands_yet(former, goal):
    assert section(goal, TODAY, may_edit=True).former == former.edition
    assert section(goal, TODAY, may_edit=False).former is None
    StudentOutcomeFactory(goal=goal)
    assert section(goal, TODAY, may_edit=True).former is None


def test_only_the_same_goal_of_the_edition_before_counts(former, goal):
    between = goal_of(2025)
    assert predecessor(goal_of(2026, number=3)) is None
    assert predecessor(former) is None
    assert predecessor(between) == former
    assert predecessor(goal) is None  # the edition before has this goal, and nothing under it


def test_a_second_press_copies_nothing(signed_in, office, former, goal):
    client = signed_in(office)
    client.post(URL)
    client.post(URL)
    assert goal.objectives.count() == 2


def test_without_a_former_wording_there_is_nothing_to_carry_over(former):
    former.objectives.all().delete()
    former.outcomes.all().delete()
    with pytest.raises(agreed.Refused, match="Nothing stands under this goal in the former edition"):
        agreed.carry_over(former)
