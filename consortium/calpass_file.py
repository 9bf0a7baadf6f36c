"""Reading a list of Cal-PASS Plus agreements and uploads: CSV or XLSX, columns in any order, codes as text."""

import datetime
import re
from dataclasses import dataclass, field

from consortium.exchange import Csv, DateColumn, Unreadable, Xlsx
from consortium.exchange.columns import text_of
from consortium.years import start_year_of_label

# our word → headings that mean it, reduced to small letters and digits
COLUMNS = {
    "code": ("cdscode", "cds"),
    "signed_on": ("signedon", "signed", "agreementsignedon"),
    "ends_on": ("endson", "ends", "lastday", "agreementendson"),
    "start_year": ("datayear", "year", "schoolyear"),
    "accepted_on": ("uploadedon", "uploaded", "acceptedon", "accepted"),
}
TITLES = {
    "code": "CDS code",
    "signed_on": "signed on",
    "ends_on": "ends on",
    "start_year": "data year",
    "accepted_on": "uploaded on",
}


@dataclass(frozen=True)
class ListRow:
    """One row; `number` is the line as a spreadsheet counts it, `start_year` the calendar year a data year begins."""

    number: int
    code: str
    signed_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    start_year: int | None = None
    accepted_on: datetime.date | None = None


@dataclass
class CalpassList:
    """What was read: rows, and errors as (line, sentence)."""

    rows: list = field(default_factory=list)
    errors: list = field(default_factory=list)


def read_calpass_list(data):
    """`data` (bytes of a CSV file or workbook) → CalpassList. Raises Unreadable with a sentence."""
    reader = Xlsx() if data[:4] == b"PK\x03\x04" else Csv()
    dataset = reader.create_dataset(data)
    columns = _columns(dataset.headers)
    result = CalpassList()
    for number, cells in enumerate(dataset, start=2):
        values = {name: cells[index] for name, index in columns.items()}
        try:
            if any(text_of(value) for value in values.values()):
                result.rows.append(_row(number, values))
        except ValueError as problem:
            result.errors.append((number, str(problem)))
    if not result.rows and not result.errors:
        raise Unreadable("The file has names of columns but no districts.")
    return result


def _columns(headers):
    """Our word → index of its column. Raises Unreadable where a column is unknown, twice there or missing."""
    columns = {}
    for index, heading in enumerate(headers):
        plain = re.sub(r"[^a-z0-9]", "", str(heading).lower())
        name = next((name for name, known in COLUMNS.items() if plain in known), None)
        if name is None and plain in ("", "district", "name", "districtname", "note"):
            continue  # for people to read
        if name is None:
            raise Unreadable(f"There is no column “{heading}” here. The columns are: {', '.join(TITLES.values())}.")
        if name in columns:
            raise Unreadable(f"There are two columns for “{TITLES[name]}”.")
        columns[name] = index
    if "code" not in columns:
        raise Unreadable("The file has no column “CDS code”. Without it no district can be told from another.")
    if ("start_year" in columns) != ("accepted_on" in columns):
        raise Unreadable("An upload has two columns, “data year” and “uploaded on”: give both.")
    if "signed_on" not in columns and "accepted_on" not in columns:
        raise Unreadable("The file has neither a column “signed on” nor “data year” and “uploaded on”.")
    return columns


def _row(number, values):
    row = ListRow(
        number,
        code=_code(text_of(values["code"])),
        signed_on=_day(values, "signed_on"),
        ends_on=_day(values, "ends_on"),
        start_year=_start_year(text_of(values.get("start_year"))),
        accepted_on=_day(values, "accepted_on"),
    )
    if row.ends_on and not row.signed_on:
        raise ValueError("It says when the agreement ends but not when it was signed.")
    if row.ends_on and row.ends_on < row.signed_on:
        raise ValueError("The agreement ends before it was signed.")
    if row.accepted_on and not row.start_year:
        raise ValueError("It says when data was uploaded but not of which school year: give the data year.")
    return row


def _code(text):
    code = re.sub(r"[\s\-'\"=]", "", text)
    if not code:
        raise ValueError("The CDS code is missing.")
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", code):
        raise ValueError(f"The CDS code reads {text}: a spreadsheet made a number of it and lost digits.")
    if not code.isascii() or not code.isdecimal():
        raise ValueError(f"“{text}” is not a CDS code, which has 14 digits.")
    if len(code) != 14:
        raise ValueError(
            f"The CDS code {text} has {len(code)} digit{'' if len(code) == 1 else 's'}, not 14. "
            "A spreadsheet drops leading zeros: set the column to text and save the file again."
        )
    return code


def _day(values, name):
    try:
        return DateColumn().clean(values.get(name))
    except ValueError as problem:
        raise ValueError(f"{TITLES[name]}: {problem}") from problem


def _start_year(text):
    if not text:
        return None
    start_year = start_year_of_label(text.replace("–", "-"))
    if start_year is None:
        raise ValueError(f"“{text}” is not a school year. Write it as 2026-27.")
    return start_year
