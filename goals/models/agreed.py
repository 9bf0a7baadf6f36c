"""What stands under a goal: student outcomes, objectives and strategies, and what is done grade by grade."""

from django.db import models
from django.db.models import Q

from consortium.history import with_history
from consortium.models import Organization

from .frameworks import Goal


class Stage(models.TextChoices):
    """How far an outcome, objective or strategy has come (the ladder of CP-1.3)."""

    DRAFTED = "drafted", "Drafted"
    REVIEWED = "reviewed", "Reviewed"
    APPROVED = "approved", "Approved"
    DISSEMINATED = "disseminated", "Disseminated"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Agreed(models.Model):
    """What the three have in common. `stage_on` is the day on which `stage` was reached; by `due` it shall be done."""

    text = models.TextField()
    owner = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", help_text="Who sees to it."
    )
    stage = models.CharField(max_length=15, choices=Stage, default=Stage.DRAFTED)
    stage_on = models.DateField("since", help_text="The day on which this stage was reached.")
    due = models.DateField("to be done by", null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, editable=False, help_text="Counts changes.")

    class Meta:
        abstract = True

    def __str__(self):
        return self.text


@with_history
class StudentOutcome(Agreed):
    """What students shall know, do or have reached where a goal is met."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="outcomes")

    class Meta:
        ordering = ["goal", "order", "pk"]


@with_history
class Objective(Agreed):
    """A step towards a goal."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="objectives")

    class Meta:
        ordering = ["goal", "order", "pk"]


@with_history
class Strategy(Agreed):
    """How an objective is to be reached."""

    objective = models.ForeignKey(Objective, models.CASCADE, related_name="strategies")

    class Meta:
        ordering = ["objective", "order", "pk"]
        verbose_name_plural = "strategies"


class GradeStrategyQuerySet(models.QuerySet):
    def documented(self, day):
        """Grades that had both a goal and a strategy on `day`."""
        return self.exclude(goal="").exclude(strategy="").filter(documented_on__lte=day)


@with_history
class GradeStrategy(models.Model):
    """
    A career development goal and a strategy for one grade from 6 to 12, or for the bridge to college (13).

    One row a grade. `documented_on` is the day from which both are there; it is empty as long as one is missing.
    """

    BRIDGE = 13
    GRADES = [*((grade, f"Grade {grade}") for grade in range(6, 13)), (BRIDGE, "Bridge to college")]

    grade = models.PositiveSmallIntegerField(choices=GRADES, unique=True)
    goal = models.TextField("career development goal", blank=True)
    strategy = models.TextField(blank=True)
    owner = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", help_text="Who sees to it."
    )
    documented_on = models.DateField(null=True, blank=True, help_text="Since when both are documented.")
    version = models.PositiveIntegerField(default=1, editable=False, help_text="Counts changes.")

    objects = GradeStrategyQuerySet.as_manager()

    class Meta:
        ordering = ["grade"]
        verbose_name = "strategy of a grade"
        verbose_name_plural = "strategies by grade"
        constraints = [
            models.CheckConstraint(
                condition=Q(grade__gte=6, grade__lte=13),
                name="grade_strategy_from_6_to_the_bridge",
                violation_error_message="There are grades 6 to 12 and the bridge to college.",
            ),
            models.CheckConstraint(
                condition=Q(documented_on__isnull=True) | (~Q(goal="") & ~Q(strategy="")),
                name="grade_strategy_documented_with_both",
                violation_error_message="A grade is documented once it has both a goal and a strategy.",
            ),
        ]

    def __str__(self):
        return self.get_grade_display()
