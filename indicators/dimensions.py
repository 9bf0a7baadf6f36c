"""By what typed figures can be broken down: the dimensions of which the categories are a closed list."""

from consortium.categories import DIMENSIONS, PARTITIONS
from consortium.models import County, Segment
from pathways.models import DualEnrollmentCourse, ProgramGap, Sector
from wbl.models import ActivityType, EmployerContact, EnrollmentByGroup, Event

DEMOGRAPHICS = "demographics"  # of students: race and ethnicity, gender, program group
CLOSED = {
    "agreement type": tuple(kind.label for kind in DualEnrollmentCourse.DUAL),
    "gap type": tuple(ProgramGap.Kind.labels),
    "grade band": tuple(EnrollmentByGroup.Audience.labels),
    "language": tuple(Event.Language.labels),
    "outcome": tuple(EmployerContact.Outcome.labels),
    "role": ("Teachers", "Counselors", "Faculty", "Administrators", "Other educators"),
    "segment": tuple(Segment.labels),
    "stage": tuple(ActivityType.Stage.labels),
}
# Those whose categories are data: how they are asked for, each one statement.
LISTED = {
    "county": lambda: County.objects.order_by("name").values_list("name", flat=True),
    "sector": lambda: Sector.objects.filter(scheme=Sector.Scheme.CDE).values_list("name", flat=True),
}


def is_broken_down(measure):
    """Whether somebody who types its totals can type what they are made of."""
    asked = set(measure.breakdowns)
    return not measure.is_milestone and not asked.isdisjoint({DEMOGRAPHICS, *CLOSED, *LISTED})


def is_partition(dimension):
    """Whether everybody is in exactly one of its categories, so that they make the whole; else they may overlap."""
    return dimension in PARTITIONS


def dimensions(measure):
    """
    Dimension → its categories in words, in order, of all that the measure's `breakdowns` ask for and that are closed
    lists; what the organizations are broken down by (“organization”) they say by reporting. A statement for each
    list that is data.
    """
    found = {}
    for name in measure.breakdowns:
        if name == DEMOGRAPHICS:
            found |= {dimension: tuple(codes.values()) for dimension, codes in DIMENSIONS.items()}
        elif name in CLOSED:
            found[name] = CLOSED[name]
        elif name in LISTED:
            found[name] = tuple(LISTED[name]())
    return {dimension: categories for dimension, categories in found.items() if categories}
