"""From what somebody picks or types to boxes that can be put on a draft."""

from pathways.models import Course, MapBox, MapVersion, Occupation, Program
from pathways.queries.map_search import ALL_COURSES, sequence_columns
from pathways.rules import map_states
from pathways.rules.map_states import BoxState, MapRefused

GONE = "What you chose is not there any more. Search again."


def change_adding(pick, text, column, source, access):
    """
    The change of a draft that puts what was picked (`course:12`, as in `map_search.Find`), or else `text` as it was
    typed, into `column`, connected from the box `source`. Raises MapRefused where what was picked is not there.
    """
    if not pick:
        return lambda state: map_states.add(state, BoxState(0, column, MapBox.Kind.TEXT, None, text), source)
    kind, _, key = pick.partition(":")
    if kind == ALL_COURSES:
        return change_adding_courses(key, source)
    box = _picked(kind, key, column, access)
    return lambda state: map_states.add(state, box, source)


def change_adding_courses(program, source):
    """The change that puts all courses of a program (a key) on the map, in their columns and connected in order."""
    courses = list(Course.objects.filter(program=program).select_related("program"))
    if not courses:
        raise MapRefused("This program has no courses. Record them on its page first.")
    boxes = [
        BoxState(0, column, MapBox.Kind.COURSE, course.pk, course.title) for course, column in sequence_columns(courses)
    ]
    return lambda state: map_states.add_sequence(state, boxes, source, courses[0].program.name)


def _picked(kind, key, column, access):
    """The box of a record, or the copy of a text of another map that `access` reads."""
    if kind == MapBox.Kind.TEXT:
        texts = MapBox.objects.filter(kind=kind, version__in=MapVersion.objects.readable_by(access))
        found = texts.filter(pk=key).first()
        if found is None:
            raise MapRefused(GONE)
        return BoxState(0, column, kind, None, found.title, found.details)
    model = {"course": Course, "program": Program, "occupation": Occupation}[kind]
    found = model.objects.filter(pk=key).first()
    if found is None:
        raise MapRefused(GONE)
    return BoxState(0, column, kind, found.pk, found.name if kind == "program" else found.title)
