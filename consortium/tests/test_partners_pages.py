"""The list of partners and an organization's page: what they show to whom, and who may change it."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.models import County, Office, Officeholder, Organization, OrganizationYear
from consortium.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    return factories.SchoolYearFactory(start_year=2026)


def names(response):
    return [organization.name for organization in response.context["page"]]


def listed(client, **asked):
    return names(client.get(reverse("partners"), asked))


def test_the_list_leaves_schools_out_until_they_are_asked_for(signed_in, reporter, district):
    school = factories.SchoolFactory(name="Northside High", parent=district)
    client = signed_in(reporter)
    assert listed(client) == [district.name]
    assert listed(client, kind="school") == [school.name]
    assert listed(client, q="northside") == [school.name, district.name]


def test_the_list_is_filtered_by_county_segment_code_and_state(signed_in, reporter, district):
    imperial = County.objects.create(code="13", name="Imperial")
    college = factories.CollegeFactory(name="Valley College", mis_code="031", county=imperial)
    closed = factories.OrganizationFactory(
        name="Former Unified", closed_on=datetime.date(2020, 6, 30), cds_code="13630990000000"
    )
    client = signed_in(reporter)
    assert listed(client, county="13") == [college.name]
    assert listed(client, segment="community_college") == [college.name]
    assert listed(client, q="031") == [college.name]
    assert listed(client, q="13-63099", closed="yes") == [closed.name]
    assert listed(client, q="13-63099") == []
    assert listed(client, county="99", kind="no such kind") == [district.name, college.name]


def test_the_list_knows_the_high_school_districts_of_the_chosen_year(signed_in, reporter, district, year):
    earlier = factories.SchoolYearFactory(start_year=2025)
    factories.OrganizationYearFactory(organization=district, year=earlier)
    factories.OrganizationYearFactory(organization=district, year=year, high_school_district=False)
    client = signed_in(reporter)
    assert listed(client, districts="high", year="2025-26") == [district.name]
    assert listed(client, districts="high", year="2026-27") == []


def test_the_list_shows_codes_as_text_grades_and_the_number_of_reporters(signed_in, reporter, district, year):
    Organization.objects.filter(pk=district.pk).update(cds_code="01611190000000")
    factories.OrganizationYearFactory(organization=district, year=year, lowest_grade=9, highest_grade=12)
    factories.MembershipFactory(organization=district, ended_on=datetime.date(2026, 7, 1))
    page = signed_in(reporter).get(reverse("partners"), {"year": "2026-27"})
    assert [organization.reporters for organization in page.context["page"]] == [1]
    content = page.content.decode()
    assert "01611190000000" in content
    assert "9–12" in content


def test_the_list_takes_as_many_queries_for_many_partners_as_for_few(signed_in, office, year):
    client = signed_in(office)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(reverse("partners")).status_code == 200
        return len(captured)

    def add(count):
        for _ in range(count):
            organization = factories.OrganizationFactory()
            factories.OrganizationYearFactory(organization=organization, year=year)
            factories.MembershipFactory(organization=organization)

    add(2)
    few = queries()
    add(30)
    assert queries() == few


def test_an_organizations_page_takes_as_many_queries_for_many_rows_as_for_few(signed_in, office, district, year):
    client = signed_in(office)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(district.get_absolute_url()).status_code == 200
        return len(captured)

    def add(count, start):
        holder = Office.objects.get_or_create(organization=district, title="superintendent")[0]
        for number in range(start, start + count):
            school = factories.SchoolFactory(parent=district)
            factories.OrganizationYearFactory(organization=school, year=year)
            factories.OrganizationYearFactory(
                organization=district, year=factories.SchoolYearFactory(start_year=2000 + number)
            )
            factories.MembershipFactory(organization=district)
            day = datetime.date(2000 + number, 7, 1)
            Officeholder.objects.create(office=holder, name="Holder", starts=day, ends=day)

    add(1, 0)
    few = queries()
    add(12, 1)
    assert queries() == few


def test_a_page_shows_schools_offices_and_facts(signed_in, reporter, district, year):
    factories.SchoolFactory(name="Northside High", parent=district)
    factories.OrganizationYearFactory(organization=district, year=year, enrollment=12345)
    held = Office.objects.create(organization=district, title="superintendent")
    Officeholder.objects.create(
        office=held, name="First Holder", starts=datetime.date(2020, 7, 1), ends=datetime.date(2024, 6, 30)
    )
    Officeholder.objects.create(office=held, name="Second Holder", starts=datetime.date(2024, 7, 1))
    content = signed_in(reporter).get(district.get_absolute_url()).content.decode()
    for text in ("Northside High", "First Holder", "Second Holder", "June 30, 2024", "12,345", "K–12"):
        assert text in content


def test_addresses_of_people_are_for_the_office_and_the_own_organization_only(
    signed_in, office, reporter, other_reporter, member, district
):
    held = Office.objects.create(organization=district, title="superintendent")
    Officeholder.objects.create(
        office=held, name="Holder", email="holder@example.org", starts=datetime.date(2024, 7, 1)
    )
    page = district.get_absolute_url()
    for person in (office, reporter):
        content = signed_in(person).get(page).content.decode()
        assert "reporter@example.org" in content
        assert "holder@example.org" in content
    for person in (other_reporter, member):
        content = signed_in(person).get(page).content.decode()
        assert "reporter@example.org" not in content
        assert "holder@example.org" not in content
        assert "Name not given" in content


def test_the_way_to_the_worksheets_is_for_those_who_may_read_them(signed_in, reporter, other_reporter, district):
    way = f"{reverse('worksheets')}?organization={district.slug}"
    assert way in signed_in(reporter).get(district.get_absolute_url()).content.decode()
    assert way not in signed_in(other_reporter).get(district.get_absolute_url()).content.decode()


WRITING = [
    ("partner-new", []),
    ("partner-edit", ["northside-union-high"]),
    ("partner-year", ["northside-union-high", "2026-27"]),
    ("officeholder-new", ["northside-union-high", "superintendent"]),
]
OFFICE_ONLY = [("grades", ["2026-27"]), ("people", []), ("person-invite", []), ("import", []), ("import-schools", [])]


@pytest.mark.parametrize(("name", "args"), WRITING)
def test_members_read_partners_and_may_not_write_them(signed_in, office, reporter, member, stranger, year, name, args):
    address = reverse(name, args=args)
    assert signed_in(office).get(address).status_code == 200
    for person in (reporter, member):
        assert signed_in(person).get(address).status_code == 403
        assert signed_in(person).post(address, {"name": "Mine"}).status_code == 403
    assert signed_in(stranger).get(address).status_code == 404
    assert signed_in(stranger).post(address).status_code == 404
    assert signed_in(None).get(address).status_code == 302
    assert Organization.objects.get(slug="northside-union-high").name == "Northside Union High"


@pytest.mark.parametrize(("name", "args"), OFFICE_ONLY)
def test_people_imports_and_grades_are_for_the_office(signed_in, office, reporter, member, stranger, year, name, args):
    address = reverse(name, args=args)
    assert signed_in(office).get(address).status_code == 200
    for person in (reporter, member, stranger):
        assert signed_in(person).get(address).status_code == 404
        assert signed_in(person).post(address).status_code == 404
    assert signed_in(None).get(address).status_code == 302


def test_strangers_see_no_partners(signed_in, stranger, district):
    client = signed_in(stranger)
    assert client.get(reverse("partners")).status_code == 404
    assert client.get(district.get_absolute_url()).status_code == 404


def posted(**changes):
    return {
        "name": "North County Adult",
        "kind": "adult_school",
        "segment": "adult_education",
        "parent": "",
        "county": "",
        "cds_code": "",
        "mis_code": "",
        "closed_on": "",
    } | changes


def test_the_office_adds_a_partner_with_a_readable_address(signed_in, office):
    client = signed_in(office)
    assert client.post(reverse("partner-new"), posted()).status_code == 302
    assert client.post(reverse("partner-new"), posted()).status_code == 302
    assert client.post(reverse("partner-new"), posted(name="New", cds_code="37-68338-0000000")).status_code == 302
    added = set(Organization.objects.exclude(kind="office").values_list("slug", "cds_code"))
    assert added == {("north-county-adult", None), ("north-county-adult-2", None), ("new-2", "37683380000000")}


def test_a_new_district_gets_the_office_of_its_head(signed_in, office):
    signed_in(office).post(reverse("partner-new"), posted(name="East Unified", kind="k12_district", segment="k12"))
    assert Office.objects.get(organization__slug="east-unified").title == "superintendent"


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"cds_code": "3768338"}, "cds_code", "“3768338” is not 14 digits. Leading zeros belong to the code."),
        ({"mis_code": "31"}, "mis_code", "“31” is not 3 digits. Leading zeros belong to the code."),
        ({"cds_code": "37683380000000"}, "cds_code", "This is the code of Known Unified."),
        (
            {"kind": "school"},
            "parent",
            "Choose the district or county office that the school belongs to.",
        ),
    ],
)
def test_what_is_wrong_about_a_partner_is_said_beside_the_field(signed_in, office, changes, field, sentence):
    factories.OrganizationFactory(name="Known Unified", cds_code="37683380000000")
    response = signed_in(office).post(reverse("partner-new"), posted(**changes))
    assert (response.status_code, response.context["form"].errors[field]) == (422, [sentence])
    assert not Organization.objects.filter(name="North County Adult").exists()


def test_a_district_belongs_to_nothing(signed_in, office, district):
    changes = posted(kind="k12_district", parent=district.pk)
    response = signed_in(office).post(reverse("partner-new"), changes)
    assert response.context["form"].errors["parent"] == [
        "Only schools and colleges belong to another organization, no K-12 district."
    ]


def test_renaming_keeps_the_address(signed_in, office, district):
    changes = posted(name="Northside High School District", kind="k12_district", segment="k12")
    response = signed_in(office).post(reverse("partner-edit", args=[district.slug]), changes)
    assert response.status_code == 302
    district.refresh_from_db()
    assert (district.name, district.slug) == ("Northside High School District", "northside-union-high")


def test_the_facts_of_a_year_are_entered_by_the_office(signed_in, office, district, year):
    address = reverse("partner-year", args=[district.slug, "2026-27"])
    client = signed_in(office)
    facts = {
        "lowest_grade": "9",
        "highest_grade": "12",
        "grades_confirmed": "on",
        "high_school_district": "on",
        "member": "on",
        "enrollment": "2100",
    }
    assert client.post(address, facts).status_code == 302
    row = OrganizationYear.objects.get(organization=district, year=year)
    assert (row.lowest_grade, row.highest_grade, row.grades_confirmed, row.high_school_district, row.enrollment) == (
        9,
        12,
        True,
        True,
        2100,
    )
    wrong = client.post(address, facts | {"highest_grade": "8"})
    assert wrong.context["form"].errors["highest_grade"] == ["The highest grade comes before the lowest."]
    wrong = client.post(address, facts | {"lowest_grade": "0", "highest_grade": "8"})
    assert wrong.context["form"].errors["highest_grade"] == ["A high school district serves grades 9 to 12."]
    assert client.get(reverse("partner-year", args=[district.slug, "2031-32"])).status_code == 404
