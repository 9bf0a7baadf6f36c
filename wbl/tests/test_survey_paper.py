"""Paper questionnaires are typed in as totals: each answer counted, or two numbers, or how many there were."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from consortium.tests.factories import CollegeFactory, PeriodFactory
from wbl.models import PaperTotals
from wbl.tests.factories import PaperTotalsFactory
from wbl.tests.surveying import Asked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november_20(monkeypatch):
    """The pages are looked at on November 20, 2026."""
    monkeypatch.setattr(timezone, "localdate", lambda *args: datetime.date(2026, 11, 20))


@pytest.fixture
def asked(district):
    return Asked(owner=district)


def save(client, asked, counts=None, **fields):
    typed = {"organization": asked.survey.owner.pk, "day": "2026-10-06", "language": "es", "responses": "20"} | fields
    typed |= {f"c{choice.pk}": str(number) for choice, number in (counts or {}).items()}
    return client.post(reverse("paper-new", args=[asked.survey.pk]), typed)


def test_each_answer_is_counted(asked, reporter, signed_in):
    counts = {asked.points[4]: 12, asked.points[0]: 8, asked.labs: 20, asked.food: 0}
    response = save(signed_in(reporter), asked, counts)
    totals = PaperTotals.objects.get()
    assert response["Location"] == reverse("survey-results", args=[asked.survey.pk])
    assert (totals.responses, totals.language, totals.day, totals.recorded_by) == (
        20, "es", datetime.date(2026, 10, 6), reporter,
    )  # fmt: skip
    assert dict(totals.counts.values_list("choice", "number")) == {
        asked.points[4].pk: 12, asked.points[0].pk: 8, asked.labs.pk: 20,
    }  # fmt: skip


def test_or_two_numbers_are_typed_or_only_how_many_there_were(asked, reporter, signed_in):
    client = signed_in(reporter)
    save(client, asked, positive="40", valid="55")
    save(client, asked, day="2026-10-07", language="")
    assert list(PaperTotals.objects.order_by("day").values_list("positive", "valid", "language")) == [
        (40, 55, "es"), (None, None, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "name", "sentence"),
    [
        ({"responses": "0"}, "responses", "Enter at least one completed questionnaire."),
        ({"day": "2026-11-21"}, "day", "This day is yet to come."),
        ({"positive": "3"}, "valid", "Give both numbers, or neither."),
        ({"valid": "3"}, "positive", "Give both numbers, or neither."),
        ({"positive": "4", "valid": "3"}, "positive", "The positive answers are among the valid ones."),
        (
            {"positive": "1", "valid": "61"}, "valid",
            "20 questionnaires have at most 60 answers that can count.",
        ),
        ({"responses": "-4"}, "responses", "Ensure this value is greater than or equal to 0."),
    ],
)  # fmt: skip
def test_slips_are_noticed(fields, name, sentence, asked, reporter, signed_in):
    response = save(signed_in(reporter), asked, **fields)
    assert response.status_code == 422
    said = [error for errors in response.context["form"].errors.values() for error in errors]
    assert sentence in said, name
    assert PaperTotals.objects.count() == 0


def test_no_answer_is_ticked_more_often_than_there_are_questionnaires(asked, reporter, signed_in):
    client = signed_in(reporter)
    one = save(client, asked, {asked.points[4]: 15, asked.points[0]: 6})
    assert "The answers come to 21, of 20 questionnaires." in one.content.decode()
    several = save(client, asked, {asked.labs: 21, asked.food: 20})
    assert "There are 20 questionnaires." in several.content.decode()


def test_counted_and_typed_at_once_would_count_twice(asked, reporter, signed_in):
    response = save(signed_in(reporter), asked, {asked.points[4]: 12}, positive="12", valid="20")
    assert "leave these two empty, or those" in response.content.decode()
    fine = save(signed_in(reporter), asked, {asked.labs: 12}, positive="12", valid="20")
    assert fine.status_code == 302


def test_the_same_pile_is_not_entered_twice(asked, reporter, signed_in):
    save(signed_in(reporter), asked)
    again = save(signed_in(reporter), asked)
    assert again.status_code == 422
    assert "are entered already. Change that entry." in again.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperTotalsFactory(survey=asked.survey, language="es")


def test_they_count_only_for_whom_the_survey_counts(asked, reporter, signed_in):
    response = save(signed_in(reporter), asked, organization=CollegeFactory().pk)
    assert response.status_code == 422


def test_totals_are_changed_and_deleted_by_those_who_keep_the_survey(asked, reporter, member, signed_in):
    totals = asked.on_paper({asked.points[4]: 6}, responses=9)
    url = reverse("paper-edit", args=[totals.pk])
    assert signed_in(member).post(url, {}).status_code == 403
    client = signed_in(reporter)
    form = client.get(url).context["form"]
    assert form[f"c{asked.points[4].pk}"].value() == 6
    typed = {"organization": totals.organization_id, "day": "2026-10-06", "language": "en", "responses": "11"}
    client.post(url, typed | {f"c{asked.points[3].pk}": "7"})
    totals.refresh_from_db()
    assert (totals.responses, dict(totals.counts.values_list("choice", "number"))) == (11, {asked.points[3].pk: 7})
    client.post(reverse("paper-delete", args=[totals.pk]))
    assert PaperTotals.objects.count() == 0


def test_of_a_locked_period_it_is_said_what_becomes_of_them(asked, reporter, signed_in):
    PeriodFactory(number=2, year__start_year=2026, locked_at=timezone.now())
    response = save(signed_in(reporter), asked)
    warnings = [str(message) for message in get_messages(response.wsgi_request) if message.level_tag == "warning"]
    assert len(warnings) == 1
    assert "counts only in the year to date" in warnings[0]


def test_nobody_answers_a_template_on_paper_either(reporter, district, signed_in):
    asked = Asked(owner=district, is_template=True)
    assert save(signed_in(reporter), asked).status_code == 403
