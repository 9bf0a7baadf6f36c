"""A reporter ticks what the schools of the district offer: all or nothing, and never over somebody else's work."""

import datetime

import pghistory
import pytest
from django.utils import timezone

from consortium.models import Organization, SchoolYear
from consortium.tests.factories import SchoolYearFactory
from wbl.models import ActivityOffering
from wbl.queries import inventory as queries
from wbl.rules.inventory import Refused, proposed_grades, save_grid
from wbl.tests.factories import ActivityOfferingFactory, ActivityTypeFactory, inventory_school

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 3)
NOW = datetime.datetime(2026, 11, 3, 20, tzinfo=datetime.UTC)


@pytest.fixture
def start_year():
    """That of today, whenever the tests run: the pages show it."""
    return SchoolYear.start_year_of(timezone.localdate())


@pytest.fixture
def school(district, start_year):
    return inventory_school(district, start_year=start_year, name="Lincoln High")


@pytest.fixture
def shadow():
    return ActivityTypeFactory(name="Job shadow")


@pytest.fixture
def fair():
    return ActivityTypeFactory(name="Career fair", stage="awareness", lowest_grade=6, highest_grade=8)


def page_of(district):
    return f"/wbl/inventory/districts/{district.slug}/"


def cell(school, one):
    return f"{school.pk}-{one.pk}"


def ticked():
    return set(ActivityOffering.objects.values_list("school__name", "activity_type__name"))


def test_a_reporter_ticks_two_cells_and_takes_one_away(
    signed_in, reporter, district, school, shadow, fair, start_year
):
    gone = ActivityOfferingFactory(
        school=school, activity_type=ActivityTypeFactory(name="Panel"), year=SchoolYearFactory(start_year=start_year)
    )
    posted = {"cell": [cell(school, shadow), cell(school, fair)], "seen": f"{school.pk}-{gone.activity_type_id}-1"}
    response = signed_in(reporter).post(page_of(district), posted, follow=True)
    assert ticked() == {("Lincoln High", "Job shadow"), ("Lincoln High", "Career fair")}
    said = [str(message) for message in response.context["messages"]]
    assert said == [
        "Added: Career fair at Lincoln High; Job shadow at Lincoln High.",
        "Taken away: Panel at Lincoln High.",
    ]
    row = ActivityOffering.objects.get(activity_type=shadow)
    assert (row.grades, row.recorded_by, row.year.start_year) == ("9–10", reporter, start_year)
    assert row.history.get().pgh_label == "insert"


def test_what_nobody_touched_stays_as_it_is(signed_in, reporter, district, school, shadow, start_year):
    row = ActivityOfferingFactory(
        school=school, activity_type=shadow, year=SchoolYearFactory(start_year=start_year), notes="In spring"
    )
    posted = {"cell": [cell(school, shadow)], "seen": f"{cell(school, shadow)}-1"}
    response = signed_in(reporter).post(page_of(district), posted, follow=True)
    assert [str(message) for message in response.context["messages"]] == ["Nothing had changed on your page."]
    assert ActivityOffering.objects.get() == row
    assert row.history.count() == 1


def test_with_htmx_the_grid_alone_comes_back_and_says_what_changed(
    signed_in, reporter, district, school, shadow
):
    response = signed_in(reporter).post(
        page_of(district), {"cell": [cell(school, shadow)], "seen": ""}, headers={"HX-Request": "true"}
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert (page.startswith("<section"), "<h1" in page) == (True, False)
    assert "Added: Job shadow at Lincoln High." in page
    assert f'value="{cell(school, shadow)}-1"' in page  # what the next save will have seen


def test_a_tick_taken_away_from_what_somebody_else_has_written_in_is_a_conflict_and_nothing_is_saved(
    signed_in, reporter, office, district, school, shadow, fair, start_year
):
    row = ActivityOfferingFactory(
        school=school, activity_type=shadow, year=SchoolYearFactory(start_year=start_year)
    )
    with pghistory.context(user=office.pk):
        ActivityOffering.objects.filter(pk=row.pk).update(notes="With three firms", version=2)
    posted = {"cell": [cell(school, fair)], "seen": f"{cell(school, shadow)}-1"}
    response = signed_in(reporter).post(page_of(district), posted)
    page = response.content.decode()
    assert response.status_code == 409
    assert ticked() == {("Lincoln High", "Job shadow")}
    assert "Nothing was saved yet." in page
    assert "With three firms" in page
    seen = f"{cell(school, shadow)}-2"
    assert f'name="seen" value="{seen}"' in page
    assert f'value="{cell(school, fair)}" data-row="{school.pk}" data-col="{fair.pk}" checked' in page
    assert f'value="{cell(school, shadow)}" data-row="{school.pk}" data-col="{shadow.pk}">' in page
    signed_in(reporter).post(page_of(district), posted | {"seen": seen})
    assert ticked() == {("Lincoln High", "Career fair")}


def rows_of(district):
    year = SchoolYearFactory(start_year=2026)
    types = queries.types_of(year)
    return year, queries.school_rows(list(queries.schools_of(district, year, DAY)), year, types)


def test_what_somebody_else_changed_meanwhile_stands_and_is_said(district, office, shadow, fair):
    school = inventory_school(district)
    theirs = ActivityOfferingFactory(school=school, activity_type=fair)
    year, rows = rows_of(district)
    wanted = {(school.pk, shadow.pk)}
    changes = save_grid(district, year, rows, wanted, {}, user=office, now=NOW)
    assert changes.added == [(school, shadow)]
    assert changes.by_others == [(school, fair)]
    assert set(ActivityOffering.objects.all()) > {theirs}


def test_two_who_tick_the_same_cell_make_one_entry(district, office, shadow):
    school = inventory_school(district)
    row = ActivityOfferingFactory(school=school, activity_type=shadow)
    year, rows = rows_of(district)
    changes = save_grid(district, year, rows, {(school.pk, shadow.pk)}, {}, user=office, now=NOW)
    assert (changes.saved, changes.added) == (True, [])
    assert ActivityOffering.objects.get() == row


def test_a_tick_that_the_page_does_not_have_is_refused_and_nothing_is_saved(district, office, shadow):
    school, elsewhere = inventory_school(district), inventory_school()
    year, rows = rows_of(district)
    wanted = {(school.pk, shadow.pk), (elsewhere.pk, shadow.pk)}
    with pytest.raises(Refused, match="no longer in the inventory"):
        save_grid(district, year, rows, wanted, {}, user=office, now=NOW)
    assert not ActivityOffering.objects.exists()


def test_a_retired_type_can_no_longer_be_ticked(signed_in, reporter, district, school, shadow, start_year):
    shadow.retired_on = datetime.date(start_year, 7, 1)
    shadow.save()
    fair = ActivityTypeFactory()
    page = signed_in(reporter).get(page_of(district)).content.decode()
    assert (fair.name in page, shadow.name in page) == (True, False)
    response = signed_in(reporter).post(page_of(district), {"cell": [cell(school, shadow)], "seen": ""})
    assert response.status_code == 409
    assert not ActivityOffering.objects.exists()


@pytest.mark.parametrize(
    ("school", "grades"), [((6, 8), (7, 8)), ((9, 12), (9, 10)), ((0, 12), (7, 10)), ((11, 12), (11, 12))]
)
def test_grades_are_those_of_the_type_that_the_school_has_else_all_of_the_school(school, grades, shadow):
    assert proposed_grades(shadow, *school) == grades


def test_others_read_the_grid_and_may_not_write(signed_in, other_reporter, member, stranger, district, school, shadow):
    for user, read, write in ((other_reporter, 200, 403), (member, 200, 403), (stranger, 404, 404)):
        client = signed_in(user)
        assert client.get(page_of(district)).status_code == read
        assert client.post(page_of(district), {"cell": [cell(school, shadow)]}).status_code == write
    page = signed_in(member).get(page_of(district)).content.decode()
    assert ("Lincoln High" in page, 'name="cell"' in page) == (True, False)
    assert not ActivityOffering.objects.exists()


def test_schools_are_found_by_name_and_a_page_keeps_to_them(signed_in, reporter, district, school, shadow, start_year):
    other = inventory_school(district, start_year=start_year, name="Grant Middle", lowest=6, highest=8)
    row = ActivityOfferingFactory(school=other, activity_type=shadow, year=SchoolYearFactory(start_year=start_year))
    page = signed_in(reporter).get(f"{page_of(district)}?q=lincoln").content.decode()
    assert ("Lincoln High" in page, "Grant Middle" in page) == (True, False)
    signed_in(reporter).post(f"{page_of(district)}?q=lincoln", {"cell": [cell(school, shadow)], "seen": ""})
    assert ticked() == {("Lincoln High", "Job shadow"), ("Grant Middle", "Job shadow")}
    assert ActivityOffering.objects.filter(pk=row.pk).exists()


def test_schools_without_grades_are_named_and_not_listed(signed_in, office, district, school, shadow):
    Organization.objects.create(name="Museum School", slug="museum", kind="school", parent=district)
    page = signed_in(office).get(page_of(district)).content.decode()
    assert "Not listed, since their grades" in page
    assert "Museum School" in page


@pytest.mark.parametrize("schools", [1, 12])
def test_the_grid_takes_the_same_number_of_queries_with_few_and_many_schools(
    signed_in, reporter, district, shadow, fair, start_year, schools, django_assert_num_queries
):
    year = SchoolYearFactory(start_year=start_year)
    for _ in range(schools):
        ActivityOfferingFactory(
            school=inventory_school(district, start_year=start_year), activity_type=shadow, year=year
        )
    client = signed_in(reporter)
    client.get(page_of(district))
    with django_assert_num_queries(16):
        assert client.get(page_of(district)).status_code == 200
