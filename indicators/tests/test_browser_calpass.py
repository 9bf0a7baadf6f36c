"""In a real browser: who is missing is seen in the grid, entered in the form, and gone from the list of the missing."""

import datetime

import pytest

from consortium.tests import factories


@pytest.mark.parametrize("script", [True, False])
def test_the_office_notes_an_agreement_and_an_upload(windows, office, district, transactional_db, script):
    today = datetime.date.today()
    year = factories.SchoolYearFactory(start_year=today.year if today.month >= 7 else today.year - 1)
    factories.OrganizationYearFactory(organization=district, year=year)
    page = windows.open(office, java_script_enabled=script)
    page.goto("/partners/calpass/")
    assert page.get_by_text(f"No agreement yet in {year}: 1").is_visible()
    page.get_by_role("link", name="Change Northside Union High").click()
    agreement, upload = page.get_by_role("group", name="New agreement"), page.get_by_role("group", name="New upload")
    agreement.get_by_label("Signed on").fill("2024-03-04")
    upload.get_by_label("Data of school year").select_option(label=str(year))
    upload.get_by_label("Accepted on").fill(today.isoformat())
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Cal-PASS Plus of Northside Union High is saved.").wait_for()
    assert page.get_by_text("signed Mar 4, 2024").is_visible()
    page.get_by_role("link", name="All districts").click()
    row = page.get_by_role("row", name="Northside Union High")
    assert row.get_by_text("Agreement").is_visible()
    assert not page.get_by_text(f"No agreement yet in {year}").count()
    page.get_by_role("link", name="1 of 1 districts").click()
    assert "1 of 1 districts had an agreement in force" in page.get_by_role("main").inner_text()
