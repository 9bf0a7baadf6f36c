"""Whom a sending goes to: offices with their holders of the day, schools, career centers, partners and lists."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consortium.offices import hand_over
from consortium.tests.factories import (
    CollegeFactory,
    ContactFactory,
    OfficeFactory,
    OfficeholderFactory,
    OfficeOrganizationFactory,
    OrganizationFactory,
    OrganizationYearFactory,
    SchoolFactory,
    SchoolYearFactory,
    WorkingGroupFactory,
)
from goals.models import Distribution
from goals.rules.audiences import audience_of
from goals.tests.factories import RecipientListFactory

pytestmark = pytest.mark.django_db

Kind = Distribution.Audience
DAY = datetime.date(2026, 11, 23)


def member(factory=OrganizationFactory, joined=True, **fields):
    organization = factory(**fields)
    OrganizationYearFactory(organization=organization, year=SchoolYearFactory(), member=joined)
    return organization


def school(district, highest=12, **fields):
    made = SchoolFactory(parent=district, **fields)
    OrganizationYearFactory(organization=made, year=SchoolYearFactory(), lowest_grade=0, highest_grade=highest)
    return made


def superintendent(organization, **fields):
    return OfficeholderFactory(office=OfficeFactory(organization=organization), **fields)


def people(audience):
    return [(one.organization, one.role, one.name) for one in audience.addressees]


def test_presidents_and_superintendents_are_offices_of_members_with_the_holder_of_the_day():
    district, college = member(name="A Unified"), member(CollegeFactory, name="B College")
    hand_over(district, "superintendent", name="Former", email="f@example.org", starts=datetime.date(2024, 7, 1))
    hand_over(district, "superintendent", name="Present", email="p@example.org", starts=datetime.date(2026, 9, 1))
    OfficeholderFactory(office=OfficeFactory(organization=college, title="president"), name="President")
    superintendent(member(joined=False))
    superintendent(member(closed_on=datetime.date(2026, 8, 1)))
    audience = audience_of(Kind.OFFICEHOLDERS, DAY)
    assert people(audience) == [(district, "superintendent", "Present"), (college, "president", "President")]
    assert people(audience_of(Kind.PRESIDENTS, DAY)) == [(college, "president", "President")]
    earlier = audience_of(Kind.SUPERINTENDENTS, datetime.date(2026, 8, 15))
    assert people(earlier) == [(district, "superintendent", "Former")]


def test_an_office_that_nobody_holds_is_a_recipient_and_an_organization_without_one_is_named():
    vacant, without = member(name="A Unified"), member(name="B Unified")
    OfficeFactory(organization=vacant)
    audience = audience_of(Kind.SUPERINTENDENTS, DAY)
    assert people(audience) == [(vacant, "superintendent", "")]
    assert [one.organization for one in audience.without_holder] == [vacant]
    assert (audience.nobody, len(audience.without_address), audience.mails) == ([without], 1, 0)


def test_one_address_in_two_capacities_is_two_recipients_and_one_mail():
    superintendent(member(name="A Unified"), email="Both@example.org")
    superintendent(member(name="B Unified"), email="both@example.org")
    superintendent(member(name="C Unified"), email="")
    audience = audience_of(Kind.SUPERINTENDENTS, DAY)
    assert (len(audience.addressees), audience.mails) == (3, 1)
    [(address, several)] = audience.twice
    assert (address, [one.organization.name for one in several]) == ("both@example.org", ["A Unified", "B Unified"])


def test_schools_are_administrators_of_middle_and_high_schools_of_member_districts():
    district = member()
    high, middle, without = school(district, 12, name="A"), school(district, 8, name="B"), school(district, name="C")
    for one in (high, middle, school(district, 6), school(member(joined=False))):
        ContactFactory(organization=one, name="Head")
    ContactFactory(organization=high, name="Left", ended_on=datetime.date(2026, 1, 1))
    ContactFactory(organization=high, name="Center", role="career_center")
    audience = audience_of(Kind.SCHOOLS, DAY)
    assert people(audience) == [(high, "administrator", "Head"), (middle, "administrator", "Head")]
    assert audience.nobody == [without]


def test_career_centers_are_those_of_members_and_their_schools():
    district = member(name="A Unified")
    high = school(district, name="High")
    ContactFactory(organization=high, name="Center", role="career_center")
    ContactFactory(organization=district, name="District center", role="career_center")
    ContactFactory(organization=SchoolFactory(), name="Elsewhere", role="career_center")
    ContactFactory(organization=high, name="Head")
    centers = [(district, "career_center", "District center"), (high, "career_center", "Center")]
    assert people(audience_of(Kind.CAREER_CENTERS, DAY)) == centers
    both = people(audience_of(Kind.ADMINISTRATORS_AND_CENTERS, DAY))
    assert both == [(high, "administrator", "Head"), *centers]


def test_partners_are_main_contacts_and_else_who_leads_the_organization():
    known, led, vacant, nobody = (member(name=f"{letter} Unified") for letter in "ABCD")
    member(OfficeOrganizationFactory)
    member(WorkingGroupFactory)
    ContactFactory(organization=known, role="main", name="Main")
    superintendent(known, name="Not asked")
    superintendent(led, name="Leads")
    OfficeFactory(organization=vacant)
    audience = audience_of(Kind.PARTNERS, DAY)
    assert people(audience) == [
        (known, "main", "Main"), (led, "superintendent", "Leads"), (vacant, "superintendent", ""),
    ]  # fmt: skip
    assert audience.nobody == [nobody]


def test_a_list_is_its_contacts_that_have_not_ended():
    there, ended = ContactFactory(name="There"), ContactFactory(ended_on=DAY)
    chosen = RecipientListFactory()
    chosen.contacts.add(there, ended)
    audience = audience_of(Kind.LIST, DAY, chosen)
    assert ([one.contact for one in audience.addressees], audience.ended) == ([there], 1)


def test_the_fingerprint_changes_with_people_and_addresses():
    holder = superintendent(member())
    before = audience_of(Kind.SUPERINTENDENTS, DAY).fingerprint
    assert audience_of(Kind.SUPERINTENDENTS, DAY).fingerprint == before
    holder.email = "another@example.org"
    holder.save()
    assert audience_of(Kind.SUPERINTENDENTS, DAY).fingerprint != before


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.LIST])
def test_it_asks_equally_often_for_few_and_for_many(kind):
    def add(number):
        for _ in range(number):
            district = member()
            superintendent(district)
            ContactFactory(organization=school(district))

    def asked():
        with CaptureQueriesContext(connection, ) as queries:
            audience = audience_of(kind, DAY)
            [str(one.organization.parent) for one in audience.addressees]
        return len(queries)

    add(2)
    few = asked()
    add(12)
    assert asked() == few


def test_before_a_year_is_set_up_there_is_nobody():
    superintendent(OrganizationFactory())
    assert audience_of(Kind.OFFICEHOLDERS, DAY).addressees == []
    assert audience_of(Kind.SCHOOLS, DAY).addressees == []
