"""Events, and the organizations that took part."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from consortium.history import with_history
from consortium.models import Organization


class EventQuerySet(models.QuerySet):
    def held(self):
        """Events that took place; planned and cancelled ones never count."""
        return self.filter(status=Event.Status.HELD)

    def between(self, starts, ends):
        """Events that began on the days `starts` to `ends`, both included, as the clock in California says."""
        return self.filter(starts_at__date__gte=starts, starts_at__date__lte=ends)

    def readable_by(self, access):
        """Meetings are known to every member of the consortium."""
        return self.all() if access.is_member else self.none()


@with_history
class Event(models.Model):
    """Something that took place, or is to. One organization owns the record; others took part."""

    class Kind(models.TextChoices):
        MEETING = "meeting", "Regional meeting"
        COMMITTEE_CALL = "committee_call", "Committee call"

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=Kind, default=Kind.MEETING)
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    owner = models.ForeignKey(Organization, models.PROTECT, related_name="events_owned")
    starts_at = models.DateTimeField("begins")
    ends_at = models.DateTimeField("ends", null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    notes = models.TextField(blank=True)
    organizations = models.ManyToManyField(Organization, through="Participation", related_name="events")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="event_ends_after_it_begins",
                violation_error_message="An event ends after it begins.",
            )
        ]
        indexes = [
            models.Index(fields=["kind", "status", "starts_at"], name="event_kind_status_day"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The event's own page."""
        return reverse("meeting", args=[self.pk])


@with_history
class Participation(models.Model):
    """An organization that was invited to an event, and whether it came."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="participations")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="participations")
    came = models.BooleanField(default=True)

    class Meta:
        ordering = ["organization__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "organization"],
                name="participation_once",
                violation_error_message="This organization is on the list already.",
            )
        ]

    def __str__(self):
        return f"{self.organization} at {self.event}"
