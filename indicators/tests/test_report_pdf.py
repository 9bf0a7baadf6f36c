"""The PDF of a report can be read without seeing it: tags, title, language, alternative texts, bookmarks, heads."""

import io

import pytest
from pypdf import PdfReader

from consortium.tests.pdf_elements import elements
from indicators.reporting.content import Silent
from indicators.reporting.render import charts, render
from indicators.tests import report_contents
from indicators.tests.report_contents import LINES, LONG, PARTNERS, count, part

CONTENT = report_contents.content()


def read(content, form="pdf", partner=None):
    return PdfReader(io.BytesIO(render(content, form, partner).content))


@pytest.fixture(scope="module")
def made():
    return read(CONTENT)


def bookmarks(entries, depth=0):
    """The bookmarks, as (depth, title)."""
    for entry in entries:
        if isinstance(entry, list):
            yield from bookmarks(entry, depth + 1)
        else:
            yield depth, entry.title


@pytest.mark.parametrize(
    ("form", "partner", "title"),
    [
        ("pdf", None, "Annual progress report 2026-27"),
        ("pdf", "poway-unified", "Annual progress report 2026-27: Poway Unified, =Größe"),
        ("page_pdf", None, "Annual progress report 2026-27"),
    ],
)
def test_it_is_tagged_to_the_standard_with_title_and_language(form, partner, title):
    reader = read(CONTENT, form, partner)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert (reader.metadata.title, reader.metadata.author) == (title, "Consortium & Söhne")
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages} == {(612, 792)}


def test_every_chart_has_its_words(made):
    spoken = [element["/Alt"] for kind, element in elements(made) if kind == "/Figure"]
    indicators = [indicator for goal in CONTENT.goals for indicator in goal.indicators]
    assert [words.replace("\u200b", "") for words in spoken] == [
        charts.by_goal(CONTENT).alt,
        *(charts.on_paper(indicator, CONTENT.year).alt for indicator in indicators),
        charts.equity(CONTENT.equity.tables[0], CONTENT.equity.region).alt,
    ]


def test_headings_go_down_step_by_step_and_are_bookmarks(made):
    levels = [int(kind[2:]) for kind, _ in elements(made) if kind[:2] == "/H" and kind[2:].isdigit()]
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    found = list(bookmarks(made.outline))
    assert [title for depth, title in found if depth == 0] == [
        "The region’s year at a glance", "Opening", "CP-1 Goal CP-1 & more", "EN-1 Goal EN-1 & more",
        "Equity of access",
        "Next steps", "Notes on method", "What each measure counts", "Appendix: each district and college",
    ]  # fmt: skip
    assert [title for depth, title in found if depth][-2:] == ["Poway Unified, =Größe", "Silent College"]


def test_its_links_lead_where_they_say(made):
    found = {
        note.get_object()["/A"]["/URI"]
        for page in made.pages
        for note in page.get("/Annots", [])
        if "/URI" in note.get_object().get("/A", {})
    }
    assert found == {"https://goals.example.org/reports/record/2026-27/", report_contents.FILE}
    page = read(CONTENT, "page_pdf").pages[0]
    assert [note.get_object()["/A"]["/URI"] for note in page["/Annots"]] == [CONTENT.address]


def test_a_long_table_has_its_head_on_every_sheet():
    many = [part(LINES[0], count(number), code=f"CP-1.{number}a") for number in range(120)]
    silent = [Silent(f"Somebody {number}", 1, 2) for number in range(300)]
    content = report_contents.content(
        partners=[PARTNERS[0].__class__("many", "Many", "College", many, 0)],
        method=CONTENT.method.__class__("", [], [], silent),
    )
    pages = [" ".join(page.extract_text().split()) for page in read(content).pages]
    own = [page for page in pages if "CP-1.1" in page and "Own figure" in page or "CP-1.60a" in page]
    assert len(own) > 2
    assert all("Code Measure Own figure" in page for page in own)
    named = [page for page in pages if "Somebody" in page]
    assert len(named) > 2
    assert all("Who Missing Of" in page for page in named)


def test_every_sheet_has_its_number_and_no_sheet_is_empty(made):
    pages = [" ".join(page.extract_text().split()) for page in made.pages]
    for number, page in enumerate(pages[1:], start=2):
        assert f"{number} of {len(pages)}" in page
        assert "Annual progress report 2026-27 · October 3, 2027" in page
        assert len(page) > 120
    assert "2026-27" in pages[0]
    assert "Published on October 3, 2027." in pages[0]


@pytest.mark.parametrize("letters", ["short", "as long as they may be", "one long word"])
def test_one_page_is_one_page(letters):
    line = {"short": "A headline.", "one long word": ("W" * 300), "as long as they may be": "Ways worn when. " * 19}
    texts = [line[letters][:300]] * 5
    content = report_contents.content(
        headlines=texts, asks=texts[:3], is_draft=True, consortium="A Consortium of Many Words and Counties " * 3,
        through="Q4, which ended on June 30, 2027, and on which much more could be said",
    )  # fmt: skip
    reader = read(content, "page_pdf")
    assert len(reader.pages) == 1
    text = "".join(reader.pages[0].extract_text().split()).replace("\u200b", "")
    assert text.count("".join(texts[0].split())) == 8
    assert text.endswith("https://goals.example.org/reports/2026-27/")


def test_characters_that_no_font_has_do_not_keep_it_from_being_made():
    content = report_contents.content(opening="溶接 \U0001f525 " + LONG)
    assert read(content).trailer["/Root"]["/MarkInfo"]["/Marked"]
