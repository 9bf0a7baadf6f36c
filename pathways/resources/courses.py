"""How a cell of a spreadsheet names a course: whose it is, of which program, and which."""

import re

from consortium.exchange import Reference, References
from consortium.exchange.columns import text_of
from pathways.models import Course

FORM = "slug of the organization / program / award / number and title"


class NamesCourses:
    """
    A course as `mesa-college / Welding / certificate / WELD 110 Welding 1`, as it is exported; shorter, as
    `mesa-college / WELD 110 Welding 1` or `mesa-college / WELD 110`, where the organization has one such course only.
    """

    def name(self, course):
        """As it is exported."""
        program = course.program
        return " / ".join([program.organization.slug, program.name, program.award, str(course)])

    def key(self, name):
        """Capitals, and spaces around strokes, make no difference."""
        return re.sub(r"\s*/\s*", "/", name.strip()).lower()

    def prepare(self, rows, column):
        """Find the courses of all organizations that are named, in one query."""
        slugs = {self.key(name).partition("/")[0] for row in rows for name in self._in_cell(row.get(column))}
        courses = Course.objects.filter(program__organization__slug__in=slugs)
        by_key = {}
        for course in courses.select_related("program__organization"):
            for key in self._keys(course):
                by_key.setdefault(key, set()).add(course)
        self.found = {key: next(iter(found)) for key, found in by_key.items() if len(found) == 1}
        self.several = {key for key, found in by_key.items() if len(found) > 1}

    def _keys(self, course):
        slug = course.program.organization.slug
        short = [f"{slug}/{course}"] + ([f"{slug}/{course.number}"] if course.number else [])
        return {self.key(name) for name in (self.name(course), *short)}

    def _in_cell(self, cell):
        try:
            text = text_of(cell)
        except ValueError:
            return []
        return self._names(text) if isinstance(self, References) else [text]

    def refuse_several(self, name):
        """Raise ValueError where `name` fits several courses."""
        if self.key(name) in self.several:
            raise ValueError(f"There are several courses “{name}”. Write one as: {FORM}.")


class CourseReference(NamesCourses, Reference):
    """One course."""

    several = frozenset()

    def __init__(self, **kwargs):
        super().__init__(Course, "title")

    def read(self, text, cell):
        """The course."""
        self.refuse_several(text)
        return super().read(text, cell)


class CourseReferences(NamesCourses, References):
    """Several courses, with semicolons between."""

    several = frozenset()

    def __init__(self, **kwargs):
        super().__init__(Course, "title")

    def read(self, text, cell):
        """The courses, as a list."""
        for name in self._names(text):
            self.refuse_several(name)
        return super().read(text, cell)
