"""
Articulation agreements: which high school courses give credit for which college course, and who signed when.

No state is stored. On any day an agreement stands where its days and signatures put it (`Step`).
"""

import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils import timezone

from consortium.history import with_history
from consortium.models import Organization, SchoolYear, StoredFile

from .reference import Course, Program, Sector
from .terms import Season

Kind = Organization.Kind


class Step(models.TextChoices):
    """Where an agreement stands on a day. An expiring one is in force still."""

    DRAFTED = "drafted", "Drafted"
    REVIEWED = "reviewed", "Reviewed by faculty"
    SIGNING = "signing", "Being signed"
    IN_FORCE = "in_force", "In force"
    EXPIRING = "expiring", "Expiring"
    EXPIRED = "expired", "Expired"
    RENEWED = "renewed", "Renewed"
    ENDED = "ended", "Ended early"


class ArticulationAgreementQuerySet(models.QuerySet):
    """
    The day is always an argument. The parties are the college of the college course and every organization of the high
    school courses; signatures of others, such as of a district whose course was taken out, count nowhere.
    """

    def signed(self, day=None):
        """Agreements that every party had signed by `day`; without a day, that every party has signed at all."""
        return self.filter(_all_signed(day))

    def standing(self, day):
        """Signed by `day`, not expired (the last day included) and not ended early, renewed or not."""
        return self.signed(day).filter(_not_over(day))

    def in_force(self, day):
        """
        Agreements in force on `day`. On days on which an agreement and its renewal both stand, only the renewal is in
        force: it has taken the other's place, and credit is given once.
        """
        return self.standing(day).filter(~_renewal_stands(day))

    def expiring(self, day, within):
        """Agreements in force on `day` whose last day comes in the next `within` days, `day` itself included."""
        return self.in_force(day).filter(expires_on__lte=day + datetime.timedelta(days=within))

    def expired(self, day):
        """Agreements whose last day had passed by `day` without a signed renewal."""
        over = self.signed(day).filter(Q(terminated_on__isnull=True) | Q(terminated_on__gt=day), expires_on__lt=day)
        return over.filter(~_renewal_signed(day))

    def drafted(self, day):
        """Agreements that were drafted by `day` and that nobody had reviewed or signed by then, nor given up."""
        return self.with_step(day).filter(drafted_on__lte=day, step=Step.DRAFTED)

    def completed_between(self, starts, ends):
        """Agreements whose last signature falls on the days `starts` to `ends`, both included, so that all signed."""
        return self.signed(ends).with_completed_on().filter(completed_on__gte=starts)

    def with_completed_on(self):
        """Agreements with `completed_on`: the day of a party's last signature, None where a party has not signed."""
        day = Case(When(_all_signed(None), then=Subquery(_party_signatures().values("signed_on")[:1])))
        return self.annotate(completed_on=day)

    def with_step(self, day, within=None):
        """
        Agreements with `step`, a value of `Step` as of `day`. Expiring are those that end within `within` days; where
        no time is given, in the school year of `day`.
        """
        ended, not_over = Q(terminated_on__lte=day), _not_over(day)
        june = datetime.date(SchoolYear.start_year_of(day) + 1, 6, 30)
        soon = Q(expires_on__lte=june if within is None else day + datetime.timedelta(days=within))
        stands = Case(
            When(_renewal_stands(day), then=Value(Step.RENEWED)),
            When(soon, then=Value(Step.EXPIRING)),
            default=Value(Step.IN_FORCE),
        )
        over = Case(When(_renewal_signed(day), then=Value(Step.RENEWED)), default=Value(Step.EXPIRED))
        on_the_way = Case(
            When(Exists(_party_signatures(day)), then=Value(Step.SIGNING)),
            When(reviewed_on__lte=day, then=Value(Step.REVIEWED)),
            default=Value(Step.DRAFTED),
        )
        signed = Case(When(not_over, then=stands), default=over)
        return self.annotate(
            step=Case(
                When(ended, then=Value(Step.ENDED)),
                When(_all_signed(day), then=signed),
                default=on_the_way,
                output_field=models.CharField(),
            )
        )

    def of_parties(self, organizations):
        """Agreements of which one of `organizations` (primary keys) is a party, or what belongs to it."""
        college = "college_course__program__organization"
        links = AgreementCourse.objects.filter(agreement=OuterRef("pk"))
        theirs = _in(organizations, "course__program__organization")
        return self.filter(_in(organizations, college) | Exists(links.filter(theirs)))

    def readable_by(self, access):
        """Every member reads agreements that all parties have signed; what is not, the parties and the office."""
        if access.is_office:
            return self.all()
        if not access.is_member:
            return self.none()
        own = ArticulationAgreement.objects.of_parties(access.own_organizations)
        return self.filter(_all_signed(None) | Q(pk__in=own.values("pk")))

    def writable_by(self, access):
        """The office writes every agreement, a reporter those of which an organization of theirs is a party."""
        return self.all() if access.is_office else self.of_parties(access.reporter_for)


def _in(organizations, path):
    """The condition that the organization at `path`, or the one it belongs to, is among `organizations` (keys)."""
    return Q((f"{path}__in", organizations)) | Q((f"{path}__parent__in", organizations))


def _by(day):
    """Signatures that were there by `day`, or all."""
    signatures = AgreementSignature.objects.order_by()
    return signatures if day is None else signatures.filter(signed_on__lte=day)


def _all_signed(day):
    """The condition on agreements that the college and every organization of a high school course had signed."""
    links = AgreementCourse.objects.filter(agreement=OuterRef("pk")).order_by()
    signed = _by(day).filter(agreement=OuterRef("agreement"), party=OuterRef("course__program__organization"))
    college = _by(day).filter(agreement=OuterRef("pk"), party=OuterRef("college_course__program__organization"))
    return Q(Exists(college)) & Q(Exists(links)) & ~Q(Exists(links.filter(~Exists(signed))))


def _party_signatures(day=None):
    """The parties' signatures of the agreement around this subquery, the latest first."""
    link = AgreementCourse.objects.filter(
        agreement=OuterRef("agreement"), course__program__organization=OuterRef("party")
    ).order_by()
    of_college = Q(party=F("agreement__college_course__program__organization"))
    return _by(day).filter(of_college | Exists(link), agreement=OuterRef("pk")).order_by("-signed_on")


def _not_over(day):
    """The condition that the last day has not passed, and that the agreement was not ended early by `day`."""
    return (Q(expires_on__isnull=True) | Q(expires_on__gte=day)) & (
        Q(terminated_on__isnull=True) | Q(terminated_on__gt=day)
    )


def _renewal_stands(day):
    return Exists(ArticulationAgreement.objects.filter(renews=OuterRef("pk")).standing(day).order_by())


def _renewal_signed(day):
    return Exists(ArticulationAgreement.objects.filter(renews=OuterRef("pk")).signed(day).order_by())


@with_history
class ArticulationAgreement(models.Model):
    """
    High school courses for which a college gives the credit of one of its own. Units, code and sector are what the
    parties agreed: they stay when the college's program changes.
    """

    class Method(models.TextChoices):
        EXAM = "exam", "Credit by exam"
        PORTFOLIO = "portfolio", "Portfolio"
        COMPLETION = "completion", "Course completion"
        CERTIFICATION = "certification", "Industry certification"
        OTHER = "other", "Another way"

    number = models.CharField(max_length=30, help_text="As the college writes it, such as 2026-017.")
    college_course = models.ForeignKey(Course, models.PROTECT, related_name="agreements_of_college")
    courses = models.ManyToManyField(
        Course, through="AgreementCourse", related_name="agreements", verbose_name="high school courses"
    )
    schools = models.ManyToManyField(
        Organization,
        blank=True,
        related_name="agreements",
        limit_choices_to={"kind": Kind.SCHOOL},
        help_text="None: all schools that offer the courses.",
    )
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="agreements")
    units = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True, help_text="College units.")
    code_scheme = models.CharField(max_length=3, choices=Program.CodeScheme, blank=True)
    code = models.CharField(max_length=7, blank=True, help_text="TOP 0956.50 or CIP 48.0508, zeros included.")
    code_version = models.CharField(max_length=20, blank=True, help_text="The edition of the scheme, such as 2020.")
    method = models.CharField(max_length=15, choices=Method, help_text="How students earn the credit.")
    minimum_grade = models.CharField(max_length=30, blank=True, help_text="Such as B, or C in both semesters.")
    season = models.CharField("effective term", max_length=6, choices=Season, blank=True)
    effective_on = models.DateField("first day of the term", null=True, blank=True)
    expires_on = models.DateField("in force through", null=True, blank=True, help_text="Its last day. Empty: no end.")
    drafted_on = models.DateField()
    reviewed_on = models.DateField("reviewed by faculty on", null=True, blank=True)
    reviewed_by = models.CharField(max_length=200, blank=True, help_text="Such as Welding faculty of both parties.")
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="renewal", help_text="The agreement it follows on."
    )
    terminated_on = models.DateField(
        "ended early on", null=True, blank=True, help_text="From this day on it is no longer in force."
    )
    terminated_because = models.CharField("why it was ended", max_length=300, blank=True)
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="agreements", help_text="As it was signed."
    )
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = ArticulationAgreementQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="agreement_number_once",
                violation_error_message="There is an agreement of this number already.",
            ),
            models.CheckConstraint(
                condition=~Q(code_scheme="top") | Q(code__regex=r"^[0-9]{4}\.[0-9]{2}$"),
                name="agreement_top_format",
                violation_error_message="A TOP code is four digits, a point and two digits, zeros included: 0956.50.",
            ),
            models.CheckConstraint(
                condition=~Q(code_scheme="cip") | Q(code__regex=r"^[0-9]{2}\.[0-9]{4}$"),
                name="agreement_cip_format",
                violation_error_message="A CIP code is two digits, a point and four digits, zeros included: 01.0301.",
            ),
            models.CheckConstraint(
                condition=Q(code_scheme__in=["top", "cip"]) | Q(code_scheme="", code="", code_version=""),
                name="agreement_code_has_a_scheme",
                violation_error_message="Say whether the code is a TOP or a CIP code; a version goes with a code.",
            ),
            models.CheckConstraint(
                condition=Q(units__isnull=True) | Q(units__gt=Decimal(0)),
                name="agreement_units_above_zero",
                violation_error_message="Units are more than zero. Leave them empty where they are not known.",
            ),
            models.CheckConstraint(
                condition=Q(season="", effective_on__isnull=True) | (~Q(season="") & Q(effective_on__isnull=False)),
                name="agreement_term_with_its_day",
                violation_error_message="A term has a season and a first day: give both or neither.",
            ),
            models.CheckConstraint(
                condition=(Q(expires_on__isnull=True) | Q(expires_on__gte=F("drafted_on")))
                & (Q(expires_on__isnull=True) | Q(effective_on__isnull=True) | Q(expires_on__gte=F("effective_on"))),
                name="agreement_expires_after_it_begins",
                violation_error_message="The last day comes before the agreement was drafted or takes effect.",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_on__isnull=True, reviewed_by="") | Q(reviewed_on__gte=F("drafted_on")),
                name="agreement_reviewed_after_it_was_drafted",
                violation_error_message="A review has a day, and it is not before the agreement was drafted.",
            ),
            models.CheckConstraint(
                condition=Q(terminated_on__isnull=True, terminated_because="")
                | (Q(terminated_on__gte=F("drafted_on")) & ~Q(terminated_because="")),
                name="agreement_ended_with_a_reason",
                violation_error_message="Say why it was ended, and on which day; it cannot be before it was drafted.",
            ),
            models.CheckConstraint(
                condition=Q(renews__isnull=True) | ~Q(renews=F("pk")),
                name="agreement_renews_another",
                violation_error_message="An agreement does not renew itself.",
            ),
        ]
        indexes = [models.Index(fields=["expires_on"], name="agreement_expires_on")]

    def __str__(self):
        return f"{self.number}, {self.college_course}"

    def get_absolute_url(self):
        """The agreement's own page."""
        return reverse("agreement", args=[self.pk])

    def clean(self):
        """The college course is one of a college, which no constraint of one table can say."""
        if self.college_course_id and self.college_course.program.organization.kind != Kind.COLLEGE:
            raise ValidationError({"college_course": f"{self.college_course} is no course of a college."})

    @property
    def college(self):
        """The college whose course it is about: a party."""
        return self.college_course.program.organization

    @property
    def districts(self):
        """The organizations of the high school courses, by name: the other parties."""
        found = {course.program.organization for course in self.courses.all()}
        return sorted(found, key=lambda organization: organization.name)

    @property
    def parties(self):
        """All who have to sign, the college first."""
        return [self.college, *self.districts]

    @property
    def title(self):
        """`WELD 110 Introduction to Welding with Grossmont Union High`."""
        names = [district.name for district in self.districts]
        return f"{self.college_course} with {' and '.join(names)}" if names else str(self.college_course)

    @property
    def step_said(self):
        """The words of `step`, which `with_step` has put on it."""
        return Step(self.step).label

    @property
    def term_said(self):
        """`Fall 2026`, or empty."""
        return f"{self.get_season_display()} {self.effective_on.year}" if self.effective_on else ""

    @property
    def code_said(self):
        """`CIP 48.0508 (2020)`, or empty."""
        version = f" ({self.code_version})" if self.code_version else ""
        return f"{self.get_code_scheme_display()} {self.code}{version}" if self.code else ""


@with_history
class AgreementCourse(models.Model):
    """A high school course of an agreement. Its program's organization is a party from then on."""

    agreement = models.ForeignKey(ArticulationAgreement, models.CASCADE, related_name="course_links")
    course = models.ForeignKey(
        Course,
        models.PROTECT,
        related_name="agreement_links",
        limit_choices_to={"program__level": Program.Level.HIGH_SCHOOL},
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = "course of an agreement"
        verbose_name_plural = "courses of agreements"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "course"],
                name="agreement_course_once",
                violation_error_message="This course is part of the agreement already.",
            )
        ]

    def __str__(self):
        return str(self.course)

    def clean(self):
        """The course is one of a high school program, which no constraint of one table can say."""
        if self.course_id and self.course.program.level != Program.Level.HIGH_SCHOOL:
            raise ValidationError({"course": f"{self.course} is no course of a high school program."})


@with_history
class AgreementSignature(models.Model):
    """That a party signed, when, and through whom."""

    agreement = models.ForeignKey(ArticulationAgreement, models.CASCADE, related_name="signatures")
    party = models.ForeignKey(Organization, models.PROTECT, related_name="agreement_signatures")
    signer_role = models.CharField(max_length=120, help_text="Such as Dean of Career Education.")
    signer_name = models.CharField(max_length=120, blank=True)
    signed_on = models.DateField()

    class Meta:
        ordering = ["signed_on", "pk"]
        verbose_name = "signature of an agreement"
        verbose_name_plural = "signatures of agreements"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "party"],
                name="agreement_signature_once",
                violation_error_message="The signature of this party is on record already. Change it instead.",
            )
        ]

    def __str__(self):
        return f"{self.party}, {self.signed_on}"

    def clean(self):
        """Whoever signs is a party, and not before there was a draft; no constraint of one table can say so."""
        if self.agreement_id is None or self.party_id is None:
            return
        if self.party not in self.agreement.parties:
            raise ValidationError({"party": f"{self.party} is no party of this agreement."})
        if self.signed_on and self.signed_on < self.agreement.drafted_on:
            raise ValidationError({"signed_on": "It cannot have been signed before it was drafted."})
