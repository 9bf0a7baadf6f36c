"""Mails of a round: one for each address, claimed before it is handed over, and nobody gets it twice."""

import datetime
import smtplib

import pytest
from django.utils import timezone

from consortium.models import Consortium
from goals.models import Recipient
from goals.rules import distributing, receiving, sending
from goals.tests.factories import RecipientFactory
from goals.tests.mailings import BACKEND, Crash, Server, Steps, addresses, refused, round_of, send, states

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _server(settings):
    settings.EMAIL_BACKEND = BACKEND
    settings.SITE_URL = "https://goals.example.org"
    Server.reset()


def the(distribution, email="p0@example.org"):
    return distribution.recipients.get(email=email)


def test_each_recipient_gets_one_mail_with_their_own_address():
    Consortium.objects.create(name="Example Consortium", short_name="Example", office_email="ask@example.org")
    distribution = round_of(2, subject="Goals for\nyou", message="Please read this.", asks_feedback=True)
    assert send(distribution).sentence == "2 mails were sent."
    assert addresses() == ["p0@example.org", "p1@example.org"]
    first = Server.taken[0]
    recipient = the(distribution)
    assert (first.subject, first.reply_to) == ("Goals for you", ["ask@example.org"])
    assert f"https://goals.example.org/received/{recipient.private_key}/" in first.body
    for words in ("Dear Person 0000,", "Please read this.", "Administrator, School 0000", "feedback", "Example Cons"):
        assert words in first.body
    assert the(distribution, "p1@example.org").private_key not in first.body
    assert (recipient.mail, recipient.mails_sent, recipient.sent_at is not None) == ("sent", 1, True)
    assert (recipient.received_on, recipient.claimed_at is not None) == (None, True)


def test_one_person_in_two_capacities_gets_one_mail_and_both_are_sent():
    distribution = round_of(1)
    RecipientFactory(distribution=distribution, email="P0@Example.org", mail="waiting", name="Person 0000")
    assert sending.waiting_mails(distribution.pk) == 1
    assert send(distribution).sent == 1
    [mail] = Server.taken
    assert mail.body.count("- Administrator, ") == 2
    assert states(distribution) == {"sent": 2}


def test_two_names_at_one_address_are_not_greeted_by_one_of_them():
    distribution = round_of(1)
    RecipientFactory(distribution=distribution, email="p0@example.org", mail="waiting", name="Another")
    send(distribution)
    assert "Dear" not in Server.taken[0].body


def test_who_has_no_address_or_does_not_wait_gets_nothing():
    distribution = round_of(0)
    RecipientFactory(distribution=distribution, email="", mail="waiting")
    RecipientFactory(distribution=distribution, mail="none")
    RecipientFactory(email="other-round@example.org", mail="waiting")
    assert send(distribution).sentence == "0 mails were sent."
    assert Server.taken == []


def test_an_address_that_is_refused_for_good_fails_with_a_sentence_and_the_others_go():
    distribution = round_of(3)
    Server.problems["p1@example.org"] = refused(550, "5.1.1 no such user", "p1@example.org")
    outcome = send(distribution)
    assert (outcome.sent, outcome.refused) == (2, 1)
    failed = the(distribution, "p1@example.org")
    assert failed.mail == "failed"
    assert failed.mail_problem == "The mail server refused this address (550 5.1.1 no such user)."
    assert send(distribution).sent == 0


def test_an_address_that_is_refused_for_now_waits_for_the_next_run():
    distribution = round_of(2)
    Server.problems["p0@example.org"] = refused(451, "try later")
    outcome = send(distribution)
    assert (outcome.sent, outcome.not_now) == (1, 1)
    assert the(distribution).mail == "waiting"
    Server.problems.clear()
    assert send(distribution).sent == 1
    assert sorted(addresses()) == ["p0@example.org", "p1@example.org"]


def test_an_address_that_no_mail_can_be_written_to_fails():
    distribution = round_of(1)
    Server.problems["p0@example.org"] = ValueError("Invalid address")
    assert send(distribution).refused == 1
    assert the(distribution).mail_problem == "The mail server cannot write to this address."


def test_a_mail_server_that_is_down_leaves_everything_waiting():
    distribution = round_of(2)
    Server.down = True
    with pytest.raises(sending.MailServerDown, match=r"cannot be reached \(Connection refused\). The rest waits."):
        send(distribution)
    assert states(distribution) == {"waiting": 2}


def test_a_mail_server_that_takes_nothing_from_us_stops_the_rest():
    distribution = round_of(3)
    Server.problems["p1@example.org"] = smtplib.SMTPSenderRefused(530, b"Authenticate first", "from@example.org")
    with pytest.raises(sending.MailServerDown, match="530 Authenticate first"):
        send(distribution)
    assert states(distribution) == {"sent": 1, "waiting": 2}


def test_a_connection_that_breaks_while_a_mail_is_taken_leaves_that_one_to_a_person():
    distribution = round_of(3)
    Server.taken_first["p1@example.org"] = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
    outcome = send(distribution)
    assert (outcome.sent, outcome.unsure) == (2, 1)
    assert the(distribution, "p1@example.org").mail == "sending"
    assert send(distribution).sent == 0
    assert sorted(addresses()) == [f"p{at}@example.org" for at in range(3)]


def test_the_connection_is_opened_anew_after_a_hundred_mails(monkeypatch):
    monkeypatch.setattr(sending, "MAILS_A_CONNECTION", 2)
    send(round_of(5))
    assert Server.opened == 3


def test_stopping_leaves_the_rest_waiting_and_starting_again_sends_only_those():
    distribution = round_of(5)
    with pytest.raises(Crash):
        send(distribution, Steps(stop_after=2))
    assert states(distribution) == {"sent": 2, "waiting": 3}
    steps = Steps()
    assert send(distribution, steps).sent == 3
    assert steps.seen == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert sorted(addresses()) == [f"p{at}@example.org" for at in range(5)]


@pytest.mark.parametrize("taken", [True, False])
def test_a_crash_while_a_mail_is_handed_over_never_sends_it_again_by_itself(taken):
    distribution = round_of(4)
    (Server.taken_first if taken else Server.problems)["p1@example.org"] = Crash()
    with pytest.raises(Crash):
        send(distribution)
    assert states(distribution) == {"sent": 1, "sending": 1, "waiting": 2}
    Server.taken_first.clear(), Server.problems.clear()
    assert send(distribution).sent == 2
    assert states(distribution) == {"sent": 3, "sending": 1}
    assert addresses().count("p1@example.org") == int(taken)


def left_halfway(number=1):
    distribution = round_of(number)
    distribution.recipients.update(mail="sending", claimed_at=timezone.now() - datetime.timedelta(hours=1))
    return distribution


def test_a_person_says_that_a_mail_left_halfway_went_out():
    distribution = left_halfway()
    recipient = the(distribution)
    distributing.decide(recipient, went_out=True, now=timezone.now())
    decided = the(distribution)
    assert (decided.mail, decided.sent_at, decided.mails_sent) == ("sent", recipient.claimed_at, 1)
    send(distribution)
    assert Server.taken == []


def test_a_person_has_a_mail_left_halfway_sent_again():
    distribution = left_halfway()
    distributing.decide(the(distribution), went_out=False, now=timezone.now())
    assert send(distribution).sent == 1


def test_what_is_being_sent_at_this_moment_is_not_decided():
    distribution = round_of(1)
    distribution.recipients.update(mail="sending", claimed_at=timezone.now())
    with pytest.raises(distributing.ValidationError, match="was not left halfway"):
        distributing.decide(the(distribution), went_out=False, now=timezone.now())


def test_while_a_mail_to_an_address_is_left_halfway_no_other_goes_there():
    distribution = left_halfway()
    RecipientFactory(distribution=distribution, email="p0@example.org", mail="waiting")
    assert send(distribution).sent == 0
    assert states(distribution) == {"sending": 1, "waiting": 1}


def test_who_acknowledges_a_mail_left_halfway_evidently_has_it():
    distribution = left_halfway()
    receiving.acknowledge(the(distribution), datetime.date(2026, 10, 1))
    assert the(distribution).mail == "sent"
    assert Recipient.objects.sent().count() == 1


def test_a_closed_round_sends_nothing():
    distribution = round_of(2)
    distributing.close(distribution, timezone.now())
    assert states(distribution) == {"none": 2}
    distribution.recipients.update(mail="waiting")
    assert send(distribution).sent == 0


def test_a_round_whose_private_addresses_have_ended_sends_nothing():
    over = datetime.date(2020, 1, 1)
    distribution = round_of(2, first_day=over, closes_on=over)
    send(distribution)
    assert (states(distribution), Server.taken) == ({"waiting": 2}, [])


def test_again_goes_to_those_who_have_not_received_it_and_not_within_a_day():
    distribution = round_of(5)
    send(distribution)
    long_ago = timezone.now() - 2 * DAY
    distribution.recipients.exclude(email="p0@example.org").update(sent_at=long_ago)
    receiving.acknowledge(the(distribution, "p1@example.org"), timezone.localdate())
    distribution.recipients.filter(email="p2@example.org").update(mail="failed")
    Server.taken.clear()
    assert sending.queue(sending.again(distribution.recipients.all(), timezone.localdate()), timezone.now()) == 2
    assert send(distribution).sent == 2
    assert addresses() == ["p3@example.org", "p4@example.org"]
    assert the(distribution, "p3@example.org").mails_sent == 2
    assert sending.queue(sending.again(distribution.recipients.all(), timezone.localdate()), timezone.now()) == 0


def test_another_capacity_of_somebody_who_had_the_mail_today_is_marked_and_not_mailed():
    distribution = round_of(1)
    send(distribution)
    late = RecipientFactory(distribution=distribution, email="P0@example.org", mail="waiting")
    assert send(distribution).sent == 0
    late.refresh_from_db()
    assert (late.mail, late.sent_at) == ("sent", the(distribution).sent_at)
    assert len(Server.taken) == 1


def test_another_address_is_mailed_at_once_and_the_old_private_address_stops():
    distribution = round_of(1)
    send(distribution)
    recipient = the(distribution)
    old = recipient.private_key
    distributing.change_address(recipient, "right@example.org")
    assert send(distribution).sent == 1
    assert addresses() == ["p0@example.org", "right@example.org"]
    assert Recipient.by_private_key(old) is None
    assert the(distribution, "right@example.org").private_key in Server.taken[1].body


def test_a_receipt_that_is_noted_calls_off_the_mail_that_waits(office):
    distribution = round_of(2)
    only = distribution.recipients.filter(email="p0@example.org")
    day = datetime.date(2026, 10, 1)
    assert distributing.note_receipt(only, how="handed_over", day=day, by=office) == 1
    assert distributing.note_receipt(only, how="noted", day=day, by=office) == 0
    assert send(distribution).sent == 1
    handed = the(distribution)
    assert (handed.mail, handed.received_how, handed.received_on, handed.received_noted_by) == (
        "none", "handed_over", day, office,
    )  # fmt: skip
