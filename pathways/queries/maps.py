"""Questions about maps: what a version says, and what it leads to."""

from django.db.models import Count, OuterRef, Q, Subquery

from consortium.days import in_words
from consortium.models import Organization
from pathways.models import CareerPathway, MapBox, MapLink, MapVersion, Program
from pathways.queries.map_content import Box, Column, MapContent
from pathways.queries.map_marks import marks_of

Columns = MapBox.Column
POSITIONS = {key: place for place, key in enumerate(Columns.values)}
# Between two of these that are filled, an empty one is shown: that nothing is in grade 11 is worth seeing.
STRETCHES = (
    (Columns.MIDDLE_SCHOOL, Columns.GRADE_9, Columns.GRADE_10, Columns.GRADE_11, Columns.GRADE_12),
    (Columns.TERM_1, Columns.TERM_2, Columns.TERM_3, Columns.TERM_4, Columns.TERM_5, Columns.TERM_6),
)


def boxes_of(version):
    """The boxes of `version` with what they stand for, column by column from top to bottom, as a list; one query."""
    boxes = version.boxes.select_related("program__organization", "course__program__organization", "occupation")
    return sorted(boxes, key=lambda box: (POSITIONS[box.column], box.order))


def links_of(version):
    """The links of `version` as pairs of the boxes' numbers (from, to), in order; one query."""
    pairs = MapLink.objects.filter(version=version).values_list("source__number", "target__number")
    return sorted(pairs)


def words_of(box):
    """
    (title, (line, …)): what `box` says. Where it was written down (in texts and on published versions) it is that,
    else what the record says now.
    """
    if box.kind == MapBox.Kind.TEXT or box.title:
        return box.title, tuple(box.details.splitlines())
    if box.kind == MapBox.Kind.COURSE:
        return _words_of_course(box.course)
    if box.kind == MapBox.Kind.PROGRAM:
        program = box.program
        award = "" if program.award == Program.Award.NONE else program.get_award_display()
        return program.name, _lines(award, program.organization.name)
    return _words_of_occupation(box.occupation)


def _words_of_course(course):
    credit = "credit" if course.program.level == Program.Level.HIGH_SCHOOL else "unit"
    units = "" if course.units is None else f"{course.units.normalize():f} {credit}{'' if course.units == 1 else 's'}"
    level = course.get_level_display() if course.level else ""
    first = " · ".join(part for part in (course.number, units, level) if part)
    return course.title, _lines(first, course.program.organization.name)


def _words_of_occupation(occupation):
    known = []
    if occupation.median_wage is not None:
        known.append(f"${occupation.median_wage:,.2f} an hour")
    if occupation.annual_openings is not None:
        known.append(f"{occupation.annual_openings:,} openings a year")
    data = f"{' · '.join(known)} ({occupation.data_year})" if known else ""
    return occupation.title, _lines(data, f"SOC {occupation.soc}")


def _lines(*lines):
    return tuple(line for line in lines if line)


def program_of(box):
    """The program that `box` stands for, itself or by a course of it; None for other boxes."""
    if box.kind == MapBox.Kind.PROGRAM:
        return box.program
    return box.course.program if box.kind == MapBox.Kind.COURSE else None


def shown_columns(filled):
    """The keys of the columns that a map shows, in order: those `filled`, and empty ones between two of a stretch."""
    shown = set(filled)
    for stretch in STRETCHES:
        places = [place for place, key in enumerate(stretch) if key in shown]
        if places:
            shown |= set(stretch[places[0] : places[-1] + 1])
    return sorted(shown, key=POSITIONS.__getitem__)


def content_of(version, day, boxes=None):
    """
    What `version` (with its pathway and the pathway's sector) says, its courses marked as of `day`: a MapContent. A
    constant number of queries; `boxes` where they are at hand already, as of `boxes_of`.
    """
    boxes = boxes_of(version) if boxes is None else boxes
    marks = marks_of([box.course_id for box in boxes if box.course_id], day)
    of_column = {}
    for box in boxes:
        title, details = words_of(box)
        drawn = Box(str(box.number), box.kind, title, details, tuple(marks.get(box.course_id, ())))
        of_column.setdefault(box.column, []).append(drawn)
    return MapContent(
        name=version.pathway.name,
        sector=version.pathway.sector.name,
        columns=tuple(
            Column(key, Columns(key).label, tuple(of_column.get(key, ()))) for key in shown_columns(of_column)
        ),
        links=tuple((str(source), str(target)) for source, target in links_of(version)),
        note=note_of(version),
    )


def note_of(version):
    """The line below a map's heading: “Published March 3, 2027, version 2”, or “Draft”."""
    if version.published_on is None:
        return "Draft"
    said = f"Published {in_words(version.published_on)}, version {version.number}"
    if version.withdrawn_on:
        said += f", withdrawn {in_words(version.withdrawn_on)}"
    return said


def connected(boxes, links):
    """
    What a map leads to: {(high school program, college program), …} as primary keys, for each pair of which a path of
    `links` (pairs of numbers) leads from a box of the one to a box of the other. `boxes` are as of `boxes_of`.
    """
    programs = {box.number: program_of(box) for box in boxes}
    onward = {}
    for source, target in links:
        onward.setdefault(source, []).append(target)
    pairs = set()
    for number, program in programs.items():
        if program is not None and program.level == Program.Level.HIGH_SCHOOL:
            reached = (programs[other] for other in _reached(number, onward))
            pairs |= {(program.pk, one.pk) for one in reached if one and one.level == Program.Level.COLLEGE}
    return pairs


def _reached(number, onward):
    """The numbers of all boxes to which links lead from `number`, at once or over others; circles do no harm."""
    reached, waiting = set(), [number]
    while waiting:
        for target in onward.get(waiting.pop(), ()):
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


def versions_with_pathway():
    """Versions with the pathway, its sector and its owner: what `content_of` and pages need."""
    return MapVersion.objects.select_related("pathway__sector", "pathway__organization")


def searched(pathways, text, access):
    """Pathways in whose name, summary or owner, or on a box of a version that `access` reads, every word occurs."""
    readable = MapVersion.objects.readable_by(access)
    for word in text.split():
        said = (
            Q(title__icontains=word)
            | Q(course__title__icontains=word)
            | Q(program__name__icontains=word)
            | Q(occupation__title__icontains=word)
        )
        on_a_box = MapBox.objects.filter(said, version__in=readable).values("version__pathway")
        pathways = pathways.filter(
            Q(name__icontains=word)
            | Q(summary__icontains=word)
            | Q(organization__name__icontains=word)
            | Q(pk__in=on_a_box)
        )
    return pathways


def listed(pathways):
    """Pathways (`with_standing`) in the order of their list, with sector, owner and the number of boxes that stand."""
    standing = MapBox.objects.filter(version__pathway=OuterRef("pk"), version__number=OuterRef("current_number"))
    number = standing.order_by().values("version").annotate(number=Count("pk")).values("number")
    pathways = pathways.select_related("sector", "organization").annotate(box_count=Subquery(number))
    return pathways.order_by("sector__order", "name", "pk")


def owning(pathways):
    """The organizations whose `pathways` these are."""
    return Organization.objects.filter(pk__in=pathways.order_by().values("organization")).order_by("name")


def participants(boxes):
    """The organizations whose programs and courses stand among `boxes` (as of `boxes_of`), by name, each once."""
    found = {program.organization for box in boxes if (program := program_of(box))}
    return sorted(found, key=lambda organization: organization.name)


def possible_owners(access):
    """Open organizations whose maps `access` may write: all of the office, a reporter's own and theirs below."""
    organizations = Organization.objects.open().filter(kind__in=CareerPathway.OWNERS).order_by("name")
    if access.is_office:
        return organizations
    return organizations.filter(Q(pk__in=access.reporter_for) | Q(parent__in=access.reporter_for))
