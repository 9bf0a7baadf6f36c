"""Lists that the office and the groups keep: contacts found by search, without telling names to other organizations."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.tests.factories import ContactFactory, MembershipFactory, SchoolFactory
from goals.models import RecipientList
from goals.tests.factories import RecipientListFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(working_group):
    """The reporter of the working group."""
    return MembershipFactory(organization=working_group, user__email="lead@example.org").user


def page(kept, name="recipient-list"):
    return reverse(name, args=[kept.pk])


def test_the_office_makes_a_list_and_the_group_its_own(signed_in, office, lead, working_group):
    url = reverse("recipient-list-new")
    organization = office.memberships.get().organization
    signed_in(office).post(url, {"name": "Counselors", "owner": organization.pk})
    signed_in(lead).post(url, {"name": "Counselors", "owner": working_group.pk})
    assert set(RecipientList.objects.values_list("owner", flat=True)) == {organization.pk, working_group.pk}
    assert signed_in(lead).post(url, {"name": "Others", "owner": organization.pk}).status_code == 422
    response = signed_in(lead).post(url, {"name": "counselors", "owner": working_group.pk})
    assert "There is a list of this name already." in response.content.decode()


def test_who_keeps_no_lists_makes_none(signed_in, reporter, member, district):
    for person in (reporter, member):
        assert signed_in(person).get(reverse("recipient-list-new")).status_code == 403


def test_each_sees_the_lists_of_their_own(signed_in, office, lead, member, reporter, working_group):
    own, other = RecipientListFactory(owner=working_group), RecipientListFactory()

    def seen(person):
        return {one.pk for one in signed_in(person).get(reverse("recipient-lists")).context["page"]}

    assert seen(office) == {own.pk, other.pk}
    assert [seen(person) for person in (lead, member, reporter)] == [{own.pk}, {own.pk}, set()]
    assert signed_in(lead).get(page(other)).status_code == 404
    assert signed_in(member).post(page(own, "recipient-list-contacts"), {"add": ["1"]}).status_code == 403


def test_contacts_are_found_added_and_taken_off(signed_in, office):
    school = SchoolFactory(name="Lincoln High", parent__name="Northside Unified")
    contact = ContactFactory(organization=school, name="Example Person")
    ContactFactory(organization=school, name="Left", ended_on="2026-01-01")
    kept, client = RecipientListFactory(), signed_in(office)

    def offered(**asked):
        return [one.label for one in client.get(page(kept), asked).context["offered"]]

    for words in ("lincoln", "northside", "example person", contact.email):
        assert offered(q=words) == ["Example Person"]
    assert offered() == []
    assert offered(role="career_center") == []
    client.post(page(kept, "recipient-list-contacts"), {"add": [contact.pk, "x", "987654321"]})
    assert list(kept.contacts.all()) == [contact]
    assert offered(q="lincoln") == []
    client.post(page(kept, "recipient-list-contacts"), {"remove": [contact.pk]})
    assert kept.contacts.count() == 0


def test_the_lead_picks_by_organization_and_learns_no_names(signed_in, lead, working_group):
    contact = ContactFactory(organization__name="Lincoln High", name="Example Person", email="secret@example.org")
    kept, client = RecipientListFactory(owner=working_group), signed_in(lead)
    found = client.get(page(kept), {"q": "lincoln"})
    assert [one.label for one in found.context["offered"]] == ["Administrator"]
    client.post(page(kept, "recipient-list-contacts"), {"add": [contact.pk]})
    text = found.content.decode() + client.get(page(kept)).content.decode()
    assert "Example Person" not in text
    assert "secret@example.org" not in text
    for words in ("example person", "secret@"):
        assert client.get(page(RecipientListFactory(owner=working_group)), {"q": words}).context["offered"] == []


def test_a_deleted_list_leaves_what_was_sent(signed_in, office):
    kept = RecipientListFactory()
    client = signed_in(office)
    assert client.get(page(kept, "recipient-list-delete")).status_code == 200
    client.post(page(kept, "recipient-list-delete"))
    assert RecipientList.objects.count() == 0


def test_the_pages_ask_equally_often_for_few_and_for_many(signed_in, office):
    kept, client = RecipientListFactory(), signed_in(office)
    kept.contacts.add(ContactFactory(), ContactFactory())
    ContactFactory(), ContactFactory()

    def asked():
        found = []
        for url in (page(kept), f"{page(kept)}?role=administrator", reverse("recipient-lists")):
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            found.append(len(queries))
        return found

    asked()
    few = asked()
    for _ in range(9):
        kept.contacts.add(ContactFactory())
        ContactFactory()
        RecipientListFactory()
    assert asked() == few
