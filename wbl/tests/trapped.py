"""
A small made-up school year with every trap in it, for tests of what is counted from events.

Two districts (`north` with a high and a middle school, `south`), two colleges (`east`, `west`) and the office. Every
kind of event is there four times more than it counts: cancelled, planned, and just before and just after the year.
"""

import datetime
from dataclasses import dataclass, field

from django.core.files.base import ContentFile

from consortium.models import StoredFile
from consortium.tests.factories import (
    CollegeFactory,
    OfficeOrganizationFactory,
    OrganizationFactory,
    OrganizationYearFactory,
    SchoolFactory,
    SchoolYearFactory,
)
from pathways.tests.factories import ProgramGapFactory, SectorFactory
from wbl.models import Event
from wbl.rules.attendance import keep_roster
from wbl.rules.roster_file import Person, Roster
from wbl.tests.factories import (
    AttendanceFactory,
    EnrollmentByGroupFactory,
    EventFactory,
    ParticipationFactory,
    SpeakingFactory,
)

SUMMER = datetime.timezone(datetime.timedelta(hours=-7))
FIRST, LAST = datetime.date(2026, 7, 1), datetime.date(2027, 6, 30)
BEGINS = datetime.datetime(2026, 7, 1, 0, 5, tzinfo=SUMMER)  # the first minutes of the year
ENDS = datetime.datetime(2027, 6, 30, 23, 30, tzinfo=SUMMER)  # July 1 already in Greenwich
BEFORE = datetime.datetime(2026, 6, 30, 23, 30, tzinfo=SUMMER)
AFTER = datetime.datetime(2027, 7, 1, 0, 5, tzinfo=SUMMER)
AUTUMN = datetime.datetime(2026, 10, 6, 10, tzinfo=SUMMER)
TRAPS = [{"status": "cancelled"}, {"status": "planned"}, {"starts_at": BEFORE}, {"starts_at": AFTER}]


@dataclass
class Trapped:
    """The organizations, and `add`, which records an event in its year."""

    north: object = field(default_factory=lambda: OrganizationFactory(name="North"))
    south: object = field(default_factory=lambda: OrganizationFactory(name="South"))
    east: object = field(default_factory=lambda: CollegeFactory(name="East College"))
    west: object = field(default_factory=lambda: CollegeFactory(name="West College"))
    office: object = field(default_factory=OfficeOrganizationFactory)
    health: object = field(default_factory=lambda: SectorFactory(name="Health"))

    def __post_init__(self):
        year = SchoolYearFactory(start_year=2026)
        self.high = SchoolFactory(parent=self.north, name="North High")
        self.middle = SchoolFactory(parent=self.north, name="North Middle")
        for school, lowest, highest in ((self.high, 9, 12), (self.middle, 6, 8), (self.east, 13, 14)):
            OrganizationYearFactory(organization=school, year=year, lowest_grade=lowest, highest_grade=highest)
        OrganizationYearFactory(organization=self.north, year=year)
        minutes = ContentFile(b"What was said.", "minutes.txt")
        self.minutes = StoredFile.keep(minutes, "text/plain", None)
        self.gap = ProgramGapFactory()
        for organization, total in ((self.north, 100), (self.south, 200)):
            EnrollmentByGroupFactory(organization=organization, year=year, total=total)

    def add(self, kind, *came, absent=(), **fields):
        """An event of October 6 unless told otherwise, to which `came` came; its owner is north if none is given."""
        fields = {"owner": self.north, "starts_at": AUTUMN, "title": "An event"} | fields
        event = EventFactory(kind=kind, **fields)
        for organization in came:
            ParticipationFactory(event=event, organization=organization)
        for organization in absent:
            ParticipationFactory(event=event, organization=organization, came=False)
        return event

    def add_traps(self, kind, people=None, **fields):
        """Four events that must not count, each with `people` (audience, number) of north."""
        for trap in TRAPS:
            event = self.add(kind, self.north, **(fields | trap))
            if kind == Event.Kind.CLASSROOM_PRESENTATION:
                SpeakingFactory(event=event)
            if people is not None:
                self.headcount(event, self.north, *people)

    def headcount(self, event, organization, audience, number, **more):
        """`number` people without keys."""
        return AttendanceFactory(event=event, organization=organization, audience=audience, headcount=number, **more)

    def roster(self, event, organization, audience, *numbers, **facts):
        """People with these numbers, each told from others by a hash."""
        scheme = "student_number" if audience in ("high_school", "middle_school") else "email"
        people = [Person(f"{number}@example.org" if scheme == "email" else str(number), **facts) for number in numbers]
        now = datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC)
        return keep_roster(event, organization, audience, scheme, Roster(people), user=None, now=now)
