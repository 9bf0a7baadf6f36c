"""A president or superintendent who signs in reads the region's report and their own, without any membership."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consortium.models import Officeholder
from consortium.offices import hand_over
from consortium.tests.factories import MembershipFactory, UserFactory
from goals.models import Distribution, Recipient
from goals.rules.receiving import acknowledge
from indicators.reporting import delivery
from indicators.tests.reports import draft, led_by, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_root")]


@pytest.fixture
def north():
    return led_by("North Unified", name="Nora North", email="nora@example.org", user=UserFactory(email="nora@x.org"))


@pytest.fixture
def nora(north):
    return Officeholder.objects.get(office__organization=north).user


@pytest.fixture
def report(north):
    return publish(draft(), north, led_by("South College", "president", name="Sam South", email="sam@example.org"))


@pytest.fixture
def sent(report, office):
    """The sending of the report."""
    today = timezone.localdate()
    new = Distribution(subject="The report", first_day=today)
    return delivery.send(new, report, delivery.audience(today), office)[0]


def status(client, name, *args):
    response = client.get(reverse(name, args=args))
    if response.streaming:
        b"".join(response)  # else the file stays open
    return response.status_code


def test_their_pages_and_nothing_else(signed_in, nora, stranger, report):
    client = signed_in(nora)
    label = report.label
    home = client.get("/").content.decode()
    assert "Report of North Unified" in home
    assert "The region’s report" in home
    assert "I have received this" not in home  # it was not sent yet
    assert "Report of North Unified" in client.get("/reports/").content.decode()
    assert status(client, "report", label) == status(client, "report-file", label, "pdf") == 200
    assert status(client, "partner-report", label, "north-unified") == 200
    assert status(client, "partner-report", label, "south-college") == 404
    assert status(client, "report", draft(2024).label) == 404
    for url in ("/goals/", "/worksheets/", "/partners/", "/documents/", reverse("report-send", args=[label])):
        assert client.get(url).status_code == 404
    nobody = signed_in(stranger)
    assert [status(nobody, "report", label), nobody.get("/reports/").status_code] == [404, 404]
    assert "does not belong to a partner" in nobody.get("/").content.decode()


def test_who_has_left_the_office_reads_nothing_more(signed_in, nora, north, report):
    hand_over(north, "superintendent", name="New Holder", email="", starts=timezone.localdate())
    client = signed_in(nora)
    assert status(client, "partner-report", report.label, "north-unified") == 404
    assert status(client, "report", report.label) == 404


def test_the_button_is_one_record_signed_in_or_not(signed_in, nora, north, sent):
    client = signed_in(nora)
    assert "I have received this" in client.get("/").content.decode()
    response = client.post(reverse("report-acknowledge", args=[sent.pk]), {"back": "/reports/"})
    assert response.url == "/reports/"
    recipient = sent.recipients.get(organization=north)
    assert (recipient.received_on, recipient.received_how) == (timezone.localdate(), "acknowledged")
    assert "It is noted that you received this" in client.get("/").content.decode()
    private = Client().get(reverse("received", args=[recipient.private_key])).content.decode()
    assert "It is noted that you received this" in private
    assert sent.recipients.filter(received_on__isnull=False).count() == 1


def test_what_was_acknowledged_at_the_private_address_is_known_signed_in(signed_in, nora, north, sent):
    acknowledge(sent.recipients.get(organization=north), timezone.localdate())
    assert "It is noted that you received this" in signed_in(nora).get("/").content.decode()


def test_a_new_holder_acknowledges_for_the_office_and_the_former_ones_address_ends(signed_in, north, sent):
    former = sent.recipients.get(organization=north)
    new = hand_over(north, "superintendent", name="New Holder", email="new@x.org", starts=timezone.localdate())
    new.user = UserFactory()
    new.save()
    signed_in(new.user).post(reverse("report-acknowledge", args=[sent.pk]))
    now = Recipient.objects.get(pk=former.pk)
    assert (now.name, now.email, now.received_on) == ("New Holder", "new@x.org", timezone.localdate())
    assert Client().get(reverse("received", args=[former.private_key])).status_code == 404


@pytest.mark.parametrize("who", ["stranger", "member", "reporter", "office"])
def test_others_have_nothing_to_acknowledge(who, request, signed_in, sent):
    client = signed_in(request.getfixturevalue(who))
    assert client.post(reverse("report-acknowledge", args=[sent.pk])).status_code == 404
    assert not sent.recipients.filter(received_on__isnull=False).exists()


def test_another_site_cannot_say_where_the_button_leads(signed_in, nora, sent):
    url = reverse("report-acknowledge", args=[sent.pk])
    assert signed_in(nora).post(url, {"back": "https://example.org/"}).url == "/"


def test_a_reporter_who_leads_finds_the_report_on_their_home_page_too(signed_in, nora, north, sent):
    MembershipFactory(user=nora, organization=north, role="reporter")
    assert "I have received this" in signed_in(nora).get("/").content.decode()


def test_rights_are_read_in_one_statement(nora, north, django_assert_num_queries):
    MembershipFactory(user=nora, organization=north, role="reporter")
    with django_assert_num_queries(1):
        access = nora.access
    assert (access.leads, access.reporter_for) == ({north.pk}, {north.pk})
    Officeholder.objects.update(ends=timezone.localdate() - datetime.timedelta(days=1))
    assert type(nora).objects.get(pk=nora.pk).access.leads == frozenset()
