"""Cal-PASS Plus: which district has signed an agreement, and for which school year its data was accepted."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Q, Value

from consortium.history import with_history

from .calendar import DateRange, SchoolYear
from .organizations import Organization
from .people import KeyRange


class CalpassAgreementQuerySet(models.QuerySet):
    def in_force(self, day):
        """Agreements that were signed by `day` and had not ended before it."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), signed_on__lte=day)


@with_history
class CalpassAgreement(models.Model):
    """A district's signed agreement with Cal-PASS Plus; it holds over years, from its day to its last day."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="calpass_agreements")
    signed_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = CalpassAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "Cal-PASS Plus agreement"
        ordering = ["-signed_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("signed_on")),
                name="calpass_agreement_days_in_order",
                violation_error_message="An agreement ends after it was signed.",
            ),
            ExclusionConstraint(
                name="calpass_agreement_one_at_a_time",
                expressions=[
                    # a range of one key, since the embedded PostgreSQL has no btree_gist for plain numbers
                    (KeyRange("organization", "organization", Value("[]")), RangeOperators.OVERLAPS),
                    (DateRange("signed_on", "ends_on", Value("[]")), RangeOperators.OVERLAPS),
                ],
                # several agreements are moved in one step: what counts is how they stand afterwards
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message="Another agreement of this district is in force in that time. End it first.",
            ),
        ]

    def __str__(self):
        return f"{self.organization}, signed on {self.signed_on}"

    def is_in_force(self, day):
        """As `in_force`, for an agreement that is loaded."""
        return self.signed_on <= day and (self.ends_on is None or self.ends_on >= day)


class CalpassUploadQuerySet(models.QuerySet):
    def accepted_by(self, day):
        """Uploads that Cal-PASS Plus had accepted by `day`, for whatever year."""
        return self.filter(accepted_on__lte=day)


@with_history
class CalpassUpload(models.Model):
    """A district's data of one school year (`year`), as accepted by Cal-PASS Plus; once for each year."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="calpass_uploads")
    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="calpass_uploads")
    accepted_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)

    objects = CalpassUploadQuerySet.as_manager()

    class Meta:
        verbose_name = "Cal-PASS Plus upload"
        ordering = ["-year__start_year", "organization__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "year"],
                name="calpass_upload_once",
                violation_error_message="The upload of this year is noted already.",
            ),
        ]

    def __str__(self):
        return f"{self.organization}, data of {self.year}"
