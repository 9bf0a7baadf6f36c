"""What stands under goals comes in as a spreadsheet: under goals that are there, and noticed by open forms."""

import pytest
from django.utils import timezone

from consortium.tests.test_admin_spreadsheets import imported, problems
from goals.models import GradeStrategy, Objective, Strategy
from goals.tests.agreeing import goal_of, typed
from goals.tests.factories import ObjectiveFactory

pytestmark = pytest.mark.django_db

OBJECTIVES = "framework,first_year,number,text,stage,stage_on,order\n"
STRATEGIES = "framework,first_year,number,objective,text,stage,stage_on\n"


@pytest.fixture
def client(office, signed_in):
    return signed_in(office)


def test_new_rows_go_under_the_goal_they_name(client):
    goal = goal_of(2026)
    goal_of(2024)
    assert problems(imported(client, Objective, f"{OBJECTIVES}EN,2026-27,2,A step,approved,2026-09-01,3\n")) == []
    objective = Objective.objects.get()
    assert (objective.goal, objective.stage, objective.order, objective.version) == (goal, "approved", 3, 1)
    assert problems(imported(client, Strategy, f"{STRATEGIES}EN,2026-27,2,A step,A way,drafted,2026-09-01\n")) == []
    assert Strategy.objects.get().objective == objective


def test_a_goal_or_objective_that_is_not_there_is_said(client):
    goal_of(2026)
    answer = imported(client, Objective, f"{OBJECTIVES}EN,2026-27,9,A step,approved,2026-09-01,3\n")
    said = problems(answer)
    assert said[0] == "There is no goal of this number in an edition of this framework from this year on."
    answer = imported(client, Strategy, f"{STRATEGIES}EN,2026-27,2,Another step,A way,drafted,2026-09-01\n")
    assert problems(answer)[0] == "This goal has no objective with this text. Add the objective first."
    assert (Objective.objects.count(), Strategy.objects.count()) == (0, 0)


def test_an_open_form_notices_what_a_file_has_changed(client):
    row = ObjectiveFactory(goal=goal_of(2026), text="A step")
    posted = typed(row, text="Typed")
    imported(client, Objective, f"{OBJECTIVES}EN,2026-27,2,A step,approved,2026-10-01,0\n")
    assert client.post(f"/goals/objectives/{row.pk}/edit/", posted).status_code == 409
    row.refresh_from_db()
    assert (row.text, row.stage, row.version) == ("A step", "approved", 2)


def test_grades_that_come_with_both_texts_are_documented_today(client):
    content = """grade,goal,strategy,documented_on
6,Know careers,Speakers,
7,Know oneself,,
8,Choose,Plans,2026-09-01
"""
    assert problems(imported(client, GradeStrategy, content)) == []
    days = dict(GradeStrategy.objects.values_list("grade", "documented_on"))
    assert [days[6], days[7], days[8].isoformat()] == [timezone.localdate(), None, "2026-09-01"]
