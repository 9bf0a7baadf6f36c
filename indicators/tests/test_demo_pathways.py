"""The demonstration's programs: real organizations, every rule of the records kept, the same each time."""

import datetime

import pytest

from consortium.models import Organization, OrganizationYear, SchoolYear
from pathways.models import Awards, Course, Occupation, Program, Sector

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]

TODAY = datetime.date(2026, 11, 23)


@pytest.fixture
def filled(filled_in_november):
    return SchoolYear.objects.get(start_year=2025)


def test_programs_are_at_every_high_school_district_and_college_and_at_two_universities(filled):
    offering = Organization.objects.filter(programs__isnull=False).distinct()
    districts = Organization.objects.high_school_districts(filled)
    colleges = Organization.objects.filter(kind="college")
    assert set(offering.filter(kind="k12_district")) == set(districts.filter(kind="k12_district"))
    assert set(offering.filter(kind="college")) == set(colleges)
    universities = offering.filter(kind="four_year")
    assert universities.count() == 2
    assert not OrganizationYear.objects.filter(organization__in=universities).exists()
    assert 110 <= Program.objects.count() <= 130
    assert 330 <= Course.objects.count() <= 390
    assert 60 <= Occupation.objects.count() <= 70
    assert set(Sector.objects.filter(scheme="cde")) == {
        program.sector for program in Program.objects.filter(level="high_school").select_related("sector")
    }


def test_they_keep_every_rule_and_show_what_is_not_known(filled):
    for model in (Program, Course, Occupation, Awards):
        for row in model.objects.all()[:40]:
            row.full_clean()
    for program in Program.objects.prefetch_related("schools").select_related("organization"):
        program.refuse_schools(program.schools.all())
    assert Program.objects.filter(level="college", code="").exists()
    assert Program.objects.exclude(pk__in=Program.objects.active(TODAY)).exists()
    assert Occupation.objects.filter(annual_openings=None).exists()
    assert Occupation.objects.filter(median_wage=None).exists()
    assert len(set(Occupation.objects.values_list("data_year", flat=True))) == 2
