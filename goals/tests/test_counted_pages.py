"""The page behind a counted figure lists exactly what was counted, and what is missing."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from consortium.tests.factories import (
    OfficeFactory,
    OrganizationFactory,
    OrganizationYearFactory,
    SchoolYearFactory,
    WorkingGroupFactory,
)
from goals.queries.counting import SOURCES, records_address
from goals.tests.factories import (
    DistributionFactory,
    DocumentFactory,
    FeedbackFactory,
    FrameworkFactory,
    RecipientFactory,
)
from goals.views.counted import WORDS

pytestmark = pytest.mark.django_db

JULY = datetime.date(2026, 7, 1)
SEPTEMBER_15 = datetime.date(2026, 9, 15)
SEPTEMBER_30 = datetime.date(2026, 9, 30)


@pytest.fixture
def goals_sent():
    return DistributionFactory(document=DocumentFactory(kind="goals"))


def office_reached(round_, name, received=True):
    organization = OrganizationFactory(name=name)
    OrganizationYearFactory(organization=organization, year=SchoolYearFactory())
    office = OfficeFactory(organization=organization)
    RecipientFactory(
        distribution=round_,
        contact=None,
        office=office,
        name="Somebody by name",
        received_on=SEPTEMBER_15 if received else None,
        received_how="acknowledged" if received else "",
    )
    return organization


def test_every_source_has_words():
    assert WORDS.keys() == SOURCES.keys()


def test_it_lists_who_is_counted_and_who_is_missing_without_names_of_people(client, member, goals_sent):
    office_reached(goals_sent, "Heard Unified")
    office_reached(goals_sent, "Silent Unified", received=False)
    client.force_login(member)
    address = records_address("goals_recipients", JULY, SEPTEMBER_30)
    counted = client.get(address).content.decode()
    assert ("Heard Unified" in counted, "Silent Unified" in counted) == (True, False)
    missing = client.get(f"{address}&show=missing").content.decode()
    assert ("Heard Unified" in missing, "Silent Unified" in missing) == (False, True)
    assert "Somebody by name" not in counted + missing


def test_it_can_be_narrowed_to_the_part_of_one_organization(client, office, goals_sent):
    one = office_reached(goals_sent, "One Unified")
    office_reached(goals_sent, "Other Unified")
    client.force_login(office)
    page = client.get(records_address("goals_recipients", JULY, SEPTEMBER_30, organization=one)).content.decode()
    assert ("One Unified" in page, "Other Unified" in page) == (True, False)


def test_the_title_of_a_draft_is_not_told_to_those_who_may_not_read_it(client, member, office):
    group = FrameworkFactory(code="EN", working_group=WorkingGroupFactory()).working_group
    DocumentFactory(kind="best_practice", folder=group, title="Secret draft")
    address = records_address("best_practices_collected", JULY, SEPTEMBER_30)
    client.force_login(member)
    page = client.get(address).content.decode()
    assert "Secret draft" not in page
    assert "Best practice, not posted yet" in page
    client.force_login(office)
    assert "Secret draft" in client.get(address).content.decode()


def test_feedback_names_neither_the_draft_that_it_is_about_nor_who_gave_it(client, member):
    SchoolYearFactory()
    recipient = RecipientFactory(
        distribution__document=DocumentFactory(kind="continuum", title="Secret draft"),
        sent_at=datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC),
        name="Somebody by name",
    )
    FeedbackFactory(recipient=recipient, distribution=recipient.distribution, given_on=SEPTEMBER_15)
    client.force_login(member)
    page = client.get(records_address("continuum_feedback", JULY, SEPTEMBER_30)).content.decode()
    assert recipient.organization.name in page
    assert ("Secret draft" in page, "Somebody by name" in page) == (False, False)


@pytest.mark.parametrize("query", ["from=2026-99-01", "through=yesterday", "organization=nobody"])
def test_nonsense_in_the_address_is_not_found(client, office, query):
    client.force_login(office)
    assert client.get(f"{reverse('documents-counted', args=['goals_recipients'])}?{query}").status_code == 404


def test_an_unknown_source_is_not_found(client, office):
    client.force_login(office)
    assert client.get(reverse("documents-counted", args=["secrets"])).status_code == 404


def test_the_number_of_queries_does_not_grow(client, office, goals_sent, django_assert_num_queries):
    client.force_login(office)
    address = records_address("goals_recipients", JULY, SEPTEMBER_30)
    office_reached(goals_sent, "First Unified")
    client.get(address)
    with django_assert_num_queries(8):
        client.get(address)
    for number in range(5):
        office_reached(goals_sent, f"Unified {number}")
    with django_assert_num_queries(8):
        client.get(address)


def test_feedback_leads_to_its_recipient_for_those_who_may_see_the_sending(client, other_reporter, office):
    group = FrameworkFactory(code="EN", working_group=WorkingGroupFactory()).working_group
    round_ = DistributionFactory(document=DocumentFactory(kind="continuum", folder=group, posted_on=JULY))
    feedback = FeedbackFactory(
        recipient=RecipientFactory(distribution=round_, role="administrator", mail="sent", sent_at=timezone.now()),
        given_on=SEPTEMBER_15,
    )
    address = records_address("continuum_feedback", JULY, SEPTEMBER_30)
    link = reverse("recipient", args=[feedback.recipient_id])
    found = {}
    for person in (office, other_reporter):
        client.force_login(person)
        page = client.get(address).content.decode()
        assert feedback.recipient.organization.name in page
        found[person] = link in page
    assert found == {office: True, other_reporter: False}
