"""The page of a sending: how far it has come, who has not received it, and what is done about that."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consortium.models import Job
from consortium.offices import hand_over
from consortium.tests.factories import ContactFactory, OfficeFactory, OfficeholderFactory, SchoolFactory
from goals.models import Feedback, Recipient
from goals.tests.factories import DistributionFactory, FeedbackFactory, RecipientFactory
from goals.tests.mailings import round_of

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - datetime.timedelta(days=30)
TODAY = timezone.localdate()


@pytest.fixture
def sent(working_group):
    """A round of the group: one received with feedback, one silent, one refused, one without an address."""
    distribution = DistributionFactory(document__folder=working_group, first_day=TODAY - datetime.timedelta(days=30))
    states = {
        "received": {"mail": "sent", "sent_at": LONG_AGO, "received_on": TODAY, "received_how": "acknowledged"},
        "silent": {"mail": "sent", "sent_at": LONG_AGO, "mails_sent": 1},
        "refused": {"mail": "failed", "mail_problem": "The mail server refused this address."},
        "unknown": {"email": ""},
    }
    made = {
        name: RecipientFactory(
            distribution=distribution, name=f"Person {name}", **({"email": f"{name}@example.org"} | state)
        )
        for name, state in states.items()
    }
    FeedbackFactory(recipient=made["received"], text="Very useful.")
    return distribution, made


def address(distribution, name="distribution"):
    return reverse(name, args=[distribution.pk])


def shown(client, distribution, **asked):
    return sorted(row.recipient.name for row in client.get(address(distribution), asked).context["rows"])


def chosen(client, distribution, *recipients, shown="", **typed):
    """What is answered where `recipients` are ticked on the page that shows what the query `shown` asks for."""
    data = {"recipient": [one.pk for one in recipients], "do": "mail"} | typed
    return client.post(address(distribution, "distribution-chosen") + shown, data)


def test_it_counts_what_was_sent_received_answered_and_what_is_not_known(signed_in, office, sent):
    distribution, _ = sent
    response = signed_in(office).get(address(distribution))
    counts = response.context["counts"]
    assert (counts.recipients, counts.sent, counts.received, counts.answered) == (4, 2, 1, 1)
    assert (counts.without_address, counts.failed, counts.reachable) == (1, 1, 1)
    assert "Very useful." in response.content.decode()


@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("", ["received", "refused", "silent", "unknown"]),
        ("outstanding", ["refused", "silent", "unknown"]),
        ("received", ["received"]),
        ("feedback", ["received"]),
        ("no-address", ["unknown"]),
        ("failed", ["refused"]),
        ("halfway", []),
        ("nonsense", ["received", "refused", "silent", "unknown"]),
    ],
)
def test_it_shows_who_has_not_received_it(show, names, signed_in, office, sent):
    assert shown(signed_in(office), sent[0], show=show) == [f"Person {name}" for name in names]


def test_the_office_searches_by_name_and_address_others_by_organization_alone(
    signed_in, office, reporter, working_group, sent
):
    distribution, made = sent
    reporter.memberships.create(organization=working_group, role="reporter")
    for words in ("silent@", "Person silent"):
        assert shown(signed_in(office), distribution, q=words) == ["Person silent"]
        assert shown(signed_in(reporter), distribution, q=words) == []
    assert shown(signed_in(reporter), distribution, q=made["silent"].organization.name) == ["Person silent"]


def test_the_group_sees_organizations_and_no_names_or_addresses_of_theirs(signed_in, member, sent):
    page = signed_in(member).get(address(sent[0])).content.decode()
    assert sent[1]["silent"].organization.name in page
    assert "Very useful." in page
    assert "Person" not in page
    assert "silent@example.org" not in page
    assert "Do it" not in page


def test_ones_own_people_are_named(signed_in, reporter, district, working_group, sent):
    reporter.memberships.create(organization=working_group, role="member")
    own = ContactFactory(organization=SchoolFactory(parent=district))
    RecipientFactory(distribution=sent[0], contact=own, name="Our principal", email="ours@example.org")
    page = signed_in(reporter).get(address(sent[0])).content.decode()
    assert "Our principal" in page
    assert "Person silent" not in page


def test_again_mails_those_who_have_not_received_it(signed_in, office, sent, run_jobs, mailoutbox):
    distribution, made = sent
    client = signed_in(office)
    client.post(address(distribution, "distribution-again"))
    run_jobs()
    assert [mail.to for mail in mailoutbox] == [["silent@example.org"]]
    assert Recipient.objects.get(pk=made["silent"].pk).mails_sent == 2
    response = client.post(address(distribution, "distribution-again"), follow=True)
    assert "had one less than a day ago" in response.content.decode()
    assert len(run_jobs()) == 1


def test_those_that_are_ticked_get_the_mail(signed_in, office, sent, run_jobs, mailoutbox):
    distribution, made = sent
    chosen(signed_in(office), distribution, made["refused"], made["unknown"])
    run_jobs()
    assert [mail.to for mail in mailoutbox] == [["refused@example.org"]]


def test_those_that_are_ticked_are_noted_as_handed_over(signed_in, office, sent):
    distribution, made = sent
    chosen(signed_in(office), distribution, made["unknown"], do="handed_over", day=TODAY.isoformat())
    noted = Recipient.objects.get(pk=made["unknown"].pk)
    assert (noted.received_on, noted.received_how, noted.received_noted_by) == (TODAY, "handed_over", office)


def test_all_that_are_shown_are_noted_at_once(signed_in, office, sent):
    distribution, _ = sent
    day = (TODAY - datetime.timedelta(days=1)).isoformat()
    response = chosen(
        signed_in(office), distribution, do="noted", day=day, everybody="on", shown="?show=no-address&q=unknown"
    )
    assert sorted(distribution.recipients.values_list("received_how", flat=True)) == ["", "", "acknowledged", "noted"]
    assert response.url == f"{address(distribution)}?show=no-address&q=unknown"


def test_after_an_error_the_ticks_and_what_was_shown_are_still_there(signed_in, office, sent):
    distribution, made = sent
    client = signed_in(office)
    response = chosen(
        client, distribution, made["silent"], do="noted", day="2100-01-01", shown="?show=outstanding&q=Person+s"
    )
    assert [row.recipient.name for row in response.context["rows"]] == ["Person silent"]
    assert f'value="{made["silent"].pk}" checked' in response.content.decode()
    loaded_anew = client.get(address(distribution, "distribution-chosen") + "?show=outstanding&page=2")
    assert loaded_anew.url == f"{address(distribution)}?show=outstanding&page=2"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"do": "mail"}, "Tick the recipients first."),
        ({"do": "noted", "everybody": "on"}, "Say on which day."),
        ({"do": "noted", "everybody": "on", "day": "2100-01-01"}, "This day is still to come."),
        ({"do": "noted", "everybody": "on", "day": "2020-01-01"}, "The sending began on"),
        ({"do": "everything", "everybody": "on"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_noted_is_said_and_nothing_is_written(typed, sentence, signed_in, office, sent):
    response = chosen(signed_in(office), sent[0], **typed)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Recipient.objects.outstanding().count() == 3


def test_recipients_of_another_round_are_not_touched(signed_in, office, sent):
    other = RecipientFactory()
    chosen(signed_in(office), sent[0], other, do="noted", day=TODAY.isoformat())
    assert Recipient.objects.get(pk=other.pk).received_on is None


def test_mails_that_wait_can_be_gone_on_with(signed_in, office, run_jobs, mailoutbox):
    distribution = round_of(3)
    client = signed_in(office)
    assert "3 recipients wait for the mail." in client.get(address(distribution)).content.decode()
    client.post(address(distribution, "distribution-send"))
    client.post(address(distribution, "distribution-send"))
    assert "Sending “" in client.get(address(distribution)).content.decode()
    assert Job.objects.count() == 1
    run_jobs()
    assert len(mailoutbox) == 3


def test_a_mail_server_that_is_down_ends_the_work_with_a_sentence(signed_in, office, run_jobs, settings):
    settings.EMAIL_BACKEND = "goals.tests.mailings.Server"
    from goals.tests.mailings import Server

    Server.reset()
    Server.down = True
    distribution = round_of(1)
    signed_in(office).post(address(distribution, "distribution-send"))
    [job] = run_jobs()
    assert job.state == "failed"
    assert job.note == "The mail server cannot be reached (Connection refused). The rest waits."


def test_a_mail_left_halfway_is_told_and_a_person_decides(signed_in, office, sent, run_jobs, mailoutbox):
    distribution, made = sent
    Recipient.objects.filter(pk=made["silent"].pk).update(mail="sending", claimed_at=LONG_AGO)
    client = signed_in(office)
    assert "1 mail was left halfway" in client.get(address(distribution)).content.decode()
    assert shown(client, distribution, show="halfway") == ["Person silent"]
    client.post(reverse("recipient-halfway", args=[made["silent"].pk]), {"went_out": "yes"})
    assert Recipient.objects.get(pk=made["silent"].pk).mail == "sent"
    Recipient.objects.filter(pk=made["silent"].pk).update(mail="sending", claimed_at=LONG_AGO, sent_at=None)
    client.post(reverse("recipient-halfway", args=[made["silent"].pk]), {"went_out": "no"})
    run_jobs()
    assert len(mailoutbox) == 1


def test_an_office_that_changed_hands_is_offered_to_its_new_holder_and_stays_one_recipient(
    signed_in, office, run_jobs, mailoutbox
):
    former = OfficeholderFactory(office=OfficeFactory(), name="Former", email="former@example.org")
    recipient = RecipientFactory(
        contact=None, office=former.office, officeholder=former, name="Former", email="former@example.org",
        mail="sent", sent_at=LONG_AGO, mails_sent=1, distribution__first_day=datetime.date(2025, 9, 1),
    )  # fmt: skip
    client, old = signed_in(office), recipient.private_key
    hand_over(
        former.office.organization, "superintendent", name="New", email="new@example.org",
        starts=datetime.date(2025, 10, 1),
    )  # fmt: skip
    page = client.get(address(recipient.distribution)).content.decode()
    assert "1 office has changed hands since." in page
    assert "Changed hands on October 1, 2025; sent to the former holder" in page
    client.post(reverse("recipient-holder", args=[recipient.pk]))
    run_jobs()
    now = Recipient.objects.get()
    assert (now.name, now.email, now.mail, now.mails_sent) == ("New", "new@example.org", "sent", 2)
    assert [mail.to for mail in mailoutbox] == [["new@example.org"]]
    assert Recipient.by_private_key(old) is None
    assert "changed hands since" not in client.get(address(recipient.distribution)).content.decode()


def test_what_the_holder_received_while_in_office_stays_received(signed_in, office):
    former = OfficeholderFactory(ends=datetime.date(2025, 9, 30))
    OfficeholderFactory(office=former.office, starts=datetime.date(2025, 10, 1), name="New")
    recipient = RecipientFactory(
        contact=None, office=former.office, officeholder=former, received_on=datetime.date(2025, 9, 1),
        received_how="acknowledged",
    )  # fmt: skip
    response = signed_in(office).post(reverse("recipient-holder", args=[recipient.pk]), follow=True)
    assert "The office has received it already." in response.content.decode()
    assert Recipient.objects.get().officeholder == former
    Recipient.objects.update(received_on=datetime.date(2025, 11, 1))  # after leaving: no receipt of the office
    Feedback.objects.create(
        distribution=recipient.distribution, recipient=recipient, text="Mine", given_on=datetime.date(2025, 11, 1)
    )
    signed_in(office).post(reverse("recipient-holder", args=[recipient.pk]))
    replaced = Recipient.objects.get()
    assert (replaced.name, replaced.received_on, replaced.received_how) == ("New", None, "")
    assert not Feedback.objects.filter(recipient=replaced).exists()  # the new holder reads no answer of another
    assert Feedback.objects.get().from_whom == f"Former superintendent, {recipient.organization}"


def test_again_mails_neither_who_has_left_the_office_nor_a_contact_that_has_ended(
    signed_in, office, run_jobs, mailoutbox
):
    former = OfficeholderFactory(ends=datetime.date(2025, 9, 30))
    OfficeholderFactory(office=former.office, starts=datetime.date(2025, 10, 1), name="New")
    round_ = DistributionFactory()
    sent = {"distribution": round_, "mail": "sent", "sent_at": LONG_AGO}
    RecipientFactory(**sent, contact=None, office=former.office, officeholder=former, email="former@example.org")
    RecipientFactory(**sent, contact__ended_on=datetime.date(2025, 10, 1), email="ended@example.org")
    RecipientFactory(**sent, email="silent@example.org")
    client = signed_in(office)
    assert client.get(address(round_)).context["counts"].reachable == 1
    client.post(reverse("distribution-again", args=[round_.pk]))
    run_jobs()
    assert [mail.to for mail in mailoutbox] == [["silent@example.org"]]


@pytest.mark.parametrize("page", ["recipient-address", "recipient-holder", "recipient-halfway"])
def test_where_private_addresses_no_longer_work_no_mail_is_made_to_wait(page, signed_in, office, sent):
    recipient = sent[1]["refused"]
    recipient.distribution.first_day = recipient.distribution.closes_on = datetime.date(2020, 1, 1)
    recipient.distribution.save()
    answer = signed_in(office).post(reverse(page, args=[recipient.pk]), {"email": "right@example.org"}, follow=True)
    assert "no longer work" in answer.content.decode()
    assert Recipient.objects.get(pk=recipient.pk).mail == "failed"


def test_who_has_received_it_is_not_mailed_at_another_address(signed_in, office, sent):
    recipient = sent[1]["refused"]
    Recipient.objects.filter(pk=recipient.pk).update(received_on=datetime.date(2026, 1, 5), received_how="noted")
    answer = signed_in(office).post(reverse("recipient-address", args=[recipient.pk]), {"email": "new@example.org"})
    assert answer.status_code == 422
    assert Recipient.objects.get(pk=recipient.pk).email == recipient.email


def test_another_address_is_saved_and_mailed(signed_in, office, sent, run_jobs, mailoutbox):
    recipient = sent[1]["refused"]
    url = reverse("recipient-address", args=[recipient.pk])
    assert signed_in(office).post(url, {"email": "no address"}).status_code == 422
    signed_in(office).post(url, {"email": "right@example.org"})
    run_jobs()
    changed = Recipient.objects.get(pk=recipient.pk)
    assert (changed.email, changed.mail, changed.mail_problem) == ("right@example.org", "sent", "")
    assert [mail.to for mail in mailoutbox] == [["right@example.org"]]


def test_one_private_address_is_revoked_or_all_of_them(signed_in, office, sent):
    distribution, made = sent
    client = signed_in(office)
    client.post(reverse("recipient-revoke", args=[made["silent"].pk]))
    assert Recipient.by_private_key(made["silent"].private_key) is None
    assert Recipient.by_private_key(made["received"].private_key) is not None
    assert "cannot be undone" in client.get(address(distribution, "distribution-close")).content.decode()
    client.post(address(distribution, "distribution-close"))
    distribution.refresh_from_db()
    assert distribution.is_open(TODAY) is False
    response = client.post(address(distribution, "distribution-again"), follow=True)
    assert "no longer work, so nothing is mailed" in response.content.decode()
    assert Job.objects.count() == 0


def test_a_receipt_noted_by_mistake_is_taken_back_and_an_acknowledgement_is_not(signed_in, office, sent):
    _, made = sent
    noted = made["silent"]
    Recipient.objects.filter(pk=noted.pk).update(received_on=TODAY, received_how="noted", received_noted_by=office)
    for one in (noted, made["received"]):
        signed_in(office).post(reverse("recipient-take-back", args=[one.pk]))
    assert [Recipient.objects.get(pk=one.pk).received_on for one in (noted, made["received"])] == [None, TODAY]


def test_feedback_of_a_recipient_that_came_otherwise_counts_once_it_was_sent(signed_in, office, sent):
    _, made = sent
    for name in ("silent", "unknown"):
        url = reverse("recipient-feedback", args=[made[name].pk])
        signed_in(office).post(url, {"text": f"Said {name}.", "given_on": TODAY.isoformat()})
    assert sorted(Feedback.objects.counting().values_list("text", flat=True)) == ["Said silent.", "Very useful."]
    assert Recipient.objects.get(pk=made["silent"].pk).received_how == "noted"
    assert Recipient.objects.get(pk=made["unknown"].pk).received_on is None
    assert "never sent: does not count" in signed_in(office).get(address(sent[0])).content.decode()


def test_feedback_of_somebody_else_is_kept_and_never_counts(signed_in, office, sent):
    url = address(sent[0], "feedback-note")
    client = signed_in(office)
    assert client.post(url, {"text": "Fine.", "given_on": TODAY.isoformat()}).status_code == 422
    client.post(url, {"from_whom": "A parent", "text": "Fine.", "given_on": TODAY.isoformat()})
    kept = Feedback.objects.get(recipient=None)
    assert (kept.from_whom, kept.noted_by) == ("A parent", office)
    assert kept not in Feedback.objects.counting()
    assert "not a recipient: does not count" in client.get(address(sent[0])).content.decode()


def queries_of(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_page_asks_equally_often_for_few_and_for_a_thousand_recipients(signed_in, office):
    few, many = round_of(2), round_of(1000)
    offices = [RecipientFactory(distribution=many, contact=None, office=OfficeFactory()) for _ in range(3)]
    FeedbackFactory(recipient=offices[0])
    few_office = RecipientFactory(distribution=few, contact=None, office=OfficeFactory())
    FeedbackFactory(recipient=few_office)
    client = signed_in(office)
    client.get(address(few))
    assert queries_of(client, address(many)) == queries_of(client, address(few))
    assert len(client.get(address(many)).context["rows"]) == 50


def test_the_list_of_sendings_asks_equally_often_and_shows_ones_own(signed_in, office, member, sent):
    client = signed_in(office)
    url = reverse("distributions")
    client.get(url)
    few = queries_of(client, url)
    for _ in range(5):
        RecipientFactory()
    assert queries_of(client, url) == few
    assert [one.pk for one in signed_in(member).get(url).context["page"]] == [sent[0].pk]
    [row] = signed_in(member).get(url).context["page"]
    assert (row.all, row.sent, row.received, row.answered) == (4, 2, 1, 1)
