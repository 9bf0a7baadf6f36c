"""Members read documented gaps and plans that were made; owners' reporters and the office write; drafts are theirs."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from consortium.tests.factories import CollegeFactory, MembershipFactory, OrganizationFactory
from pathways.models import AlignmentPlan, ProgramGap
from pathways.tests.factories import AlignmentPlanFactory, DocumentedGapFactory, PlanStepFactory, ProgramGapFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def gap(district):
    return DocumentedGapFactory(owner=district)


@pytest.fixture
def step(district):
    return PlanStepFactory(plan__owner=district, title="Welding 1")


def writing(gap, step):
    """(method, address) of every page that writes."""
    for name in ("gap-edit", "gap-dismiss", "gap-close"):
        yield from ((method, reverse(name, args=[gap.pk])) for method in ("get", "post"))
    for name in ("plan-edit", "plan-withdraw"):
        yield from ((method, reverse(name, args=[step.plan_id])) for method in ("get", "post"))
    yield from ((method, reverse("plan-step-edit", args=[step.pk])) for method in ("get", "post"))
    yield "post", reverse("gap-reopen", args=[gap.pk])
    yield "post", reverse("plan-take-up", args=[step.plan_id])
    yield "post", reverse("plan-step-new", args=[step.plan_id])
    for name in ("plan-step-move", "plan-step-delete"):
        yield "post", reverse(name, args=[step.pk])


def answers(client, gap, step):
    return {getattr(client, method)(page).status_code for method, page in writing(gap, step)}


def test_members_and_other_reporters_read_and_do_not_write(gap, step, member, other_reporter, signed_in):
    for person in (member, other_reporter):
        client = signed_in(person)
        for page in (reverse("gaps"), reverse("gap-list"), reverse("plans"), gap.get_absolute_url()):
            assert client.get(page).status_code == 200
        shown = client.get(step.plan.get_absolute_url())
        assert shown.status_code == 200
        assert shown.context["may_write"] is False
        assert answers(client, gap, step) == {403}
    assert ProgramGap.objects.get().dismissed_on is None
    assert step.plan.steps.get().title == "Welding 1"


def test_members_record_neither(member, signed_in):
    client = signed_in(member)
    pages = [reverse("gap-new"), reverse("plan-new"), reverse("gaps-in-document"), reverse("gap-set-aside")]
    assert [client.get(page).status_code for page in pages] == [403] * 4
    assert [client.post(page).status_code for page in pages] == [403] * 4


def test_strangers_find_nothing(gap, step, stranger, signed_in):
    client = signed_in(stranger)
    assert answers(client, gap, step) == {404}
    names = ["gaps", "gap-list", "gap-new", "gap-set-aside", "gaps-in-document", "plans", "plan-new"]
    pages = [*map(reverse, names), gap.get_absolute_url(), step.plan.get_absolute_url()]
    assert {client.get(page).status_code for page in pages} == {404}


def test_what_is_only_proposed_and_drafts_are_the_owners_and_the_offices(
    district, reporter, other_reporter, member, office, signed_in
):
    proposed, draft = ProgramGapFactory(owner=district), AlignmentPlanFactory(owner=district, made_on=None)
    nobodys = ProgramGapFactory(owner=None)
    seen = {reporter: [200, 200, 404], office: [200, 200, 200]}
    for person in (reporter, other_reporter, member, office):
        client = signed_in(person)
        pages = [row.get_absolute_url() for row in (proposed, draft, nobodys)]
        assert [client.get(page).status_code for page in pages] == seen.get(person, [404] * 3)
        listed = len(client.get(reverse("gap-list")).context["rows"])
        assert listed == {reporter: 1, office: 2}.get(person, 0)
        assert len(client.get(reverse("plans")).context["rows"]) == (person in seen)


def test_a_reporter_documents_gaps_and_makes_plans_of_their_own_only(reporter, district, signed_in):
    client, other, today = signed_in(reporter), OrganizationFactory(), timezone.localdate()
    typed = {
        "kind": "labor_market", "title": "Welders", "description": "Few.", "evidence": "Data.", "documented_on": today,
    }  # fmt: skip
    assert client.post(reverse("gap-new"), typed | {"owner": other.pk}).status_code == 422
    assert client.post(reverse("gap-new"), typed | {"owner": ""}).status_code == 422
    assert client.post(reverse("gap-new"), typed | {"owner": district.pk}).status_code == 302
    assert client.post(reverse("plan-new"), {"title": "A plan", "owner": other.pk}).status_code == 422
    assert client.post(reverse("plan-new"), {"title": "A plan", "owner": district.pk}).status_code == 302
    assert ProgramGap.objects.get().owner == AlignmentPlan.objects.get().owner == district
    assert client.post(reverse("gap-set-aside")).status_code == 403  # what nobody owns is the office's


def test_a_college_district_writes_for_its_colleges(signed_in):
    parent = OrganizationFactory(kind="college_district")
    person = MembershipFactory(organization=parent, role="reporter").user
    plan = AlignmentPlanFactory(owner=CollegeFactory(parent=parent), made_on=None)
    assert signed_in(person).get(reverse("plan-edit", args=[plan.pk])).status_code == 200


def test_a_gap_taken_up_by_others_is_not_named_before_it_is_documented(other_reporter, signed_in, district):
    from pathways.tests.factories import OccupationFactory

    OccupationFactory(soc="51-4121", title="Welders", annual_openings=9)
    gap = ProgramGapFactory(soc="51-4121", sector=None, owner=district, title="Their own words")
    client = signed_in(other_reporter)
    page = client.get(reverse("gaps"))
    assert [(row.title, taken, key) for row, taken, key in page.context["rows"]] == [("Welders", None, gap.pk)]
    sent_on = client.get(f"{reverse('gap-new')}?soc=51-4121")
    assert sent_on.url == reverse("gaps")
    ProgramGap.objects.filter(pk=gap.pk).update(
        description="Few.", evidence="Data.", documented_on=datetime.date(2026, 9, 1)
    )
    assert client.get(f"{reverse('gap-new')}?soc=51-4121").url == gap.get_absolute_url()
