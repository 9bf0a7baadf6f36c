"""The inventory and enrollment by group in the demonstration: real schools, invented entries and counts."""

import datetime
import random

from consortium.models import Organization, OrganizationYear, Segment
from pathways.models import Sector
from wbl.models import ActivityOffering, ActivityType, EnrollmentByGroup
from wbl.models.events import begin_of
from wbl.queries.inventory import inventory_schools
from wbl.rules.activity_types import load_activity_types
from wbl.rules.inventory import proposed_grades

Audience = EnrollmentByGroup.Audience
SEED = 7
SILENT = {  # districts of which nobody has entered anything
    "brawley-union-high", "coronado-unified", "el-centro-elementary", "julian-union-high", "mountain-empire-unified",
}  # fmt: skip
SHARE_OF_SCHOOLS = 0.38
LIKELY = {"awareness": 0.7, "exploration": 0.5, "preparation": 0.38, "training": 0.22}
NOWHERE = {"apprenticeship"}  # a gap that the continuum shows
KEPT = 0.85  # of last year's activities, the share that goes on this year
SOURCES = ("Survey of the district's career center", "Call with the school's counselor", "")
NOTES = ("Each spring, with the county office.", "For students of the pathway only.", "Twice a year.")

NOT_BROKEN_DOWN = {"calipatria-unified", "grossmont-college"}
NOT_KNOWN = {"warner-unified", "palomar-college"}
RACE_WEIGHTS = {"RB": 5, "RI": 1, "RA": 8, "RF": 5, "RH": 55, "RP": 1, "RT": 5, "RW": 18, "RD": 2}
GENDER_WEIGHTS = {"GF": 487, "GM": 508, "GX": 3, "GZ": 2}
GROUP_SHARES = {"SE": 0.16, "SD": 0.13, "SS": 0.58, "SM": 0.01, "SF": 0.005, "SH": 0.04}


def fill_inventory(last_year, this_year, now, office):
    """
    Entries of a third of the schools in `last_year`, most of them again in `this_year` (SchoolYear), recorded by
    `office` (a person) each September, as of `now`; and enrollment by group of districts and colleges.
    """
    chance = random.Random(SEED)  # noqa: S311 - invented entries, no secret
    load_activity_types()
    before = _offerings(last_year, now, office, chance)
    _offerings(this_year, now, office, chance, before=before)
    for year in (last_year, this_year):
        EnrollmentByGroup.objects.bulk_create(_enrollment(year, chance))


def _offerings(year, now, office, chance, before=None):
    """Make the entries of `year` and return {(school, type): offering}; with `before` most of those."""
    types = [one for one in ActivityType.objects.shown_in(year) if one.slug not in NOWHERE]
    sectors = list(Sector.objects.filter(scheme=Sector.Scheme.CDE))
    rows, recorded = [], min(now, begin_of(datetime.date(year.start_year, 9, 14)))
    for school, facts in _schools(year):
        fitting = [one for one in types if _fits(one, facts)]
        drawn = {one: chance.random() for one in fitting}
        chosen = [one for one in fitting if _is_there(school, one, drawn[one], before)] or fitting[:1]
        for one in chosen:
            grades = proposed_grades(one, facts.lowest_grade, facts.highest_grade)
            rows.append(_offering(school, one, year, grades, recorded, office, chance))
    ActivityOffering.objects.bulk_create(rows)
    through = ActivityOffering.sectors.through
    through.objects.bulk_create(
        through(activityoffering=row, sector=sector)
        for row in rows
        for sector in chance.sample(sectors, chance.choice([0, 0, 1, 1, 2]))
    )
    return {(row.school_id, row.activity_type_id): row for row in rows}


def _fits(one, facts):
    return one.lowest_grade <= facts.highest_grade and one.highest_grade >= facts.lowest_grade


def _is_there(school, one, drawn, before):
    if before is None:
        return drawn < LIKELY[one.stage]
    return (school.pk, one.pk) in before and drawn < KEPT


def _offering(school, one, year, grades, recorded, office, chance):
    return ActivityOffering(
        school=school,
        activity_type=one,
        year=year,
        lowest_grade=grades[0],
        highest_grade=grades[1],
        notes=chance.choice(NOTES) if chance.random() < 0.12 else "",
        source=chance.choice(SOURCES),
        recorded_at=recorded,
        recorded_by=office,
    )


def _schools(year):
    """[(school, its facts)]: a third of those of every district that contributes, at least one of each."""
    found = list(inventory_schools(year, year.starts).select_related("parent").order_by("parent__slug", "slug"))
    facts = {one.organization_id: one for one in OrganizationYear.objects.filter(year=year, organization__in=found)}
    by_district = {}
    for school in found:
        by_district.setdefault(school.parent.slug, []).append(school)
    for district, schools in by_district.items():
        if district not in SILENT:
            order = random.Random(district)  # noqa: S311 - the same schools in both years
            for school in order.sample(schools, max(1, round(SHARE_OF_SCHOOLS * len(schools)))):
                yield school, facts[school.pk]


def _enrollment(year, chance):
    """
    High school students of the districts that have them and of the colleges that admit some, and middle school
    students; small ones have counts that are not shown. Two are not broken down, of two nothing is known.
    """
    facts = OrganizationYear.objects.filter(year=year, member=True).select_related("organization")
    for one in facts.filter(organization__kind__in=EnrollmentByGroup.KINDS).order_by("organization__slug"):
        for audience, total in _totals(one, chance):
            split = one.organization.slug not in NOT_BROKEN_DOWN
            yield EnrollmentByGroup(
                organization=one.organization, year=year, audience=audience, total=total,
                source="Census day, invented for the demonstration", **(_groups(total, chance) if split else {}),
            )  # fmt: skip


def _totals(facts, chance):
    """(audience, how many) of an organization by its grades."""
    is_college = facts.organization.kind == Organization.Kind.COLLEGE
    if facts.organization.slug in NOT_KNOWN or (is_college and facts.organization.segment == Segment.ADULT_EDUCATION):
        return
    if is_college:
        yield Audience.HIGH_SCHOOL, 150 + int(chance.expovariate(1 / 600))
        return
    if facts.high_school_district:
        yield Audience.HIGH_SCHOOL, facts.enrollment
    if facts.lowest_grade is not None and facts.lowest_grade <= 6 <= facts.highest_grade:
        yield Audience.MIDDLE_SCHOOL, 60 + int(chance.expovariate(1 / 1800))


def _groups(total, chance):
    groups = {code.lower(): round(total * share * chance.uniform(0.7, 1.3)) for code, share in GROUP_SHARES.items()}
    return _split(total, RACE_WEIGHTS, chance) | _split(total, GENDER_WEIGHTS, chance) | groups


def _split(total, weights, chance):
    """`total` in whole parts by `weights` with some chance, which add up to it."""
    drawn = {code: weight * chance.uniform(0.6, 1.4) for code, weight in weights.items()}
    of = sum(drawn.values())
    parts = {code.lower(): int(total * part / of) for code, part in drawn.items()}
    parts[max(parts, key=parts.get)] += total - sum(parts.values())
    return parts
