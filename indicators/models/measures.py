"""Leading indicators (sentences of a goal document) and measures (time series that can be counted)."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from consortium.history import with_history
from goals.models import Edition, Goal


@with_history
class LeadingIndicator(models.Model):
    """A goal's sentence, verbatim; its measures say how it is counted."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="indicators")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["goal", "number"]
        constraints = [models.UniqueConstraint(fields=["goal", "number"], name="indicator_number_once")]

    @property
    def code(self):
        """`EN-2.1`; needs `goal__edition__framework`."""
        return f"{self.goal.code}.{self.number}"

    def get_absolute_url(self):
        """The indicator's page."""
        return reverse("indicator", args=[self.code])

    def __str__(self):
        return f"{self.number}. {self.text}"


@with_history
class Measure(models.Model):
    """
    One thing that is counted over the years. Its code is given once and stays, wherever later editions
    put it; kind, timing and combination stay too, or the series would not be one (domain, "measures.csv").
    """

    class Kind(models.TextChoices):
        COUNT = "count", "Count"
        UNIQUE = "unique", "Unique count"
        PERCENT = "percent", "Percent"
        MILESTONE = "milestone", "Milestone"

    class Timing(models.TextChoices):
        FLOW = "flow", "Adds up over the year"
        STOCK = "stock", "Stands as of a day"

    class Across(models.TextChoices):
        SUM = "sum", "Sum"
        ONCE = "once", "Each event once"
        WEIGHTED = "weighted", "Numerators over denominators"
        DISTINCT = "distinct", "Each person once"
        LATEST = "latest", "Latest"

    class Reporter(models.TextChoices):
        OFFICE = "office", "Consortium office"
        DISTRICT = "district", "District"
        COLLEGE = "college", "College"
        ADULT_SCHOOL = "adult_school", "Adult school"
        WORKING_GROUP = "working_group", "Working group"

    STUDENTS = "students"  # the unit whose small counts are hidden
    REGIONAL = (Reporter.OFFICE, Reporter.WORKING_GROUP)  # who reports about the region as a whole

    code = models.CharField(
        max_length=12, unique=True, validators=[RegexValidator(r"^[A-Z]{2}-\d+\.\d+[a-z]$", "A code reads EN-2.1a.")]
    )
    kind = models.CharField(max_length=10, choices=Kind)
    unit = models.CharField(max_length=40, blank=True, help_text="In the plural, such as students.")
    timing = models.CharField(max_length=5, choices=Timing)
    across = models.CharField(max_length=10, choices=Across)
    reporters = ArrayField(models.CharField(max_length=20, choices=Reporter), help_text="Who may owe it.")
    source = models.CharField(max_length=60, default="typed", help_text="The record it can be counted from, or typed.")
    breakdowns = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    ladder = ArrayField(models.CharField(max_length=40), default=list, blank=True, help_text="A milestone's stages.")
    renews = models.BooleanField(default=False, help_text="The ladder starts afresh each school year.")

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="milestone") & ~Q(ladder=[])) | (~Q(kind="milestone") & Q(ladder=[])),
                name="measure_milestone_has_a_ladder",
                violation_error_message="A milestone has stages, and nothing else has.",
            )
        ]

    def __str__(self):
        return self.code

    @property
    def is_percent(self):
        """Whether it is reported as numerator and denominator."""
        return self.kind == self.Kind.PERCENT

    @property
    def is_milestone(self):
        """Whether it is reported as a stage with a date."""
        return self.kind == self.Kind.MILESTONE

    @property
    def is_level(self):
        """A percent that adds up over the year, such as survey results: no pace."""
        return self.is_percent and self.timing == self.Timing.FLOW

    @property
    def counts_students(self):
        """Whether its figures are counts of students, so that small ones are hidden from outsiders."""
        return self.unit == self.STUDENTS

    @property
    def about_region(self):
        """Whether it is reported once for the whole region, by the office or a working group alone."""
        return set(self.reporters) <= set(self.REGIONAL)


class MeasurePlacementQuerySet(models.QuerySet):
    def in_editions(self, editions):
        """Placements of the given editions, in the order of the document, with what every page shows."""
        return (
            self.filter(indicator__goal__edition__in=editions)
            .select_related("measure", "indicator__goal__edition__framework")
            .order_by(
                "indicator__goal__edition__framework__order", "indicator__goal__number", "indicator__number", "order"
            )
        )

    def in_force(self, year):
        """Placements of the editions that hold in the school year `year`."""
        return self.in_editions(list(Edition.objects.in_force(year)))


@with_history
class MeasurePlacement(models.Model):
    """Where an edition puts a measure, and in what words: next year's wording never changes this year's pages."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="placements")
    indicator = models.ForeignKey(LeadingIndicator, models.CASCADE, related_name="placements")
    order = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(max_length=120)
    definition = models.TextField(help_text="What counts and what does not; shown beside the cell.")
    given_target = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, help_text="Where the document itself sets one."
    )

    objects = MeasurePlacementQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "order"]
        constraints = [models.UniqueConstraint(fields=["measure", "indicator"], name="placement_once")]

    def __str__(self):
        return f"{self.measure.code} {self.label}"

    def get_absolute_url(self):
        """The measure's section on its indicator's page."""
        return f"{self.indicator.get_absolute_url()}#{self.measure.code}"
