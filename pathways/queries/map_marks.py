"""Which courses a map marks: those with college credit by an agreement, and those taken in high school."""

import datetime

from consortium.models import SchoolYear
from pathways.models import ArticulationAgreement, Course, DualEnrollmentCourse

ARTICULATED, DUAL = "articulated", "dual"


def marks_of(course_pks, day):
    """
    {course pk: its marks} of those of `course_pks` that have any; keys of `map_content.MARKS`, three queries.

    Articulated: high school and college courses of agreements in force on `day`. Dual: college courses of which a term
    under a dual enrollment agreement, CCAP or not, begins in the school year of `day`.
    """
    wanted = set(course_pks)
    in_force = ArticulationAgreement.objects.in_force(day).order_by()
    of_schools = Course.objects.filter(pk__in=wanted, agreements__in=in_force).order_by()
    of_colleges = in_force.filter(college_course__in=wanted).values_list("college_course", flat=True)
    start_year = SchoolYear.start_year_of(day)
    year = datetime.date(start_year, 7, 1), datetime.date(start_year + 1, 6, 30)
    dual = DualEnrollmentCourse.objects.dual().given_between(*year).filter(course__in=wanted).order_by()
    articulated = {*of_schools.values_list("pk", flat=True), *of_colleges}
    taken = set(dual.values_list("course", flat=True))
    found = {pk: ((ARTICULATED,) if pk in articulated else ()) + ((DUAL,) if pk in taken else ()) for pk in wanted}
    return {pk: marks for pk, marks in found.items() if marks}
