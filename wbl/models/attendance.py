"""
Who came to events, by organization and audience: a headcount, or a roster of which only keyed hashes are kept.

No name and no number of a person is stored. How a hash is made says `wbl/rules/hashing.py`.
"""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from consortium.categories import GENDERS, GROUPS, RACES
from consortium.history import with_history
from consortium.models import Organization, ReportingPeriod

# the columns of a headcount's breakdown: those of a partition add up to the headcount, groups are within it
RACE_FIELDS = [code.lower() for code in RACES]
GENDER_FIELDS = [code.lower() for code in GENDERS]
GROUP_FIELDS = [code.lower() for code in GROUPS]
CATEGORY_FIELDS = [*RACE_FIELDS, *GENDER_FIELDS, *GROUP_FIELDS]


def _category(code):
    words = (RACES | GENDERS | GROUPS)[code]
    return models.PositiveIntegerField(code, null=True, blank=True, help_text=words)


def _adds_up(fields):
    """The condition that the columns `fields` are all empty, or all filled and together the headcount."""
    total = F(fields[0])
    for name in fields[1:]:
        total = total + F(name)
    filled = Q(**{f"{name}__isnull": False for name in fields})
    return Q(**{f"{name}__isnull": True for name in fields}) | (filled & Q(headcount=total))


def _within(fields):
    """The condition that each of the columns `fields` is empty or at most the headcount."""
    condition = Q()
    for name in fields:
        condition &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": F("headcount")})
    return condition


class AttendanceQuerySet(models.QuerySet):
    def rosters(self):
        """Attendance that was given as a roster."""
        return self.exclude(scheme="")

    def headcounts(self):
        """Attendance that was given as a number."""
        return self.filter(scheme="")

    def students(self):
        """Attendance of middle and high school students."""
        return self.filter(audience__in=Attendance.STUDENTS)

    def with_lateness(self):
        """
        Attendance with `entered_late`: whether it was entered, or last changed, after the period in which its event
        began was locked. What was entered late is missing in that period's frozen figures and counts in the year to
        date.
        """
        day = TruncDate("event__starts_at", tzinfo=timezone.get_default_timezone())
        locked = ReportingPeriod.objects.filter(
            starts__lte=OuterRef("local_day"), ends__gte=OuterRef("local_day"), locked_at__lt=OuterRef("recorded_at")
        )
        return self.alias(local_day=day).annotate(entered_late=Exists(locked))

    def readable_by(self, access):
        """
        Counts of students are the reporting organization's and the office's; those of adults every member reads.

        One event is too small a table: from its counts and the published figure of a quarter, which is decided by
        `indicators.disclosure`, others would follow.
        """
        if access.is_office:
            return self.all()
        if not access.is_member:
            return self.none()
        own = access.own_organizations
        return self.filter(
            ~Q(audience__in=Attendance.STUDENTS) | Q(organization__in=own) | Q(organization__parent__in=own)
        )

    def writable_by(self, access):
        """Each organization writes its own and its schools' attendance, whoever owns the event; the office all."""
        if access.is_office:
            return self.all()
        own = access.reporter_for
        return self.filter(Q(organization__in=own) | Q(organization__parent__in=own))


@with_history
class Attendance(models.Model):
    """
    How many people of one audience an organization brought to an event: a headcount with an optional breakdown, or a
    roster (`scheme` says of which kind of number). Of a roster the headcount is kept equal to its entries by a trigger.
    """

    class Audience(models.TextChoices):
        MIDDLE_SCHOOL = "middle_school", "Middle school students"
        HIGH_SCHOOL = "high_school", "High school students"
        PARENTS = "parents", "Parents"
        TEACHERS = "teachers", "Teachers"
        COUNSELORS = "counselors", "Counselors"
        FACULTY = "faculty", "Faculty"
        OTHER_EDUCATORS = "other_educators", "Other educators"

    STUDENTS = (Audience.MIDDLE_SCHOOL, Audience.HIGH_SCHOOL)
    EDUCATORS = (Audience.TEACHERS, Audience.COUNSELORS, Audience.FACULTY, Audience.OTHER_EDUCATORS)
    GRADES = {Audience.MIDDLE_SCHOOL: (6, 8), Audience.HIGH_SCHOOL: (9, 12)}

    class Scheme(models.TextChoices):
        """What kind of number a roster has."""

        SSID = "ssid", "Statewide student identifier (SSID)"
        STUDENT_NUMBER = "student_number", "Local student number"
        EMAIL = "email", "Staff e-mail address"
        STAFF_NUMBER = "staff_number", "Local staff number"

    event = models.ForeignKey("wbl.Event", models.CASCADE, related_name="attendances")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="attendances")
    audience = models.CharField(max_length=20, choices=Audience)
    headcount = models.PositiveIntegerField()
    lowest_grade = models.SmallIntegerField(null=True, blank=True)
    highest_grade = models.SmallIntegerField(null=True, blank=True)
    scheme = models.CharField(max_length=20, choices=Scheme, blank=True, editable=False)
    key_id = models.CharField(max_length=8, blank=True, editable=False)
    school_year = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    rb = _category("RB")
    ri = _category("RI")
    ra = _category("RA")
    rf = _category("RF")
    rh = _category("RH")
    rp = _category("RP")
    rt = _category("RT")
    rw = _category("RW")
    rd = _category("RD")
    gf = _category("GF")
    gm = _category("GM")
    gx = _category("GX")
    gz = _category("GZ")
    se = _category("SE")
    sd = _category("SD")
    ss = _category("SS")
    sm = _category("SM")
    sf = _category("SF")
    sh = _category("SH")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["organization__name", "audience"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "organization", "audience"],
                name="attendance_once",
                violation_error_message="This organization has attendance of this audience at this event already.",
            ),
            models.CheckConstraint(
                condition=Q(scheme="", key_id="", school_year__isnull=True)
                | (~Q(scheme="") & ~Q(key_id="") & Q(school_year__isnull=False)),
                name="attendance_roster_says_its_key_and_year",
                violation_error_message="A roster says what numbers it has, of which school year, and by which key.",
            ),
            models.CheckConstraint(
                condition=Q(scheme="") | Q(**{f"{name}__isnull": True for name in CATEGORY_FIELDS}),
                name="attendance_roster_is_counted_by_its_entries",
                violation_error_message="The breakdown of a roster is counted from its entries.",
            ),
            models.CheckConstraint(
                condition=_adds_up(RACE_FIELDS),
                name="attendance_races_add_up",
                violation_error_message="Races and ethnicities together make the headcount, or none is given.",
            ),
            models.CheckConstraint(
                condition=_adds_up(GENDER_FIELDS),
                name="attendance_genders_add_up",
                violation_error_message="Genders together make the headcount, or none is given.",
            ),
            models.CheckConstraint(
                condition=_within(GROUP_FIELDS),
                name="attendance_groups_within_headcount",
                violation_error_message="A program group is at most the headcount.",
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
                name="attendance_grades_in_order",
                violation_error_message="The lowest grade comes before the highest; both are given or neither.",
            ),
        ]

    def __str__(self):
        return f"{self.get_audience_display()} of {self.organization} at {self.event}"

    @property
    def is_roster(self):
        """Whether people are told from each other by their hashes."""
        return bool(self.scheme)

    @property
    def is_of_students(self):
        """Whether privacy guards its count."""
        return self.audience in self.STUDENTS


COUNTED = """
    UPDATE wbl_attendance SET headcount = headcount {sign} counted.number
    FROM (SELECT attendance_id, COUNT(*) AS number FROM {rows} GROUP BY attendance_id) AS counted
    WHERE wbl_attendance.id = counted.attendance_id;
    RETURN NULL;
"""


class RosterEntry(models.Model):
    """
    One person on a roster, told from others by a keyed hash alone. Never shown, only counted; never changed: a roster
    is replaced as a whole. Without a history, so that what is removed is gone.
    """

    class Role(models.TextChoices):
        TEACHER = "teacher", "Teacher"
        COUNSELOR = "counselor", "Counselor"
        FACULTY = "faculty", "Faculty"
        ADMINISTRATOR = "administrator", "Administrator"
        OTHER = "other", "Other"

    attendance = models.ForeignKey(Attendance, models.CASCADE, related_name="entries", db_index=False)
    person_hash = models.BinaryField(max_length=32)
    grade = models.SmallIntegerField(null=True, blank=True)
    role = models.CharField(max_length=15, choices=Role, blank=True)
    race = models.CharField("race or ethnicity", max_length=2, choices=RACES.items(), blank=True)
    gender = models.CharField(max_length=2, choices=GENDERS.items(), blank=True)
    groups = ArrayField(models.CharField(max_length=2, choices=GROUPS.items()), default=list, blank=True)

    class Meta:
        verbose_name_plural = "roster entries"
        constraints = [
            models.UniqueConstraint(
                fields=["attendance", "person_hash"],
                name="roster_entry_once",
                violation_error_message="This person is on the roster already.",
            ),
            models.CheckConstraint(
                condition=Q(race__in=["", *RACES]) & Q(gender__in=["", *GENDERS]),
                name="roster_entry_categories_are_known",
                violation_error_message="Race, ethnicity and gender are codes of the state.",
            ),
            models.CheckConstraint(
                condition=Q(groups__contained_by=list(GROUPS)),
                name="roster_entry_groups_are_known",
                violation_error_message="Program groups are codes of the state.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="headcount_up",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_values"),
                func=COUNTED.format(sign="+", rows="new_values"),
            ),
            pgtrigger.Trigger(
                name="headcount_down",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                referencing=pgtrigger.Referencing(old="old_values"),
                func=COUNTED.format(sign="-", rows="old_values"),
            ),
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update),
        ]

    def __str__(self):
        return f"A person at {self.attendance.event}"
