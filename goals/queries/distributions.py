"""Questions about sendings: which there are, how far each has come, and who its recipients are, for whoever asks."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from consortium.days import in_words
from consortium.models import Contact, Officeholder, Organization
from goals.models import Recipient, RecipientList

Mail = Recipient.Mail
SENT = Q(sent_at__isnull=False) | Q(received_on__isnull=False)


def documents_to_send(documents, access):
    """Those of `documents` that `access` may send: `DistributionQuerySet.writable_by` says why."""
    if access.is_office:
        return documents
    own = access.reporter_for
    return documents.filter(Q(owner__in=own, owner__kind=Organization.Kind.WORKING_GROUP) | Q(folder__in=own))


def with_counts(distributions):
    """Each sending with `all`, `sent`, `received` and `answered`: recipients, in one query."""
    sent = Q(recipients__sent_at__isnull=False) | Q(recipients__received_on__isnull=False)
    return distributions.annotate(
        all=Count("recipients"),
        sent=Count("recipients", filter=sent),
        received=Count("recipients", filter=Q(recipients__received_on__isnull=False)),
        answered=Count("recipients__feedback"),
    )


def rounds(distributions):
    """`distributions` as lists show them, with their counts, the latest first."""
    return with_counts(distributions.select_related("document", "version", "recipient_list")).order_by(
        "-first_day", "-pk"
    )


@dataclass(frozen=True)
class Counts:
    """How far one sending has come, in recipients; `waiting` and `halfway` are of those whose mail is under way."""

    recipients: int
    sent: int
    received: int
    answered: int
    without_address: int
    waiting: int
    halfway: int
    failed: int
    changed: int
    reachable: int

    @property
    def sent_not_known(self):
        """Recipients to whom it was sent, and of whom nothing is known."""
        return self.sent - self.received


def counts(distribution, day, now):
    """The `Counts` of one sending on `day`, in three queries; `reachable` may be sent it again by mail."""
    recipients = distribution.recipients.order_by()
    halfway = Q(mail=Mail.SENDING, claimed_at__lt=now - Recipient.HANDING_OVER_TAKES)
    outstanding = Q(received_on__isnull=True)
    found = recipients.aggregate(
        recipients=Count("pk"),
        sent=Count("pk", filter=SENT),
        received=Count("pk", filter=~outstanding),
        answered=Count("feedback"),
        without_address=Count("pk", filter=Q(email="") & outstanding),
        waiting=Count("pk", filter=Q(mail=Mail.WAITING)),
        halfway=Count("pk", filter=halfway),
        failed=Count("pk", filter=Q(mail=Mail.FAILED)),
    )
    reachable = recipients.still_there(day).filter(outstanding, mail__in=[Mail.SENT, Mail.NONE]).exclude(email="")
    return Counts(changed=to_new_holders(recipients, day).count(), reachable=reachable.count(), **found)


def to_new_holders(recipients, day):
    """Those of `recipients` that are an office which has changed hands, and whose new holder may be sent it."""
    after_leaving = Q(officeholder__ends__lt=F("received_on"))
    return recipients.with_changed_office(day).filter(Q(received_on__isnull=True) | after_leaving)


# What the page of a sending can show: word in the address → (words, the recipients of it).
SHOWN = {
    "": ("All", lambda recipients, day, now: recipients),
    "outstanding": ("Not received", lambda recipients, day, now: recipients.outstanding()),
    "received": ("Received", lambda recipients, day, now: recipients.filter(received_on__isnull=False)),
    "feedback": ("With feedback", lambda recipients, day, now: recipients.filter(feedback__isnull=False)),
    "no-address": ("No address, not received", lambda recipients, day, now: recipients.outstanding().filter(email="")),
    "waiting": ("Mail waits", lambda recipients, day, now: recipients.filter(mail=Mail.WAITING)),
    "failed": ("Mail failed", lambda recipients, day, now: recipients.filter(mail=Mail.FAILED)),
    "halfway": ("Mail left halfway", lambda recipients, day, now: recipients.left_sending(now)),
    "changed": ("Office changed hands", lambda recipients, day, now: to_new_holders(recipients, day)),
}


def shown(recipients, show, words, day, now, *, by_name):
    """
    Those of `recipients` that a page shows: `show` is a key of SHOWN, `words` occur in the organization's name, and
    with `by_name` (only for who may see names) in that of the person or in the address.
    """
    found = SHOWN[show][1](recipients, day, now)
    if not words:
        return found
    wanted = Q(organization__name__icontains=words)
    if by_name:
        wanted |= Q(name__icontains=words) | Q(email__icontains=words)
    return found.filter(wanted)


def as_rows(recipients, day):
    """`recipients` as tables show them: with organization, answer, and who holds the office on `day` (`holder_now`)."""
    holder = Officeholder.objects.on(day).filter(office=OuterRef("office"))
    return recipients.select_related("organization__parent", "officeholder", "feedback", "received_noted_by").annotate(
        holder_now=Subquery(holder.values("pk")[:1]),
        holder_since=Subquery(holder.values("starts")[:1]),
        holder_name=Subquery(holder.values("name")[:1]),
    )


def with_receipts(offices, document):
    """
    Each of `offices` with what is known of `document` (a primary key) over all its rounds: `sent_at` of the last mail,
    `received_on` (the word of a holder who had left does not count), and `recipient` and `address`, the key and the
    e-mail address of its latest record; each None where there is none.
    """
    mine = Recipient.objects.of_documents([document]).filter(office=OuterRef("pk"))
    received = mine.filter(received_on__isnull=False).exclude(officeholder__ends__lt=F("received_on"))
    return offices.annotate(
        sent_at=Subquery(mine.filter(sent_at__isnull=False).order_by("-sent_at").values("sent_at")[:1]),
        received_on=Subquery(received.order_by("received_on").values("received_on")[:1]),
        recipient=Subquery(mine.order_by("-pk").values("pk")[:1]),
        address=Subquery(mine.order_by("-pk").values("email")[:1]),
    )


def to_holder(documents, user, day):
    """
    The recipients of rounds of `documents` (primary keys) that are an office which `user` holds on `day`, the latest
    round first, each with `is_received`: whether the office has received it, by whoever held it then.
    """
    mine = Recipient.objects.of_documents(documents).of_holder(user, day)
    received = Recipient.objects.received_by(day).filter(pk=OuterRef("pk"))
    return mine.annotate(is_received=Exists(received)).select_related("distribution", "organization").order_by("-pk")


@dataclass(frozen=True)
class Row:
    """A recipient as one reader may see it: `name` and `email` are empty for people of other organizations."""

    recipient: Recipient
    name: str
    email: str
    state: str
    tone: str
    changed: bool


@dataclass(frozen=True)
class Previewed:
    """Somebody who is to be sent something, as one reader may see them."""

    organization: Organization
    role: str
    name: str
    email: str


def previewed(one, access):
    """`one` (an Addressee) as `access` may see it; where there is nothing to see, what is missing is said in words."""
    nobody = "nobody holds the office" if one.office and one.officeholder is None else one.name
    email = one.email or "none: to be handed over"
    own = access.may_read_worksheet(one.organization)
    return Previewed(one.organization, one.role_label, nobody if own or not one.name else "", email if own else "")


def row_for(recipient, access, now):
    """The `Row` of a recipient of `as_rows` for `access`."""
    own = access.may_read_worksheet(recipient.organization)
    state, tone = state_of(recipient, now)
    changed = bool(
        recipient.office_id
        and recipient.holder_now
        and recipient.holder_now != recipient.officeholder_id
        and (recipient.received_on is None or recipient.received_after_leaving)
    )
    return Row(recipient, recipient.name if own else "", recipient.email if own else "", state, tone, changed)


def state_of(recipient, now):
    """(sentence, tone) on how far it has come with one recipient; the tone is good, warning or nothing."""
    if recipient.received_on:
        how = {
            Recipient.How.ACKNOWLEDGED: "Acknowledged on",
            Recipient.How.HANDED_OVER: "Handed over on",
            Recipient.How.NOTED: "Noted as received on",
        }[recipient.received_how]
        return f"{how} {_day(recipient.received_on)}", "good"
    if recipient.mail == Mail.FAILED:
        return recipient.mail_problem or "Could not be sent.", "warning"
    if recipient.mail == Mail.SENDING:
        if recipient.claimed_at and recipient.claimed_at < now - Recipient.HANDING_OVER_TAKES:
            return "Left halfway: it may have gone out, or not", "warning"
        return "Being sent", ""
    if recipient.mail == Mail.WAITING:
        return recipient.mail_problem or "Waits to be sent", ""
    if recipient.mail == Mail.SENT:
        times = f", {recipient.mails_sent} mails so far" if recipient.mails_sent > 1 else ""
        return f"Sent on {_day(recipient.sent_at)}{times}", ""
    return ("No address: hand it over", "warning") if not recipient.email else ("Not sent by mail", "")


def _day(moment):
    day = timezone.localtime(moment).date() if hasattr(moment, "hour") else moment
    return in_words(day)


def writable_lists(access):
    """The lists that `access` may send to and change."""
    return RecipientList.objects.writable_by(access).select_related("owner")


def list_owners(access):
    """The organizations for which `access` may keep lists: the office, and working groups."""
    organizations = Organization.objects.open()
    if access.is_office:
        return organizations.filter(kind__in=[Organization.Kind.OFFICE, Organization.Kind.WORKING_GROUP])
    return organizations.filter(kind=Organization.Kind.WORKING_GROUP, pk__in=access.reporter_for)


def contacts_found(words, role, access):
    """
    Current contacts whose organization or its district has `words` in its name, and who have `role` ("" for any). The
    office searches by name and address too: others may not even learn that somebody is there.
    """
    found = Contact.objects.current().select_related("organization__parent")
    if role:
        found = found.filter(role=role)
    for word in words.split():
        wanted = Q(organization__name__icontains=word) | Q(organization__parent__name__icontains=word)
        if access.is_office:
            wanted |= Q(name__icontains=word) | Q(email__icontains=word)
        found = found.filter(wanted)
    return found.order_by("organization__name", "role", "name", "pk")
