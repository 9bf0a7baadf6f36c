"""Whom a document reached: sendings, their recipients, and what came back."""

import datetime

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from consortium.history import with_history
from consortium.models import Contact, Office, Officeholder, Organization, StoredFile

from .documents import Document, DocumentVersion


class RecipientListQuerySet(models.QuerySet):
    def readable_by(self, access):
        """The office sees every list, everybody else those of their groups."""
        return self.all() if access.is_office else self.filter(owner__in=access.own_organizations)

    def writable_by(self, access):
        """Lists are kept by the office, and by the reporters of a working group for it."""
        if access.is_office:
            return self.all()
        return self.filter(owner__in=access.reporter_for, owner__kind=Organization.Kind.WORKING_GROUP)


@with_history
class RecipientList(models.Model):
    """A list of contacts that somebody keeps, to send to the same people again."""

    name = models.CharField(max_length=120)
    owner = models.ForeignKey(Organization, models.PROTECT, related_name="recipient_lists")
    contacts = models.ManyToManyField(Contact, related_name="lists", blank=True)

    objects = RecipientListQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="recipient_list_name_once",
                violation_error_message="There is a list of this name already.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The list's own page."""
        return reverse("recipient-list", args=[self.pk])


class DistributionQuerySet(models.QuerySet):
    def readable_by(self, access):
        """Who sees the document from its first draft sees to whom it went: the office, its owner and its group."""
        if access.is_office:
            return self.all()
        own = access.own_organizations
        return self.filter(
            Q(document__owner__in=own) | Q(document__owner__parent__in=own) | Q(document__folder__in=own)
        )

    def writable_by(self, access):
        """
        The consortium's mail is sent by the office, and by the reporters of a working group for what is the group's
        or in its folder. What a district has written goes out through one of them.
        """
        if access.is_office:
            return self.all()
        own = access.reporter_for
        return self.filter(
            Q(document__owner__in=own, document__owner__kind=Organization.Kind.WORKING_GROUP)
            | Q(document__folder__in=own)
        )


@with_history
class Distribution(models.Model):
    """
    A document sent to, or handed over to, a number of recipients: one round. Sending again to those who have not
    received it belongs to the same round. `first_day` is the day on which it began.
    """

    class Audience(models.TextChoices):
        OFFICEHOLDERS = "officeholders", "Presidents and superintendents"
        SUPERINTENDENTS = "superintendents", "Superintendents"
        PRESIDENTS = "presidents", "College presidents"
        SCHOOLS = "schools", "Middle and high schools"
        CAREER_CENTERS = "career_centers", "Career centers"
        ADMINISTRATORS_AND_CENTERS = "administrators_and_centers", "School administrators and career centers"
        PARTNERS = "partners", "Member organizations"
        LIST = "list", "A list"

    document = models.ForeignKey(Document, models.PROTECT, related_name="distributions")
    version = models.ForeignKey(DocumentVersion, models.PROTECT, null=True, blank=True, related_name="distributions")
    audience = models.CharField(max_length=30, choices=Audience)
    recipient_list = models.ForeignKey(
        RecipientList, models.SET_NULL, null=True, blank=True, related_name="distributions"
    )
    subject = models.CharField(max_length=200)
    message = models.TextField(blank=True, help_text="Stands above the private address of each recipient.")
    asks_feedback = models.BooleanField("ask for feedback", default=False)
    first_day = models.DateField(help_text="The day on which it began.")
    closes_on = models.DateField(
        "private addresses work through", null=True, blank=True, help_text="The last day. Empty: no end."
    )
    closed_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When they were revoked.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = DistributionQuerySet.as_manager()

    class Meta:
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__isnull=True) | Q(closes_on__gte=F("first_day")),
                name="distribution_closes_after_it_began",
                violation_error_message="Private addresses work on the first day at least.",
            )
        ]

    def __str__(self):
        return f"{self.document}, {self.get_audience_display().lower()}"

    def get_absolute_url(self):
        """The page of this round."""
        return reverse("distribution", args=[self.pk])

    def is_open(self, day):
        """Whether private addresses work on `day`."""
        return self.closed_at is None and (self.closes_on is None or day <= self.closes_on)


class EnclosureQuerySet(models.QuerySet):
    def for_recipients(self, recipients):
        """What goes to `recipients` (of one round): what is for everybody, and what is for their organizations."""
        own = {recipient.organization_id for recipient in recipients}
        return self.filter(
            Q(organization__isnull=True) | Q(organization__in=own),
            distribution__in={recipient.distribution_id for recipient in recipients},
        )


@with_history
class Enclosure(models.Model):
    """
    What goes with a sending beside the document: to the recipients of one organization alone (its own part of a
    report), or with `organization` empty to everybody. `shown` opens in the browser, as the page that it is; anything
    else is handed out to be saved.
    """

    distribution = models.ForeignKey(Distribution, models.CASCADE, related_name="enclosures")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="enclosures")
    shown = models.BooleanField(default=False, help_text="A page of this program's own, opened in the browser.")

    objects = EnclosureQuerySet.as_manager()

    class Meta:
        ordering = ["distribution", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["distribution", "organization", "title"], nulls_distinct=False, name="enclosure_once"
            )
        ]

    def __str__(self):
        return self.title


class RecipientQuerySet(models.QuerySet):
    def sent(self):
        """Recipients to whom it went: the mail was taken by the mail server, or somebody handed it over."""
        given = [Recipient.How.HANDED_OVER, Recipient.How.NOTED]
        return self.filter(Q(sent_at__isnull=False) | Q(received_how__in=given))

    def sent_between(self, first, last):
        """
        Recipients to whom it went, or again went, from the day `first` to `last` (days, or expressions of one): by
        mail, handed over, or received at the latest. The day of a mail that was followed by another is not kept;
        the first of several is taken to have gone out when the sending began.
        """
        mailed = Q(sent_at__date__gte=first, sent_at__date__lte=last)
        before = Q(mails_sent__gt=1, distribution__first_day__gte=first, distribution__first_day__lte=last)
        return self.filter(mailed | before | Q(received_on__gte=first, received_on__lte=last))

    def received_by(self, day):
        """
        Recipients who had received it by `day`, as they said themselves or somebody noted. An office has not received
        what only somebody confirms who did not hold it on that day.
        """
        left = Q(officeholder__ends__lt=F("received_on"))
        return self.filter(received_on__lte=day).exclude(Q(officeholder__isnull=False) & left)

    def outstanding(self):
        """Recipients of whom nothing is known yet."""
        return self.filter(received_on__isnull=True)

    def without_address(self):
        """Recipients to whom nothing can be mailed; it is handed over to them."""
        return self.filter(email="")

    def left_sending(self, now):
        """Recipients whose mail was begun long before `now` and never finished: it may have gone out, or not."""
        return self.filter(mail=Recipient.Mail.SENDING, claimed_at__lt=now - Recipient.HANDING_OVER_TAKES)

    def same_address(self, recipient):
        """All recipients of the same round with the address of `recipient`, itself among them; alone without one."""
        if not recipient.email:
            return self.filter(pk=recipient.pk)
        return self.filter(distribution=recipient.distribution_id, email__iexact=recipient.email)

    def with_changed_office(self, day):
        """Recipients that are an office whose holder on `day` is another than the one it was made for."""
        holds = Officeholder.objects.on(day).filter(office=OuterRef("office"))
        return self.filter(Exists(holds)).exclude(officeholder__in=Officeholder.objects.on(day))

    def still_there(self, day):
        """Recipients to whom one still writes on `day`: contacts that have not ended, offices not held by another."""
        changed = self.with_changed_office(day).order_by().values("pk")
        return self.exclude(contact__ended_on__lte=day).exclude(pk__in=changed)

    def of_holder(self, user, day):
        """Recipients that are an office which `user` holds on `day`, whoever held it when it was sent."""
        holds = Officeholder.objects.on(day).filter(user=user)
        return self.filter(office__in=holds.values("office"))

    def of_documents(self, documents):
        """Recipients of any sending of `documents`."""
        return self.filter(distribution__document__in=documents)


@with_history
class Recipient(models.Model):
    """
    Whom one sending goes to: the holder of an office, or a contact. Name and address are those of the day it was made,
    so that what was sent to whom stays readable; the office stays one recipient when its holder changes.

    The private address is signed, not stored: `private_key` is the recipient's number and the edition of its address
    (`address_edition` is raised to revoke it). A mail that is being sent is `sending`; one that a crash left there is
    not sent again by itself, since it may have gone out.
    """

    class Role(models.TextChoices):
        PRESIDENT = "president", "President"
        SUPERINTENDENT = "superintendent", "Superintendent"
        ADMINISTRATOR = "administrator", "Administrator"
        CAREER_CENTER = "career_center", "Career center"
        MAIN = "main", "Main contact"

    class Mail(models.TextChoices):
        NONE = "none", "Not sent by mail"
        WAITING = "waiting", "Waiting to be sent"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"

    class How(models.TextChoices):
        ACKNOWLEDGED = "acknowledged", "Acknowledged by the recipient"
        HANDED_OVER = "handed_over", "Handed over"
        NOTED = "noted", "Noted by somebody else"

    distribution = models.ForeignKey(Distribution, models.CASCADE, related_name="recipients")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+")
    officeholder = models.ForeignKey(Officeholder, models.SET_NULL, null=True, blank=True, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="received")
    name = models.CharField(max_length=120, blank=True, help_text="Empty where an office has no holder.")
    email = models.EmailField("e-mail address", blank=True)
    mail = models.CharField(max_length=10, choices=Mail, default=Mail.NONE)
    mail_problem = models.CharField(max_length=300, blank=True, help_text="Why it could not be sent.")
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When the mail server took the last mail.")
    mails_sent = models.PositiveSmallIntegerField(default=0, help_text="The first one and those sent again.")
    received_on = models.DateField(null=True, blank=True)
    received_how = models.CharField(max_length=15, choices=How, blank=True)
    received_noted_by = models.ForeignKey(
        "consortium.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    address_edition = models.PositiveSmallIntegerField(default=1, editable=False)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        ordering = ["organization__name", "role", "name"]
        constraints = [
            models.UniqueConstraint(fields=["distribution", "office"], name="recipient_office_once"),
            models.UniqueConstraint(fields=["distribution", "contact"], name="recipient_contact_once"),
            models.CheckConstraint(
                condition=Q(office__isnull=False, contact__isnull=True) | Q(office__isnull=True, contact__isnull=False),
                name="recipient_is_an_office_or_a_contact",
                violation_error_message="A recipient is the holder of an office, or a contact.",
            ),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True, received_how="")
                | (Q(received_on__isnull=False) & ~Q(received_how="")),
                name="recipient_received_somehow",
                violation_error_message="Say how it was received, and on which day.",
            ),
        ]
        indexes = [
            models.Index(fields=["distribution", "mail"], name="recipient_mail"),
        ]

    SIGNER = Signer(salt="goals.recipient")
    HANDING_OVER_TAKES = datetime.timedelta(minutes=10)  # to the mail server, at the very most

    def __str__(self):
        return f"{self.name or self.get_role_display()}, {self.organization}"

    @property
    def received_after_leaving(self):
        """Whether the receipt is the word of a holder who had left the office by then: it is no receipt."""
        left = self.officeholder.ends if self.officeholder else None
        return bool(self.received_on and left and left < self.received_on)

    @property
    def private_key(self):
        """What stands in the recipient's private address; nobody can make one up."""
        return self.SIGNER.sign(f"{self.pk}-{self.address_edition}").replace(":", "-")

    @classmethod
    def by_private_key(cls, key):
        """The recipient whose private address holds `key`, with its distribution and document; None for others."""
        pk, _, rest = key.partition("-")
        edition, _, signature = rest.partition("-")  # which may hold hyphens itself
        try:
            pk, edition = cls.SIGNER.unsign(f"{pk}-{edition}:{signature}").split("-")
        except (BadSignature, ValueError):
            return None
        recipients = cls.objects.select_related("distribution__document", "distribution__version", "organization")
        return recipients.filter(pk=pk, address_edition=edition).first()


class FeedbackQuerySet(models.QuerySet):
    def counting(self):
        """Feedback from recipients to whom it went; what anybody else said is kept and never counts."""
        return self.filter(recipient__in=Recipient.objects.sent())


@with_history
class Feedback(models.Model):
    """
    What somebody said about a document in one round. From a recipient it is one answer, which they may change; where
    somebody answered who was not among the recipients (`recipient` empty) it is kept and never counts.
    """

    distribution = models.ForeignKey(Distribution, models.CASCADE, related_name="feedback")
    recipient = models.OneToOneField(Recipient, models.PROTECT, null=True, blank=True, related_name="feedback")
    from_whom = models.CharField(max_length=200, blank=True, help_text="Where it is not from a recipient.")
    text = models.TextField()
    given_on = models.DateField()
    noted_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on", "-pk"]
        verbose_name_plural = "feedback"
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | ~Q(from_whom=""),
                name="feedback_is_from_somebody",
                violation_error_message="Say whose feedback it is.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""), name="feedback_says_something", violation_error_message="Write the feedback."
            ),
        ]

    def __str__(self):
        return f"{self.recipient or self.from_whom}: {self.text[:60]}"
