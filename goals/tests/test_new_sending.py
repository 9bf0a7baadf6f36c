"""A new sending: first who exactly gets it, then out; nothing goes to others than were shown."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from consortium.models import Job
from consortium.tests.factories import (
    ContactFactory,
    OfficeFactory,
    OfficeholderFactory,
    OrganizationFactory,
    OrganizationYearFactory,
    SchoolYearFactory,
)
from consortium.years import SchoolYear
from goals.models import Distribution, Recipient
from goals.tests.factories import DocumentFactory, DocumentVersionFactory, RecipientListFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(working_group):
    return DocumentVersionFactory(document=DocumentFactory(title="Regional goals", folder=working_group)).document


@pytest.fixture
def superintendents():
    """Four members: two share an address, one has none, one office is vacant."""
    year = SchoolYearFactory(start_year=SchoolYear.start_year_of(timezone.localdate()))
    addresses = {"A Unified": "both@example.org", "B Unified": "BOTH@example.org", "C Unified": ""}
    for name in ("A Unified", "B Unified", "C Unified", "D Unified"):
        district = OrganizationFactory(name=name)
        OrganizationYearFactory(organization=district, year=year)
        office = OfficeFactory(organization=district)
        if name in addresses:
            OfficeholderFactory(office=office, name=f"Holder of {name}", email=addresses[name])


def typed(document, **changes):
    return {
        "audience": "superintendents",
        "way": "mail",
        "version": document.versions.get().pk,
        "subject": "The goals",
        "message": "Please read.",
        "first_day": timezone.localdate().isoformat(),
        "closes_on": "",
    } | changes


def address(document):
    return reverse("distribution-new", args=[document.pk])


def preview(client, document, **changes):
    return client.post(address(document), typed(document, preview="1", **changes))


def confirm(client, document, **changes):
    shown = preview(client, document, **changes)
    fingerprint = shown.context["audience"].fingerprint
    return client.post(address(document), typed(document, send="1", fingerprint=fingerprint, **changes))


def test_the_preview_says_who_gets_it_and_writes_nothing(signed_in, office, document, superintendents):
    page = preview(signed_in(office), document).content.decode()
    assert "4 recipients, 2 without an address. 1 mail goes out." in page
    assert "Holder of A Unified, Superintendent, A Unified, Holder of B Unified, Superintendent, B Unified" in page
    assert "Offices that nobody holds" in page
    assert "D Unified" in page
    assert Distribution.objects.count() == 0


def test_confirmed_it_is_written_and_mailed_once_to_each_address(
    signed_in, office, document, superintendents, run_jobs, mailoutbox
):
    response = confirm(signed_in(office), document)
    distribution = Distribution.objects.get()
    assert response["Location"] == distribution.get_absolute_url()
    assert (distribution.created_by, distribution.first_day) == (office, timezone.localdate())
    [job] = run_jobs()
    assert (job.state, job.note, len(mailoutbox)) == ("done", "1 mail was sent.", 1)
    assert job.title == "Sending “Regional goals” to 1 address"
    found = distribution.recipients.order_by("organization__name")
    assert list(found.values_list("name", "mail")) == [
        ("Holder of A Unified", "sent"), ("Holder of B Unified", "sent"), ("Holder of C Unified", "none"), ("", "none"),
    ]  # fmt: skip


def test_whoever_presses_twice_sends_once(signed_in, office, document, superintendents, run_jobs, mailoutbox):
    client = signed_in(office)
    first, second = confirm(client, document), confirm(client, document)
    assert second["Location"] == first["Location"]
    run_jobs()
    assert (Distribution.objects.count(), len(mailoutbox)) == (1, 1)
    confirm(client, document, subject="The goals once more")
    assert Distribution.objects.count() == 2


def test_where_the_recipients_have_changed_since_they_are_shown_again(signed_in, office, document, superintendents):
    client = signed_in(office)
    fingerprint = preview(client, document).context["audience"].fingerprint
    OfficeholderFactory(office=OfficeFactory(organization__name="D Unified", organization__slug="another"))
    holder = OfficeholderFactory(name="New")
    OrganizationYearFactory(organization=holder.office.organization, year=SchoolYear.objects.get())
    response = client.post(address(document), typed(document, send="1", fingerprint=fingerprint))
    assert response.status_code == 409
    assert "The recipients have changed since you looked" in response.content.decode()
    assert (Distribution.objects.count(), Job.objects.count()) == (0, 0)


def test_going_back_keeps_what_was_typed(signed_in, office, document):
    response = signed_in(office).post(address(document), typed(document, change="1", subject="Another"))
    assert (response.status_code, response.context["form"]["subject"].value()) == (200, "Another")


def test_what_is_handed_over_is_noted_and_not_mailed(signed_in, office, document, superintendents, run_jobs):
    day = timezone.localdate() - datetime.timedelta(days=9)
    confirm(signed_in(office), document, way="hand", version="", first_day=day.isoformat())
    assert (Distribution.objects.get().first_day, Job.objects.count()) == (day, 0)
    assert set(Recipient.objects.values_list("mail", flat=True)) == {"none"}


def test_it_goes_to_a_list_that_one_keeps(signed_in, office, document, run_jobs, mailoutbox):
    contact = ContactFactory(email="counselor@example.org")
    kept = RecipientListFactory()
    kept.contacts.add(contact)
    confirm(signed_in(office), document, audience="list", recipient_list=kept.pk)
    run_jobs()
    assert [mail.to for mail in mailoutbox] == [["counselor@example.org"]]
    assert Recipient.objects.get().contact == contact


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"audience": "list"}, "recipient_list", "Choose the list"),
        ({"version": ""}, "version", "A mail leads to a version"),
        ({"first_day": "2100-01-01"}, "first_day", "still to come"),
        ({"first_day": "2020-01-01"}, "first_day", "By mail it goes out today"),
        ({"closes_on": "2020-01-01"}, "closes_on", "would never work"),
    ],
)
def test_what_cannot_be_sent_is_said_at_its_field(changes, field, sentence, signed_in, office, document):
    response = preview(signed_in(office), document, **changes)
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field])


def test_where_nobody_would_get_it_nothing_can_be_sent(signed_in, office, document):
    client = signed_in(office)
    assert "Nobody would get this" in preview(client, document).content.decode()
    assert confirm(client, document).status_code == 422
    assert Distribution.objects.count() == 0


def test_a_version_of_another_document_is_refused(signed_in, office, document):
    other = DocumentVersionFactory()
    response = preview(signed_in(office), document, version=other.pk)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["version"])


def test_the_lead_of_the_group_sends_and_sees_no_names_of_others(
    signed_in, reporter, working_group, document, superintendents
):
    reporter.memberships.create(organization=working_group, role="reporter")
    page = preview(signed_in(reporter), document).content.decode()
    assert "A Unified" in page
    assert "Holder of" not in page
    assert "both@example.org" not in page.lower()


def test_members_of_the_group_do_not_send(signed_in, member, document):
    assert signed_in(member).get(address(document)).status_code == 403


def test_a_district_does_not_send_in_the_name_of_the_consortium(signed_in, reporter, district, superintendents):
    own = DocumentVersionFactory(document__owner=district).document
    assert preview(signed_in(reporter), own).status_code == 403
