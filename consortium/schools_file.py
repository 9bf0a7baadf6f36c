"""
Reading the state's list of public schools as it comes.

The California Department of Education hands it out as text with tabs, as XLSX, and in older years with
other columns; people open it in Excel and save it again. So: comma, tab or semicolon; UTF-8 with or without
a byte-order mark, UTF-16 or Windows-1252; columns in any order, unknown ones ignored; `No Data` for nothing;
codes that Excel has turned into numbers. What cannot be read is said in a sentence with its row number.
"""

import csv
import datetime
import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field

from python_calamine import CalamineError, CalamineWorkbook

from consortium import grades

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT_TYPE = "text/csv"
FILE_TYPES = (TEXT_TYPE, XLSX_TYPE)

# our word → headings that mean it, reduced to small letters and digits
COLUMNS = {
    "code": ("cdscode", "cds"),
    "school": ("school", "schoolname"),
    "district": ("district", "districtname"),
    "county": ("county", "countyname"),
    "charter": ("charter", "charteryn", "charterschool"),
    "status": ("statustype", "status"),
    "closed": ("closeddate", "closedon"),
    "served": ("gsserved", "gradesserved"),
    "offered": ("gsoffered", "gradesoffered", "grades"),
    "school_type": ("soctype",),
    "district_type": ("doctype",),
}
REQUIRED = {"code": "CDSCode", "school": "School", "district": "District"}
NOTHING = {"", "no data", "nodata", "n/a", "null"}
OPEN, CLOSED, PENDING = "open", "closed", "pending"
STATUSES = {"active": OPEN, "open": OPEN, "closed": CLOSED, "merged": CLOSED, "pending": PENDING}
YES_NO = {"y": True, "yes": True, "1": True, "true": True, "n": False, "no": False, "0": False, "false": False}
DATE_FORMATS = ("%m/%d/%Y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%m/%d/%y")
LONGEST_NAME = 200
HEADING_ROWS = 20  # some editions begin with a title
LARGEST_UNPACKED = 400 * 1024 * 1024


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message is a sentence for the person who chose it."""


class _RowError(Exception):
    pass


@dataclass(frozen=True)
class SchoolRow:
    """
    One row of the list. `number` is the row as a spreadsheet counts it. `charter` is None where the file does
    not say, `grades` a pair where it does. A row about the district itself has the code …0000000.
    """

    number: int
    code: str
    name: str
    district_name: str
    charter: bool | None = None
    status: str = OPEN
    closed_on: datetime.date | None = None
    grades: tuple | None = None
    adult: bool = False

    @property
    def is_district(self):
        """Whether the row is about the district itself."""
        return self.code.endswith("0000000")

    @property
    def district_code(self):
        """The code of the district the school belongs to."""
        return self.code[:7] + "0000000"


@dataclass
class SchoolsFile:
    """What was read: rows of the consortium's counties, errors as (row number, sentence), and what was left out."""

    rows: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    skipped: Counter = field(default_factory=Counter)  # reason → rows


def content_type(data):
    """The type of the file by its first bytes: that of an XLSX workbook, or text."""
    return XLSX_TYPE if data[:4] == b"PK\x03\x04" else TEXT_TYPE


def read_schools_file(data, counties, today):
    """
    `data` (bytes of a text file or workbook) → SchoolsFile, rows of `counties` (code → name) only.

    `today` decides whether a school with a closing date has closed. Raises UnreadableFile.
    """
    table = _workbook_rows(data) if content_type(data) == XLSX_TYPE else _text_rows(data)
    start, columns = _find_columns(table)
    result = SchoolsFile()
    for number, cells in enumerate(table[start:], start=start + 1):
        values = {name: _text(cells[index]) for name, index in columns.items() if index < len(cells)}
        if any(values.values()):
            _take(result, number, values, counties, today)
    _check_repeated_codes(result)
    _check_district_names(result)
    result.errors.sort()
    if not result.rows and not result.errors and not result.skipped:
        raise UnreadableFile("The file has headings but no schools.")
    return result


def _take(result, number, values, counties, today):
    """Add one row to `result`: as a row, an error, or one more that was left out."""
    if _elsewhere(values, counties):
        result.skipped["in other counties"] += 1
        return
    if values.get("district_type", "").lower().startswith("community college"):
        result.skipped["of college districts, which have a list of their own"] += 1
        return
    try:
        result.rows.append(_row(number, values, counties, today))
    except _RowError as problem:
        result.errors.append((number, str(problem)))


def _elsewhere(values, counties):
    """Whether the row is about another county: its code says so, or, where that is damaged, its county's name."""
    code = _digits(values.get("code", ""))
    if re.fullmatch(r"\d{14}", code):
        return code[:2] not in counties
    county = values.get("county", "")
    return bool(county) and county.lower() not in {name.lower() for name in counties.values()}


def _row(number, values, counties, today):
    code = _code(values, counties)
    district_name = _name(values.get("district", ""), "district")
    name = district_name if code.endswith("0000000") else _name(values.get("school", ""), "school")
    status, closed_on = _status(values, today)
    return SchoolRow(
        number=number,
        code=code,
        name=name,
        district_name=district_name,
        charter=_charter(values.get("charter", "")),
        status=status,
        closed_on=closed_on,
        grades=grades.of_state_text(values.get("served") or values.get("offered") or ""),
        adult="adult education" in values.get("school_type", "").lower(),
    )


def _digits(text):
    """A code without the blanks, hyphens and quotes that people and spreadsheets put around it."""
    return re.sub(r"[\s\-'\"=]", "", text).removesuffix(".0")


def _code(values, counties):
    """The 14 digits. One leading zero is put back where the county's name proves that it was lost."""
    text = values.get("code", "")
    code = _digits(text)
    if re.fullmatch(r"\d{14}", code):
        return code
    if not code:
        raise _RowError("The CDS code is missing.")
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", code):
        raise _RowError(
            f"The CDS code reads {text}: a spreadsheet made a number of it and lost digits. "
            "Set the column to text in the state's own file and save it again."
        )
    if re.fullmatch(r"\d{13}", code):
        named = {name.lower(): county for county, name in counties.items()}.get(values.get("county", "").lower())
        if named == f"0{code[0]}":
            return f"0{code}"
    if code.isdecimal():
        raise _RowError(
            f"The CDS code {text} has {len(code)} digit{'' if len(code) == 1 else 's'}, not 14. "
            "A spreadsheet drops leading zeros: set the column to text and save the file again."
        )
    raise _RowError(f"“{text}” is not a CDS code, which has 14 digits.")


def _name(text, what):
    if not text:
        raise _RowError(f"The name of the {what} is missing.")
    if len(text) > LONGEST_NAME:
        raise _RowError(f"The name of the {what} is longer than {LONGEST_NAME} letters.")
    return text


def _charter(text):
    if not text:
        return None
    if text.lower() not in YES_NO:
        raise _RowError(f"Charter reads “{text}”; it should be Y or N.")
    return YES_NO[text.lower()]


def _status(values, today):
    """(status, closed on). The status column decides; without one, a closing date that has passed."""
    closed_on = _date(values.get("closed", ""))
    text = values.get("status", "")
    if text and text.lower() not in STATUSES:
        raise _RowError(f"The status “{text}” is not known; it should be Active, Closed, Merged or Pending.")
    if text:
        status = STATUSES[text.lower()]
    else:
        status = CLOSED if closed_on and closed_on <= today else OPEN
    return status, closed_on if status == CLOSED else None


def _date(text):
    if not text:
        return None
    for written in DATE_FORMATS:
        try:
            return datetime.datetime.strptime(text, written).date()
        except ValueError:
            continue
    raise _RowError(f"The closing date “{text}” cannot be read; write it as 06/30/2026.")


def _check_repeated_codes(result):
    """A code that occurs twice is an error of the second row."""
    first = {}
    for row in result.rows:
        if row.code in first:
            result.errors.append((row.number, f"The CDS code {row.code} was in row {first[row.code]} already."))
        first.setdefault(row.code, row.number)


def _check_district_names(result):
    """One district has one name; the row about the district itself, or its first school, is right."""
    named = {row.district_code: row for row in result.rows if row.is_district}
    for row in result.rows:
        if row.status != OPEN:
            continue  # a closed school keeps the name its district had then
        before = named.setdefault(row.district_code, row)
        if before.district_name != row.district_name:
            result.errors.append(
                (
                    row.number,
                    f"District {row.code[:7]} is called “{row.district_name}” here "
                    f"and “{before.district_name}” in row {before.number}.",
                )
            )


def _find_columns(table):
    """(index of the first row of data, our word → index of its column)."""
    for index, cells in enumerate(table[:HEADING_ROWS]):
        headings = [re.sub(r"[^a-z0-9]", "", _text(cell).lower()) for cell in cells]
        if not set(headings) & set(COLUMNS["code"]):
            continue
        columns = {
            name: headings.index(heading)
            for name, known in COLUMNS.items()
            for heading in reversed(known)
            if heading in headings
        }
        missing = [title for name, title in REQUIRED.items() if name not in columns]
        if missing:
            raise UnreadableFile(f"The file has no column {' and no column '.join(missing)}.")
        return index + 1, columns
    raise UnreadableFile(
        "This is not the state's list of schools: no column is called CDSCode. "
        "Choose the file as the Department of Education publishes it (text or XLSX)."
    )


def _text_rows(data):
    if not data.strip():
        raise UnreadableFile("The file is empty.")
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise UnreadableFile("This is a workbook of the old XLS kind. Save it as XLSX or CSV.")
    text = _decoded(data)
    head = text[:20_000].splitlines()[:HEADING_ROWS]
    delimiter = max("\t,;", key=lambda sign: max((line.count(sign) for line in head), default=0))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as problem:
        raise UnreadableFile("The file is not a table that can be read: a quotation mark is never closed.") from problem


def _decoded(data):
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableFile("This is not a text file with a table, nor an XLSX workbook.")


def _workbook_rows(data):
    """The rows of the first sheet that has any."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                raise UnreadableFile("The workbook is too large.")
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = (
            # empty rows are kept, so that row numbers are those of the spreadsheet
            book.get_sheet_by_index(index).to_python(skip_empty_area=False)
            for index in range(len(book.sheet_names))
        )
        return next((rows for rows in sheets if rows), [])
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as problem:
        raise UnreadableFile("The workbook cannot be opened. Save it again as XLSX, or as CSV.") from problem


def _text(cell):
    """A cell as text: numbers without a fraction as their digits, days as 2026-06-30, `No Data` as nothing."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime.datetime):
        cell = cell.date()
    text = " ".join(str(cell).split()) if cell is not None else ""
    return "" if text.lower() in NOTHING else text
