"""Decisions: recorded in a meeting, followed until they are done or dropped, and never overwritten in silence."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from indicators.meetings.standing import standing
from indicators.models import Decision
from indicators.tests.factories import DecisionFactory
from indicators.tests.meeting_world import JANUARY, OCTOBER, address, fairs_of, meet
from indicators.tests.sheets import quarter

pytestmark = pytest.mark.django_db

ASKED = {"text": "Ask the districts for dates.", "person": "Lena Lead", "due": "2024-11-30"}
APRIL = datetime.date(2025, 4, 22)


@pytest.fixture
def indicator(working_group, district):
    quarter(2)
    return fairs_of(working_group, district).placements.get().indicator


@pytest.fixture
def meeting(working_group):
    return meet(working_group, OCTOBER, status="held")


def changed(decision, **fields):
    stored = {"text": decision.text, "person": decision.person, "due": decision.due.isoformat()}
    return {**stored, "state": decision.state, "version": decision.version, **fields}


def test_a_member_records_one_about_an_indicator_and_it_stands_there_for_everybody(
    signed_in, member, reporter, meeting, indicator
):
    answer = signed_in(member).post(address(meeting, "decisions/"), ASKED | {"indicator": indicator.pk})
    assert answer.url == f"{address(meeting)}#decisions"
    decision = Decision.objects.get()
    assert (decision.meeting, decision.indicator, decision.recorded_by) == (meeting, indicator, member)
    for page in ("/indicators/EN-2.4/?year=2024-25", "/goals/en/2/?year=2024-25"):
        text = signed_in(reporter).get(page).content.decode()
        assert "Ask the districts for dates." in text
        assert address(meeting) not in text  # the meeting is the group's


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": " "}, "Write what is decided."),
        ({"person": ""}, "Say who sees to it: a person, an organization, or both."),
        ({"due": "30"}, "Write the day as year, month and day"),
        ({"indicator": "987654"}, "Select a valid choice."),
    ],
)
def test_what_is_missing_is_said_in_the_meeting_and_what_was_typed_stays(signed_in, member, meeting, typed, sentence):
    page = signed_in(member).post(address(meeting, "decisions/"), ASKED | {"text": "Keep this."} | typed)
    assert (page.status_code, Decision.objects.count()) == (422, 0)
    assert sentence in page.content.decode()
    assert "text" in typed or "Keep this." in page.content.decode()


def test_the_second_of_two_people_is_told_and_shown_both(signed_in, member, lead, meeting):
    decision = DecisionFactory(meeting=meeting)
    url = address(meeting, f"decisions/{decision.pk}/")
    first, second = changed(decision, text="By May."), changed(decision, text="By June.")
    assert signed_in(lead).post(url, first).status_code == 302
    page = signed_in(member).post(url, second)
    assert page.status_code == 409
    assert [words for words in ("By May.", "By June.", "Save mine instead") if words not in page.content.decode()] == []
    assert Decision.objects.get().text == "By May."
    assert signed_in(member).post(url, second | {"version": 2}).status_code == 302
    decision.refresh_from_db()
    assert (decision.text, decision.version, decision.history.count()) == ("By June.", 3, 3)


def test_it_stands_in_each_meeting_until_it_is_settled_and_once_after(signed_in, member, working_group, lead, meeting):
    decision = DecisionFactory(meeting=meeting)
    january, april = meet(working_group, JANUARY), meet(working_group, APRIL)
    assert [standing(one, JANUARY).earlier for one in (meeting, january, april)] == [[], [decision], [decision]]
    url = address(january, f"decisions/{decision.pk}/")
    assert signed_in(member).post(url, changed(decision, state="done")).url == f"{address(january)}#decisions"
    decision.refresh_from_db()
    assert decision.closed_on is not None
    Decision.objects.update(closed_on=datetime.date(2025, 1, 10))
    for held in (meeting, january):
        type(held).objects.filter(pk=held.pk).update(opened_at="2025-01-21T20:00Z")
    # done between October and January: January says so, April no longer speaks of it
    assert [standing(one, APRIL).earlier for one in (january, april)] == [[decision], []]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"state": "dropped"}, "Say why it is dropped."),
        ({"state": "done", "closed_on": "2099-01-01"}, "This day is still to come."),
    ],
)
def test_what_became_of_it_is_checked(signed_in, member, meeting, typed, sentence):
    decision = DecisionFactory(meeting=meeting)
    page = signed_in(member).post(address(meeting, f"decisions/{decision.pk}/"), changed(decision, **typed))
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert Decision.objects.get().state == "open"


@pytest.mark.parametrize(
    "fields", [{"person": ""}, {"state": "done"}, {"state": "dropped", "closed_on": OCTOBER}, {"closed_on": OCTOBER}]
)
def test_the_database_holds_the_rules_too(meeting, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionFactory(meeting=meeting, **fields)
