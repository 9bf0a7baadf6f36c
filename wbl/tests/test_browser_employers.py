"""Real people at the directory of employers: finding out that one is there already, and merging two."""

import pytest
from playwright.sync_api import expect

from consortium.tests.browser import PHONE
from wbl.models import Employer
from wbl.tests.factories import EmployerContactFactory, EmployerFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def welding(district):
    employer = EmployerFactory(name="Harbor Welding", city="Chula Vista", notes="Call in the morning.")
    EmployerContactFactory(employer=employer, organization=district)
    return employer


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_two_employers_are_merged_and_the_merge_is_undone(script, windows, office, district, welding):
    gone = EmployerFactory(name="Harbor Welding, Inc.", city="San Diego", notes="Ask for the foreman.")
    EmployerContactFactory(employer=gone, organization=district, outcome="maybe", note="Perhaps in May.")
    page = windows.open(office, java_script_enabled=script)
    page.goto(welding.get_absolute_url())
    page.get_by_role("link", name="Look at both").click()
    page.get_by_role("row", name="Name").get_by_label("Harbor Welding, Inc.").check()
    page.get_by_role("row", name="City").get_by_label("Chula Vista").check()
    page.get_by_role("row", name="Notes").get_by_label("both").check()
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbor Welding, Inc.")
    expect(page.get_by_text("2 contacts")).to_be_visible()
    expect(page.get_by_text("Perhaps in May.")).to_be_visible()
    expect(page.get_by_text("Ask for the foreman.")).to_be_visible()
    page.goto(gone.get_absolute_url())
    expect(page.get_by_role("status").first).to_contain_text("was merged into “Harbor Welding, Inc.”")
    assert page.url.endswith(welding.get_absolute_url())
    page.get_by_role("button", name="Undo the merge of Harbor Welding, Inc.").click()
    expect(page.get_by_text("is a record of its own again")).to_be_visible()
    expect(page.get_by_text("1 contact", exact=True)).to_be_visible()
    names = sorted(Employer.objects.current().values_list("name", flat=True))
    assert names == ["Harbor Welding", "Harbor Welding, Inc."]


def test_a_reporter_on_a_phone_is_offered_the_employer_that_is_there_and_logs_a_contact(
    windows, reporter, district, welding
):
    page = windows.open(reporter, width=PHONE)
    page.goto("/wbl/employers/")
    page.get_by_role("link", name="New employer").click()
    page.get_by_label("Name").press_sequentially("harbour welding")
    page.get_by_role("status").get_by_role("link", name="Harbor Welding (Chula Vista)").click()
    page.get_by_text("Log a contact").click()
    page.get_by_label("How").select_option("Visit")
    page.get_by_label("Outcome").select_option("Yes")
    page.get_by_label("Note").fill("Two students in May.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("2 contacts")).to_be_visible()
    expect(page.get_by_text("Two students in May.")).to_be_visible()
    contact = welding.contacts.get(how="visit")
    assert (contact.organization, contact.made_by) == (district, reporter)


def test_without_script_a_twin_is_recorded_only_by_who_wants_to(windows, reporter, welding):
    page = windows.open(reporter, java_script_enabled=False)
    page.goto("/wbl/employers/new/")
    page.get_by_label("Name").fill("Harbor Welding LLC")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="These look like it")).to_be_visible()
    page.get_by_role("button", name="Record a new employer nevertheless").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbor Welding LLC")
    assert Employer.objects.count() == 2
