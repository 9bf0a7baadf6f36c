"""A document is posted for every member, taken down, withdrawn with a reason, and taken up again."""

import datetime

import pytest
from django.urls import reverse

from goals.models import Document
from goals.tests.factories import DocumentFactory, DocumentStageFactory, DocumentVersionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november_20")]

DAY = datetime.date


@pytest.fixture
def document(district):
    """A document of `district`, begun on July 1, 2026, with one version."""
    return DocumentVersionFactory(document__owner=district, document__title="Northside plan").document


@pytest.fixture
def press(reporter, signed_in, document):
    """`press("post", day="2026-09-01")` → the response; `document` is as the database has it then."""
    client = signed_in(reporter)

    def send(step, **fields):
        response = client.post(reverse(f"document-{step}", args=[document.pk]), fields)
        document.refresh_from_db()
        return response

    return send


def test_a_posted_document_is_in_the_list_of_every_member(press, member, signed_in, document):
    client = signed_in(member)
    assert list(client.get(reverse("documents")).context["page"]) == []
    response = press("post", day="2026-09-01")
    assert response.url == document.get_absolute_url()
    assert document.posted_on == DAY(2026, 9, 1)
    assert list(client.get(reverse("documents")).context["page"]) == [document]


def test_taken_down_it_is_its_own_people_s_again(press, member, signed_in, document):
    press("post", day="2026-09-01")
    press("take-down")
    assert document.posted_on is None
    assert signed_in(member).get(document.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-11-21", "November 21, 2026 is still to come. Give the day on which it happened."),
        ("2026-06-30", "The document was begun on July 1, 2026; a posting cannot be dated before that."),
        ("0026-10-01", "Write the year with four digits, such as 2026."),
        ("", "Give the day."),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_a_sentence(day, sentence, press, document):
    response = press("post", day=day)
    assert response.status_code == 422
    assert response.context["form"].errors == {"day": [sentence]}
    assert document.posted_on is None


def test_a_document_without_a_version_cannot_be_posted(press, document):
    document.versions.all().delete()
    response = press("post", day="2026-09-01")
    assert "There is nothing to read yet." in response.text
    assert document.posted_on is None


def test_a_withdrawn_document_stays_on_record_with_its_reason_and_is_not_in_use(press, member, signed_in, document):
    press("post", day="2026-09-01")
    press("withdraw", day="2026-10-01", reason="A newer plan took its place.")
    assert (document.withdrawn_on, document.withdrawn_because) == (DAY(2026, 10, 1), "A newer plan took its place.")
    assert list(Document.objects.posted(DAY(2026, 9, 30))) == [document]
    assert list(Document.objects.posted(DAY(2026, 10, 1))) == []
    client = signed_in(member)
    assert list(client.get(reverse("documents")).context["page"]) == []
    assert list(client.get(reverse("documents"), {"state": "withdrawn"}).context["page"]) == [document]
    assert "A newer plan took its place." in client.get(document.get_absolute_url()).text


def test_without_a_reason_nothing_is_withdrawn(press, document):
    response = press("withdraw", day="2026-10-01", reason=" ")
    assert response.context["form"].errors == {"reason": ["Say why the document is withdrawn."]}
    assert document.withdrawn_on is None


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-11-21", "November 21, 2026 is still to come. Give the day on which it happened."),
        ("2026-06-30", "The document was begun on July 1, 2026; a withdrawal cannot be dated before that."),
        ("2026-08-31", "The document was posted on September 1, 2026 and cannot have been withdrawn before that."),
        (
            "2026-09-01",
            "“Approved” was reached on October 15, 2026; the document cannot have been withdrawn before that.",
        ),
    ],
)
def test_the_day_of_a_withdrawal_fits_what_is_on_record(day, sentence, press, document):
    press("post", day="2026-09-01")
    reached = DAY(2026, 10, 15) if "Approved" in sentence else DAY(2026, 7, 10)
    DocumentStageFactory(document=document, name="approved", reached_on=reached)
    response = press("withdraw", day=day, reason="Old.")
    assert response.context["form"].errors == {"day": [sentence]}
    assert document.withdrawn_on is None


def test_a_second_withdrawal_is_refused_and_the_first_stands(press, document):
    press("withdraw", day="2026-10-01", reason="Old.")
    response = press("withdraw", day="2026-10-05", reason="Older.")
    assert "The document was withdrawn on October 1, 2026 already." in response.text
    assert (document.withdrawn_on, document.withdrawn_because) == (DAY(2026, 10, 1), "Old.")


def test_a_withdrawn_document_cannot_be_posted_before_it_is_taken_up_again(press, document):
    press("withdraw", day="2026-10-01", reason="Old.")
    assert press("post", day="2026-10-02").status_code == 422
    press("take-up")
    assert (document.withdrawn_on, document.withdrawn_because) == (None, "")
    assert press("post", day="2026-10-02").status_code == 302
    assert document.posted_on == DAY(2026, 10, 2)


def test_the_history_keeps_that_it_was_withdrawn(press, document):
    press("withdraw", day="2026-10-01", reason="Old.")
    press("take-up")
    kept = document.history.model.objects.filter(pgh_obj=document).order_by("pgh_id")
    assert [event.withdrawn_because for event in kept] == ["", "Old.", ""]


@pytest.mark.parametrize("step", ["take-down", "take-up"])
def test_nothing_happens_by_opening_an_address(step, reporter, signed_in, document):
    assert signed_in(reporter).get(reverse(f"document-{step}", args=[document.pk])).status_code == 405


# The record itself


def fields_of(document, **changes):
    return {
        "title": document.title, "kind": document.kind, "owner": document.owner_id, "folder": "", "summary": "",
        "begun_on": "2026-07-01", "expires_on": "",
    } | changes  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"title": " "}, "title", "Give it a title."),
        ({"kind": ""}, "kind", "Say what it is."),
        ({"begun_on": "2026-11-21"}, "begun_on",
         "November 21, 2026 is still to come. Give the day on which it was begun."),
        ({"begun_on": "July"}, "begun_on", "Write the day as year, month and day, such as 2026-10-06."),
        ({"expires_on": "2026-06-30"}, "expires_on", "Its last day comes before it was begun."),
        ({"begun_on": "2026-09-02"}, "begun_on",
         "On September 1, 2026 it was posted, so it was begun then or earlier."),
        ({"begun_on": "2026-08-11"}, "begun_on",
         "On August 10, 2026 “Drafted” was reached, so it was begun then or earlier."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_in_a_sentence_and_nothing_is_changed(
    changes, field, sentence, reporter, signed_in, document
):
    DocumentStageFactory(document=document, name="drafted", reached_on=DAY(2026, 8, 10))
    Document.objects.update(posted_on=DAY(2026, 9, 1))
    url = reverse("document-edit", args=[document.pk])
    response = signed_in(reporter).post(url, fields_of(document, **changes))
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    assert "Northside plan" in response.text
    assert list(Document.objects.values_list("title", "begun_on")) == [("Northside plan", DAY(2026, 7, 1))]


def test_a_change_of_what_it_is_leaves_posting_as_it_was(reporter, signed_in, document):
    Document.objects.update(posted_on=DAY(2026, 9, 1))
    url = reverse("document-edit", args=[document.pk])
    signed_in(reporter).post(url, fields_of(document, title="New title", expires_on="2027-06-30"))
    document.refresh_from_db()
    assert (document.title, document.posted_on, document.expires_on) == (
        "New title", DAY(2026, 9, 1), DAY(2027, 6, 30),
    )  # fmt: skip


def test_an_expired_document_says_so(reporter, signed_in, district):
    expired = DocumentFactory(owner=district, expires_on=DAY(2026, 11, 19))
    last_day = DocumentFactory(owner=district, expires_on=DAY(2026, 11, 20))
    client = signed_in(reporter)
    assert "Its last day was November 19, 2026" in client.get(expired.get_absolute_url()).text
    assert "Its last day was" not in client.get(last_day.get_absolute_url()).text
