"""Surveys: whom they are for, when they are open, and what they ask."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from consortium.history import with_history
from consortium.models import Organization

from .events import Event
from .survey_texts import InTwoLanguages, new_token
from .survey_triggers import answered_triggers


class SurveyQuerySet(models.QuerySet):
    def readable_by(self, access):
        """Surveys and their totals are known to every member of the consortium."""
        return self.all() if access.is_member else self.none()

    def writable_by(self, access):
        """The office writes every survey, a reporter those of its organizations and their schools."""
        if access.is_office:
            return self.all()
        own = access.reporter_for
        return self.filter(Q(owner__in=own) | Q(owner__parent__in=own))

    def templates(self):
        """Surveys that are there to be copied; nobody answers them."""
        return self.filter(is_template=True)

    def real(self):
        """Surveys that people answer."""
        return self.filter(is_template=False)

    def about(self, organization):
        """Surveys of `organization` or a school of its, and those whose answers may count for one of these."""
        its_own = Q(owner=organization) | Q(owner__parent=organization, owner__kind=Organization.Kind.SCHOOL)
        for_it = Organization.objects.filter(surveys=OuterRef("pk")).filter(
            Q(pk=organization.pk) | Q(parent=organization, kind=Organization.Kind.SCHOOL)
        )
        return self.filter(its_own | Q(Exists(for_it)))

    def open_on(self, day):
        """Surveys that can be answered on `day`, as far as the days and the address go."""
        return self.real().filter(
            Q(opens_on__lte=day), Q(closes_on__isnull=True) | Q(closes_on__gte=day), revoked_on__isnull=True
        )


@with_history
class Survey(InTwoLanguages, models.Model):
    """
    Questions to many people, answered without an account at an address of its own.

    Answers count for the respondent's choice among `organizations`, for the one where there is one, else for the
    college at which the `event` it is about took place, or that event's owner, else for its own owner.
    """

    class Kind(models.TextChoices):
        TOUR = "tour", "Post-tour survey of students"
        PARENTS = "parents", "Needs survey of parents"

    class State(models.TextChoices):
        TEMPLATE = "template", "Template"
        UPCOMING = "upcoming", "Not open yet"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        REVOKED = "revoked", "Address revoked"

    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField("title in English", max_length=200)
    title_es = models.CharField("title in Spanish", max_length=200, blank=True)
    intro = models.TextField("introduction in English", max_length=1000, blank=True)
    intro_es = models.TextField("introduction in Spanish", max_length=1000, blank=True)
    owner = models.ForeignKey(Organization, models.PROTECT, related_name="surveys_owned")
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="surveys")
    organizations = models.ManyToManyField(
        Organization, related_name="surveys", blank=True, verbose_name="answers count for"
    )
    is_template = models.BooleanField("a template to copy", default=False)
    opens_on = models.DateField(default=timezone.localdate)
    closes_on = models.DateField(null=True, blank=True, help_text="The last day. Empty: no end.")
    asked = models.PositiveIntegerField(
        "how many were asked", null=True, blank=True, help_text="On paper and online, for the response rate."
    )
    token = models.CharField(max_length=20, unique=True, default=new_token, editable=False)
    revoked_on = models.DateField(null=True, blank=True, editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__isnull=True) | Q(closes_on__gte=F("opens_on")),
                name="survey_closes_after_it_opens",
                violation_error_message="The last day comes before the first one.",
            ),
            models.CheckConstraint(
                condition=Q(is_template=False) | Q(event__isnull=True, asked__isnull=True),
                name="survey_template_is_of_no_event",
                violation_error_message="A template is about no event of its own, and nobody is asked with it.",
            ),
        ]
        indexes = [models.Index(fields=["kind", "opens_on"], name="survey_kind_day")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The survey's page for those who keep it; the one for those who answer is `public_url`."""
        return reverse("survey", args=[self.pk])

    @property
    def public_url(self):
        """Where it is answered."""
        return reverse("survey-answer", args=[self.token])

    def state(self, day):
        """What can be done with it on `day`: a `State`."""
        if self.is_template:
            return self.State.TEMPLATE
        if self.revoked_on is not None:
            return self.State.REVOKED
        if day < self.opens_on:
            return self.State.UPCOMING
        return self.State.CLOSED if self.closes_on and day > self.closes_on else self.State.OPEN


@with_history
class SurveyQuestion(InTwoLanguages, models.Model):
    """A question of a survey. Once the survey is answered the database keeps its questions as they are."""

    class Kind(models.TextChoices):
        SCALE = "scale", "Scale from 1 to 5"
        YES_NO = "yes_no", "Yes or no"
        SINGLE = "single", "One of several answers"
        MULTIPLE = "multiple", "Any of several answers"
        TEXT = "text", "A few words"

    # Where several may be ticked nothing is positive or negative: the ticks of one person do not add up to one answer.
    EVALUATED = (Kind.SCALE, Kind.YES_NO, Kind.SINGLE)

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField("question in English", max_length=300)
    text_es = models.CharField("question in Spanish", max_length=300, blank=True)
    required = models.BooleanField("must be answered", default=False)

    class Meta:
        ordering = ["order", "pk"]
        triggers = answered_triggers("SELECT survey_id FROM {rows}")

    def __str__(self):
        return self.text

    @property
    def is_evaluated(self):
        """Whether one answer is given, which can count as positive."""
        return self.kind in self.EVALUATED

    @property
    def counts(self):
        """Whether some of its choices, which are to be loaded, count as positive or not."""
        left_out = SurveyChoice.CountsAs.LEFT_OUT
        return self.is_evaluated and any(choice.counts_as != left_out for choice in self.choices.all())


@with_history
class SurveyChoice(InTwoLanguages, models.Model):
    """One of the answers to choose from, each point of a scale and “yes” and “no” too."""

    class CountsAs(models.TextChoices):
        POSITIVE = "positive", "Positive"
        OTHER = "other", "Not positive"
        LEFT_OUT = "left_out", "Left out"

    question = models.ForeignKey(SurveyQuestion, models.CASCADE, related_name="choices")
    order = models.PositiveSmallIntegerField(default=1)
    text = models.CharField("answer in English", max_length=200)
    text_es = models.CharField("answer in Spanish", max_length=200, blank=True)
    counts_as = models.CharField(max_length=10, choices=CountsAs, default=CountsAs.LEFT_OUT)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "text"],
                name="survey_choice_once",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Two answers to a question have the same words.",
            )
        ]
        triggers = answered_triggers(
            "SELECT q.survey_id FROM {rows} r JOIN wbl_surveyquestion q ON q.id = r.question_id"
        )

    def __str__(self):
        return self.text

    @property
    def is_positive(self):
        """Whether it counts as positive."""
        return self.counts_as == self.CountsAs.POSITIVE
