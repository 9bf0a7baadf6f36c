"""Meetings of a working group: what it looked at, what it decided, and the minutes."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from consortium.history import with_history
from consortium.models import Organization, ReportingPeriod, StoredFile
from goals.models import Document
from wbl.models import Event

from .measures import LeadingIndicator, Measure


def never_changed(name, constraint, sentence):
    """The trigger `name` that refuses to change or delete a row, with `sentence` as a violation of `constraint`."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation', CONSTRAINT = '{constraint}';",
    )


class GroupMeetingQuerySet(models.QuerySet):
    def readable_by(self, access):
        """The office reads all, the members and the lead of a group those of the group; nobody else any."""
        return self.all() if access.is_office else self.filter(group__in=access.groups)

    def with_event(self):
        """Meetings with the event that each is, and its group."""
        return self.select_related("event__owner", "group", "through__year")

    def coming(self, moment):
        """Meetings that begin at `moment` or later and are not cancelled, the next one first."""
        still_on = self.exclude(event__status=Event.Status.CANCELLED)
        return still_on.filter(event__starts_at__gte=moment).order_by("event__starts_at")

    def opened(self):
        """Meetings that looked at the figures, and so have a snapshot; one cancelled afterwards is none."""
        return self.filter(opened_at__isnull=False).exclude(event__status=Event.Status.CANCELLED)

    def before(self, meeting):
        """Meetings of the group of `meeting` that began before it, the latest first."""
        earlier = self.filter(group=meeting.group_id, event__starts_at__lt=meeting.event.starts_at)
        return earlier.order_by("-event__starts_at")


@with_history
class GroupMeeting(models.Model):
    """
    An event at which a working group meets over the figures of its framework. It is an event of `wbl` and counts as
    one; two groups that meet together name the same event.

    Opening it keeps a snapshot of the figures through the period `through`.
    """

    group = models.ForeignKey(Organization, models.PROTECT, related_name="group_meetings")
    event = models.ForeignKey(Event, models.PROTECT, related_name="group_meetings")
    agenda = models.TextField(blank=True, help_text="One item a line.")
    notes = models.TextField(blank=True, help_text="What was said; part of the minutes.")
    version = models.PositiveIntegerField(default=1, editable=False, help_text="Counts changes of agenda and notes.")
    through = models.ForeignKey(
        ReportingPeriod,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="The last period that its snapshot looks at.",
    )
    opened_at = models.DateTimeField(null=True, editable=False)
    opened_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="The minutes in the folder of the group.",
    )
    planned_at = models.DateTimeField(default=timezone.now, editable=False)
    planned_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = GroupMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-event__starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "event"],
                name="group_meeting_once",
                violation_error_message="This event is a meeting of the group already.",
            ),
            models.CheckConstraint(
                condition=Q(through__isnull=True) | Q(opened_at__isnull=False),
                name="group_meeting_looked_when_opened",
                violation_error_message="A meeting looks at figures when it is opened.",
            ),
        ]

    def __str__(self):
        return f"{self.event}, {self.group}"

    def get_absolute_url(self):
        """The meeting's page in meeting mode; needs `group`."""
        return reverse("group-meeting", args=[self.group.slug, self.pk])

    def clean(self):
        """Only working groups meet here."""
        if self.group_id and self.group.kind != Organization.Kind.WORKING_GROUP:
            raise ValidationError({"group": "This is no working group."})

    @property
    def day(self):
        """The day of its event."""
        return self.event.day

    @property
    def items(self):
        """The agenda's items, in order."""
        return [line.strip() for line in self.agenda.splitlines() if line.strip()]


class SnapshotFigure(models.Model):
    """
    One measure as the group saw it when the meeting was opened: words, not numbers to be counted anew. Kept on purpose,
    so that the next meeting can say what has changed; it never changes itself.

    What a member of the group may not see is not in it: with `hidden` there is no figure.
    """

    meeting = models.ForeignKey(GroupMeeting, models.PROTECT, related_name="snapshot")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=120)
    status = models.CharField(max_length=15)
    hidden = models.BooleanField(default=False)
    actual = models.CharField(max_length=60)
    target = models.CharField(max_length=60)
    sentence = models.TextField()
    missing = ArrayField(models.CharField(max_length=200), default=list)

    class Meta:
        ordering = ["meeting", "order"]
        constraints = [models.UniqueConstraint(fields=["meeting", "measure"], name="snapshot_figure_once")]
        triggers = [never_changed("snapshot_kept", "snapshot_stays", "What a meeting looked at stays as it was.")]

    def __str__(self):
        return f"{self.label}: {self.sentence}"

    @property
    def has_figure(self):
        """Whether there was something to see: reported, and not hidden."""
        return not self.hidden and self.status != "no_data"


class DecisionQuerySet(models.QuerySet):
    def readable_by(self, access):
        """
        Whoever reads a group's meetings reads its decisions; every member of the consortium those about an indicator,
        which stand on the indicator's page.
        """
        if access.is_office:
            return self.all()
        if not access.is_member:
            return self.none()
        return self.filter(Q(indicator__isnull=False) | Q(meeting__group__in=access.groups))

    def with_names(self):
        """Decisions with everything that a list of them shows."""
        return self.select_related(
            "meeting__event", "meeting__group", "organization", "indicator__goal__edition__framework"
        )

    def open(self):
        """Decisions that are still to be carried out."""
        return self.filter(state=Decision.State.OPEN)

    def standing_at(self, meeting, since):
        """
        Decisions of earlier meetings of the group that `meeting` goes through: the open ones, and with `since` (a day
        or None) those that were settled on it or later. By due day.
        """
        settled = Q(closed_on__gte=since) if since else Q(pk__in=[])
        earlier = self.filter(meeting__group=meeting.group_id, meeting__event__starts_at__lt=meeting.event.starts_at)
        return earlier.filter(Q(state=Decision.State.OPEN) | settled).order_by("due", "pk")

    def about(self, indicators, year):
        """Decisions about `indicators` that are open, or were taken in the school year `year`; open ones first."""
        taken = Q(meeting__event__starts_at__date__range=(year.starts, year.ends))
        is_open = models.Case(models.When(state=Decision.State.OPEN, then=0), default=1)
        found = self.filter(Q(state=Decision.State.OPEN) | taken, indicator__in=indicators)
        return found.order_by(is_open, "due", "pk")


@with_history
class Decision(models.Model):
    """What a group decided, who sees to it, and by when. `closed_on` is the day it was done or dropped."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    meeting = models.ForeignKey(GroupMeeting, models.PROTECT, related_name="decisions")
    indicator = models.ForeignKey(
        LeadingIndicator, models.PROTECT, null=True, blank=True, related_name="decisions", help_text="What it is about."
    )
    text = models.TextField("decision")
    person = models.CharField(max_length=120, blank=True, help_text="Who sees to it, by name.")
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", help_text="Or which organization does."
    )
    due = models.DateField("to be done by")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    closed_on = models.DateField("since", null=True, blank=True)
    note = models.CharField("what became of it", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False, help_text="Counts changes.")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(person="") | Q(organization__isnull=False),
                name="decision_has_an_owner",
                violation_error_message="Say who sees to it: a person, an organization, or both.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_on__isnull=True) | ~Q(state="open") & Q(closed_on__isnull=False),
                name="decision_closed_on_a_day",
                violation_error_message="What is done or dropped says since when; what is open does not.",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(note=""),
                name="decision_dropped_with_a_note",
                violation_error_message="Say why it is dropped.",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def is_open(self):
        """Whether it is still to be carried out."""
        return self.state == self.State.OPEN

    @property
    def owner(self):
        """Who sees to it, in words."""
        return ", ".join(str(one) for one in (self.person, self.organization) if one)


class MeetingMinutes(models.Model):
    """One published version of a meeting's minutes. Its bytes stay; a correction is the next version."""

    meeting = models.ForeignKey(GroupMeeting, models.PROTECT, related_name="minutes")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    note = models.CharField("what is corrected", max_length=300, blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["meeting", "-number"]
        verbose_name_plural = "meeting minutes"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="meeting_minutes_version_once"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(note=""),
                name="meeting_minutes_correction_says_what",
                violation_error_message="Say what is corrected.",
            ),
        ]
        triggers = [never_changed("minutes_kept", "published_minutes_stay", "Published minutes stay as they are.")]

    def __str__(self):
        return f"{self.meeting}: minutes, version {self.number}"
