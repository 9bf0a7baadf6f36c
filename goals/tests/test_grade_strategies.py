"""Goal and strategy for each grade: eight rows that are always shown, and since when they are documented."""

import datetime

import pytest
from django.utils import timezone

from goals.models import GradeStrategy
from goals.rules.agreed import settle
from goals.tests.agreeing import HTMX
from goals.tests.factories import GradeStrategyFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 10, 15)
SINCE = datetime.date(2026, 9, 1)


@pytest.fixture
def client(office, signed_in):
    return signed_in(office)


def row(grade):
    return GradeStrategy.objects.get(grade=grade)


def test_all_eight_are_shown_before_anything_is_written_and_looking_writes_nothing(client):
    page = client.get("/goals/grades/").content.decode()
    assert [grade for _, grade in GradeStrategy.GRADES if f'<th scope="row">{grade}</th>' not in page] == []
    assert "0 of 8 are documented." in page
    assert GradeStrategy.objects.count() == 0


def test_the_page_says_how_many_are_documented_and_which_are_missing(signed_in, member):
    for grade in (6, 7, 9, 10, 12, 13):
        GradeStrategyFactory(grade=grade)
    GradeStrategyFactory(grade=8, strategy="", documented_on=None)
    page = signed_in(member).get("/goals/grades/").content.decode()
    assert "<strong>6 of 8 are documented.</strong> Missing: Grade 8, Grade 11." in page


@pytest.mark.parametrize(
    ("goal", "strategy", "day", "expected"),
    [
        ("G", "S", None, TODAY),
        ("G", "S", SINCE, SINCE),
        ("G", "", SINCE, None),
        ("", "S", SINCE, None),
        ("", "", None, None),
    ],
)
def test_a_grade_is_documented_from_the_day_both_are_there(goal, strategy, day, expected):
    grade = GradeStrategy(grade=6, goal=goal, strategy=strategy, documented_on=day)
    settle(grade, TODAY)
    assert grade.documented_on == expected


def test_both_texts_document_a_grade_today_and_taking_one_away_ends_it(client):
    url = "/goals/grades/11/edit/"
    client.post(url, {"goal": "Know the way to college", "version": "0"})
    assert (row(11).documented_on, row(11).version) == (None, 1)
    client.post(url, {"goal": "Know the way to college", "strategy": "Workshops", "version": "1"})
    assert (row(11).documented_on, row(11).version) == (timezone.localdate(), 2)
    client.post(url, {"goal": "", "strategy": "Workshops", "documented_on": "2026-09-01", "version": "2"})
    assert (row(11).goal, row(11).documented_on, row(11).version) == ("", None, 3)


def test_somebody_says_since_when(client):
    posted = {"goal": "G", "strategy": "S", "documented_on": "2026-09-01", "version": "0"}
    answer = client.post("/goals/grades/13/edit/", posted)
    assert answer.url == "/goals/grades/#grade-13"
    assert row(13).documented_on == SINCE


def test_nothing_is_documented_ahead_of_time(client):
    posted = {"goal": "G", "strategy": "S", "documented_on": "2099-09-01", "version": "0"}
    answer = client.post("/goals/grades/6/edit/", posted, **HTMX)
    assert answer.status_code == 422
    assert "This day is still to come." in answer.content.decode()
    assert GradeStrategy.objects.count() == 0


def test_saving_an_empty_form_writes_no_row(client):
    assert client.post("/goals/grades/6/edit/", {"version": "0"}).status_code == 302
    assert GradeStrategy.objects.count() == 0


def test_in_place_the_row_comes_back_with_the_count(client):
    posted = {"goal": "G", "strategy": "S", "version": "0"}
    page = client.post("/goals/grades/6/edit/", posted, **HTMX).content.decode()
    assert page.lstrip().startswith('<tr id="grade-6">')
    assert "1 of 8 are documented." in page
    assert '<tr id="grade-6" class="form-row">' in client.get("/goals/grades/6/edit/", **HTMX).content.decode()
    assert client.get("/goals/grades/6/row/").url == "/goals/grades/#grade-6"


@pytest.mark.parametrize("grade", [0, 5, 14, 99999999])
def test_other_grades_are_not_found(client, grade):
    assert client.get(f"/goals/grades/{grade}/edit/").status_code == 404
