"""
The first load of a real region, from the project's own seeds.

Which consortium, which counties and which files: `seeds/sdic-region.json`. What is there already is kept as
it is, so that the load can be repeated: for the next school year, or after somebody renamed a school.
"""

import csv
import json
from pathlib import Path

from django.db import transaction

from consortium.models import Consortium, County, Office, Organization, OrganizationYear, Segment
from consortium.offices import ensure_offices
from consortium.schools import apply_plan, plan_schools
from consortium.schools_file import read_schools_file
from consortium.slugs import free_slug

SEEDS = Path(__file__).parent / "seeds"
SEGMENTS = {label.lower(): value for value, label in Segment.choices}
COLLEGE_GRADES = (13, 14)


@transaction.atomic
def load_region(year, *, today):
    """
    See that the region is there, with its facts of the school year `year` (SchoolYear).

    The consortium, its counties, its office and working groups, the colleges, and through the importer the
    districts and schools of the state's list. Returns the importer's Plan; a second time it changes nothing.
    """
    region = json.loads((SEEDS / "sdic-region.json").read_text())
    if not Consortium.objects.exists():
        Consortium.objects.create(name=region["name"], short_name=region["short_name"])
    _load_counties(region["counties"])
    _load_own_organizations(region)
    _load_colleges(region, year)
    return _load_schools(region, year, today)


def _load_counties(names):
    County.objects.bulk_create((County(code=code, name=name) for code, name in names.items()), ignore_conflicts=True)


def _load_own_organizations(region):
    """The consortium office and the working groups, which are organizations too."""
    kinds = Organization.Kind
    own = [(region["office"], kinds.OFFICE)] + [(group, kinds.WORKING_GROUP) for group in region["working_groups"]]
    Organization.objects.bulk_create((Organization(**names, kind=kind) for names, kind in own), ignore_conflicts=True)


def _load_colleges(region, year):
    """College districts and the colleges under them, codes as text; a president's office for each college."""
    with (SEEDS / region["colleges"]).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    counties = {county.code: county for county in County.objects.all()}
    county_of = {
        row["District"]: counties[region["college_county_of_district"].get(row["District"], region["college_county"])]
        for row in rows
    }
    slugs = set(Organization.objects.values_list("slug", flat=True))
    districts = _load_college_districts(county_of, slugs)
    known = set(Organization.objects.filter(mis_code__isnull=False).values_list("mis_code", flat=True))
    Organization.objects.bulk_create(
        Organization(
            name=row["College"],
            slug=free_slug(slugs, row["College"]),
            kind=Organization.Kind.COLLEGE,
            segment=SEGMENTS[row["Segment"]],
            parent=districts[row["District"]],
            county=county_of[row["District"]],
            mis_code=row["MISCode"],
        )
        for row in rows
        if row["MISCode"] not in known
    )
    colleges = list(Organization.objects.filter(mis_code__in=[row["MISCode"] for row in rows]))
    ensure_offices(colleges, Office.Title.PRESIDENT)
    lowest, highest = COLLEGE_GRADES
    OrganizationYear.objects.bulk_create(
        (
            OrganizationYear(
                organization=college, year=year, lowest_grade=lowest, highest_grade=highest, grades_confirmed=True
            )
            for college in colleges
        ),
        ignore_conflicts=True,
    )


def _load_college_districts(county_of, slugs):
    """Name → college district, those that are missing created."""
    districts = Organization.objects.filter(kind=Organization.Kind.COLLEGE_DISTRICT)
    known = set(districts.values_list("name", flat=True))
    Organization.objects.bulk_create(
        Organization(
            name=name,
            slug=free_slug(slugs, name),
            kind=Organization.Kind.COLLEGE_DISTRICT,
            segment=Segment.COMMUNITY_COLLEGE,
            county=county,
        )
        for name, county in county_of.items()
        if name not in known
    )
    return {district.name: district for district in districts.all()}


def _load_schools(region, year, today):
    counties = dict(County.objects.values_list("code", "name"))
    school_file = read_schools_file((SEEDS / region["schools"]).read_bytes(), counties, today)
    plan = plan_schools(school_file, year, today, only_new=True)
    apply_plan(plan)
    return plan
