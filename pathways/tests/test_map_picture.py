"""The picture as SVG, in a page and as a file, and the list that says the same."""

import re
import xml.etree.ElementTree as ElementTree

from django.template.loader import render_to_string

from pathways.drawing import svg, words
from pathways.queries.map_content import Box, Column, MapContent
from pathways.tests.example_maps import twenty

SVG = "{http://www.w3.org/2000/svg}"


def parsed(text):
    return ElementTree.fromstring(text)  # noqa: S314 - drawn by ourselves


def said(element):
    return [line.text for line in element.iter(f"{SVG}text")]


def one_box(**fields):
    box = Box(**{"key": "1", "kind": "course", "title": "Welding"} | fields)
    return MapContent("Map", "Sector", (Column("grade_9", "Grade 9", (box,)),), (), "Draft")


def test_a_file_names_the_map_in_its_heading_and_brings_its_style():
    picture = parsed(svg.alone(twenty()))
    assert said(picture)[:3] == ["Manufacturing and Product Development", "Welding Technology", twenty().note]
    assert picture.find(f"{SVG}title").text == "Welding Technology"
    assert "20 boxes in 11 columns" in picture.find(f"{SVG}desc").text
    assert "fill" in picture.find(f"{SVG}style").text


def test_in_a_page_the_heading_is_the_pages_and_the_style_its_stylesheets():
    picture = parsed(svg.inline(twenty()))
    assert picture.find(f"{SVG}style") is None
    assert said(picture)[0] == "Middle school"
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == picture.find(f"{SVG}title").get("id")
    assert all("style" not in element.attrib for element in picture.iter())


def test_what_people_wrote_is_text_and_nothing_else():
    nasty = one_box(title="</text><script>alert(1)</script> & {{ x }}", details=("\x08\x1b bell",))
    for text in (svg.alone(nasty), svg.inline(nasty)):
        assert parsed(text).find(f".//{SVG}script") is None
        assert "alert" in "".join(said(parsed(text)))


def test_the_legend_has_what_occurs_and_nothing_else():
    assert said(parsed(svg.inline(one_box())))[-1:] == ["Course"]
    assert said(parsed(svg.inline(one_box(kind="program", marks=("dual",)))))[-2:] == [
        "Program", "Dual enrollment: a college course taken in high school",
    ]  # fmt: skip
    whole = said(parsed(svg.inline(twenty())))
    assert whole[-6:-2] == ["Course", "Program", "Occupation", "Another step"]


def test_kinds_differ_by_their_outline_and_marks_by_sign_and_word():
    outlines, signs = set(), set()
    for kind in ("course", "program", "occupation", "text"):
        picture = parsed(svg.inline(one_box(kind=kind)))
        outlines.add(re.sub(r"[0-9.]+", "0", picture.find(f".//{SVG}g/{SVG}path").get("d")))
    for mark, word in (("articulated", "Articulated"), ("dual", "Dual enrollment")):
        picture = parsed(svg.inline(one_box(marks=(mark,))))
        signs.add(picture.findall(f".//{SVG}g/{SVG}path")[1].get("d"))
        assert word in " ".join(said(picture))
    assert (len(outlines), len(signs)) == (4, 2)


def test_the_list_says_what_leads_to_what():
    content = twenty()
    listed = words.listed(content)
    assert [column.title for column in listed] == [column.title for column in content.columns]
    assert [one.box for column in listed for one in column.boxes] == [
        box for column in content.columns for box in column.boxes
    ]
    welding = listed[3].boxes[0]
    assert (welding.kind, welding.marks) == ("Course", ("Articulated",))
    assert welding.leads_to == ("Welding Capstone", "Internship in a shop")
    assert listed[6].boxes[0].leads_to == ("Welding Technology (College term 2)", "Pipe Welding")
    assert sum(len(one.leads_to) for column in listed for one in column.boxes) == len(content.links)


def test_boxes_of_one_title_in_one_column_are_told_apart_by_their_last_line():
    columns = (
        Column("grade_9", "Grade 9", (Box("1", "text", "Start"),)),
        Column("grade_10", "Grade 10", tuple(Box(key, "course", "Welding", (key,)) for key in ("North", "South"))),
    )
    content = MapContent("Map", "Sector", columns, (("1", "South"),))
    assert words.listed(content)[0].boxes[0].leads_to == ("Welding (Grade 10, South)",)


def test_the_page_has_picture_and_list_and_no_inline_style():
    page = render_to_string("pathways/maps/_picture.html", {"content": twenty()})
    assert 'aria-details="drawn-list"' in page
    assert 'id="drawn-list"' in page
    assert "Leads to: Welding Capstone; Internship in a shop" in page
    assert "style=" not in page
    assert "<style" not in page


def test_an_empty_map_and_a_map_without_columns_are_drawn_too():
    assert words.about(MapContent("Map", "Sector", ())) == "A career pathway in Sector: the map is empty."
    for content in (MapContent("Map", "Sector", ()), MapContent("", "", (Column("grade_9", "Grade 9"),))):
        assert parsed(svg.alone(content)).tag == f"{SVG}svg"
        assert "map-list" not in render_to_string("pathways/maps/_picture.html", {"content": content})
