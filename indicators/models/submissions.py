"""Worksheets: what an organization submitted for a period, and the values in it."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from consortium.history import with_history
from consortium.models import Organization, ReportingPeriod

from .locked import locked_period_triggers
from .measures import Measure


class SubmissionQuerySet(models.QuerySet):
    def waiting(self):
        """Submitted and not yet reviewed."""
        return self.filter(state=Submission.State.SUBMITTED)

    def approved(self):
        """Approved; only their values are figures."""
        return self.filter(state=Submission.State.APPROVED)


@with_history
class Submission(models.Model):
    """One organization's worksheet for one period: draft → submitted → approved, or returned with a comment."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        RETURNED = "returned", "Returned"
        APPROVED = "approved", "Approved"

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="submissions")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="submissions")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    source_note = models.CharField(
        max_length=300, blank=True, help_text="Where the office has the figures from, when it fills the worksheet."
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, blank=True, related_name="+")
    review_comment = models.TextField(blank=True, help_text="What has to change, when it was returned.")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-period__starts", "organization__name"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "period"], name="submission_once"),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(review_comment=""),
                name="submission_returned_with_a_comment",
                violation_error_message="Say what has to change when you return a worksheet.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "approved"]) | Q(submitted_at__isnull=False),
                name="submission_has_its_day",
            ),
        ]
        indexes = [models.Index(fields=["state", "period"], name="submission_state_period")]
        # which worksheets count must stand as their figures do; a note on one may still be corrected
        triggers = locked_period_triggers(
            "submission_period_locked",
            "The period is locked: its worksheets stand.",
            name="worksheet_locked",
            columns=("id", "state", "period_id", "organization_id"),
        )

    def __str__(self):
        return f"{self.organization}, {self.period}"


class ValueQuerySet(models.QuerySet):
    def approved(self):
        """Values of approved worksheets."""
        return self.filter(submission__state=Submission.State.APPROVED)

    def reported(self):
        """Values with a figure; zero is one."""
        return self.filter(state=Value.State.REPORTED)


@with_history
class Value(models.Model):
    """
    What one worksheet says about one measure in one period.

    `organization` is whom the figure is about: empty for the region as a whole. A percent has numerator
    and denominator; a milestone has the stage (0: none yet) and its day. `counted` marks a figure that was
    counted from records when the worksheet was submitted; the year to date then goes with it, since a
    year to date of people is no sum of quarters, and of both how many may be counted twice. `version` counts
    changes, so that two people in one cell notice.
    """

    class State(models.TextChoices):
        REPORTED = "reported", "Reported"
        NOT_APPLICABLE = "not_applicable", "Not applicable"
        NOT_AVAILABLE = "not_available", "Not available"

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="values")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="values")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="values")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="values")
    state = models.CharField(max_length=15, choices=State, default=State.REPORTED)
    numerator = models.DecimalField(max_digits=12, decimal_places=0, null=True, blank=True)
    denominator = models.DecimalField(max_digits=12, decimal_places=0, null=True, blank=True)
    stage = models.PositiveSmallIntegerField(null=True, blank=True)
    stage_date = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it is not available.")
    counted = models.BooleanField(default=False, help_text="Counted from records.")
    year_to_date = models.DecimalField(max_digits=12, decimal_places=0, null=True, blank=True)
    year_to_date_of = models.DecimalField(max_digits=12, decimal_places=0, null=True, blank=True)
    may_be_twice = models.DecimalField(
        max_digits=12, decimal_places=0, default=0, help_text="How many counted people may be counted twice."
    )
    year_to_date_twice = models.DecimalField(
        max_digits=12, decimal_places=0, default=0, help_text="How many of the year to date may be counted twice."
    )
    version = models.PositiveIntegerField(default=1)
    entered_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    objects = ValueQuerySet.as_manager()

    class Meta:
        ordering = ["period", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "period", "organization"], nulls_distinct=False, name="value_once"
            ),
            models.CheckConstraint(
                condition=(Q(state="reported") & (Q(numerator__isnull=False) | Q(stage__isnull=False)))
                | (
                    ~Q(state="reported")
                    & Q(numerator__isnull=True, denominator__isnull=True, stage__isnull=True, stage_date__isnull=True)
                ),
                name="value_has_a_figure_or_none",
                violation_error_message="A reported value has a figure, and one that is not reported has none.",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_available") | ~Q(reason=""),
                name="value_not_available_says_why",
                violation_error_message="Say why the figure is not available.",
            ),
            models.CheckConstraint(
                condition=(Q(numerator__isnull=True) | Q(numerator__gte=0))
                & (Q(denominator__isnull=True) | Q(denominator__gte=F("numerator"))),
                name="value_numerator_within_denominator",
                violation_error_message="A numerator is zero or more, and not more than its denominator.",
            ),
            models.CheckConstraint(
                condition=Q(may_be_twice=0, year_to_date_twice=0)
                | Q(
                    may_be_twice__gte=0,
                    may_be_twice__lte=F("numerator"),
                    year_to_date_twice__gte=0,
                    year_to_date_twice__lte=F("year_to_date"),
                    counted=True,
                ),
                name="value_twice_within_what_was_counted",
                violation_error_message="No more can be counted twice than was counted.",
            ),
            models.CheckConstraint(
                condition=Q(stage__isnull=True) | Q(stage=0) | Q(stage_date__isnull=False),
                name="value_stage_has_its_day",
                violation_error_message="Say on which day the stage was reached.",
            ),
        ]
        indexes = [
            models.Index(fields=["period", "measure"], name="value_period_measure"),
            models.Index(fields=["submission"], name="value_submission"),
        ]
        triggers = locked_period_triggers("value_period_locked", "The period is locked: its figures stand.")

    def __str__(self):
        return f"{self.measure.code}, {self.organization or 'region'}, {self.period}"
