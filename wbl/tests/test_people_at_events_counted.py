"""Who is counted at events: the region's figure and each organization's, on records with every trap in them."""

import datetime

import pytest

from consortium.counting import Tally
from wbl.models import EnrollmentByGroup
from wbl.queries import people_counting as counting
from wbl.queries.event_counting import alignment_meetings
from wbl.tests.factories import EnrollmentByGroupFactory
from wbl.tests.trapped import BEGINS, ENDS, FIRST, LAST, Trapped

pytestmark = pytest.mark.django_db
YEAR = (FIRST, LAST)
BANDS = {"Middle school, grades 6–8": 5, "High school, grades 9–12": 24}


def of_students(trap, kind, **fields):
    """
    Students 1 to 3 at the first event, 2 to 4 at the second, so four; 20 of south without keys, who are surely others,
    but 5 of the middle school may be on south's list, or were. Parents and teachers do not count.
    """
    first = trap.add(kind, trap.high, starts_at=BEGINS, sector=trap.health, **fields)
    second = trap.add(kind, trap.high, trap.south, starts_at=ENDS, **fields)
    trap.roster(first, trap.high, "high_school", 1, 2, 3, gender="GF")
    trap.roster(second, trap.north, "high_school", 2, 3, 4)
    trap.headcount(second, trap.south, "high_school", 20)
    trap.headcount(first, trap.middle, "middle_school", 5)
    trap.headcount(first, trap.north, "teachers", 70)
    trap.headcount(first, trap.north, "parents", 70)
    trap.add_traps(kind, ("high_school", 300), **fields)


def of_students_in_all(trap, kind):
    of_students(trap, kind)
    # 29 counted, of whom 23 at the second event are surely apart
    return Tally(29, may_be_twice=6), {trap.north: Tally(9, may_be_twice=1), trap.south: Tally(20)}


def presentation_students(trap):
    return *of_students_in_all(trap, "classroom_presentation"), {"grade band": BANDS}


def career_fair_students(trap):
    return *of_students_in_all(trap, "career_fair"), {"grade band": BANDS}


def job_shadow_students(trap):
    return *of_students_in_all(trap, "job_shadow"), {
        "grade band": BANDS,
        "sector": {"Health": 8, "not given": 23},
    }  # fmt: skip


def campus_students(trap):
    """As above without the middle school; a college that counted its visitors may mean the same ones."""
    of_students(trap, "campus_tour", site=trap.east)
    event = trap.add("campus_event", trap.high, owner=trap.west)
    trap.headcount(event, trap.west, "high_school", 8)
    trap.roster(event, trap.high, "high_school", 1, 9)
    # students 1 to 4 and 9, 20 of south and 8 of the college
    return (
        Tally(33, may_be_twice=10),
        {trap.north: Tally(5), trap.south: Tally(20), trap.west: Tally(8)},
        {"organization": {"North": 5, "South": 20, "West College": 8}},
    )


def parents(trap):
    """Added up: the same parent at two sessions counts twice, and nothing is flagged."""
    first = trap.add("parent_workshop", trap.high, site=trap.high, languages=["es"], starts_at=BEGINS)
    second = trap.add("parent_presentation", trap.south, site=trap.high, languages=["en", "es"], starts_at=ENDS)
    trap.headcount(first, trap.high, "parents", 20)
    trap.headcount(second, trap.north, "parents", 20)
    trap.headcount(second, trap.south, "parents", 7)
    trap.headcount(second, trap.south, "high_school", 90)
    trap.headcount(trap.add("parent_workshop", site=trap.middle), trap.middle, "parents", 500)
    trap.add_traps("parent_workshop", ("parents", 300), site=trap.high)
    return Tally(47), {trap.north: Tally(40), trap.south: Tally(7)}, {
        "language": {"English": 27, "Spanish": 47},
        "organization": {"North": 40, "South": 7},
    }  # fmt: skip


def educators(trap):
    """A teacher at a panel, a job shadow and an externship is one, and so is a counselor at two; by role."""
    panel = trap.add("industry_panel", sector=trap.health, starts_at=BEGINS)
    trap.roster(panel, trap.high, "teachers", "ana", "ben")
    trap.roster(trap.add("teacher_job_shadow"), trap.north, "teachers", "ana", "cruz")
    trap.roster(trap.add("teacher_externship", starts_at=ENDS), trap.high, "teachers", "ana")
    trap.roster(trap.add("counselor_development"), trap.north, "counselors", "dee")
    trap.roster(trap.add("counselor_conference"), trap.south, "counselors", "dee")
    trap.roster(trap.add("counselor_conference"), trap.north, "counselors", "dee")
    trap.roster(trap.add("counselor_conference"), trap.north, "other_educators", "eve", role="administrator")
    trap.headcount(trap.add("industry_panel"), trap.north, "teachers", 40)  # of no sector
    trap.headcount(panel, trap.high, "high_school", 30)
    trap.headcount(trap.add("faculty_alignment"), trap.high, "teachers", 50)
    trap.add_traps("counselor_conference", ("counselors", 300))
    return Tally(5), {trap.north: Tally(5), trap.south: Tally(1)}, {
        "role": {"Teachers": 3, "Counselors": 1, "Administrators": 1}
    }  # fmt: skip


def of_teachers(trap, kind):
    """Each once; counselors who came along do not count, and a list without names is flagged."""
    first = trap.add(kind, sector=trap.health, starts_at=BEGINS)
    second = trap.add(kind, sector=trap.health, starts_at=ENDS)
    trap.roster(first, trap.high, "teachers", "ana", "ben")
    trap.roster(second, trap.north, "teachers", "ana")
    trap.headcount(second, trap.south, "teachers", 6)
    trap.headcount(second, trap.north, "counselors", 6)
    trap.add_traps(kind, ("teachers", 300), sector=trap.health)
    return Tally(8, may_be_twice=1), {trap.north: Tally(2), trap.south: Tally(6)}, {"sector": {"Health": 8}}


def panel_teachers(trap):
    trap.headcount(trap.add("industry_panel", sector=None), trap.north, "teachers", 40)
    return of_teachers(trap, "industry_panel")


def job_shadow_teachers(trap):
    trap.headcount(trap.add("job_shadow", sector=trap.health), trap.north, "teachers", 40)  # of students
    return of_teachers(trap, "teacher_job_shadow")


def externship_teachers(trap):
    return of_teachers(trap, "teacher_externship")


def of_counselors(trap, kind):
    """By the grades noted with them, or else those of the event."""
    event = trap.add(kind, lowest_grade=9, highest_grade=12, starts_at=ENDS)
    again = trap.add(kind, starts_at=BEGINS)
    trap.roster(event, trap.high, "counselors", "dee", "eve")
    trap.roster(again, trap.high, "counselors", "dee")
    trap.headcount(event, trap.south, "counselors", 4, lowest_grade=6, highest_grade=9)
    trap.headcount(event, trap.middle, "counselors", 3, lowest_grade=6, highest_grade=8)
    trap.headcount(event, trap.middle, "teachers", 30)
    trap.add_traps(kind, ("counselors", 300))
    return Tally(9), {trap.north: Tally(5), trap.south: Tally(4)}, {
        "grade band": {
            "High school, grades 9–12": 2, "Middle and high school": 4, "Middle school, grades 6–8": 3, "not given": 1,
        }
    }  # fmt: skip


def pd_counselors(trap):
    return of_counselors(trap, "counselor_development")


def conference_counselors(trap):
    return of_counselors(trap, "counselor_conference")


def alignment_faculty(trap):
    """Only at the meetings that count; teachers of a high school and faculty of a college, each once."""
    documented = {"minutes": trap.minutes, "labor_market_note": "90 openings"}
    first = trap.add("faculty_alignment", sector=trap.health, starts_at=BEGINS, **documented)
    second = trap.add("faculty_alignment", starts_at=ENDS, **documented)
    for event in (first, second):
        trap.roster(event, trap.high, "teachers", "ana")
        trap.roster(event, trap.east, "faculty", "fay", "gus")
    trap.headcount(second, trap.north, "counselors", 9)
    trap.headcount(trap.add("faculty_alignment", minutes=trap.minutes), trap.east, "faculty", 50)
    trap.headcount(trap.add("faculty_alignment", labor_market_note="90"), trap.east, "faculty", 50)
    trap.add_traps("faculty_alignment", ("faculty", 300), **documented)
    assert alignment_meetings(*YEAR).count() == 2
    return Tally(3), {trap.north: Tally(1), trap.east: Tally(2)}, {
        "segment": {"Community college": 2, "K-12": 1},
        "sector": {"Health": 3, "not given": 3},
    }  # fmt: skip


def convening_faculty(trap):
    event = trap.add("convening", owner=trap.office, starts_at=ENDS)
    trap.roster(event, trap.east, "faculty", "fay", "gus")
    trap.headcount(event, trap.high, "teachers", 12)
    trap.headcount(event, trap.high, "high_school", 12)
    trap.add_traps("convening", ("faculty", 300))
    return Tally(14), {trap.east: Tally(2), trap.north: Tally(12)}, {"segment": {"Community college": 2, "K-12": 12}}


CASES = [
    presentation_students, career_fair_students, job_shadow_students, campus_students, parents, educators,
    panel_teachers, job_shadow_teachers, externship_teachers, pd_counselors, conference_counselors, alignment_faculty,
    convening_faculty,
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_a_source_counts_exactly_whom_its_definition_says(case):
    trap = Trapped()
    region, parts, breakdowns = case(trap)
    source = getattr(counting, case.__name__)
    count = source(*YEAR)
    assert count.region == region
    assert count.by_organization == {organization.pk: tally for organization, tally in parts.items()}
    found = {
        dimension: {category: tally.numerator for category, tally in categories.items()}
        for dimension, categories in count.breakdowns.items()
        if dimension not in ("race and ethnicity", "gender", "program group")
    }
    assert found == breakdowns
    for organization, tally in parts.items():
        own = source(*YEAR, organizations=[organization.pk])
        assert (own.region, own.by_organization) == (tally, {organization.pk: tally})
        brought = own.records.filter(attendances__organization__in=[organization, *organization.children.all()])
        assert own.records.count() == brought.distinct().count() > 0


def test_every_source_of_people_is_tried_here():
    assert {case.__name__ for case in CASES} | {"campus_participation"} == set(counting.SOURCES)


def test_students_are_broken_down_by_their_categories():
    trap = Trapped()
    of_students(trap, "career_fair")
    gender = counting.career_fair_students(*YEAR).breakdowns["gender"]
    assert {words: tally.numerator for words, tally in gender.items() if tally.numerator} == {
        "Female": 3,
        "Gender not reported": 26,
    }


def test_participation_is_of_the_students_enrolled_in_the_organizations_that_report():
    trap = Trapped()
    campus_students(trap)
    count = counting.campus_participation(*YEAR)
    # the college has said no enrollment, so its 8 are in neither number
    assert count.region == Tally(25, 300, may_be_twice=2)
    assert count.by_organization == {trap.north.pk: Tally(5, 100), trap.south.pk: Tally(20, 200)}
    own = counting.campus_participation(*YEAR, organizations=[trap.north.pk])
    assert (own.region, own.by_organization) == (Tally(5, 100), {trap.north.pk: Tally(5, 100)})


def test_the_enrollment_is_the_year_s_in_every_quarter():
    trap = Trapped()
    campus_students(trap)
    quarters = [
        counting.campus_participation(datetime.date(*first), datetime.date(*last)).region
        for first, last in (((2026, 7, 1), (2026, 9, 30)), ((2026, 10, 1), (2026, 12, 31)))
    ]
    assert quarters == [Tally(3, 300), Tally(2, 300)]


def test_an_organization_without_anybody_there_is_in_the_whole():
    trap = Trapped()
    assert counting.campus_participation(*YEAR).by_organization[trap.south.pk] == Tally(0, 200)


def test_more_visitors_than_students_make_no_rate():
    trap = Trapped()
    campus_students(trap)
    EnrollmentByGroupFactory(organization=trap.west, year=EnrollmentByGroup.objects.first().year, total=7)
    count = counting.campus_participation(*YEAR)
    assert trap.west.pk not in count.by_organization
    assert count.region.denominator == 300


def test_each_group_has_a_whole_of_its_own():
    trap = Trapped()
    campus_students(trap)
    rows = EnrollmentByGroup.objects
    rows.filter(organization=trap.north).update(gf=60, gm=38, gx=2, gz=0, se=30)
    rows.filter(organization=trap.south).update(se=1)
    event = trap.add("campus_tour", site=trap.east)
    trap.headcount(event, trap.south, "high_school", 4, se=4)
    count = counting.campus_participation(*YEAR)
    breakdowns = count.breakdowns
    # only north said genders, so that only its students are told apart by them
    assert breakdowns["gender"] == {"Female": Tally(3, 60), "Male": Tally(0, 38), "Non-binary": Tally(0, 2)}
    assert breakdowns["program group"] == {"English learners": Tally(4, 31)}
    assert "race and ethnicity" not in breakdowns
    # what south knows of its own students, of whom it enrolled one and brought four, is no rate
    own = count.breakdowns_by_organization
    assert own[trap.north.pk]["gender"]["Female"] == Tally(3, 60)
    assert own[trap.south.pk]["program group"] == {}
    assert counting.campus_students(*YEAR).breakdowns_by_organization[trap.south.pk]["program group"][
        "English learners"
    ] == Tally(4)


def test_a_year_of_people_is_no_sum_of_quarters():
    trap = Trapped()
    of_students(trap, "career_fair")
    months = [(2026, 7, 9), (2026, 10, 12), (2027, 1, 3), (2027, 4, 6)]
    quarters = [
        counting.career_fair_students(
            datetime.date(year, first, 1), datetime.date(year, last, 30 if last in (6, 9) else 31)
        ).region
        for year, first, last in months
    ]
    assert sum(quarter.numerator for quarter in quarters) == 31
    assert counting.career_fair_students(*YEAR).region.numerator == 29


def test_counting_takes_the_same_few_statements_for_few_and_many(django_assert_num_queries):
    trap = Trapped()
    EnrollmentByGroup.objects.filter(organization=trap.north).update(gf=60, gm=38, gx=2, gz=0)
    EnrollmentByGroup.objects.filter(organization=trap.south).update(gf=100, gm=98, gx=2, gz=0)

    def ask():
        for source, asked in (
            (counting.career_fair_students, 8),
            (counting.educators, 6),
            (counting.parents, 5),
            (counting.campus_participation, 8),
        ):
            with django_assert_num_queries(asked):
                count = source(*YEAR)
                assert count.region.numerator
                assert count.by_organization
                assert count.breakdowns is not None

    def more():
        trap.headcount(trap.add("career_fair"), trap.high, "high_school", 3)
        trap.roster(trap.add("campus_tour"), trap.south, "high_school", 1, 2)
        trap.headcount(trap.add("counselor_conference"), trap.high, "counselors", 3)
        trap.headcount(trap.add("parent_workshop", site=trap.high), trap.high, "parents", 3)

    more()
    ask()
    for _ in range(3):
        more()
    ask()
