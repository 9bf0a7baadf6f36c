"""In a browser: a survey is answered on a phone from the sheet with its code, in Spanish, with script and without."""

import datetime

import pytest
from django.urls import reverse

from consortium.tests.browser import DESK, PHONE
from wbl.forms import survey_answers
from wbl.models import SurveyResponse
from wbl.tests.surveying import Asked, given

pytestmark = pytest.mark.django_db(transaction=True)

SMALLEST = """() => [...document.querySelectorAll("main button:not([tabindex]), .survey-option, main select, main a")]
    .map(one => Math.round(one.getBoundingClientRect().height)).filter(height => height < 44)"""


@pytest.fixture(autouse=True)
def quick_fingers(monkeypatch):
    """The test answers faster than a person."""
    monkeypatch.setattr(survey_answers, "LEAST_SECONDS", 0)


@pytest.fixture
def asked(district):
    return Asked(owner=district, opens_on=datetime.date(2020, 7, 1), closes_on=None)


def address_on_the_sheet(windows, reporter, asked):
    """The address that stands below the code; the code itself is compared in test_survey_keeping."""
    page = windows.open(reporter, width=DESK)
    page.goto(reverse("survey-poster", args=[asked.survey.pk]))
    page.get_by_role("img", name="QR code of").wait_for()
    return "http://" + page.locator(".poster-address").inner_text()


@pytest.mark.parametrize("script", [True, False])
def test_a_survey_is_answered_in_spanish_from_the_address_on_the_sheet(windows, reporter, asked, script):
    phone = windows.open(width=PHONE, java_script_enabled=script)
    phone.goto(address_on_the_sheet(windows, reporter, asked))
    phone.get_by_label("The labs").check()
    phone.get_by_role("button", name="Español").click()
    phone.get_by_role("heading", name="Después de la visita").wait_for()
    assert phone.get_by_label("Los laboratorios").is_checked()
    phone.get_by_label("¿Algo más?").fill("Muy bien")
    phone.get_by_role("button", name="Enviar mis respuestas").click()
    phone.get_by_text("Por favor conteste esta pregunta.").wait_for()
    assert phone.get_by_label("¿Algo más?").input_value() == "Muy bien"
    phone.get_by_role("group", name="¿Qué tan útil fue?").get_by_label("5").check()
    phone.get_by_label("Sí").check()
    phone.get_by_role("button", name="Enviar mis respuestas").click()
    phone.get_by_role("heading", name="¡Gracias!").wait_for()
    assert given(asked.survey) == [["5", "Muy bien", "The labs", "Yes"]]
    assert SurveyResponse.objects.get().language == "es"
    assert phone.context.cookies() == []


def test_going_back_counts_once_and_the_next_person_counts_too(windows, asked):
    phone = windows.open(width=PHONE)
    phone.goto(asked.survey.public_url)
    phone.get_by_role("group", name="How helpful").get_by_label("5").check()
    phone.get_by_role("button", name="Send my answers").click()
    phone.get_by_text("Your answers have been received.").wait_for()
    phone.go_back()
    phone.get_by_role("group", name="How helpful").get_by_label("4").check()
    phone.get_by_role("button", name="Send my answers").click()
    phone.get_by_text("Your answers were received before and count once.").wait_for()
    phone.get_by_role("link", name="Another person answers on this phone").click()
    phone.get_by_role("group", name="How helpful").get_by_label("1").check()
    phone.get_by_role("button", name="Send my answers").click()
    phone.get_by_text("Your answers have been received.").wait_for()
    assert given(asked.survey) == [["1"], ["5"]]


def test_the_enter_key_sends_the_answers_and_does_not_change_the_language(windows, asked):
    phone = windows.open(width=PHONE)
    phone.goto(asked.survey.public_url)
    five = phone.get_by_role("group", name="How helpful").get_by_label("5")
    five.check()
    five.press("Enter")
    phone.get_by_role("heading", name="Thank you!").wait_for()


def test_everything_is_large_enough_for_a_thumb_and_nothing_wider_than_the_phone(windows, asked, district):
    asked.survey.organizations.set([district, asked.survey.owner])
    phone = windows.open(width=PHONE)
    for url in (asked.survey.public_url, f"{asked.survey.public_url}thanks/"):
        phone.goto(url)
        assert phone.evaluate(SMALLEST) == []
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_sheet_prints_on_one_letter_page(windows, reporter, asked):
    page = windows.open(reporter, width=DESK)
    page.goto(reverse("survey-poster", args=[asked.survey.pk]))
    assert page.pdf(format="Letter").count(b"/Type /Page\n") == 1
