"""
What is counted from maps. Both are stocks: they say what stands on the last day of a span, both of whose days are
included.
"""

import datetime

from django.db.models import Count as CountOf
from django.db.models import Exists, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Least

from consortium.counting import Count, Tally
from pathways.models import MapBox, MapConnection, MapVersion, Program


def maps(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Maps that stand published on `ends` and lead from a high school program to a community college program: one each,
    however many schools and colleges are on it and however many versions it had. Drafts and withdrawn maps do not
    count. The part of an organization is the maps that it keeps; with `organizations` (primary keys), only theirs. By
    sector.
    """
    leading = MapConnection.objects.filter(version=OuterRef("pk"))
    versions = MapVersion.objects.current(ends).filter(Exists(leading))
    if organizations is not None:
        versions = versions.filter(pathway__organization__in=organizations)
    versions = versions.select_related("pathway__organization", "pathway__sector")
    return Count(
        region=lambda: Tally(versions.count()),
        by_organization=lambda: _numbers(versions, "pathway__organization"),
        records=versions,
        breakdowns=lambda: {"sector": _numbers(versions, "pathway__sector__name")},
    )


def _numbers(rows, column):
    """The value of `column` → how many rows have it, as a `Tally`, in its order."""
    grouped = rows.order_by(column).values(grouped_by=F(column)).annotate(number=CountOf("pk"))
    return {row["grouped_by"]: Tally(row["number"]) for row in grouped}


def programs_mapped(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    High school programs offered on `ends` that stand on a map published and not withdrawn on that day, themselves or
    by a course, of all high school programs offered then. A program at several schools or on several maps is one. With
    `organizations` (primary keys), of their programs. By sector of the program.
    """
    programs = Program.objects.active(ends).filter(level=Program.Level.HIGH_SCHOOL)
    if organizations is not None:
        programs = programs.filter(organization__in=organizations)
    programs = programs.annotate(since=on_a_map_since(ends)).select_related("organization", "sector")
    return Count(
        region=lambda: _share(programs),
        by_organization=lambda: _shares(programs, "organization"),
        records=programs.filter(since__isnull=False),
        whole=programs,
        breakdowns=lambda: {"sector": _shares(programs, "sector__name")},
    )


def on_a_map_since(day):
    """
    Of a program, a subquery: the first day on which one of the versions that stand on `day` and have it was published;
    None where it stands on no published map. It stands on a map itself or by a course.
    """
    standing = MapVersion.objects.current(day).values("pk")
    boxes = MapBox.objects.filter(version__in=standing)
    days = [
        Subquery(of.order_by().values(way).annotate(first=Min("version__published_on")).values("first"))
        for way, of in (
            ("program", boxes.filter(program=OuterRef("pk"))),
            ("course__program", boxes.filter(course__program=OuterRef("pk"))),
        )
    ]
    return Least(*days)


def _tallied(rows):
    return rows.annotate(part=CountOf("pk", filter=Q(since__isnull=False)), whole=CountOf("pk"))


def _share(programs):
    found = programs.order_by().aggregate(part=CountOf("pk", filter=Q(since__isnull=False)), whole=CountOf("pk"))
    return Tally(found["part"], found["whole"])


def _shares(programs, column):
    """The value of `column` → the `Tally` of the programs that have it, in its order."""
    grouped = _tallied(programs.order_by(column).values(grouped_by=F(column)))
    return {row["grouped_by"]: Tally(row["part"], row["whole"]) for row in grouped}
