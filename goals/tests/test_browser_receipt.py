"""In a browser: a document goes to all superintendents, and one of them says on a phone that it has come."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from consortium.tests.browser import DESK, PHONE, axe
from consortium.tests.factories import (
    OfficeFactory,
    OfficeholderFactory,
    OrganizationFactory,
    OrganizationYearFactory,
    SchoolYearFactory,
)
from consortium.worker import Worker
from consortium.years import SchoolYear
from goals.models import Recipient
from goals.tests.factories import DocumentVersionFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def document():
    """A document with a version, in a region of three superintendents, one without an address."""
    year = SchoolYearFactory(start_year=SchoolYear.start_year_of(timezone.localdate()))
    for letter in "ABC":
        district = OrganizationFactory(name=f"{letter} Unified")
        OrganizationYearFactory(organization=district, year=year)
        email = f"{letter.lower()}@example.org" if letter != "C" else ""
        OfficeholderFactory(office=OfficeFactory(organization=district), name=f"Holder {letter}", email=email)
    return DocumentVersionFactory(document__title="Guideline for pathways").document


def sent_by_hand_of(windows, office, document):
    """The office sends it; the page of the sending, still open."""
    page = windows.open(office, width=DESK)
    page.goto(document.get_absolute_url())
    page.get_by_role("link", name="Send or hand over").click()
    page.get_by_label("To whom").select_option("Superintendents")
    page.get_by_label("ask for feedback").check()
    page.get_by_role("button", name="See who gets it").click()
    page.get_by_role("heading", name="Who gets “Guideline for pathways”").wait_for()
    assert "3 recipients, 1 without an address. 2 mails go out." in page.get_by_role("main").inner_text()
    page.get_by_role("button", name="Send 2 mails").click()
    page.get_by_role("heading", name="0 of 3 have received it").wait_for()
    return page


def private_address(to):
    """The address in the mail to `to`, from the first slash on."""
    [body] = [message.body for message in mail.outbox if message.to == [to]]
    [line] = [line for line in body.splitlines() if "/received/" in line]
    return line.partition("/received/")[1] + line.partition("/received/")[2]


def violations(page):
    found = axe(page, rules={"target-size": {"enabled": True}})
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def test_a_superintendent_acknowledges_on_a_phone_and_the_sending_shows_it(windows, office, document):
    page = sent_by_hand_of(windows, office, document)
    while Worker(interval=0).run_one():
        pass
    phone = windows.open(width=PHONE)
    phone.goto(private_address("a@example.org"))
    phone.get_by_role("heading", name="Guideline for pathways").wait_for()
    assert "For Holder A: Superintendent, A Unified" in phone.get_by_role("main").inner_text()
    assert Recipient.objects.filter(received_on__isnull=False).count() == 0
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_role("button", name="I have received this").click()
    phone.get_by_text("It is noted that you received this").wait_for()
    phone.get_by_label("What do you think of it?").fill("Just what we needed.")
    phone.get_by_role("button", name="Send my feedback").click()
    phone.get_by_role("button", name="Change my feedback").wait_for()
    assert phone.context.cookies() == []
    page.reload()
    page.get_by_role("heading", name="1 of 3 have received it").wait_for()
    row = page.get_by_role("row", name="A Unified")
    assert "Acknowledged on" in row.inner_text()
    assert "Just what we needed." in page.get_by_role("region", name="Feedback").inner_text()


def test_it_works_without_script_and_axe_finds_nothing(windows, office, document):
    sent_by_hand_of(windows, office, document)
    while Worker(interval=0).run_one():
        pass
    plain = windows.open(width=PHONE, java_script_enabled=False)
    plain.goto(private_address("b@example.org"))
    plain.get_by_role("button", name="I have received this").click()
    plain.get_by_text("It is noted that you received this").wait_for()
    found = {}
    for scheme in ("light", "dark"):
        for width in (PHONE, DESK):
            page = windows.open(width=width, color_scheme=scheme)
            for to in ("a@example.org", "b@example.org"):
                page.goto(private_address(to))
                found[scheme, width, to] = violations(page)
            page.goto(reverse("received", args=["no-key"]))
            found[scheme, width, "no key"] = violations(page)
    assert {place: sentences for place, sentences in found.items() if sentences} == {}


def test_axe_finds_nothing_on_the_pages_of_a_sending(windows, office, document):
    page = sent_by_hand_of(windows, office, document)
    recipient = Recipient.objects.order_by("pk").first()
    places = {
        "sending": page.url,
        "recipient": reverse("recipient", args=[recipient.pk]),
        "new": reverse("distribution-new", args=[document.pk]),
        "all": reverse("distributions"),
        "lists": reverse("recipient-lists"),
        "list": reverse("recipient-list-new"),
        "contact": reverse("contact-new", args=[recipient.organization.slug]),
        "close": reverse("distribution-close", args=[recipient.distribution_id]),
        "note": reverse("feedback-note", args=[recipient.distribution_id]),
    }
    found = {}
    for scheme in ("light", "dark"):
        for width in (PHONE, DESK):
            page = windows.open(office, width=width, color_scheme=scheme)
            for name, url in places.items():
                page.goto(url)
                wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
                found[scheme, width, name] = violations(page) + ["wider than the window"] * wide
    assert {place: sentences for place, sentences in found.items() if sentences} == {}
