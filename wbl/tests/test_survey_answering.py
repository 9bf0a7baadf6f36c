"""A survey is answered on one page, in English or Spanish, without an account, a cookie or a trace of who it was."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consortium.tests.factories import CollegeFactory, SchoolFactory
from wbl.models import SurveyResponse
from wbl.rules.survey_answering import new_form_number
from wbl.tests.factories import EventFactory, QuestionFactory, SurveyFactory
from wbl.tests.surveying import Asked, given, post

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 10, 6, 19, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def october_6(monkeypatch):
    """It is noon of October 6, 2026 in California."""
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def asked():
    return Asked()


def test_the_page_asks_everything_and_sets_no_cookie(client, asked):
    page = client.get(asked.survey.public_url)
    assert page.status_code == 200
    text = page.content.decode()
    for sentence in ("How helpful was it?", "Did you learn something?", "The labs", "Anything else?"):
        assert sentence in text
    assert page.cookies == {}
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Robots-Tag"] == "noindex, nofollow"


def test_a_visitor_answers_and_is_thanked(asked):
    data = asked.typed(asked.points[4], asked.yes, asked.sure, asked.labs, asked.food, words="Great welding shop")
    response = post(asked.survey, data)
    assert response.status_code == 302
    assert response["Location"] == f"{asked.survey.public_url}thanks/?language=en"
    assert given(asked.survey) == [["5", "Great welding shop", "Sure", "The food", "The labs", "Yes"]]
    thanks = Client().get(response["Location"])
    assert "Your answers have been received." in thanks.content.decode()
    assert "Another person answers on this phone" in thanks.content.decode()


def test_a_response_keeps_its_day_and_language_and_nothing_of_the_person(asked, reporter, signed_in):
    client = signed_in(reporter)  # somebody who is signed in stays as unknown as everybody
    client.post(asked.survey.public_url, asked.typed(asked.points[4], language="es"))
    stored = SurveyResponse.objects.get()
    names = {field.name for field in SurveyResponse._meta.fields}
    assert names == {"id", "survey", "organization", "day", "language"}
    assert (stored.day, stored.language, stored.organization) == (datetime.date(2026, 10, 6), "es", asked.survey.owner)
    assert not hasattr(SurveyResponse, "history")


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime.datetime(2027, 7, 1, 6, 59, tzinfo=datetime.UTC), datetime.date(2027, 6, 30)),
        (datetime.datetime(2027, 7, 1, 7, 0, tzinfo=datetime.UTC), datetime.date(2027, 7, 1)),
    ],
)
def test_the_day_is_that_of_california(asked, monkeypatch, utc, day):
    monkeypatch.setattr(timezone, "now", lambda: utc)
    asked.survey.closes_on = None
    asked.survey.save()
    post(asked.survey, asked.typed(asked.points[0]))
    assert SurveyResponse.objects.get().day == day


def test_what_must_be_answered_is_asked_for_next_to_the_question_and_the_rest_stays(asked):
    response = post(asked.survey, asked.typed(asked.yes, asked.labs, words="Nice"))
    assert response.status_code == 422
    [scale, *others] = response.context["form"].shown
    assert scale.errors == ["Please answer this question."]
    assert [one.errors for one in others] == [[]] * 4
    text = response.content.decode()
    assert f'value="{asked.yes.pk}" checked' in text
    assert f'value="{asked.labs.pk}" checked' in text
    assert ">Nice</textarea>" in text
    assert SurveyResponse.objects.count() == 0


def test_the_form_keeps_its_number_so_that_the_second_try_counts_once(asked):
    first = post(asked.survey, data := asked.typed(asked.yes))
    assert first.context["form"].form_number == data["form"]


def test_errors_are_spanish_in_spanish(asked):
    response = post(asked.survey, asked.typed(asked.yes, language="es"))
    assert response.context["form"].shown[0].errors == ["Por favor conteste esta pregunta."]
    assert '<html lang="es">' in response.content.decode()


def test_an_answer_of_another_question_or_none_is_refused(asked):
    stray = {f"q{asked.yes_no.pk}": str(asked.sure.pk)}
    response = post(asked.survey, asked.typed(asked.points[4], **stray))
    assert response.status_code == 422
    assert response.context["form"].shown[1].errors == ["Please choose one of the answers."]
    assert SurveyResponse.objects.count() == 0


def test_words_are_cut_off_nowhere_but_refused_beyond_500(asked):
    assert post(asked.survey, asked.typed(asked.points[4], words="x" * 500)).status_code == 302
    response = post(asked.survey, asked.typed(asked.points[4], words="x" * 501))
    assert response.context["form"].shown[4].errors == ["This is too long. Please use 500 characters at most."]


def test_an_empty_form_is_no_response():
    question = QuestionFactory()
    data = {"form": new_form_number(question.survey, NOON - datetime.timedelta(minutes=1)), f"q{question.pk}": "  "}
    response = post(question.survey, data)
    assert response.status_code == 422
    assert "You have not answered anything yet." in response.content.decode()
    assert SurveyResponse.objects.count() == 0


def test_the_browser_says_in_which_language_to_begin_and_the_person_may_choose_another(client, asked):
    spanish = client.get(asked.survey.public_url, headers={"accept-language": "es-MX,es;q=0.9,en;q=0.8"})
    assert "¿Qué tan útil fue?" in spanish.content.decode()
    english = client.get(f"{asked.survey.public_url}?language=en", headers={"accept-language": "es-MX"})
    assert "How helpful was it?" in english.content.decode()


def test_changing_the_language_keeps_what_was_answered_and_sends_nothing(asked):
    data = asked.typed(asked.yes, words="Nice", **{"in": "es"})
    response = post(asked.survey, data)
    assert response.status_code == 200
    text = response.content.decode()
    assert "¿Qué tan útil fue?" in text
    assert f'value="{asked.yes.pk}" checked' in text
    assert ">Nice</textarea>" in text
    assert "survey-error" not in text
    assert response.context["form"].form_number == data["form"]
    assert SurveyResponse.objects.count() == 0


def test_a_survey_with_a_spanish_text_missing_is_offered_in_english_only(client, asked):
    asked.words.text_es = ""
    asked.words.save()
    page = client.get(f"{asked.survey.public_url}?language=es")
    assert "How helpful was it?" in page.content.decode()
    assert "Español" not in page.content.decode()


def test_whom_it_counts_for_is_asked_where_there_are_several():
    colleges = [CollegeFactory(name="A College"), CollegeFactory(name="B College")]
    asked = Asked(organizations=colleges)
    missing = post(asked.survey, asked.typed(asked.points[4]))
    assert missing.context["form"].errors["for"] == ["Please choose one."]
    stranger = post(asked.survey, asked.typed(asked.points[4], **{"for": str(CollegeFactory().pk)}))
    assert stranger.status_code == 422
    post(asked.survey, asked.typed(asked.points[4], **{"for": str(colleges[1].pk)}))
    assert SurveyResponse.objects.get().organization == colleges[1]


def test_a_school_is_told_from_its_namesakes_by_its_district(client):
    school = SchoolFactory(name="Lincoln High", parent__name="North Unified")
    asked = Asked(kind="parents", owner=school.parent, organizations=[school, school.parent])
    page = client.get(asked.survey.public_url).content.decode()
    assert "Lincoln High (North Unified)" in page
    assert "Which school or district is it about?" in page


def test_an_answer_counts_for_the_college_of_the_tour_where_nothing_else_is_said():
    college, district = CollegeFactory(), SchoolFactory().parent
    for site, counted in ((college, college), (None, district), (SchoolFactory(parent=district), district)):
        tour = EventFactory(owner=district, site=site, kind="campus_tour")
        asked = Asked(event=tour, owner=district)
        post(asked.survey, asked.typed(asked.points[4]))
        assert asked.survey.responses.get().organization == counted


@pytest.mark.parametrize(
    ("fields", "status", "english", "spanish"),
    [
        (
            {"opens_on": datetime.date(2026, 10, 7)}, 200,
            "It opens on October 7, 2026.", "Se abre el 7 de octubre de 2026.",
        ),
        ({"closes_on": datetime.date(2026, 10, 5)}, 410, "This survey has closed.", "Esta encuesta ya terminó."),
        (
            {"revoked_on": datetime.date(2026, 10, 1)}, 410,
            "This address no longer works.", "Esta dirección ya no funciona.",
        ),
    ],
)  # fmt: skip
def test_a_survey_that_is_not_open_says_so_in_both_languages_and_takes_nothing(fields, status, english, spanish):
    asked = Asked(**fields)
    for response in (Client().get(asked.survey.public_url), post(asked.survey, asked.typed(asked.points[4]))):
        assert response.status_code == status
        assert english in response.content.decode()
        assert spanish in response.content.decode()
    assert SurveyResponse.objects.count() == 0


def test_a_survey_is_open_on_its_first_and_on_its_last_day():
    asked = Asked(opens_on=datetime.date(2026, 10, 6), closes_on=datetime.date(2026, 10, 6))
    assert post(asked.survey, asked.typed(asked.points[4])).status_code == 302


def test_a_survey_without_questions_is_being_prepared(client):
    page = client.get(SurveyFactory().public_url)
    assert page.status_code == 200
    assert "This survey is being prepared." in page.content.decode()


def test_unknown_addresses_templates_and_renewed_addresses_are_not_there(client):
    template = Asked(is_template=True).survey
    for url in (reverse("survey-answer", args=["nobody"]), template.public_url, f"{template.public_url}thanks/"):
        page = client.get(url)
        assert page.status_code == 404
        assert "Aquí no hay ninguna encuesta" in page.content.decode()


def test_the_address_may_be_typed_in_capitals(client, asked):
    assert client.get(asked.survey.public_url.upper().replace("SURVEYS", "surveys")).status_code == 200


def test_the_page_asks_the_database_equally_often_for_few_and_many_questions(
    client, asked, django_assert_max_num_queries
):
    with django_assert_max_num_queries(5):
        client.get(asked.survey.public_url)
    for _ in range(20):
        QuestionFactory(survey=asked.survey)
    with django_assert_max_num_queries(5):
        client.get(asked.survey.public_url)
