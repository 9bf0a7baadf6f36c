"""Steps of a draft are stored with the state before, so that they can be taken back and done again."""

import datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pathways.models import Course, MapBox, MapStep
from pathways.rules import map_editing, map_states
from pathways.rules.map_editing import MOST_STEPS, MapChanged
from pathways.rules.map_states import BoxState, MapRefused
from pathways.tests.factories import CourseFactory, MapVersionFactory
from pathways.tests.test_map_states import assert_is_sound, change_of, steps, text

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 10, 6, 19, tzinfo=datetime.UTC)


@pytest.fixture
def draft():
    return MapVersionFactory()


def stored(draft):
    """The state in the database, with the places of the boxes checked."""
    draft.refresh_from_db()
    places = {}
    for box in draft.boxes.order_by("order"):
        places.setdefault(box.column, []).append(box.order)
    assert all(orders == list(range(len(orders))) for orders in places.values())
    state = map_editing.state_of(draft)
    assert_is_sound(state)
    return state


def do(draft, user, change):
    draft.refresh_from_db()
    return map_editing.edit(draft, user, draft.changes, change, NOON)


@given(st.lists(steps, min_size=1, max_size=12))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_steps_and_as_many_undos_give_what_was_there_and_redos_give_it_back(draft, office, drawn):
    with transaction.atomic():
        states = [stored(draft).to_json()]
        for step in drawn:
            try:
                do(draft, office, change_of(step))
            except MapRefused:
                continue
            now = stored(draft).to_json()
            if now != states[-1]:
                states.append(now)
        for before in reversed(states[:-1]):
            map_editing.undo(draft, office, draft.changes, NOON)
            assert stored(draft).to_json() == before
        with pytest.raises(MapRefused, match="nothing to undo"):
            map_editing.undo(draft, office, draft.changes, NOON)
        for after in states[1:]:
            map_editing.redo(draft, office, draft.changes, NOON)
            assert stored(draft).to_json() == after
        transaction.set_rollback(True)


def test_what_was_taken_back_cannot_be_done_again_once_something_else_was_done(draft, office):
    do(draft, office, lambda state: map_states.add(state, text(title="One")))
    draft.refresh_from_db()
    map_editing.undo(draft, office, draft.changes, NOON)
    do(draft, office, lambda state: map_states.add(state, text(title="Two")))
    draft.refresh_from_db()
    with pytest.raises(MapRefused, match="nothing to do again"):
        map_editing.redo(draft, office, draft.changes, NOON)


def test_only_the_newest_steps_are_kept(draft, office):
    for number in range(MOST_STEPS + 5):
        do(draft, office, lambda state, number=number: map_states.add(state, text(title=str(number))))
    assert MapStep.objects.count() == MOST_STEPS
    assert MapStep.objects.order_by("number").first().said == "“5” is added to Grade 9."


def test_a_course_that_was_deleted_meanwhile_comes_back_as_a_text(draft, office):
    course = CourseFactory(title="Welding 1")
    do(draft, office, lambda state: map_states.add(state, BoxState(0, "grade_9", "course", course.pk, "Welding 1")))
    do(draft, office, lambda state: map_states.delete(state, 1))
    Course.objects.all().delete()
    draft.refresh_from_db()
    map_editing.undo(draft, office, draft.changes, NOON)
    assert MapBox.objects.values_list("kind", "title").get() == ("text", "Welding 1")


def test_the_second_of_two_people_is_told_and_nothing_is_done(draft, office, reporter):
    seen = draft.changes
    map_editing.edit(draft, office, seen, lambda state: map_states.add(state, text(title="Theirs")), NOON)
    with pytest.raises(MapChanged, match="The last change was: “Theirs” is added to Grade 9"):
        map_editing.edit(draft, reporter, seen, lambda state: map_states.add(state, text(title="Mine")), NOON)
    with pytest.raises(MapChanged):
        map_editing.undo(draft, reporter, seen, NOON)
    assert [box.title for box in draft.boxes.all()] == ["Theirs"]


def test_one_person_goes_on_from_what_they_saw_until_somebody_else_comes_between(draft, office, reporter):
    seen = draft.changes
    for title in ("One", "Two"):
        map_editing.edit(draft, office, seen, lambda state, title=title: map_states.add(state, text(title=title)), NOON)
    do(draft, reporter, lambda state: map_states.add(state, text(title="Between")))
    with pytest.raises(MapChanged):
        map_editing.edit(draft, office, seen, lambda state: map_states.add(state, text(title="Three")), NOON)


@pytest.mark.parametrize("boxes", [3, 60])
def test_a_change_takes_as_many_queries_on_a_large_map(boxes, draft, office, django_assert_num_queries):
    def fill(state):
        for _ in range(boxes):
            state, said = map_states.add(state, text(), 1 if state.boxes else None)
        return state, said

    do(draft, office, fill)
    draft.refresh_from_db()
    with django_assert_num_queries(13):
        map_editing.edit(draft, office, draft.changes, lambda state: map_states.move(state, 1, "down"), NOON)
