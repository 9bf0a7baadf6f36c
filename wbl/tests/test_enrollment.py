"""Enrollment by group: partitions make the total, sums for rates, and what outsiders see."""

import pghistory
import pytest
from django.db import IntegrityError, transaction

from consortium.permissions import Access
from consortium.tests.factories import CollegeFactory, OrganizationFactory, OrganizationYearFactory, SchoolYearFactory
from wbl.models import EnrollmentByGroup
from wbl.models.enrollment import RACE_FIELDS
from wbl.queries.enrollment import REGION, enrolled, enrolled_by_organization, table
from wbl.tests.factories import EnrollmentByGroupFactory

pytestmark = pytest.mark.django_db

NO_RACES = dict.fromkeys(RACE_FIELDS, 0)


@pytest.fixture
def year():
    return SchoolYearFactory()


def genders(female, male, other=0, unknown=0):
    return {"gf": female, "gm": male, "gx": other, "gz": unknown}


def test_sums_by_category_are_of_those_who_know_it_and_of_the_asked_audience_and_year(year):
    first = EnrollmentByGroupFactory(total=100, se=12, **genders(60, 40))
    second = EnrollmentByGroupFactory(total=50, **(NO_RACES | {"rh": 50}))
    EnrollmentByGroupFactory(organization=first.organization, audience="middle_school", total=7)
    EnrollmentByGroupFactory(year=SchoolYearFactory(start_year=2025), total=9)
    both = [first.organization_id, second.organization_id]
    zeros = dict.fromkeys(("RB", "RI", "RA", "RF", "RP", "RT", "RW", "RD"), 0)
    assert enrolled(year, both) == {"total": 150, "GF": 60, "GM": 40, "GX": 0, "GZ": 0, "SE": 12, "RH": 50, **zeros}
    assert enrolled(year) == enrolled(year, both)
    assert enrolled(year, both[:1]) == {"total": 100, "GF": 60, "GM": 40, "GX": 0, "GZ": 0, "SE": 12}
    assert enrolled(year, both[:1], "middle_school") == {"total": 7}
    assert enrolled(year, []) == {}
    assert enrolled_by_organization(year, both[1:]) == {second.organization_id: {"total": 50, "RH": 50, **zeros}}


@pytest.mark.parametrize(
    "counts", [genders(60, 39), {"gf": 60, "gm": 40}, {"rh": 100}, {"sd": 101}, {"total": -1}]
)
def test_the_database_keeps_what_does_not_fit_together_out(year, counts):
    with pytest.raises(IntegrityError), transaction.atomic():
        EnrollmentByGroupFactory(**{"total": 100, "year": year, **counts})


def page_of(district, audience="high_school"):
    return f"/wbl/enrollment/{district.slug}/2026-27/{audience}/edit/"


def test_a_reporter_types_counts_and_what_is_left_empty_beside_a_whole_partition_is_none(
    signed_in, reporter, district, year
):
    typed = {"total": "1,200", "gf": "700", "gm": "500", "sd": "0", "version": "0"}
    response = signed_in(reporter).post(page_of(district), typed)
    assert response.url == f"/wbl/enrollment/{district.slug}/2026-27/"
    row = EnrollmentByGroup.objects.get()
    assert (row.organization, row.audience, row.total, row.gf, row.gx, row.sd, row.se, row.rb) == (
        district, "high_school", 1200, 700, 0, 0, None, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"gf": "60", "gm": "30"}, "Together these are 90 of 100. Of the other 10 this is not reported"),
        ({"gf": "60", "gm": "50"}, "Together these are 110, more than all 100 students."),
        ({"sd": "101"}, "These are more than all 100 students."),
        ({"total": ""}, "Give the total: all of these students, each once."),
        ({"rb": "a few"}, "Write a whole number, such as 1250."),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_saved(signed_in, reporter, district, year, typed, sentence):
    response = signed_in(reporter).post(page_of(district), {"total": "100", "version": "0"} | typed)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not EnrollmentByGroup.objects.exists()


def test_not_reported_completes_a_partition(signed_in, reporter, district, year):
    typed = {"total": "100", "gf": "60", "gm": "30", "gz": "10", "version": "0"}
    assert signed_in(reporter).post(page_of(district), typed).status_code == 302
    assert EnrollmentByGroup.objects.get().gz == 10


def test_two_people_in_the_same_counts_the_second_is_told_and_chooses(signed_in, reporter, office, district, year):
    row = EnrollmentByGroupFactory(organization=district, total=100)
    with pghistory.context(user=office.pk):
        EnrollmentByGroup.objects.filter(pk=row.pk).update(total=120, version=2)
    client = signed_in(reporter)
    response = client.post(page_of(district), {"total": "90", "version": "1"})
    assert response.status_code == 409
    assert "All students: saved there 120, typed by you 90" in response.content.decode()
    assert EnrollmentByGroup.objects.get().total == 120
    client.post(page_of(district), {"total": "90", "version": "2"})
    assert EnrollmentByGroup.objects.get().total == 90


def test_two_who_begin_at_once_make_one_row(signed_in, reporter, district, year):
    EnrollmentByGroupFactory(organization=district, total=100)
    response = signed_in(reporter).post(page_of(district), {"total": "90", "version": "0"})
    assert response.status_code == 409
    assert EnrollmentByGroup.objects.get().total == 100


def test_only_its_reporters_and_the_office_write(signed_in, other_reporter, member, stranger, district, year):
    for user, status in ((other_reporter, 403), (member, 403), (stranger, 404)):
        assert signed_in(user).get(page_of(district)).status_code == status
        assert signed_in(user).post(page_of(district), {"total": "100", "version": "0"}).status_code == status
    assert not EnrollmentByGroup.objects.exists()


@pytest.mark.parametrize("address", ["high_school", "parents"])
def test_only_districts_and_colleges_and_students_have_such_a_page(signed_in, office, year, address):
    place = OrganizationFactory(kind="workforce_board") if address == "high_school" else CollegeFactory()
    assert signed_in(office).get(page_of(place, address)).status_code == 404


def outsider():
    return Access(user_id=1, member_of=frozenset([10**9]))


def shown(year, access, owner):
    seen = table(year, "high_school", access)
    return {category: seen.cell(owner, category) for category in seen.counts[owner]}


def test_counts_of_1_to_10_and_what_gives_them_away_are_hidden_from_outsiders_alone(year):
    row = EnrollmentByGroupFactory(total=500, **genders(280, 210, 7, 3), se=494, sd=60)
    EnrollmentByGroupFactory(total=900, **genders(430, 440, 18, 12), se=200, sd=100)
    own = Access(user_id=1, reporter_for=frozenset([row.organization_id]))
    for access in (own, Access(is_office=True)):
        seen = shown(year, access, row.organization_id)
        assert {state for state, _ in seen.values()} == {"shown"}
    seen = shown(year, outsider(), row.organization_id)
    assert (seen["GX"], seen["GZ"]) == (("hidden", None), ("hidden", None))
    assert seen["SE"] == ("hidden", None)  # 6 are not in it
    assert (seen["SD"], seen["total"]) == (("shown", 60), ("shown", 500))
    region = shown(year, outsider(), REGION)
    for category in ("GX", "GZ", "SE"):
        both = {region[category][0], *(shown(year, outsider(), owner)[category][0] for owner in table_owners(year))}
        assert both != {"shown"}


def table_owners(year):
    return [owner for owner in table(year, "high_school", outsider()).counts if owner != REGION]


def test_with_two_organizations_what_one_hides_does_not_follow_from_the_region(year):
    small = EnrollmentByGroupFactory(total=60, sd=4)
    large = EnrollmentByGroupFactory(total=900, sd=100)
    seen = table(year, "high_school", outsider())
    states = [seen.cell(owner, "SD")[0] for owner in (small.organization_id, large.organization_id, REGION)]
    assert states[0] == "hidden"
    assert states.count("shown") <= 1


def test_the_page_of_an_organization_hides_what_an_outsider_must_not_see(signed_in, reporter, member, district, year):
    EnrollmentByGroupFactory(organization=district, total=543, sf=4)
    EnrollmentByGroupFactory(total=800, sf=40)
    address = f"/wbl/enrollment/{district.slug}/2026-27/"
    own = signed_in(reporter).get(address).content.decode()
    others = signed_in(member).get(address).content.decode()
    assert ('<td class="num">4</td>' in own, "hidden-figure" in own) == (True, False)
    assert ('<td class="num">4</td>' in others, "hidden-figure" in others) == (False, True)
    assert "543" in others


@pytest.mark.parametrize("organizations", [1, 8])
def test_the_list_says_who_is_asked_and_takes_the_same_number_of_queries(
    signed_in, member, year, organizations, django_assert_num_queries
):
    for _ in range(organizations):
        row = EnrollmentByGroupFactory(total=200)
        OrganizationYearFactory(organization=row.organization, year=year, lowest_grade=9)
    client = signed_in(member)
    client.get("/wbl/enrollment/")
    with django_assert_num_queries(12):
        page = client.get("/wbl/enrollment/?year=2026-27").content.decode()
    assert page.count("not broken down") == organizations
    assert page.count("hidden\">has no such students") == organizations
