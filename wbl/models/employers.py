"""Employers, and the log of who contacted them for whom, about what and with what outcome."""

from functools import partial

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from consortium.history import with_history
from consortium.models import County, Organization, ReportingPeriod
from pathways.models import Sector

from .merging import DirectoryEntry, DirectoryQuerySet, kept_on


class EmployerQuerySet(DirectoryQuerySet):
    def contacted(self, starts, ends):
        """Employers with a contact about WBL for students on the days `starts` to `ends`, both included."""
        contacts = EmployerContact.objects.about_students().between(starts, ends)
        return self.filter(Exists(contacts.filter(employer=OuterRef("pk"))))


@partial(with_history, exclude=["name_grams"])
class Employer(DirectoryEntry):
    """
    A firm, agency or other workplace, once in the directory. The person to ask there is business contact data: members
    read it, nobody else.
    """

    class Size(models.TextChoices):
        MICRO = "1", "1 to 9 people"
        SMALL = "10", "10 to 49 people"
        MEDIUM = "50", "50 to 249 people"
        LARGE = "250", "250 people or more"

    MERGED_FIELDS = ("name", "sector", "city", "county", "website", "size", "person", "person_email", "notes")

    sector = models.ForeignKey(
        Sector,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="employers",
        limit_choices_to={"scheme": Sector.Scheme.CDE},
    )
    city = models.CharField(max_length=80, blank=True)
    county = models.ForeignKey(County, models.PROTECT, null=True, blank=True, related_name="employers")
    website = models.URLField("web site", blank=True)
    size = models.CharField(max_length=3, choices=Size, blank=True)
    person = models.CharField("person to ask", max_length=120, blank=True)
    person_email = models.EmailField("that person's e-mail address", blank=True)
    notes = models.TextField(blank=True)

    objects = EmployerQuerySet.as_manager()

    class Meta(DirectoryEntry.Meta):
        abstract = False

    def get_absolute_url(self):
        """The employer's own page."""
        return reverse("employer", args=[self.pk])

    @property
    def label(self):
        """The name with the city, as spreadsheets and suggestions write it: `Harbor Welding (Chula Vista)`."""
        return f"{self.name} ({self.city})" if self.city else self.name


class EmployerContactQuerySet(models.QuerySet):
    def about_students(self):
        """Contacts about WBL for middle or high school students."""
        return self.filter(purpose=EmployerContact.Purpose.STUDENTS)

    def between(self, starts, ends):
        """Contacts made on the days `starts` to `ends`, both included."""
        return self.filter(made_on__gte=starts, made_on__lte=ends)

    def with_next_step(self):
        """Contacts whose next step is still to be taken."""
        return self.exclude(next_step="").filter(next_done_on__isnull=True)

    def with_lateness(self):
        """
        Contacts with `entered_late`: whether they were recorded after the period of their day was locked. Such a
        contact is missing in that period's frozen figures and counts in the year to date.
        """
        locked = ReportingPeriod.objects.filter(
            starts__lte=OuterRef("made_on"), ends__gte=OuterRef("made_on"), locked_at__lt=OuterRef("recorded_at")
        )
        return self.annotate(entered_late=Exists(locked))

    def readable_by(self, access):
        """The log is every member's, so that nobody calls an employer whom somebody else called last week."""
        return self.all() if access.is_member else self.none()

    def writable_by(self, access):
        """The office writes every contact, a reporter those of its organizations and their schools."""
        if access.is_office:
            return self.all()
        own = access.reporter_for
        return self.filter(Q(organization__in=own) | Q(organization__parent__in=own))


@with_history
class EmployerContact(models.Model):
    """One contact with an employer. The organization that it was made for owns the record."""

    class Purpose(models.TextChoices):
        STUDENTS = "students", "WBL for middle or high school students"
        TEACHERS = "teachers", "Something for teachers or counselors"
        OTHER = "other", "Something else"

    class How(models.TextChoices):
        PHONE = "phone", "Phone"
        EMAIL = "email", "E-mail"
        VISIT = "visit", "Visit"
        EVENT = "event", "At an event"
        OTHER = "other", "Another way"

    class Outcome(models.TextChoices):
        YES = "yes", "Yes"
        MAYBE = "maybe", "Maybe"
        NO = "no", "No"
        FOLLOW_UP = "follow_up", "Asked to follow up"
        NO_ANSWER = "no_answer", "No answer"

    ANSWERS = (Outcome.YES, Outcome.MAYBE, Outcome.NO)

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="contacts")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="employer_contacts")
    made_on = models.DateField("day")
    made_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")
    purpose = models.CharField("about", max_length=10, choices=Purpose, default=Purpose.STUDENTS)
    how = models.CharField(max_length=10, choices=How)
    outcome = models.CharField(max_length=10, choices=Outcome)
    note = models.TextField(blank=True)
    next_step = models.CharField(max_length=200, blank=True)
    next_due = models.DateField("due", null=True, blank=True)
    next_done_on = models.DateField("done on", null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EmployerContactQuerySet.as_manager()

    class Meta:
        ordering = ["-made_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_due__isnull=True) | ~Q(next_step=""),
                name="employer_contact_due_has_a_step",
                violation_error_message="Say what the next step is that is due then.",
            ),
            models.CheckConstraint(
                condition=Q(next_done_on__isnull=True) | ~Q(next_step=""),
                name="employer_contact_done_has_a_step",
                violation_error_message="Only a next step can be done.",
            ),
            models.CheckConstraint(
                condition=Q(next_due__isnull=True) | Q(next_due__gte=F("made_on")),
                name="employer_contact_due_after_it",
                violation_error_message="The next step is due on the day of the contact or later.",
            ),
        ]
        indexes = [
            models.Index(fields=["purpose", "made_on", "employer"], name="employer_contact_counted"),
            models.Index(
                fields=["next_due"],
                condition=Q(next_done_on__isnull=True) & ~Q(next_step=""),
                name="employer_contact_to_do",
            ),
        ]
        triggers = [kept_on("employer_id", "wbl_employer")]

    def __str__(self):
        return f"{self.employer}, {self.made_on}"

    def get_absolute_url(self):
        """Its place in the log on the employer's page."""
        return f"{self.employer.get_absolute_url()}#contact-{self.pk}"
