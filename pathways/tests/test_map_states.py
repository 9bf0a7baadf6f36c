"""What may be done with the boxes and links of a draft, in whatever order: the rules that hold after each step."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.models import MapBox
from pathways.queries.maps import POSITIONS
from pathways.rules import map_states
from pathways.rules.map_states import MOST_BOXES, BoxState, MapRefused, State

COLUMNS = list(POSITIONS)
columns = st.sampled_from(COLUMNS)
numbers = st.integers(1, 8)
steps = st.one_of(
    st.tuples(st.just("add"), columns, st.none() | numbers),
    st.tuples(st.just("move"), numbers, st.sampled_from(["up", "down", "left", "right"])),
    st.tuples(st.just("put"), numbers, columns, st.none() | st.integers(0, 5)),
    st.tuples(st.just("connect"), numbers, numbers),
    st.tuples(st.just("disconnect"), numbers, numbers),
    st.tuples(st.just("rename"), numbers, st.text(min_size=1, max_size=5)),
    st.tuples(st.just("delete"), numbers),
    st.tuples(st.just("sequence"), st.lists(columns, max_size=4), st.none() | numbers),
)


def text(column="grade_9", title="A box"):
    return BoxState(0, column, MapBox.Kind.TEXT, None, title)


def change_of(step):
    """The change of a draft that a drawn step stands for."""
    name, *args = step
    if name == "add":
        return lambda state: map_states.add(state, text(args[0]), args[1])
    if name == "sequence":
        boxes = [text(column) for column in args[0]]
        return lambda state: map_states.add_sequence(state, boxes, args[1])
    return lambda state: getattr(map_states, name)(state, *args)


def assert_is_sound(state):
    positions = {box.number: box.position for box in state.boxes}
    assert len(positions) == len(state.boxes)
    assert [box.position for box in state.boxes] == sorted(positions.values())
    assert all(positions[source] <= positions[target] and source != target for source, target in state.links)
    assert list(state.links) == sorted(set(state.links))
    assert max(positions, default=0) <= state.last_number


@given(st.lists(steps, max_size=25))
def test_whatever_is_done_links_lead_onward_and_every_box_has_one_place(drawn):
    state = State()
    for step in drawn:
        try:
            state, said = change_of(step)(state)
        except MapRefused as refusal:
            said = str(refusal)
        assert said.endswith((".", "”."))
        assert_is_sound(state)
        assert State.from_json(state.to_json(), state.last_number) == state


def made(*columns, links=()):
    """A state with a box in each of `columns`, called by their numbers."""
    state = State()
    for number, column in enumerate(columns, start=1):
        state, _ = map_states.add(state, text(column, str(number)))
    for source, target in links:
        state, _ = map_states.connect(state, source, target)
    return state


def test_a_box_that_is_moved_before_what_leads_to_it_loses_that_link_and_it_is_said():
    state, said = map_states.move(made("grade_9", "grade_9", links=[(1, 2)]), 2, "left")
    assert state.links == ()
    assert said.endswith("Its connection with “1” would lead back and is taken away.")


def test_a_box_is_not_connected_from_a_later_column():
    state, said = map_states.add(made("grade_12"), text("grade_9"), 1)
    assert state.links == ()
    assert "not connected: “1” stands in a later column" in said


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda state: map_states.connect(state, 2, 1), "“2” stands in a later column than “1”"),
        (lambda state: map_states.connect(state, 1, 1), "A box does not lead to itself"),
        (lambda state: map_states.connect(map_states.connect(state, 1, 2)[0], 1, 2), "leads to “2” already"),
        (lambda state: map_states.disconnect(state, 1, 2), "does not lead to"),
        (lambda state: map_states.move(state, 1, "up"), "is the first of its column already"),
        (lambda state: map_states.move(state, 7, "up"), "not on the map any more"),
        (lambda state: map_states.rename(state, 1, ""), "Write what the box says"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(change, sentence):
    with pytest.raises(MapRefused, match=sentence):
        change(made("grade_9", "grade_10"))


def test_a_map_has_at_most_two_hundred_boxes():
    state = made(*["grade_9"] * MOST_BOXES)
    with pytest.raises(MapRefused, match="at most 200"):
        map_states.add(state, text())


def test_the_number_of_a_box_is_not_given_again():
    state, _ = map_states.delete(made("grade_9"), 1)
    state, _ = map_states.add(state, text())
    assert [box.number for box in state.boxes] == [2]


def test_a_sequence_is_connected_column_by_column():
    boxes = [text(column) for column in ("grade_10", "grade_10", "grade_11", "grade_12", "grade_12")]
    state, said = map_states.add_sequence(made("grade_9"), boxes, 1)
    assert state.links == ((1, 2), (1, 3), (2, 4), (3, 4), (4, 5), (4, 6))
    assert said == "5 boxes are added, connected in their order."


def test_between_columns_of_several_the_first_leads_to_the_first():
    boxes = [text(column) for column in ("term_1", "term_1", "term_2", "term_2", "term_2")]
    state, _ = map_states.add_sequence(State(), boxes)
    assert state.links == ((1, 3), (2, 4), (2, 5))


def test_what_is_on_the_map_already_is_not_added_a_second_time():
    course = BoxState(0, "grade_9", MapBox.Kind.COURSE, 4, "Welding 1")
    state, _ = map_states.add(State(), course)
    with pytest.raises(MapRefused, match="no course that is not on the map already"):
        map_states.add_sequence(state, [course])
