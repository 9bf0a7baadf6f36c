"""In the browser: write a part of the report beside its figures, publish it, and read what was published."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from consortium.models import Membership
from consortium.tests.factories import MembershipFactory
from consortium.worker import Worker
from indicators.tests.reporting_year import WRITE, figures_of, open_report

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("files_root"),
    pytest.mark.xdist_group("browser"),
]


def test_two_write_one_publishes_and_a_reporter_reads(windows, office, district, reporter):
    Membership.objects.filter(user=office).update(may_publish=True)
    organization = office.memberships.get().organization
    ana = MembershipFactory(user__name="Ana Example", organization=organization, role="staff").user
    figures_of(district)
    report = open_report(office, timezone.now())

    mine, hers = windows.open(office), windows.open(ana)
    for page in (mine, hers):
        page.goto(f"{WRITE}/en-2/")
        expect(page.get_by_text("30 of 100 fairs").first).to_be_visible()
    hers.get_by_label("Text", exact=True).press_sequentially("What Ana wrote")
    expect(hers.get_by_text("Saved at")).to_be_visible()  # nobody pressed a button
    mine.get_by_label("Text", exact=True).fill("What I typed")
    expect(mine.get_by_text("Not saved: Ana Example has changed this text")).to_be_visible()
    mine.get_by_role("button", name="Save").click()
    expect(mine.get_by_label("Saved by Ana Example")).to_have_value("What Ana wrote")
    expect(mine.get_by_label("Typed by you")).to_have_value("What I typed")
    mine.get_by_role("button", name="Put both into the box").click()
    box = mine.get_by_label("Text", exact=True)
    expect(box).to_have_value("What Ana wrote\n\nWhat I typed")
    box.fill("What we both mean")
    mine.get_by_label("This text is finished").check()
    mine.get_by_role("button", name="Save").click()
    expect(mine.get_by_text("Saved at")).to_be_visible()
    assert report.sections.get().text == "What we both mean"

    mine.goto(f"{WRITE}/one-page/")
    mine.get_by_role("button", name="Propose from the figures").click()
    expect(mine.get_by_label("Headline 1")).to_have_value(re.compile("^Label of EN-2.4a: 30 of 100 fairs"))
    mine.goto(f"{WRITE}/")
    expect(mine.get_by_role("heading", name="1 of 5 parts are finished")).to_be_visible()
    mine.get_by_role("link", name="Publish …").click()
    mine.get_by_label("I have read the preview").check()
    mine.get_by_role("button", name="Publish").click()
    while Worker(interval=0).run_one():
        pass
    expect(mine.get_by_text("The report is published, with 1 partner report.").first).to_be_visible()

    reader = windows.open(reporter)
    reader.goto("/reports/")
    reader.get_by_role("link", name="Annual progress report 2024-25", exact=True).click()
    expect(reader.get_by_text("What we both mean")).to_be_visible()
    expect(reader.frame_locator("iframe").get_by_text("No correction of this report")).to_be_visible()
    reader.goto("/reports/record/2024-25/")
    expect(reader.get_by_text("Nothing: figures, targets, statuses, wording and members")).to_be_visible()
