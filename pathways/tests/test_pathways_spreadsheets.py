"""Programs, courses, occupations and awards come in as spreadsheets: codes with their zeros, all rows or none."""

import io

import pytest
from django.urls import reverse
from openpyxl import Workbook

from consortium.tests.factories import CollegeFactory, SchoolFactory, SchoolYearFactory
from consortium.tests.test_admin_spreadsheets import imported, preview, problems
from pathways.models import Awards, Course, Occupation, Program
from pathways.tests.factories import CollegeProgramFactory, OccupationFactory, ProgramFactory, SectorFactory

pytestmark = pytest.mark.django_db

PROGRAMS = "organization,level,name,award,sector,code_scheme,code,code_version,schools,occupations\n"


@pytest.fixture
def client(office, signed_in):
    return signed_in(office)


@pytest.fixture
def sector(db):
    return SectorFactory(name="Transportation", slug="transportation")


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_leading_zeros_of_codes_stay(form, client, district, sector):
    school, other = SchoolFactory(parent=district, slug="north"), SchoolFactory(parent=district, slug="south")
    OccupationFactory(soc="45-1011", data_year=2023)
    youngest = OccupationFactory(soc="45-1011", data_year=2025)
    row = [district.slug, "high_school", "Farming", "none", "cde/transportation", "CIP", "01.0301", "2020"]
    row += ["north; south", "45-1011"]
    content = workbook(PROGRAMS.strip().split(","), row) if form == "xlsx" else f"{PROGRAMS}{','.join(row)}\n"
    assert problems(imported(client, Program, content, form)) == []
    program = Program.objects.get()
    assert (program.code_scheme, program.code, program.code_version) == ("cip", "01.0301", "2020")
    assert set(program.schools.all()) == {school, other}
    assert list(program.occupations.all()) == [youngest]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ("Transportation,top,956.5,,,",
         "A TOP code is four digits, a point and two digits, zeros included: 0956.50."),
        ("Transportation,cip,1.0301,2020,,",
         "A CIP code is two digits, a point and four digits, zeros included: 01.0301."),
        ("Transportation,,01.0301,,,", "Say whether the code is a TOP or a CIP code; a version goes with a code."),
        ("Flying,,,,,", "There is no sector “Flying”."),
        ("Transportation,,,,nowhere,", "There is no organization “nowhere”."),
        ("Transportation,,,,elsewhere,", "Elsewhere High is no school of Northside Union High."),
        ("Transportation,,,,,99-9999", "There is no occupation “99-9999”."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_and_nothing_is_written(cells, sentence, client, district, sector):
    SchoolFactory(slug="elsewhere", name="Elsewhere High")
    good = f"{district.slug},high_school,Good,none,Transportation,,,,,\n"
    answer = imported(client, Program, f"{PROGRAMS}{good}{district.slug},high_school,Bad,none,{cells}\n")
    assert problems(answer) == [sentence]
    assert not Program.objects.exists()


def test_looking_changes_nothing_and_shows_what_would(client, district, sector):
    row = f"{district.slug},high_school,Farming,none,Transportation,,,,,\n"
    page = preview(client, Program, f"{PROGRAMS}{row}")
    assert len(page.context["result"].shown) == 1
    assert not Program.objects.exists()


def test_courses_and_awards_go_to_the_program_that_they_name(client):
    college = CollegeFactory(slug="example")
    program = CollegeProgramFactory(organization=college, name="Welding", award="certificate")
    ProgramFactory(name="Welding")
    SchoolYearFactory(start_year=2025)
    head, named = "organization,program_level,program,award", "example,college,Welding,certificate"
    content = f"{head},number,title,term,units,order\n{named},WELD 001,Welding,1,3.5,1\n"
    assert problems(imported(client, Course, content)) == []
    course = Course.objects.get()
    assert (course.program, course.number, course.units) == (program, "WELD 001", 3.5)
    assert problems(imported(client, Awards, f"{head},year,number\n{named},2025-26,0\n")) == []
    assert Awards.objects.get().number == 0
    answer = imported(client, Course, f"{head},number,title\nexample,college,Welding,as,W 1,Welding\n")
    said = "There is no program of this organization with this level, name and award. Add the program first."
    assert problems(answer)[0] == said
    answer = imported(client, Course, f"{head},number,title,lowest_grade,highest_grade\n{named},W 1,Welding,9,10\n")
    assert problems(answer) == ["Only courses of high school programs have grades."]


def test_labor_market_data_of_a_new_year_stands_beside_the_old_and_empty_is_not_zero(client):
    OccupationFactory(soc="45-1011", data_year=2024, annual_openings=12)
    head = "soc,data_year,title,median_wage,living_wage,annual_openings\n"
    assert problems(imported(client, Occupation, f"{head}45-1011,2025,Farmers,31.50,,\n")) == []
    rows = Occupation.objects.order_by("data_year").values_list("data_year", "annual_openings")
    assert list(rows) == [(2024, 12), (2025, None)]


def test_the_importers_are_listed(client):
    page = client.get("/import/").content.decode()
    for table in ("program", "course", "occupation", "awards"):
        assert f'href="{reverse(f"admin:pathways_{table}_import")}"' in page


def test_an_import_of_programs_asks_for_references_once(client, district, sector, django_assert_max_num_queries):
    SchoolFactory(parent=district, slug="north")
    rows = [f"{district.slug},high_school,Program {n},none,Transportation,,,,north,\n" for n in range(30)]
    imported(client, Program, PROGRAMS + "".join(rows))
    assert Program.objects.count() == 30
    with django_assert_max_num_queries(145):  # a row: 2 savepoints, its schools and its occupations as they are
        preview(client, Program, PROGRAMS + "".join(rows))
