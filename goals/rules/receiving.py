"""What recipients do, at their private address or signed in: say that they have it, and what they think of it."""

from django.db import transaction
from django.db.models import F

from goals.models import Feedback, Recipient
from goals.rules.distributing import take_over

Mail = Recipient.Mail


@transaction.atomic
def acknowledge(recipient, day):
    """
    `recipient` has it since `day`, and so has everybody of the round with the same address, who is the same person.
    What was known before stays. Mails that wait are called off; one that was left halfway has evidently arrived.
    """
    same = Recipient.objects.same_address(recipient)
    keys = list(same.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    same = Recipient.objects.filter(pk__in=keys)
    same.filter(mail=Mail.SENDING).update(mail=Mail.SENT, sent_at=F("claimed_at"), mails_sent=F("mails_sent") + 1)
    same.filter(mail=Mail.WAITING, sent_at__isnull=False).update(mail=Mail.SENT)
    same.filter(mail=Mail.WAITING).update(mail=Mail.NONE)
    same.outstanding().update(received_on=day, received_how=Recipient.How.ACKNOWLEDGED)


@transaction.atomic
def acknowledge_signed_in(distribution, user, day):
    """
    `user` has received what a round brings, for each office that they hold on `day`: on the same record as at the
    private address. Returns how many offices of theirs are among its recipients.
    """
    mine = list(distribution.recipients.of_holder(user, day).select_related("office__organization"))
    for recipient in mine:  # offices of one person: two, at the most
        take_over(recipient, day)
        acknowledge(Recipient.objects.get(pk=recipient.pk), day)
    return len(mine)


@transaction.atomic
def give_feedback(recipient, text, day):
    """
    The one answer of `recipient`, who has evidently received it. In place of an earlier one it keeps that one's day: it
    came then, and may stand in a figure that is locked.
    """
    acknowledge(recipient, day)
    said = {"distribution_id": recipient.distribution_id, "text": text, "noted_by": None}
    Feedback.objects.update_or_create(recipient=recipient, defaults=said, create_defaults=said | {"given_on": day})
