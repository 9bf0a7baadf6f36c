"""School years (July 1 to June 30) and the periods in which figures are reported."""

import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from consortium.history import with_history


class SchoolYearQuerySet(models.QuerySet):
    def containing(self, day):
        """The school year that `day` falls in, or None where it has not been set up."""
        return self.filter(start_year=SchoolYear.start_year_of(day)).first()


@with_history
class SchoolYear(models.Model):
    """July 1 of `start_year` to June 30 of the next, written 2026-27."""

    start_year = models.PositiveSmallIntegerField(unique=True, help_text="2026 for the school year 2026-27.")
    charters_count = models.BooleanField(
        "charters count as high school districts",
        default=False,
        help_text="Whether state board charters with grades 9–12 are among “all high school districts”.",
    )

    objects = SchoolYearQuerySet.as_manager()

    class Meta:
        ordering = ["-start_year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start_year__gte=2000, start_year__lte=2100),
                name="school_year_has_four_digits",
                violation_error_message="Write the calendar year in which the school year starts, such as 2026.",
            )
        ]

    @staticmethod
    def start_year_of(day):
        """The calendar year in which the school year of `day` starts: June 30, 2026 → 2025."""
        return day.year if day.month >= 7 else day.year - 1

    @property
    def label(self):
        """`2026-27`, as it is written in text and in addresses."""
        return f"{self.start_year}-{(self.start_year + 1) % 100:02d}"

    @property
    def starts(self):
        """July 1."""
        return datetime.date(self.start_year, 7, 1)

    @property
    def ends(self):
        """June 30 of the next calendar year."""
        return datetime.date(self.start_year + 1, 6, 30)

    def __str__(self):
        return self.label


class DateRange(Func):
    """PostgreSQL's daterange(starts, ends), both days included."""

    function = "DATERANGE"
    output_field = DateRangeField()


class ReportingPeriodQuerySet(models.QuerySet):
    def with_year(self):
        """Periods with their school year, as every page needs it for the code."""
        return self.select_related("year")

    def by_code(self, code):
        """Periods written `2026-27-Q1` (or `2024-25-Y`, a whole year); nothing for other texts."""
        parsed = ReportingPeriod.parse(code)
        if parsed is None:
            return self.none()
        start_year, number = parsed
        return self.filter(year__start_year=start_year, number=number)

    def ended_by(self, day):
        """Periods whose last day is before `day`."""
        return self.filter(ends__lt=day)

    def unlocked(self):
        """Periods in which figures can still be changed."""
        return self.filter(locked_at__isnull=True)


@with_history
class ReportingPeriod(models.Model):
    """
    A quarter of a school year (`number` 1–4), or a whole past year of which only totals are known (0).

    Periods never overlap. A locked period keeps its figures: the database refuses changes to its values.
    """

    year = models.ForeignKey(SchoolYear, models.CASCADE, related_name="periods")
    number = models.PositiveSmallIntegerField(help_text="1 to 4 for quarters, 0 for a whole year of annual totals.")
    starts = models.DateField()
    ends = models.DateField()
    due = models.DateField(help_text="Worksheets are due on this day.")
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, blank=True, related_name="+")
    lock_note = models.CharField(max_length=300, blank=True, help_text="Why the period was locked or opened again.")

    objects = ReportingPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-starts"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="reporting_period_once"),
            models.CheckConstraint(
                condition=Q(number__lte=4),
                name="reporting_period_number",
                violation_error_message="A period is quarter 1 to 4, or 0 for a whole year.",
            ),
            models.CheckConstraint(
                condition=Q(starts__lt=F("ends"), due__gte=F("ends")),
                name="reporting_period_days_in_order",
                violation_error_message="A period starts before it ends, and is due on its last day or later.",
            ),
            ExclusionConstraint(
                name="reporting_period_no_overlap",
                expressions=[(DateRange("starts", "ends", Value("[]")), RangeOperators.OVERLAPS)],
                violation_error_message="This period overlaps another one.",
            ),
        ]

    @staticmethod
    def parse(code):
        """`2026-27-Q1` → (2026, 1), `2024-25-Y` → (2024, 0), anything else → None."""
        label, _, part = code.rpartition("-")
        numbers = {"Y": 0, "Q1": 1, "Q2": 2, "Q3": 3, "Q4": 4}
        if part not in numbers or len(label) != 7 or not (label[:4] + label[5:]).isdecimal() or not label.isascii():
            return None
        start_year = int(label[:4])
        if label != f"{start_year}-{(start_year + 1) % 100:02d}":
            return None
        return start_year, numbers[part]

    @property
    def short(self):
        """`Q1`, or `Year` for a whole year."""
        return f"Q{self.number}" if self.number else "Year"

    @property
    def code(self):
        """`2026-27-Q1`, as it is written in text and in addresses; a whole year is `2024-25-Y`."""
        return f"{self.year.label}-Q{self.number}" if self.number else f"{self.year.label}-Y"

    @property
    def is_locked(self):
        """Whether the figures of the period stand."""
        return self.locked_at is not None

    @property
    def is_whole_year(self):
        """Whether only annual totals are known."""
        return self.number == 0

    @property
    def ends_the_year(self):
        """Whether the school year is over with this period."""
        return self.number in (0, 4)

    def __str__(self):
        return f"{self.year.label} {self.short}"
