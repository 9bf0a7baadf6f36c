"""The lists of programs and occupations: searched, narrowed, in pages, with as many queries for many rows."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.tests.factories import SchoolFactory
from pathways.tests.factories import (
    AwardsFactory,
    CollegeProgramFactory,
    CourseFactory,
    OccupationFactory,
    ProgramFactory,
    SectorFactory,
    SectorLinkFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(member, signed_in):
    return signed_in(member)


@pytest.fixture
def listed(client):
    """`listed(level="adult")` → the names of the programs on the list."""
    return lambda **query: sorted(row.name for row in client.get(reverse("pathways"), query).context["page"])


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def furnished(number):
    """Programs with courses, schools and occupations."""
    for _ in range(number):
        program = ProgramFactory()
        program.schools.add(SchoolFactory(parent=program.organization), SchoolFactory(parent=program.organization))
        program.occupations.add(OccupationFactory())
        CourseFactory(program=program)
    return program


def test_by_sector_level_and_organization(listed, district):
    transport = SectorFactory(slug="transport")
    ProgramFactory(name="Automotive", organization=district, sector=transport)
    CollegeProgramFactory(name="Aviation", sector=transport)
    CollegeProgramFactory(name="Nursing")
    assert listed() == ["Automotive", "Aviation", "Nursing"]
    assert listed(sector="cde/transport") == ["Automotive", "Aviation"]
    assert listed(level="college") == ["Aviation", "Nursing"]
    assert listed(organization=district.slug) == ["Automotive"]
    assert listed(sector="cde/transport", level="college") == ["Aviation"]
    assert listed(sector="nonsense", level="nonsense") == ["Automotive", "Aviation", "Nursing"]


def test_every_word_is_found_in_name_organization_school_course_or_code(listed, district):
    program = ProgramFactory(name="Automotive", organization=district, code_scheme="cip", code="47.0604")
    program.schools.add(SchoolFactory(parent=district, name="Lincoln High"))
    CourseFactory(program=program, title="Engines")
    ProgramFactory(name="Nursing")
    for words in ("auto", "northside", "lincoln", "engines auto", "47.06"):
        assert listed(q=words) == ["Automotive"], words
    assert listed(q="auto nursing") == []


def test_programs_that_ended_are_shown_on_asking(listed):
    ProgramFactory(name="Blacksmithing", ends_on=datetime.date(2001, 6, 30))
    ProgramFactory(name="Welding")
    assert listed() == ["Welding"]
    assert listed(offered="all") == ["Blacksmithing", "Welding"]


def test_lists_come_in_pages_with_as_many_queries_for_many_rows(client):
    furnished(2)
    few = [queries(client, reverse(name)) for name in ("pathways", "occupations")]
    furnished(60)
    assert [queries(client, reverse(name)) for name in ("pathways", "occupations")] == few
    assert len(client.get(reverse("pathways")).context["page"]) == 25
    assert len(client.get(reverse("occupations"), {"page": 3}).context["page"]) == 12


def test_the_page_of_a_program_asks_as_often_for_many_parts(client):
    program = furnished(1)
    few = queries(client, program.get_absolute_url())
    for start_year in range(2020, 2026):
        CourseFactory(program=program)
        program.occupations.add(OccupationFactory())
        program.schools.add(SchoolFactory(parent=program.organization))
        AwardsFactory(program=program, year__start_year=start_year)
        SectorLinkFactory(cde=program.sector)
    assert queries(client, program.get_absolute_url()) == few


def test_courses_stand_in_their_order_and_the_code_with_scheme_and_version(client):
    program = CollegeProgramFactory(code_scheme="cip", code="01.0301", code_version="2020")
    for order, title in ((3, "Capstone"), (1, "First"), (2, "Second")):
        CourseFactory(program=program, title=title, order=order, term=order)
    page = client.get(program.get_absolute_url())
    assert [course.title for course in page.context["courses"]] == ["First", "Second", "Capstone"]
    assert "CIP 01.0301 (2020)" in page.content.decode()


def test_occupations_show_their_youngest_data_and_a_dash_for_what_is_not_known(client):
    old = OccupationFactory(soc="45-1011", data_year=2023, annual_openings=7)
    OccupationFactory(soc="45-1011", data_year=2025, median_wage=None, annual_openings=0)
    program = ProgramFactory()
    program.occupations.add(old)
    for page in (client.get(reverse("occupations")), client.get(program.get_absolute_url())):
        (row,) = page.context["page"] if "page" in page.context else page.context["occupations"]
        assert (row.data_year, row.median_wage, row.annual_openings) == (2025, None, 0)
        assert "$None" not in page.content.decode()
    (row,) = client.get(reverse("occupations")).context["page"]
    assert row.program_count == 1


def test_occupations_are_found_by_title_and_by_the_first_digits(client):
    OccupationFactory(soc="45-1011", title="Farm Supervisors")
    OccupationFactory(soc="47-2111", title="Electricians")
    for words in ("farm super", "45-"):
        rows = client.get(reverse("occupations"), {"q": words}).context["page"]
        assert [row.soc for row in rows] == ["45-1011"]


def test_empty_lists_say_what_comes_next(client, reporter, signed_in):
    assert "Reporters and the consortium office record them." in client.get(reverse("pathways")).content.decode()
    assert reverse("program-new") in signed_in(reporter).get(reverse("pathways")).content.decode()
    assert "The consortium office imports labor market data." in client.get(reverse("occupations")).content.decode()
