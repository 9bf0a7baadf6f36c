"""Coverage: where high school programs lead and what feeds college programs, by organization and sector, on a day."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consortium.tests.factories import CollegeFactory, OrganizationFactory, OrganizationYearFactory, SchoolYearFactory
from pathways.models import MapVersion, Program, Sector
from pathways.queries import coverage
from pathways.queries.coverage import Tally
from pathways.queries.leading import fed_by_high_school, leading_to_college
from pathways.tests.factories import (
    CollegeProgramFactory,
    ProgramFactory,
    SectorFactory,
    SectorLinkFactory,
    published_version,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 3, 3)
BEFORE, AFTER = DAY - datetime.timedelta(1), DAY + datetime.timedelta(1)


@pytest.fixture
def client(member, signed_in):
    return signed_in(member)


def leading(day=DAY):
    return set(leading_to_college(Program.objects.all(), day))


def fed(day=DAY):
    return set(fed_by_high_school(Program.objects.all(), day))


def joined(school=None, college=None, on=DAY):
    """A high school program and a college program that a map published `on` leads to; and the version."""
    school, college = school or ProgramFactory(), college or CollegeProgramFactory()
    return school, college, published_version(on=on, connects=[(school, college)])


def test_programs_lead_from_the_day_a_map_is_published():
    school, college, _ = joined()
    ProgramFactory()
    CollegeProgramFactory()
    assert (leading(), fed()) == ({school}, {college})
    assert (leading(BEFORE), fed(BEFORE)) == (set(), set())


def test_drafts_and_withdrawn_and_replaced_maps_lead_nowhere():
    _, _, withdrawn = joined()
    MapVersion.objects.filter(pk=withdrawn.pk).update(withdrawn_on=AFTER, withdrawn_because="Closed")
    _, _, replaced = joined()
    MapVersion.objects.create(pathway=replaced.pathway, number=2, published_on=AFTER)
    assert len(leading(DAY)) == 2
    assert (leading(AFTER), fed(AFTER)) == (set(), set())
    joined(on=None)
    assert leading(AFTER) == set()


def test_a_program_that_has_ended_leads_nowhere_and_feeds_nothing():
    joined(school=ProgramFactory(ends_on=BEFORE))
    joined(college=CollegeProgramFactory(ends_on=BEFORE))
    school, college, _ = joined(school=ProgramFactory(ends_on=DAY))
    assert (leading(), fed()) == ({school}, {college})


def test_a_program_on_two_maps_counts_once_and_every_figure_adds_up():
    sector, other = SectorFactory(order=1), SectorFactory(order=2)
    north, south = OrganizationFactory(name="North"), OrganizationFactory(name="South")
    on_two = ProgramFactory(organization=north, sector=sector)
    joined(school=on_two)
    joined(school=on_two)
    ProgramFactory(organization=north, sector=sector)
    ProgramFactory(organization=south, sector=other)
    ProgramFactory(organization=south, sector=other, ends_on=BEFORE)
    ProgramFactory(organization=south, sector=other, level="adult")
    matrix = coverage.high_schools(Program.objects.all(), DAY, [sector, other])
    assert [(row.organization, row.cells, row.total) for row in matrix.rows] == [
        (north, (Tally(1, 1), Tally()), Tally(1, 1)),
        (south, (Tally(), Tally(0, 1)), Tally(0, 1)),
    ]
    assert (matrix.totals, matrix.whole) == ((Tally(1, 1), Tally(0, 1)), Tally(1, 2))


def test_colleges_are_counted_by_their_sectors_and_adult_programs_are_not_theirs():
    sector = SectorFactory(scheme="college")
    college = CollegeFactory(name="Example College")
    fed_one = CollegeProgramFactory(organization=college, sector=sector)
    joined(college=fed_one)
    CollegeProgramFactory(organization=college, sector=sector)
    CollegeProgramFactory(organization=college, sector=sector, level="adult")
    matrix = coverage.colleges(Program.objects.all(), DAY, coverage.sectors_with())
    (row,) = (row for row in matrix.rows if row.organization == college)
    assert row.total == Tally(1, 1)
    assert sector in matrix.sectors


def test_every_high_school_district_of_the_year_has_a_row_with_programs_or_not():
    year = SchoolYearFactory(start_year=2024)
    empty, elementary = OrganizationFactory(name="Empty Union High"), OrganizationFactory(name="Elementary")
    OrganizationYearFactory(organization=empty, year=year, high_school_district=True)
    OrganizationYearFactory(organization=elementary, year=year, high_school_district=False)
    program = ProgramFactory(organization__name="Zebra Charter")
    matrix = coverage.high_schools(Program.objects.all(), DAY, [program.sector])
    assert [row.organization.name for row in matrix.rows] == ["Empty Union High", "Zebra Charter"]


def test_a_high_school_program_recorded_in_a_sector_of_the_colleges_is_not_lost():
    program = ProgramFactory(sector=SectorFactory(scheme="college"))
    unused = SectorFactory(scheme="college")
    matrix = coverage.high_schools(Program.objects.all(), DAY, [program.sector, unused])
    assert (matrix.sectors, matrix.whole) == ((program.sector,), Tally(0, 1))


def cells(page):
    """(address of the list, number) of everything in both matrices of a page."""
    found = []
    for name, word in (("high_schools", "leads"), ("colleges", "fed")):
        matrix = page.context[name]
        every = page.context["all_sectors"]
        for row in matrix.rows:
            pairs = [*zip(matrix.sectors, row.cells, strict=True)]
            found += [({"organization": row.organization.slug, "sector": one.key}, word, tally) for one, tally in pairs]
            found.append(({"organization": row.organization.slug, "sector": every}, word, row.total))
        found += [
            ({"sector": one.key}, word, tally) for one, tally in zip(matrix.sectors, matrix.totals, strict=True)
        ]
        found.append(({"sector": every}, word, matrix.whole))
    return found


def furnished(number):
    """Programs in several sectors of both schemes, some on a map, and the crosswalk."""
    for place in range(number):
        cde, college = SectorFactory(order=place), SectorFactory(scheme="college", order=place)
        SectorLinkFactory(cde=cde, college=college)
        SectorLinkFactory(cde=cde, college=SectorFactory(scheme="college"))
        school, reached = ProgramFactory(sector=cde), CollegeProgramFactory(sector=college)
        joined(school=school, college=reached, on=datetime.date(2024, 9, 2))
        ProgramFactory(sector=cde, organization=school.organization)
        CollegeProgramFactory(sector=college, organization=reached.organization)
        ProgramFactory(sector=college, organization=school.organization)
    return cde, college


def test_every_cell_opens_exactly_the_programs_that_it_counts(client):
    cde, college = furnished(3)
    for query in ({}, {"sector": cde.key}, {"sector": college.key}):
        page = client.get(reverse("coverage"), query)
        assert page.status_code == 200
        text = page.content.decode()
        counted = 0
        for choices, word, tally in cells(page):
            for answer, number in (("yes", tally.yes), ("none", tally.none)):
                shown = client.get(reverse("pathways"), {**choices, word: answer}).context["page"].paginator.count
                assert shown == number, (query, choices, word, answer)
                counted += number
                if number:
                    made = "&".join(f"{name}={value}" for name, value in choices.items() if value)
                    address = f"{reverse('pathways')}?{made}{'&' if made else ''}{word}={answer}"
                    assert address.replace("/", "%2F").replace("%2F", "/", 2) in text.replace("&amp;", "&")
        assert counted


def test_a_sector_shows_those_that_correspond_to_it_in_the_other_matrix(client):
    furnished(1)
    link = SectorLinkFactory()
    page = client.get(reverse("coverage"), {"sector": link.college.key})
    assert page.context["high_schools"].sectors == (link.cde,)
    assert page.context["colleges"].sectors == (link.college,)
    assert link.cde.name in page.content.decode()
    assert client.get(reverse("coverage"), {"sector": "nonsense"}).context["chosen"] is None


def test_the_list_takes_a_sector_with_what_corresponds_to_it_and_nonsense_as_nothing(client):
    furnished(2)
    sector = Sector.objects.filter(scheme="cde").first()
    page = client.get(reverse("pathways"), {"sector": f"with/{sector.key}"})
    assert page.context["page"].paginator.count == 5
    assert f"{sector.name} and what corresponds to it" in page.content.decode()
    every = client.get(reverse("pathways")).context["page"].paginator.count
    for asked in ("with/", "with/cde/nothing", "with/a/b/c", "with/with/cde/x"):
        assert client.get(reverse("pathways"), {"sector": asked}).context["page"].paginator.count == every, asked


def test_as_many_queries_for_many_programs(client):
    furnished(1)
    asked = []
    for _ in range(2):
        client.get(reverse("coverage"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("coverage"))
        asked.append(len(queries))
        furnished(6)
    assert asked[0] == asked[1]


def test_the_page_says_what_to_do_where_there_is_nothing(client):
    assert "No program is offered yet" in client.get(reverse("coverage")).content.decode()
    program = ProgramFactory()
    page = client.get(reverse("coverage")).content.decode()
    assert "Draw and publish maps" in page
    assert program.organization.name in page
    sector = SectorFactory()
    assert "No program in this sector" in client.get(reverse("coverage"), {"sector": sector.key}).content.decode()


def test_today_is_what_the_page_shows(client):
    joined(on=timezone.localdate())
    page = client.get(reverse("coverage"))
    assert page.context["high_schools"].whole == Tally(1, 0)
    assert page.context["colleges"].whole == Tally(1, 0)
