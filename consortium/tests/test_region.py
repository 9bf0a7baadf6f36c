"""The first load of the region: what is in it, and that a second load keeps what is there."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from consortium.models import Consortium, County, Office, Organization, OrganizationYear, SchoolYear
from consortium.region import load_region
from consortium.tests.factories import SchoolYearFactory

TODAY = datetime.date(2026, 10, 1)
Kind = Organization.Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    return SchoolYearFactory(start_year=2026)


@pytest.fixture
def region(year):
    load_region(year, today=TODAY)


def by_kind():
    return dict(Organization.objects.order_by().values_list("kind").annotate(Count("pk")))


def test_the_region_has_the_real_numbers(region):
    assert by_kind() == {
        Kind.OFFICE: 1,
        Kind.WORKING_GROUP: 2,
        Kind.COLLEGE_DISTRICT: 6,
        Kind.COLLEGE: 10,
        Kind.K12_DISTRICT: 58,
        Kind.COUNTY_OFFICE: 2,
        Kind.CHARTER: 5,
        Kind.SCHOOL: 814,
    }
    assert Consortium.objects.get().name == "San Diego & Imperial Regional Consortium"
    assert dict(County.objects.values_list("code", "name")) == {"37": "San Diego", "13": "Imperial"}


def test_twenty_six_districts_have_high_schools(region, year):
    assert Organization.objects.high_school_districts(year).count() == 26


def test_districts_and_colleges_are_members_of_the_year_and_schools_have_facts(region, year):
    assert Organization.objects.members_in(year).count() == 65 + 10
    assert OrganizationYear.objects.filter(year=year, organization__kind=Kind.SCHOOL).count() == 814
    assert not OrganizationYear.objects.filter(organization__kind=Kind.SCHOOL, grades_confirmed=True).exists()


def test_codes_are_text_with_their_zeros_and_the_file_gives_the_segment(region):
    college = Organization.objects.get(slug="san-diego-college-of-continuing-education")
    assert (college.mis_code, college.segment, college.kind) == ("076", "adult_education", "college")
    valley = Organization.objects.get(mis_code="031")
    assert (valley.slug, valley.county.code, valley.segment) == ("imperial-valley-college", "13", "community_college")


def test_addresses_are_readable_and_schools_of_one_name_carry_their_district(region):
    names = ["Jefferson Elementary", "Brawley Union High"]
    slugs = set(Organization.objects.filter(name__in=names).values_list("slug"))
    assert ("grossmont-union-high",) in Organization.objects.values_list("slug")
    assert ("brawley-union-high",) in slugs
    assert ("brawley-union-high-school",) in slugs
    assert ("jefferson-elementary",) not in slugs
    assert len(slugs) == 5


def test_each_college_and_district_has_the_office_of_its_head(region):
    assert dict(Office.objects.order_by().values_list("title").annotate(Count("pk"))) == {
        "president": 10,
        "superintendent": 65,
    }


def test_a_second_load_changes_nothing_and_keeps_what_people_changed(region, year):
    Organization.objects.filter(slug="grossmont-union-high").update(name="Grossmont")
    Organization.objects.filter(slug="jefferson-elementary").update(closed_on=TODAY)
    before = list(Organization.objects.order_by("pk").values())
    facts = list(OrganizationYear.objects.order_by("pk").values())
    assert load_region(year, today=TODAY).changes == 0
    assert list(Organization.objects.order_by("pk").values()) == before
    assert list(OrganizationYear.objects.order_by("pk").values()) == facts


def test_the_next_year_begins_with_the_facts_of_the_year_before(region, year):
    year_facts = OrganizationYear.objects.filter(year=year, organization__slug="santee")
    year_facts.update(lowest_grade=0, highest_grade=8, member=False, grades_confirmed=True)
    following = SchoolYearFactory(start_year=2027)
    load_region(following, today=TODAY)
    facts = OrganizationYear.objects.get(year=following, organization__slug="santee")
    assert (facts.lowest_grade, facts.highest_grade, facts.member, facts.grades_confirmed) == (0, 8, False, False)
    assert OrganizationYear.objects.filter(year=following).count() == 814 + 65 + 10


def test_the_load_takes_the_same_few_queries_however_large_the_region_is(year, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        load_region(year, today=TODAY)


def test_the_command_makes_the_year_and_says_what_was_new(capsys):
    call_command("load_region", "2025-26")
    assert SchoolYear.objects.get().label == "2025-26"
    assert "898 organizations, of which 898 are new" in capsys.readouterr().out


def test_the_command_refuses_a_year_that_is_none():
    with pytest.raises(CommandError, match="“2025-27” is not a school year. Write it as 2026-27."):
        call_command("load_region", "2025-27")
    assert not Organization.objects.exists()
