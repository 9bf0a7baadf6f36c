"""A meeting on a phone: a member records a decision, the lead opens it, ticks who came and publishes the minutes."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from consortium.tests.browser import PHONE
from indicators.models import Decision, MeetingMinutes
from indicators.tests.factories import GroupMeetingFactory
from indicators.tests.figuring import report
from indicators.tests.meeting_world import OCTOBER, address, fairs_of, hold
from indicators.tests.sheets import quarter
from wbl.models import Participation
from wbl.tests.factories import ParticipationFactory

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(autouse=True)
def _elsewhere(settings, tmp_path):
    storage = {"BACKEND": "consortium.stores.FolderStore", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": storage}


@pytest.fixture
def meeting(transactional_db, working_group, district, lead):
    """Today's meeting, an hour ago; since the one before, a figure has moved."""
    second = quarter(2)
    fairs = fairs_of(working_group, district)
    report(fairs, district, second.year.periods.get(number=1), 12)
    hold(working_group, OCTOBER, lead)
    report(fairs, district, second, 30)
    begins = timezone.localtime().replace(hour=0, minute=0) + datetime.timedelta(minutes=1)
    today = GroupMeetingFactory(group=working_group, event__starts_at=begins, event__status="planned")
    ParticipationFactory(event=today.event, organization=district, came=False)
    return today


def test_from_opening_the_page_to_published_minutes(windows, member, lead, district, meeting):
    page = windows.open(member, width=PHONE)
    page.goto("/")
    page.get_by_role("link", name="Next meeting of Working group 2").click()
    expect(page.get_by_text("1 figure moved, 0 as they were.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Career fairs organized")).to_contain_text("12 turned to 42")
    page.get_by_text("Record a decision", exact=True).click()
    form = page.get_by_role("form", name="Record a decision")
    form.get_by_label("Decision").fill("Every district names its fairs.")
    form.get_by_label("About").select_option(index=1)
    form.get_by_role("button", name="Record it").click()
    expect(form.get_by_text("Say by when.")).to_be_visible()
    form.get_by_label("To be done by").fill("2099-01-15")
    form.get_by_label("Person who sees to it").fill("Example Person")
    form.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("The decision is recorded.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Decision.objects.get().recorded_by == member

    leading = windows.open(lead, width=PHONE)
    leading.goto(address(meeting))
    leading.get_by_role("button", name="Open the meeting").click()
    expect(leading.get_by_text("The meeting is open.")).to_be_visible()
    leading.get_by_role("link", name="Tick who came").first.click()
    leading.get_by_role("checkbox", name=district.name, exact=True).check()
    leading.get_by_role("button", name="Save").last.click()
    expect(leading.get_by_role("heading", name="1 organization came")).to_be_visible()
    assert Participation.objects.get(event=meeting.event).came
    leading.get_by_role("link", name="Look at the draft and publish").click()
    expect(leading.get_by_text("Every district names its fairs.")).to_be_visible()
    leading.get_by_role("button", name="Publish the minutes").click()
    expect(leading.get_by_role("link", name="Minutes, version 1 (PDF)")).to_be_visible()

    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name="Minutes, version 1 (PDF)").click()
    with open(download.value.path(), "rb") as received, MeetingMinutes.objects.get().file.file.open("rb") as kept:
        assert received.read() == kept.read()
