"""What a typed figure is made of: its parts by race and ethnicity, by sector, by language …"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from consortium.history import with_history

from .locked import locked_period_triggers
from .submissions import Value


class BreakdownQuerySet(models.QuerySet):
    def in_use(self):
        """Parts of typed figures: of what has become “not available” or is counted by now they say nothing."""
        return self.filter(value__state=Value.State.REPORTED, value__counted=False)


@with_history
class Breakdown(models.Model):
    """
    One part of a typed `Value`: how many of it are in `category` (“Hispanic or Latino”) of `dimension` (“race and
    ethnicity”), in the words that frozen figures use; of a percent with the whole that they are a part of.

    Whether the parts add up to the figure is asked where they are typed and again where they are used, not here: the
    figure may change afterwards.
    """

    value = models.ForeignKey(Value, models.CASCADE, related_name="parts")
    dimension = models.CharField(max_length=30)
    category = models.CharField(max_length=120)
    numerator = models.DecimalField(max_digits=12, decimal_places=0)
    denominator = models.DecimalField(max_digits=12, decimal_places=0, null=True, blank=True)
    entered_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    objects = BreakdownQuerySet.as_manager()

    class Meta:
        ordering = ["value", "dimension", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["value", "dimension", "category"],
                name="breakdown_part_once",
                violation_error_message="This part of the figure is there already.",
            ),
            models.CheckConstraint(
                condition=~Q(dimension="") & ~Q(category=""),
                name="breakdown_part_is_named",
                violation_error_message="Say by what the figure is broken down, and which part this is.",
            ),
            models.CheckConstraint(
                condition=Q(numerator__gte=0) & (Q(denominator__isnull=True) | Q(denominator__gte=F("numerator"))),
                name="breakdown_numerator_within_denominator",
                violation_error_message="A part is zero or more, and not more than what it is a part of.",
            ),
        ]
        triggers = locked_period_triggers(
            "breakdown_period_locked",
            "The period is locked: what its figures are made of stands.",
            name="parts_locked",
            rows="{table} AS part JOIN indicators_value AS whole ON whole.id = part.value_id",
        )

    def __str__(self):
        return f"{self.dimension}: {self.category}"
