"""The inventory in a browser: a reporter ticks, saves and sees the grid change, with script and without, on a phone."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from consortium.models import SchoolYear
from consortium.tests.browser import PHONE
from consortium.tests.factories import SchoolYearFactory
from wbl.models import ActivityOffering
from wbl.tests.factories import ActivityOfferingFactory, ActivityTypeFactory, inventory_school


@pytest.fixture
def school(transactional_db, district):
    start_year = SchoolYear.start_year_of(timezone.localdate())
    for name, stage in (("Career fair", "awareness"), ("Job shadow", "exploration"), ("Internship", "training")):
        ActivityTypeFactory(name=name, stage=stage, lowest_grade=9, highest_grade=12)
    inventory_school(district, start_year=start_year, name="Grant Middle", lowest=6, highest=8)
    return inventory_school(district, start_year=start_year, name="Lincoln High")


def box(page, one, school="Lincoln High"):
    return page.get_by_role("checkbox", name=f"{one} at {school}")


@pytest.mark.parametrize("script", [True, False])
def test_a_reporter_ticks_three_cells_and_sees_the_grid_change(windows, reporter, district, school, script):
    page = windows.open(reporter, java_script_enabled=script)
    page.goto("/wbl/inventory/")
    page.get_by_role("link", name=district.name).first.click()
    expect(page.get_by_text("no entry yet")).to_have_count(2)
    for one in ("Career fair", "Job shadow", "Internship"):
        box(page, one).check()
    page.get_by_role("button", name="Save what is ticked").click()
    expect(page.get_by_role("status").get_by_text("Added: Career fair at Lincoln High")).to_be_visible()
    expect(page.get_by_role("link", name="Job shadow at Lincoln High, grades 9–12")).to_be_visible()
    expect(page.get_by_text("no entry yet")).to_have_count(1)
    assert ActivityOffering.objects.count() == 3

    box(page, "Internship").uncheck()
    page.get_by_role("button", name="Save what is ticked").click()
    expect(page.get_by_text("Taken away: Internship at Lincoln High.")).to_be_visible()
    expect(box(page, "Internship")).not_to_be_checked()
    assert ActivityOffering.objects.count() == 2


def test_on_a_phone_what_is_not_offered_is_folded_away_until_it_is_asked_for(windows, reporter, district, school):
    page = windows.open(reporter, width=PHONE)
    page.goto(f"/wbl/inventory/districts/{district.slug}/")
    expect(box(page, "Job shadow")).to_be_hidden()
    page.get_by_role("checkbox", name="Show all 3 activities of Lincoln High").check()
    box(page, "Job shadow").check()
    page.get_by_role("button", name="Save what is ticked").click()
    expect(page.get_by_role("link", name="Job shadow at Lincoln High, grades 9–12")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert ActivityOffering.objects.get().activity_type.name == "Job shadow"


def test_the_second_of_two_people_is_told_in_the_grid(windows, reporter, district, school):
    year = SchoolYearFactory(start_year=SchoolYear.start_year_of(timezone.localdate()))
    row = ActivityOfferingFactory(school=school, activity_type__name="Panel", year=year)
    page = windows.open(reporter)
    page.goto(f"/wbl/inventory/districts/{district.slug}/")
    ActivityOffering.objects.filter(pk=row.pk).update(notes="With three firms", version=2)
    box(page, "Panel").uncheck()
    page.get_by_role("button", name="Save what is ticked").click()
    expect(page.get_by_role("alert").get_by_text("Nothing was saved yet.")).to_be_visible()
    expect(page.get_by_text("With three firms")).to_be_visible()
    assert ActivityOffering.objects.get() == row
    page.get_by_role("button", name="Save what is ticked").click()
    expect(page.get_by_text("Taken away: Panel at Lincoln High.")).to_be_visible()
    assert not ActivityOffering.objects.exists()
