"""A list of agreements and uploads: what it would change is shown, and all rows go in or none."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from consortium.calpass_file import read_calpass_list
from consortium.calpass_import import plan_calpass
from consortium.models import CalpassAgreement, CalpassUpload, StoredFile
from consortium.tests import factories

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 23)
HEADING = "CDS code,District,signed on,ends on,data year,uploaded on\n"
NORTH, SOUTH = "01611190000000", "37683380000000"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *arguments: TODAY)


@pytest.fixture
def north():
    factories.SchoolYearFactory(start_year=2026)
    factories.SchoolYearFactory(start_year=2025)
    return factories.OrganizationFactory(name="North", slug="north", cds_code=NORTH)


@pytest.fixture
def south(north):
    return factories.OrganizationFactory(name="South", slug="south", cds_code=SOUTH)


@pytest.fixture
def client(signed_in, office):
    return signed_in(office)


def upload(client, content, name="calpass.csv"):
    data = content if isinstance(content, bytes) else (HEADING + content).encode()
    return client.post(reverse("import-calpass"), {"file": SimpleUploadedFile(name, data)})


def apply(client, address):
    return client.post(address, {"fingerprint": client.get(address).context["plan"].fingerprint})


def plan_of(content, today=TODAY):
    return plan_calpass(read_calpass_list((HEADING + content).encode()), today)


def agreements():
    rows = CalpassAgreement.objects.order_by("organization__slug", "signed_on")
    return list(rows.values_list("organization__slug", "signed_on", "ends_on"))


def day(*numbers):
    return datetime.date(*numbers)


def test_a_list_is_shown_first_and_then_written(client, south):
    content = f"{NORTH},North,2024-03-04,2027-06-30,2025-26,2026-05-12\n{SOUTH},South,9/1/2025,,,\n"
    address = upload(client, content).url
    page = client.get(address)
    assert [change.text for change in page.context["plan"].changes] == [
        "New agreement, signed on March 4, 2024, until June 30, 2027.",
        "New upload of 2025-26, accepted on May 12, 2026.",
        "New agreement, signed on September 1, 2025.",
    ]
    assert "Apply 3 changes" in page.content.decode()
    assert agreements() == []
    assert apply(client, address).url == reverse("calpass")
    assert agreements() == [("north", day(2024, 3, 4), day(2027, 6, 30)), ("south", day(2025, 9, 1), None)]
    assert CalpassUpload.objects.values_list("organization__slug", "year__start_year", "accepted_on").get() == (
        "north", 2025, day(2026, 5, 12),
    )  # fmt: skip
    again = client.get(upload(client, content).url)
    assert (again.context["plan"].changes, again.context["plan"].unchanged) == ([], 2)
    assert "Nothing: all 2 rows of the file say what is here already." in again.content.decode()


def test_leading_zeros_of_codes_are_kept_in_a_workbook_too(client, north):
    book = Workbook()
    book.active.append(["CDS Code", "Signed on", "Data year", "Uploaded on"])
    book.active.append([NORTH, datetime.datetime(2024, 3, 4), "2025-26", datetime.datetime(2026, 5, 12)])
    file = io.BytesIO()
    book.save(file)
    apply(client, upload(client, file.getvalue(), "calpass.xlsx").url)
    assert agreements() == [("north", day(2024, 3, 4), None)]


def test_an_agreement_gets_its_last_day_and_is_followed_by_another(south):
    factories.CalpassAgreementFactory(organization=south, signed_on=day(2024, 3, 4))
    plan = plan_of(f"{SOUTH},,2024-03-04,2026-06-30,,\n{SOUTH},,2026-07-01,,,\n")
    assert [change.text for change in plan.changes] == [
        "Last day of the agreement signed on March 4, 2024: June 30, 2026 (was none).",
        "New agreement, signed on July 1, 2026.",
    ]
    assert plan.errors == []


def test_an_empty_cell_changes_nothing(south):
    factories.CalpassAgreementFactory(organization=south, signed_on=day(2024, 3, 4), ends_on=day(2027, 6, 30))
    plan = plan_of(f"{SOUTH},,2024-03-04,,2026-27,\n{SOUTH},,,,,\n")
    assert (plan.changes, plan.errors, plan.unchanged) == ([], [], 2)


def test_an_upload_that_was_accepted_on_another_day_is_changed(south):
    factories.CalpassUploadFactory(organization=south)
    [change] = plan_of(f"{SOUTH},,,,2026-27,2026-10-01\n").changes
    assert change.text == "Upload of 2026-27 accepted on October 1, 2026 (was September 15, 2026)."


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",,2024-03-04,,,", "The CDS code is missing."),
        ("1611190000000,,2024-03-04,,,", "The CDS code 1611190000000 has 13 digits, not 14. A spreadsheet drops "
         "leading zeros: set the column to text and save the file again."),
        ("3.77E+13,,2024-03-04,,,", "The CDS code reads 3.77E+13: a spreadsheet made a number of it and lost digits."),
        ("north,,2024-03-04,,,", "“north” is not a CDS code, which has 14 digits."),
        ("37999990000000,,2024-03-04,,,", "No district here has the CDS code 37999990000000."),
        ("01611190000001,,2024-03-04,,,", "01611190000001 is the code of a school, North High. Give that of its "
         "district, 01611190000000."),
        ("37103710000000,,2024-03-04,,,", "37103710000000 is the code of County Office, which is no district."),
        (f"{NORTH},,4 March,,,", "signed on: “4 March” is no day. Write it as 2026-09-30."),
        (f"{NORTH},,,2027-06-30,,", "It says when the agreement ends but not when it was signed."),
        (f"{NORTH},,2024-03-04,2024-03-03,,", "The agreement ends before it was signed."),
        (f"{NORTH},,,,26-27,2026-09-15", "“26-27” is not a school year. Write it as 2026-27."),
        (f"{NORTH},,,,2019-20,2020-09-15", "The school year 2019-20 has not been set up here."),
        (f"{NORTH},,,,,2026-09-15", "It says when data was uploaded but not of which school year: give the data year."),
        (f"{NORTH},,,,2026-27,2026-11-24", "Data uploaded on November 24, 2026: this day is yet to come."),
        (f"{NORTH},,2023-01-01,,,", "The agreement signed on January 1, 2023 is still in force on March 4, 2024, when "
         "the next one was signed. Give its last day under “ends on”."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_row_and_nothing_is_written(row, sentence, client, south):
    north = factories.OrganizationFactory._meta.model.objects.get(slug="north")
    factories.SchoolFactory(name="North High", cds_code="01611190000001", parent=north)
    factories.OrganizationFactory(name="County Office", kind="county_office", cds_code="37103710000000")
    factories.CalpassAgreementFactory(organization=north, signed_on=day(2024, 3, 4))
    address = upload(client, f"{SOUTH},South,2025-09-01,,,\n{row}\n").url
    page = client.get(address)
    assert page.context["plan"].errors == [(3, sentence)]
    assert "1 row has an error." in page.content.decode()
    assert "Apply" not in page.content.decode()
    assert apply(client, address).status_code == 422
    assert agreements() == [("north", day(2024, 3, 4), None)]


def test_rows_that_contradict_each_other_are_refused_and_those_that_repeat_are_not(south):
    assert plan_of(f"{SOUTH},,2024-03-04,,,\n{SOUTH},,2024-03-04,2025-01-01,,\n").errors == [
        (3, "This contradicts line 2, which is about the same agreement.")
    ]
    assert plan_of(f"{SOUTH},,,,2026-27,2026-09-01\n{SOUTH},,,,2026-27,2026-09-02\n").errors == [
        (3, "This contradicts line 2, which is about the same upload.")
    ]
    plan = plan_of(f"{SOUTH},,2024-03-04,,2025-26,2026-01-10\n{SOUTH},,2024-03-04,,2026-27,2026-09-02\n")
    assert (len(plan.changes), plan.errors) == (3, [])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"District,signed on\nNorth,2024-03-04\n", "The file has no column “CDS code”."),
        (b"CDS code,colour\n1,red\n", "There is no column “colour” here."),
        (b"CDS code,CDS\n1,1\n", "There are two columns for “CDS code”."),
        (b"CDS code,data year\n1,2026-27\n", "An upload has two columns, “data year” and “uploaded on”: give both."),
        (b"CDS code,District\n1,North\n", "The file has neither a column “signed on” nor"),
        (b"CDS code,signed on\n", "The file has names of columns but no districts."),
        (b"PK\x03\x04 but no archive", "The file is damaged."),
        (b"CDS code,signed on\n\xff,\n", "This is no CSV file in UTF-8."),
    ],
)
def test_a_file_that_is_no_such_list_is_refused_beside_the_field_and_not_kept(content, sentence, client):
    response = upload(client, content)
    assert response.status_code == 422
    assert response.context["form"].errors["file"][0].startswith(sentence)
    assert not StoredFile.objects.exists()


def test_what_changed_since_the_preview_is_shown_and_nothing_is_written(client, south):
    address = upload(client, f"{SOUTH},South,2025-09-01,,,\n").url
    fingerprint = client.get(address).context["plan"].fingerprint
    factories.CalpassAgreementFactory(organization=south, signed_on=day(2025, 9, 1))
    response = client.post(address, {"fingerprint": fingerprint})
    assert response.status_code == 409
    assert "have been changed since you looked, so nothing was written" in response.content.decode()


def test_previews_are_for_the_office(client, signed_in, reporter, north):
    address = upload(client, f"{NORTH},,2025-09-01,,,\n").url
    assert signed_in(reporter).get(address).status_code == 404
    assert signed_in(reporter).post(address).status_code == 404


def test_it_is_listed_among_the_importers(client):
    assert reverse("import-calpass") in client.get(reverse("import")).content.decode()


def test_many_rows_ask_no_more_than_few(south):
    rows = []
    for number in range(40):
        code = f"3700{number:03d}0000000"
        factories.OrganizationFactory(cds_code=code)
        rows.append(f"{code},,2024-03-04,,2025-26,2026-05-12")
    with CaptureQueriesContext(connection) as queries:
        assert len(plan_of("\n".join(rows) + "\n").changes) == 80
    assert len(queries) == 4


def test_the_database_holds_that_no_two_agreements_of_a_district_overlap(south, north):
    factories.CalpassAgreementFactory(organization=south, signed_on=day(2024, 3, 4), ends_on=day(2025, 3, 4))
    factories.CalpassAgreementFactory(organization=north, signed_on=day(2025, 3, 4))
    with pytest.raises(IntegrityError, match="calpass_agreement_one_at_a_time"), transaction.atomic():
        factories.CalpassAgreementFactory(organization=south, signed_on=day(2025, 3, 4))
    factories.CalpassAgreementFactory(organization=south, signed_on=day(2025, 3, 5))


def test_cells_may_be_parted_by_semicolons_as_some_spreadsheet_programs_write_them(north):
    text = HEADING + f"{NORTH},North,2026-09-01,,2025-26,2026-09-02\n"
    plans = [plan_calpass(read_calpass_list(part.encode()), TODAY) for part in (text, text.replace(",", ";"))]
    assert [change.text for change in plans[0].changes] == [change.text for change in plans[1].changes]
    assert len(plans[1].changes) == 2
