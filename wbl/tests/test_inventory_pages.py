"""The region's table, the continuum by grade, and the types: gaps are said, and the silent are listed."""

import datetime

import pytest

from consortium.models import County
from consortium.tests.factories import (
    MembershipFactory,
    OrganizationFactory,
    OrganizationYearFactory,
    SchoolYearFactory,
)
from wbl.models import ActivityOffering, ActivityType
from wbl.queries import inventory as queries
from wbl.tests.factories import ActivityOfferingFactory, ActivityTypeFactory, inventory_school

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 3)
YEAR = "?year=2026-27"


@pytest.fixture
def year():
    return SchoolYearFactory(start_year=2026)


def test_a_district_says_of_how_many_schools_each_type_is_offered_and_what_is_not_meant_for_it(year):
    district = OrganizationFactory()
    middle, second = (inventory_school(district, lowest=6, highest=8) for _ in range(2))
    fair = ActivityTypeFactory(lowest_grade=6, highest_grade=8)
    shadow = ActivityTypeFactory(lowest_grade=7, highest_grade=10)
    intern = ActivityTypeFactory(lowest_grade=11, highest_grade=14)
    for school in (middle, second):
        ActivityOfferingFactory(school=school, activity_type=fair, year=year)
    inventory_school(lowest=9, highest=12, name="Of another district")
    row, other = queries.region_rows(year, DAY, [fair, shadow, intern])
    assert (row.district, row.schools, row.entered, row.cells) == (district, 2, 2, [2, 0, None])
    assert (row.offered, row.meant) == (1, 2)
    assert (other.contributes, other.schools, other.cells) == (False, 1, [None, 0, 0])


def test_the_region_names_districts_that_have_not_contributed_and_the_office_may_write_to_their_reporters(
    signed_in, office, member, year
):
    ActivityOfferingFactory(school=inventory_school(), activity_type=ActivityTypeFactory(), year=year)
    silent = inventory_school(OrganizationFactory(name="Silent Unified", slug="silent")).parent
    MembershipFactory(organization=silent, user__email="rita@example.org")
    MembershipFactory(organization=silent, user__email="gone@example.org", ended_on=DAY)
    without = OrganizationFactory(name="Small Elementary")
    OrganizationYearFactory(organization=without, year=year, highest_grade=8)
    page = signed_in(office).get(f"/wbl/inventory/{YEAR}").content.decode()
    assert "2 districts have not contributed" in page
    assert "mailto:rita@example.org?subject=" in page
    assert "inventory%2Fdistricts%2Fsilent%2F%3Fyear%3D2026-27" in page
    assert "gone@example.org" not in page
    assert "Of 1 of them no school with grades 7 to 12 is noted" in page
    assert "1 of 3" in page
    seen_by_member = signed_in(member).get(f"/wbl/inventory/{YEAR}").content.decode()
    assert ("Silent Unified" in seen_by_member, "rita@example.org" in seen_by_member) == (True, False)


def test_the_region_is_narrowed_by_county(signed_in, member, year):
    ActivityTypeFactory()
    for code, name in (("13", "Imperial"), ("37", "San Diego")):
        county = County.objects.create(code=code, name=name)
        inventory_school(OrganizationFactory(name=f"{name} Unified", county=county))
    page = signed_in(member).get(f"/wbl/inventory/{YEAR}&county=13").content.decode()
    assert ("Imperial Unified" in page, "San Diego Unified" in page) == (True, False)


@pytest.mark.parametrize("page", ["/wbl/inventory/", "/wbl/inventory/continuum/", "/wbl/inventory/types/"])
def test_pages_without_anything_say_what_comes_next(signed_in, office, page):
    assert signed_in(office).get(page).status_code == 200
    SchoolYearFactory(start_year=2026)
    assert "no activity types yet" in signed_in(office).get(page).content.decode()


def cells(year, types, **narrowed):
    return {label: {cell.grade: cell for cell in row} for label, row in queries.continuum(year, DAY, types, **narrowed)}


def test_the_continuum_says_by_stage_and_grade_how_many_schools_offer_what_and_where_there_is_a_gap(year):
    shadow = ActivityTypeFactory(name="Job shadow", lowest_grade=7, highest_grade=10)
    panel = ActivityTypeFactory(name="Panel", lowest_grade=7, highest_grade=9)
    intern = ActivityTypeFactory(name="Internship", stage="training", lowest_grade=11, highest_grade=14)
    for lowest, highest in ((9, 10), (8, 9)):
        ActivityOfferingFactory(
            school=inventory_school(lowest=7, highest=12), activity_type=shadow, year=year, lowest_grade=lowest,
            highest_grade=highest,
        )  # fmt: skip
    of_stage = cells(year, [panel, shadow, intern])
    exploration, training = of_stage["Exploration"], of_stage["Training"]
    assert exploration[9].offered == [(shadow, 2)]
    assert (exploration[8].offered, exploration[8].missing) == ([(shadow, 1)], [panel])
    assert (exploration[7].missing, exploration[7].is_gap) == ([panel, shadow], True)
    assert (exploration[10].missing, exploration[10].is_gap) == ([], False)
    assert (exploration[11].is_meant, exploration[11].is_gap) == (False, False)
    assert [training[grade].is_gap for grade in (11, 12, 13, 14)] == [True, True, False, False]
    assert all(not cell.is_meant for cell in of_stage["Preparation"].values())


def test_the_continuum_page_is_narrowed_to_a_district(signed_in, member, year):
    shadow = ActivityTypeFactory(name="Job shadow", lowest_grade=9, highest_grade=10)
    first, second = inventory_school(), inventory_school()
    ActivityOfferingFactory(school=first, activity_type=shadow, year=year)
    client = signed_in(member)
    whole = client.get(f"/wbl/inventory/continuum/{YEAR}").content.decode()
    assert "In every grade at least one school offers" in whole
    page = client.get(f"/wbl/inventory/continuum/{YEAR}&district={second.parent.slug}").content.decode()
    assert "<strong>2 gaps</strong>" in page
    assert "exploration in grade 9, exploration in grade 10" in page


@pytest.mark.parametrize("districts", [1, 10])
def test_the_tables_take_the_same_number_of_queries_with_few_and_many_districts(
    signed_in, office, year, districts, django_assert_num_queries
):
    for _ in range(districts):
        ActivityOfferingFactory(school=inventory_school(), activity_type=ActivityTypeFactory(), year=year)
        inventory_school()
    client = signed_in(office)
    client.get("/wbl/inventory/")
    with django_assert_num_queries(13):
        client.get(f"/wbl/inventory/{YEAR}")
    with django_assert_num_queries(10):
        client.get(f"/wbl/inventory/continuum/{YEAR}")


def test_the_office_adds_changes_and_retires_a_type(signed_in, office):
    client = signed_in(office)
    typed = {"name": "Reverse fair", "stage": "training", "lowest_grade": "11", "highest_grade": "12", "order": "3"}
    client.post("/wbl/inventory/types/new/", typed)
    made = ActivityType.objects.get()
    assert (made.slug, made.grades, made.retired_on) == ("reverse-fair", "11–12", None)
    day = datetime.date(2026, 10, 1)
    client.post(f"/wbl/inventory/types/{made.slug}/edit/", typed | {"name": "Fair of students", "retired_on": str(day)})
    made.refresh_from_db()
    assert (made.slug, made.name, made.retired_on) == ("reverse-fair", "Fair of students", day)
    assert "retired" in client.get("/wbl/inventory/types/").content.decode()


def test_grades_of_a_type_are_in_order_and_names_occur_once(signed_in, office):
    ActivityTypeFactory(name="Job shadow")
    typed = {"name": "Job shadow", "stage": "training", "lowest_grade": "12", "highest_grade": "9", "order": "3"}
    response = signed_in(office).post("/wbl/inventory/types/new/", typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "The highest grade comes before the lowest." in page
    assert "There is an activity type with this name already." in page
    assert ActivityType.objects.count() == 1


def test_members_read_the_types_and_only_the_office_writes_them(signed_in, reporter, member, stranger):
    one = ActivityTypeFactory()
    for user, listed, written in ((reporter, 200, 403), (member, 200, 403), (stranger, 404, 404)):
        client = signed_in(user)
        assert client.get("/wbl/inventory/types/").status_code == listed
        assert client.post("/wbl/inventory/types/new/", {}).status_code == written
        assert client.get(f"/wbl/inventory/types/{one.slug}/edit/").status_code == written


def test_a_type_with_entries_is_not_deleted(year):
    row = ActivityOfferingFactory(year=year)
    with pytest.raises(Exception, match="protected"):
        row.activity_type.delete()
    assert ActivityOffering.objects.exists()
