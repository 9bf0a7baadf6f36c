"""What tests of mailings share: rounds with recipients, a mail server that misbehaves on purpose, and progress."""

import smtplib
import threading

from django.core.mail.backends.base import BaseEmailBackend

from consortium.models import Contact, Organization, Segment
from goals.models import Recipient
from goals.rules import sending
from goals.tests.factories import DistributionFactory, DocumentFactory, DocumentVersionFactory

BACKEND = "goals.tests.mailings.Server"


class Crash(BaseException):
    """The machine loses its power: nothing catches this."""


class Server(BaseEmailBackend):
    """
    A mail server in memory. `problems` maps an address to what it raises once asked to take a mail for it; an
    exception in `taken_first` is raised after the mail was taken. `down` refuses connections.
    """

    lock = threading.Lock()
    taken, problems, taken_first = [], {}, {}
    down, opened = False, 0

    @classmethod
    def reset(cls):
        """Empty and in order."""
        cls.taken, cls.problems, cls.taken_first, cls.down, cls.opened = [], {}, {}, False, 0

    def open(self):
        """A connection."""
        if Server.down:
            raise ConnectionRefusedError("Connection refused")
        Server.opened += 1
        return True

    def send_messages(self, messages):
        """Take them, or not."""
        for message in messages:
            [address] = message.to
            if address in Server.problems:
                raise Server.problems[address]
            with Server.lock:
                Server.taken.append(message)
            if address in Server.taken_first:
                raise Server.taken_first[address]
        return len(messages)


def addresses():
    """Where the mails went, in order."""
    return [message.to[0] for message in Server.taken]


def refused(code, text, address="recipient@example.org"):
    """What smtplib raises where a server takes no mail for an address."""
    return smtplib.SMTPRecipientsRefused({address: (code, text.encode())})


class Steps:
    """Progress that counts, and stops after `stop_after` steps."""

    def __init__(self, stop_after=None):
        self.seen, self.stop_after = [], stop_after

    def step(self, done, total):
        """Note it, or stop."""
        if self.stop_after is not None and len(self.seen) >= self.stop_after:
            raise Crash("stopped")
        self.seen.append((done, total))


def round_of(number, **fields):
    """A round with `number` contacts as recipients whose mails wait; few statements, however many."""
    document = DocumentFactory()
    version = DocumentVersionFactory(document=document)
    distribution = DistributionFactory(document=document, version=version, **fields)
    district = Organization.objects.create(name="Mailed Unified", slug=f"mailed-{distribution.pk}", kind="k12_district")
    schools = Organization.objects.bulk_create(
        Organization(
            name=f"School {at:04d}", slug=f"school-{distribution.pk}-{at}", kind="school", segment=Segment.K12,
            parent=district,
        )
        for at in range(number)
    )  # fmt: skip
    contacts = Contact.objects.bulk_create(
        Contact(organization=school, role="administrator", name=f"Person {at:04d}", email=f"p{at}@example.org")
        for at, school in enumerate(schools)
    )
    Recipient.objects.bulk_create(
        Recipient(
            distribution=distribution, organization=contact.organization, role=contact.role, contact=contact,
            name=contact.name, email=contact.email, mail=Recipient.Mail.WAITING,
        )
        for contact in contacts
    )  # fmt: skip
    return distribution


def send(distribution, progress=None):
    """Send what waits."""
    return sending.send_waiting(distribution.pk, progress or Steps())


def states(distribution):
    """How many mails of a round are in which state."""
    found = {}
    for mail in distribution.recipients.values_list("mail", flat=True):
        found[mail] = found.get(mail, 0) + 1
    return found
