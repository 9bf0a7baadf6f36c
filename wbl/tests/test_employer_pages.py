"""The directory of employers: lists, twins that are offered, who writes, and the roster of a school year."""

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from consortium.models import County
from consortium.tests.factories import OrganizationFactory, SchoolFactory, SchoolYearFactory
from pathways.tests.factories import SectorFactory
from wbl.models import Employer
from wbl.tests.factories import EmployerContactFactory, EmployerFactory, SpeakerFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 23)
LIST, NEW = "/wbl/employers/", "/wbl/employers/new/"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *arguments: TODAY)


@pytest.fixture
def welding():
    return EmployerFactory(name="Harbor Welding", city="Chula Vista")


def names(response):
    return [employer.name for employer in response.context["page"]]


def on(text):
    return datetime.date.fromisoformat(text)


def test_the_list_is_narrowed_by_words_sector_county_and_contact(member, signed_in):
    county, sector = County.objects.create(code="37", name="San Diego"), SectorFactory()
    this_year = EmployerFactory(name="Alder Works", sector=sector, city="Poway")
    earlier = EmployerFactory(name="Birch Mills", county=county)
    EmployerFactory(name="Cedar Shop")
    EmployerContactFactory(employer=this_year, made_on=on("2026-07-01"))
    EmployerContactFactory(employer=earlier, made_on=on("2026-06-30"))
    client = signed_in(member)
    asked = {
        "": ["Alder Works", "Birch Mills", "Cedar Shop"],
        "q=poway+alder": ["Alder Works"],
        f"sector={sector.slug}": ["Alder Works"],
        "county=37": ["Birch Mills"],
        "contacted=year": ["Alder Works"],
        "contacted=before": ["Birch Mills"],
        "contacted=never": ["Cedar Shop"],
        "q=nothing": [],
    }
    assert {query: names(client.get(f"{LIST}?{query}")) for query in asked} == asked


def test_the_list_and_a_page_ask_equally_often_for_few_rows_and_many(member, signed_in, welding):
    client = signed_in(member)

    def queries(url):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    SchoolYearFactory()
    urls = [LIST, welding.get_absolute_url(), "/wbl/employers/contacts/due/", "/wbl/employers/roster/2026-27/"]
    EmployerContactFactory(employer=welding, next_step="Call again")
    SpeakerFactory(employer=welding)
    client.get(LIST)
    few = [queries(url) for url in urls]
    for _ in range(12):
        EmployerContactFactory(employer=welding, next_step="Call again")
        EmployerContactFactory(next_step="Call again")
        SpeakerFactory(employer=welding)
    assert [queries(url) for url in urls] == few
    assert max(few) <= 17


def test_an_empty_directory_says_what_to_do_next(reporter, member, signed_in):
    assert "Record the first one" in signed_in(reporter).get(LIST).content.decode()
    assert "Reporters and the consortium office record them." in signed_in(member).get(LIST).content.decode()


def test_any_reporter_records_an_employer(reporter, signed_in):
    sector = SectorFactory()
    fields = {"name": "Harbor Welding", "sector": sector.pk, "size": "10", "website": "harbor.example.org"}
    answer = signed_in(reporter).post(NEW, fields)
    employer = Employer.objects.get()
    assert answer.url == employer.get_absolute_url()
    assert (employer.sector, employer.website, employer.recorded_by) == (sector, "https://harbor.example.org", reporter)


def test_readers_record_nothing_and_strangers_find_nothing(member, stranger, signed_in, welding):
    fields = {"name": "Mesa Dental"}
    change = reverse("employer-edit", args=[welding.pk])
    for person, status in ((member, 403), (stranger, 404)):
        assert [signed_in(person).post(url, fields).status_code for url in (NEW, change)] == [status, status]
    assert signed_in(stranger).get(welding.get_absolute_url()).status_code == 404
    assert list(Employer.objects.values_list("name", flat=True)) == ["Harbor Welding"]


def test_a_college_sector_is_none_of_an_employer(reporter, signed_in):
    college = SectorFactory(scheme="college")
    assert signed_in(reporter).post(NEW, {"name": "Mesa Dental", "sector": college.pk}).status_code == 422
    assert not Employer.objects.exists()


def test_a_twin_is_recorded_only_by_who_has_seen_the_other_one(reporter, signed_in, welding):
    client = signed_in(reporter)
    answer = client.post(NEW, {"name": "The Harbor Weldng, LLC", "city": "Poway"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Look first whether it is one of those that are here already." in page
    assert welding.get_absolute_url() in page
    assert "Record a new employer nevertheless" in page
    assert 'value="Poway"' in page  # nothing typed is lost
    assert Employer.objects.count() == 1
    seen = answer.context["form"].seen
    client.post(NEW, {"name": "The Harbor Weldng, LLC", "nevertheless": seen})
    assert Employer.objects.count() == 2


def test_who_has_seen_one_twin_has_not_seen_the_next(reporter, signed_in, welding):
    EmployerFactory(name="Harbor Weldings")
    answer = signed_in(reporter).post(NEW, {"name": "Harbor Welding", "nevertheless": str(welding.pk)})
    assert answer.status_code == 422
    assert Employer.objects.count() == 2


@pytest.mark.parametrize("nevertheless", ["", "x", "9" * 40, "-1,,²"])
def test_odd_answers_count_as_none(nevertheless, reporter, signed_in, welding):
    answer = signed_in(reporter).post(NEW, {"name": "Harbor Welding", "nevertheless": nevertheless})
    assert answer.status_code == 422


def test_a_change_that_leaves_the_name_asks_nothing(reporter, signed_in, welding):
    EmployerFactory(name="Harbor Weldings")
    url = reverse("employer-edit", args=[welding.pk])
    client = signed_in(reporter)
    assert client.post(url, {"name": "Harbor Welding", "city": "Poway"}).status_code == 302
    welding.refresh_from_db()
    assert welding.city == "Poway"
    assert client.post(url, {"name": "Harbor Weldings Inc."}).status_code == 422


def test_similar_names_are_offered_while_one_types(member, signed_in, welding):
    client = signed_in(member)

    def offered(**query):
        page = client.get(reverse("employers-alike"), query).content.decode()
        return welding.get_absolute_url() in page

    assert offered(name="harbour welding")
    assert not offered(name="harbour welding", but=welding.pk)
    assert [offered(name="Mesa Dental"), offered(name="Ha"), offered(), offered(name="\x00\x00\x00")] == [False] * 4


def test_the_page_leads_to_records_that_look_alike(office, reporter, signed_in, welding):
    other = EmployerFactory(name="Harbor Welding Inc.")
    for person, words in ((office, "Look at both, and merge them."), (reporter, "Tell the consortium office")):
        page = signed_in(person).get(welding.get_absolute_url())
        assert page.context["alike"] == [other]
        assert words in page.content.decode()


ROSTER = "/wbl/employers/roster/2026-27"


@pytest.fixture
def year(district):
    """Three employers of the year: one new, one that returns, one that returns to others than the district."""
    SchoolYearFactory(start_year=2025)
    SchoolYearFactory(start_year=2026)
    other = OrganizationFactory(name="Southside Unified")
    school = SchoolFactory(parent=district, name="Northside High")
    rows = [
        ("Alder Works", district, "2026-10-06"),
        ("Birch Mills", school, "2026-07-01"),
        ("Birch Mills", district, "2026-06-30"),
        ("Cedar Shop", district, "2026-11-02"),
        ("Cedar Shop", other, "2026-11-03"),
        ("Cedar Shop", other, "2025-02-03"),
        ("Only Teachers", district, "2026-10-06"),
        ("Years Ago", district, "2025-10-06"),
    ]
    for name, organization, day in rows:
        EmployerContactFactory(
            employer=Employer.objects.filter(name=name).first() or EmployerFactory(name=name),
            organization=organization,
            made_on=on(day),
            purpose="teachers" if name == "Only Teachers" else "students",
        )
    return district


def test_the_roster_tells_new_employers_from_returning_ones(year, member, signed_in):
    client = signed_in(member)
    page = client.get(f"{ROSTER}/")
    assert [(one.name, one.returning, one.contact_count) for one in page.context["employers"]] == [
        ("Alder Works", False, 1),
        ("Birch Mills", True, 1),
        ("Cedar Shop", True, 2),
    ]
    assert [page.context[name] for name in ("number", "new", "returning")] == [3, 1, 2]
    of_district = client.get(f"{ROSTER}/?organization={year.slug}")
    assert [(one.name, one.returning) for one in of_district.context["employers"]] == [
        ("Alder Works", False),
        ("Birch Mills", True),
        ("Cedar Shop", False),
    ]
    new = client.get(f"{ROSTER}/?organization={year.slug}&show=new")
    assert [one.name for one in new.context["employers"]] == ["Alder Works", "Cedar Shop"]


def test_the_roster_goes_out_as_a_file_without_names_of_people(year, member, signed_in):
    person = {"person": "Ana Example", "person_email": "ana@example.org"}
    Employer.objects.filter(name="Alder Works").update(name="=Alder+1", **person)
    client = signed_in(member)
    answer = client.get(f"{ROSTER}.csv?show=new")
    assert answer["Content-Disposition"] == 'attachment; filename="employers-2026-27.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1:] == [["'=Alder+1", "", "", "", "", "new", "1", "2026-10-06", year.name]]
    sheet = load_workbook(io.BytesIO(client.get(f"{ROSTER}.xlsx").content)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in cells[1:]] == ["=Alder+1", "Birch Mills", "Cedar Shop"]
    assert sheet["A2"].data_type == "s"
    assert "ana" not in str(cells).lower()
    assert cells[3][6:] == [2, "2026-11-03", f"{year.name}; Southside Unified"]


@pytest.mark.parametrize("address", ["2031-32/", "2026-27.pdf", "nonsense/", "2026-27.csvx"])
def test_there_is_no_roster_of_a_year_that_is_not_set_up_nor_in_another_form(address, year, member, signed_in):
    assert signed_in(member).get(f"/wbl/employers/roster/{address}").status_code == 404


def test_the_roster_without_a_year_is_that_of_today(year, member, stranger, signed_in):
    assert signed_in(member).get("/wbl/employers/roster/").url == f"{ROSTER}/"
    assert signed_in(stranger).get(f"{ROSTER}.csv").status_code == 404
