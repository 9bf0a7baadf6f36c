"""The demonstration's inventory: real schools, every rule of the records kept, gaps to be seen."""

import datetime

import pytest

from consortium.models import Organization, SchoolYear
from indicators.demo.inventory import NOT_BROKEN_DOWN, NOT_KNOWN, SILENT
from wbl.models import ActivityOffering, EnrollmentByGroup
from wbl.queries.counting import SOURCES
from wbl.queries.inventory import inventory_schools, standing_offerings

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]

NOVEMBER = datetime.datetime(2026, 11, 23, 18, tzinfo=datetime.UTC)


@pytest.fixture
def years(filled_in_november):
    return list(SchoolYear.objects.order_by("start_year"))


def test_a_third_of_the_schools_have_entries_and_five_districts_have_none(years):
    for year in years:
        schools = inventory_schools(year, year.starts)
        standing = standing_offerings(year, min(year.ends, NOVEMBER.date()))
        entered = Organization.objects.filter(pk__in=standing.values("school"))
        assert 0.3 <= entered.count() / schools.count() <= 0.45
        with_schools = {school.parent.slug for school in schools.select_related("parent")}
        assert with_schools - {school.parent.slug for school in entered.select_related("parent")} == SILENT
        assert standing.count() == ActivityOffering.objects.filter(year=year).count()
    region = SOURCES["inventory_districts"](NOVEMBER.date(), NOVEMBER.date()).region
    assert (region.numerator, region.denominator) == (len(with_schools) - 5, 53)


def test_it_keeps_every_rule(years):
    for model in (ActivityOffering, EnrollmentByGroup):
        for row in model.objects.all()[:60]:
            row.full_clean()
    assert not ActivityOffering.objects.filter(activity_type__slug="apprenticeship").exists()
    assert ActivityOffering.objects.filter(recorded_at__gt=NOVEMBER).count() == 0


def test_enrollment_is_there_of_all_that_have_such_students_but_two(years):
    asked = Organization.objects.high_school_districts(years[1])
    said = EnrollmentByGroup.objects.filter(year=years[1], audience="high_school")
    districts = said.exclude(organization__kind="college")
    assert set(asked.values_list("slug", flat=True)) - {one.organization.slug for one in districts} <= NOT_KNOWN
    assert {one.organization.slug for one in said.filter(rb=None)} == NOT_BROKEN_DOWN
    assert said.filter(organization__kind="college").exists()
    assert EnrollmentByGroup.objects.filter(audience="middle_school").exists()
