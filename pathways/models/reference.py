"""What maps, gaps and agreements refer to. All codes are text: they begin with zeros."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

from consortium.history import with_history
from consortium.models import Organization, SchoolYear

Kind = Organization.Kind


class SectorQuerySet(models.QuerySet):
    def counterparts_of(self, sector):
        """The sectors of the other scheme that the crosswalk ties to `sector`, whichever side it is on."""
        return self.filter(Q(cde_links__college=sector) | Q(college_links__cde=sector)).distinct()

    def with_counterparts(self, sectors):
        """`sectors` (a queryset) and the sectors of the other scheme that the crosswalk ties to them."""
        own = sectors.order_by().values("pk")
        links = SectorLink.objects.order_by()
        from_colleges, from_the_state = links.filter(college__in=own).values("cde"), links.filter(cde__in=own)
        return self.filter(Q(pk__in=own) | Q(pk__in=from_colleges) | Q(pk__in=from_the_state.values("college")))


@with_history
class Sector(models.Model):
    """An industry sector: one of the 15 of the California Department of Education, or one of the colleges'."""

    class Scheme(models.TextChoices):
        CDE = "cde", "CDE industry sector"
        COLLEGE = "college", "College sector"

    scheme = models.CharField(max_length=10, choices=Scheme)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80)
    order = models.PositiveSmallIntegerField(default=0)

    objects = SectorQuerySet.as_manager()

    class Meta:
        ordering = ["scheme", "order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "slug"],
                name="sector_slug_once",
                violation_error_message="There is a sector of this scheme with this short name already.",
            ),
            models.UniqueConstraint(
                fields=["scheme", "name"],
                name="sector_name_once",
                violation_error_message="There is a sector of this scheme with this name already.",
            ),
            models.CheckConstraint(
                condition=Q(scheme__in=["cde", "college"]),
                name="sector_scheme_is_known",
                violation_error_message="A sector is a CDE industry sector (cde) or a college sector (college).",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def key(self):
        """The sector in addresses and spreadsheets: `cde/transportation`."""
        return f"{self.scheme}/{self.slug}"


@with_history
class SectorLink(models.Model):
    """One line of the crosswalk between the two lists of sectors; it reads the same from either side."""

    cde = models.ForeignKey(
        Sector,
        models.CASCADE,
        related_name="cde_links",
        limit_choices_to={"scheme": Sector.Scheme.CDE},
        verbose_name="CDE industry sector",
    )
    college = models.ForeignKey(
        Sector,
        models.CASCADE,
        related_name="college_links",
        limit_choices_to={"scheme": Sector.Scheme.COLLEGE},
        verbose_name="college sector",
    )

    class Meta:
        ordering = ["cde__order", "college__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["cde", "college"],
                name="sector_link_once",
                violation_error_message="The crosswalk has this pair of sectors already.",
            ),
            models.CheckConstraint(
                condition=~Q(cde=F("college")),
                name="sector_link_is_of_two",
                violation_error_message="A sector does not correspond to itself.",
            ),
        ]

    def __str__(self):
        return f"{self.cde} – {self.college}"

    def clean(self):
        """Each side is of its own scheme, which no constraint of one table can say."""
        if self.cde_id and self.cde.scheme != Sector.Scheme.CDE:
            raise ValidationError({"cde": f"{self.cde} is no CDE industry sector."})
        if self.college_id and self.college.scheme != Sector.Scheme.COLLEGE:
            raise ValidationError({"college": f"{self.college} is no college sector."})


class OccupationQuerySet(models.QuerySet):
    def latest_data(self):
        """Of each SOC code the row of the youngest labor market data."""
        youngest = Occupation.objects.filter(soc=OuterRef("soc")).order_by("-data_year").values("pk")[:1]
        return self.filter(pk=Subquery(youngest))


@with_history
class Occupation(models.Model):
    """An occupation by its SOC code, with the labor market data of one year. What is not known is empty, never zero."""

    soc = models.CharField("SOC code", max_length=7, help_text="NN-NNNN, such as 49-9021.")
    title = models.CharField(max_length=200)
    sector = models.ForeignKey(
        Sector,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="occupations",
        limit_choices_to={"scheme": Sector.Scheme.CDE},
        help_text="The CDE industry sector; where a later year says none, that of the year before holds.",
    )
    data_year = models.PositiveSmallIntegerField("year of the data", help_text="The labor market data's own year.")
    median_wage = models.DecimalField(
        max_digits=7, decimal_places=2, null=True, blank=True, help_text="Dollars an hour; empty if not known."
    )
    living_wage = models.DecimalField(
        max_digits=7, decimal_places=2, null=True, blank=True, help_text="Dollars an hour, of the same year and place."
    )
    annual_openings = models.PositiveIntegerField(null=True, blank=True, help_text="Empty if not known.")

    objects = OccupationQuerySet.as_manager()

    class Meta:
        ordering = ["soc", "-data_year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(soc__regex=r"^[0-9]{2}-[0-9]{4}$"),
                name="occupation_soc_format",
                violation_error_message="A SOC code is two digits, a hyphen and four digits: 49-9021.",
            ),
            models.UniqueConstraint(
                fields=["soc", "data_year"],
                name="occupation_once_a_year",
                violation_error_message="There is labor market data of this year for this SOC code already.",
            ),
            models.CheckConstraint(
                condition=Q(data_year__gte=2000, data_year__lte=2100),
                name="occupation_data_year",
                violation_error_message="Write the year of the data with four digits, such as 2025.",
            ),
            models.CheckConstraint(
                condition=(Q(median_wage__isnull=True) | Q(median_wage__gt=Decimal(0)))
                & (Q(living_wage__isnull=True) | Q(living_wage__gt=Decimal(0))),
                name="occupation_wages_above_zero",
                violation_error_message="A wage is more than zero. Leave it empty where it is not known.",
            ),
        ]

    def __str__(self):
        return f"{self.soc} {self.title}"

    def clean(self):
        """The sector is one of the state's, which no constraint of one table can say."""
        if self.sector_id and self.sector.scheme != Sector.Scheme.CDE:
            raise ValidationError({"sector": f"{self.sector} is no CDE industry sector."})


def offered_on(day, program=""):
    """
    The condition that a program is offered on `day`: its first and its last day included, an empty day is no limit.
    `program` is the way to it, such as `course__program__`.
    """
    begun = Q((f"{program}starts_on__isnull", True)) | Q((f"{program}starts_on__lte", day))
    return begun & (Q((f"{program}ends_on__isnull", True)) | Q((f"{program}ends_on__gte", day)))


class ProgramQuerySet(models.QuerySet):
    def active(self, day):
        """Programs that are offered on `day`."""
        return self.filter(offered_on(day))

    def readable_by(self, access):
        """Programs are known to every member of the consortium."""
        return self.all() if access.is_member else self.none()

    def writable_by(self, access):
        """The office writes every program, a reporter those of its organizations and of what belongs to these."""
        if access.is_office:
            return self.all()
        own = access.reporter_for
        return self.filter(Q(organization__in=own) | Q(organization__parent__in=own))


@with_history
class Program(models.Model):
    """
    A program of study of one organization. High school programs are their district's, with the schools that offer
    them: one program at two schools is one program.
    """

    class Level(models.TextChoices):
        HIGH_SCHOOL = "high_school", "High school"
        ADULT = "adult", "Adult education"
        COLLEGE = "college", "College"
        FOUR_YEAR = "four_year", "Four-year institution"

    class Award(models.TextChoices):
        NONE = "none", "No award"
        CERTIFICATE = "certificate", "Certificate"
        AS = "as", "Associate of science (AS)"
        AA = "aa", "Associate of arts (AA)"
        ADT = "adt", "Associate degree for transfer (ADT)"
        BACHELOR = "bachelor", "Bachelor's degree"

    class CodeScheme(models.TextChoices):
        TOP = "top", "TOP"
        CIP = "cip", "CIP"

    # What an organization of a kind can offer; districts and colleges run adult (noncredit) programs too.
    LEVELS = {
        Kind.K12_DISTRICT: (Level.HIGH_SCHOOL, Level.ADULT),
        Kind.CHARTER: (Level.HIGH_SCHOOL,),
        Kind.COUNTY_OFFICE: (Level.HIGH_SCHOOL, Level.ADULT),
        Kind.ADULT_SCHOOL: (Level.ADULT,),
        Kind.COLLEGE: (Level.COLLEGE, Level.ADULT),
        Kind.FOUR_YEAR: (Level.FOUR_YEAR,),
    }

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="programs")
    level = models.CharField(max_length=12, choices=Level)
    name = models.CharField(max_length=200)
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="programs")
    award = models.CharField(max_length=12, choices=Award, default=Award.NONE)
    code_scheme = models.CharField(max_length=3, choices=CodeScheme, blank=True)
    code = models.CharField(max_length=7, blank=True, help_text="TOP 0956.50 or CIP 48.0508, zeros included.")
    code_version = models.CharField(max_length=20, blank=True, help_text="The edition of the scheme, such as 2020.")
    schools = models.ManyToManyField(
        Organization,
        blank=True,
        related_name="programs_offered",
        limit_choices_to={"kind": Kind.SCHOOL},
        help_text="The district's schools that offer it.",
    )
    occupations = models.ManyToManyField(Occupation, blank=True, related_name="programs")
    starts_on = models.DateField("offered from", null=True, blank=True)
    ends_on = models.DateField("offered through", null=True, blank=True, help_text="Its last day; empty: no end.")

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering = ["name", "organization__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "level", "name", "award"],
                name="program_once",
                violation_error_message="This organization has a program of this name, level and award already. "
                "At several schools it is one program.",
            ),
            models.CheckConstraint(
                condition=~Q(code_scheme="top") | Q(code__regex=r"^[0-9]{4}\.[0-9]{2}$"),
                name="program_top_format",
                violation_error_message="A TOP code is four digits, a point and two digits, zeros included: 0956.50.",
            ),
            models.CheckConstraint(
                condition=~Q(code_scheme="cip") | Q(code__regex=r"^[0-9]{2}\.[0-9]{4}$"),
                name="program_cip_format",
                violation_error_message="A CIP code is two digits, a point and four digits, zeros included: 01.0301.",
            ),
            models.CheckConstraint(
                condition=Q(code_scheme__in=["top", "cip"]) | Q(code_scheme="", code="", code_version=""),
                name="program_code_has_a_scheme",
                violation_error_message="Say whether the code is a TOP or a CIP code; a version goes with a code.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="program_ends_after_it_starts",
                violation_error_message="The last day of a program comes before its first.",
            ),
        ]
        indexes = [models.Index(fields=["level", "sector"], name="program_level_sector")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The program's own page."""
        return reverse("program", args=[self.pk])

    def clean(self):
        """The level is one that organizations of this kind offer, which no constraint of one table can say."""
        if self.organization_id is None or self.level not in self.Level.values:
            return
        if self.level not in self.LEVELS.get(self.organization.kind, ()):
            kind = self.organization.get_kind_display()
            raise ValidationError({"level": f"{self.organization} ({kind}) offers no programs of this level."})

    @property
    def code_said(self):
        """`CIP 48.0508 (2020)`, or empty."""
        version = f" ({self.code_version})" if self.code_version else ""
        return f"{self.get_code_scheme_display()} {self.code}{version}" if self.code else ""

    def refuse_schools(self, schools):
        """Raise ValidationError where one of `schools` cannot offer it: only the organization's own high schools do."""
        if schools and self.level != self.Level.HIGH_SCHOOL:
            raise ValidationError("Only high school programs name the schools that offer them.")
        for school in schools:
            if school.kind != Kind.SCHOOL or school.parent_id != self.organization_id:
                raise ValidationError(f"{school} is no school of {self.organization}.")


@with_history
class Course(models.Model):
    """A course of a program, in its place in the sequence. High schools give it in grades, colleges in a term."""

    class Level(models.TextChoices):
        INTRODUCTORY = "introductory", "Introductory"
        CONCENTRATOR = "concentrator", "Concentrator"
        CAPSTONE = "capstone", "Capstone"

    LOWEST_GRADE, HIGHEST_GRADE = 6, 12

    program = models.ForeignKey(Program, models.CASCADE, related_name="courses")
    number = models.CharField(max_length=20, blank=True, help_text="As in the catalog: WELD 101.")
    title = models.CharField(max_length=200)
    level = models.CharField(max_length=12, choices=Level, blank=True)
    lowest_grade = models.PositiveSmallIntegerField("grade from", null=True, blank=True)
    highest_grade = models.PositiveSmallIntegerField("grade to", null=True, blank=True)
    term = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 is the first term of the program.")
    units = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "term", "lowest_grade", "number", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "number", "title"],
                name="course_once",
                violation_error_message="The program has a course of this number and title already.",
            ),
            models.CheckConstraint(
                condition=Q(lowest_grade__isnull=True, highest_grade__isnull=True)
                | Q(
                    lowest_grade__isnull=False,
                    highest_grade__isnull=False,
                    lowest_grade__gte=6,
                    highest_grade__lte=12,
                    lowest_grade__lte=F("highest_grade"),
                ),
                name="course_grades_in_order",
                violation_error_message="Grades are 6 to 12, the lower one first; both are given or neither.",
            ),
            models.CheckConstraint(
                condition=Q(term__isnull=True) | Q(term__gte=1, term__lte=20),
                name="course_term_from_1",
                violation_error_message="Terms are counted from 1, the first term of the program.",
            ),
            models.CheckConstraint(
                condition=Q(term__isnull=True) | Q(lowest_grade__isnull=True),
                name="course_grades_or_term",
                violation_error_message="A course is given in grades or in a term, not in both.",
            ),
            models.CheckConstraint(
                condition=Q(units__isnull=True) | Q(units__gt=Decimal(0)),
                name="course_units_above_zero",
                violation_error_message="Units are more than zero. Leave them empty where they are not known.",
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}".strip()

    def clean(self):
        """Grades are of high school programs, terms of the others, which no constraint of one table can say."""
        if self.program_id is None:
            return
        high_school = self.program.level == Program.Level.HIGH_SCHOOL
        if high_school and self.term is not None:
            raise ValidationError({"term": "High school courses are given in grades and have no term."})
        if not high_school and (self.lowest_grade is not None or self.highest_grade is not None):
            raise ValidationError({"lowest_grade": "Only courses of high school programs have grades."})


@with_history
class Awards(models.Model):
    """How many awards a program gave in one school year. A year without a row is not known; zero is none given."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="awards")
    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="program_awards")
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["-year__start_year"]
        verbose_name = verbose_name_plural = "awards"
        constraints = [
            models.UniqueConstraint(
                fields=["program", "year"],
                name="awards_once_a_year",
                violation_error_message="The awards of this program in this year are here already.",
            )
        ]

    def __str__(self):
        return f"{self.program}, {self.year}: {self.number}"
