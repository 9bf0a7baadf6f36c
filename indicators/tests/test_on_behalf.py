"""Staff of the office fill a partner's worksheet and say from where."""

import pytest

from consortium.tests.factories import MembershipFactory
from indicators.models import Submission, Value
from indicators.tests import factories
from indicators.tests.sheets import address, form, owe, post_cell, quarter, stored


@pytest.fixture
def period(db):
    return quarter(2)


@pytest.fixture
def client(office, signed_in):
    return signed_in(office)


def test_no_cell_is_saved_before_the_source_is_given(client, district, period):
    measure = owe(district, "EN-2.3a")
    response = post_cell(client, district, period, measure, numerator="14")
    assert response.status_code == 422
    assert "Say where the figures are from" in response.content.decode()
    assert 'value="14"' in response.content.decode()
    assert not Value.objects.exists()


def test_the_source_is_kept_with_the_first_cell_and_not_asked_again(client, district, period, office):
    one, other = owe(district, "EN-2.3a"), owe(district, "EN-2.4a")
    url = address(district, period, "worksheet-cell", one.code)
    client.post(url, {"EN-2.3a.numerator": "14", "EN-2.3a.version": "0", "source_note": " phone call,  May 6 "})
    assert Submission.objects.get().source_note == "phone call, May 6"
    assert stored(one).entered_by == office
    assert post_cell(client, district, period, other, numerator="3").status_code == 200
    assert Submission.objects.get().source_note == "phone call, May 6"


def test_the_whole_form_asks_for_the_source_beside_its_field(client, district, period):
    measure = owe(district, "EN-2.3a")
    response = client.post(address(district, period), form((measure, None, {"numerator": "14"}), source_note=""))
    page = response.content.decode()
    assert response.status_code == 422
    assert '<a href="#source">Source of the figures</a>: Say where the figures are from' in page
    assert 'value="14"' in page
    assert not Submission.objects.exists()


def test_the_whole_form_saves_with_its_source(client, district, period):
    measure = owe(district, "EN-2.3a")
    cells = form((measure, None, {"numerator": "14"}), source_note="e-mail of May 6")
    assert client.post(address(district, period), cells).status_code == 302
    assert (stored(measure).numerator, Submission.objects.get().source_note) == (14, "e-mail of May 6")


def test_the_source_can_be_changed_by_itself(client, district, period):
    owe(district, "EN-2.3a")
    factories.SubmissionFactory(organization=district, period=period, state="draft", source_note="phone call")
    response = client.post(address(district, period, "worksheet-source"), {"source_note": "letter"})
    assert "Saved" in response.content.decode()
    assert Submission.objects.get().source_note == "letter"


def test_a_source_that_is_too_long_is_refused(client, district, period):
    owe(district, "EN-2.3a")
    response = client.post(address(district, period, "worksheet-source"), {"source_note": "x" * 301})
    assert response.status_code == 422
    assert "longer than 300 characters" in response.content.decode()
    assert not Submission.objects.exists()


def test_the_reporter_sees_where_the_office_had_the_figures_from(client, district, period, reporter, signed_in):
    owe(district, "EN-2.3a")
    factories.SubmissionFactory(organization=district, period=period, state="draft", source_note="phone call, May 6")
    page = signed_in(reporter).get(address(district, period)).content.decode()
    assert "The consortium office filled in figures here; they are from: phone call, May 6" in page
    assert 'name="source_note"' not in page


def test_a_worksheet_that_the_reporter_filled_is_submitted_for_them_only_with_a_source(client, district, period):
    measure = owe(district, "EN-2.3a")
    factories.SubmissionFactory(organization=district, period=period, state="draft")
    factories.ValueFactory(measure=measure, organization=district, period=period)
    url = address(district, period, "worksheet-submit")
    assert "Say first where the figures are from" in client.post(url, follow=True).content.decode()
    client.post(url, {"source_note": "asked by phone to hand it in"})
    assert Submission.objects.get().state == "submitted"


def test_the_office_is_not_asked_about_its_own_figures(client, office, period):
    organization = office.memberships.get().organization
    measure = owe(organization, "CP-4.1a", reporters=["office"])
    assert post_cell(client, organization, period, measure, numerator="3").status_code == 200


def test_staff_who_report_for_the_organization_themselves_are_not_asked(client, office, district, period):
    MembershipFactory(user=office, organization=district, role="reporter")
    measure = owe(district, "EN-2.3a")
    assert post_cell(client, district, period, measure, numerator="3").status_code == 200


def test_reporters_cannot_set_a_source(district, period, reporter, signed_in):
    measure = owe(district, "EN-2.3a")
    url = address(district, period, "worksheet-cell", measure.code)
    signed_in(reporter).post(url, {"EN-2.3a.numerator": "14", "EN-2.3a.version": "0", "source_note": "made up"})
    assert Submission.objects.get().source_note == ""
