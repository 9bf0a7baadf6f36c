"""The same form counts once; a class behind one address gets through, and a flood from one does not."""

import datetime
import threading
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from wbl.models import SurveyDoor, SurveyResponse
from wbl.rules.survey_answering import A_DAY, A_SPAN, Filled, Outcome, forget_doors, hand_in, let_in, source_of
from wbl.tests.surveying import Asked, post

NOON = datetime.datetime(2026, 10, 6, 19, 1, tzinfo=datetime.UTC)
TEN_LATER = NOON + datetime.timedelta(minutes=10)
TODAY = datetime.date(2026, 10, 6)


@pytest.fixture
def asked(db):
    return Asked(opens_on=datetime.date(2020, 7, 1), closes_on=None)


@pytest.fixture
def at_noon(monkeypatch):
    """It is a minute past noon of October 6, 2026 in California."""
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def test_the_same_form_posted_twice_counts_once(asked):
    data = asked.typed(asked.points[4])
    first, second = post(asked.survey, data), post(asked.survey, data)
    assert SurveyResponse.objects.count() == 1
    assert first["Location"].endswith("thanks/?language=en")
    assert second["Location"].endswith("thanks/?language=en&again=1")
    page = Client().get(second["Location"]).content.decode()
    assert "count once" in page
    assert "Another person answers on this phone" in page


def test_going_back_and_changing_an_answer_does_not_count_twice_nor_change_the_first(asked):
    data = asked.typed(asked.points[4])
    post(asked.survey, data)
    post(asked.survey, data | {f"q{asked.scale.pk}": [str(asked.points[0].pk)]})
    assert list(asked.points[4].answers.values_list("text")) == [("",)]
    assert asked.points[0].answers.count() == 0


def test_another_person_on_the_same_phone_gets_a_form_of_their_own(asked):
    forms = [Client().get(asked.survey.public_url).context["form"].form_number for _ in range(2)]
    assert forms[0] != forms[1]
    for _ in range(2):
        post(asked.survey, asked.typed(asked.points[4]))
    assert SurveyResponse.objects.count() == 2


def test_the_page_is_asked_for_anew_but_may_be_gone_back_to(client, asked):
    """With no-store, going back would draw a new form, and the same answers would count twice."""
    assert client.get(asked.survey.public_url)["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("form", ["", "made-up", None])
def test_a_form_that_was_never_drawn_is_not_taken(asked, form):
    data = asked.typed(asked.points[4])
    if form is None:
        data["form"] = Asked().typed()["form"]  # that of another survey
    else:
        data["form"] = form
    response = post(asked.survey, data)
    assert response.status_code == 422
    assert f'value="{asked.points[4].pk}" checked' in response.content.decode()
    assert SurveyResponse.objects.count() == 0


def test_what_comes_back_within_two_seconds_is_asked_for_once_more(asked):
    data = asked.typed(asked.points[4], seconds=0)
    response = post(asked.survey, data)
    assert response.status_code == 422
    assert "That was quick!" in response.content.decode()
    assert SurveyResponse.objects.count() == 0


def test_a_field_that_only_machines_fill_in_is_refused_with_a_sentence(asked):
    response = post(asked.survey, asked.typed(asked.points[4], website="https://example.org"))
    assert response.status_code == 422
    assert "for machines" in response.content.decode()
    assert SurveyResponse.objects.count() == 0


def test_the_thirty_phones_of_a_class_behind_one_address_all_get_through(asked, at_noon):
    codes = [post(asked.survey, asked.typed(asked.points[4])).status_code for _ in range(30)]
    assert codes == [302] * 30
    assert SurveyResponse.objects.count() == 30


def filled(asked):
    return Filled(uuid.uuid4(), "en", asked.survey.owner, [asked.points[4]], {})


def test_two_hundred_phones_get_through_within_ten_minutes_and_a_flood_does_not(asked):
    """A flood is any number beyond the limit: the counter refuses the five thousandth post as it does the next one."""
    outcomes = [hand_in(asked.survey, filled(asked), "203.0.113.7", NOON) for _ in range(320)]
    assert outcomes == [Outcome.STORED] * 300 + [Outcome.FLOODED] * 20
    assert SurveyResponse.objects.count() == A_SPAN == 300
    assert hand_in(asked.survey, filled(asked), "203.0.113.7", TEN_LATER) is Outcome.STORED


def test_in_a_day_a_limit_holds_over_all_spans(asked):
    source = source_of(asked.survey, "203.0.113.7", TODAY)
    SurveyDoor.objects.create(survey=asked.survey, day=TODAY, source=source, in_day=A_DAY - 1)
    assert [let_in(asked.survey, source, timezone.localtime(NOON)) for _ in range(2)] == [True, False]


def test_who_comes_too_late_reads_why_and_loses_nothing(asked, at_noon):
    source = source_of(asked.survey, "203.0.113.7", TODAY)
    span = timezone.localtime(NOON).hour * 6
    SurveyDoor.objects.create(survey=asked.survey, day=TODAY, source=source, span=span, in_span=A_SPAN, in_day=A_SPAN)
    data = asked.typed(asked.points[4], words="Nice")
    response = post(asked.survey, data)
    assert response.status_code == 429
    assert "wait ten minutes" in response.content.decode()
    assert ">Nice</textarea>" in response.content.decode()
    assert SurveyResponse.objects.count() == 0
    assert SurveyDoor.objects.get().in_day == A_SPAN
    assert post(asked.survey, data, address="198.51.100.1").status_code == 302  # another network is let in


def test_forms_posted_twice_or_with_errors_do_not_use_up_the_limit(asked):
    data = asked.typed(asked.points[4])
    for posted in (data, data, asked.typed(asked.yes)):
        post(asked.survey, posted)
    assert SurveyDoor.objects.get().in_day == 1


def test_another_survey_has_a_limit_of_its_own(asked):
    other = Asked(opens_on=datetime.date(2020, 7, 1), closes_on=None)
    for one in (asked, other):
        post(one.survey, one.typed(one.points[4]))
    assert sorted(SurveyDoor.objects.values_list("in_day", flat=True)) == [1, 1]


def test_the_address_is_kept_as_a_hash_that_is_another_one_each_day_and_survey(asked):
    surveys, days = (asked.survey, Asked().survey), (TODAY, TODAY.replace(day=7))
    hashes = {source_of(survey, "203.0.113.7", day) for survey in surveys for day in days}
    assert len(hashes) == 4
    post(asked.survey, asked.typed(asked.points[4]), address="203.0.113.7")
    [door] = SurveyDoor.objects.values_list("source", flat=True)
    assert len(door) == 64
    assert "203.0.113.7" not in door


def test_the_hash_needs_the_secret_key(asked, settings):
    before = source_of(asked.survey, "203.0.113.7", TODAY)
    settings.SECRET_KEY = "another-secret-key-for-this-test"
    assert source_of(asked.survey, "203.0.113.7", TODAY) != before


def test_a_network_of_64_bits_is_one_address(asked):
    one, same, other = (
        source_of(asked.survey, address, TODAY) for address in ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1")
    )
    assert one == same
    assert one != other


def test_counters_are_deleted_the_next_day(asked, at_noon):
    SurveyDoor.objects.create(survey=asked.survey, day=TODAY - datetime.timedelta(days=1), source="yesterday", in_day=3)
    post(asked.survey, asked.typed(asked.points[4]))
    assert SurveyDoor.objects.get().day == TODAY
    assert forget_doors(TODAY + datetime.timedelta(days=1)) == 1


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(asked, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for place, forged in enumerate(("198.51.100.1", "198.51.100.2")):
        post(
            asked.survey, asked.typed(asked.points[4]), address="127.0.0.1",
            **{"x-forwarded-for": f"{forged}, 203.0.113.7"},
        )  # fmt: skip
        assert SurveyDoor.objects.get().in_day == place + 1


@pytest.mark.django_db(transaction=True)
def test_a_button_pressed_twice_at_the_same_moment_counts_once():
    asked = Asked(opens_on=datetime.date(2020, 7, 1), closes_on=None)
    data, codes = asked.typed(asked.points[4]), []

    def press():
        try:
            codes.append(post(asked.survey, data).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [302] * 6
    assert SurveyResponse.objects.count() == 1
    assert SurveyDoor.objects.get().in_day == 1
