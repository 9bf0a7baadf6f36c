"""Long work that people see: one row a mailing, an import or an export, with how far it is and how it ended."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class JobQuerySet(models.QuerySet):
    def readable_by(self, access):
        """The office reads all, everybody else in the consortium what they started themselves."""
        if access.is_office:
            return self
        return self.filter(started_by=access.user_id) if access.is_member else self.none()

    def unfinished(self):
        """What waits or runs."""
        return self.filter(state__in=Job.UNFINISHED)

    def with_people(self):
        """Each with who started it and who stopped it, as pages show them."""
        return self.select_related("started_by", "stop_asked_by")


class Job(models.Model):
    """
    A piece of long work: started on a page, done by a worker (`consortium.jobs`), looked at on its page.

    `done` of `total` steps are done; `total` is 0 while nobody knows it. `note` is a sentence: where it is while it
    runs, how it went when it is over. `back` is the page that it was started from.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"
        FAILED = "failed", "Failed"

    UNFINISHED = (State.WAITING, State.RUNNING)

    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, editable=False)
    done = models.PositiveIntegerField(default=0, editable=False)
    total = models.PositiveIntegerField(default=0, editable=False)
    note = models.CharField(max_length=500, blank=True, editable=False)
    back = models.CharField(max_length=300)
    work = models.CharField(max_length=200, editable=False)
    arguments = models.JSONField(default=dict, blank=True, editable=False)
    key = models.CharField(max_length=100, blank=True, editable=False)
    task = models.UUIDField(null=True, editable=False)
    interruptions = models.PositiveSmallIntegerField(default=0, editable=False)
    started_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    stop_asked_at = models.DateTimeField(null=True, editable=False)
    stop_asked_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "long work"
        verbose_name_plural = "long work"
        indexes = [
            models.Index(fields=["-created_at"], name="job_latest"),
            models.Index(fields=["state"], name="job_unfinished", condition=Q(state__in=["waiting", "running"])),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(total=0) | Q(done__lte=F("total")),
                name="job_done_within_total",
                violation_error_message="No more steps are done than there are.",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, state__in=["waiting", "running"])
                | Q(finished_at__isnull=False, state__in=["done", "stopped", "failed"]),
                name="job_finished_when_over",
                violation_error_message="Work that is over says when, and no other.",
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=False) | Q(state__in=["waiting", "stopped", "failed"]),
                name="job_started_when_running",
                violation_error_message="Work that runs or is done says when it began.",
            ),
            models.CheckConstraint(
                condition=Q(back__regex=r"^/([^/\\]|$)"),
                name="job_back_inside_site",
                violation_error_message="The way back is a page of this site: it begins with one slash.",
            ),
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state__in=["waiting", "running"]) & ~Q(key=""),
                name="job_once_at_a_time",
                violation_error_message="This work is waiting or running already.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_over(self):
        """Whether nothing more will happen."""
        return self.state not in self.UNFINISHED

    def get_absolute_url(self):
        """Its page."""
        from django.urls import reverse

        return reverse("job", args=[self.pk])
