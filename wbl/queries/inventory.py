"""
The questions about the inventory: which schools belong in it, who offers what, and where the gaps are.

A year is looked at on a day: its last one, or today while it runs (`day_of`).
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Max, Min, OuterRef, Q, Subquery

from consortium.grades import written
from consortium.models import Membership, Organization, OrganizationYear
from wbl.models import ActivityOffering, ActivityType
from wbl.models.inventory import HIGHEST_GRADE, LOWEST_GRADE

Kind = Organization.Kind
GRADES = range(LOWEST_GRADE, HIGHEST_GRADE + 1)
# the lowest of the grades that make a school a middle or high school, as Organization.middle_and_high_schools has it
MIDDLE_SCHOOL = 7
HIGH_SCHOOL_ENDS = 12


def day_of(year, today):
    """The day as of which `year` is shown: `today` within it, else its last or first day."""
    return min(max(today, year.starts), year.ends)


def asked_districts(year, day):
    """The districts, county offices and charters that serve grades 6–12 in `year` and had not closed by `day`."""
    return Organization.objects.serving_middle_and_high_school(year).open_on(day)


def inventory_schools(year, day):
    """
    Middle and high schools of those, open on `day`: who is asked for an entry can make one. So schools of county
    offices and charters are among them, which `Organization.middle_and_high_schools` leaves out.
    """
    return Organization.objects.filter(
        kind=Kind.SCHOOL,
        parent__in=asked_districts(year, day),
        years__year=year,
        years__highest_grade__gte=MIDDLE_SCHOOL,
    ).open_on(day)


def standing_offerings(year, day):
    """What stands in the inventory of `year` on `day`: offerings of schools that belong in it."""
    return ActivityOffering.objects.standing(day).filter(school__in=inventory_schools(year, day))


def types_of(year):
    """The types that stood in `year`, in the order of the continuum: a list."""
    return list(ActivityType.objects.shown_in(year))


def by_stage(types):
    """[(stage's words, its types)] in the order of the continuum; stages without a type are there too."""
    return [(stage.label, [one for one in types if one.stage == stage]) for stage in ActivityType.Stage]


@dataclass(frozen=True)
class DistrictRow:
    """
    A district with how many `schools` belong in the inventory, how many of them have an entry (`entered`), and how many
    offer each type, in the order of the types (`cells`, None where a type is not meant for the grades of its schools
    and none offers it). `offered` of the types that are `meant` for them or offered all the same.
    """

    district: Organization
    schools: int
    entered: int
    cells: list

    @property
    def contributes(self):
        """Whether at least one school has an entry."""
        return self.entered > 0

    @property
    def offered(self):
        """How many types at least one school offers."""
        return sum(bool(number) for number in self.cells)

    @property
    def meant(self):
        """How many types are for its schools."""
        return sum(number is not None for number in self.cells)


def region_rows(year, day, types, county=None):
    """[DistrictRow] of all districts of the inventory by name, of one `county` if given; four queries."""
    districts = asked_districts(year, day).select_related("county").order_by("name", "pk")
    if county is not None:
        districts = districts.filter(county=county)
    schools = _spans(year, day)
    standing = standing_offerings(year, day).order_by()
    entered = standing.values("school__parent").annotate(number=Count("school", distinct=True))
    entered = {row["school__parent"]: row["number"] for row in entered}
    counts = {
        (row["school__parent"], row["activity_type"]): row["number"]
        for row in standing.values("school__parent", "activity_type").annotate(number=Count("pk"))
    }
    return [
        DistrictRow(
            district,
            schools.get(district.pk, (0,))[0],
            entered.get(district.pk, 0),
            [_cell(counts.get((district.pk, one.pk), 0), one, schools.get(district.pk)) for one in types],
        )
        for district in districts
    ]


def _spans(year, day):
    """district's key → (how many schools belong in the inventory, their lowest grade, their highest)."""
    grouped = inventory_schools(year, day).order_by().values("parent")
    found = grouped.annotate(
        number=Count("pk"), lowest=Min("years__lowest_grade"), highest=Max("years__highest_grade")
    )
    return {row["parent"]: (row["number"], row["lowest"], row["highest"]) for row in found}


def _cell(number, one, span):
    if number or span is None:
        return number or None
    _, lowest, highest = span
    return 0 if one.lowest_grade <= highest and one.highest_grade >= lowest else None


def reporters_of(organizations):
    """organization's key → e-mail addresses of those who report for it at present; one query."""
    held = Membership.objects.current().filter(
        organization__in=organizations, role=Membership.Role.REPORTER, user__is_active=True
    )
    addresses = defaultdict(list)
    for organization, email in held.order_by("user__email").values_list("organization_id", "user__email"):
        addresses[organization].append(email)
    return dict(addresses)


@dataclass(frozen=True)
class SchoolCell:
    """A school and a type; `offering` is None where the school does not offer it."""

    school: Organization
    activity_type: ActivityType
    offering: ActivityOffering | None

    @property
    def key(self):
        """(school's key, type's key)."""
        return self.school.pk, self.activity_type.pk

    @property
    def name(self):
        """Its name in a form: `12-3`."""
        return f"{self.school.pk}-{self.activity_type.pk}"


@dataclass(frozen=True)
class SchoolRow:
    """A school with its `grades` in the year, as they are written, and a cell for each type."""

    school: Organization
    grades: str
    cells: list

    @property
    def offered(self):
        """How many types it offers."""
        return sum(cell.offering is not None for cell in self.cells)


def schools_of(district, year, day, words=""):
    """The schools of `district` that belong in the inventory, by name, with `lowest` and `highest` grade."""
    facts = OrganizationYear.objects.filter(year=year, organization=OuterRef("pk"))
    schools = inventory_schools(year, day).filter(parent=district)
    for word in words.split():
        schools = schools.filter(name__icontains=word)
    return schools.annotate(
        lowest=Subquery(facts.values("lowest_grade")), highest=Subquery(facts.values("highest_grade"))
    ).order_by("name", "pk")


def school_rows(schools, year, types):
    """[SchoolRow] of a list of schools (of `schools_of`); two queries. Offerings that have ended are there too."""
    offerings = {
        (one.school_id, one.activity_type_id): one
        for one in ActivityOffering.objects.filter(school__in=schools, year=year, activity_type__in=types)
        .select_related("year")
        .prefetch_related("sectors")
    }
    return [
        SchoolRow(
            school,
            written(school.lowest, school.highest),
            [SchoolCell(school, one, offerings.get((school.pk, one.pk))) for one in types],
        )
        for school in schools
    ]


def schools_without_grades(district, year, day):
    """Open schools of `district` of which no grades are noted in `year`: they are not in the inventory for that."""
    known = OrganizationYear.objects.filter(year=year, highest_grade__isnull=False)
    own = Organization.objects.filter(kind=Kind.SCHOOL, parent=district).open_on(day)
    return own.exclude(pk__in=known.values("organization")).order_by("name")


@dataclass(frozen=True)
class GradeCell:
    """
    A stage and a grade. `offered`: (type, number of schools that offer it in this grade), the most schools first;
    `missing`: types that are meant for this grade, which no school offers in it; `is_meant`: whether the stage is for
    this grade at all.
    """

    grade: int
    offered: list
    missing: list
    is_meant: bool

    @property
    def is_asked(self):
        """Whether the schools of the inventory have this grade: those of colleges are not asked for."""
        return self.grade <= HIGH_SCHOOL_ENDS

    @property
    def is_gap(self):
        """Whether something is meant for the grade and no school that is asked offers any of it."""
        return self.is_asked and bool(self.missing) and not self.offered


def continuum(year, day, types, narrowed_by=None):
    """
    [(stage's words, [GradeCell, …])] for grades 6 to 14, of the schools in the Q `narrowed_by` (on offerings), of all
    without it; one query. A school that offers a type counts in each grade that it offers it in.
    """
    standing = standing_offerings(year, day).filter(narrowed_by or Q())
    rows = standing.order_by().values("activity_type", "lowest_grade", "highest_grade").annotate(schools=Count("pk"))
    counts = defaultdict(int)
    for row in rows:
        for grade in range(row["lowest_grade"], row["highest_grade"] + 1):
            counts[row["activity_type"], grade] += row["schools"]
    return [(label, [_grade_cell(of_stage, grade, counts) for grade in GRADES]) for label, of_stage in by_stage(types)]


def _grade_cell(types, grade, counts):
    offered = [(one, counts[one.pk, grade]) for one in types if counts.get((one.pk, grade))]
    meant = [one for one in types if one.lowest_grade <= grade <= one.highest_grade]
    missing = [one for one in meant if not counts.get((one.pk, grade))]
    return GradeCell(grade, sorted(offered, key=lambda pair: -pair[1]), missing, bool(meant or offered))
