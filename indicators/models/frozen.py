"""Figures that were frozen on purpose, when a period was locked."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from consortium.history import with_history
from consortium.models import Organization, ReportingPeriod

from .measures import Measure


class FrozenFigureQuerySet(models.QuerySet):
    def latest(self):
        """The version that stands for each measure, scope, period and span."""
        key = ("measure_id", "organization_id", "period_id", "span", "dimension", "category")
        return self.order_by(*key, "-version").distinct(*key)

    def totals(self):
        """The figures themselves, without the parts they break down into."""
        return self.filter(dimension="")


@with_history
class FrozenFigure(models.Model):
    """
    A derived figure as it was counted from records when its period was locked, or as the office set it
    afterwards with a reason; every version is kept. `organization` empty is the region, which for people
    and shared events is not the sum of the organizations. With `dimension` (“county”) and `category` (“Imperial”) it
    is a part of the figure.
    """

    class Span(models.TextChoices):
        PERIOD = "period", "The period alone"
        YEAR_TO_DATE = "year_to_date", "Year to date"

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="frozen_figures")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="frozen_figures")
    span = models.CharField(max_length=15, choices=Span)
    dimension = models.CharField(max_length=30, blank=True, help_text="By what it is broken down; empty: not.")
    category = models.CharField(max_length=120, blank=True, help_text="Which part of the breakdown.")
    version = models.PositiveSmallIntegerField(default=1)
    numerator = models.DecimalField(max_digits=12, decimal_places=0)
    denominator = models.DecimalField(max_digits=12, decimal_places=0, null=True, blank=True)
    may_be_twice = models.DecimalField(
        max_digits=12, decimal_places=0, default=0, help_text="How many of the people may be counted twice."
    )
    reason = models.CharField(max_length=300, blank=True, help_text="Why the office set another figure.")
    set_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, blank=True, related_name="+")
    frozen_at = models.DateTimeField(default=timezone.now)

    objects = FrozenFigureQuerySet.as_manager()

    class Meta:
        ordering = ["period", "measure", "organization", "span", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "organization", "period", "span", "dimension", "category", "version"],
                nulls_distinct=False,
                name="frozen_figure_version_once",
            ),
            models.CheckConstraint(
                condition=Q(numerator__gte=0) & (Q(denominator__isnull=True) | Q(denominator__gte=F("numerator"))),
                name="frozen_figure_numerator_within_denominator",
            ),
            models.CheckConstraint(
                condition=Q(may_be_twice__gte=0, may_be_twice__lte=F("numerator")),
                name="frozen_figure_twice_within_numerator",
            ),
            models.CheckConstraint(
                condition=Q(dimension="", category="") | (~Q(dimension="") & ~Q(category="")),
                name="frozen_figure_part_is_named",
            ),
            models.CheckConstraint(
                condition=Q(set_by__isnull=True) | ~Q(reason=""),
                name="frozen_figure_set_with_a_reason",
                violation_error_message="Say why another figure is set.",
            ),
        ]

    def __str__(self):
        return f"{self.measure.code}, {self.organization or 'region'}, {self.period}, {self.get_span_display()}"
