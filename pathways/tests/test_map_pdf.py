"""The map as a PDF that can be hung up, and read without seeing it."""

import io
import time

import pytest
from pypdf import PdfReader

from consortium.pdf import PdfError, typeset
from consortium.tests.pdf_elements import elements
from pathways.drawing import sheet
from pathways.drawing.sheets import SHEETS
from pathways.queries.map_content import Box, Column, MapContent
from pathways.tests.example_maps import eighty, twenty


@pytest.fixture(scope="module")
def made():
    return PdfReader(io.BytesIO(sheet.pdf(twenty(), address="https://example.org/maps/", consortium="Example Region")))


def test_it_is_tagged_to_the_standard_with_title_and_language(made):
    root = made.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert made.metadata.title == "Welding Technology: career pathway map"
    assert made.metadata.author == "Example Region"
    assert "pdfuaid" in root["/Metadata"].get_data().decode()


def test_the_picture_has_its_words_and_the_list_headings_and_tables(made):
    found = list(elements(made))
    figures = [element for kind, element in found if kind == "/Figure"]
    assert [figure["/Alt"] for figure in figures] == [
        "A career pathway in Manufacturing and Product Development, from Middle school (grades 6–8) to Occupations: "
        "20 boxes in 11 columns, with 26 links between them. The list after it says the same."
    ]
    kinds = [kind for kind, _ in found]
    assert (kinds.count("/H1"), kinds.count("/H2"), kinds.count("/Table")) == (1, 11, 11)
    assert kinds.count("/TH") == 3 * 11
    assert kinds.index("/Figure") < kinds.index("/H1")


def test_the_picture_is_one_letter_sheet_and_the_list_follows(made):
    boxes = [(round(page.mediabox.width), round(page.mediabox.height)) for page in made.pages]
    assert boxes[0] == (792, 612)
    assert set(boxes[1:]) == {(612, 792)}
    assert "Welding Capstone" in " ".join(made.pages[0].extract_text().split())
    words = " ".join(" ".join(page.extract_text().split()) for page in made.pages[1:])
    for part in ("Grade 11", "Welding 2", "Course · Articulated", "Internship in a shop", "SOC 51-4121"):
        assert part in words
    assert "https://example.org/maps/" in words


def test_a_large_map_takes_a_larger_sheet_in_less_than_a_second():
    begun = time.perf_counter()
    reader = PdfReader(io.BytesIO(sheet.pdf(eighty())))
    assert time.perf_counter() - begun < 1
    assert round(reader.pages[0].mediabox.width) == SHEETS[1].width


def test_words_in_other_alphabets_and_signs_of_the_typesetter_are_only_words():
    box = Box("1", "text", '#panic("no") $x$ *b* \\ "quote" \x08 é ≤ Ω', ("#eval", "@label", "</text>"))
    content = MapContent("#Map *x*", "Sector & more", (Column("grade_9", "Grade 9", (box,)),), (), "Draft")
    text = PdfReader(io.BytesIO(sheet.pdf(content))).pages[1].extract_text()
    for part in ('#panic("no") $x$ *b*', "#eval", "@label", "</text>", "#Map *x*"):
        assert part in text


def test_characters_that_no_font_has_do_not_keep_the_pdf_from_being_made():
    box = Box("1", "text", "Welding 溶接 \U0001f525", ())
    content = MapContent("Map", "Sector", (Column("grade_9", "Grade 9", (box,)),), (), "Draft")
    reader = PdfReader(io.BytesIO(sheet.pdf(content)))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "Welding" in reader.pages[1].extract_text()


def test_a_map_without_boxes_has_a_sheet_too():
    assert len(PdfReader(io.BytesIO(sheet.pdf(MapContent("Map", "Sector", ())))).pages) == 2


def test_a_template_that_cannot_be_set_is_a_sentence():
    with pytest.raises(PdfError, match="The PDF could not be made"):
        typeset("pathways/maps/map.typ", {"title": "Half of the data"})
