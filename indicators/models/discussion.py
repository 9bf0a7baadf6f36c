"""What stands beside the figures: evidence and comments."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from consortium.history import with_history
from consortium.models import Organization, ReportingPeriod, SchoolYear, StoredFile
from goals.models import Document

from .measures import LeadingIndicator, Measure
from .submissions import Submission


class EvidenceQuerySet(models.QuerySet):
    def readable_by(self, access):
        """
        The office sees all, an organization its own; others what belongs to an approved worksheet, but nothing
        behind a count of students: a sign-in sheet says how many came, and who.
        """
        if access.is_office:
            return self.all()
        if not access.is_member:
            return self.none()
        own = Q(organization__in=access.own_organizations) | Q(organization__parent__in=access.own_organizations)
        return self.filter(own | _for_everybody())

    def for_everybody(self):
        """What every member may see, as `readable_by` says, whoever they are."""
        return self.filter(_for_everybody())


def _for_everybody():
    approved = Submission.objects.approved().filter(organization=OuterRef("organization"), period=OuterRef("period"))
    return Q(Exists(approved)) & ~Q(measure__unit=Measure.STUDENTS)


@with_history
class Evidence(models.Model):
    """A file, an address or a document that shows what a figure was made of; several may belong to one entry."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="evidence")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="evidence", help_text="Who added it.")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="evidence")
    url = models.URLField("address", blank=True, max_length=500)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="evidence")
    added_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False, url="", document__isnull=True)
                | Q(file__isnull=True, document__isnull=True) & ~Q(url="")
                | Q(file__isnull=True, url="", document__isnull=False),
                name="evidence_is_one_thing",
                violation_error_message="Give a file, an address or a document, one of the three.",
            )
        ]

    def __str__(self):
        return self.title


@with_history
class Comment(models.Model):
    """What somebody said about an indicator in a school year."""

    indicator = models.ForeignKey(LeadingIndicator, models.CASCADE, related_name="comments")
    year = models.ForeignKey(SchoolYear, models.CASCADE, related_name="comments")
    text = models.TextField()
    author = models.ForeignKey("consortium.User", models.PROTECT, related_name="comments")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["written_at"]

    def __str__(self):
        return f"{self.author} on {self.indicator_id}"
