"""Contacts of an organization: kept by its reporters and the office, and seen by nobody else."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consortium.models import Contact
from consortium.tests.factories import ContactFactory, MembershipFactory, SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(district):
    return SchoolFactory(name="Northside High", slug="northside-high", parent=district)


@pytest.fixture
def contact(school):
    return ContactFactory(organization=school, name="Example Person", email="person@example.org")


def add(client, organization, **typed):
    data = {"name": "New Person", "role": "administrator", "email": ""} | typed
    return client.post(reverse("contact-new", args=[organization.slug]), data)


def test_the_organizations_page_shows_contacts_to_its_own_people_and_the_office_alone(
    signed_in, office, reporter, other_reporter, member, contact
):
    url = contact.organization.get_absolute_url()
    assert [
        "Example Person" in signed_in(person).get(url).content.decode()
        for person in (office, reporter, other_reporter, member)
    ] == [True, True, False, False]


def test_reporters_and_the_office_add_contacts(signed_in, office, reporter, school):
    assert add(signed_in(reporter), school)["Location"] == school.get_absolute_url()
    add(signed_in(office), school, name="Career center", role="career_center", email="center@example.org")
    assert set(school.contacts.values_list("name", "role")) == {
        ("New Person", "administrator"), ("Career center", "career_center"),
    }  # fmt: skip


def test_others_add_and_change_none(signed_in, other_reporter, member, district, contact):
    reader = MembershipFactory(organization=district, role="member").user
    for person in (other_reporter, member, reader):
        assert add(signed_in(person), contact.organization).status_code == 403
        url = reverse("contact-edit", args=[contact.organization.slug, contact.pk])
        assert signed_in(person).post(url, {"name": "Another", "role": "main"}).status_code == 403
    assert list(Contact.objects.values_list("name", flat=True)) == ["Example Person"]


def test_nobody_is_there_twice_in_one_role(signed_in, reporter, contact):
    response = add(signed_in(reporter), contact.organization, name="example person")
    assert response.status_code == 422
    assert "This organization has a contact of that name and role already." in response.content.decode()
    assert add(signed_in(reporter), contact.organization, name="example person", role="main").status_code == 302


def test_a_contact_is_changed_and_ended(signed_in, reporter, contact):
    url = reverse("contact-edit", args=[contact.organization.slug, contact.pk])
    typed = {"name": "Example Person", "role": "main", "email": "", "ended_on": "2026-10-01"}
    assert signed_in(reporter).post(url, typed).status_code == 302
    contact.refresh_from_db()
    assert (contact.role, contact.email, contact.ended_on) == ("main", "", datetime.date(2026, 10, 1))
    assert list(Contact.objects.current()) == []
    page = signed_in(reporter).get(contact.organization.get_absolute_url()).content.decode()
    assert "Ended on October 1, 2026" in page


def test_a_contact_is_found_under_its_own_organization_alone(signed_in, office, contact, district):
    assert signed_in(office).get(reverse("contact-edit", args=[district.slug, contact.pk])).status_code == 404


def test_contacts_are_imported_from_a_spreadsheet(signed_in, office, contact):
    ContactFactory(organization=contact.organization, name="Back Again", ended_on=datetime.date(2025, 1, 1))
    current = ContactFactory(organization=contact.organization, name="Back Again", email="")
    lines = [
        "organization,role,name,email,ended_on",
        "northside-high,administrator,Example Person,another@example.org,",
        "northside-high,career_center,Career center,,",
        "northside-high,administrator,Back Again,back@example.org,",
    ]
    client = signed_in(office)
    assert reverse("admin:consortium_contact_import") in client.get(reverse("import")).content.decode()
    upload = SimpleUploadedFile("contacts.csv", "\n".join(lines).encode())
    url = reverse("admin:consortium_contact_import")
    first = client.post(url, {"format": "0", "resource": "0", "import_file": upload})
    client.post(reverse("admin:consortium_contact_process_import"), first.context["confirm_form"].initial)
    contact.refresh_from_db()
    current.refresh_from_db()
    assert (contact.email, current.email) == ("another@example.org", "back@example.org")
    assert Contact.objects.filter(role="career_center", name="Career center").exists()
    assert Contact.objects.count() == 4
