"""Outcomes, objectives and strategies are added and changed in place, and the same without script."""

import datetime

import pytest
from django.utils import timezone

from consortium.tests.factories import OrganizationFactory
from goals.models import Objective, Strategy, StudentOutcome
from goals.models.agreed import Stage
from goals.tests.agreeing import HTMX, content, goal_of, typed
from goals.tests.factories import ObjectiveFactory, StrategyFactory, StudentOutcomeFactory

pytestmark = pytest.mark.django_db

KINDS = [("outcomes", StudentOutcomeFactory), ("objectives", ObjectiveFactory), ("strategies", StrategyFactory)]
SINCE = datetime.date(2026, 9, 1)


@pytest.fixture
def client(office, signed_in):
    return signed_in(office)


@pytest.mark.parametrize(("slug", "factory"), KINDS)
def test_a_row_turns_into_its_form_and_back_into_a_row(client, slug, factory):
    row = factory(stage_on=SINCE)
    url = f"/goals/{slug}/{row.pk}/edit/"
    form = client.get(url, **HTMX).content.decode()
    assert "<html" not in form
    assert f'id="{slug}-{row.pk}-item"' in form
    answer = client.post(url, typed(row, text="In better words"), **HTMX)
    assert answer.status_code == 200
    assert f'<div class="agreed-item" id="{slug}-{row.pk}-item">' in answer.content.decode()
    assert content(row) == ("In better words", Stage.DRAFTED, SINCE, 2)


@pytest.mark.parametrize(("slug", "factory"), KINDS)
def test_without_script_the_form_is_a_page_and_saving_leads_back_to_the_goal(client, slug, factory):
    row = factory(stage_on=SINCE)
    url = f"/goals/{slug}/{row.pk}/edit/?year=2026-27"
    assert "<html" in client.get(url).content.decode()
    answer = client.post(url, typed(row, text="In better words"))
    assert (answer.status_code, answer.url) == (302, f"/goals/en/2/?year=2026-27#{slug}-{row.pk}")
    assert content(row) == ("In better words", Stage.DRAFTED, SINCE, 2)


def test_a_form_that_is_left_becomes_the_row_again(client, member, signed_in):
    row = ObjectiveFactory()
    url = f"/goals/objectives/{row.pk}/row/"
    assert row.text in client.get(url, **HTMX).content.decode()
    assert client.get(url).url == f"/goals/en/2/#objectives-{row.pk}"
    assert "Edit" not in signed_in(member).get(url, **HTMX).content.decode()


def test_new_rows_stand_last(client):
    goal = goal_of()
    first = ObjectiveFactory(goal=goal, order=4)
    owner = OrganizationFactory()
    answer = client.post("/goals/en/2/objectives/new/?year=2026-27", typed(owner=owner.pk), **HTMX)
    assert 'hx-swap-oob="beforeend:#list-objectives"' in answer.content.decode()
    new = Objective.objects.exclude(pk=first.pk).get()
    assert (new.goal, new.text, new.owner, new.order, new.version) == (goal, "A step", owner, 5, 1)
    client.post("/goals/en/2/outcomes/new/?year=2026-27", typed(text="A gain"))
    assert StudentOutcome.objects.get().goal == goal
    answer = client.post(f"/goals/objectives/{new.pk}/strategies/new/", typed(text="A way"))
    strategy = Strategy.objects.get()
    assert (strategy.objective, strategy.order) == (new, 1)
    assert answer.url == f"/goals/en/2/#strategies-{strategy.pk}"


def test_a_new_row_goes_to_the_wording_of_the_chosen_year(client):
    former, later = goal_of(2025), goal_of(2026)
    client.post("/goals/en/2/objectives/new/?year=2025-26", typed(text="For then"))
    client.post("/goals/en/2/objectives/new/?year=2026-27", typed(text="For now"))
    assert former.objectives.get().text == "For then"
    assert later.objectives.get().text == "For now"


@pytest.mark.parametrize("kind", ["strategies", "wishes"])
def test_only_outcomes_and_objectives_are_added_to_a_goal(client, kind):
    goal_of()
    assert client.post(f"/goals/en/2/{kind}/new/?year=2026-27", typed()).status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": " "}, "Write what is agreed."),
        ({"text": "x" * 2001}, "Shorten it to 2,000 characters; it has 2001."),
        ({"stage_on": "2099-01-01"}, "This day is still to come."),
        ({"stage_on": ""}, "Say since when it has this stage."),
        ({"due": "0026-10-01"}, "Write the year with four digits"),
        ({"stage": "wished"}, "wished is not one of the available choices"),
        ({"stage": "approved"}, "Since then it was drafted. Say since when it is approved"),
    ],
)
def test_what_cannot_be_saved_says_why_and_keeps_what_was_typed(client, changes, sentence):
    row = ObjectiveFactory(stage_on=SINCE, text="As it was")
    answer = client.post(f"/goals/objectives/{row.pk}/edit/", typed(row, **({"text": "Typed"} | changes)), **HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert changes.get("text", "Typed").strip() in page
    assert content(row) == ("As it was", Stage.DRAFTED, SINCE, 1)


def test_another_stage_has_a_day_of_its_own_unless_one_insists(client):
    row = ObjectiveFactory(stage_on=SINCE)
    url = f"/goals/objectives/{row.pk}/edit/"
    answer = client.post(url, typed(row, stage="approved"))
    assert (answer.status_code, answer.context["form"]["same_day"].value()) == (422, "on")
    client.post(url, typed(row, stage="approved", same_day="on"))
    assert content(row)[1:] == (Stage.APPROVED, SINCE, 2)
    client.post(url, typed(row, stage="disseminated", stage_on="2026-09-20"))
    assert content(row)[1:] == (Stage.DISSEMINATED, datetime.date(2026, 9, 20), 3)


def test_saving_what_stands_there_already_changes_nothing(client):
    row = ObjectiveFactory(stage_on=SINCE)
    client.post(f"/goals/objectives/{row.pk}/edit/", typed(row))
    assert row.history.count() == 1
    assert content(row)[3] == 1


def test_today_is_offered_as_the_day_of_a_new_row(client):
    goal_of()
    page = client.get("/goals/en/2/outcomes/new/?year=2026-27").content.decode()
    assert f'value="{timezone.localdate():%Y-%m-%d}"' in page


def test_a_form_takes_as_many_queries_however_many_rows_there_are(client, django_assert_num_queries):
    row = ObjectiveFactory()
    url = f"/goals/objectives/{row.pk}/edit/"
    client.get(url, **HTMX)
    with django_assert_num_queries(5):  # session, user, membership; the row; owners to choose from
        client.get(url, **HTMX)
    ObjectiveFactory.create_batch(5, goal=row.goal)
    with django_assert_num_queries(5):
        client.get(url, **HTMX)
