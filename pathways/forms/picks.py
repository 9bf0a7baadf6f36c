"""Courses and schools to tick: found by words, without script too; what is ticked stays whatever the words are."""

from dataclasses import dataclass

from django import forms

from consortium.numbers import small_integer
from pathways.queries.agreements import courses_found


@dataclass(frozen=True)
class Pick:
    """One course or school to tick. `note` tells namesakes apart."""

    pk: int
    name: str
    note: str
    chosen: bool


class KeysField(forms.ModelMultipleChoiceField):
    """Records by primary key, from checkboxes; what can be no key is refused before the database sees it."""

    def clean(self, value):
        """As of Django."""
        if not all(small_integer(str(key)) for key in value or []):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


def keys_of(value):
    """The primary keys in what a field holds: one, several or none; what is no key is left out."""
    several = value if isinstance(value, list | tuple | set) else [value]
    return {number for number in (small_integer(str(key)) for key in several if key) if number}


def course_picks(courses, chosen, words, access, day):
    """Of `courses` the `chosen` (primary keys) first, then those that `words` find, as `Pick`s. Two queries."""
    kept = courses.filter(pk__in=chosen).select_related("program__organization").order_by("number", "title")
    found = [course for course in courses_found(courses, words, access, day) if course.pk not in chosen]
    return [_pick(course, chosen) for course in [*(kept if chosen else ()), *found]]


def _pick(course, chosen):
    note = f"{course.program.organization.name}, {course.program.name}"
    return Pick(course.pk, str(course), note, course.pk in chosen)


def goes_on(typed, *finders):
    """
    Whether what was posted only asks for the list to be narrowed. Enter in a box of words just typed means to find
    them: each of `finders` has a hidden neighbor with the words for which the list was drawn.
    """
    if "narrow" in typed:
        return True
    changed = any(typed.get(name, "") != typed.get(f"{name}_found", "") for name in finders)
    return "save" not in typed and changed

