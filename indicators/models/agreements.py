"""What is agreed for a school year: who owes which measure, its target, and when a milestone's stages are due."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from consortium.history import with_history
from consortium.models import Organization, SchoolYear
from goals.models import Document

from .measures import Measure


class AssignmentQuerySet(models.QuerySet):
    def in_year(self, year):
        """Assignments of one school year."""
        return self.filter(year=year)

    def owed_by(self, organization):
        """What one organization owes."""
        return self.filter(organization=organization)

    def with_followed(self):
        """Assignments with `follows_document`: whether the stages of the measure are read from a document."""
        followed = FollowedDocument.objects.filter(
            Q(year=OuterRef("year"), measure__renews=True) | Q(year__isnull=True, measure__renews=False),
            measure=OuterRef("measure"),
        )
        return self.annotate(follows_document=Exists(followed))


@with_history
class Assignment(models.Model):
    """An organization owes a measure in a school year, counted from records or typed as totals."""

    class Mode(models.TextChoices):
        TOTALS = "totals", "Totals, typed"
        RECORDS = "records", "Counted from records"

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="assignments")
    year = models.ForeignKey(SchoolYear, models.CASCADE, related_name="assignments")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="assignments")
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.TOTALS)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["year", "organization", "measure"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "year", "organization"], name="assignment_once"),
        ]
        indexes = [models.Index(fields=["year", "organization"], name="assignment_of_organization")]

    def __str__(self):
        return f"{self.organization} owes {self.measure.code} in {self.year}"


class TargetQuerySet(models.QuerySet):
    def current(self):
        """Targets that stand; those that were revised are kept beside them."""
        return self.filter(replaced_at__isnull=True)


@with_history
class Target(models.Model):
    """
    The target and baseline of a measure for a school year, for the region (organization empty) or one
    organization. For a percent both are in percent points (100 = 100 %). A revised target stays, with
    the day it was replaced; the new one says why.
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="targets")
    year = models.ForeignKey(SchoolYear, models.CASCADE, related_name="targets")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="targets")
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    baseline = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    first_due = models.DateField(null=True, blank=True, help_text="Nothing is asked before this day. Empty: July 1.")
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was set or revised.")
    set_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now, editable=False)
    replaced_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "-set_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "year", "organization"],
                condition=Q(replaced_at__isnull=True),
                nulls_distinct=False,
                name="target_one_stands",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0),
                name="target_not_negative",
                violation_error_message="A target is zero or more.",
            ),
            models.CheckConstraint(
                condition=Q(baseline__isnull=True) | Q(baseline__gte=0),
                name="baseline_not_negative",
                violation_error_message="A baseline is zero or more.",
            ),
        ]

    def __str__(self):
        return f"{self.measure.code} {self.year}: {self.value}"


@with_history
class StageReached(models.Model):
    """
    A stage of a milestone: when it is due, and when it was reached. Stages outlive periods; only ladders
    that start afresh each year carry the year. `stage` counts from 1 along `Measure.ladder`.
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="stages")
    year = models.ForeignKey(
        SchoolYear, models.CASCADE, null=True, blank=True, related_name="+", help_text="Only where the ladder renews."
    )
    stage = models.PositiveSmallIntegerField()
    due = models.DateField(null=True, blank=True)
    reached = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["measure", "year", "stage"]
        verbose_name = "stage of a milestone"
        verbose_name_plural = "stages of milestones"
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "year", "stage"], nulls_distinct=False, name="stage_once"
            ),
            models.CheckConstraint(condition=Q(stage__gte=1), name="stage_counts_from_one"),
        ]

    def __str__(self):
        return f"{self.measure.code}, stage {self.stage}"


class FollowedDocumentQuerySet(models.QuerySet):
    def in_year(self, year):
        """The documents that milestones follow in `year`: those of that year where the ladder renews, else all."""
        return self.filter(Q(year=year, measure__renews=True) | Q(year__isnull=True, measure__renews=False))


@with_history
class FollowedDocument(models.Model):
    """
    The document from which a milestone's stages are read, where it follows one: a stage of the ladder is reached when
    the document has reached the stage of that name. Ladders that start afresh each year follow one document a year.
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="followed")
    year = models.ForeignKey(
        SchoolYear, models.CASCADE, null=True, blank=True, related_name="+", help_text="Only where the ladder renews."
    )
    document = models.ForeignKey(Document, models.PROTECT, related_name="followed_by")

    objects = FollowedDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "year"],
                nulls_distinct=False,
                name="followed_document_once",
                violation_error_message="This milestone follows a document already.",
            )
        ]

    def __str__(self):
        return f"{self.measure.code} follows {self.document}"
