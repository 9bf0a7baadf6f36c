"""What is counted from the inventory: a stock, once for each school and type, with every trap beside it."""

import datetime

import pytest

from consortium.counting import Tally
from consortium.models import County, Organization
from consortium.tests.factories import OrganizationFactory, OrganizationYearFactory, SchoolYearFactory
from pathways.tests.factories import SectorFactory
from wbl.queries.counting import SOURCES, of_organization
from wbl.tests.factories import ActivityOfferingFactory, ActivityTypeFactory, inventory_school

pytestmark = pytest.mark.django_db

JULY_1, NOVEMBER, JUNE_30 = datetime.date(2026, 7, 1), datetime.date(2026, 11, 3), datetime.date(2027, 6, 30)
inventory, inventory_districts = SOURCES["inventory"], SOURCES["inventory_districts"]


def stock(day, **only):
    return inventory(datetime.date(2026, 7, 1), day, **only)


def offering(school=None, **fields):
    return ActivityOfferingFactory(school=school or inventory_school(), year=SchoolYearFactory(), **fields)


def test_a_school_with_two_types_and_another_with_one_are_three_activities_of_their_districts():
    first, second = inventory_school(), inventory_school()
    shadow = ActivityTypeFactory()
    rows = {offering(first, activity_type=shadow), offering(first), offering(second, activity_type=shadow)}
    count = stock(NOVEMBER)
    assert count.region == Tally(3)
    assert set(count.records) == rows
    assert count.by_organization == {first.parent_id: Tally(2), second.parent_id: Tally(1)}
    assert set(of_organization(count.records, second.parent)) == {row for row in rows if row.school == second}


def test_only_the_asked_organizations_count():
    first, second = offering(), offering()
    only = stock(NOVEMBER, organizations=[second.school.parent_id])
    assert (only.region, set(only.records)) == (Tally(1), {second})
    assert only.by_organization == {second.school.parent_id: Tally(1)}
    assert stock(NOVEMBER, organizations=[]).region == Tally(0)
    assert stock(NOVEMBER).region == Tally(2)
    assert first in stock(NOVEMBER).records


def test_it_stands_as_of_the_last_day_and_the_days_before_play_no_part():
    offering()
    early = inventory(datetime.date(2020, 7, 1), NOVEMBER)
    assert early.region == stock(NOVEMBER).region == Tally(1)


def test_an_activity_of_last_year_ended_on_june_30_and_counts_no_more_on_july_1():
    school = inventory_school()
    OrganizationYearFactory(organization=school, year=SchoolYearFactory(start_year=2025), highest_grade=12)
    OrganizationYearFactory(organization=school.parent, year=SchoolYearFactory(start_year=2025))
    ActivityOfferingFactory(school=school, year=SchoolYearFactory(start_year=2025))
    assert stock(datetime.date(2026, 6, 30)).region == Tally(1)
    assert stock(JULY_1).region == Tally(0)


def test_an_activity_that_begins_late_or_ends_early_counts_on_its_days_both_included():
    offering(starts_on=datetime.date(2026, 10, 1), ends_on=datetime.date(2027, 1, 15))
    days = ["2026-09-30", "2026-10-01", "2027-01-15", "2027-01-16"]
    assert [stock(datetime.date.fromisoformat(day)).region.numerator for day in days] == [0, 1, 1, 0]
    assert stock(JUNE_30).region == Tally(0)


def test_a_school_counts_until_the_day_it_closes():
    offering(inventory_school(closed_on=NOVEMBER))
    assert stock(NOVEMBER - datetime.timedelta(days=1)).region == Tally(1)
    assert stock(NOVEMBER).region == Tally(0)


def test_a_type_counts_until_the_day_it_is_retired():
    offering(activity_type=ActivityTypeFactory(retired_on=NOVEMBER))
    assert stock(NOVEMBER - datetime.timedelta(days=1)).region == Tally(1)
    assert stock(NOVEMBER).region == Tally(0)


def test_what_a_school_offers_is_of_the_district_it_belongs_to_now_and_counts_once():
    row = offering()
    former, new = row.school.parent, inventory_school().parent
    Organization.objects.filter(pk=row.school_id).update(parent=new)
    count = stock(NOVEMBER)
    assert count.region == Tally(1)
    assert count.by_organization == {new.pk: Tally(1)}
    assert stock(NOVEMBER, organizations=[former.pk]).region == Tally(0)


def test_only_middle_and_high_schools_of_members_count():
    offering(inventory_school(lowest=0, highest=6))  # an elementary school
    offering(inventory_school(lowest=None, highest=None))  # nobody knows its grades
    elementary = OrganizationFactory()
    OrganizationYearFactory(organization=elementary, year=SchoolYearFactory(), highest_grade=5)
    offering(inventory_school(elementary, lowest=0, highest=8))  # of a district that does not serve grade 6
    guest = OrganizationFactory()
    OrganizationYearFactory(organization=guest, year=SchoolYearFactory(), member=False)
    offering(inventory_school(guest))
    counted = offering(inventory_school(lowest=6, highest=8))
    count = stock(NOVEMBER)
    assert set(count.records) == {counted}
    assert count.by_organization == {counted.school.parent_id: Tally(1)}


def test_schools_of_county_offices_and_charters_count_too_since_these_are_asked():
    office = OrganizationFactory(kind="county_office")
    row = offering(inventory_school(office))
    assert stock(NOVEMBER).by_organization == {office.pk: Tally(1)}
    assert inventory_districts(JULY_1, NOVEMBER).region == Tally(1, 1)
    assert set(stock(NOVEMBER).records) == {row}


def test_it_is_broken_down_by_stage_grade_band_and_sector_and_two_sectors_are_one_activity():
    health, trades = SectorFactory(name="Health"), SectorFactory(name="Building")
    both = offering(lowest_grade=8, highest_grade=10, activity_type=ActivityTypeFactory(stage="training"))
    both.sectors.set([health, trades])
    offering(lowest_grade=6, highest_grade=8, activity_type=ActivityTypeFactory(stage="awareness"))
    one = offering(lowest_grade=12, highest_grade=13)
    one.sectors.set([health])
    count = stock(NOVEMBER)
    assert count.region == Tally(3)
    assert count.breakdowns == {
        "stage": {"Awareness": Tally(1), "Exploration": Tally(1), "Training": Tally(1)},
        "grade band": {
            "Middle school, grades 6–8": Tally(2),
            "High school, grades 9–12": Tally(2),
            "College, grades 13–14": Tally(1),
        },
        "sector": {"Building": Tally(1), "Health": Tally(2), "No sector named": Tally(1)},
    }


def test_a_year_that_is_not_set_up_has_nothing():
    offering()
    for source in (inventory, inventory_districts):
        count = source(datetime.date(2031, 7, 1), datetime.date(2031, 9, 30))
        assert (count.region.numerator, count.records.count(), count.by_organization) == (0, 0, {})


def test_districts_with_at_least_one_entry_of_all_that_serve_grades_6_to_12():
    imperial = County.objects.create(code="13", name="Imperial")
    entered = offering(inventory_school(OrganizationFactory(county=imperial)))
    offering(entered.school)
    offering(inventory_school(entered.school.parent))  # a second school makes no second district
    silent = inventory_school().parent
    ended = offering(ends_on=datetime.date(2026, 9, 1)).school.parent
    elementary = OrganizationFactory()
    OrganizationYearFactory(organization=elementary, year=SchoolYearFactory(), highest_grade=5)
    guest = OrganizationFactory()
    OrganizationYearFactory(organization=guest, year=SchoolYearFactory(), member=False)
    closed = OrganizationFactory(closed_on=datetime.date(2026, 8, 1))
    OrganizationYearFactory(organization=closed, year=SchoolYearFactory())
    count = inventory_districts(JULY_1, NOVEMBER)
    district = entered.school.parent
    assert count.region == Tally(1, 3)
    assert count.by_organization == {district.pk: Tally(1, 1), silent.pk: Tally(0, 1), ended.pk: Tally(0, 1)}
    assert set(count.records) == {district}
    assert set(count.whole) == {district, silent, ended}
    assert count.breakdowns == {"county": {"Imperial": Tally(1, 1), "No county": Tally(0, 2)}}
    assert inventory_districts(JULY_1, NOVEMBER, organizations=[silent.pk]).region == Tally(0, 1)
    assert set(of_organization(count.whole, silent)) == {silent}


def test_the_page_lists_exactly_what_is_counted(client, member):
    row = offering()
    silent = inventory_school().parent
    client.force_login(member)
    days = {"from": "2026-07-01", "through": "2026-11-03"}
    page = client.get("/wbl/counted/inventory/", days).content.decode()
    assert (row.activity_type.name in page, row.school.name in page) == (True, True)
    page = client.get("/wbl/counted/inventory/", days | {"organization": silent.slug}).content.decode()
    assert row.activity_type.name not in page
    missing = client.get("/wbl/counted/inventory_districts/", days | {"show": "missing"}).content.decode()
    assert (silent.name in missing, row.school.parent.name in missing) == (True, False)
    assert client.get("/wbl/counted/nothing/", days).status_code == 404
