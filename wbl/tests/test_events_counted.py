"""What is counted of events: the region's figure and each organization's, on records with every trap in them."""

import pytest

from consortium.counting import Tally
from wbl.queries import event_counting as counting
from wbl.tests.factories import SpeakingFactory
from wbl.tests.trapped import AUTUMN, BEGINS, ENDS, FIRST, LAST, Trapped

pytestmark = pytest.mark.django_db


def presentations(trap):
    """Two with a speaker, one of them in a school of a district that came too; one had nobody from industry."""
    for event in (
        trap.add(
            "classroom_presentation",
            trap.high,
            trap.north,
            site=trap.high,
            starts_at=BEGINS,
            lowest_grade=8,
            highest_grade=9,
        ),
        trap.add(
            "classroom_presentation",
            trap.south,
            owner=trap.office,
            starts_at=ENDS,
            sector=trap.health,
            absent=[trap.north],
        ),
    ):
        SpeakingFactory(event=event)
        SpeakingFactory(event=event)
    trap.add("classroom_presentation", trap.high)
    trap.add_traps("classroom_presentation")
    return 2, {trap.north: 1, trap.south: 1, trap.office: 1}, {
        "grade band": {"Middle school, grades 6–8": 1, "High school, grades 9–12": 1, "Grades not given": 1},
        "sector": {"Health": 1, "No sector given": 1},
        "organization": {"North": 1, "South": 1, trap.office.name: 1},
    }  # fmt: skip


def career_fairs(trap):
    """A fair of two districts is one; so is one at a school that is on no list. Middle school students came to one."""
    fair = trap.add("career_fair", trap.high, trap.middle, trap.south, starts_at=ENDS)
    trap.headcount(fair, trap.middle, "middle_school", 30)
    trap.add("career_fair", owner=trap.office, site=trap.high, lowest_grade=9, highest_grade=12)
    trap.add_traps("career_fair")
    return 2, {trap.north: 2, trap.south: 1, trap.office: 1}, {
        "grade band": {"Middle school, grades 6–8": 1, "High school, grades 9–12": 1},
        "organization": {"North": 2, "South": 1, trap.office.name: 1},
    }  # fmt: skip


def job_shadow_places(trap):
    """Planned ones offer places too, cancelled ones do not; whoever came, the places are the owner's."""
    trap.add("job_shadow", trap.south, owner=trap.high, capacity=12, sector=trap.health, starts_at=ENDS)
    trap.add("job_shadow", trap.north, owner=trap.south, capacity=5, status="planned")
    trap.add("job_shadow", capacity=None)
    trap.add("job_shadow", capacity=100, status="cancelled")
    trap.add("job_shadow", capacity=100, starts_at=BEGINS.replace(month=6, day=30, hour=23))
    return 17, {trap.north: 12, trap.south: 5}, {
        "sector": {"Health": 12, "No sector given": 5},
        "organization": {"North": 12, "South": 5},
    }  # fmt: skip


def college_tours(trap):
    """The college on whose campus it is hosts it, whoever organizes it and whoever else came."""
    trap.add("campus_tour", trap.high, trap.west, site=trap.east, starts_at=ENDS)
    trap.add("campus_tour", trap.high, owner=trap.west, site=trap.east, starts_at=BEGINS)
    tour = trap.add("campus_tour", trap.middle, owner=trap.west)
    trap.headcount(tour, trap.middle, "middle_school", 40)
    trap.add_traps("campus_tour", site=trap.east)
    return 3, {trap.east: 2, trap.west: 1}, {"organization": {"East College": 2, "West College": 1}}


def campus_events(trap):
    """For high school students: by grades, or else by who came; one for middle school alone is none."""
    trap.add("campus_event", trap.high, site=trap.east, lowest_grade=8, highest_grade=9, starts_at=ENDS)
    mixed = trap.add("campus_event", trap.north, owner=trap.west)
    trap.headcount(mixed, trap.high, "high_school", 3)
    trap.headcount(mixed, trap.middle, "middle_school", 30)
    trap.add("campus_event", trap.middle, owner=trap.west, lowest_grade=6, highest_grade=8)
    young = trap.add("campus_event", trap.middle, owner=trap.west)
    trap.headcount(young, trap.middle, "middle_school", 30)
    trap.add_traps("campus_event", site=trap.east)
    return 2, {trap.east: 1, trap.west: 1}, {"organization": {"East College": 1, "West College": 1}}


def parent_sessions(trap):
    """At high schools: not at a middle school, a district's office, a college, or nowhere."""
    trap.add("parent_presentation", trap.high, site=trap.high, languages=["en", "es"], starts_at=ENDS)
    trap.add("parent_workshop", trap.south, site=trap.high, starts_at=BEGINS)
    for site in (trap.middle, trap.north, trap.east, None):
        trap.add("parent_workshop", site=site)
    trap.add_traps("parent_workshop", site=trap.high)
    return 2, {trap.north: 2, trap.south: 1}, {
        "language": {"English": 1, "Spanish": 1, "Language not given": 1},
        "organization": {"North": 2, "South": 1},
    }  # fmt: skip


def faculty_alignment_meetings(trap):
    """Minutes, and a gap, an occupation or a labor market figure: without one of both it does not count."""
    documented = {"minutes": trap.minutes, "labor_market_note": "90 openings a year"}
    trap.add("faculty_alignment", trap.high, trap.east, sector=trap.health, starts_at=ENDS, **documented)
    named = trap.add("faculty_alignment", trap.west, owner=trap.east, minutes=trap.minutes, starts_at=BEGINS)
    named.gaps.add(trap.gap, trap.gap)
    trap.add("faculty_alignment", labor_market_note="90 openings a year")
    trap.add("faculty_alignment").gaps.add(trap.gap)
    trap.add("faculty_alignment", minutes=trap.minutes)
    trap.add_traps("faculty_alignment", **documented)
    return 2, {trap.north: 1, trap.east: 2, trap.west: 1}, {"sector": {"Health": 1, "No sector given": 1}}


def transition_convenings(trap):
    trap.add("convening", trap.north, trap.east, owner=trap.office, starts_at=ENDS)
    trap.add_traps("convening")
    return 1, {trap.office: 1, trap.north: 1, trap.east: 1}, {}


CASES = [
    presentations, career_fairs, job_shadow_places, college_tours, campus_events, parent_sessions,
    faculty_alignment_meetings, transition_convenings,
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_a_source_counts_exactly_what_its_definition_says(case):
    trap = Trapped()
    region, parts, breakdowns = case(trap)
    source = getattr(counting, case.__name__)
    count = source(FIRST, LAST)
    assert count.region == Tally(region)
    assert count.by_organization == {organization.pk: Tally(number) for organization, number in parts.items()}
    found = {
        dimension: {category: tally.numerator for category, tally in categories.items()}
        for dimension, categories in count.breakdowns.items()
    }
    assert found == breakdowns
    places = case is job_shadow_places
    assert sum(event.capacity if places else 1 for event in count.records) == region
    for organization, number in parts.items():
        own = source(FIRST, LAST, organizations=[organization.pk])
        assert own.by_organization == {organization.pk: Tally(number)}
        assert own.region == Tally(number)


def test_every_source_of_events_is_tried_here():
    assert set(counting.SOURCES) == {case.__name__ for case in CASES}


def test_with_two_that_keep_records_a_shared_event_is_one_and_others_have_no_part():
    trap = Trapped()
    trap.add("career_fair", trap.high, trap.south, trap.east)
    trap.add("career_fair", owner=trap.office)
    count = counting.career_fairs(FIRST, LAST, organizations=[trap.north.pk, trap.south.pk])
    assert (count.region, count.records.count()) == (Tally(1), 1)
    assert count.by_organization == {trap.north.pk: Tally(1), trap.south.pk: Tally(1)}


def test_sessions_for_parents_are_none_where_the_year_is_not_set_up():
    trap = Trapped()
    trap.add("parent_workshop", site=trap.high, starts_at=AUTUMN.replace(year=2030))
    assert counting.parent_sessions(FIRST.replace(year=2030), LAST.replace(year=2031)).region == Tally(0)


def test_counting_takes_the_same_few_statements_for_few_and_many(django_assert_num_queries):
    trap = Trapped()

    def ask():
        for source, asked in ((counting.career_fairs, 5), (counting.college_tours, 4), (counting.parent_sessions, 6)):
            with django_assert_num_queries(asked):
                count = source(FIRST, LAST)
                assert count.region.numerator
                assert count.by_organization
                assert count.breakdowns

    def more():
        trap.add("career_fair", trap.high, trap.south)
        trap.add("campus_tour", site=trap.east)
        trap.add("parent_workshop", trap.south, site=trap.high)

    more()
    ask()
    for _ in range(3):
        more()
    ask()
