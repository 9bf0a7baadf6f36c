"""Events, and the organizations that took part."""

import datetime

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone

from consortium.history import with_history
from consortium.models import Organization, ReportingPeriod, Segment


def begin_of(day):
    """Midnight at which `day` begins in California, where the consortium's days are."""
    return datetime.datetime.combine(day, datetime.time(), timezone.get_default_timezone())


class EventQuerySet(models.QuerySet):
    def held(self):
        """Events that took place; planned and cancelled ones never count."""
        return self.filter(status=Event.Status.HELD)

    def since(self, day):
        """Events that began on `day` or later, as the clock in California says."""
        return self.filter(starts_at__gte=begin_of(day))

    def through(self, day):
        """Events that began on `day` or earlier, as the clock in California says."""
        return self.filter(starts_at__lt=begin_of(day + datetime.timedelta(days=1)))

    def between(self, starts, ends):
        """Events that began on the days `starts` to `ends`, both included, as the clock in California says."""
        return self.since(starts).through(ends)

    def meetings_held(self, starts, ends):
        """Regional meetings that took place on the days `starts` to `ends`; committee calls are none."""
        return self.held().filter(kind=Event.Kind.MEETING).between(starts, ends)

    def all_segments(self):
        """Events to which at least one organization of each of the three segments came."""
        return self.filter(*(_segment_came(segment) for segment in Segment))

    def attended_by(self, organization):
        """Events to which `organization` or a school of its came."""
        came = Participation.objects.who_came().filter(event=OuterRef("pk"))
        of_its_own = Q(organization=organization)
        of_a_school = Q(organization__parent=organization, organization__kind=Organization.Kind.SCHOOL)
        return self.filter(Exists(came.filter(of_its_own | of_a_school)))

    def with_attendance(self):
        """
        Events with `came_k12`, `came_community_college` and `came_adult_education` (whether somebody of the
        segment came), and `organizations_came`, how many organizations did.
        """
        who_came = Participation.objects.who_came().filter(event=OuterRef("pk")).order_by().values("event")
        return self.annotate(
            organizations_came=Coalesce(Subquery(who_came.annotate(number=Count("pk")).values("number")), 0),
            **{f"came_{segment.value}": _segment_came(segment) for segment in Segment},
        )

    def with_lateness(self):
        """
        Events with `entered_late`: whether they were recorded after the period they are dated in was locked.
        Such an event is missing in that period's frozen figures and counts in the year to date.
        """
        day = TruncDate("starts_at", tzinfo=timezone.get_default_timezone())
        locked = ReportingPeriod.objects.filter(
            starts__lte=OuterRef("local_day"), ends__gte=OuterRef("local_day"), locked_at__lt=OuterRef("recorded_at")
        )
        return self.alias(local_day=day).annotate(entered_late=Exists(locked))

    def readable_by(self, access):
        """Meetings are known to every member of the consortium."""
        return self.all() if access.is_member else self.none()

    def writable_by(self, access):
        """The office writes every event, a reporter those of its organizations and their schools."""
        if access.is_office:
            return self.all()
        own = access.reporter_for
        return self.filter(Q(owner__in=own) | Q(owner__parent__in=own))


def _segment_came(segment):
    """The condition on events that an organization of `segment` came."""
    return Exists(Participation.objects.who_came().of_segment(segment).filter(event=OuterRef("pk")))


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

    @property
    def day(self):
        """The day it began on in California."""
        return timezone.localtime(self.starts_at, timezone.get_default_timezone()).date()

    @property
    def is_held(self):
        """Whether it took place."""
        return self.status == self.Status.HELD


class ParticipationQuerySet(models.QuerySet):
    def who_came(self):
        """Those who were there; the invited who stayed away are on record and never count."""
        return self.filter(came=True)

    def of_segment(self, segment):
        """Participations of organizations of `segment`. A school without one of its own has its parent's."""
        counted = Case(
            When(
                organization__kind=Organization.Kind.SCHOOL,
                organization__segment="",
                then=F("organization__parent__segment"),
            ),
            default=F("organization__segment"),
        )
        return self.alias(segment_counted=counted).filter(segment_counted=segment)


@with_history
class Participation(models.Model):
    """An organization that was invited to an event, and whether it came."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="participations")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="participations")
    came = models.BooleanField(default=True)

    objects = ParticipationQuerySet.as_manager()

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
