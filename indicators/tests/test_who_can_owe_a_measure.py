"""Which organizations can owe a measure, and what is proposed where nothing was agreed."""

import pytest

from consortium.tests.factories import (
    AdultSchoolFactory,
    CollegeFactory,
    OfficeOrganizationFactory,
    OrganizationFactory,
    OrganizationYearFactory,
    SchoolFactory,
    SchoolYearFactory,
    WorkingGroupFactory,
)
from goals.tests.factories import FrameworkFactory
from indicators.models import Assignment
from indicators.planning import default_assignments, may_owe
from indicators.tests.factories import AssignmentFactory, MeasureFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(db):
    return SchoolYearFactory(start_year=2026)


@pytest.fixture
def region(year):
    """One organization of each kind, by a short name; all are members."""
    group = WorkingGroupFactory(name="Working group")
    FrameworkFactory(code="EN", working_group=group)
    found = {
        "office": OfficeOrganizationFactory(),
        "group": group,
        "other group": WorkingGroupFactory(),
        "college": CollegeFactory(),
        "continuing education": CollegeFactory(segment="adult_education"),
        "adult school": AdultSchoolFactory(),
        "K-5": OrganizationFactory(),
        "K-6": OrganizationFactory(),
        "K-8": OrganizationFactory(),
        "unified": OrganizationFactory(),
        "county office": OrganizationFactory(kind="county_office"),
        "charter": OrganizationFactory(kind="charter"),
    }
    grades = {"K-5": (0, 5), "K-6": (0, 6), "K-8": (0, 8)}
    for name, organization in found.items():
        if organization.kind not in ("office", "working_group"):
            lowest, highest = grades.get(name, (0, 12))
            OrganizationYearFactory(organization=organization, year=year, lowest_grade=lowest, highest_grade=highest)
    school = SchoolFactory(parent=found["unified"])
    OrganizationYearFactory(organization=school, year=year)
    return found


def names(region, queryset):
    found = set(queryset)
    assert found <= set(region.values())
    return {name for name, organization in region.items() if organization in found}


@pytest.mark.parametrize(
    ("code", "reporters", "expected"),
    [
        ("CP-1.4b", ["office"], {"office"}),
        ("EN-1.1a", ["working_group"], {"group"}),
        ("CP-8.1a", ["college"], {"college"}),
        ("EN-9.1a", ["adult_school"], {"continuing education", "adult school"}),
        ("EN-2.4a", ["district"], {"K-6", "K-8", "unified", "county office", "charter"}),
        ("EN-3.2a", ["district", "college"], {"unified", "county office", "charter", "college"}),
        ("CP-3.1b", ["district"], {"unified", "county office", "charter"}),
        ("EN-4.2a", ["district"], {"unified", "county office", "charter"}),
        ("CP-3.1a", ["office", "district"], {"office", "K-6", "K-8", "unified", "county office", "charter"}),
    ],
)
def test_who_can_owe(region, year, code, reporters, expected):
    measure = MeasureFactory(code=code, reporters=reporters, placed=False)
    assert names(region, may_owe(measure, year)) == expected


def test_who_is_no_member_this_year_owes_nothing(region, year):
    region["unified"].years.update(member=False)
    region["K-8"].years.update(year=SchoolYearFactory(start_year=2025))
    measure = MeasureFactory(reporters=["district"], placed=False)
    assert names(region, may_owe(measure, year)) == {"K-6", "county office", "charter"}


def test_unknown_grades_and_closed_organizations_owe_nothing(region, year):
    region["unified"].years.update(lowest_grade=None, highest_grade=None)
    region["K-8"].closed_on = "2026-08-01"
    region["K-8"].save()
    measure = MeasureFactory(reporters=["district"], placed=False)
    assert names(region, may_owe(measure, year)) == {"K-6", "county office", "charter"}


def test_the_proposal_is_totals_also_where_a_source_is_built(region, year):
    place = {"placed__indicator__goal__edition__first_year": year}
    MeasureFactory(code="CP-1.4b", reporters=["office"], source="events.regional_meetings", **place)
    MeasureFactory(code="CP-8.1a", reporters=["college"], source="pathways.agreements_completed", **place)
    assert default_assignments(year) == 2
    owed = Assignment.objects.in_year(year).order_by("measure__code").values_list("organization__kind", "mode")
    assert list(owed) == [("office", "totals"), ("college", "totals")]


def test_the_proposal_leaves_what_was_agreed(region, year):
    place = {"placed__indicator__goal__edition__first_year": year}
    agreed = MeasureFactory(code="EN-2.4a", **place)
    AssignmentFactory(measure=agreed, year=year, organization=region["K-8"])
    for name in ("K-6", "county office", "charter"):
        AssignmentFactory(measure=MeasureFactory(placed=False), year=year, organization=region[name])
    new = MeasureFactory(code="EN-2.3a", **place)
    default_assignments(year)
    owed = Assignment.objects.in_year(year)
    # only the district that owed nothing at all gets the measure that was agreed already
    assert names(region, [a.organization for a in owed.filter(measure=agreed)]) == {"K-8", "unified"}
    assert names(region, [a.organization for a in owed.filter(measure=new)]) == {
        "K-6",
        "K-8",
        "unified",
        "county office",
        "charter",
    }
    assert default_assignments(year) == 0


def test_the_proposal_takes_the_same_queries_for_many_organizations(year, django_assert_num_queries):
    MeasureFactory(placed__indicator__goal__edition__first_year=year)
    for _ in range(30):
        OrganizationYearFactory(year=year)
    with django_assert_num_queries(8):  # savepoint twice, year, editions, placements, agreed, one rule, insert
        assert default_assignments(year) == 30
