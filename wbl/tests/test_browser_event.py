"""In a browser on a phone: a reporter records a fair with who came, breaks it down and gives a roster."""

import pytest
from django.urls import reverse

from consortium.tests.browser import DESK, PHONE, axe
from consortium.tests.factories import SchoolFactory
from wbl.models import Attendance, Event

pytestmark = pytest.mark.django_db(transaction=True)


def violations(page):
    """What axe finds, and whether the page is wider than the window."""
    found = axe(page, rules={"target-size": {"enabled": True}})
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [f"{page.url}: {one['help']}" for one in found] + ([f"{page.url}: too wide"] if wide else [])


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_fair_with_attendance_is_recorded_on_a_phone(script, windows, reporter, district):
    SchoolFactory(name="Lincoln High", parent=district)
    page, found = windows.open(reporter, width=PHONE, java_script_enabled=script), []
    look = violations if script else lambda page: []
    page.goto(reverse("wbl"))
    found += look(page)
    page.get_by_role("link", name="Career fair", exact=True).click()
    page.get_by_label("Day").fill("2026-10-06")
    page.get_by_label("Begins").fill("09:00")
    page.get_by_label("Status").select_option("Held")
    page.get_by_label("School, college or organization").fill("lincoln")
    found += look(page)
    page.get_by_role("button", name="Save").last.click()
    page.get_by_role("heading", name="Who came with Northside Union High").wait_for()
    found += look(page)
    page.get_by_label("High school students").fill("30")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Career fair").wait_for()
    found += look(page)
    assert "30" in page.get_by_role("region", name="Who came").inner_text()

    page.get_by_role("region", name="Who came").get_by_role("link").click()
    page.get_by_role("link", name="Break down").last.click()
    page.get_by_label("Female").fill("12")
    page.get_by_role("button", name="Save").click()
    assert "The other 18 can be put in “not reported”." in page.get_by_role("alert").inner_text()
    found += look(page)
    page.get_by_label("Put whoever is missing").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Roster").last.click()
    found += look(page)
    page.get_by_label("Local student number").check()
    page.get_by_label("Or pasted here").fill("101\n102\n101")
    page.get_by_role("button", name="Keep the hashes").click()
    page.get_by_text("2 people are on the roster").wait_for()
    assert Event.objects.get().site.name == "Lincoln High"
    assert list(Attendance.objects.values_list("audience", "headcount", "scheme")) == [
        ("high_school", 2, "student_number")
    ]
    assert found == []


def test_the_grid_the_month_and_the_list_are_accessible(windows, reporter, district):
    page = windows.open(reporter, width=DESK)
    found = []
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        for address in ("event-grid", "event-calendar", "events", "event-new", "feeds"):
            page.goto(reverse(address))
            found += violations(page)
    assert found == []
