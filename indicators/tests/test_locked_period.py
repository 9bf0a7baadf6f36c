"""A locked period says who locked it, why, and who can open it; nothing in it can be written."""

import datetime
import threading

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from consortium.models import Consortium, ReportingPeriod
from indicators.models import Submission, Value
from indicators.tests import factories
from indicators.tests.sheets import address, form, owe, post_cell, quarter, stored
from indicators.worksheets import cells, review, saving
from indicators.worksheets.states import Refused

SENTENCE = (
    "2024-25 Q2 is locked by office@example.org since January 31, 2025, 10:00, so its figures stand. The note says: "
    "“Sent to the board”. To have it opened again, ask the consortium office, help@example.org."
)


@pytest.fixture
def period(db):
    return quarter(2)


@pytest.fixture
def client(reporter, signed_in):
    return signed_in(reporter)


def lock(period, office):
    Consortium.objects.get_or_create(name="Region", short_name="R", office_email="help@example.org")
    ReportingPeriod.objects.filter(pk=period.pk).update(
        locked_at=datetime.datetime(2025, 1, 31, 18, tzinfo=datetime.UTC),
        locked_by=office,
        lock_note="Sent to the board",
    )


def test_the_page_opens_and_says_who_locked_it_why_and_who_can_open_it(client, district, period, office):
    owe(district, "EN-2.3a")
    lock(period, office)
    response = client.get(address(district, period))
    assert response.status_code == 200
    page = response.content.decode()
    assert SENTENCE in page
    assert 'name="EN-2.3a.numerator"' not in page
    assert "Submit for review" not in page


def test_a_cell_that_was_open_when_the_period_was_locked_is_told_the_same(client, district, period, office):
    measure = owe(district, "EN-2.3a")
    lock(period, office)
    response = post_cell(client, district, period, measure, numerator="14")
    page = response.content.decode()
    assert response.status_code == 409
    assert SENTENCE in page
    assert "Not saved: you typed “14”." in page
    assert not Value.objects.exists()


def test_the_whole_form_is_refused_and_shows_what_was_typed(client, district, period, office):
    measure = owe(district, "EN-2.3a")
    lock(period, office)
    response = client.post(address(district, period), form((measure, None, {"numerator": "14"})))
    page = response.content.decode()
    assert response.status_code == 409
    assert SENTENCE in page
    assert "Not saved: you typed “14”." in page
    assert not Submission.objects.exists()


@pytest.mark.parametrize("name", ["submit", "take-back", "approve", "return"])
def test_no_step_is_taken_in_it(district, period, office, signed_in, name):
    owe(district, "EN-2.3a")
    submission = factories.SubmissionFactory(organization=district, period=period, state="submitted")
    lock(period, office)
    data = {"comment": "x", "seen": review.stamp(submission)}
    response = signed_in(office).post(address(district, period, f"worksheet-{name}"), data, follow=True)
    assert "is locked by office@example.org" in response.content.decode()
    submission.refresh_from_db()
    assert submission.state == "submitted"


def test_approving_many_names_what_is_locked(district, period, office, signed_in):
    submission = factories.SubmissionFactory(organization=district, period=period, state="submitted")
    lock(period, office)
    key = f"{submission.pk}@{review.stamp(submission)}"
    page = signed_in(office).post(reverse("review-approve"), {"worksheet": [key]}, follow=True).content.decode()
    assert "Not approved: Northside Union High, 2024-25 Q2. 2024-25 Q2 is locked" in page


def test_a_period_that_has_not_begun_takes_no_figures(district, period, reporter):
    measure = owe(district, "EN-2.3a")
    entry = saving.Entry(measure, cells.Answer(numerator=3), "0")
    with pytest.raises(Refused, match=r"2024-25 Q2 begins on October 1, 2024\."):
        saving.save(
            district, period, [entry], user=reporter, now=timezone.now(), today=datetime.date(2024, 9, 30)
        )
    assert not Submission.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_whoever_saves_while_the_period_is_being_locked_waits_and_is_told():
    """No figure slips in between the freezing of a period and the end of its locking."""
    period = quarter(2)
    organization = factories.OrganizationFactory()
    measure = owe(organization, "EN-2.3a")
    outcome, saving_now = [], threading.Event()

    def save():
        try:
            saving_now.set()
            entry = saving.Entry(measure, cells.Answer(numerator=3), "0")
            now = timezone.now()
            outcome.append(saving.save(organization, period, [entry], user=None, now=now, today=now.date()))
        except Refused as refusal:
            outcome.append(str(refusal))
        finally:
            connection.close()

    thread = threading.Thread(target=save)
    with transaction.atomic():
        ReportingPeriod.objects.filter(pk=period.pk).update(locked_at=timezone.now())
        thread.start()
        saving_now.wait(timeout=10)
        thread.join(timeout=0.5)
        assert outcome == []
    thread.join(timeout=30)
    assert outcome[0].startswith("2024-25 Q2 is locked since")
    assert stored(measure) is None
