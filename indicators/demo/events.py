"""Events of every kind with who came, in the demonstration: real districts, schools and colleges, all else invented."""

import datetime
import random
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.utils import timezone

from consortium.models import Organization, StoredFile
from indicators.demo import trades
from pathways.models import Occupation, Sector
from wbl.models import Attendance, Event, Participation, RosterEntry
from wbl.rules.hashing import ensure_key_file, key_id, person_hash, roster_key

SEED = 4711  # a chance of its own, so that no other figure of the demonstration depends on this
Kind, Audience, Scheme, Status = Event.Kind, Attendance.Audience, Attendance.Scheme, Event.Status
AHEAD = 60  # days for which something is planned
STUDENTS_OF_A_DISTRICT = 900  # whose numbers turn up on rosters
ON_ROSTERS = 0.3
LARGEST_ROSTER = 220
YOUNGER = 5000  # what is added to the numbers of middle school students, who are others
RACES = ["RH"] * 11 + ["RW"] * 4 + ["RA"] * 2 + ["RF", "RB", "RT", ""]
WHY = ["The speaker fell ill.", "Smoke from a fire kept the school closed.", "Too few signed up."]


@dataclass(frozen=True)
class Plan:
    """
    `number` events of a kind a year for each host; `size` is the least and most people of `audience` that a guest has.
    """

    kind: str
    title: str
    number: int
    audience: str
    size: tuple
    facts: tuple = ()
    guests: int = 2


AT_SCHOOLS = [
    Plan(Kind.CLASSROOM_PRESENTATION, "{trade}: a speaker in class", 4, Audience.HIGH_SCHOOL, (18, 34)),
    Plan(Kind.CAREER_FAIR, "Career fair", 1, Audience.HIGH_SCHOOL, (120, 420)),
    Plan(Kind.JOB_SHADOW, "A day on the job: {trade}", 1, Audience.HIGH_SCHOOL, (6, 16), (("capacity", 16),)),
    Plan(Kind.PARENT_PRESENTATION, "Careers for your child", 1, Audience.PARENTS, (14, 60)),
    Plan(Kind.PARENT_WORKSHOP, "Paying for college", 1, Audience.PARENTS, (8, 35)),
]
AT_MIDDLE_SCHOOLS = [
    Plan(Kind.CLASSROOM_PRESENTATION, "What people do in {trade}", 2, Audience.MIDDLE_SCHOOL, (16, 32)),
]
AT_COLLEGES = [
    Plan(Kind.CAMPUS_TOUR, "Campus tour", 4, Audience.HIGH_SCHOOL, (20, 55)),
    Plan(Kind.CAMPUS_EVENT, "{trade} day on campus", 2, Audience.HIGH_SCHOOL, (30, 140)),
    Plan(Kind.FACULTY_ALIGNMENT, "Aligning {trade}", 2, Audience.FACULTY, (4, 11)),
]
OF_THE_OFFICE = [
    Plan(Kind.INDUSTRY_PANEL, "Industry panel: {trade}", 5, Audience.TEACHERS, (12, 40)),
    Plan(Kind.TEACHER_JOB_SHADOW, "Teachers at work: {trade}", 6, Audience.TEACHERS, (3, 8), (("capacity", 8),)),
    Plan(Kind.TEACHER_EXTERNSHIP, "Externship: {trade}", 4, Audience.TEACHERS, (1, 4)),
    Plan(Kind.COUNSELOR_DEVELOPMENT, "Career advising for counselors", 4, Audience.COUNSELORS, (10, 30)),
    Plan(Kind.COUNSELOR_CONFERENCE, "Counselor conference", 1, Audience.COUNSELORS, (3, 9), guests=18),
]
ACROSS = [
    Plan(Kind.CONVENING, "Convening on the step from school to college", 1, Audience.FACULTY, (2, 7), guests=20),
]


def fill_events(last_year, this_year, today, office):
    """
    A year of events at districts with high schools, colleges and the office, and this year's up to now and a little
    ahead; about 600, a third with rosters. Made with an own chance; a key for rosters is made where there is none.
    """
    ensure_key_file()
    maker = _Maker(today, office)
    hosts = Organization.objects.high_school_districts(last_year).order_by("slug")
    schools = Organization.objects.middle_and_high_schools(last_year).filter(years__highest_grade__gte=9).distinct()
    middle = Organization.objects.middle_and_high_schools(last_year).filter(years__highest_grade=8).distinct()
    of_district, middle_of = _by_district(schools), _by_district(middle)
    districts = [(district, of_district.get(district.pk, [district])) for district in hosts]
    colleges = list(Organization.objects.filter(kind="college").order_by("slug"))
    own = Organization.objects.get(slug="office")
    for year in (last_year, this_year):
        for district, sites in districts:
            maker.plan(AT_SCHOOLS, year, district, sites, sites)
            if district.pk in middle_of:
                maker.plan(AT_MIDDLE_SCHOOLS, year, district, middle_of[district.pk], middle_of[district.pk])
        for college in colleges:
            near = maker.chance.sample([district for district, _ in districts], 3)
            maker.plan(AT_COLLEGES, year, college, [college], near)
        everybody = [district for district, _ in districts]
        maker.plan(OF_THE_OFFICE, year, own, [None], everybody)
        maker.plan(ACROSS, year, own, [None], everybody + colleges)
    maker.store()


def _by_district(schools):
    found = {}
    for school in schools.order_by("slug"):
        found.setdefault(school.parent_id, []).append(school)
    return found


class _Maker:
    """Collects rows, and stores them with one statement a table."""

    def __init__(self, today, office):
        self.today, self.office, self.key = today, office, roster_key()
        self.chance = random.Random(SEED)  # noqa: S311 - invented events
        self.sectors = {sector.name: sector for sector in Sector.objects.all()}
        self.occupation = Occupation.objects.order_by("soc").first()
        minutes = ContentFile(b"We compared the courses and agreed on the next steps. (invented)\n", "minutes.txt")
        self.minutes = StoredFile.keep(minutes, "text/plain", office)
        self.events, self.attendances, self.entries = [], [], []

    def plan(self, plans, year, host, sites, guests):
        """The events of `plans` in `year` at `host`; its people, or one or two of `guests`, come."""
        for plan in plans:
            for _ in range(plan.number):
                day = year.starts + datetime.timedelta(days=self.chance.randrange(45, 330))
                day -= datetime.timedelta(days=max(day.weekday() - 4, 0))  # no weekends
                trade = self.chance.choice(trades.TRADES)
                site, late = self.chance.choice(sites), self.chance.random()
                guest_numbers = self._guests(plan, site, guests)
                if day <= self.today + datetime.timedelta(days=AHEAD):
                    self._event(plan, host, site, day, trade, late, guest_numbers)

    def _guests(self, plan, site, guests):
        """(organization, number of people, whether by roster) of those who come; drawn for each event alike."""
        come = [site] if site in guests else self.chance.sample(guests, min(plan.guests, len(guests)))
        rosters = self.chance.random() < ON_ROSTERS
        return [(guest, self.chance.randint(*plan.size), rosters) for guest in come]

    def _event(self, plan, host, site, day, trade, late, guests):
        hour = 18 if plan.audience == Audience.PARENTS else self.chance.choice([9, 10, 11, 13])
        starts = timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))
        status = self._status(day, late)
        event = Event(
            title=plan.title.format(trade=trade.name),
            kind=plan.kind,
            status=status,
            cancelled_because=self.chance.choice(WHY) if status == Status.CANCELLED else "",
            owner=host,
            site=site,
            sector=self.sectors.get(trade.cde) if "{trade}" in plan.title else None,
            starts_at=starts,
            ends_at=starts + datetime.timedelta(hours=2),
            languages=["en", "es"] if plan.audience == Audience.PARENTS else [],
            recorded_at=min(starts + datetime.timedelta(days=1), timezone.now()),
            recorded_by=self.office,
            **dict(plan.facts),
        )
        event.lowest_grade, event.highest_grade = Attendance.GRADES.get(plan.audience, (None, None))
        if plan.kind == Kind.FACULTY_ALIGNMENT and late > 0.3:
            event.minutes, event.occupation = self.minutes, self.occupation
            event.labor_market_note = "Annual openings against the awards of three years (invented)."
        self.events.append(event)
        if status == Status.HELD:
            for guest, number, rosters in guests:
                self._attend(event, guest, plan.audience, number, rosters)

    def _status(self, day, late):
        if late < 0.03:
            return Status.CANCELLED
        forgotten = self.today - datetime.timedelta(days=30) < day and late > 0.95
        return Status.PLANNED if day >= self.today or forgotten else Status.HELD

    def _attend(self, event, guest, audience, number, rosters):
        row = Attendance(
            event=event, organization=guest, audience=audience, headcount=number,
            recorded_at=event.recorded_at, recorded_by=self.office,
        )  # fmt: skip
        self.attendances.append(row)
        if rosters and audience != Audience.PARENTS and number < LARGEST_ROSTER:
            self._roster(row, number)
        elif audience == Audience.HIGH_SCHOOL and self.chance.random() < 0.5:
            row.gx, row.gz = 0, self.chance.randrange(3)
            row.gf = self.chance.randint(number // 3, number // 2)
            row.gm = number - row.gf - row.gz
            row.se = number // 6

    def _roster(self, row, number):
        """A roster of people whose numbers turn up at other events of the district too."""
        of_students = row.is_of_students
        scheme = Scheme.STUDENT_NUMBER if of_students else Scheme.EMAIL
        district = row.organization.parent_id if row.organization.kind == "school" else row.organization_id
        year = row.event.start_year
        row.headcount, row.scheme, row.key_id, row.school_year = 0, scheme, key_id(self.key), year
        for person in self.chance.sample(range(STUDENTS_OF_A_DISTRICT if of_students else 80), number):
            person += YOUNGER if row.audience == Audience.MIDDLE_SCHOOL else 0
            number = str(person) if of_students else f"{row.audience}{person}@{district}.example.org"
            entry = RosterEntry(attendance=row, person_hash=person_hash(self.key, scheme, district, year, number))
            if of_students:  # the same person is the same everywhere
                lowest, highest = Attendance.GRADES[row.audience]
                entry.grade, entry.race = lowest + person % (highest - lowest + 1), RACES[person % len(RACES)]
                entry.gender = ["GF", "GM", "GF", "GM", "GX"][person % 5 if person % 25 == 4 else person % 2]
                entry.groups = ["SE"] if person % 6 == 0 else []
            self.entries.append(entry)

    def store(self):
        """Everything, with who took part."""
        Event.objects.bulk_create(self.events)
        Attendance.objects.bulk_create(self.attendances)
        RosterEntry.objects.bulk_create(self.entries)
        came = sorted({(row.event_id, row.organization_id) for row in self.attendances})
        Participation.objects.bulk_create(Participation(event_id=event, organization_id=one) for event, one in came)
