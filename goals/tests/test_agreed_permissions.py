"""Every member reads what was agreed; only the office writes; strangers find nothing."""

import pytest

from goals.models import GradeStrategy, Objective
from goals.tests.agreeing import HTMX, content, goal_of, typed
from goals.tests.factories import ObjectiveFactory

pytestmark = pytest.mark.django_db

READERS = ["member", "reporter", "other_reporter"]


@pytest.fixture
def row(db):
    return ObjectiveFactory(goal=goal_of(), text="As it was")


def writes(row):
    """(address, what is posted) of everything that changes something."""
    under = f"/goals/objectives/{row.pk}"
    return [
        (f"{under}/edit/", typed(row, text="Changed")),
        (f"{under}/move/", {"direction": "up"}),
        (f"{under}/delete/", {"version": "1"}),
        (f"{under}/strategies/new/", typed()),
        ("/goals/en/2/objectives/new/?year=2026-27", typed()),
        ("/goals/en/2/carry-over/?year=2026-27", {}),
        ("/goals/grades/6/edit/", {"goal": "Changed", "version": "0"}),
    ]


@pytest.mark.parametrize(("person", "status"), [*((reader, 403) for reader in READERS), ("stranger", 404)])
@pytest.mark.parametrize("how", [{}, HTMX], ids=["page", "in place"])
def test_nobody_but_the_office_writes(request, signed_in, row, person, status, how):
    client = signed_in(request.getfixturevalue(person))
    assert {client.post(url, data, **how).status_code for url, data in writes(row)} == {status}
    assert [content(one)[0] for one in Objective.objects.all()] == ["As it was"]
    assert GradeStrategy.objects.count() == 0


@pytest.mark.parametrize("person", READERS)
def test_every_member_reads(request, signed_in, row, person):
    client = signed_in(request.getfixturevalue(person))
    assert "As it was" in client.get(f"/goals/objectives/{row.pk}/row/", **HTMX).content.decode()
    page = client.get("/goals/grades/").content.decode()
    assert "Grade 6" in page
    assert "/edit/" not in page


def test_strangers_and_visitors_find_nothing(signed_in, stranger, row):
    for url in (f"/goals/objectives/{row.pk}/row/", "/goals/grades/", "/goals/grades/6/row/"):
        assert signed_in(stranger).get(url, **HTMX).status_code == 404
        assert signed_in(None).get(url).url.startswith("/accounts/login/")
