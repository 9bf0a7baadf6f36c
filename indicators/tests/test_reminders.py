"""Reminders go to those who owe, once per person and day."""

import datetime
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command

from consortium.tests.factories import MembershipFactory, quarters
from indicators.tests.factories import AssignmentFactory, MeasureFactory, SubmissionFactory
from indicators.worksheets import reminders

pytestmark = pytest.mark.django_db

OCTOBER_10 = datetime.date(2026, 10, 10)


@pytest.fixture
def q1(district):
    period = quarters(2026)[0]
    AssignmentFactory(measure=MeasureFactory(), year=period.year, organization=district)
    return period


def test_a_reporter_who_owes_gets_one_mail_with_the_address(mailoutbox, reporter, q1):
    assert reminders.send(OCTOBER_10) == 1
    (mail,) = mailoutbox
    assert mail.to == ["reporter@example.org"]
    assert "http://127.0.0.1:8000/worksheets/northside-union-high/2026-27-Q1/" in mail.body
    assert "due October 15, 2026, 0 of 1 answered" in mail.body


def test_a_second_run_on_the_same_day_sends_nothing_and_the_next_day_it_does(mailoutbox, reporter, q1):
    assert [reminders.send(OCTOBER_10), reminders.send(OCTOBER_10)] == [1, 0]
    assert reminders.send(OCTOBER_10 + datetime.timedelta(days=1)) == 1


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_who_has_handed_in_is_left_in_peace(mailoutbox, reporter, district, q1, state):
    SubmissionFactory(organization=district, period=q1, state=state)
    assert reminders.send(OCTOBER_10) == 0


def test_a_returned_worksheet_waits_for_its_reporter(mailoutbox, reporter, district, q1):
    SubmissionFactory(organization=district, period=q1, state="returned", review_comment="Look again.")
    assert reminders.send(OCTOBER_10) == 1


def test_long_before_it_is_due_or_once_it_is_locked_nobody_is_reminded(mailoutbox, reporter, q1):
    assert reminders.send(datetime.date(2026, 10, 1)) == 0
    q1.locked_at = datetime.datetime(2026, 10, 9, tzinfo=datetime.UTC)
    q1.save()
    assert reminders.send(OCTOBER_10) == 0


def test_members_former_reporters_and_inactive_accounts_get_none(mailoutbox, member, reporter, district, q1):
    MembershipFactory(organization=district, user__is_active=False)
    MembershipFactory(organization=district, ended_on=datetime.date(2026, 9, 1))
    assert reminders.send(OCTOBER_10) == 1


def test_a_mail_that_could_not_be_sent_is_sent_by_the_next_run(mailoutbox, reporter, q1, monkeypatch):
    def fails(*args, **kwargs):
        raise OSError("no mail server")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", fails)
        with pytest.raises(reminders.RemindersFailed, match="0 reminders sent, 1 could not be sent.* no mail server"):
            reminders.send(OCTOBER_10)
    assert reminders.send(OCTOBER_10) == 1


@pytest.fixture
def one_refused(monkeypatch, district):
    """The mail server takes every address but the first one."""
    MembershipFactory(organization=district, user__email="a-refused@example.org")
    send = EmailMessage.send

    def refuses(message, *args, **kwargs):
        if message.to == ["a-refused@example.org"]:
            raise SMTPRecipientsRefused({"a-refused@example.org": (550, b"unknown")})
        return send(message, *args, **kwargs)

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuses)


def test_one_refused_address_keeps_nobody_else_from_their_reminder(mailoutbox, reporter, q1, one_refused):
    for sent in (1, 0):
        with pytest.raises(reminders.RemindersFailed) as failure:
            reminders.send(OCTOBER_10)
        assert (failure.value.sent, failure.value.failed) == (sent, 1)
    assert [mail.to for mail in mailoutbox] == [["reporter@example.org"]]


def test_the_command_ends_with_an_error_that_says_how_many_failed(mailoutbox, reporter, q1, one_refused, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: OCTOBER_10)
    with pytest.raises(CommandError, match="1 reminder sent, 1 could not be sent.* The next run tries again"):
        call_command("send_reminders")
