"""Four-year institutions are what students transfer to: on record, and neither members nor reporting partners."""

import pytest

from consortium.models import Organization, OrganizationYear
from consortium.tests.factories import OrganizationFactory, SchoolYearFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def university():
    return OrganizationFactory(name="Example State", slug="example-state", kind="four_year", segment="")


def test_they_are_no_reporting_partners(university):
    assert university not in Organization.objects.partners()


def test_their_facts_of_a_year_never_say_member(university, office, signed_in):
    SchoolYearFactory(start_year=2026)
    client = signed_in(office)
    address = f"/partners/{university.slug}/years/2026-27/"
    assert 'name="member"' not in client.get(address).content.decode()
    assert client.post(address, {"member": "on", "enrollment": "9000"}).status_code == 302
    assert OrganizationYear.objects.get(organization=university).member is False


def test_their_page_offers_neither_worksheets_nor_invitations(university, office, signed_in):
    page = signed_in(office).get(university.get_absolute_url()).content.decode()
    assert f"organization={university.slug}" not in page
    assert "Nobody reports for" not in page
