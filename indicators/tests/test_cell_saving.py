"""One cell is saved by itself: what is stored, what is answered, and what is refused."""

import datetime

import pytest

from indicators.models import Submission, Value
from indicators.tests import factories
from indicators.tests.sheets import address, owe, post_cell, quarter, stored


@pytest.fixture
def period(db):
    return quarter(2)


@pytest.fixture
def client(reporter, signed_in):
    return signed_in(reporter)


def test_the_first_cell_begins_the_worksheet(client, district, period, reporter):
    measure = owe(district, "EN-2.3a")
    assert not Submission.objects.exists()
    response = post_cell(client, district, period, measure, numerator="1,250")
    assert response.status_code == 200
    value = stored(measure)
    assert (value.numerator, value.organization, value.period, value.entered_by) == (1250, district, period, reporter)
    assert (value.submission.state, value.version, value.counted) == ("draft", 1, False)


def test_opening_the_page_begins_nothing(client, district, period):
    measure = owe(district, "EN-2.3a")
    client.get(address(district, period))
    post_cell(client, district, period, measure, numerator="")
    assert not Submission.objects.exists()


def test_the_answer_is_the_row_and_the_progress_line(client, district, period):
    measure = owe(district, "EN-2.3a", "Presentations")
    owe(district, "EN-2.4a", "Fairs")
    page = post_cell(client, district, period, measure, numerator="14").content.decode()
    assert page.lstrip().startswith('<tr id="EN-2.3a"')
    assert "1 of 2 answered" in page
    assert "Presentations" in page
    assert "Fairs" not in page
    assert 'value="14"' in page


def test_a_change_counts_the_version_and_no_change_does_not(client, district, period):
    measure = owe(district, "EN-2.3a")
    post_cell(client, district, period, measure, numerator="14")
    first = stored(measure)
    post_cell(client, district, period, measure, version=f"{first.pk}.1", numerator="14")
    assert stored(measure).version == 1
    post_cell(client, district, period, measure, version=f"{first.pk}.1", numerator="15")
    assert (stored(measure).version, stored(measure).numerator) == (2, 15)


def test_an_emptied_cell_is_not_answered(client, district, period):
    measure = owe(district, "EN-2.3a")
    post_cell(client, district, period, measure, numerator="14")
    page = post_cell(client, district, period, measure, version=f"{stored(measure).pk}.1", numerator=" ")
    assert page.status_code == 200
    assert stored(measure) is None
    assert "0 of 1 answered" in page.content.decode()


def test_zero_is_an_answer(client, district, period):
    measure = owe(district, "EN-2.3a")
    page = post_cell(client, district, period, measure, numerator="0").content.decode()
    assert stored(measure).numerator == 0
    assert "1 of 1 answered" in page


def test_an_error_saves_nothing_and_keeps_what_was_typed_beside_the_sentence(client, district, period):
    measure = owe(district, "EN-2.3a")
    response = post_cell(client, district, period, measure, numerator="abc")
    page = response.content.decode()
    assert response.status_code == 422
    assert stored(measure) is None
    assert 'value="abc"' in page
    assert "“abc” is not a number. Write digits, such as 1,250." in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="en-2-3a-about en-2-3a-wrong"' in page


def test_a_warning_does_not_block(client, district, period):
    measure = owe(district, "EN-2.3a")
    last = quarter(1)
    factories.ValueFactory(measure=measure, organization=district, period=last, numerator=42)
    response = post_cell(client, district, period, measure, numerator="400")
    assert response.status_code == 200
    assert "Ten times last quarter (42)? Check, or leave it." in response.content.decode()
    assert Value.objects.get(measure=measure, period=period).numerator == 400


def test_a_percent_is_stored_as_two_numbers(client, district, period):
    measure = owe(district, "EN-3.2b", factory=factories.PercentFactory)
    post_cell(client, district, period, measure, numerator="20", denominator="26")
    assert (stored(measure).numerator, stored(measure).denominator) == (20, 26)


def test_a_milestone_is_stored_as_stage_and_day(client, district, period):
    measure = owe(district, "EN-2.9a", factory=factories.MilestoneFactory, reporters=["district"])
    post_cell(client, district, period, measure, stage="2", date="2024-11-05")
    assert (stored(measure).stage, stored(measure).stage_date) == (2, datetime.date(2024, 11, 5))


def test_not_available_is_stored_with_its_reason_and_replaces_a_figure(client, district, period):
    measure = owe(district, "EN-2.3a")
    post_cell(client, district, period, measure, numerator="14")
    version = f"{stored(measure).pk}.1"
    sent = {"numerator": "14", "answer": "not_available", "reason": "survey closes in March"}
    page = post_cell(client, district, period, measure, version=version, **sent).content.decode()
    value = stored(measure)
    assert (value.state, value.numerator, value.reason) == ("not_available", None, "survey closes in March")
    assert "Not available: survey closes in March" in page


def test_what_is_reported_about_the_region_is_nobodys_value(office, period, signed_in):
    organization = factories.OrganizationFactory(kind="office", slug="the-office")
    measure = owe(organization, "CP-1.4a", reporters=["office"])
    post_cell(signed_in(office), organization, period, measure, numerator="3")
    assert (stored(measure).organization, stored(measure).submission.organization) == (None, organization)


def test_a_measure_that_is_not_owed_is_not_there(client, district, period):
    measure = owe(factories.OrganizationFactory(), "EN-2.3a")
    assert post_cell(client, district, period, measure, numerator="3").status_code == 404
    assert not Value.objects.exists()


def test_a_cell_is_not_read_with_get(client, district, period):
    owe(district, "EN-2.3a")
    assert client.get(address(district, period, "worksheet-cell", "EN-2.3a")).status_code == 405


def test_what_was_typed_is_on_record(client, district, period, reporter):
    measure = owe(district, "EN-2.3a")
    post_cell(client, district, period, measure, numerator="14")
    post_cell(client, district, period, measure, version=f"{stored(measure).pk}.1", numerator="15")
    history = Value.history.rel.related_model.objects.filter(measure=measure).order_by("pgh_id")
    assert [(event.pgh_label, event.numerator) for event in history] == [("insert", 14), ("update", 15)]
    assert history[1].pgh_context.metadata["user"] == reporter.pk
