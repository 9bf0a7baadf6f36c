"""Reading the state's list as people really have it: separators, encodings, Excel's doings, and what is refused."""

import datetime
import io

import openpyxl
import pytest

from consortium.schools_file import UnreadableFile, read_schools_file

COUNTIES = {"37": "San Diego", "13": "Imperial"}
TODAY = datetime.date(2026, 10, 1)
SIMPLE = """CDSCode,School,District,County,Charter
37683380000001,Museum,San Diego Unified,San Diego,Y
13630990000002,Calexico High,Calexico Unified,Imperial,N
"""


def read(content, counties=COUNTIES):
    return read_schools_file(content if isinstance(content, bytes) else content.encode(), counties, TODAY)


def codes(content):
    found = read(content)
    assert found.errors == []
    return [row.code for row in found.rows]


def errors(*lines, heading="CDSCode,School,District,County,Charter"):
    return read("\n".join([heading, *lines])).errors


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        SIMPLE.encode(),
        SIMPLE.encode("utf-8-sig"),
        SIMPLE.encode("utf-16"),
        SIMPLE.replace(",", "\t").encode(),
        SIMPLE.replace(",", ";").encode(),
        SIMPLE.replace("\n", "\r\n").encode(),
        SIMPLE.replace("37683380000001", '"37-68338-0000001"').encode(),
        SIMPLE.replace("37683380000001", '="37683380000001"').encode(),
        b"Public schools and districts,,,,\n\n" + SIMPLE.encode(),
    ],
    ids=["plain", "mark", "utf-16", "tabs", "semicolons", "windows", "hyphens", "formula", "title"],
)
def test_the_same_list_in_other_clothes_is_the_same_list(content):
    assert codes(content) == ["37683380000001", "13630990000002"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_letters_with_accents_survive(encoding):
    content = "CDSCode,School,District\n37683380000001,Peñasquitos – Niño,San Diego Unified\n".encode(encoding)
    assert read(content).rows[0].name == "Peñasquitos – Niño"


def test_columns_may_come_in_any_order_and_unknown_ones_are_ignored():
    found = read(
        "District\tNCESDist\tSchool\tLatitude\tCDS Code\tStatusType\tClosedDate\tGSoffered\tGSserved\tCharter\n"
        "San Diego Unified\t0634320\tMuseum\t32.7\t37683380000001\tActive\tNo Data\tK-12\tK-8\tY\n"
    )
    row = found.rows[0]
    assert (row.name, row.district_name, row.charter, row.grades) == ("Museum", "San Diego Unified", True, (0, 8))


def test_a_row_about_the_district_itself_takes_the_name_of_the_district():
    found = read("CDSCode,School,District,Charter\n37683380000000,No Data,San Diego Unified,No Data\n")
    assert [(row.name, row.is_district, row.charter) for row in found.rows] == [("San Diego Unified", True, None)]


@pytest.mark.parametrize(
    ("status", "closed", "read_as"),
    [
        ("Active", "No Data", ("open", None)),
        ("Closed", "6/30/2024", ("closed", datetime.date(2024, 6, 30))),
        ("Merged", "2024-06-30", ("closed", datetime.date(2024, 6, 30))),
        ("Closed", "", ("closed", None)),
        ("Pending", "", ("pending", None)),
        ("", "06/30/2024", ("closed", datetime.date(2024, 6, 30))),
        ("", "06/30/2027", ("open", None)),
        ("Active", "06/30/2027", ("open", None)),
    ],
)
def test_the_status_decides_and_without_one_the_closing_date(status, closed, read_as):
    found = read(f"CDSCode,School,District,StatusType,ClosedDate\n37683380000001,A,B,{status},{closed}\n")
    assert [(row.status, row.closed_on) for row in found.rows] == [read_as]


def test_other_counties_are_counted_and_left_out_whatever_excel_did_to_their_codes():
    found = read(
        "CDSCode,School,District,County\n"
        "19647330000001,Other,Los Angeles Unified,Los Angeles\n"
        "1611190130229,Other,Alameda Unified,Alameda\n"
        "1.61E+13,Other,Alameda Unified,Alameda\n"
        "37683380000001,Museum,San Diego Unified,San Diego\n"
    )
    assert ([row.name for row in found.rows], dict(found.skipped)) == (["Museum"], {"in other counties": 3})


def test_a_workbook_with_codes_as_numbers_and_days_as_days_is_read():
    content = workbook(
        ["Public schools"],
        [],
        ["CDSCode", "School", "District", "StatusType", "ClosedDate"],
        [37683380000001, "Museum", "San Diego Unified", "Closed", datetime.datetime(2024, 6, 30)],
        ["13630990000002", "Calexico High", "Calexico Unified", "Active", None],
    )
    found = read(content)
    assert [(row.number, row.code, row.closed_on) for row in found.rows] == [
        (4, "37683380000001", datetime.date(2024, 6, 30)),
        (5, "13630990000002", None),
    ]


def test_a_lost_zero_is_put_back_only_where_the_county_proves_it():
    content = "CDSCode,School,District,County\n1611190130229,Other,Alameda Unified,Alameda\n"
    assert [row.code for row in read(content, {"01": "Alameda"}).rows] == ["01611190130229"]
    assert read(content, {"61": "Alameda"}).errors[0][1].startswith("The CDS code 1611190130229 has 13 digits, not 14.")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "3.76834E+13,Museum,San Diego Unified,San Diego,Y",
            "The CDS code reads 3.76834E+13: a spreadsheet made a number of it and lost digits. "
            "Set the column to text in the state's own file and save it again.",
        ),
        (
            "3768338000001,Museum,San Diego Unified,San Diego,Y",
            "The CDS code 3768338000001 has 13 digits, not 14. "
            "A spreadsheet drops leading zeros: set the column to text and save the file again.",
        ),
        ("abc,Museum,San Diego Unified,San Diego,Y", "“abc” is not a CDS code, which has 14 digits."),
        (",Museum,San Diego Unified,San Diego,Y", "The CDS code is missing."),
        ("37683380000001,No Data,San Diego Unified,San Diego,Y", "The name of the school is missing."),
        ("37683380000001,Museum,,San Diego,Y", "The name of the district is missing."),
        ("37683380000001,Museum,San Diego Unified,San Diego,maybe", "Charter reads “maybe”; it should be Y or N."),
    ],
)
def test_a_row_that_cannot_be_read_is_said_with_its_number(line, sentence):
    assert errors("37683380000009,First,San Diego Unified,San Diego,N", line) == [(3, sentence)]


def test_statuses_and_days_that_are_none_are_errors():
    heading = "CDSCode,School,District,StatusType,ClosedDate"
    assert errors("37683380000001,A,B,Sleeping,", "37683380000002,A,B,Closed,someday", heading=heading) == [
        (2, "The status “Sleeping” is not known; it should be Active, Closed, Merged or Pending."),
        (3, "The closing date “someday” cannot be read; write it as 06/30/2026."),
    ]


def test_a_code_twice_and_a_district_with_two_names_are_errors():
    assert errors(
        "37683380000001,A,San Diego Unified,San Diego,N",
        "37683380000001,B,San Diego Unified,San Diego,N",
        "37683380000003,C,San Diego City,San Diego,N",
    ) == [
        (3, "The CDS code 37683380000001 was in row 2 already."),
        (4, "District 3768338 is called “San Diego City” here and “San Diego Unified” in row 2."),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"name,age\nsomebody,3\n", "no column is called CDSCode"),
        (b"CDSCode,School\n37683380000001,Museum\n", "The file has no column District."),
        (b"CDSCode,School,District\n", "The file has headings but no schools."),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00", "This is not a text file with a table"),
        (b"PK\x03\x04 no workbook", "The workbook cannot be opened."),
        (b"\xd0\xcf\x11\xe0old", "old XLS kind"),
    ],
)
def test_what_is_not_the_list_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        read(content)
