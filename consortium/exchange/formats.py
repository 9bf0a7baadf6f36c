"""CSV and XLSX that lose nothing: leading zeros stay, and no cell is ever taken for a formula."""

import csv
import io
import re
import zipfile
import zlib
from xml.etree.ElementTree import ParseError

import tablib
from import_export.formats.base_formats import CSV, XLSX
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import InvalidFileException

# What spreadsheet programs would run as a formula; a number such as -1 is none.
FORMULA = re.compile(r"^[=+\-@\t\r](?!\d+(\.\d+)?$)", re.DOTALL)
MOST_ROWS = 20_000
# what openpyxl raises for workbooks that are damaged in one way or another
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, ParseError, InvalidFileException, LookupError, ValueError, TypeError,
    AttributeError, NotImplementedError, RuntimeError, OSError,
)  # fmt: skip


class Unreadable(ValueError):
    """A file that cannot be read; its text is a sentence for the person who sent it."""


def disarmed(text):
    """The text for a CSV cell, with an apostrophe before what a spreadsheet program would run as a formula."""
    return f"'{text}" if isinstance(text, str) and FORMULA.match(text) else text


def rearmed(text):
    """The text that `disarmed` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


def as_dataset(rows):
    """
    A dataset from rows of cells, the first being the names of the columns. Short rows are filled up and empty rows
    at the end left out; empty ones between stay, so that numbers of lines are those of the file. Raises Unreadable.
    """
    rows = [list(row) for row in rows]
    while rows and _is_empty(rows[-1]):
        rows.pop()
    if not rows or _is_empty(rows[0]):
        raise Unreadable("The first line of the file has no names of columns.")
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"The file has more than {MOST_ROWS:,} lines. Split it.")
    headers = [str(name).strip() if name is not None else "" for name in rows[0]]
    while headers and not headers[-1]:
        headers.pop()
    dataset = tablib.Dataset(headers=headers)
    for number, row in enumerate(rows[1:], start=2):
        if not _is_empty(row[len(headers) :]):
            raise Unreadable(f"Line {number} has more cells than there are names of columns.")
        dataset.append((row + [""] * len(headers))[: len(headers)])
    return dataset


def _is_empty(row):
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row)


class Csv(CSV):
    """UTF-8; commas, tabs or semicolons between the cells, whichever the first line has most of."""

    def get_title(self):
        """What the choice of format is called."""
        return "csv"

    def create_dataset(self, in_stream, **kwargs):
        """A dataset from the text or bytes of a file. Raises Unreadable."""
        return as_dataset(self.rows(in_stream))

    @staticmethod
    def rows(in_stream):
        """The rows of cells in the text or bytes of a file. Raises Unreadable."""
        try:
            text = in_stream.decode("utf-8-sig") if isinstance(in_stream, bytes) else in_stream
            first = text.partition("\n")[0]
            separator = max(",\t;", key=first.count)
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        except (UnicodeDecodeError, csv.Error) as error:
            raise Unreadable("This is no CSV file in UTF-8. Save it as “CSV UTF-8”, or as XLSX.") from error
        return [[rearmed(cell) for cell in row] for row in rows]

    def export_data(self, dataset, **kwargs):
        """The text of a file."""
        lines = io.StringIO(newline="")
        writer = csv.writer(lines)
        writer.writerow(dataset.headers)
        writer.writerows([disarmed(cell) for cell in row] for row in dataset)
        return lines.getvalue()


class Xlsx(XLSX):
    """The first sheet of a workbook. Texts are cells of type text, so that Excel keeps their zeros."""

    def get_title(self):
        """What the choice of format is called."""
        return "xlsx"

    def create_dataset(self, in_stream, **kwargs):
        """A dataset from the bytes of a file. Raises Unreadable."""
        return as_dataset(self.rows(in_stream))

    @staticmethod
    def rows(in_stream, *, formulas=False):
        """
        The rows of cells of the first sheet, up to two more than MOST_ROWS. With `formulas` a cell with a formula is
        that formula, and not what it came to when it was saved. Raises Unreadable.
        """
        try:
            book = load_workbook(io.BytesIO(in_stream), read_only=True, data_only=not formulas)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            return list(sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2))
        except UNREADABLE as error:
            raise Unreadable("This is no XLSX workbook. Save it as XLSX, or as CSV.") from error

    def export_data(self, dataset, **kwargs):
        """The bytes of a file."""
        book = Workbook()
        sheet = book.active
        sheet.title = "Records"
        sheet.freeze_panes = "A2"
        for line, row in enumerate([dataset.headers, *dataset], start=1):
            for position, content in enumerate(row, start=1):
                self._write(sheet.cell(line, position), content)
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()

    @staticmethod
    def _write(cell, content):
        if not isinstance(content, str):
            cell.value = content
        elif content:
            cell.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", content)
            cell.data_type = "s"  # never a formula
            cell.number_format = "@"
