"""Handing a worksheet in, and taking it back."""

import pytest

from indicators.models import Submission
from indicators.tests import factories
from indicators.tests.sheets import address, form, owe, post_cell, quarter, stored


@pytest.fixture
def period(db):
    return quarter(2)


@pytest.fixture
def client(reporter, signed_in):
    return signed_in(reporter)


def submit(client, district, period, **data):
    return client.post(address(district, period, "worksheet-submit"), data, follow=True)


def test_submitting_saves_what_the_form_holds_first(client, district, period, reporter):
    measure = owe(district, "EN-2.3a")
    submit(client, district, period, **form((measure, None, {"numerator": "14"})))
    submission = Submission.objects.get()
    assert (submission.state, submission.submitted_by, stored(measure).numerator) == ("submitted", reporter, 14)
    assert submission.submitted_at is not None


def test_with_an_error_nothing_is_saved_nor_submitted(client, district, period):
    measure = owe(district, "EN-2.3a")
    response = submit(client, district, period, **form((measure, None, {"numerator": "abc"})))
    assert response.status_code == 422
    assert not Submission.objects.exists()


def test_unanswered_measures_are_listed_with_links_to_their_cells(client, district, period):
    answered, missing = owe(district, "EN-2.3a", "Presentations"), owe(district, "EN-2.4a", "Career fairs")
    page = submit(client, district, period, **form((answered, None, {"numerator": "14"}))).content.decode()
    assert Submission.objects.get().state == "draft"
    assert stored(answered).numerator == 14
    assert stored(missing) is None
    assert "1 measure has no answer yet" in page
    assert '<li><a href="#en-2-4a-1">Career fairs</a></li>' in page
    assert '<li><a href="#en-2-3a-1">' not in page


def test_not_applicable_and_not_available_are_answers_to_submit_with(client, district, period):
    one, other = owe(district, "EN-2.3a"), owe(district, "EN-2.4a")
    cells = form(
        (one, None, {"answer": "not_applicable"}), (other, None, {"answer": "not_available", "reason": "no survey"})
    )
    submit(client, district, period, **cells)
    assert Submission.objects.get().state == "submitted"


def test_an_organization_that_owes_nothing_cannot_submit(client, district, period):
    page = submit(client, district, period).content.decode()
    assert "so there is nothing to submit" in page
    assert not Submission.objects.exists()


def test_a_submitted_worksheet_is_read_only_and_says_why(client, district, period):
    measure = owe(district, "EN-2.3a")
    submit(client, district, period, **form((measure, None, {"numerator": "14"})))
    page = client.get(address(district, period)).content.decode()
    assert "Submitted by reporter@example.org on" in page
    assert 'name="EN-2.3a.numerator"' not in page
    response = post_cell(client, district, period, measure, version="x", numerator="15")
    assert response.status_code == 409
    assert "waiting for review" in response.content.decode()
    whole = client.post(address(district, period), form((measure, stored(measure), {"numerator": "15"})))
    assert whole.status_code == 409
    assert "Not saved: you typed “15”." in whole.content.decode()
    assert stored(measure).numerator == 14


def test_submitting_twice_is_told(client, district, period):
    measure = owe(district, "EN-2.3a")
    submit(client, district, period, **form((measure, None, {"numerator": "14"})))
    at = Submission.objects.get().submitted_at
    assert submit(client, district, period).status_code == 409
    assert Submission.objects.get().submitted_at == at


def test_it_can_be_taken_back_until_it_is_reviewed(client, district, period):
    measure = owe(district, "EN-2.3a")
    submit(client, district, period, **form((measure, None, {"numerator": "14"})))
    client.post(address(district, period, "worksheet-take-back"))
    submission = Submission.objects.get()
    assert (submission.state, submission.submitted_at, submission.submitted_by) == ("draft", None, None)
    assert post_cell(client, district, period, measure, version="x", numerator="14").status_code == 200


def test_what_was_returned_before_is_returned_again_when_taken_back(client, district, period):
    factories.SubmissionFactory(
        organization=district, period=period, state="submitted", review_comment="The fairs are missing."
    )
    client.post(address(district, period, "worksheet-take-back"))
    assert Submission.objects.get().state == "returned"


@pytest.mark.parametrize("state", ["draft", "approved"])
def test_what_is_not_submitted_cannot_be_taken_back(client, district, period, state):
    factories.SubmissionFactory(organization=district, period=period, state=state)
    page = client.post(address(district, period, "worksheet-take-back"), follow=True).content.decode()
    assert Submission.objects.get().state == state
    assert "It could not be taken back." in page
