"""
A report as a workbook: a sheet for each goal, and sheets for headlines, equity, partners, next steps and method.

Figures are numbers: what was counted, what it is of, and the percent. Where there is no number the word for it stands
in the first of their cells, and the others are empty. Texts are cells of type text, so nothing is taken for a formula.
"""

import io
import re
import zipfile
from fractions import Fraction

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from indicators.reporting.content import REPORTED

from . import words

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the time of all parts of the file: the same content is the same bytes
WHEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")  # what Excel refuses in the name of a sheet
MOST = 32_767  # letters that a cell of Excel holds
BOLD, TITLE, GREY = Font(bold=True), Font(bold=True, size=14), Font(italic=True, color="5F6C79")
HEAD = PatternFill("solid", fgColor="E6F1F5")
TOP, WRAP = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
NUMBER, PERCENT, TEXT = "#,##0.##", "0%", "@"


def report(content):
    """The region's report, as bytes."""
    book = _Book(content)
    _headlines(book, content)
    for goal in content.goals:
        _goal(book, content, goal)
    _equity(book, content)
    _partners(book, "Partners", content.partners)
    _steps(book, words.all_steps(content))
    _method(book, content)
    return book.content()


def partner_report(content, partner):
    """The own report of `partner`: its part, then what is said of the region."""
    book = _Book(content)
    _partners(book, "Own figures", [partner], words.title_of(content, partner))
    _headlines(book, content)
    _equity(book, content)
    _steps(book, words.all_steps(content))
    _method(book, content)
    return book.content()


class _Book:
    """A workbook that is written row by row."""

    def __init__(self, content):
        self.book = Workbook(write_only=True)
        self.book.properties.title = words.title_of(content)
        self.book.properties.creator = content.author or content.consortium
        self.book.properties.language = "en-US"
        self.sheet = None

    def begin(self, name, widths, freeze=None):
        """A new sheet with columns of these widths, in letters, and what stays above and left of the cell `freeze`."""
        self.sheet = self.book.create_sheet(NOT_IN_NAMES.sub("-", name)[:31])
        for number, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        self.sheet.freeze_panes = freeze
        self.sheet.page_setup.orientation = "landscape"
        self.sheet.page_setup.fitToHeight = 0
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True

    def row(self, *cells, font=None, fill=None, wrap=True):
        """A row; a cell is None, a text, a number, or a number with its format."""
        self.sheet.append([self._cell(cell, font, fill, wrap) for cell in cells])

    def _cell(self, content, font, fill, wrap):
        if content is None or content == "":
            return None
        shown = None
        if isinstance(content, tuple):
            content, shown = content
        if isinstance(content, str):
            content = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", content)[:MOST]
        cell = WriteOnlyCell(self.sheet, content)
        if isinstance(content, str):
            cell.data_type, shown = "s", TEXT  # never a formula
        cell.number_format = shown or NUMBER
        cell.alignment = WRAP if wrap and isinstance(content, str) else TOP
        if font:
            cell.font = font
        if fill:
            cell.fill = fill
        return cell

    def title(self, said):
        """A line above everything."""
        self.row(said, font=TITLE, wrap=False)

    def head(self, *names):
        """The names of the columns."""
        self.row(*names, font=BOLD, fill=HEAD)

    def part(self, said):
        """What the rows below are about, after an empty row."""
        self.sheet.append([])
        self.row(said, font=BOLD, wrap=False)

    def paragraphs(self, text):
        """What somebody typed, a row a paragraph."""
        for lines in words.paragraphs(text):
            self.row("\n".join(lines), wrap=False)

    def content(self):
        """The bytes of the file."""
        kept = io.BytesIO()
        self.book.save(kept)
        return _timeless(kept)


def _timeless(kept):
    """The same file without the times at which its parts were made."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(kept) as made, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as again:
        for name in made.namelist():
            part = made.read(name)
            if name == "docProps/core.xml":
                part = WHEN.sub(rb"\g<1>1980-01-01T00:00:00Z", part)
            info = zipfile.ZipInfo(name, LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            again.writestr(info, part)
    return fixed.getvalue()


# --- figures -----------------------------------------------------------------------------------------------------

FIGURE = ("", "of", "percent")  # and of a milestone the name of the stage
WIDE = (*FIGURE, "stage")


def figure(amount):
    """
    The cells of an `Amount`, in the order of `WIDE`: what was counted, what it is of, the percent, the stage; or the
    word for why there is none.
    """
    if amount.state != REPORTED:
        return amount.text, None, None, None
    if amount.stage is not None:
        return amount.number, amount.whole, None, amount.stage
    if amount.points is not None and amount.number is None:
        return *_points(amount), None
    share = words.percent(amount)
    return amount.number, amount.whole, None if share is None else (share / 100, PERCENT), None


def _points(amount):
    """A target or baseline: of a share its percent, of a count that is no whole number the count."""
    points = Fraction(amount.points)
    if not amount.text.endswith("%"):
        return float(points), None, None
    return None, None, (float(points / 100), PERCENT if points.denominator == 1 else "0.0#%")


def _named(parts, *names):
    return [f"{name} {part}".strip() for name in names for part in parts]


def _cells(parts, *amounts):
    return [cell for amount in amounts for cell in figure(amount)[: len(parts)]]


# --- sheets ------------------------------------------------------------------------------------------------------


def _goal(book, content, goal):
    years = [past.year for past in goal.lines[0].past] if goal.lines else []
    parts = WIDE if any(line.kind == "milestone" for line in goal.lines) else FIGURE
    figures = _named(parts, "Baseline", "Target", "Actual", *years)
    book.begin(goal.code, [10, 44, 44, *[12] * len(figures), 13, 60, 40, 50, 12, 14, 60], freeze="C3")
    book.title(f"{goal.code} {goal.short_title}")
    more = ("Status", "In words", "Trend", "Notes", "Kind", "Unit", "Definition")
    book.head("Code", "Measure", "Indicator", *figures, *more)
    for indicator in goal.indicators:
        for line in indicator.lines:
            amounts = [line.baseline, line.target, line.actual, *(past.amount for past in line.past)]
            book.row(
                line.code, line.label, f"{indicator.code} {indicator.text}", *_cells(parts, *amounts),
                line.status_words, line.sentence, line.trend, " ".join(line.notes), line.kind, line.unit,
                line.definition,
            )  # fmt: skip
    book.part("The goal")
    book.row(goal.text, wrap=False)
    if goal.narrative:
        book.part("Narrative")
        book.paragraphs(goal.narrative)
    if goal.evidence:
        book.part("Evidence")
        book.head("Measure", "What", "From", "Period", "Where")
        for piece in goal.evidence:
            book.row(piece.code, piece.title, piece.organization, piece.period, piece.where)
    if goal.steps:
        book.part("Next steps")
        book.head("Until", "What", "Who")
        for step in goal.steps:
            book.row(step.due, step.text, step.owner)


def _headlines(book, content):
    book.begin("Headlines", [60, 14])
    book.title(words.title_of(content))
    for said in (content.consortium, words.through(content), words.dated(content), content.address):
        book.row(said, wrap=False)
    if content.corrects:
        book.row(f"Corrects the report {content.corrects}. {content.correction_note}", wrap=False)
    book.part("Measures by status")
    book.head("Status", "Measures")
    for count in words.tally_of(content.tally, content.lines):
        book.row(count.words, count.number)
    for name, lines in (("Headlines", content.headlines), ("Asks", content.asks)):
        if lines:
            book.part(name)
            for line in lines:
                book.row(line, wrap=False)
    if content.opening:
        book.part("Opening")
        book.paragraphs(content.opening)


def _equity(book, content):
    equity = content.equity
    book.begin("Equity", [28, 34, *[12] * 6, 34], freeze="C3")
    book.title("Equity of access")
    book.head("Dimension", "Group", *_named(FIGURE, "Took part", "Rate"), "Beside the region")
    if equity.label:
        book.row("Region", f"{equity.label} ({equity.code})", None, None, None, *_cells(FIGURE, equity.region))
    for table in equity.tables:
        for group in table.groups:
            rate = _cells(FIGURE, group.count, group.rate)
            book.row(table.dimension, group.label, *rate, words.beside_region(group))
    for table in equity.tables:
        if table.note:
            book.part(table.dimension)
            book.row(table.note, wrap=False)
    if equity.narrative:
        book.part("Narrative")
        book.paragraphs(equity.narrative)


def _partners(book, name, partners, title="Each district and college beside the region"):
    book.begin(name, [34, 10, 44, *[12] * 6, 13, *[12] * 3, 14, 60, 14], freeze="D3")
    book.title(title)
    own, region = _named(FIGURE, "Own figure", "Own target"), _named(FIGURE, "Region")
    book.head("Partner", "Code", "Measure", *own, "Own status", *region, "Region’s status", "In words", "Unit")
    for partner in partners:
        for line in partner.lines:
            book.row(
                partner.name, line.code, line.label, *_cells(FIGURE, line.actual, line.target),
                line.status_words or "–", *_cells(FIGURE, line.region), line.region_status_words, line.sentence,
                line.unit,
            )  # fmt: skip


def _steps(book, steps):
    book.begin("Next steps", [12, 80, 40, 22], freeze="A3")
    book.title("Next steps")
    book.head("Goal", "What", "Who", "Until")
    for step in steps:
        book.row(step.goal or "Region", step.text, step.owner, step.due)


def _method(book, content):
    method = content.method
    book.begin("Method", [60, 12, 12])
    book.title("Notes on method")
    book.paragraphs(method.narrative)
    for note in method.notes:
        book.row(note, wrap=False)
    if method.may_be_twice:
        book.part("What may be counted twice")
        for note in method.may_be_twice:
            book.row(note, wrap=False)
    book.part("Who has not reported")
    book.head("Who", "Missing", "Of")
    for one in method.silent:
        book.row(one.name, one.missing, one.owed)
