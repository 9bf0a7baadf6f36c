"""In a browser: the office sends a report; a superintendent reads theirs on a phone and acknowledges it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from consortium.tests.browser import DESK, PHONE
from consortium.worker import Worker
from goals.models import Recipient
from indicators.reporting.compose import compose
from indicators.reporting.content import as_json
from indicators.reporting.render import render
from indicators.tests.factories import TargetFactory
from indicators.tests.figuring import report as report_value
from indicators.tests.reports import Form, draft, led_by, publish
from indicators.tests.sheets import owe, quarter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


@pytest.fixture
def report(files_root):
    """A published report on 2024-25 with the real pages of one district, and a college beside it."""
    north = led_by("North Unified", name="Nora North", email="nora@example.org", years=(2024,))
    south = led_by("South College", "president", name="Sam South", email="", years=(2024,))
    measure = owe(north, "EN-2.4a", label="Career fairs")
    report_value(measure, north, quarter(1), 14)
    TargetFactory(measure=measure, year=quarter(1).year, value=20)
    made = draft(2024)
    content = compose(made, timezone.now())
    page = render(content, Form.HTML, partner=north.slug)
    return publish(made, north, south, content=as_json(content), pages={north: page.content})


def violations(page):
    found = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}}).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def is_narrow(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_superintendent_reads_their_report_on_a_phone_and_the_office_sees_it(windows, office, report):
    page = windows.open(office, width=DESK)
    page.goto(reverse("report-send", args=[report.label]))
    assert "2 recipients, 1 without an address" in page.get_by_role("main").inner_text()
    assert violations(page) == []
    page.get_by_label("Subject").fill("Your report")
    page.get_by_role("button", name="Send 1 mail").click()
    page.get_by_role("heading", name="0 of 2 have received it").wait_for()
    while Worker(interval=0).run_one():
        pass
    [message] = mail.outbox
    assert (message.subject, message.to) == ("Your report", ["nora@example.org"])
    [line] = [line for line in message.body.splitlines() if "/received/" in line]
    phone = windows.open(width=PHONE, java_script_enabled=False)
    phone.goto("/received/" + line.partition("/received/")[2])
    phone.get_by_role("heading", name="For North Unified").wait_for()
    phone.get_by_role("link", name="Report of North Unified", exact=True).click()
    phone.get_by_text("Career fairs").first.wait_for()
    assert "North Unified" in phone.get_by_role("heading", level=1).inner_text()
    assert Recipient.objects.filter(received_on__isnull=False).count() == 0
    phone.go_back()
    phone.get_by_role("button", name="I have received this").click()
    phone.get_by_text("It is noted that you received this").wait_for()
    assert phone.context.cookies() == []
    page.goto(reverse("report-send", args=[report.label]))
    page.get_by_role("heading", name="1 of 2 have received it").wait_for()
    assert violations(page) == []


def test_the_private_page_fits_a_phone_in_light_and_dark(windows, office, report):
    page = windows.open(office, width=DESK)
    page.goto(reverse("report-send", args=[report.label]))
    page.get_by_role("button", name="Send 1 mail").click()
    page.get_by_role("heading", name="0 of 2 have received it").wait_for()
    recipient = Recipient.objects.get(organization__name="North Unified")
    found = {}
    for scheme in ("light", "dark"):
        phone = windows.open(width=PHONE, color_scheme=scheme)
        phone.goto(reverse("received", args=[recipient.private_key]))
        found[scheme] = violations(phone) + ["wider than the window"] * (not is_narrow(phone))
    assert found == {"light": [], "dark": []}
