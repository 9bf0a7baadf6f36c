"""A plan with its gaps and its sequence of courses: written, put in order, withdrawn, taken up again."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from consortium.tests.factories import SchoolFactory
from pathways.models import AlignmentPlan, PlanStep
from pathways.rules import plans as rules
from pathways.tests.factories import (
    AlignmentPlanFactory,
    CollegeProgramFactory,
    CourseFactory,
    DocumentedGapFactory,
    PlanStepFactory,
    ProgramFactory,
)
from pathways.tests.planning import plan_for

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 23)


@pytest.fixture
def client(reporter, signed_in):
    return signed_in(reporter)


def titles(plan):
    return [step.title for step in plan.steps.all()]


def test_a_plan_names_several_gaps_and_a_target_year(client, district, reporter):
    one, two, three = (DocumentedGapFactory() for _ in range(3))
    page = client.get(f"{reverse('plan-new')}?gap={one.pk}")
    assert page.context["form"].initial["gaps"] == [one.pk]
    this_year = timezone.localdate().year
    typed = {
        "title": "A bridge", "owner": district.pk, "gaps": [one.pk, two.pk], "made_on": timezone.localdate(),
        "target_year": this_year + 1, "made_at_convening": "on",
    }  # fmt: skip
    answer = client.post(reverse("plan-new"), typed)
    plan = AlignmentPlan.objects.get()
    assert answer.url == plan.get_absolute_url()
    assert (set(plan.gaps.all()), plan.target_year, plan.made_at_convening) == ({one, two}, this_year + 1, True)
    assert plan.recorded_by == reporter
    client.post(reverse("plan-edit", args=[plan.pk]), typed | {"gaps": [two.pk, three.pk]})
    assert set(plan.gaps.all()) == {two, three}
    assert [row[0] for row in client.get(two.get_absolute_url()).context["plans"]] == [plan]


def test_a_gap_that_was_set_aside_cannot_be_chosen_but_stays_where_it_was(client, district):
    aside = DocumentedGapFactory(dismissed_on=TODAY, dismissed_because="No.")
    plan = plan_for(aside, owner=district)
    typed = {"title": plan.title, "owner": district.pk, "gaps": [aside.pk], "made_on": plan.made_on}
    assert client.post(reverse("plan-edit", args=[plan.pk]), typed).status_code == 302
    assert client.post(reverse("plan-new"), typed | {"title": "New"}).status_code == 422


def test_courses_on_record_are_found_and_others_are_typed(client, district):
    plan = AlignmentPlanFactory(owner=district)
    school = CourseFactory(title="Welding 1", program=ProgramFactory(), lowest_grade=10, highest_grade=11)
    college = CourseFactory(title="Arc Welding", number="WELD 110", program=CollegeProgramFactory(), term=1)
    CourseFactory(title="Welding 9", program=ProgramFactory(ends_on=datetime.date(2020, 6, 30)))
    found = client.get(f"{plan.get_absolute_url()}?q=weld").context["found"]
    assert found == [college, school]
    add = reverse("plan-step-new", args=[plan.pk])
    assert client.post(add, {"course": school.pk}).status_code == 302
    assert client.post(add, {"step-title": "Bridge", "step-grade": "12"}).status_code == 302
    assert client.post(add, {"course": college.pk}).status_code == 302
    steps = list(plan.steps.all())
    assert [(step.title, step.course, step.when_said) for step in steps] == [
        ("Welding 1", school, "Grade 10"),
        ("Bridge", None, "Grade 12"),
        ("Arc Welding", college, "Term 1"),
    ]
    assert [step.organization for step in steps] == [school.program.organization, None, college.program.organization]
    school.delete()
    assert titles(plan) == ["Welding 1", "Bridge", "Arc Welding"]  # it stays, by its title


def test_what_is_typed_wrong_is_there_again(client, district):
    plan = AlignmentPlanFactory(owner=district)
    answer = client.post(
        reverse("plan-step-new", args=[plan.pk]), {"step-title": "Bridge", "step-grade": "12", "step-term": "1"}
    )
    assert answer.status_code == 422
    assert "not in both" in answer.content.decode()
    assert client.post(reverse("plan-step-new", args=[plan.pk]), {"course": "999"}).status_code == 404
    assert plan.steps.count() == 0


def test_moving_up_and_down_and_taking_out(client, district):
    plan = AlignmentPlanFactory(owner=district)
    first, second, third = (PlanStepFactory(plan=plan, title=word, order=1) for word in ("A", "B", "C"))
    client.post(reverse("plan-step-move", args=[third.pk]), {"direction": "up"})
    assert titles(plan) == ["A", "C", "B"]
    client.post(reverse("plan-step-move", args=[first.pk]), {"direction": "down"})
    assert titles(plan) == ["C", "A", "B"]
    client.post(reverse("plan-step-move", args=[third.pk]), {"direction": "up"})
    assert titles(plan) == ["C", "A", "B"]
    client.post(reverse("plan-step-delete", args=[first.pk]))
    assert titles(plan) == ["C", "B"]
    client.post(reverse("plan-step-edit", args=[second.pk]), {"title": "Bridge", "term": "2", "level": "college"})
    assert (titles(plan), PlanStep.objects.get(pk=second.pk).when_said) == (["C", "Bridge"], "Term 2")
    second.refresh_from_db()
    second.delete()
    with pytest.raises(rules.PlanRefused, match="taken this course out"):
        rules.move_step(PlanStep(pk=second.pk or 0, plan=plan), up=True)


def test_its_state_follows_from_its_days():
    days = [datetime.date(2026, 9, day) for day in (1, 2, 3, 4)]
    plan = AlignmentPlanFactory.build(made_on=days[0], in_effect_on=days[1], done_on=days[2], withdrawn_on=days[3])
    states = [plan.state_on(day) for day in [datetime.date(2026, 8, 31), *days]]
    assert states == ["draft", "made", "in_effect", "done", "withdrawn"]


def test_days_out_of_order_are_refused_in_a_sentence(client, district):
    typed = {"title": "A plan", "owner": district.pk}
    answer = client.post(reverse("plan-new"), typed | {"made_on": "2026-09-02", "in_effect_on": "2026-09-01"})
    assert "A plan is made, then in effect, then carried out" in answer.content.decode()
    answer = client.post(reverse("plan-new"), typed | {"in_effect_on": "2026-09-01"})
    assert "Say first on which day the plan was made." in answer.content.decode()
    answer = client.post(reverse("plan-new"), typed | {"made_on": "2999-09-01"})
    assert list(answer.context["form"].errors) == ["made_on"]
    assert AlignmentPlan.objects.count() == 0
    plan = AlignmentPlanFactory()
    with pytest.raises(IntegrityError, match="alignment_plan_withdrawn_with_a_reason"), transaction.atomic():
        AlignmentPlan.objects.filter(pk=plan.pk).update(withdrawn_on=TODAY)


def test_withdrawn_with_a_reason_and_taken_up_again(client, district):
    plan = AlignmentPlanFactory(owner=district)
    withdraw = reverse("plan-withdraw", args=[plan.pk])
    assert client.post(withdraw, {"reason": "", "day": plan.made_on}).status_code == 422
    before = plan.made_on - datetime.timedelta(days=1)
    assert client.post(withdraw, {"reason": "No.", "day": before}).status_code == 422
    assert client.post(withdraw, {"reason": "No.", "day": plan.made_on}).status_code == 302
    plan.refresh_from_db()
    assert plan.state_on(plan.made_on) == "withdrawn"
    client.post(reverse("plan-take-up", args=[plan.pk]))
    plan.refresh_from_db()
    assert (plan.withdrawn_on, plan.withdrawn_because) == (None, "")
    with pytest.raises(rules.PlanRefused, match="draft"):
        rules.withdraw(AlignmentPlanFactory(made_on=None), TODAY, "No.", TODAY)


def test_schools_own_none(office, signed_in):
    school = SchoolFactory()
    answer = signed_in(office).post(reverse("plan-new"), {"title": "A plan", "owner": school.pk})
    assert list(answer.context["form"].errors) == ["owner"]
