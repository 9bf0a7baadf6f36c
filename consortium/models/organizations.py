"""Organizations as a tree, with their codes as text, and what is true of them in one school year."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from consortium.history import with_history


class Segment(models.TextChoices):
    """The three segments of public education that meet in a consortium (domain vocabulary, "Partners")."""

    K12 = "k12", "K-12"
    COMMUNITY_COLLEGE = "community_college", "Community college"
    ADULT_EDUCATION = "adult_education", "Adult education"


class County(models.Model):
    """A county of the consortium. `code` is the state's two digits, as text (San Diego 37, Imperial 13)."""

    code = models.CharField(max_length=2, unique=True, validators=[RegexValidator(r"^\d{2}$", "Two digits: 37.")])
    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "counties"

    def __str__(self):
        return self.name


class Consortium(models.Model):
    """The one consortium that this installation serves: its names, and its own decisions."""

    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=80)
    office_email = models.EmailField(blank=True, help_text="Shown wherever a page says to ask the consortium office.")
    single = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        verbose_name = "consortium"
        verbose_name_plural = "consortium"
        constraints = [models.CheckConstraint(condition=Q(single=True), name="consortium_is_one")]

    def __str__(self):
        return self.name


class OrganizationQuerySet(models.QuerySet):
    def open(self):
        """Organizations that have not closed."""
        return self.filter(closed_on__isnull=True)

    def open_on(self, day):
        """Organizations that had not closed by `day`; on the day it closes an organization is closed."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))

    def partners(self):
        """Organizations that may report figures: see `Organization.NOT_REPORTING` for those that never do."""
        return self.exclude(kind__in=Organization.NOT_REPORTING)

    def members_in(self, year):
        """Organizations that are members of the consortium in the school year `year`."""
        return self.filter(years__year=year, years__member=True)

    def high_school_districts(self, year):
        """
        Member districts that serve grades 9–12 in `year`; charters of the state board count only where
        the consortium has decided so for that year (`SchoolYear.charters_count`).
        """
        kinds = [Organization.Kind.K12_DISTRICT]
        if year.charters_count:
            kinds.append(Organization.Kind.CHARTER)
        return self.filter(years__year=year, years__member=True, years__high_school_district=True, kind__in=kinds)

    def serving_middle_and_high_school(self, year):
        """Member districts, county offices and charters with a grade from 6 to 12 in `year`."""
        return self.filter(
            years__year=year,
            years__member=True,
            years__highest_grade__gte=Organization.MIDDLE_SCHOOL,
            kind__in=Organization.DISTRICT_KINDS,
        )

    def middle_and_high_schools(self, year):
        """
        Schools of member districts with a grade from 7 to 12 in `year`; an elementary school that ends with grade 6 is
        neither. Schools of districts alone: a county office and charters of the state board are none.
        """
        members = Organization.objects.members_in(year).filter(kind=Organization.Kind.K12_DISTRICT)
        return self.filter(
            kind=Organization.Kind.SCHOOL, parent__in=members, years__year=year, years__highest_grade__gte=7
        )

    def readable_by(self, access):
        """Organizations whose pages `access` may open: every member sees the partners; strangers see none."""
        return self.all() if access.is_member else self.none()

    def reported_by(self, access):
        """Organizations for which `access` may read worksheets: its own, their schools; all for the office."""
        if access.is_office:
            return self.all()
        own = access.own_organizations
        return self.filter(Q(pk__in=own) | Q(parent__in=own) | Q(parent__parent__in=own))


@with_history
class Organization(models.Model):
    """
    A partner, a school, the consortium office or a working group.

    The tree: school → district or county office; college → college district. `cds_code` is the state's
    14 digits (2 county, 5 district, 7 school), `mis_code` the chancellor's 3; both are text, since they
    begin with zeros. `segment` is empty for the office, working groups, workforce
    boards and four-year institutions.
    """

    class Kind(models.TextChoices):
        OFFICE = "office", "Consortium office"
        WORKING_GROUP = "working_group", "Working group"
        COLLEGE_DISTRICT = "college_district", "College district"
        COLLEGE = "college", "College"
        K12_DISTRICT = "k12_district", "K-12 district"
        COUNTY_OFFICE = "county_office", "County office of education"
        CHARTER = "charter", "State board charter"
        SCHOOL = "school", "School"
        ADULT_SCHOOL = "adult_school", "Adult school"
        WORKFORCE_BOARD = "workforce_board", "Workforce board"
        FOUR_YEAR = "four_year", "Four-year institution"

    DISTRICT_KINDS = (Kind.K12_DISTRICT, Kind.COUNTY_OFFICE, Kind.CHARTER)
    # Schools report through their districts, colleges for themselves; students transfer to four-year institutions,
    # which are no part of the consortium.
    NOT_REPORTING = (Kind.SCHOOL, Kind.COLLEGE_DISTRICT, Kind.FOUR_YEAR)
    # The goal documents are about middle and high school: a district owes figures if it serves grade 6 or above.
    MIDDLE_SCHOOL = 6

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    segment = models.CharField(max_length=20, choices=Segment, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    county = models.ForeignKey(County, models.PROTECT, null=True, blank=True, related_name="organizations")
    cds_code = models.CharField("CDS code", max_length=14, null=True, blank=True, unique=True)
    mis_code = models.CharField("MIS code", max_length=3, null=True, blank=True, unique=True)
    charter = models.BooleanField(default=False, help_text="A charter school.")
    closed_on = models.DateField(null=True, blank=True, help_text="Closed organizations keep their history.")

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cds_code__isnull=True) | Q(cds_code__regex=r"^[0-9]{14}$"),
                name="organization_cds_code_is_14_digits",
                violation_error_message="A CDS code has 14 digits, leading zeros included.",
            ),
            models.CheckConstraint(
                condition=Q(mis_code__isnull=True) | Q(mis_code__regex=r"^[0-9]{3}$"),
                name="organization_mis_code_is_3_digits",
                violation_error_message="A MIS college code has 3 digits, leading zeros included.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="school") | Q(parent__isnull=False),
                name="organization_school_has_a_district",
                violation_error_message="A school belongs to a district or county office.",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                name="organization_is_not_its_own_parent",
                violation_error_message="An organization cannot belong to itself.",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "name"], name="organization_kind_name"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The organization's own page."""
        return reverse("partner", args=[self.slug])

    def clean(self):
        """Empty codes are stored as nothing, so that two organizations without a code do not collide."""
        self.cds_code = self.cds_code or None
        self.mis_code = self.mis_code or None


@with_history
class OrganizationYear(models.Model):
    """
    What is true of an organization in one school year, so that last year's denominators stay.

    Grades are -1 (transitional kindergarten), 0 (kindergarten) to 12, 13 and 14 for college years.
    They are proposed from the name until a person confirms them.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="years")
    year = models.ForeignKey("consortium.SchoolYear", models.CASCADE, related_name="organization_years")
    member = models.BooleanField(default=True, help_text="Takes part in the consortium this year.")
    lowest_grade = models.SmallIntegerField(null=True, blank=True)
    highest_grade = models.SmallIntegerField(null=True, blank=True)
    grades_confirmed = models.BooleanField(default=False, help_text="A person has confirmed the grades.")
    high_school_district = models.BooleanField(default=False, help_text="Serves grades 9–12 this year.")
    enrollment = models.PositiveIntegerField(null=True, blank=True, help_text="Students enrolled; empty if not known.")

    class Meta:
        ordering = ["-year__start_year", "organization__name"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "year"], name="organization_year_once"),
            models.CheckConstraint(
                condition=Q(lowest_grade__isnull=True, highest_grade__isnull=True)
                | Q(
                    lowest_grade__isnull=False,
                    highest_grade__isnull=False,
                    lowest_grade__gte=-1,
                    highest_grade__lte=14,
                    lowest_grade__lte=F("highest_grade"),
                ),
                name="organization_year_grades_in_order",
                violation_error_message="The lowest grade comes before the highest; both are given or neither.",
            ),
        ]

    def __str__(self):
        return f"{self.organization}, {self.year}"
