"""College courses that high school students take: under a dual enrollment agreement, or by their own admission."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Sum
from django.urls import reverse
from django.utils import timezone

from consortium.history import with_history
from consortium.models import Organization

from .reference import Course
from .terms import Season

Kind = Organization.Kind
# where terms take place: schools, or districts that have not said at which
PARTNER_KINDS = (*Organization.DISTRICT_KINDS, Kind.SCHOOL)


class DualEnrollmentCourseQuerySet(models.QuerySet):
    def dual(self):
        """Courses under a dual enrollment agreement, CCAP or not."""
        return self.filter(agreement_type__in=DualEnrollmentCourse.DUAL)

    def concurrent(self):
        """Courses open to students who are admitted on their own."""
        return self.filter(agreement_type=DualEnrollmentCourse.Type.CONCURRENT)

    def with_first_offered(self):
        """Courses with `first_offered`: the first day of their first term, anywhere; None where none is recorded."""
        given = DualEnrollmentTerm.objects.given().filter(course=OuterRef("pk")).order_by("starts_on")
        return self.annotate(first_offered=Subquery(given.values("starts_on")[:1]))

    def first_offered_between(self, starts, ends):
        """Courses whose first term began on the days `starts` to `ends`, both included."""
        return self.with_first_offered().filter(first_offered__gte=starts, first_offered__lte=ends)

    def given_between(self, starts, ends):
        """Courses of which a term began on the days `starts` to `ends`, both included."""
        terms = DualEnrollmentTerm.objects.given().filter(starts_on__gte=starts, starts_on__lte=ends)
        return self.filter(Exists(terms.filter(course=OuterRef("pk"))))

    def of_partners(self, organizations):
        """Courses of the colleges among `organizations` (primary keys), or given with a district among them."""
        terms = DualEnrollmentTerm.objects.given().filter(course=OuterRef("pk"))
        partner = Q(partner__in=organizations) | Q(partner__parent__in=organizations)
        return self.filter(Q(course__program__organization__in=organizations) | Exists(terms.filter(partner)))

    def with_terms(self):
        """Courses with `term_count`, `section_count` (None where not known) and `partner_count`."""
        terms = DualEnrollmentTerm.objects.filter(course=OuterRef("pk")).order_by().values("course")
        numbers = {
            "term_count": Count("starts_on", distinct=True),
            "section_count": Sum("sections"),
            "partner_count": Count("partner", distinct=True),
        }
        asked = {name: Subquery(terms.annotate(n=number).values("n")) for name, number in numbers.items()}
        return self.annotate(**asked)

    def readable_by(self, access):
        """Every member knows which courses there are; counts of students are another matter (`queries`)."""
        return self.all() if access.is_member else self.none()

    def writable_by(self, access):
        """The office writes every course, a reporter those of their colleges."""
        if access.is_office:
            return self.all()
        own, college = access.reporter_for, "course__program__organization"
        return self.filter(Q((f"{college}__in", own)) | Q((f"{college}__parent__in", own)))


@with_history
class DualEnrollmentCourse(models.Model):
    """A college course that high school students take: one course, however many schools and sections."""

    class Type(models.TextChoices):
        CCAP = "ccap", "Dual enrollment, CCAP"
        NOT_CCAP = "not_ccap", "Dual enrollment, not CCAP"
        CONCURRENT = "concurrent", "Concurrent enrollment"

    DUAL = (Type.CCAP, Type.NOT_CCAP)

    course = models.ForeignKey(Course, models.PROTECT, related_name="dual_enrollment")
    agreement_type = models.CharField(max_length=10, choices=Type)
    partnership = models.CharField(
        "partnership agreement", max_length=200, blank=True, help_text="What the agreement with the district is called."
    )
    partnership_on = models.DateField("agreed on", null=True, blank=True, help_text="When both boards had adopted it.")
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = DualEnrollmentCourseQuerySet.as_manager()

    class Meta:
        ordering = ["course__number", "course__title", "agreement_type"]
        verbose_name = "dual enrollment course"
        constraints = [
            models.UniqueConstraint(
                fields=["course", "agreement_type"],
                name="dual_enrollment_course_once",
                violation_error_message="This course is recorded with this kind of agreement already. "
                "Add terms to it: it is one course at all schools.",
            ),
            models.CheckConstraint(
                condition=~Q(agreement_type="concurrent") | Q(partnership="", partnership_on__isnull=True),
                name="dual_enrollment_concurrent_has_no_agreement",
                violation_error_message="Concurrently enrolled students are admitted on their own, with no agreement.",
            ),
            models.CheckConstraint(
                condition=Q(partnership_on__isnull=True) | ~Q(partnership=""),
                name="dual_enrollment_partnership_has_a_name",
                violation_error_message="Say what the partnership agreement is called.",
            ),
        ]

    def __str__(self):
        return f"{self.course}, {self.get_agreement_type_display()}"

    def get_absolute_url(self):
        """The course's own page."""
        return reverse("dual-enrollment-course", args=[self.pk])

    def clean(self):
        """The course is one of a college, which no constraint of one table can say."""
        if self.course_id and self.course.program.organization.kind != Kind.COLLEGE:
            raise ValidationError({"course": f"{self.course} is no course of a college."})

    @property
    def college(self):
        """The college that gives it, and reports its students."""
        return self.course.program.organization

    @property
    def is_concurrent(self):
        """Whether students are admitted on their own."""
        return self.agreement_type == self.Type.CONCURRENT


class DualEnrollmentTermQuerySet(models.QuerySet):
    def given(self):
        """Terms that took place: with no section at all a course was planned and not given."""
        return self.exclude(sections=0)


@with_history
class DualEnrollmentTerm(models.Model):
    """
    A term in which the course is given with one school or district. `enrollment` is how many students, zero for none;
    empty is not known.
    """

    course = models.ForeignKey(DualEnrollmentCourse, models.CASCADE, related_name="terms")
    season = models.CharField(max_length=6, choices=Season)
    starts_on = models.DateField("first day")
    partner = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dual_enrollment_terms",
        limit_choices_to={"kind__in": PARTNER_KINDS},
        help_text="The school, or the district where it is not known at which.",
    )
    sections = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: not known. 0: not given.")
    enrollment = models.PositiveIntegerField("students", null=True, blank=True, help_text="Empty: not known.")

    objects = DualEnrollmentTermQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "partner__name"]
        verbose_name = "term of a dual enrollment course"
        verbose_name_plural = "terms of dual enrollment courses"
        constraints = [
            models.UniqueConstraint(
                fields=["course", "starts_on", "partner"],
                nulls_distinct=False,
                name="dual_enrollment_term_once",
                violation_error_message="This term with this school or district is there already.",
            ),
            models.CheckConstraint(
                condition=Q(sections__isnull=True) | Q(sections__gt=0) | Q(enrollment__isnull=True) | Q(enrollment=0),
                name="dual_enrollment_students_have_a_section",
                violation_error_message="Without a section there are no students.",
            ),
        ]
        indexes = [models.Index(fields=["starts_on"], name="dual_enrollment_term_day")]

    def __str__(self):
        return f"{self.term_said}, {self.partner or 'any school'}"

    def clean(self):
        """Dual enrollment has a partner, a school or district; no constraint of one table can say so."""
        if self.partner_id and self.partner.kind not in PARTNER_KINDS:
            raise ValidationError({"partner": f"{self.partner} is neither a school nor a district."})
        if self.course_id and self.partner_id is None and not self.course.is_concurrent:
            raise ValidationError({"partner": "Say with which school or district it is given."})

    @property
    def term_said(self):
        """`Fall 2026`."""
        return f"{self.get_season_display()} {self.starts_on.year}"

