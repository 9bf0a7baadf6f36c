"""People at events: each once by key, headcounts added and flagged, schools with their districts."""

import datetime

import pytest

from consortium.counting import Tally
from consortium.tests.factories import CollegeFactory, OrganizationFactory, SchoolFactory
from pathways.tests.factories import SectorFactory
from wbl.models import Attendance, Event
from wbl.queries.people import attended, people
from wbl.rules.attendance import keep_headcount, keep_roster
from wbl.rules.roster_file import Person, Roster
from wbl.tests.factories import AttendanceFactory, EventFactory

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 10, 7, 18, tzinfo=datetime.UTC)
STUDENTS = Attendance.STUDENTS


def fair(**fields):
    return EventFactory(kind="career_fair", title="Career fair", **fields)


def roster(event, organization, *numbers, audience="high_school", scheme="student_number", **facts):
    """A roster of people with these numbers."""
    listed = Roster([Person(str(number), **facts) for number in numbers])
    return keep_roster(event, organization, audience, scheme, listed, user=None, now=NOW)


def headcount(event, organization, number, audience="high_school", **parts):
    return AttendanceFactory(event=event, organization=organization, headcount=number, audience=audience, **parts)


def counted(audiences=STUDENTS, **options):
    return people(Event.objects.held().filter(kind="career_fair"), audiences, **options)


def test_without_anybody_it_is_zero():
    fair()
    count = counted()
    assert (count.region, count.by_organization, list(count.records)) == (Tally(0), {}, [])
    assert set(count.breakdowns["gender"].values()) == {Tally(0)}


def test_a_person_at_three_fairs_is_one(district):
    for _ in range(3):
        roster(fair(), district, 1, 2)
    assert counted().region == Tally(2)
    assert counted().by_organization == {district.pk: Tally(2)}
    assert len(counted().records) == 3


def test_headcounts_are_added_and_flagged(district):
    for number in (930, 200, 110):
        headcount(fair(), district, number)
    assert counted().region == Tally(1240, may_be_twice=310)


def test_nobody_is_twice_at_one_event(district):
    event = fair()
    headcount(event, district, 30)
    headcount(event, district, 12, audience="middle_school")
    headcount(event, OrganizationFactory(), 40)
    assert counted().region == Tally(82)


def test_a_college_and_a_district_may_have_counted_the_same_students(district):
    event = fair()
    headcount(event, district, 30)
    headcount(event, CollegeFactory(), 50)
    assert counted().region == Tally(80, may_be_twice=30)


def test_faculty_of_a_college_and_teachers_of_a_district_are_others(district):
    event = fair()
    headcount(event, district, 8, audience="teachers")
    headcount(event, CollegeFactory(), 10, audience="faculty")
    assert counted(["teachers", "faculty"]).region == Tally(18)


def test_a_headcount_beside_rosters_may_be_of_the_same_people(district):
    roster(fair(), district, 1, 2, 3)
    headcount(fair(), district, 2)
    assert counted().region == Tally(5, may_be_twice=2)


def test_two_kinds_of_numbers_may_be_of_the_same_people(district):
    roster(fair(), district, 1, 2, 3)
    roster(fair(), district, "1000000001", scheme="ssid")
    assert counted().region == Tally(4, may_be_twice=1)


def test_numbers_under_two_keys_may_be_of_the_same_people(district, settings):
    roster(fair(), district, 1, 2)
    settings.WBL_ROSTER_KEY = "another key, as long as a key has to be"
    roster(fair(), district, 1)
    assert counted().region == Tally(3, may_be_twice=1)


def test_a_local_number_is_somebody_else_in_another_district(district):
    event = fair()
    roster(event, district, 1, 2)
    roster(event, OrganizationFactory(), 1)
    assert counted().region == Tally(3)


def test_a_state_number_is_the_same_person_in_another_district(district):
    other = OrganizationFactory()
    roster(fair(), district, "1000000001", "1000000002", scheme="ssid")
    roster(fair(), other, "1000000001", scheme="ssid")
    assert counted().region == Tally(2)
    assert counted().by_organization == {district.pk: Tally(2), other.pk: Tally(1)}


def test_a_student_at_two_schools_of_a_district_is_one_of_the_district(district):
    roster(fair(), SchoolFactory(parent=district), 1, 2)
    roster(fair(), SchoolFactory(parent=district), 2, 3)
    assert counted().by_organization == {district.pk: Tally(3)}
    assert counted().region == Tally(3)


def test_a_school_s_headcount_is_its_district_s(district):
    headcount(fair(), SchoolFactory(parent=district), 20)
    headcount(fair(), district, 5)
    assert counted().by_organization == {district.pk: Tally(25, may_be_twice=5)}


def test_only_the_organizations_that_keep_records_count(district):
    other, school = OrganizationFactory(), SchoolFactory(parent=district)
    headcount(fair(), other, 40)
    headcount(fair(), school, 20)
    count = counted(organizations=[district.pk])
    assert (count.region, count.by_organization) == (Tally(20), {district.pk: Tally(20)})
    assert len(count.records) == 1
    assert counted(organizations=[]).region == Tally(0)


def test_middle_school_students_on_a_tour_for_high_school_students_are_told_apart(district):
    event = fair()
    headcount(event, district, 30)
    headcount(event, district, 12, audience="middle_school")
    assert counted(["high_school"]).region == Tally(30)


@pytest.mark.parametrize("status", ["planned", "cancelled"])
def test_people_at_events_that_were_not_held_do_not_count(status, district):
    headcount(fair(status=status), district, 30)
    assert counted().region == Tally(0)


def test_the_year_changes_at_midnight_in_california(district):
    """June 30 at 23:30 is July 1 in Greenwich already."""
    pacific = datetime.timezone(datetime.timedelta(hours=-7))
    headcount(fair(starts_at=datetime.datetime(2026, 6, 30, 23, 30, tzinfo=pacific)), district, 30)
    headcount(fair(starts_at=datetime.datetime(2026, 7, 1, 0, 5, tzinfo=pacific)), district, 7)
    june, july = datetime.date(2026, 6, 30), datetime.date(2026, 7, 1)
    assert people(Event.objects.between(june, june), STUDENTS).region == Tally(30)
    assert people(Event.objects.between(july, july), STUDENTS).region == Tally(7)


def test_quarters_and_the_year_to_date_are_counted_together_as_each_alone(district, django_assert_num_queries):
    """The same student in two quarters, headcounts of which the largest of the year is not the largest of a quarter."""
    pacific = datetime.timezone(datetime.timedelta(hours=-7))
    first, second, year = (
        (datetime.date(2026, 7, 1), datetime.date(2026, 9, 30)),
        (datetime.date(2026, 10, 1), datetime.date(2026, 12, 31)),
        (datetime.date(2026, 7, 1), datetime.date(2026, 12, 31)),
    )
    july, last_evening, october = (
        datetime.datetime(2026, 7, 1, 0, 5, tzinfo=pacific),
        datetime.datetime(2026, 9, 30, 23, 30, tzinfo=pacific),
        datetime.datetime(2026, 10, 1, 0, 5, tzinfo=pacific),
    )
    school, other = SchoolFactory(parent=district), OrganizationFactory()
    roster(fair(starts_at=july), district, 1, 2)
    roster(fair(starts_at=last_evening), school, 2, 3)
    roster(fair(starts_at=october), school, 3, 4, 5)
    roster(fair(starts_at=october), other, "1000000001", scheme="ssid")
    headcount(fair(starts_at=july), other, 30)
    headcount(fair(starts_at=october), other, 12)
    headcount(fair(starts_at=october), district, 20)
    roster(fair(starts_at=datetime.datetime(2027, 1, 4, 18, tzinfo=datetime.UTC)), district, 9)
    spans = [first, second, year]
    alone = [people(Event.objects.held().between(*span), STUDENTS) for span in spans]
    whole = people(Event.objects.held().between(*year), STUDENTS)
    with django_assert_num_queries(2):
        regions = whole.region_in(spans)
    assert regions == [count.region for count in alone]
    assert regions == [Tally(33, may_be_twice=3), Tally(36, may_be_twice=16), Tally(68, may_be_twice=38)]
    with django_assert_num_queries(2):
        parts = whole.by_organization_in(spans)
    assert parts == [count.by_organization for count in alone]
    assert parts[0] == {district.pk: Tally(3), other.pk: Tally(30)}


def test_nobody_in_a_span_is_zero(district):
    headcount(fair(), district, 30)
    july = (datetime.date(2026, 7, 1), datetime.date(2026, 7, 31))
    count = people(Event.objects.held(), STUDENTS)
    assert (count.region_in([july]), count.by_organization_in([july])) == ([Tally(0)], [{}])


def test_the_same_number_is_somebody_else_in_another_school_year(district):
    roster(fair(), district, 1)
    roster(fair(starts_at=datetime.datetime(2027, 10, 6, 17, tzinfo=datetime.UTC)), district, 1)
    assert counted().region == Tally(2)


def test_partitions_make_the_whole_whatever_was_broken_down(district):
    event = fair()
    headcount(event, district, 30, gf=10, gm=15, gx=0, gz=5, se=4)
    headcount(fair(), district, 8)
    roster(fair(), district, 1, 2, gender="GF", race="RH", groups=("SE", "SD"))
    roster(fair(), district, 1, gender="GX")
    gender = counted().breakdowns["gender"]
    assert {words: tally.numerator for words, tally in gender.items()} == {
        "Female": 12,
        "Male": 15,
        "Non-binary": 0,
        "Gender not reported": 13,
    }
    races = counted().breakdowns["race and ethnicity"]
    assert (races["Hispanic or Latino"].numerator, races["Race not reported"].numerator) == (2, 38)
    assert sum(tally.numerator for tally in races.values()) == counted().region.numerator == 40
    groups = counted().breakdowns["program group"]
    assert groups["English learners"] == Tally(6, may_be_twice=2)
    assert groups["Students with disabilities"] == Tally(2)


def test_somebody_at_events_of_two_sectors_counts_in_both_and_once_in_all(district):
    health, trades = SectorFactory(name="Health"), SectorFactory(name="Trades")
    for sector in (health, trades, None):
        roster(fair(sector=sector), district, 1)
    count = counted(dimensions={"sector": "event__sector__name"})
    assert count.region == Tally(1)
    assert count.breakdowns["sector"] == {"Health": Tally(1), "Trades": Tally(1), "not given": Tally(1)}


def test_attendance_of_parents_is_added_up(district):
    school = SchoolFactory(parent=district)
    headcount(fair(), district, 20, audience="parents")
    headcount(fair(), school, 15, audience="parents")
    count = attended(Event.objects.held(), ["parents"])
    assert (count.region, count.by_organization) == (Tally(35), {district.pk: Tally(35)})


def test_a_figure_takes_the_same_few_statements_however_much_there_is(district, django_assert_num_queries):
    def ask():
        count = counted(dimensions={"sector": "event__sector__name"})
        with django_assert_num_queries(2):
            assert count.region.numerator
        with django_assert_num_queries(2):
            assert count.by_organization
        with django_assert_num_queries(4):
            assert count.breakdowns

    for _ in range(2):
        event = fair()
        headcount(event, district, 3)
        roster(event, SchoolFactory(parent=district), 1, 2)
        ask()


def test_a_headcount_takes_the_place_of_a_roster_and_the_other_way_round(district):
    event = fair()
    roster(event, district, 1, 2, 3)
    kept = keep_headcount(event, district, "high_school", 12, user=None, now=NOW)
    assert (kept.scheme, kept.entries.count(), counted().region) == ("", 0, Tally(12))
    kept = roster(event, district, 1, 2)
    assert (kept.headcount, kept.scheme, counted().region) == (2, "student_number", Tally(2))
