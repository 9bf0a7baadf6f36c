"""What is asked and counted of each kind of event: one plain table."""

from dataclasses import dataclass

from wbl.models import Attendance, Event

Kind, Audience = Event.Kind, Attendance.Audience
STUDENTS = (Audience.HIGH_SCHOOL, Audience.MIDDLE_SCHOOL)
FACULTY = (Audience.FACULTY, Audience.TEACHERS, Audience.COUNSELORS, Audience.OTHER_EDUCATORS)
# fields of an event that only some kinds have
GRADES, PLACES, LANGUAGES, MINUTES = ("lowest_grade", "highest_grade"), ("capacity",), ("languages",), ("minutes_file",)
LABOR_MARKET = ("gaps", "soc", "labor_market_note")


@dataclass(frozen=True)
class Facts:
    """`group` is the heading it stands under, `audiences` who usually comes, `fields` what is asked besides."""

    group: str
    audiences: tuple
    fields: tuple = ()


KINDS = {
    Kind.CLASSROOM_PRESENTATION: Facts("For students", STUDENTS, GRADES),
    Kind.CAREER_FAIR: Facts("For students", STUDENTS, GRADES),
    Kind.JOB_SHADOW: Facts("For students", STUDENTS, (*GRADES, *PLACES)),
    Kind.CAMPUS_TOUR: Facts("For students", STUDENTS, (*GRADES, *PLACES)),
    Kind.CAMPUS_EVENT: Facts("For students", STUDENTS, (*GRADES, *PLACES)),
    Kind.PARENT_PRESENTATION: Facts("For parents", (Audience.PARENTS,), LANGUAGES),
    Kind.PARENT_WORKSHOP: Facts("For parents", (Audience.PARENTS,), LANGUAGES),
    Kind.INDUSTRY_PANEL: Facts("For educators", (Audience.TEACHERS, Audience.OTHER_EDUCATORS)),
    Kind.TEACHER_JOB_SHADOW: Facts("For educators", (Audience.TEACHERS,), PLACES),
    Kind.TEACHER_EXTERNSHIP: Facts("For educators", (Audience.TEACHERS,), PLACES),
    Kind.COUNSELOR_DEVELOPMENT: Facts("For educators", (Audience.COUNSELORS,), GRADES),
    Kind.COUNSELOR_CONFERENCE: Facts("For educators", (Audience.COUNSELORS, Audience.OTHER_EDUCATORS), GRADES),
    Kind.FACULTY_ALIGNMENT: Facts("Across segments", FACULTY, (*MINUTES, *LABOR_MARKET)),
    Kind.CONVENING: Facts("Across segments", FACULTY, MINUTES),
    Kind.MEETING: Facts("Across segments", ()),
    Kind.COMMITTEE_CALL: Facts("Across segments", ()),
}
SPECIAL_FIELDS = {name for facts in KINDS.values() for name in facts.fields}


def by_group():
    """[(heading, [kind, …])] of all kinds that have no pages of their own."""
    groups = {}
    for kind, facts in KINDS.items():
        if kind not in Event.MEETINGS:
            groups.setdefault(facts.group, []).append(kind)
    return list(groups.items())


def audiences(kind):
    """All audiences, as (those that usually come to events of `kind`, the others)."""
    usual = KINDS[kind].audiences
    return usual, tuple(audience for audience in Audience if audience not in usual)
