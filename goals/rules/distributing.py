"""A new sending: its recipients written down, and what people note by hand about one afterwards."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from goals.models import Distribution, Enclosure, Feedback, Recipient
from goals.rules.audiences import addressee_of_office
from goals.rules.documents import held

How = Recipient.How
Mail = Recipient.Mail
PRESSED_TWICE_WITHIN = datetime.timedelta(minutes=10)


@transaction.atomic
def create(distribution, audience, *, by_mail, enclosures=()):
    """
    Save `distribution` (Distribution, unsaved) with a Recipient for everybody in `audience` (Audience), those without
    an address too, and with `enclosures` (Enclosures, unsaved). With `by_mail` a mail waits for each who has an
    address. Raises ValidationError for an empty audience.

    Returns the sending: where the same person made the very same one minutes ago, that one, and nothing is saved.
    """
    if not audience.addressees:
        raise ValidationError("Nobody would get this: there is no contact and no office for these recipients.")
    held(distribution.document)  # of a button that is pressed twice, the second waits here for the first
    standing = _just_made(distribution)
    if standing is not None:
        return standing
    distribution.save()
    Recipient.objects.bulk_create(
        Recipient(
            distribution=distribution,
            organization=one.organization,
            role=one.role,
            office=one.office,
            officeholder=one.officeholder,
            contact=one.contact,
            name=one.name,
            email=one.email,
            mail=Mail.WAITING if by_mail and one.email else Mail.NONE,
        )
        for one in audience.addressees
    )
    for enclosure in enclosures:
        enclosure.distribution = distribution
    Enclosure.objects.bulk_create(enclosures)
    return distribution


def _just_made(distribution):
    """The sending that `distribution` (unsaved) repeats because its button was pressed twice, or None."""
    names = ("document", "version", "audience", "recipient_list", "subject", "message", "first_day", "created_by")
    since = distribution.created_at - PRESSED_TWICE_WITHIN
    same = {name: getattr(distribution, name) for name in names}
    return Distribution.objects.filter(**same, created_at__gt=since).first()


@transaction.atomic
def note_receipt(recipients, *, how, day, by):
    """
    Note for those of `recipients` of whom nothing is known yet that they had it on `day`, as `by` says. Mails to them
    that wait are called off. Returns how many were noted.
    """
    keys = list(recipients.outstanding().order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    noted = Recipient.objects.filter(pk__in=keys)
    call_off(noted)
    return noted.update(received_on=day, received_how=how, received_noted_by=by)


@transaction.atomic
def take_back_receipt(recipient):
    """Forget a receipt that was noted by mistake. What recipients said themselves stays: ValidationError."""
    recipient = Recipient.objects.select_for_update(of=("self",)).get(pk=recipient.pk)
    if recipient.received_how == How.ACKNOWLEDGED or Feedback.objects.filter(recipient=recipient).exists():
        raise ValidationError("The recipient has answered. That is not taken back.")
    recipient.received_on, recipient.received_how, recipient.received_noted_by = None, "", None
    recipient.save(update_fields=["received_on", "received_how", "received_noted_by"])


def call_off(recipients):
    """Mails to `recipients` that wait are not sent any more."""
    waiting = recipients.filter(mail=Mail.WAITING)
    waiting.filter(sent_at__isnull=False).update(mail=Mail.SENT)
    waiting.update(mail=Mail.NONE)


@transaction.atomic
def change_address(recipient, email):
    """
    From now on `recipient` is reached at `email`; the private address that went elsewhere works no more, and a mail
    waits. Raises ValidationError while a mail is being sent, and where nothing more is sent.
    """
    recipient = _locked(recipient)
    if recipient.received_on:
        raise ValidationError("The recipient has received it already.")
    recipient.email = email
    _send_anew(recipient)


@transaction.atomic
def send_to_new_holder(recipient, day):
    """
    The office has changed hands: the same recipient, from now on with the holder of `day`, and a mail waits. Who held
    it before cannot answer for the office any more, and what they said after they had left is no receipt: it is kept
    as theirs, apart from the office's. Raises ValidationError where nobody new holds it, or it was received already.
    """
    recipient = _locked(recipient)
    if recipient.received_on and not recipient.received_after_leaving:
        raise ValidationError("The office has received it already.")
    current = addressee_of_office(recipient.office, day) if recipient.office else None
    if current is None or current.officeholder is None or current.officeholder.pk == recipient.officeholder_id:
        raise ValidationError("Nobody new holds this office.")
    _becomes(recipient, current)
    _send_anew(recipient)


def _becomes(recipient, current):
    """The office's holder is `current` (Addressee) from now on; what the former one said stays theirs."""
    former = f"Former {recipient.get_role_display().lower()}, {recipient.organization}"  # unnamed: many read it
    Feedback.objects.filter(recipient=recipient).update(recipient=None, from_whom=former[:200])
    recipient.received_on, recipient.received_how, recipient.received_noted_by = None, "", None
    recipient.officeholder, recipient.name, recipient.email = current.officeholder, current.name, current.email


@transaction.atomic
def take_over(recipient, day):
    """
    Whoever holds the office on `day` has come to it without a mail: `recipient` is theirs from now on, and the address
    that its former holder has works no more. Nothing changes where it is theirs already, or was received in time.
    """
    recipient = Recipient.objects.select_for_update(of=("self",)).get(pk=recipient.pk)
    current = addressee_of_office(recipient.office, day)
    is_received = recipient.received_on and not recipient.received_after_leaving
    if is_received or current.officeholder is None or current.officeholder.pk == recipient.officeholder_id:
        return
    _becomes(recipient, current)
    recipient.mail = Mail.NONE
    recipient.mail_problem, recipient.sent_at = "", None
    recipient.address_edition = F("address_edition") + 1
    recipient.save()


def _locked(recipient):
    recipient = Recipient.objects.select_for_update(of=("self",)).get(pk=recipient.pk)
    if recipient.mail == Mail.SENDING:
        raise ValidationError("A mail to this recipient is being sent. Say first whether it went out.")
    return recipient


def _send_anew(recipient):
    recipient.mail = Mail.WAITING if recipient.email else Mail.NONE
    recipient.mail_problem, recipient.sent_at = "", None
    recipient.address_edition = F("address_edition") + 1
    recipient.save()


@transaction.atomic
def decide(recipient, *, went_out, now):
    """
    A person says what became of a mail that was left in `sending`: it went out, or it waits to be sent again. All
    recipients with the same address go with it. Raises ValidationError where it was not left there.
    """
    same = Recipient.objects.same_address(recipient).left_sending(now)
    keys = list(same.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    if recipient.pk not in keys:
        raise ValidationError("This mail was not left halfway. Look at the page again.")
    left = Recipient.objects.filter(pk__in=keys)
    if went_out:
        left.update(mail=Mail.SENT, sent_at=F("claimed_at"), mails_sent=F("mails_sent") + 1)
    else:
        left.update(mail=Mail.WAITING, claimed_at=None)


def revoke(recipients):
    """The private addresses of `recipients` (a queryset) work no more; the next mail carries new ones."""
    return recipients.update(address_edition=F("address_edition") + 1)


@transaction.atomic
def close(distribution, now):
    """From `now` on no private address of the round works, and what waits to be sent is called off."""
    distribution.closed_at = now
    distribution.save(update_fields=["closed_at"])
    call_off(distribution.recipients.all())


@transaction.atomic
def note_feedback(distribution, *, text, day, by, recipient=None, from_whom=""):
    """
    Write down what somebody said otherwise than at their private address. From a `recipient` to whom it went it is
    their one answer and means that they had it; from anybody else (`from_whom`) it is kept and never counts. Returns
    the Feedback.
    """
    if recipient is None:
        return Feedback.objects.create(
            distribution=distribution, from_whom=from_whom, text=text, given_on=day, noted_by=by
        )
    note_receipt(Recipient.objects.sent().filter(pk=recipient.pk), how=How.NOTED, day=day, by=by)
    feedback, _ = Feedback.objects.update_or_create(
        recipient=recipient,
        defaults={"distribution": distribution, "text": text, "given_on": day, "noted_by": by},
    )
    return feedback
