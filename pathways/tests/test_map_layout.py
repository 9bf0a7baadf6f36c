"""What holds for every drawn map: nothing overlaps, everything lies where it belongs, no link runs across a box."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.drawing.layout import layout, sound_links
from pathways.drawing.sheets import LEAST_POINTS, SHEETS, fitted
from pathways.drawing.stacking import rising
from pathways.queries.map_content import Box, Column, MapContent
from pathways.tests.example_maps import eighty, twenty

SOME = settings(max_examples=150, deadline=None)
TITLES = st.text(max_size=60) | st.sampled_from(["Welding 1", "Introduction to Manufacturing", "W" * 60, "溶接の基礎"])
BOXES = st.tuples(
    st.sampled_from(["course", "program", "occupation", "text"]),
    TITLES,
    st.lists(TITLES, max_size=3).map(tuple),
    st.sampled_from([(), ("articulated",), ("dual",), ("articulated", "dual")]),
)


@st.composite
def contents(draw):
    """Maps of up to nine columns, with links between any two boxes."""
    columns, number = [], 0
    for place in range(draw(st.integers(0, 9))):
        boxes = []
        for kind, title, details, marks in draw(st.lists(BOXES, max_size=6)):
            boxes.append(Box(str(number), kind, title, details, marks))
            number += 1
        columns.append(Column(f"column_{place}", draw(TITLES), tuple(boxes)))
    keys = st.integers(0, number).map(str)
    links = draw(st.lists(st.tuples(keys, keys), max_size=30))
    return MapContent(draw(TITLES), "Manufacturing", tuple(columns), tuple(links), "Draft")


def drawn(content):
    return layout(content), {box.box.key: box for box in layout(content).boxes}


@SOME
@given(contents())
def test_boxes_do_not_overlap(content):
    for one, other in combinations(layout(content).boxes, 2):
        apart = (
            one.right <= other.x or other.right <= one.x or one.bottom <= other.y or other.bottom <= one.y
        )
        assert apart, (one, other)


@SOME
@given(contents())
def test_boxes_lie_in_their_column_below_its_head_in_the_order_given(content):
    picture, boxes = drawn(content)
    assert len(boxes) == sum(len(column.boxes) for column in content.columns)
    for place, (column, placed) in enumerate(zip(content.columns, picture.columns, strict=True)):
        ys = [boxes[box.key].y for box in column.boxes]
        assert ys == sorted(ys)
        for box in (boxes[box.key] for box in column.boxes):
            assert (box.column, box.x, box.width) == (place, placed.x, placed.width)
            assert placed.head_bottom < box.y
            assert box.bottom < placed.y + placed.height


@SOME
@given(contents())
def test_everything_lies_within_the_sheet(content):
    picture = layout(content)
    for column in picture.columns:
        assert column.x >= 0
        assert column.x + column.width <= picture.width
        assert column.y + column.height <= picture.height
    lines = [*picture.lines, *(line for box in picture.boxes for line in box.lines)]
    lines += [entry.line for entry in picture.legend]
    assert all(0 <= line.x <= picture.width and 0 <= line.y <= picture.height for line in lines)
    for link in picture.links:
        assert all(0 <= x <= picture.width for piece in link.way for x in piece[::2])
        assert all(0 <= y <= picture.height for piece in link.way for y in piece[1::2])


@SOME
@given(contents())
def test_links_begin_and_end_at_the_edges_of_their_boxes(content):
    picture, boxes = drawn(content)
    assert [(link.source, link.target) for link in picture.links] == sound_links(content)
    for link in picture.links:
        assert on_edge(link.start, boxes[link.source]), link
        assert on_edge(link.end, boxes[link.target]), link


def on_edge(point, box):
    x, y = point
    upright = x in (box.x, box.right) and box.y < y < box.bottom
    return upright or (y in (box.y, box.bottom) and box.x < x < box.right)


@SOME
@given(contents())
def test_no_link_runs_across_a_box(content):
    picture = layout(content)
    for link in picture.links:
        for left, y, right, other_y in link.way:
            # a bent piece stays between its ends, so a box is clear of it if it is clear of the rectangle of both
            low, high = sorted((left, right))
            for box in picture.boxes:
                beside = high <= box.x or box.right <= low
                assert beside or max(y, other_y) <= box.y or box.bottom <= min(y, other_y), (link, box)


@SOME
@given(contents())
def test_the_same_map_is_drawn_the_same_way(content):
    fitted.cache_clear()
    first = fitted(content)
    fitted.cache_clear()
    assert fitted(content) == first


def test_links_that_are_none_are_left_out():
    columns = (Column("a", "A", (Box("1", "text", "One"),)), Column("b", "B", (Box("2", "text", "Two"),)))
    links = (("1", "2"), ("2", "1"), ("1", "1"), ("1", "9"), ("1", "2"))
    picture = layout(MapContent("Map", "Sector", columns, links))
    assert [(link.source, link.target) for link in picture.links] == [("1", "2")]


def test_an_empty_column_is_narrow_and_has_its_head():
    picture = layout(eighty())
    empty = [column for column in picture.columns if column.empty]
    assert [column.key for column in empty] == ["term_3"]
    assert empty[0].width < 0.5 * picture.columns[0].width
    assert [line.text for line in empty[0].lines] == ["College", "term 3"]


def test_several_that_lead_to_the_same_several_are_drawn_as_one_stream():
    """Three times three boxes: six curves instead of nine."""
    left = Column("a", "A", tuple(Box(f"a{number}", "course", "A") for number in range(3)))
    right = Column("b", "B", tuple(Box(f"b{number}", "course", "B") for number in range(3)))
    links = tuple((one.key, other.key) for one in left.boxes for other in right.boxes)
    picture = layout(MapContent("Map", "Sector", (left, right), links))
    assert len(picture.links) == 9
    assert len({link.start for link in picture.links}) == len({link.end for link in picture.links}) == 3
    assert len({link.way[0][2:] for link in picture.links}) == 1


def test_ports_follow_the_order_of_what_they_lead_to():
    box = Box("0", "course", "One", ("line",) * 4)
    later = Column("b", "B", tuple(Box(str(number), "course", "B") for number in range(1, 5)))
    links = tuple(("0", str(number)) for number in (3, 1, 4, 2))
    picture = layout(MapContent("Map", "Sector", (Column("a", "A", (box,)), later), links))
    starts = {link.target: link.start[1] for link in picture.links}
    assert sorted(starts, key=starts.get) == ["1", "2", "3", "4"]
    assert len(set(starts.values())) == 4


def test_twenty_boxes_fit_a_letter_sheet_and_eighty_a_tabloid_one_readably():
    for content, name, boxes in ((twenty(), "Letter", 20), (eighty(), "Tabloid", 80)):
        picture, sheet = fitted(content)
        assert (sheet.name, len(picture.boxes)) == (name, boxes)
        assert sheet.scale(picture.width, picture.height) * 11 * 1.06 >= LEAST_POINTS
        assert picture.width * sheet.scale(picture.width, picture.height) <= sheet.room[0] + 0.01
        assert picture.height * sheet.scale(picture.width, picture.height) <= sheet.room[1] + 0.01


def test_a_map_for_which_no_sheet_is_large_enough_is_drawn_on_the_largest():
    columns = tuple(
        Column(str(place), f"Column {place}", tuple(Box(f"{place}-{row}", "text", "Words " * 10) for row in range(60)))
        for place in range(14)
    )
    assert fitted(MapContent("Map", "Sector", columns))[1] == SHEETS[-1]


def test_no_word_of_a_title_is_broken_where_columns_can_be_wide_enough():
    titles = {line.text for box in fitted(twenty())[0].boxes for line in box.lines if line.role == "title"}
    assert "Manufacturing" in titles


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0.01, 100)), max_size=12))
def test_rising_numbers_never_fall_and_keep_those_that_rise_already(pairs):
    wishes, weights = [wish for wish, _ in pairs], [weight for _, weight in pairs]
    found = rising(wishes, weights)
    assert all(one <= other for one, other in zip(found, found[1:], strict=False))
    assert rising(sorted(wishes), weights) == sorted(wishes)
