"""All forms of a report say what its content says, cell by cell, and nothing more."""

import csv
import io
import re
import zipfile
from html.parser import HTMLParser

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from consortium.tests.pdf_elements import elements
from indicators.models import ReportFile
from indicators.reporting.content import REPORTED, IndicatorPart, as_json, from_json
from indicators.reporting.render import FORMS, charts, render, words
from indicators.tests import report_contents
from indicators.tests.report_contents import GUARDED, LINES, LONG, PARTNERS, RACES, count, line, tally

CONTENT = report_contents.content()
OWN = PARTNERS[0]
OF_PARTNER = [form for form, made in FORMS.items() if made.of_partner]


class Rows(HTMLParser):
    """The rows of all tables of a page, as texts of cells."""

    def __init__(self, page):
        super().__init__()
        self.rows, self.text, self.inside, self.seen = [], [], False, set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        if tag == "tr":
            self.rows.append([])
        self.inside = self.inside or tag in ("td", "th")
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data):
        self.text.append(data)
        if self.inside:
            self.rows[-1][-1] += data


def packed(text):
    """Text without what only lays it out."""
    return re.sub(r"[\s\u200b]", "", text)


def pdf_text(content, form="pdf", partner=None):
    reader = PdfReader(io.BytesIO(render(content, form, partner).content))
    return packed("".join(page.extract_text() for page in reader.pages))


def sheets(content, partner=None):
    book = load_workbook(io.BytesIO(render(content, "xlsx", partner).content))
    return {sheet.title: list(sheet.iter_rows()) for sheet in book}


def values(row):
    return [cell.value for cell in row]


def csv_rows(content, partner=None):
    text = render(content, "csv", partner).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def expected(amount):
    """What a workbook holds for an amount: what was counted, what it is of, the percent."""
    if amount.state != REPORTED:
        return [amount.text, None, None]
    if amount.number is None:
        return [None, None, float(amount.points) / 100]
    share = amount.number * 100 // amount.whole / 100 if amount.whole and amount.stage is None else None
    return [amount.number, amount.whole, share]


def test_there_is_a_form_for_every_kind_of_file():
    assert list(FORMS) == ReportFile.Form.values
    named = {form: render(CONTENT, form).name for form in ReportFile.Form}
    assert named["pdf"] == "annual-report-2026-27.pdf"
    assert named["page_pdf"] == "annual-report-2026-27-one-page.pdf"
    assert render(CONTENT, "csv", "poway-unified").name == "annual-report-2026-27-poway-unified.csv"
    assert all(render(CONTENT, form).content_type == made.content_type for form, made in FORMS.items())


@pytest.mark.parametrize(("form", "partner"), [("page_pdf", "poway-unified"), ("html", "nobody"), ("docx", None)])
def test_what_there_is_not_is_no_file(form, partner):
    with pytest.raises(KeyError):
        render(CONTENT, form, partner)


def test_the_page_has_every_measure_with_its_figures():
    rows = [[packed(cell) for cell in row] for row in Rows(render(CONTENT, "html").content.decode()).rows]
    for one in LINES:
        said = " ".join(filter(None, (one.sentence, one.trend, *one.notes)))
        cells = [f"{one.label}{said}", one.baseline.text, one.target.text, one.actual.text, one.last_year.text]
        assert [packed(cell) for cell in (*cells, one.status_words)] in rows
    for own in OWN.lines:
        cells = [f"{own.label}{own.code}{own.sentence}", own.actual.text, own.target.text, own.status_words or "–"]
        assert [packed(cell) for cell in (*cells, own.region.text, own.region_status_words)] in rows
    for group in RACES.groups:
        cells = [group.label, group.count.text, group.rate.text, words.beside_region(group)]
        assert [packed(cell) for cell in cells] in rows
    assert ["PowayUnified,=Größe", "1", "29"] in rows
    assert ["=Visitthem", "Office,O’Neill", "March14,2027"] in rows


def test_the_pdf_has_every_measure_with_its_figures():
    text = pdf_text(CONTENT)
    for one in LINES:
        said = " ".join(filter(None, (one.sentence, one.trend, *one.notes)))
        cells = [one.label, one.baseline.text, one.target.text, one.actual.text, one.last_year.text, one.status_words]
        assert packed("".join((*cells, said))) in text
    for own in OWN.lines:
        cells = [own.code, own.label, own.actual.text, own.target.text, own.status_words or "–", own.region.text]
        assert packed("".join((*cells, own.region_status_words))) in text
    for group in RACES.groups:
        cells = [group.label, group.count.text, group.rate.text, words.beside_region(group)]
        assert packed("".join(cells)) in text
    for paragraph in words.paragraphs(report_contents.TYPED):
        assert text.count(packed("".join(paragraph))) == 5  # opening, two goals, equity, method


def test_the_workbook_has_figures_as_numbers_and_words_where_there_are_none():
    found = sheets(CONTENT)
    assert list(found) == ["Headlines", "CP-1", "EN-1", "Equity", "Partners", "Next steps", "Method"]
    rows = {}
    for row in (*found["CP-1"], *found["EN-1"]):
        rows.setdefault(row[0].value, values(row))  # evidence below the figures names its measure too
    for one in LINES:
        amounts = [one.baseline, one.target, one.actual, *(past.amount for past in one.past)]
        cells = [cell for amount in amounts for cell in expected(amount)]
        row = rows[one.code]
        figures = row[3:-7]
        if one.code.startswith("EN"):  # a goal with milestones names their stages
            assert figures[3::4] == [amount.stage for amount in amounts]
            del figures[3::4]
        assert (row[1], figures, row[-7:-5]) == (one.label, cells, [one.status_words, one.sentence])
    own = [values(row) for row in found["Partners"][2:]]
    for row, one in zip(own, OWN.lines, strict=True):
        cells = [*expected(one.actual), *expected(one.target)]
        assert row[1:9] == [one.code, one.label, *cells]
        assert row[9:14] == [one.status_words or "–", *expected(one.region), one.region_status_words]
    equity = [values(row) for row in found["Equity"][2:8]]
    assert equity[0][5:8] == [66314, 367676, 0.18]
    for row, group in zip(equity[1:5], RACES.groups, strict=True):
        assert row[:8] == [RACES.dimension, group.label, *expected(group.count), *expected(group.rate)]
        assert row[8] == words.beside_region(group)
    counts = [[one.words, one.number] for one in words.tally_of(CONTENT.tally, LINES)]
    assert counts == [values(row)[:2] for row in found["Headlines"] if row[1].value not in (None, "Measures")]
    assert sum(number for _, number in counts) == len(LINES)


def test_a_workbook_shows_percent_as_percent_and_keeps_its_head_in_sight():
    book = load_workbook(io.BytesIO(render(CONTENT, "xlsx").content))
    sheet = book["CP-1"]
    assert sheet.freeze_panes == "C3"
    row = next(row for row in sheet.iter_rows() if row[0].value == "CP-1.1b")
    assert [(cell.value, cell.number_format) for cell in (row[5], row[8], row[11])] == [
        (0.58, "0%"), (0.375, "0.0#%"), (0.73, "0%"),
    ]  # fmt: skip
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


def test_the_csv_has_a_row_for_each_measure_of_the_region_and_of_each_partner():
    rows = csv_rows(CONTENT)
    assert [(row["scope"], row["code"]) for row in rows] == [
        *(("Region", one.code) for one in LINES),
        *((OWN.name, one.code) for one in OWN.lines),
    ]
    for row, one in zip(rows, [*LINES, *OWN.lines], strict=True):
        for name, amount in (("actual", one.actual), ("target", one.target)):
            number, whole, share = expected(amount)
            if amount.state != REPORTED:
                number = None
            assert (row[f"{name} state"], row[f"{name} as printed"]) == (amount.state, amount.text)
            numbers = ["" if cell is None else str(cell) for cell in (number, whole)]
            assert [row[f"{name} number"], row[f"{name} of"]] == numbers
            assert row[f"{name} percent"] == ("" if share is None else f"{share * 100:g}")
            assert row[f"{name} stage"] == (amount.stage or "")
        assert (row["status"], row["sentence"]) == (one.status_words, one.sentence)
    assert [row["2025-26 as printed"] for row in rows[: len(LINES)]] == [one.last_year.text for one in LINES]


def test_a_partners_report_is_its_own_part_and_the_regions_and_nobody_elses():
    content = report_contents.content(partners=[*PARTNERS, PARTNERS[1].__class__(
        "other", "Other Unified", "K-12 district", [report_contents.part(LINES[0], count(987_654))], 0
    )])  # fmt: skip
    page = " ".join(Rows(render(content, "html", OWN.slug).content.decode()).text)
    texts = [packed(page), pdf_text(content, "pdf", OWN.slug)]
    for text in texts:
        assert packed(OWN.name) in text
        assert packed(OWN.lines[0].sentence) in text
        assert packed(f"1 of {len(OWN.lines)} figures:") in text
        assert packed(CONTENT.headlines[0]) in text
        assert packed(CONTENT.method.notes[0]) in text
    workbook = [value for rows in sheets(content, OWN.slug).values() for row in rows for value in values(row)]
    table = csv_rows(content, OWN.slug)
    assert {row["scope"] for row in table} == {OWN.name, "Region"}
    for kept in (*texts, packed(repr(workbook)), packed(repr(table))):
        assert "987654" not in kept.replace(",", "")
        assert "OtherUnified" not in kept


def test_a_hidden_number_is_in_no_form():
    everywhere = [render(CONTENT, form) for form in FORMS]
    everywhere += [render(CONTENT, form, OWN.slug) for form in OF_PARTNER]
    for made in everywhere:
        content = made.content
        if made.name.endswith(".xlsx"):
            parts = zipfile.ZipFile(io.BytesIO(content))
            content = b"".join(parts.read(name) for name in parts.namelist())
        if made.name.endswith(".pdf"):
            reader = PdfReader(io.BytesIO(content))
            spoken = [element.get("/Alt", "") for _, element in elements(reader)]
            content = "".join([*spoken, *(page.extract_text() for page in reader.pages)]).encode()
        for way in (f"{GUARDED}", f"{GUARDED:,}"):
            assert way.encode() not in content


def test_what_people_typed_is_only_text():
    page = render(CONTENT, "html").content.decode()
    assert "<script" not in page
    assert "<b>HTML" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert f'<a href="{report_contents.FILE}" rel="noreferrer">' in page
    assert "<a href=\"javascript:" not in page
    assert re.findall(r' src="([^"]*)', page) == ["/reports/notice/2026-27/"]
    assert not re.findall(r"<link|@import|url\(", page)
    cells = [cell for row in csv_rows(CONTENT) for cell in row.values()]
    assert "'=HYPERLINK(\"x\") & <script>alert(1)</script>" in cells
    assert not [cell for cell in cells if cell[:1] in tuple("=+@") or re.match(r"-[^\d]", cell)]


def test_a_draft_says_so_and_what_is_published_names_where_it_is_corrected():
    draft = report_contents.content(is_draft=True)
    for form in ("html", "pdf", "page_html", "page_pdf"):
        made = render(draft, form)
        assert made.name.startswith("annual-report-2026-27-draft")
        text = pdf_text(draft, form) if form.endswith("pdf") else made.content.decode()
        assert "DRAFT" in text
    assert "<iframe" not in render(draft, "html").content.decode()
    page = render(CONTENT, "html").content.decode()
    assert 'src="/reports/notice/2026-27/"' in page
    assert 'href="https://goals.example.org/reports/record/2026-27/"' in page
    assert "DRAFT" not in page
    assert "<script" not in page
    correction = report_contents.content(
        label="2026-27-correction-1", corrects="2026-27", correction_note="Meetings were counted twice.",
        address="https://goals.example.org/reports/2026-27-correction-1/",
    )  # fmt: skip
    page = render(correction, "html").content.decode()
    assert '<a href="/reports/2026-27/">' in page
    assert "Meetings were counted twice." in page
    assert packed("This report corrects the report 2026-27.") in pdf_text(correction)


def test_the_same_content_is_the_same_bytes_also_after_it_was_kept():
    again = from_json(as_json(CONTENT))
    for form in FORMS:
        assert render(CONTENT, form).content == render(again, form).content
    book = zipfile.ZipFile(io.BytesIO(render(CONTENT, "xlsx").content))
    assert {info.date_time for info in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"1980-01-01T00:00:00Z" in book.read("docProps/core.xml")
    assert b"202" not in book.read("docProps/core.xml").replace(b"2026-27", b"").replace(b"2006", b"")
    assert "/CreationDate" not in PdfReader(io.BytesIO(render(CONTENT, "pdf").content)).metadata


def test_an_empty_report_can_be_drawn():
    empty = report_contents.content(
        goals=[], partners=[], tally=[], headlines=[], asks=[], opening="", steps=[], address="", author="",
        equity=CONTENT.equity.__class__("", "", "", report_contents.Amount(), []),
        method=CONTENT.method.__class__("", [], [], []),
    )  # fmt: skip
    for form in FORMS:
        assert render(empty, form).content


def test_charts_draw_what_is_not_there_differently_and_say_each_bar():
    indicators = [indicator for goal in CONTENT.goals for indicator in goal.indicators]
    drawn = {}
    for indicator in indicators:
        pictures = charts.chart(indicator, "2026-27")
        drawn |= {one.code: picture for one, picture in zip(indicator.lines, pictures, strict=True)}
    assert "M60 " in drawn["CP-1.2c"].svg
    assert 'class="s-hatch"' in drawn["CP-1.2c"].svg
    assert 'stroke-dasharray="3 3"' in drawn["CP-1.2d"].svg  # missing: an empty dashed box
    assert 'width="1.5" height="12"' in drawn["CP-1.2a"].svg  # zero: a line
    assert 'height="12"' not in drawn["CP-1.2e"].svg
    assert "no target" in drawn["CP-1.2e"].svg
    assert 'class="f-on_track"' in drawn["EN-1.1b"].svg
    assert "asked for by 75 % of the year" in drawn["EN-1.1b"].svg
    assert drawn["CP-1.1a"].alt == (
        "Meetings held, über alles: 2024-25 not reported; 2025-26 7; 2026-27 1,234; target 1,500. Not met."
    )
    assert "drafted “fully”: reached March 2, 2027; approved: no date set" in drawn["EN-1.1a"].alt


def test_bars_are_as_long_as_their_numbers():
    one = line("CP-9.9a", "x", count(50), target=report_contents.count_target(100))
    drawn = charts.chart(IndicatorPart("CP-9.9", "x", [one]), "2026-27")[0].svg
    room = charts.WIDTH - charts.LEFT - charts.RIGHT
    now, before = (
        [float(width) for width in re.findall(rf'width="([\d.]+)" height="{height}" fill', drawn)] for height in (12, 8)
    )
    assert now == [room * 0.5]
    assert before[-1] == pytest.approx(room * 0.07, abs=0.1)
    assert f'd="M{charts.LEFT + room:.1f} 0V' in drawn  # the target


def test_tallies_add_up_with_what_is_not_shown():
    assert words.tally_words(words.tally_of(tally(LINES), LINES)).endswith("1 not shown")
    assert LONG not in words.softened({"a": [LONG]})["a"][0]
