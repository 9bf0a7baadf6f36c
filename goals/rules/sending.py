"""
Mailing a round: one mail for each distinct address, each claimed before it is handed over.

What it keeps to, whoever stops it wherever:

- A mail is marked `sending` in a commit of its own **before** the mail server gets it, and `sent` after. So what a
  crash leaves behind is a row in `sending`, of which nobody knows whether it went out. It is not sent again by itself.
- Workers side by side claim by address: all rows of the address are locked, in the order of their keys. (With SKIP
  LOCKED a second worker would take the other row of somebody with two offices, and write to them twice.)
- To an address that had a mail of this round less than a day ago, none goes: whoever presses twice sends once.
"""

import datetime
import smtplib
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from consortium.models import Consortium
from goals.models import Distribution, Recipient

Mail = Recipient.Mail
NOT_AGAIN_WITHIN = datetime.timedelta(days=1)
MAILS_A_CONNECTION = 100  # many servers take no more over one connection
PATIENCE = 60  # seconds until a mail server that does not answer counts as down
LONGEST_PROBLEM = 300


class MailServerDown(Exception):
    """Raised where the mail server cannot be reached or takes no mail; its text is a sentence. The rest waits."""


class Refused(Exception):
    """The mail server will never take this mail; its text is a sentence."""


class NotNow(Exception):
    """The mail server took this one mail not now, perhaps later."""


class Unsure(Exception):
    """The connection broke while the mail was handed over: it may have gone out."""


@dataclass
class Outcome:
    """What one run did, in mails."""

    sent: int = 0
    refused: int = 0
    not_now: int = 0
    unsure: int = 0

    @property
    def sentence(self):
        """The outcome in words: “310 mails were sent. 2 could not be sent: see the recipients.”"""
        said = [f"{_mails(self.sent)} sent."]
        if self.refused:
            said.append(f"{_mails(self.refused)} refused by the mail server; why stands at the recipients.")
        if self.not_now:
            said.append(f"{_mails(self.not_now)} not taken at present; start again later.")
        if self.unsure:
            said.append(f"With {self.unsure} the connection broke: say at the recipients whether they went out.")
        return " ".join(said)


def _mails(number):
    return "1 mail was" if number == 1 else f"{number:,} mails were"


def waiting_mails(distribution_pk):
    """How many mails of the round wait: distinct addresses."""
    return len(_waiting(distribution_pk))


def queue(recipients, now):
    """
    Have a mail wait for each of `recipients` (a queryset) that has an address and had none less than a day ago; those
    that are being sent or wait already stay as they are. Returns how many now wait in addition.
    """
    recent = Q(mail=Mail.SENT, sent_at__gt=now - NOT_AGAIN_WITHIN)
    ready = recipients.exclude(email="").exclude(mail__in=[Mail.WAITING, Mail.SENDING]).exclude(recent)
    return ready.update(mail=Mail.WAITING, mail_problem="")


def again(recipients, day):
    """
    Those of `recipients` to whom a reminder makes sense on `day`: nothing is known of them, no address was refused,
    and they are still who is meant.
    """
    return recipients.outstanding().exclude(mail=Mail.FAILED).still_there(day)


def send_waiting(distribution_pk, progress):
    """
    Send the mails of the round that wait; `progress.step(done, total)` is called before each and may raise to stop.

    Returns an Outcome. Raises MailServerDown with a sentence; what was not sent still waits. Safe to call again and
    from two workers at once. It must not be called within a transaction.
    """
    distribution = Distribution.objects.select_related("document__owner", "version").get(pk=distribution_pk)
    letter, outcome, tried = Letter(distribution), Outcome(), set()
    with Mailer() as mailer:
        while addresses := [address for address in _waiting(distribution_pk) if address not in tried]:
            total = len(tried) + len(addresses)
            for address in addresses:
                progress.step(len(tried), total)
                tried.add(address)
                mailer.ready()
                _send_one(distribution_pk, address, letter, mailer, outcome)
        progress.step(len(tried), len(tried))
    return outcome


def _waiting(distribution_pk):
    """The distinct addresses to which mail waits, in small letters, those of the first recipients first."""
    rows = Recipient.objects.filter(distribution=distribution_pk, mail=Mail.WAITING).exclude(email="")
    return list(dict.fromkeys(rows.order_by("pk").values_list(Lower("email"), flat=True)))


def _send_one(distribution_pk, address, letter, mailer, outcome):
    """Claim `address`, write to it, and note in `outcome` and at the recipients what became of it."""
    claimed = claim(distribution_pk, address, timezone.now())
    if not claimed:
        return
    mine = Recipient.objects.filter(pk__in=[recipient.pk for recipient in claimed], mail=Mail.SENDING)
    try:
        mailer.send(letter.to(claimed))
    except Refused as refusal:
        mine.update(mail=Mail.FAILED, mail_problem=str(refusal)[:LONGEST_PROBLEM])
        outcome.refused += 1
    except NotNow as delay:
        mine.update(mail=Mail.WAITING, claimed_at=None, mail_problem=str(delay)[:LONGEST_PROBLEM])
        outcome.not_now += 1
    except MailServerDown:
        mine.update(mail=Mail.WAITING, claimed_at=None)
        raise
    except Unsure as broken:
        mine.update(mail_problem=str(broken)[:LONGEST_PROBLEM])
        outcome.unsure += 1
    else:
        mine.update(mail=Mail.SENT, sent_at=timezone.now(), mails_sent=F("mails_sent") + 1, mail_problem="")
        outcome.sent += 1


def claim(distribution_pk, address, now):
    """
    The recipients with `address` (small letters) whose mail waits, marked as being sent from `now` on, in a commit of
    its own. Empty where somebody else is at it, the round is closed or over, or the address had a mail less than a day
    ago: then they have it, and the recipients are marked so.
    """
    with transaction.atomic(durable=True):
        same = Recipient.objects.annotate(address=Lower("email"))
        same = same.filter(distribution=distribution_pk, address=address).select_related("organization", "distribution")
        rows = list(same.order_by("pk").select_for_update(of=("self",)))
        waiting = [row for row in rows if row.mail == Mail.WAITING]
        if not waiting or any(row.mail == Mail.SENDING for row in rows):
            return []
        if not waiting[0].distribution.is_open(timezone.localdate(now)):
            return []
        mine = Recipient.objects.filter(pk__in=[row.pk for row in waiting])
        earlier = [row.sent_at for row in rows if row.mail == Mail.SENT and row.sent_at > now - NOT_AGAIN_WITHIN]
        if earlier:
            mine.update(mail=Mail.SENT, sent_at=max(earlier), mail_problem="")
            return []
        mine.update(mail=Mail.SENDING, claimed_at=now)
        return waiting


class Letter:
    """The mail of a round, written out for each address."""

    def __init__(self, distribution):
        self.distribution = distribution
        self.consortium = Consortium.objects.first()

    def to(self, recipients):
        """The message to one address, for all the `recipients` (of one round) that it stands for."""
        first = recipients[0]
        context = {
            "distribution": self.distribution,
            "recipients": recipients,
            "address": settings.SITE_URL + reverse("received", args=[first.private_key]),
            "consortium": self.consortium,
        }
        message = EmailMessage(
            subject=" ".join(self.distribution.subject.split()),
            body=render_to_string("distributions/mail.txt", context),
            to=[first.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
        if self.consortium and self.consortium.office_email:
            message.reply_to = [self.consortium.office_email]
        return message


class Mailer:
    """One connection to the mail server, opened anew where the server has closed it and after a hundred mails."""

    def __init__(self):
        self.connection, self.mails = None, 0

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._close()

    def ready(self):
        """See that there is a connection that answers. Raises MailServerDown."""
        if self.connection and (self.mails >= MAILS_A_CONNECTION or not self._answers()):
            self._close()
        if self.connection is None:
            connection = get_connection(timeout=PATIENCE) if _is_smtp() else get_connection()
            try:
                connection.open()
            except (smtplib.SMTPException, OSError) as error:
                raise MailServerDown(f"The mail server cannot be reached ({_words(error)}). The rest waits.") from error
            self.connection, self.mails = connection, 0

    def _answers(self):
        """Whether the server still answers; other kinds of connection always do."""
        noop = getattr(getattr(self.connection, "connection", None), "noop", None)
        if noop is None:
            return True
        try:
            return noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def _close(self):
        if self.connection is not None:
            with suppress(smtplib.SMTPException, OSError):  # it is gone, which is what was wanted
                self.connection.close()
            self.connection = None

    def send(self, message):
        """Hand `message` over. Raises Refused, NotNow, Unsure or MailServerDown; anything else is a fault of ours."""
        self.mails += 1
        try:
            self.connection.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()), (550, b""))
            raise _refusal(code, f"The mail server refused this address ({_reply(code, reason)}).") from error
        except smtplib.SMTPSenderRefused as error:
            raise MailServerDown(
                f"The mail server takes no mail from this sender ({_words(error)}). The rest waits."
            ) from error
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, f"The mail server refused this mail ({_words(error)}).") from error
        except (smtplib.SMTPNotSupportedError, ValueError) as error:
            raise Refused("The mail server cannot write to this address.") from error
        except (smtplib.SMTPException, OSError) as error:
            self._close()
            raise Unsure("The connection to the mail server broke: the mail may have gone out, or not.") from error


def _is_smtp():
    return settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend"


def _refusal(code, sentence):
    """For good (5xx), or only for now (4xx)."""
    return NotNow(sentence) if 400 <= code < 500 else Refused(sentence)


def _words(error):
    if isinstance(error, smtplib.SMTPResponseException):
        return _reply(error.smtp_code, error.smtp_error)
    return str(error) or type(error).__name__


def _reply(code, reason):
    text = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
    return " ".join(f"{code} {text}".split())
