"""A published report goes to presidents and superintendents: each finds the region's and their own, nobody else's."""

import datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consortium.models import Office, Officeholder
from consortium.offices import hand_over
from goals.models import Distribution, Enclosure, Recipient
from goals.rules import distributing
from goals.tests.factories import RecipientFactory
from indicators.reporting import delivery
from indicators.tests.reports import a_week_ago, draft, led_by, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_root")]
NORTH, SOUTH = "North Unified", "South College"


@pytest.fixture
def region():
    """A district and a college with somebody at the head, a second district whose head has no address, one vacant."""
    return [
        led_by(NORTH, name="Nora North", email="nora@example.org"),
        led_by(SOUTH, "president", name="Sam South", email="sam@example.org"),
        led_by("East Unified", name="Eve East", email=""),
        led_by("West Unified", name="Will West", starts=datetime.date(2020, 7, 1), ends=datetime.date(2021, 6, 30)),
    ]


@pytest.fixture
def report(region):
    return publish(draft(), *region)


def page_of(client, report, **data):
    url = reverse("report-send", args=[report.label])
    return client.post(url, data) if data else client.get(url)


@pytest.fixture
def send(signed_in, office, run_jobs):
    """`send(report)` → its sending, made as the office makes it on the page, mails and all."""

    def sent(report, **changes):
        client = signed_in(office)
        context = page_of(client, report).context
        data = {**context["form"].initial, "fingerprint": context["audience"].fingerprint, **changes}
        response = page_of(client, report, **data)
        assert response.status_code == 302, response.context["form"].errors
        run_jobs()
        return Distribution.objects.latest("pk")

    return sent


def recipient(distribution, organization):
    return distribution.recipients.get(organization=organization)


def private(recipient):
    return Client().get(reverse("received", args=[recipient.private_key]))


def enclosed(recipient, enclosure):
    """(status, content, the response) of an enclosure at a private address."""
    response = Client().get(reverse("received-enclosure", args=[recipient.private_key, enclosure.pk]))
    return response.status_code, content(response), response


def content(response):
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


def test_the_page_shows_who_gets_it_who_has_no_address_and_whose_office_is_vacant(signed_in, office, report):
    response = page_of(signed_in(office), report)
    page = content(response)
    assert "4 recipients, 2 without an address" in page
    for words in ("Nora North", "sam@example.org", "none: to be handed over", "nobody holds the office"):
        assert words in page
    assert "Send 2 mails" in page
    assert response.context["form"].initial["closes_on"] >= timezone.localdate()
    assert "Annual progress report 2025-26" in page


def test_a_report_that_is_not_published_has_no_such_page_and_members_do_not_send(signed_in, office, member, report):
    assert page_of(signed_in(office), draft(2024)).status_code == 404
    assert page_of(signed_in(member), report).status_code == 403


def test_each_finds_the_regions_report_and_their_own(send, report, region):
    sent = send(report)
    assert sorted(message.to[0] for message in mail.outbox) == ["nora@example.org", "sam@example.org"]
    page = private(recipient(sent, region[0])).content.decode()
    assert "For North Unified" in page
    assert "Report of North Unified (PDF)" in page
    assert "Annual progress report 2025-26 in one page" in page
    assert SOUTH not in page
    assert recipient(sent, region[0]).received_on is None


def test_a_page_opens_as_published_and_the_rest_is_saved(send, report, region):
    sent = send(report)
    north = recipient(sent, region[0])
    for enclosure in Enclosure.objects.for_recipients([north]):
        _, page, response = enclosed(north, enclosure)
        assert page.startswith("<!DOCTYPE html>")
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert dict(response.cookies) == {}
        if enclosure.shown:
            policy = response["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "script-src 'none'" in policy
            assert "attachment" not in response["Content-Disposition"]
            assert response["ETag"] == f'"{enclosure.file.sha256}"'
        else:
            assert response["Content-Disposition"].startswith("attachment")


def test_what_is_enclosed_for_another_organization_is_not_there(send, report, region):
    sent = send(report)
    north, south = recipient(sent, region[0]), recipient(sent, region[1])
    nothing = enclosed(north, Enclosure(pk=987654321))
    for enclosure in sent.enclosures.filter(organization=region[1]):
        assert enclosed(north, enclosure)[:2] == nothing[:2]
        assert enclosed(south, enclosure)[0] == 200
    elsewhere = RecipientFactory()  # of another sending
    assert enclosed(elsewhere, sent.enclosures.filter(organization=None).first())[0] == nothing[0] == 404


def test_who_holds_two_offices_at_one_address_finds_both(send, region, report):
    Officeholder.objects.filter(name="Sam South").update(name="Nora North", email="NORA@example.org")
    sent = send(report)
    assert [message.to for message in mail.outbox] == [["nora@example.org"]]
    page = private(recipient(sent, region[1])).content.decode()
    assert "Report of North Unified" in page
    assert "Report of South College" in page


def test_revoked_ended_and_handed_on_addresses_open_no_enclosure(send, report, region):
    sent = send(report)
    north, mine = recipient(sent, region[0]), sent.enclosures.filter(organization=region[0]).first()
    hand_over(region[0], "superintendent", name="New Holder", email="new@example.org", starts=timezone.localdate())
    distributing.send_to_new_holder(north, timezone.localdate())
    assert enclosed(north, mine)[0] == 404
    again = Recipient.objects.get(pk=north.pk)
    assert enclosed(again, mine)[0] == 200
    distributing.close(sent, timezone.now())
    assert enclosed(again, mine)[0] == 410


def test_the_recipients_that_were_shown_are_those_who_get_it(signed_in, office, report, region):
    client = signed_in(office)
    shown = page_of(client, report).context
    led_by("New Unified", name="Nick New", email="nick@example.org")
    data = {**shown["form"].initial, "subject": "Mine", "fingerprint": shown["audience"].fingerprint}
    response = page_of(client, report, **data)
    assert response.status_code == 409
    assert "Nick New" in content(response)
    assert 'value="Mine"' in content(response)
    assert Distribution.objects.count() == 0


def test_what_is_typed_wrong_is_kept_and_said(signed_in, office, report):
    data = {"subject": "", "message": "Words I typed", "closes_on": "2020-01-01"}
    response = page_of(signed_in(office), report, **data)
    assert response.status_code == 422
    for words in ("Give the mail a subject.", "Words I typed", "Choose a later day."):
        assert words in content(response)


def test_the_office_sees_who_has_read_it(send, signed_in, office, report, region):
    sent = send(report)
    Client().post(reverse("received", args=[recipient(sent, region[0]).private_key]))
    late = led_by("New Unified", name="Nick New", email="nick@example.org")
    response = page_of(signed_in(office), report)
    page = content(response)
    assert "1 of 4 have received it" in page
    assert "not sent: not among its recipients" in page
    received = {row.organization.name: row.received_on for row in response.context["readers"]}
    not_yet = dict.fromkeys([SOUTH, "East Unified", "West Unified", late.name])
    assert received == {NORTH: timezone.localdate(), **not_yet}


def test_a_private_page_says_that_a_correction_was_published(send, report, region):
    sent = send(report)
    north = recipient(sent, region[0])
    assert "A correction was published" not in private(north).content.decode()
    correction = draft(number=1, corrects=report, correction_note="A count was twice as high.")
    correction.document.corrects = report.document
    correction.document.save()
    assert "A correction was published" not in private(north).content.decode()
    publish(correction, *region)
    page = private(north).content.decode()
    assert "A correction was published" in page
    assert correction.document.title in page
    assert "A correction was published" not in private(recipient(send(correction), region[0])).content.decode()


def test_pages_take_as_many_statements_for_many_as_for_few(
    send, signed_in, office, report, region, django_assert_num_queries
):
    sent = send(report)
    north = recipient(sent, region[0])
    client = signed_in(office)
    with django_assert_num_queries(6):
        private(north)
    with django_assert_num_queries(15):
        page_of(client, report)
    more = [led_by(f"Member {n}", name=f"Holder {n}", email=f"holder{n}@example.org") for n in range(6)]
    sent = send(publish(draft(2024), *more))
    with django_assert_num_queries(15):
        page_of(client, report)
    one_of_many = recipient(sent, more[0])
    with django_assert_num_queries(6):
        private(one_of_many)


@pytest.fixture
def reminders(run_jobs):
    """`reminders()` → where the daily timer's mails went."""

    def reminded():
        mail.outbox.clear()
        call_command("send_reminders")
        run_jobs()
        return sorted(message.to[0] for message in mail.outbox)

    return reminded


def test_after_a_week_those_are_reminded_who_have_not_acknowledged(send, report, region, reminders):
    sent = send(report)
    assert reminders() == []
    sent.recipients.exclude(email="").update(sent_at=a_week_ago())
    Client().post(reverse("received", args=[recipient(sent, region[1]).private_key]))
    assert reminders() == ["nora@example.org"]
    assert reminders() == []  # once a week, and surely once a day
    sent.recipients.exclude(email="").update(sent_at=a_week_ago())
    assert reminders() == ["nora@example.org"]
    sent.recipients.exclude(email="").update(sent_at=a_week_ago())
    assert reminders() == []  # three mails are enough
    assert recipient(sent, region[0]).mails_sent == delivery.MOST_MAILS


def test_nobody_is_reminded_of_a_corrected_report_or_one_whose_addresses_have_ended(send, report, region, reminders):
    sent = send(report)
    sent.recipients.exclude(email="").update(sent_at=a_week_ago())
    Distribution.objects.update(closed_at=timezone.now())
    assert reminders() == []
    Distribution.objects.update(closed_at=None)
    publish(draft(number=1, corrects=report, correction_note="A count."), *region)
    assert reminders() == []


def test_every_member_with_a_kind_that_gets_a_report_has_somebody_to_send_it_to(region):
    offices = {one.organization.name for one in delivery.audience(timezone.localdate()).addressees}
    assert offices == {office.organization.name for office in Office.objects.all()}
