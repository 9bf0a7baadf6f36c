"""The private address of a recipient: no account, no cookie, no acknowledgement by looking, and nothing given away."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Context

from consortium.models import StoredFile
from goals.models import Feedback, Recipient
from goals.rules import distributing, receiving
from goals.tests.factories import DistributionFactory, DocumentVersionFactory, RecipientFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 23)


@pytest.fixture
def client():
    """A visitor, of whom every form must prove itself."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def recipient():
    version = DocumentVersionFactory(document__title="Regional goals", number=2)
    return RecipientFactory(
        distribution__document=version.document,
        distribution__version=version,
        distribution__asks_feedback=True,
        distribution__first_day=TODAY,
        contact__organization__name="Lincoln High",
        name="Example Person",
        email="person@example.org",
        mail="sent",
        sent_at=timezone.now(),
    )


def address(recipient, name="received"):
    return reverse(name, args=[recipient.private_key])


def again(recipient):
    return Recipient.objects.get(pk=recipient.pk)


def test_every_key_leads_to_its_recipient_whatever_its_signature_is_made_of(recipient):
    """Signatures may hold hyphens and underscores."""
    for edition in range(1, 60):
        recipient.address_edition = edition
        recipient.save()
        assert Recipient.by_private_key(recipient.private_key) == recipient


def test_the_page_shows_what_it_is_for_whom_and_which_version(client, recipient):
    response = client.get(address(recipient))
    page = response.content.decode()
    assert response.status_code == 200
    for words in ("Regional goals", "Example Person", "Administrator, Lincoln High", "Version 2", "I have received"):
        assert words in page
    assert "person@example.org" not in page
    assert dict(response.cookies) == {}


def test_no_answer_of_it_is_kept_found_or_told_to_other_sites(client, recipient):
    for url in (address(recipient), reverse("received", args=["no-such-key"])):
        response = client.get(url)
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_looking_acknowledges_nothing(client, recipient):
    client.get(address(recipient))
    client.head(address(recipient))
    client.get(address(recipient, "received-file"))
    assert again(recipient).received_on is None


def test_the_button_acknowledges_once_and_the_page_says_so(client, recipient):
    response = client.post(address(recipient), follow=True)
    assert response.redirect_chain == [(address(recipient), 302)]
    assert "It is noted that you received this" in response.content.decode()
    first = again(recipient)
    assert (first.received_on, first.received_how) == (timezone.localdate(), "acknowledged")
    receiving.acknowledge(recipient, TODAY + datetime.timedelta(days=900))
    assert again(recipient).received_on == first.received_on


def test_the_history_keeps_no_private_address(client, recipient):
    client.post(address(recipient))
    changed = recipient.history.order_by("pgh_id").last()
    assert changed.pgh_context.metadata["url"] == "/received/<str:key>/"
    assert not Context.objects.filter(metadata__url__contains=recipient.private_key).exists()


def test_it_acknowledges_for_all_capacities_of_the_same_address_in_this_round_alone(client, recipient):
    same = RecipientFactory(distribution=recipient.distribution, email="PERSON@example.org")
    other = RecipientFactory(distribution=recipient.distribution, email="other@example.org")
    elsewhere = RecipientFactory(email="person@example.org")
    assert f"Administrator, {same.organization.name}" in client.get(address(recipient)).content.decode()
    client.post(address(recipient))
    assert [again(one).received_on is not None for one in (recipient, same, other, elsewhere)] == [
        True, True, False, False,
    ]  # fmt: skip


def test_recipients_without_an_address_are_not_one_person():
    first, second = (
        RecipientFactory(distribution=distribution, email="") for distribution in [DistributionFactory()] * 2
    )
    receiving.acknowledge(first, TODAY)
    assert [again(first).received_on, again(second).received_on] == [TODAY, None]


def test_feedback_means_receipt_and_can_be_changed(client, recipient):
    client.post(address(recipient, "received-feedback"), {"text": "Useful."})
    assert again(recipient).received_on == timezone.localdate()
    page = client.get(address(recipient)).content.decode()
    assert "Useful." in page
    assert "Change my feedback" in page
    client.post(address(recipient, "received-feedback"), {"text": "Very useful."})
    assert [answer.text for answer in Feedback.objects.counting()] == ["Very useful."]


def test_an_answer_that_is_changed_later_still_came_when_it_came(recipient):
    """Else it would count in the quarter that is locked, and again in the one in which it was changed."""
    receiving.give_feedback(recipient, "Useful.", TODAY)
    receiving.give_feedback(recipient, "Very useful.", TODAY + datetime.timedelta(days=100))
    answer = Feedback.objects.get()
    assert (answer.text, answer.given_on) == ("Very useful.", TODAY)


def test_empty_feedback_is_refused_and_acknowledges_nothing(client, recipient):
    response = client.post(address(recipient, "received-feedback"), {"text": "  "})
    assert (response.status_code, Feedback.objects.count()) == (422, 0)
    assert "Write something first." in response.content.decode()
    assert again(recipient).received_on is None


def test_loading_the_page_of_an_error_anew_leads_to_the_page_itself(client, recipient):
    response = client.get(address(recipient, "received-feedback"))
    assert (response.status_code, response.url) == (302, address(recipient))


def test_where_no_feedback_is_asked_none_is_taken(client, recipient):
    recipient.distribution.asks_feedback = False
    recipient.distribution.save()
    assert "Your feedback" not in client.get(address(recipient)).content.decode()
    assert client.post(address(recipient, "received-feedback"), {"text": "Useful."}).status_code == 404
    assert Feedback.objects.count() == 0


def test_the_file_of_the_version_that_was_sent_is_downloaded(client, recipient, settings, tmp_path):
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": storage}
    version = recipient.distribution.version
    version.file, version.url = StoredFile.keep(SimpleUploadedFile("goals.txt", b"The goals\n"), "text/plain", None), ""
    version.save()
    assert address(recipient, "received-file") in client.get(address(recipient)).content.decode()
    response = client.get(address(recipient, "received-file"))
    assert b"".join(response.streaming_content) == b"The goals\n"
    assert response["Content-Disposition"] == 'attachment; filename="goals.txt"'
    assert response["Referrer-Policy"] == "no-referrer"


def closed(recipient):
    distributing.close(recipient.distribution, timezone.now())


def expired(recipient):
    recipient.distribution.first_day = datetime.date(2020, 1, 1)
    recipient.distribution.closes_on = datetime.date(2020, 2, 1)
    recipient.distribution.save()


def revoked(recipient):
    distributing.revoke(Recipient.objects.filter(pk=recipient.pk))


@pytest.mark.parametrize(("end", "status"), [(closed, 410), (expired, 410), (revoked, 404)])
def test_an_address_that_has_ended_says_the_same_as_one_that_never_was(end, status, client, recipient):
    unknown = client.get(reverse("received", args=["1-1-nothing"]))
    assert unknown.status_code == 404
    key = recipient.private_key
    end(recipient)
    for name in ("received", "received-file"):
        response = client.get(reverse(name, args=[key]))
        assert (response.status_code, response.content) == (status, unknown.content)
    for name in ("received", "received-feedback"):
        assert client.post(reverse(name, args=[key]), {"text": "Useful."}).status_code == status
    assert (again(recipient).received_on, Feedback.objects.count()) == (None, 0)


@pytest.mark.parametrize("key", ["1", "--", "1-1-", "é-1-x", "1-1-" + "a" * 3000, "99999999999999999999-1-x"])
def test_what_is_no_key_is_not_there(key, client, recipient):
    assert client.get(reverse("received", args=[key])).status_code == 404


def test_a_key_of_another_recipient_cannot_be_made_from_ones_own(client, recipient):
    other = RecipientFactory()
    _, edition, signature = recipient.private_key.split("-", 2)
    assert client.post(reverse("received", args=[f"{other.pk}-{edition}-{signature}"])).status_code == 404
    assert again(other).received_on is None
