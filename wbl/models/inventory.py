"""The inventory: which school offers which activity of the work-based learning continuum in a school year."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from consortium.grades import written
from consortium.history import with_history
from consortium.models import Organization, SchoolYear
from pathways.models import Sector

LOWEST_GRADE, HIGHEST_GRADE = 6, 14  # the continuum begins in middle school and ends with a two-year college


class ActivityTypeQuerySet(models.QuerySet):
    def offered_on(self, day):
        """Types that had not been retired by `day`; from the day it is retired on a type counts nowhere."""
        return self.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=day))

    def shown_in(self, year):
        """Types that stood on some day of the school year `year`."""
        return self.offered_on(year.starts)


@with_history
class ActivityType(models.Model):
    """A kind of activity, its stage on the continuum and the grades it is meant for: data, since districts differ."""

    class Stage(models.TextChoices):
        AWARENESS = "awareness", "Awareness"
        EXPLORATION = "exploration", "Exploration"
        PREPARATION = "preparation", "Preparation"
        TRAINING = "training", "Training"

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80)
    stage = models.CharField(max_length=12, choices=Stage)
    lowest_grade = models.PositiveSmallIntegerField("grade from")
    highest_grade = models.PositiveSmallIntegerField("grade to")
    description = models.TextField(blank=True, help_text="What counts as one, and what does not.")
    order = models.PositiveSmallIntegerField(default=0, help_text="Its place within the stage, the lowest first.")
    retired_on = models.DateField(
        null=True, blank=True, help_text="From this day on it counts nowhere; the years before keep it."
    )

    objects = ActivityTypeQuerySet.as_manager()

    class Meta:
        ordering = ["stage", "order", "name"]  # by the alphabet the stages are in the order of the continuum
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                name="activity_type_slug_once",
                violation_error_message="There is an activity type with this short name already.",
            ),
            models.UniqueConstraint(
                fields=["name"],
                name="activity_type_name_once",
                violation_error_message="There is an activity type with this name already.",
            ),
            models.CheckConstraint(
                condition=Q(lowest_grade__gte=LOWEST_GRADE, highest_grade__lte=HIGHEST_GRADE)
                & Q(lowest_grade__lte=F("highest_grade")),
                name="activity_type_grades_in_order",
                violation_error_message="Grades are 6 to 14, the lower one first.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def grades(self):
        """`6–8`, as it is written."""
        return written(self.lowest_grade, self.highest_grade)


class ActivityOfferingQuerySet(models.QuerySet):
    def standing(self, day):
        """
        Offerings that stand on `day`: of its school year, begun and not over; the last day is included. Neither those
        of a type that has been retired, nor of a school that has closed by then.
        """
        begun = Q(starts_on__isnull=True) | Q(starts_on__lte=day)
        lasts = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        return self.filter(
            begun,
            lasts,
            year__start_year=SchoolYear.start_year_of(day),
            activity_type__in=ActivityType.objects.offered_on(day),
            school__in=Organization.objects.open_on(day),
        )

    def touching(self, lowest, highest):
        """Offerings for at least one of the grades `lowest` to `highest`."""
        return self.filter(lowest_grade__lte=highest, highest_grade__gte=lowest)

    def readable_by(self, access):
        """The inventory is known to every member of the consortium."""
        return self.all() if access.is_member else self.none()

    def writable_by(self, access):
        """The office writes every offering, a reporter those of the schools of its organizations."""
        if access.is_office:
            return self.all()
        return self.filter(Q(school__in=access.reporter_for) | Q(school__parent__in=access.reporter_for))


@with_history
class ActivityOffering(models.Model):
    """
    A school offers an activity of a type in a school year, once whatever the grades and sectors.

    It stands from July 1 to June 30 of the year unless it began later or ended sooner. No sector says: in any.
    """

    school = models.ForeignKey(
        Organization,
        models.PROTECT,
        related_name="activity_offerings",
        limit_choices_to={"kind": Organization.Kind.SCHOOL},
    )
    activity_type = models.ForeignKey(ActivityType, models.PROTECT, related_name="offerings", verbose_name="activity")
    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="activity_offerings", verbose_name="school year")
    lowest_grade = models.PositiveSmallIntegerField("grade from")
    highest_grade = models.PositiveSmallIntegerField("grade to")
    sectors = models.ManyToManyField(
        Sector, blank=True, related_name="activity_offerings", help_text="None: it is of no sector, or of all."
    )
    starts_on = models.DateField("offered from", null=True, blank=True, help_text="Empty: from July 1.")
    ends_on = models.DateField(
        "offered through", null=True, blank=True, help_text="Its last day. Empty: through June 30."
    )
    contact = models.CharField(max_length=160, blank=True, help_text="Whom to ask at the school.")
    notes = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True, help_text="Who said so, such as a survey of the district.")
    version = models.PositiveIntegerField(default=1, editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = ActivityOfferingQuerySet.as_manager()

    class Meta:
        ordering = ["school__name", "activity_type", "-year__start_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "activity_type", "year"],
                name="activity_offering_once",
                violation_error_message="The inventory has this activity of this school and year already.",
            ),
            models.CheckConstraint(
                condition=Q(lowest_grade__gte=LOWEST_GRADE, highest_grade__lte=HIGHEST_GRADE)
                & Q(lowest_grade__lte=F("highest_grade")),
                name="activity_offering_grades_in_order",
                violation_error_message="Grades are 6 to 14, the lower one first.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="activity_offering_ends_after_it_starts",
                violation_error_message="The last day of an activity comes before its first.",
            ),
        ]
        indexes = [models.Index(fields=["year", "activity_type"], name="activity_offering_year_type")]

    def __str__(self):
        return f"{self.activity_type} at {self.school}, {self.year}"

    def get_absolute_url(self):
        """The offering's own page."""
        return reverse("offering", args=[self.pk])

    @property
    def grades(self):
        """`9–12`, as it is written."""
        return written(self.lowest_grade, self.highest_grade)

    def clean(self):
        """What no constraint of one table can say: only schools offer, and on days of the school year."""
        self.refuse_what_is_no_school()
        self.refuse_other_days()

    def refuse_what_is_no_school(self):
        """Raise ValidationError where the school is none."""
        if self.school_id and self.school.kind != Organization.Kind.SCHOOL:
            raise ValidationError({"school": f"{self.school} is no school. Schools offer activities."})

    def refuse_other_days(self):
        """Raise ValidationError where a day is not of the school year."""
        if self.year_id is None:
            return
        for name in ("starts_on", "ends_on"):
            day = getattr(self, name)
            if day is not None and not self.year.starts <= day <= self.year.ends:
                raise ValidationError({name: f"Give a day of {self.year}: July 1 to June 30."})
