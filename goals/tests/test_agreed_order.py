"""Rows are moved up and down among those beside them, and only drafts are deleted."""

import json

import pytest

from goals.models import Objective, Strategy
from goals.tests.agreeing import HTMX
from goals.tests.factories import ObjectiveFactory, StrategyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(office, signed_in):
    return signed_in(office)


@pytest.fixture
def three(db):
    """Three objectives that were never put into an order, and one of another goal."""
    first = ObjectiveFactory(text="one")
    others = [ObjectiveFactory(goal=first.goal, text=text) for text in ("two", "three")]
    ObjectiveFactory(goal__number=5, text="elsewhere")
    return [first, *others]


def texts(goal):
    return list(goal.objectives.values_list("text", flat=True))


@pytest.mark.parametrize(
    ("place", "direction", "expected"),
    [
        (1, "up", ["two", "one", "three"]),
        (1, "down", ["one", "three", "two"]),
        (0, "up", ["one", "two", "three"]),
        (2, "down", ["one", "two", "three"]),
    ],
)
def test_a_row_goes_one_place_up_or_down(client, three, place, direction, expected):
    answer = client.post(f"/goals/objectives/{three[place].pk}/move/", {"direction": direction})
    assert answer.url == f"/goals/en/2/#objectives-{three[place].pk}"
    assert texts(three[0].goal) == expected
    assert Objective.objects.get(text="elsewhere").order == 0


def test_with_script_the_answer_is_the_order_alone(client, three):
    answer = client.post(f"/goals/objectives/{three[2].pk}/move/", {"direction": "up"}, **HTMX)
    told = json.loads(answer["HX-Trigger"])["rows-ordered"]
    one, two, three_ = (f"objectives-{row.pk}" for row in three)
    assert (answer.status_code, told["rows"]) == (204, [one, three_, two])
    assert told["said"] == "This objective is now number 2 of 3."


def test_strategies_move_within_their_objective(client):
    first = StrategyFactory()
    second = StrategyFactory(objective=first.objective)
    other = StrategyFactory(objective=ObjectiveFactory(goal=first.objective.goal))
    client.post(f"/goals/strategies/{second.pk}/move/", {"direction": "up"})
    assert list(first.objective.strategies.all()) == [second, first]
    assert list(other.objective.strategies.all()) == [other]


def test_a_draft_is_deleted_after_being_asked(client):
    row = ObjectiveFactory()
    url = f"/goals/objectives/{row.pk}/delete/"
    assert row.text in client.get(url).content.decode()
    assert Objective.objects.count() == 1
    assert client.post(url, {"version": "1"}).url == "/goals/en/2/"
    assert Objective.objects.count() == 0


def test_in_place_the_row_gives_way_to_a_sentence(client):
    row = StrategyFactory(text="An idea")
    answer = client.post(f"/goals/strategies/{row.pk}/delete/", {"version": "1"}, **HTMX)
    assert "The strategy “An idea” is deleted." in answer.content.decode()
    assert Strategy.objects.count() == 0


@pytest.mark.parametrize("stage", ["reviewed", "approved", "disseminated", "withdrawn"])
@pytest.mark.parametrize("how", [{}, HTMX], ids=["page", "in place"])
def test_what_is_no_draft_any_more_is_kept(client, stage, how):
    row = ObjectiveFactory(stage=stage)
    answer = client.post(f"/goals/objectives/{row.pk}/delete/", {"version": "1"}, **how)
    assert answer.status_code == 409
    assert "Only drafts are deleted." in answer.content.decode()
    assert Objective.objects.count() == 1
    assert f"/goals/objectives/{row.pk}/delete/" not in client.get(f"/goals/objectives/{row.pk}/edit/").content.decode()


@pytest.mark.parametrize("version", ["", "2", "x"])
def test_what_somebody_has_changed_meanwhile_is_not_deleted(client, version):
    row = ObjectiveFactory()
    answer = client.post(f"/goals/objectives/{row.pk}/delete/", {"version": version})
    assert "Somebody has changed this meanwhile." in answer.content.decode()
    assert Objective.objects.count() == 1


def test_an_objective_does_not_take_its_strategies_with_it(client):
    row = StrategyFactory().objective
    answer = client.post(f"/goals/objectives/{row.pk}/delete/", {"version": "1"})
    assert "Strategies stand under this objective." in answer.content.decode()
    assert Strategy.objects.count() == 1
