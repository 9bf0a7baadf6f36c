"""How many students of each group are enrolled: what a participation rate is a rate of."""

from django.db import models
from django.db.models import F, Q

from consortium.categories import GENDERS, GROUPS, RACES, WORDS
from consortium.history import with_history
from consortium.models import Organization, SchoolYear

# the columns of the breakdown: those of a partition add up to the total, groups are within it
RACE_FIELDS = [code.lower() for code in RACES]
GENDER_FIELDS = [code.lower() for code in GENDERS]
GROUP_FIELDS = [code.lower() for code in GROUPS]
COUNT_FIELDS = ["total", *RACE_FIELDS, *GENDER_FIELDS, *GROUP_FIELDS]


def _category(code):
    return models.PositiveIntegerField(code, null=True, blank=True, help_text=WORDS[code])


def _adds_up(fields):
    """The condition that the columns `fields` are all empty, or all filled and together the total."""
    together = F(fields[0])
    for name in fields[1:]:
        together = together + F(name)
    filled = Q(**{f"{name}__isnull": False for name in fields})
    return Q(**{f"{name}__isnull": True for name in fields}) | (filled & Q(total=together))


def _within(fields):
    """The condition that each of the columns `fields` is empty or at most the total."""
    condition = Q()
    for name in fields:
        condition &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": F("total")})
    return condition


class EnrollmentByGroupQuerySet(models.QuerySet):
    def readable_by(self, access):
        """Every member knows that there is a count; what outsiders see of it, `wbl.queries.enrollment` decides."""
        return self.all() if access.is_member else self.none()

    def writable_by(self, access):
        """The office writes all, a reporter that of its organizations."""
        return self.all() if access.is_office else self.filter(organization__in=access.reporter_for)


@with_history
class EnrollmentByGroup(models.Model):
    """
    Students enrolled in an organization in a school year, by the state's categories. Empty is not known, zero is none.

    Of a partition (race and ethnicity, gender) either all is given, adding up to the total, or nothing.
    """

    class Audience(models.TextChoices):
        """As of attendance: which students are meant."""

        MIDDLE_SCHOOL = "middle_school", "Middle school, grades 6–8"
        HIGH_SCHOOL = "high_school", "High school, grades 9–12"

    KINDS = (*Organization.DISTRICT_KINDS, Organization.Kind.COLLEGE)

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="enrollment_by_group")
    year = models.ForeignKey(
        SchoolYear, models.PROTECT, related_name="enrollment_by_group", verbose_name="school year"
    )
    audience = models.CharField("students", max_length=20, choices=Audience, default=Audience.HIGH_SCHOOL)
    total = models.PositiveIntegerField(help_text="All of these students, each once.")
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
    source = models.CharField(max_length=200, blank=True, help_text="Such as the state's census day file.")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = EnrollmentByGroupQuerySet.as_manager()

    class Meta:
        ordering = ["-year__start_year", "organization__name", "audience"]
        verbose_name = "enrollment by group"
        verbose_name_plural = "enrollment by group"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "year", "audience"],
                name="enrollment_by_group_once",
                violation_error_message="The enrollment of these students of this organization and year is here "
                "already.",
            ),
            models.CheckConstraint(
                condition=_adds_up(RACE_FIELDS),
                name="enrollment_races_add_up",
                violation_error_message="Races and ethnicities together make the total, or none is given.",
            ),
            models.CheckConstraint(
                condition=_adds_up(GENDER_FIELDS),
                name="enrollment_genders_add_up",
                violation_error_message="Genders together make the total, or none is given.",
            ),
            models.CheckConstraint(
                condition=_within(GROUP_FIELDS),
                name="enrollment_groups_within_total",
                violation_error_message="A program group is at most the total.",
            ),
        ]

    def __str__(self):
        return f"{self.organization}, {self.year}, {self.get_audience_display().lower()}"

    @property
    def counts(self):
        """Category (“RB”, and “total”) → how many; those that are not known are left out."""
        counts = {_key(name): getattr(self, name) for name in COUNT_FIELDS}
        return {key: count for key, count in counts.items() if count is not None}


def _key(name):
    return name if name == "total" else name.upper()
