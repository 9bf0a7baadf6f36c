"""Employers, contacts and speakers come in as spreadsheets; what looks like a twin is told in the preview."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.models import County
from pathways.tests.factories import SectorFactory
from wbl.models import Employer, EmployerContact, Speaker
from wbl.rules.merging import fingerprint, merge
from wbl.tests.factories import EmployerContactFactory, EmployerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(office, signed_in):
    return signed_in(office)


@pytest.fixture
def welding():
    return EmployerFactory(name="Harbor Welding", city="Chula Vista")


def address(model, page):
    return reverse(f"admin:wbl_{model._meta.model_name}_{page}")


def preview(client, model, *lines):
    upload = SimpleUploadedFile("records.csv", "\n".join([*lines, ""]).encode())
    return client.post(address(model, "import"), {"format": "0", "resource": "0", "import_file": upload})


def imported(client, model, *lines):
    first = preview(client, model, *lines)
    return client.post(address(model, "process_import"), first.context["confirm_form"].initial, follow=True)


def problems(response):
    return [sentence for _, _, sentence in response.context["result"].problems]


def test_employers_come_in_with_sector_and_county(client, office):
    sector, _ = SectorFactory(slug="energy"), County.objects.create(code="37", name="San Diego")
    imported(client, Employer, "name,city,sector,county,size", "Harbor Welding,Chula Vista,cde/energy,37,10")
    employer = Employer.objects.get()
    assert (employer.sector, employer.county.code, employer.size) == (sector, "37", "10")
    assert employer.recorded_by == office


def test_the_preview_tells_which_new_names_look_like_others(client, welding):
    page = preview(
        client,
        Employer,
        "name,city",
        "The Harbor Weldng Inc.,Poway",
        "Mesa Dental,",
        "Harbor Welding,Chula Vista",  # as it is here: no new one
        "Mesa Dentl,",
    )
    assert page.context["result"].remarks == [
        (2, "“The Harbor Weldng Inc.” looks like “Harbor Welding (Chula Vista)”, which is here already."),
        (5, "“Mesa Dentl” looks like “Mesa Dental” in line 3."),
    ]
    assert "Look at these first" in page.content.decode()
    assert Employer.objects.count() == 1


def test_the_name_of_a_merged_record_makes_no_new_one(client, welding, office):
    gone = EmployerFactory(name="Harbour Welders")
    merge(welding, gone, {}, fingerprint(welding, gone), office, "2026-10-06T10:00Z")
    page = preview(client, Employer, "name,city", "Harbour Welders,Poway")
    assert problems(page) == ["“Harbour Welders” was merged into “Harbor Welding”. Use that name."]
    export = client.post(address(Employer, "export"), {"format": "0", "resource": "0"}).content.decode()
    assert ("Harbor Welding" in export, "Harbour Welders" in export) == (True, False)


HEAD = "employer,organization,made_on,how,outcome,purpose"


def test_contacts_come_in_by_the_employer_s_name(client, district, office, welding):
    other = EmployerFactory(name="Harbor Welding", city="El Centro")
    EmployerFactory(name="Mesa Dental")
    imported(
        client,
        EmployerContact,
        HEAD,
        f"Mesa Dental,{district.slug},2026-10-06,phone,yes,students",
        f"Harbor Welding (El Centro),{district.slug},10/7/2026,visit,No answer,teachers",
    )
    rows = EmployerContact.objects.order_by("made_on")
    assert [(row.employer.name, row.how, row.outcome, row.made_by) for row in rows] == [
        ("Mesa Dental", "phone", "yes", office),
        ("Harbor Welding", "visit", "no_answer", office),
    ]
    assert rows[1].employer == other


@pytest.mark.parametrize(
    ("employer", "sentence"),
    [
        ("Harbor Weldng", "“Harbor Weldng” is not in the directory. Is it “Harbor Welding (Chula Vista)”?"),
        ("Nobody at all", "“Nobody at all” is not in the directory."),
        ("Twice", "Several employers are called “Twice”: write “Twice (Poway)” or “Twice (Vista)”."),
    ],
)
def test_an_employer_that_is_not_there_is_told_with_those_that_look_like_it(
    employer, sentence, client, district, welding
):
    EmployerFactory(name="Twice", city="Poway")
    EmployerFactory(name="Twice", city="Vista")
    page = preview(client, EmployerContact, HEAD, f"{employer},{district.slug},2026-10-06,phone,yes,students")
    assert problems(page) == [sentence]
    assert not EmployerContact.objects.exists()


def test_the_same_contacts_again_change_nothing(client, district, welding):
    EmployerContactFactory(employer=welding, organization=district)
    page = preview(client, EmployerContact, HEAD, f"Harbor Welding,{district.slug},2026-10-06,phone,yes,students")
    assert {kind: number for kind, number in page.context["result"].totals.items() if number} == {"skip": 1}


def test_speakers_come_in_with_their_employer(client, welding, office):
    imported(client, Speaker, "name,employer,languages", "Ana Example,Harbor Welding,English", "Ben Sample,,")
    rows = Speaker.objects.order_by("name")
    assert [(row.name, row.employer, row.recorded_by) for row in rows] == [
        ("Ana Example", welding, office),
        ("Ben Sample", None, office),
    ]


def test_an_import_looks_employers_up_once_and_not_row_by_row(client, district):
    employers = [EmployerFactory() for _ in range(30)]
    lines = [f"{one.name},{district.slug},2026-10-06,phone,yes,students" for one in employers]
    with CaptureQueriesContext(connection) as asked:
        page = preview(client, EmployerContact, HEAD, *lines)
    assert page.context["result"].totals["new"] == 30
    # once for the names in the file, once with the contacts that are there already
    assert sum('"wbl_employer"."name"' in query["sql"] for query in asked) == 2
