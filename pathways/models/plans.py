"""Plans of alignment: which gaps they mend, by which sequence of courses."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from consortium.history import with_history
from consortium.models import Organization, SchoolYear, StoredFile

from .gaps import ProgramGap, owned, refuse_school
from .reference import Course, Program


class AlignmentPlanQuerySet(models.QuerySet):
    def readable_by(self, access):
        """Members read plans that were made; drafts are read by the owner's people and the office."""
        if access.is_office:
            return self.all()
        if not access.is_member:
            return self.none()
        return self.filter(Q(made_on__isnull=False) | owned(access.own_organizations))

    def writable_by(self, access):
        """The office writes every plan, a reporter those of its organizations and of what belongs to these."""
        return self.all() if access.is_office else self.filter(owned(access.reporter_for))

    def made(self, day):
        """Plans that had been made by `day` and not withdrawn; those that were carried out since stay."""
        return self.filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day), made_on__lte=day)

    def with_sequence(self):
        """Plans that name at least one course."""
        return self.filter(Exists(PlanStep.objects.filter(plan=OuterRef("pk"))))

    def addressing(self, gaps):
        """Plans that name at least one of `gaps`; each once."""
        return self.filter(Exists(PlanGap.objects.filter(plan=OuterRef("pk"), gap__in=gaps)))


@with_history
class AlignmentPlan(models.Model):
    """
    What an organization plans to mend one or several gaps: a sequence of courses, and the year it is for. Without the
    day it was made it is a draft. Its state follows from its days.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        MADE = "made", "Made"
        IN_EFFECT = "in_effect", "In effect"
        DONE = "done", "Carried out"
        WITHDRAWN = "withdrawn", "Withdrawn"

    title = models.CharField(max_length=200)
    owner = models.ForeignKey(
        Organization, models.PROTECT, related_name="alignment_plans", help_text="The college, district or adult school."
    )
    summary = models.TextField(blank=True, help_text="What will be different, in two or three sentences.")
    gaps = models.ManyToManyField(ProgramGap, through="PlanGap", related_name="plans")
    made_on = models.DateField(null=True, blank=True, help_text="Empty while it is a draft.")
    in_effect_on = models.DateField("in effect from", null=True, blank=True)
    done_on = models.DateField("carried out on", null=True, blank=True)
    target_year = models.PositiveSmallIntegerField(
        "for the school year", null=True, blank=True, help_text="2027 for 2027-28, which need not be set up yet."
    )
    made_at_convening = models.BooleanField(
        "made at a convening", default=False, help_text="At a convening of K-12 and community college."
    )
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="alignment_plans",
        help_text="The plan itself, or the minutes.",
    )
    withdrawn_on = models.DateField(null=True, blank=True, help_text="From this day on it no longer counts.")
    withdrawn_because = models.CharField("why it was withdrawn", max_length=300, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = AlignmentPlanQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "title"],
                name="alignment_plan_once",
                violation_error_message="This organization has a plan of this title already.",
            ),
            models.CheckConstraint(
                condition=Q(made_on__isnull=False)
                | Q(in_effect_on__isnull=True, done_on__isnull=True, withdrawn_on__isnull=True),
                name="alignment_plan_made_first",
                violation_error_message="Say first on which day the plan was made.",
            ),
            models.CheckConstraint(
                condition=(Q(in_effect_on__isnull=True) | Q(in_effect_on__gte=F("made_on")))
                & (Q(done_on__isnull=True) | Q(done_on__gte=F("made_on")))
                & (Q(in_effect_on__isnull=True) | Q(done_on__isnull=True) | Q(done_on__gte=F("in_effect_on")))
                & (Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("made_on"))),
                name="alignment_plan_days_in_order",
                violation_error_message="A plan is made, then in effect, then carried out: put its days in this order.",
            ),
            models.CheckConstraint(
                condition=Q(target_year__isnull=True) | Q(target_year__gte=2000, target_year__lte=2100),
                name="alignment_plan_target_year",
                violation_error_message="Write the calendar year in which the school year starts, such as 2027.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_because=""),
                name="alignment_plan_withdrawn_with_a_reason",
                violation_error_message="Say why the plan is withdrawn.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The plan's own page."""
        return reverse("plan", args=[self.pk])

    def clean(self):
        """Schools own no plans, which no constraint of one table can say."""
        refuse_school(self.owner if self.owner_id else None)

    @property
    def target_said(self):
        """`2027-28`, or empty."""
        return SchoolYear(start_year=self.target_year).label if self.target_year else ""

    def state_on(self, day):
        """The `State` on `day`, read from the days on record."""
        days = [
            (self.withdrawn_on, self.State.WITHDRAWN),
            (self.done_on, self.State.DONE),
            (self.in_effect_on, self.State.IN_EFFECT),
            (self.made_on, self.State.MADE),
        ]
        return next((state for reached, state in days if reached and reached <= day), self.State.DRAFT)


@with_history
class PlanGap(models.Model):
    """A gap that a plan addresses."""

    plan = models.ForeignKey(AlignmentPlan, models.CASCADE, related_name="gap_links")
    gap = models.ForeignKey(ProgramGap, models.PROTECT, related_name="plan_links")

    class Meta:
        ordering = ["gap__title"]
        verbose_name = "gap of a plan"
        verbose_name_plural = "gaps of plans"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "gap"],
                name="plan_gap_once",
                violation_error_message="The plan names this gap already.",
            )
        ]

    def __str__(self):
        return f"{self.plan}: {self.gap}"


@with_history
class PlanStep(models.Model):
    """A course in the sequence of a plan: one that is on record, or one that is still to be made, by its title."""

    plan = models.ForeignKey(AlignmentPlan, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField(default=0)
    course = models.ForeignKey(Course, models.SET_NULL, null=True, blank=True, related_name="plan_steps")
    title = models.CharField(max_length=200, help_text="The course as the plan calls it.")
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", help_text="Who offers it."
    )
    level = models.CharField(max_length=12, choices=Program.Level, blank=True)
    grade = models.PositiveSmallIntegerField(null=True, blank=True, help_text="6 to 12, at a school.")
    term = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 is the first term, at a college.")

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "step of a plan"
        verbose_name_plural = "steps of plans"
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""), name="plan_step_has_a_title", violation_error_message="Give the course a title."
            ),
            models.CheckConstraint(
                condition=Q(grade__isnull=True) | Q(grade__gte=6, grade__lte=12, term__isnull=True),
                name="plan_step_grade_or_term",
                violation_error_message="A course is given in a grade from 6 to 12 or in a term, not in both.",
            ),
            models.CheckConstraint(
                condition=Q(term__isnull=True) | Q(term__gte=1, term__lte=20),
                name="plan_step_term_from_1",
                violation_error_message="Terms are counted from 1, the first term of the program.",
            ),
        ]

    def __str__(self):
        return f"{self.plan}, {self.order}: {self.title}"

    @property
    def when_said(self):
        """`Grade 11`, `Term 2`, or empty."""
        if self.grade is not None:
            return f"Grade {self.grade}"
        return f"Term {self.term}" if self.term is not None else ""
