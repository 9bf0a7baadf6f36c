"""
In a browser: the regional goals are written, approved and sent to all presidents and superintendents; one of them says
from the mail's address that they have come, and CP-2.1b and the milestone CP-2.1a move.
"""

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from consortium.models import ReportingPeriod, SchoolYear
from consortium.tests.browser import PHONE
from consortium.tests.factories import (
    CollegeFactory,
    OfficeFactory,
    OfficeholderFactory,
    OfficeOrganizationFactory,
    OrganizationFactory,
    OrganizationYearFactory,
    quarters,
)
from consortium.worker import Worker
from goals.tests.factories import EditionFactory, GoalFactory
from indicators.tests.factories import AssignmentFactory, IndicatorFactory, MilestoneFactory, PercentFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def region():
    """A superintendent, a president, and the two measures of CP-2.1 that the office owes."""
    today = timezone.localdate()
    start = SchoolYear.start_year_of(today)
    year = quarters(start)[0].year
    leaders = {"superintendent": OrganizationFactory(name="A Unified"), "president": CollegeFactory()}
    for title, organization in leaders.items():
        OrganizationYearFactory(organization=organization, year=year)
        OfficeholderFactory(office=OfficeFactory(organization=organization, title=title), email=f"{title}@example.org")
    goal = GoalFactory(edition=EditionFactory(framework__code="CP", first_year=year), number=2)
    place = {"placed__indicator": IndicatorFactory(goal=goal, number=1)}
    ladder = MilestoneFactory(
        code="CP-2.1a", ladder=["prepared", "submitted", "acknowledged"], reporters=["office"], **place
    )
    share = PercentFactory(
        code="CP-2.1b",
        timing="stock",
        unit="officeholders",
        reporters=["office"],
        source="documents.goals_recipients",
        **place,
    )
    office = OfficeOrganizationFactory()
    AssignmentFactory(measure=share, organization=office, year=year, mode="records")
    AssignmentFactory(measure=ladder, organization=office, year=year)
    return year, ReportingPeriod.objects.get(year=year, starts__lte=today, ends__gte=today)


def test_from_the_first_draft_to_the_figure(windows, office, region):
    year, period = region
    page = windows.open(office)
    page.goto("/documents/new/")
    page.get_by_label("Title").fill("Regional goals, agreed")
    page.get_by_label("Kind").select_option("Regional goals")
    page.get_by_label("Owner").select_option("Consortium office")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Regional goals, agreed", level=1)).to_be_visible()

    page.get_by_role("link", name="Add the first version").click()
    page.get_by_label("or address").fill("https://example.org/goals.pdf")
    page.get_by_role("button", name="Add the version").click()
    expect(page.get_by_role("rowheader", name="Version 1")).to_be_visible()
    address = page.url.partition("#")[0]
    for stage in ("Approved", "Prepared", "Submitted"):
        page.get_by_role("link", name=f"Note the day of “{stage}”").click()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("link", name=f"Correct “{stage}”")).to_be_visible()

    page.goto(f"/setup/milestones/{year}/")
    page.get_by_label("its stages are").select_option("read from “Regional goals, agreed”")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 milestone changed what its stages are read from.")).to_be_visible()

    page.goto(address)
    page.get_by_role("link", name="Send or hand over").first.click()
    page.get_by_label("To whom").select_option("Presidents and superintendents")
    page.get_by_role("button", name="See who gets it").click()
    page.get_by_role("button", name="Send 2 mails").click()
    expect(page.get_by_role("heading", name="0 of 2 have received it")).to_be_visible()
    while Worker(interval=0).run_one():
        pass

    indicator = f"/indicators/CP-2.1/?year={year}&through={period.short}&figures=drafts"
    page.goto(indicator)
    milestone, share = page.locator("[id='CP-2.1a']"), page.locator("[id='CP-2.1b']")
    expect(milestone.get_by_text("2 of 3", exact=True)).to_be_visible()
    expect(share.get_by_text("0 of 2", exact=True).first).to_be_visible()

    phone = windows.open(width=PHONE)
    [body] = [message.body for message in mail.outbox if message.to == ["superintendent@example.org"]]
    [line] = [line for line in body.splitlines() if "/received/" in line]
    phone.goto("/received/" + line.partition("/received/")[2])
    page.reload()
    expect(share.get_by_text("0 of 2", exact=True).first).to_be_visible()  # opened is not received
    phone.get_by_role("button", name="I have received this").click()
    expect(phone.get_by_text("It is noted that you received this")).to_be_visible()

    page.reload()
    expect(share.get_by_text("1 of 2", exact=True).first).to_be_visible()
    share.get_by_role("link", name="open the records").click()
    expect(page.get_by_role("row", name="A Unified")).to_be_visible()
