"""Two people in one row: the second is told, sees both texts, and nothing is overwritten in silence."""

import datetime

import pytest

from consortium.tests import factories
from goals.models import GradeStrategy
from goals.rules import agreed
from goals.tests.agreeing import HTMX, content, typed
from goals.tests.factories import GradeStrategyFactory, ObjectiveFactory

pytestmark = pytest.mark.django_db

SINCE = datetime.date(2026, 9, 1)


@pytest.fixture
def client(office, signed_in):
    return signed_in(office)


@pytest.fixture
def other(office, signed_in):
    """Somebody else of the office."""
    colleague = factories.MembershipFactory(
        user__name="Ana Example", organization=office.memberships.get().organization, role="staff"
    ).user
    return signed_in(colleague)


@pytest.mark.parametrize("how", [{}, HTMX], ids=["page", "in place"])
def test_the_second_is_told_and_sees_both(client, other, how):
    row = ObjectiveFactory(text="As it was", stage_on=SINCE)
    url = f"/goals/objectives/{row.pk}/edit/"
    mine, theirs = typed(row, text="What I typed"), typed(row, text="What Ana wrote", due="2027-03-01")
    other.post(url, theirs)
    answer = client.post(url, mine, **how)
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 409
    assert "Ana Example changed this" in page
    assert "What Ana wrote" in page
    assert '<span class="caption">Saved there</span> March 1, 2027' in page
    assert page.count("What I typed") == 2  # beside hers, and in the field
    assert content(row)[0] == "What Ana wrote"


def test_saving_again_is_a_choice(client, other):
    row = ObjectiveFactory(text="As it was", stage_on=SINCE)
    url = f"/goals/objectives/{row.pk}/edit/"
    mine = typed(row, text="What I typed")
    other.post(url, typed(row, text="What Ana wrote"))
    page = client.post(url, mine).content.decode()
    assert 'name="version" value="2"' in page
    assert client.post(url, mine | {"version": "2"}).status_code == 302
    assert content(row)[0] == "What I typed"


def test_a_third_change_in_between_is_told_again(client, other):
    row = ObjectiveFactory(text="As it was", stage_on=SINCE)
    url = f"/goals/objectives/{row.pk}/edit/"
    mine = typed(row, text="What I typed")
    other.post(url, typed(row, text="One"))
    other.post(url, typed(row, text="Two", version=2))
    assert client.post(url, mine | {"version": "2"}).status_code == 409
    assert content(row)[0] == "Two"


def test_two_who_write_the_same_are_in_nobodys_way(client, other):
    row = ObjectiveFactory(stage_on=SINCE)
    url = f"/goals/objectives/{row.pk}/edit/"
    same = typed(row, text="The same words")
    assert [other.post(url, same).status_code, client.post(url, same).status_code] == [302, 302]
    assert content(row)[3] == 2


@pytest.mark.parametrize("version", ["", "one", "-1", "9" * 40])
def test_a_form_without_its_version_overwrites_nothing(client, version):
    row = ObjectiveFactory(text="As it was", stage_on=SINCE)
    url = f"/goals/objectives/{row.pk}/edit/"
    assert client.post(url, typed(row, text="Typed", version=version)).status_code == 409
    assert content(row)[0] == "As it was"


def test_moving_a_row_is_no_change_of_what_it_says(client, other):
    row = ObjectiveFactory(stage_on=SINCE)
    ObjectiveFactory(goal=row.goal)
    mine = typed(row, text="What I typed")
    other.post(f"/goals/objectives/{row.pk}/move/", {"direction": "down"})
    assert client.post(f"/goals/objectives/{row.pk}/edit/", mine).status_code == 302
    row.refresh_from_db()
    assert (row.text, row.order) == ("What I typed", 2)


def test_a_row_that_was_deleted_meanwhile_is_said_to_be_gone(client):
    row = ObjectiveFactory()
    item = type(row).objects.get(pk=row.pk)
    row.delete()
    item.text = "Typed"
    with pytest.raises(agreed.Refused, match="Somebody has deleted this meanwhile"):
        agreed.save(item, 1)


def test_of_two_who_write_a_grade_first_the_second_is_told(client, other):
    url = "/goals/grades/8/edit/"
    other.post(url, {"goal": "What Ana wrote", "version": "0"})
    answer = client.post(url, {"goal": "What I typed", "strategy": "Mine", "version": "0"}, **HTMX)
    assert answer.status_code == 409
    assert "What Ana wrote" in answer.content.decode()
    assert GradeStrategy.objects.get().goal == "What Ana wrote"


def test_a_change_in_the_admin_is_noticed_by_an_open_form(client):
    row = GradeStrategyFactory(grade=7)
    answer = client.post(
        f"/admin/goals/gradestrategy/{row.pk}/change/",
        {"goal": "By the admin", "strategy": row.strategy, "owner": "", "documented_on": "2026-09-01"},
    )
    assert answer.status_code == 302
    assert client.post("/goals/grades/7/edit/", {"goal": "Mine", "version": "1"}).status_code == 409
    row.refresh_from_db()
    assert row.goal == "By the admin"
