"""What can be put on a map: programs, courses and occupations that are found by words, and texts of other maps."""

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, Value, When

from pathways.models import Course, MapBox, MapVersion, Occupation, Program
from pathways.queries.maps import words_of
from pathways.queries.programs import occupations_searched

Columns, Level = MapBox.Column, Program.Level
MOST = 6  # of each kind
GRADES = (Columns.GRADE_9, Columns.GRADE_10, Columns.GRADE_11, Columns.GRADE_12)
TERMS = (Columns.TERM_1, Columns.TERM_2, Columns.TERM_3, Columns.TERM_4, Columns.TERM_5, Columns.TERM_6)
ALL_COURSES = "courses"  # the kind of a find that stands for all courses of a program
_BY_PLACE = {Course.Level.INTRODUCTORY: 1, Course.Level.CONCENTRATOR: 2, Course.Level.CAPSTONE: 3}


@dataclass(frozen=True)
class Find:
    """
    Something to put on a map. `pick` names it in a form (`course:12`); `column` is where it belongs, empty where it
    belongs to none in particular.
    """

    pick: str
    word: str
    title: str
    details: tuple[str, ...] = ()
    column: str = ""

    @property
    def column_label(self):
        """The column in words, or empty."""
        return Columns(self.column).label if self.column else ""


def split_column(text):
    """
    (column, the rest) of words that begin with a column and a colon, such as “grade 12: Internship” or “term 3: Art”;
    the column is empty where they begin with none, or with what could be several.
    """
    said, colon, rest = text.partition(":")
    said = " ".join(said.lower().split())
    if not colon or not said or not rest.strip():
        return "", text
    said = f"grade {said}" if said.isdecimal() else said
    labels = {key: label.lower() for key, label in Columns.choices}
    exact = [key for key, label in labels.items() if said in (label, label.removeprefix("college "))]
    begun = [key for key, label in labels.items() if label.startswith(said)]
    fitting = exact or begun
    return (fitting[0], rest.strip()) if len(fitting) == 1 else ("", text)


def column_of_course(course):
    """The column in which a course belongs: by grade or term, at high schools else by its place in the sequence."""
    level = course.program.level
    if level == Level.HIGH_SCHOOL:
        if course.lowest_grade is not None:
            return Columns.MIDDLE_SCHOOL if course.lowest_grade < 9 else GRADES[course.lowest_grade - 9]
        return GRADES[_BY_PLACE[course.level]] if course.level else ""
    if level == Level.COLLEGE:
        return TERMS[min(course.term, len(TERMS)) - 1] if course.term else ""
    return column_of_program(course.program)


def column_of_program(program):
    """The column in which a program belongs as a whole, or empty: those of schools and colleges take several."""
    return {Level.ADULT: Columns.ADULT, Level.FOUR_YEAR: Columns.TRANSFER}.get(program.level, "")


def sequence_columns(courses):
    """[(course, its column), …] for all courses of a program; those that belong to none follow one after the other."""
    placed = []
    for place, course in enumerate(courses):
        row = GRADES if course.program.level == Level.HIGH_SCHOOL else TERMS
        placed.append((course, column_of_course(course) or row[min(place, len(row) - 1)]))
    return placed


def found(text, pathway, access, day):
    """
    What fits every word of `text`, as `Find`s, at most MOST of each kind, those of the pathway's own organization and
    sector first. Programs are those offered on `day`; texts those of maps that `access` reads. Four queries.
    """
    _, text = split_column(text)
    words = text.split()
    if not words:
        return []
    return [
        *_programs(words, pathway, day),
        *_courses(words, pathway, day),
        *_occupations(text),
        *_texts(words, pathway, access),
    ]


def _near(pathway, way=""):
    """An order that begins with the pathway's own organization, then with its sector."""
    return Case(
        When(**{f"{way}organization": pathway.organization_id}, then=Value(0)),
        When(**{f"{way}sector": pathway.sector_id}, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )


def _all(words, *fields):
    """The condition that each of `words` occurs in one of `fields`."""
    condition = Q()
    for word in words:
        in_one = Q()
        for field in fields:
            in_one |= Q((f"{field}__icontains", word))
        condition &= in_one
    return condition


def _programs(words, pathway, day):
    programs = Program.objects.active(day).filter(_all(words, "name", "organization__name"))
    programs = (
        programs.select_related("organization").prefetch_related("courses").order_by(_near(pathway), "name", "pk")
    )
    finds = []
    for program in programs[:MOST]:
        details = _with_level(program)
        finds.append(Find(f"program:{program.pk}", "Program", program.name, details, column_of_program(program)))
        number = len(program.courses.all())
        if number:
            title = f"All {number} courses of {program.name}" if number > 1 else f"The course of {program.name}"
            finds.append(Find(f"{ALL_COURSES}:{program.pk}", "Courses", title, details))
    return finds


def _with_level(program):
    award = "" if program.award == Program.Award.NONE else f" · {program.get_award_display()}"
    return (f"{program.get_level_display()}{award}", program.organization.name)


def _courses(words, pathway, day):
    courses = Course.objects.filter(
        _all(words, "title", "number", "program__organization__name"), program__in=Program.objects.active(day)
    )
    courses = courses.select_related("program__organization").order_by(_near(pathway, "program__"), "title", "pk")
    return [
        Find(f"course:{course.pk}", "Course", *words_of(MapBox(kind="course", course=course)), column_of_course(course))
        for course in courses[:MOST]
    ]


def _occupations(text):
    occupations = occupations_searched(Occupation.objects.latest_data(), text).order_by("title", "pk")
    return [
        Find(f"occupation:{one.pk}", "Occupation", one.title, (f"SOC {one.soc}",), Columns.OCCUPATIONS)
        for one in occupations[:MOST]
    ]


def _texts(words, pathway, access):
    readable = MapVersion.objects.readable_by(access).exclude(pathway=pathway)
    boxes = MapBox.objects.filter(_all(words, "title"), kind=MapBox.Kind.TEXT, version__in=readable)
    boxes = boxes.select_related("version__pathway").order_by("title", "details", "column", "-pk")
    once = boxes.distinct("title", "details", "column")
    return [
        Find(f"text:{box.pk}", "Text", box.title, (f"on the map {box.version.pathway}",), box.column)
        for box in once[:MOST]
    ]
