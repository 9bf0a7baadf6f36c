"""People from industry who speak at events."""

from functools import partial

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from consortium.history import with_history
from pathways.models import Sector

from .employers import Employer
from .events import Event
from .merging import DirectoryEntry, DirectoryQuerySet, kept_on


class SpeakerQuerySet(DirectoryQuerySet):
    def alike(self, name, employer=None, **options):
        """As of every directory; those of another `employer` are other people, those of none may be the same."""
        found = super().alike(name, **options)
        return found.filter(Q(employer=employer) | Q(employer=None)) if employer else found


@partial(with_history, exclude=["name_grams"])
class Speaker(DirectoryEntry):
    """Somebody from industry who speaks to students, parents or teachers. Names are for members alone."""

    MERGED_FIELDS = (
        "name", "employer", "job", "sector", "topics", "languages", "lowest_grade", "highest_grade", "email", "notes",
    )  # fmt: skip

    employer = models.ForeignKey(Employer, models.PROTECT, null=True, blank=True, related_name="speakers")
    job = models.CharField(max_length=120, blank=True)
    sector = models.ForeignKey(
        Sector,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="speakers",
        limit_choices_to={"scheme": Sector.Scheme.CDE},
    )
    topics = models.CharField(max_length=300, blank=True)
    languages = models.CharField(max_length=120, blank=True)
    lowest_grade = models.PositiveSmallIntegerField("from grade", null=True, blank=True)
    highest_grade = models.PositiveSmallIntegerField("to grade", null=True, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    notes = models.TextField(blank=True)

    objects = SpeakerQuerySet.as_manager()

    class Meta(DirectoryEntry.Meta):
        abstract = False
        constraints = [
            *DirectoryEntry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(lowest_grade__isnull=True, highest_grade__isnull=True)
                | Q(
                    lowest_grade__isnull=False,
                    highest_grade__isnull=False,
                    highest_grade__lte=14,
                    lowest_grade__lte=F("highest_grade"),
                ),
                name="speaker_grades_in_order",
                violation_error_message="The lowest grade comes before the highest; both are given or neither.",
            ),
        ]
        triggers = [kept_on("employer_id", "wbl_employer")]

    def get_absolute_url(self):
        """The speaker's own page."""
        return reverse("speaker", args=[self.pk])

    @property
    def label(self):
        """The name with the employer, as boxes with suggestions write it: `Ana Example (Harbor Welding)`."""
        return f"{self.name} ({self.employer.name})" if self.employer_id else self.name


class SpeakingQuerySet(models.QuerySet):
    def between(self, starts, ends):
        """Talks at events that were held on the days `starts` to `ends`, as the clock in California says."""
        return self.filter(event__in=Event.objects.held().between(starts, ends).values("pk"))


@with_history
class Speaking(models.Model):
    """A speaker at an event, planned or held; it counts once the event was held."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="speakings")
    speaker = models.ForeignKey(Speaker, models.PROTECT, related_name="speakings")
    topic = models.CharField(max_length=200, blank=True)

    objects = SpeakingQuerySet.as_manager()

    class Meta:
        ordering = ["speaker__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "speaker"],
                name="speaking_once",
                violation_error_message="This speaker is on the list of this event already.",
            )
        ]
        triggers = [kept_on("speaker_id", "wbl_speaker")]

    def __str__(self):
        return f"{self.speaker} at {self.event}"
