"""Documents that the consortium and its partners produce: what, whose, which versions, and how far they have come."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from consortium.history import with_history
from consortium.models import Organization, StoredFile


class DocumentQuerySet(models.QuerySet):
    def readable_by(self, access):
        """The office, the owner's and the folder's people see a document from its first draft; members once posted."""
        if access.is_office:
            return self.all()
        if not access.is_member:
            return self.none()
        return self.filter(Q(posted_on__isnull=False) | _of(access.own_organizations))

    def writable_by(self, access):
        """The office writes every document; a reporter those of their organizations and in a folder of theirs."""
        return self.all() if access.is_office else self.filter(_of(access.reporter_for))

    def in_use(self, day):
        """Documents that had been begun by `day` and were neither withdrawn nor expired on it."""
        return self.filter(
            Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day),
            Q(expires_on__isnull=True) | Q(expires_on__gte=day),
            begun_on__lte=day,
        )

    def posted(self, day):
        """Documents in use that every member could read on `day`."""
        return self.in_use(day).filter(posted_on__lte=day)

    def corrections_of(self, document):
        """Later documents that correct `document`, or correct the same one as it does; the latest first."""
        first = document.corrects_id or document.pk
        return self.filter(corrects=first, pk__gt=document.pk).order_by("-pk")


def _of(organizations, document=""):
    """
    The condition that a document is of `organizations` (primary keys) or a school of theirs, or in their folder;
    `document` is the way to it, such as `document__`.
    """
    ways = (f"{document}owner__in", f"{document}owner__parent__in", f"{document}folder__in")
    return Q((ways[0], organizations)) | Q((ways[1], organizations)) | Q((ways[2], organizations))


@with_history
class Document(models.Model):
    """
    Something written that people agree on, hand out or work by. It counts once, however many versions it has.

    `folder` is the working group that collected it and in whose folder it belongs. From `posted_on` on every member
    reads it, there and in the list of all. A withdrawn document stays on record and no longer counts from
    `withdrawn_on` on.
    """

    class Kind(models.TextChoices):
        GOALS = "goals", "Regional goals"
        METRICS = "metrics", "Regional metrics"
        GUIDELINE = "guideline", "Pathway development guideline"
        TOOL = "tool", "Pathway development tool"
        GAP_ANALYSIS = "gap_analysis", "Gap analysis"
        CAREER_PREPARATION = "career_preparation", "Career preparation goals and strategies"
        CONTINUUM = "continuum", "Continuum of best practices"
        BEST_PRACTICE = "best_practice", "Best practice"
        ACTION_PLAN = "action_plan", "Action plan"
        RFA = "rfa", "Request for applications"
        CRITERIA = "criteria", "Criteria for applications"
        COMMUNICATION = "communication", "Communication strategy"
        SURVEY = "survey", "Survey"
        RESEARCH = "research", "Research"
        SCHEDULE = "schedule", "Meeting schedule"
        MINUTES = "minutes", "Minutes"
        ANNUAL_REPORT = "annual_report", "Annual progress report"
        OTHER = "other", "Other guideline or document"

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    owner = models.ForeignKey(Organization, models.PROTECT, related_name="documents", help_text="Whose document it is.")
    folder = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="folder_documents",
        help_text="The working group that collects it.",
    )
    summary = models.TextField(blank=True, help_text="What it is about, in two or three sentences.")
    begun_on = models.DateField("begun or collected on")
    posted_on = models.DateField(null=True, blank=True, help_text="Since when every member reads it.")
    expires_on = models.DateField("in force through", null=True, blank=True, help_text="Its last day. Empty: no end.")
    withdrawn_on = models.DateField(null=True, blank=True, help_text="From this day on it is no longer in use.")
    withdrawn_because = models.CharField("why it was withdrawn", max_length=300, blank=True)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        help_text="The document that this one corrects: the first one, also where a correction is corrected.",
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_because=""),
                name="document_withdrawn_with_a_reason",
                violation_error_message="Say why the document is withdrawn.",
            ),
            models.CheckConstraint(
                condition=Q(posted_on__isnull=True) | Q(posted_on__gte=models.F("begun_on")),
                name="document_posted_after_it_was_begun",
                violation_error_message="A document is posted on the day it was begun or later.",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(corrects=models.F("pk")),
                name="document_corrects_another",
                violation_error_message="A document corrects another one, not itself.",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "begun_on"], name="document_kind_day"),
            models.Index(fields=["folder", "posted_on"], name="document_folder_posted"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The document's own page."""
        return reverse("document", args=[self.pk])


class DocumentVersionQuerySet(models.QuerySet):
    def latest(self):
        """The latest version of each document."""
        return self.filter(~_later_versions())

    def readable_by(self, access):
        """
        Who sees a document from its first draft sees all its versions; other members see the latest one of a posted
        document, since those before it were drafts of another organization.
        """
        if access.is_office:
            return self.all()
        if not access.is_member:
            return self.none()
        posted = Q(document__posted_on__isnull=False) & ~_later_versions()
        return self.filter(posted | _of(access.own_organizations, "document__"))


def _later_versions():
    """The condition that there is a later version of the same document."""
    return Exists(DocumentVersion.objects.filter(document=OuterRef("document"), number__gt=OuterRef("number")))


@with_history
class DocumentVersion(models.Model):
    """One version of a document: a file kept here, or the address where it is."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="document_versions")
    url = models.URLField("address", blank=True, max_length=500)
    note = models.CharField("what is new", max_length=300, blank=True)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    added_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        ordering = ["document", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_once"),
            models.CheckConstraint(
                condition=(Q(file__isnull=False) & Q(url="")) | (Q(file__isnull=True) & ~Q(url="")),
                name="document_version_is_a_file_or_an_address",
                violation_error_message="Give a file or an address, one of the two.",
            ),
        ]

    def __str__(self):
        return f"{self.document}, version {self.number}"


class DocumentStageQuerySet(models.QuerySet):
    def readable_by(self, access):
        """Who reads a document sees how far it has come."""
        return self.filter(document__in=Document.objects.readable_by(access))


@with_history
class DocumentStage(models.Model):
    """A stage that a document has reached, on a day. The words are those of the measures' ladders."""

    class Name(models.TextChoices):
        STARTED = "started", "Started"
        PREPARED = "prepared", "Prepared"
        PROPOSED = "proposed", "Proposed"
        DRAFTED = "drafted", "Drafted"
        REVIEWED = "reviewed", "Reviewed"
        DOCUMENTED = "documented", "Documented"
        APPROVED = "approved", "Approved"
        ADOPTED = "adopted", "Adopted"
        COMPLETED = "completed", "Completed"
        PUBLISHED = "published", "Published"
        RELEASED = "released", "Released"
        SUBMITTED = "submitted", "Submitted"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        DISSEMINATED = "disseminated", "Disseminated"
        IN_USE = "in use", "In use"

    # The stages that a document of a kind usually goes through, in order; any other may be noted too.
    USUAL = {
        Document.Kind.GOALS: ("drafted", "reviewed", "approved", "prepared", "submitted", "acknowledged"),
        Document.Kind.METRICS: ("drafted", "reviewed", "approved", "prepared", "submitted", "acknowledged"),
        Document.Kind.CONTINUUM: ("started", "drafted", "reviewed", "approved", "completed"),
        Document.Kind.CAREER_PREPARATION: ("drafted", "documented", "disseminated"),
        Document.Kind.RFA: ("drafted", "approved", "released"),
        Document.Kind.CRITERIA: ("drafted", "reviewed", "approved", "published"),
        Document.Kind.COMMUNICATION: ("drafted", "approved", "in use"),
        Document.Kind.SURVEY: ("drafted", "reviewed", "released"),
        Document.Kind.RESEARCH: ("started", "drafted", "completed"),
        Document.Kind.SCHEDULE: ("proposed", "adopted"),
        Document.Kind.ACTION_PLAN: ("drafted", "reviewed", "approved"),
        Document.Kind.ANNUAL_REPORT: ("prepared", "published"),
    }
    USUAL_OTHERWISE = ("drafted", "reviewed", "approved", "disseminated")

    document = models.ForeignKey(Document, models.CASCADE, related_name="stages")
    name = models.CharField("stage", max_length=15, choices=Name)
    reached_on = models.DateField("reached on")
    version = models.ForeignKey(
        DocumentVersion,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="stages",
        help_text="Which version it was.",
    )
    note = models.CharField(max_length=300, blank=True, help_text="Such as who approved it, in which meeting.")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = DocumentStageQuerySet.as_manager()

    class Meta:
        ordering = ["document", "reached_on", "pk"]
        verbose_name = "stage of a document"
        verbose_name_plural = "stages of documents"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "name"],
                name="document_stage_once",
                violation_error_message="This stage is on record already. Change its day instead.",
            )
        ]

    def __str__(self):
        return f"{self.document}: {self.get_name_display()}"

    def clean(self):
        """The version is one of the same document."""
        if self.version_id and self.version.document_id != self.document_id:
            raise ValidationError({"version": "This is a version of another document."})

    @classmethod
    def usual(cls, kind):
        """The stages (values of Name) that a document of `kind` usually goes through, in order."""
        return cls.USUAL.get(kind, cls.USUAL_OTHERWISE)
