"""
What came back from surveys. Answers are anonymous: a response keeps its day, its language and the organization that it
counts for, and neither an hour nor an address nor a person; so it has no history either, which would keep all that.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from consortium.history import with_history
from consortium.models import Organization

from .survey_texts import Language
from .surveys import Survey, SurveyChoice, SurveyQuestion


class DayQuerySet(models.QuerySet):
    def between(self, starts, ends):
        """Given on the days `starts` to `ends`, both included, as the calendar in California says."""
        return self.filter(day__gte=starts, day__lte=ends)

    def of_kind(self, kind):
        """Those of surveys of `kind`; that the address of a survey was revoked takes no answer back."""
        return self.filter(survey__kind=kind, survey__is_template=False)


class SurveyResponse(models.Model):
    """
    What one person answered. Its key is the number that the form was given when it was drawn, so that the same form
    posted twice is one response; numbers are random and say nothing of the order in which people answered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="responses")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="survey_responses", verbose_name="counts for"
    )
    day = models.DateField()
    language = models.CharField(max_length=2, choices=Language)

    objects = DayQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "id"]
        indexes = [
            models.Index(fields=["survey", "day"], name="survey_response_day"),
            models.Index(fields=["day"], name="survey_response_days"),
        ]

    def __str__(self):
        return f"{self.survey}, {self.day}"


class SurveyAnswer(models.Model):
    """A choice that was made, or a few words. Where several may be ticked, there is one row a tick."""

    response = models.ForeignKey(SurveyResponse, models.CASCADE, related_name="answers")
    question = models.ForeignKey(SurveyQuestion, models.PROTECT, related_name="answers")
    choice = models.ForeignKey(SurveyChoice, models.PROTECT, null=True, blank=True, related_name="answers")
    text = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["question__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question", "choice"], nulls_distinct=False, name="survey_answer_once"
            ),
            models.CheckConstraint(
                condition=Q(choice__isnull=False, text="") | (Q(choice__isnull=True) & ~Q(text="")),
                name="survey_answer_is_a_choice_or_words",
                violation_error_message="An answer is a choice or a few words.",
            ),
        ]

    def __str__(self):
        return self.text or str(self.choice)


@with_history
class PaperTotals(models.Model):
    """
    What paper questionnaires of one day, organization and language came to. Either each answer is counted
    (`PaperCount`), or the answers that count as positive and all valid ones are given as two numbers, or neither.
    """

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="paper")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="paper_totals", verbose_name="counts for"
    )
    day = models.DateField("day they were answered")
    language = models.CharField(max_length=2, choices=Language, blank=True)
    responses = models.PositiveIntegerField("completed questionnaires")
    positive = models.PositiveIntegerField("answers that count as positive", null=True, blank=True)
    valid = models.PositiveIntegerField("valid answers", null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = DayQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "organization__name", "language"]
        verbose_name = verbose_name_plural = "paper totals"
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "organization", "day", "language"],
                name="paper_totals_once",
                violation_error_message="The paper questionnaires of this day, organization and language are entered "
                "already. Change that entry.",
            ),
            models.CheckConstraint(
                condition=Q(responses__gt=0),
                name="paper_totals_of_somebody",
                violation_error_message="Enter at least one completed questionnaire.",
            ),
            models.CheckConstraint(
                condition=Q(positive__isnull=True, valid__isnull=True)
                | Q(positive__isnull=False, valid__isnull=False, positive__lte=F("valid")),
                name="paper_totals_positive_within_valid",
                violation_error_message="Give both the positive and all valid answers; the positive ones are among "
                "the valid ones.",
            ),
        ]
        indexes = [models.Index(fields=["day"], name="paper_totals_day")]

    def __str__(self):
        return f"{self.survey}, on paper, {self.day}"

    def get_absolute_url(self):
        """The page that shows it: the results of its survey."""
        return reverse("survey-results", args=[self.survey_id])


@with_history
class PaperCount(models.Model):
    """How many of some paper questionnaires have one answer ticked."""

    totals = models.ForeignKey(PaperTotals, models.CASCADE, related_name="counts")
    choice = models.ForeignKey(SurveyChoice, models.PROTECT, related_name="paper_counts")
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["choice__question__order", "choice__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["totals", "choice"],
                name="paper_count_once",
                violation_error_message="This answer is counted already.",
            )
        ]

    def __str__(self):
        return f"{self.choice}: {self.number}"


class SurveyDoor(models.Model):
    """
    How many responses to a survey came from one internet address today, so that nobody floods it. The address itself is
    not kept: `source` is a keyed hash of it with the day, and rows of earlier days are deleted.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="doors")
    day = models.DateField()
    source = models.CharField(max_length=64)
    span = models.PositiveSmallIntegerField(default=0, help_text="Which ten minutes of the day the last one came in.")
    in_span = models.PositiveIntegerField(default=0)
    in_day = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["day", "survey", "source"]
        constraints = [models.UniqueConstraint(fields=["survey", "day", "source"], name="survey_door_once")]
        indexes = [models.Index(fields=["day"], name="survey_door_day")]

    def __str__(self):
        return f"{self.survey}, {self.day}"
