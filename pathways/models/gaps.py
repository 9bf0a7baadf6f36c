"""Gaps between high school, college and the labor market: what somebody took up, documented, closed or set aside."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from consortium.history import with_history
from consortium.models import Organization, StoredFile
from goals.models import Document, Recipient

from .reference import Program, Sector


def owned(organizations):
    """The condition that a row's `owner` is one of `organizations` (primary keys) or belongs to one of them."""
    return Q(owner__in=organizations) | Q(owner__parent__in=organizations)


def refuse_school(owner):
    """Raise ValidationError where `owner` is a school: what is recorded of schools is their district's."""
    if owner is not None and owner.kind == Organization.Kind.SCHOOL:
        raise ValidationError({"owner": f"{owner} is a school. Name its district."})


class ProgramGapQuerySet(models.QuerySet):
    def readable_by(self, access):
        """Members read what is documented or set aside; what is only proposed, the owner's people and the office."""
        if access.is_office:
            return self.all()
        if not access.is_member:
            return self.none()
        settled = Q(documented_on__isnull=False) | Q(dismissed_on__isnull=False)
        return self.filter(settled | owned(access.own_organizations))

    def writable_by(self, access):
        """The office writes every gap, a reporter those whose owner they report for."""
        return self.all() if access.is_office else self.filter(owned(access.reporter_for))

    def standing(self, day):
        """Gaps that had not been set aside by `day`."""
        return self.filter(Q(dismissed_on__isnull=True) | Q(dismissed_on__gt=day))

    def documented(self, day):
        """Gaps that had been documented by `day` and not set aside; one that was mended since stays documented."""
        return self.standing(day).filter(documented_on__lte=day)

    def proposed(self, day):
        """Gaps that were taken up and not documented by `day`."""
        return self.standing(day).filter(Q(documented_on__isnull=True) | Q(documented_on__gt=day))

    def closed(self, day):
        """Documented gaps that had been mended by `day`."""
        return self.documented(day).filter(closed_on__lte=day)

    def lasting(self, day):
        """Documented gaps that had not been mended by `day`."""
        return self.documented(day).filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))

    def dismissed(self, day):
        """Gaps that had been set aside by `day`."""
        return self.filter(dismissed_on__lte=day)

    def disseminated(self, day):
        """
        Documented gaps that stood in a document which by `day` had been sent to somebody, and which is in use on it. A
        document that went out before the gap was in it has not carried it.
        """
        carried = GapInDocument.objects.filter(gap=OuterRef("pk"), document__in=Document.objects.in_use(day))
        reached = Recipient.objects.sent_between(OuterRef("since"), day)
        reached = reached.filter(distribution__document=OuterRef("document"))
        return self.documented(day).filter(Exists(carried.filter(Exists(reached))))


@with_history
class ProgramGap(models.Model):
    """
    A gap that somebody took up: from high school to college (a program that leads nowhere, or that nobody feeds) or
    from programs to the labor market (an occupation with more openings than awards). Where it was found by the
    computer, the figures are those of the day it was found and stay.

    Its state follows from its days: proposed, documented, closed (mended), or dismissed (set aside, with a reason).
    """

    class Kind(models.TextChoices):
        HIGH_SCHOOL_TO_COLLEGE = "high_school_to_college", "High school to college"
        LABOR_MARKET = "labor_market", "Programs to labor market"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        DOCUMENTED = "documented", "Documented"
        CLOSED = "closed", "Closed"
        DISMISSED = "dismissed", "Set aside"

    kind = models.CharField(max_length=25, choices=Kind)
    title = models.CharField(max_length=250, help_text="The program or the occupation, or the gap in a few words.")
    program = models.ForeignKey(Program, models.PROTECT, null=True, blank=True, related_name="gaps")
    soc = models.CharField("SOC code", max_length=7, blank=True, help_text="NN-NNNN, of the occupation.")
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True, related_name="gaps")
    code_scheme = models.CharField(max_length=3, choices=Program.CodeScheme, blank=True)
    code = models.CharField(max_length=7, blank=True, help_text="TOP 0956.50 or CIP 48.0508, zeros included.")
    code_version = models.CharField(max_length=20, blank=True, help_text="The edition of the scheme, such as 2020.")
    found_on = models.DateField(null=True, blank=True, help_text="The day of the figures; empty: recorded by hand.")
    annual_openings = models.PositiveIntegerField(null=True, blank=True, help_text="Empty if not known.")
    average_awards = models.DecimalField(
        "awards a year", max_digits=9, decimal_places=1, null=True, blank=True, help_text="Empty if not known."
    )
    years_in_average = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="School years that the average is of; the fewest that a program reported."
    )
    data_year = models.PositiveSmallIntegerField("year of the data", null=True, blank=True)
    median_wage = models.DecimalField(
        max_digits=7, decimal_places=2, null=True, blank=True, help_text="Dollars an hour; empty if not known."
    )
    living_wage = models.DecimalField(
        max_digits=7, decimal_places=2, null=True, blank=True, help_text="Dollars an hour, of the same year and place."
    )
    description = models.TextField(blank=True, help_text="What is missing, and for whom.")
    evidence = models.TextField(blank=True, help_text="What shows it: figures, their source, who said so.")
    evidence_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="program_gaps")
    recommendation = models.TextField(blank=True, help_text="What would mend it.")
    owner = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="program_gaps", help_text="Who sees to it."
    )
    documented_on = models.DateField(null=True, blank=True, help_text="Empty while it is only proposed.")
    closed_on = models.DateField(null=True, blank=True, help_text="The day on which it was mended.")
    closed_how = models.CharField("how it was mended", max_length=300, blank=True)
    dismissed_on = models.DateField(
        "set aside on", null=True, blank=True, help_text="From this day on it does not count."
    )
    dismissed_because = models.CharField("why it was set aside", max_length=300, blank=True)
    documents = models.ManyToManyField(Document, through="GapInDocument", related_name="gaps")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = ProgramGapQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "program"],
                condition=Q(dismissed_on__isnull=True, program__isnull=False),
                name="program_gap_once_a_program",
                violation_error_message="Somebody has taken up the gap of this program already.",
            ),
            models.UniqueConstraint(
                fields=["kind", "soc", "sector"],
                condition=Q(dismissed_on__isnull=True) & ~Q(soc=""),
                nulls_distinct=False,
                name="program_gap_once_an_occupation",
                violation_error_message="Somebody has taken up the gap of this occupation in this sector already.",
            ),
            models.CheckConstraint(
                condition=Q(soc="") | Q(soc__regex=r"^[0-9]{2}-[0-9]{4}$"),
                name="program_gap_soc_format",
                violation_error_message="A SOC code is two digits, a hyphen and four digits: 49-9021.",
            ),
            models.CheckConstraint(
                condition=Q(kind="high_school_to_college", soc="") | Q(kind="labor_market", program__isnull=True),
                name="program_gap_fits_its_kind",
                violation_error_message="A gap from high school to college is about a program, one to the labor market "
                "about an occupation.",
            ),
            models.CheckConstraint(
                condition=Q(code_scheme="top", code__regex=r"^[0-9]{4}\.[0-9]{2}$")
                | Q(code_scheme="cip", code__regex=r"^[0-9]{2}\.[0-9]{4}$")
                | Q(code_scheme="", code="", code_version=""),
                name="program_gap_code_format",
                violation_error_message="A code has its scheme and form, zeros included: TOP 0956.50 or CIP 01.0301.",
            ),
            models.CheckConstraint(
                condition=Q(average_awards__isnull=True) | Q(average_awards__gte=Decimal(0)),
                name="program_gap_awards_from_zero",
                violation_error_message="Awards are zero or more. Leave them empty where they are not known.",
            ),
            models.CheckConstraint(
                condition=Q(documented_on__isnull=True)
                | (~Q(description="") & Q(owner__isnull=False) & (~Q(evidence="") | Q(evidence_file__isnull=False))),
                name="program_gap_documented_in_full",
                violation_error_message="A documented gap has a description, evidence (words or a file) and an owner.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | (Q(documented_on__isnull=False, closed_on__gte=F("documented_on")) & ~Q(closed_how="")),
                name="program_gap_closed_after_documented",
                violation_error_message="A gap is closed on the day it was documented or later. Say how it was mended.",
            ),
            models.CheckConstraint(
                condition=Q(dismissed_on__isnull=True) | (~Q(dismissed_because="") & Q(closed_on__isnull=True)),
                name="program_gap_dismissed_with_a_reason",
                violation_error_message="Say why the gap is set aside. One that was mended is closed, not set aside.",
            ),
        ]
        indexes = [models.Index(fields=["documented_on"], name="program_gap_documented")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The gap's own page."""
        return reverse("gap", args=[self.pk])

    def clean(self):
        """Schools own no gaps, which no constraint of one table can say."""
        refuse_school(self.owner)

    def state_on(self, day):
        """The `State` on `day`, read from the days on record."""

        def by(date):
            return date is not None and date <= day

        if by(self.dismissed_on):
            return self.State.DISMISSED
        if not by(self.documented_on):
            return self.State.PROPOSED
        return self.State.CLOSED if by(self.closed_on) else self.State.DOCUMENTED

    @property
    def gap(self):
        """Openings less awards a year, or None where either is not known."""
        if self.annual_openings is None or self.average_awards is None:
            return None
        return self.annual_openings - self.average_awards

    @property
    def code_said(self):
        """`CIP 48.0508 (2020)`, or empty."""
        version = f" ({self.code_version})" if self.code_version else ""
        return f"{self.get_code_scheme_display()} {self.code}{version}" if self.code else ""


@with_history
class GapInDocument(models.Model):
    """A gap that a document says, such as a gap analysis, and since when it says it."""

    gap = models.ForeignKey(ProgramGap, models.CASCADE, related_name="document_links")
    document = models.ForeignKey(Document, models.CASCADE, related_name="gap_links")
    since = models.DateField("in the document since", help_text="What was sent before did not hold it yet.")

    class Meta:
        ordering = ["document__title", "gap__title"]
        verbose_name = "gap in a document"
        verbose_name_plural = "gaps in documents"
        constraints = [
            models.UniqueConstraint(
                fields=["gap", "document"],
                name="gap_in_document_once",
                violation_error_message="The gap is in this document already.",
            )
        ]

    def __str__(self):
        return f"{self.gap} in {self.document}"
