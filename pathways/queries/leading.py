"""
Which high school programs lead to a college program, and which college programs a high school feeds.

A program leads to another where a map that stands on the day connects them, or where an articulation agreement in force
on it gives students of a course of the one credit for a course of the other. Both programs are offered on the day, and
so are all that these functions answer with.
"""

from django.db.models import Q

from pathways.models import AgreementCourse, ArticulationAgreement, MapConnection, MapVersion, Program
from pathways.models.reference import offered_on

Level = Program.Level


def leading_to_college(programs, day):
    """Those of `programs`, of high schools, that lead to a college program on `day`."""
    by_map = _connections(day).values("high_school_program")
    by_agreement = _articulated(day).values("course__program")
    return programs.active(day).filter(Q(pk__in=by_map) | Q(pk__in=by_agreement), level=Level.HIGH_SCHOOL)


def leading_nowhere(programs, day):
    """Those of `programs`, of high schools, that lead to no college program on `day`."""
    by_map = _connections(day).values("high_school_program")
    by_agreement = _articulated(day).values("course__program")
    return programs.active(day).filter(~Q(pk__in=by_map), ~Q(pk__in=by_agreement), level=Level.HIGH_SCHOOL)


def fed_by_high_school(programs, day):
    """Those of `programs`, of colleges, that a high school program leads to on `day`."""
    by_map = _connections(day).values("college_program")
    by_agreement = _articulated(day).values("agreement__college_course__program")
    return programs.active(day).filter(Q(pk__in=by_map) | Q(pk__in=by_agreement), level=Level.COLLEGE)


def fed_by_none(programs, day):
    """Those of `programs`, of colleges, that no high school program leads to on `day`."""
    by_map = _connections(day).values("college_program")
    by_agreement = _articulated(day).values("agreement__college_course__program")
    return programs.active(day).filter(~Q(pk__in=by_map), ~Q(pk__in=by_agreement), level=Level.COLLEGE)


def _connections(day):
    """What maps that stand on `day` connect, of programs offered then: rows of MapConnection."""
    return MapConnection.objects.order_by().filter(
        offered_on(day, "high_school_program__"),
        offered_on(day, "college_program__"),
        version__in=MapVersion.objects.current(day).order_by().values("pk"),
    )


def _articulated(day):
    """The high school courses of agreements in force on `day`, of programs offered then: rows of AgreementCourse."""
    return AgreementCourse.objects.order_by().filter(
        offered_on(day, "course__program__"),
        offered_on(day, "agreement__college_course__program__"),
        agreement__in=ArticulationAgreement.objects.in_force(day).order_by().values("pk"),
    )
