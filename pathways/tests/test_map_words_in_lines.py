"""Words are broken into lines that fit, and nothing is lost on the way."""

from hypothesis import given
from hypothesis import strategies as st

from pathways.drawing.text import ELLIPSIS, plain, width, wrapped, wrapped_parts


@given(st.text(max_size=120), st.integers(20, 300))
def test_no_line_is_too_wide_and_no_character_is_lost(text, room):
    lines = wrapped(text, room, 12)
    assert all(width(line, 12) <= room or len(line) == 1 for line in lines)
    assert "".join(lines).replace(" ", "") == plain(text).replace(" ", "")


@given(st.text(max_size=120), st.integers(20, 300))
def test_parts_lose_nothing_but_their_dots(text, room):
    lines = wrapped_parts(text, room, 12)
    assert all(width(line, 12) <= room or len(line) == 1 for line in lines)
    assert "".join(lines).replace(" ", "").replace("·", "") == plain(text).replace(" ", "").replace("·", "")


def test_numbers_stay_with_what_they_count():
    assert wrapped("Welding for 4 units", 70, 12) == ["Welding for", "4 units"]
    assert wrapped("College term 3", 65, 12, bold=True) == ["College", "term 3"]


def test_parts_begin_a_line_each_where_they_do_not_fit_together():
    assert wrapped_parts("10 credits · Concentrator", 90, 11) == ["10 credits", "Concentrator"]
    assert wrapped_parts("10 credits · Concentrator", 190, 11) == ["10 credits · Concentrator"]


def test_long_words_are_broken_after_hyphens_first():
    assert wrapped("Hospitality-Tourism", 80, 12) == ["Hospitality-", "Tourism"]
    assert len(wrapped("W" * 40, 80, 12)) > 4


def test_what_is_too_long_ends_with_an_ellipsis():
    lines = wrapped("one two three four five six seven", 40, 12, most=2)
    assert len(lines) == 2
    assert lines[-1].endswith(ELLIPSIS)
    assert width(lines[-1], 12) <= 40


def test_bold_and_wide_characters_take_more_room():
    assert width("Welding", 12, bold=True) > width("Welding", 12) > width("iiiiiii", 12)
    assert width("溶接", 12) > width("ab", 12)
    assert width("é", 12) == width("e", 12)


def test_characters_that_xml_forbids_are_left_out():
    assert plain("Weld\x08ing\ud800 1\x0b2\uffff") == "Welding 1 2"
