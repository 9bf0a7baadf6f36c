"""Events of every kind: what is planned, what took place, what was cancelled."""

import datetime

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone

from consortium.counting import reporting_organization
from consortium.history import with_history
from consortium.models import (
    Organization,
    OrganizationYear,
    ReportingPeriod,
    SchoolYear,
    Segment,
    StoredFile,
)
from pathways.models import Occupation, ProgramGap, Sector

from .attendance import Attendance
from .participation import Participation


def begin_of(day):
    """Midnight at which `day` begins in California, where the consortium's days are."""
    return datetime.datetime.combine(day, datetime.time(), timezone.get_default_timezone())


def began(starts, ends, path=""):
    """The condition that what is at `path` began on the days `starts` to `ends`, both included, as in California."""
    after = begin_of(ends + datetime.timedelta(days=1))
    return Q(**{f"{path}starts_at__gte": begin_of(starts), f"{path}starts_at__lt": after})


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

    def meetings(self):
        """Regional meetings and committee calls, which have pages of their own."""
        return self.filter(kind__in=Event.MEETINGS)

    def meetings_held(self, starts, ends):
        """Regional meetings that took place on the days `starts` to `ends`; committee calls are none."""
        return self.held().filter(kind=Event.Kind.MEETING).between(starts, ends)

    def at_high_schools(self, year):
        """Events at a school, or a charter, that has a grade from 9 to 12 in the school year `year`."""
        high = OrganizationYear.objects.filter(
            year=year,
            highest_grade__gte=9,
            lowest_grade__lte=12,
            organization=OuterRef("site"),
            organization__kind__in=[Organization.Kind.SCHOOL, Organization.Kind.CHARTER],
        )
        return self.filter(Exists(high))

    def for_high_school_students(self):
        """
        Events for some of grades 9 to 12. Where no grades are given, all but those to which only middle school students
        came.
        """
        lowest, highest = Attendance.GRADES[Attendance.Audience.HIGH_SCHOOL]
        came = Attendance.objects.filter(event=OuterRef("pk"))
        middle_alone = Exists(came.filter(audience=Attendance.Audience.MIDDLE_SCHOOL)) & ~Exists(
            came.filter(audience=Attendance.Audience.HIGH_SCHOOL)
        )
        return self.filter(
            Q(lowest_grade__lte=highest, highest_grade__gte=lowest) | (Q(lowest_grade__isnull=True) & ~middle_alone)
        )

    def documented(self):
        """Events with their minutes, and a gap or a labor market figure named: faculty meetings count only so."""
        named = Event.gaps.through.objects.filter(event=OuterRef("pk"))
        figure = Q(occupation__isnull=False) | ~Q(labor_market_note="")
        return self.filter(figure | Exists(named), minutes__isnull=False)

    def of_part(self, organizations):
        """Events that `organizations` (primary keys) or schools of theirs own, are the site of, or came to."""
        came = Participation.objects.who_came().filter(event=OuterRef("pk"))
        came = came.annotate(reports=reporting_organization()).filter(reports__in=organizations)
        events = self.alias(owner_reports=reporting_organization("owner"), site_reports=reporting_organization("site"))
        return events.filter(Q(owner_reports__in=organizations) | Q(site_reports__in=organizations) | Exists(came))

    def with_host(self):
        """Events with `host`: the college on whose campus it is; where no site says so, the college that owns it."""
        college = Organization.Kind.COLLEGE
        return self.annotate(
            host=Case(When(site__kind=college, then=F("site_id")), When(owner__kind=college, then=F("owner_id")))
        )

    def of(self, organizations):
        """Events that belong to `organizations` (primary keys) or their schools, or to which one of these was asked."""
        listed = Participation.objects.filter(event=OuterRef("pk")).filter(
            Q(organization__in=organizations) | Q(organization__parent__in=organizations)
        )
        return self.filter(Q(owner__in=organizations) | Q(owner__parent__in=organizations) | Exists(listed))

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
        """Events are known to every member of the consortium; who came to them, by `Attendance.objects`."""
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
        CLASSROOM_PRESENTATION = "classroom_presentation", "Classroom presentation"
        CAREER_FAIR = "career_fair", "Career fair"
        JOB_SHADOW = "job_shadow", "Job shadow"
        CAMPUS_TOUR = "campus_tour", "Campus tour"
        CAMPUS_EVENT = "campus_event", "Campus event"
        PARENT_PRESENTATION = "parent_presentation", "Parent presentation"
        PARENT_WORKSHOP = "parent_workshop", "Parent workshop"
        INDUSTRY_PANEL = "industry_panel", "Industry panel for teachers"
        TEACHER_JOB_SHADOW = "teacher_job_shadow", "Teacher job shadow"
        TEACHER_EXTERNSHIP = "teacher_externship", "Teacher externship"
        COUNSELOR_DEVELOPMENT = "counselor_development", "Counselor professional development"
        COUNSELOR_CONFERENCE = "counselor_conference", "Counselor conference"
        FACULTY_ALIGNMENT = "faculty_alignment", "Faculty alignment meeting"
        CONVENING = "convening", "K-12 and community college convening"

    MEETINGS = (Kind.MEETING, Kind.COMMITTEE_CALL)

    class Language(models.TextChoices):
        """Languages in which sessions for parents are held; the codes are those of ISO 639."""

        ENGLISH = "en", "English"
        SPANISH = "es", "Spanish"
        ARABIC = "ar", "Arabic"
        CHINESE = "zh", "Chinese"
        FARSI = "fa", "Farsi"
        KOREAN = "ko", "Korean"
        SOMALI = "so", "Somali"
        TAGALOG = "tl", "Tagalog"
        VIETNAMESE = "vi", "Vietnamese"
        OTHER = "other", "Another language"

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
    site = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events_hosted",
        help_text="The school, college or other organization at which it takes place.",
    )
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True, related_name="events")
    lowest_grade = models.SmallIntegerField(null=True, blank=True)
    highest_grade = models.SmallIntegerField(null=True, blank=True)
    capacity = models.PositiveIntegerField(
        "places", null=True, blank=True, help_text="Places offered, whoever takes them."
    )
    languages = ArrayField(models.CharField(max_length=5, choices=Language), default=list, blank=True)
    occupation = models.ForeignKey(
        Occupation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        help_text="The occupation whose labor market figures the meeting is about.",
    )
    labor_market_note = models.TextField(
        "labor market figure", blank=True, help_text="The figure that was looked at, with its source."
    )
    gaps = models.ManyToManyField(
        ProgramGap, blank=True, related_name="events", help_text="The gaps that the meeting is about."
    )
    minutes = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    cancelled_because = models.CharField("why it was cancelled", max_length=300, blank=True)
    notes = models.TextField(blank=True)
    organizations = models.ManyToManyField(Organization, through="Participation", related_name="events")
    version = models.PositiveIntegerField(default=1, editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = EventQuerySet.as_manager()
    began_at = None

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="event_ends_after_it_begins",
                violation_error_message="An event ends after it begins.",
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(cancelled_because=""),
                name="event_cancelled_with_a_reason",
                violation_error_message="Say why it is cancelled.",
            ),
            models.CheckConstraint(
                condition=Q(lowest_grade__isnull=True, highest_grade__isnull=True)
                | Q(
                    lowest_grade__isnull=False,
                    highest_grade__isnull=False,
                    lowest_grade__gte=-1,
                    highest_grade__lte=14,
                    lowest_grade__lte=F("highest_grade"),
                ),
                name="event_grades_in_order",
                violation_error_message="The lowest grade comes before the highest; both are given or neither.",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "status", "starts_at"], name="event_kind_status_day"),
            models.Index(fields=["starts_at"], name="event_day"),
        ]
        # whoever changes it, by whatever way: a form that was drawn before notices
        triggers = [
            pgtrigger.Trigger(
                name="version_counts_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.* IS DISTINCT FROM NEW.*"),
                func="NEW.version := OLD.version + 1; RETURN NEW;",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The event's own page."""
        return reverse("meeting" if self.is_meeting else "event", args=[self.pk])

    @classmethod
    def from_db(cls, db, field_names, values):
        """Remembers when it was to begin, so that `clean` asks only about events that move."""
        event = super().from_db(db, field_names, values)
        event.began_at = event.__dict__.get("starts_at")
        return event

    def clean(self):
        """An event with rosters stays in its school year, since a person's hash is of that year."""
        if self.pk is None or self.starts_at in (None, self.began_at):
            return
        years = set(self.attendances.rosters().values_list("school_year", flat=True))
        if years - {self.start_year}:
            raise ValidationError(
                "It has rosters, whose hashes are of the school year it was in. Remove them before it moves to a day "
                "of another school year."
            )

    @property
    def day(self):
        """The day it began on in California."""
        return timezone.localtime(self.starts_at, timezone.get_default_timezone()).date()

    @property
    def start_year(self):
        """The calendar year in which the school year of its day starts."""
        return SchoolYear.start_year_of(self.day)

    @property
    def is_meeting(self):
        """Whether it is a regional meeting or a committee call."""
        return self.kind in self.MEETINGS

    @property
    def is_held(self):
        """Whether it took place."""
        return self.status == self.Status.HELD
