"""What counts as a regional meeting, in which days, and at which meetings all three segments were present."""

import datetime

import pytest
from django.urls import reverse

from consortium.counting import Tally
from consortium.models import Organization
from consortium.tests.factories import (
    AdultSchoolFactory,
    CollegeFactory,
    OrganizationFactory,
    SchoolFactory,
    WorkingGroupFactory,
)
from wbl.models import Event
from wbl.queries import counting
from wbl.queries.counting import meetings_all_segments, records_address, regional_meetings
from wbl.tests.factories import EventFactory, ParticipationFactory

pytestmark = pytest.mark.django_db

Q1 = datetime.date(2026, 7, 1), datetime.date(2026, 9, 30)
Q2 = datetime.date(2026, 10, 1), datetime.date(2026, 12, 31)
LAST_YEAR = datetime.date(2025, 7, 1), datetime.date(2026, 6, 30)
SOURCES = {name: counting.SOURCES[name] for name in counting.SOURCE_LABELS}  # those of meetings
PACIFIC_SUMMER = datetime.timezone(datetime.timedelta(hours=-7))


def meeting(*organizations, **fields):
    """An event (held on October 6, 2026 unless told otherwise) to which `organizations` came."""
    event = EventFactory(**fields)
    for organization in organizations:
        ParticipationFactory(event=event, organization=organization)
    return event


@pytest.fixture
def k12():
    return OrganizationFactory(name="Northside Union High")


@pytest.fixture
def college():
    return CollegeFactory()


@pytest.fixture
def adult_school():
    return AdultSchoolFactory()


def workforce_board(**fields):
    return OrganizationFactory(kind=Organization.Kind.WORKFORCE_BOARD, segment="", **fields)


def test_without_events_there_are_zero_meetings_and_zero_of_zero():
    assert regional_meetings(*Q2).region == Tally(0, None)
    assert meetings_all_segments(*Q2).region == Tally(0, 0)
    assert regional_meetings(*Q2).by_organization == {}
    assert list(meetings_all_segments(*Q2).records) == []


def test_a_meeting_of_two_organizations_is_one_meeting_and_one_for_each(k12, college):
    held = meeting(k12, college)
    count = regional_meetings(*Q2)
    assert count.region == Tally(1)
    assert count.by_organization == {k12.pk: Tally(1), college.pk: Tally(1)}
    assert list(count.records) == [held]


def test_a_meeting_to_which_nobody_came_was_held_all_the_same():
    held = EventFactory()
    count = regional_meetings(*Q2)
    assert (count.region, count.by_organization, list(count.records)) == (Tally(1), {}, [held])
    assert meetings_all_segments(*Q2).region == Tally(0, 1)


@pytest.mark.parametrize(
    "fields",
    [{"status": "cancelled"}, {"status": "planned"}, {"kind": "committee_call"}],
    ids=["cancelled", "planned", "committee call"],
)
@pytest.mark.parametrize("source", SOURCES.values())
def test_what_is_no_meeting_held_does_not_count(source, fields, k12, college, adult_school):
    meeting(k12, college, adult_school, **fields)
    count = source(*Q2)
    assert count.region.numerator == 0
    assert not count.region.denominator
    assert count.by_organization == {}
    assert list(count.records) == []


def test_meetings_outside_the_days_do_not_count(k12):
    inside = [
        meeting(k12, starts_at=datetime.datetime(2026, 10, 1, 9, tzinfo=PACIFIC_SUMMER)),
        meeting(k12, starts_at=datetime.datetime(2026, 12, 31, 9, tzinfo=PACIFIC_SUMMER)),
    ]
    meeting(k12, starts_at=datetime.datetime(2026, 9, 30, 9, tzinfo=PACIFIC_SUMMER))
    meeting(k12, starts_at=datetime.datetime(2027, 1, 1, 9, tzinfo=PACIFIC_SUMMER))
    count = regional_meetings(*Q2)
    assert count.region == Tally(2)
    assert count.by_organization == {k12.pk: Tally(2)}
    assert sorted(count.records, key=lambda event: event.starts_at) == inside


def test_the_school_year_changes_at_midnight_in_california():
    """June 30 at 23:30 in California is July 1 in Greenwich already."""
    last_of_june = meeting(starts_at=datetime.datetime(2026, 6, 30, 23, 30, tzinfo=PACIFIC_SUMMER))
    first_of_july = meeting(starts_at=datetime.datetime(2026, 7, 1, 0, 10, tzinfo=PACIFIC_SUMMER))
    assert list(regional_meetings(*LAST_YEAR).records) == [last_of_june]
    assert list(regional_meetings(*Q1).records) == [first_of_july]
    assert (last_of_june.day, first_of_july.day) == (datetime.date(2026, 6, 30), datetime.date(2026, 7, 1))


def test_the_days_stay_californian_where_the_reader_is_elsewhere(settings):
    from django.utils import timezone

    late = meeting(starts_at=datetime.datetime(2026, 6, 30, 23, 30, tzinfo=PACIFIC_SUMMER))
    with timezone.override("UTC"):
        assert list(regional_meetings(*LAST_YEAR).records) == [late]
        assert Event.objects.get().day == datetime.date(2026, 6, 30)


def test_winter_days_end_at_winter_midnight():
    """Standard time: December 31 at 23:30 is 7:30 on January 1 in Greenwich."""
    new_years_eve = meeting(starts_at=datetime.datetime(2027, 1, 1, 7, 30, tzinfo=datetime.UTC))
    meeting(starts_at=datetime.datetime(2027, 1, 1, 8, 0, tzinfo=datetime.UTC))
    assert list(regional_meetings(*Q2).records) == [new_years_eve]


def test_all_three_segments_make_a_meeting_complete(k12, college, adult_school):
    complete = meeting(k12, college, adult_school)
    meeting(k12, college)
    count = meetings_all_segments(*Q2)
    assert count.region == Tally(1, 2)
    assert count.by_organization == {k12.pk: Tally(1, 2), college.pk: Tally(1, 2), adult_school.pk: Tally(1, 1)}
    assert list(count.records) == [complete]


def test_the_same_segment_three_times_is_one_segment(k12):
    meeting(k12, OrganizationFactory(), OrganizationFactory())
    assert meetings_all_segments(*Q2).region == Tally(0, 1)


def test_two_of_a_segment_do_not_count_a_meeting_twice(k12, college, adult_school):
    meeting(k12, OrganizationFactory(), college, CollegeFactory(), adult_school, AdultSchoolFactory())
    count = meetings_all_segments(*Q2)
    assert count.region == Tally(1, 1)
    assert set(count.by_organization.values()) == {Tally(1, 1)}
    assert len(count.by_organization) == 6


def test_an_organization_that_was_invited_and_stayed_away_does_not_count(k12, college, adult_school):
    event = meeting(k12, college)
    ParticipationFactory(event=event, organization=adult_school, came=False)
    assert meetings_all_segments(*Q2).region == Tally(0, 1)
    assert regional_meetings(*Q2).by_organization == {k12.pk: Tally(1), college.pk: Tally(1)}


def test_the_host_counts_only_where_it_is_on_the_list(k12, college, adult_school):
    meeting(k12, college, owner=adult_school)
    assert meetings_all_segments(*Q2).region == Tally(0, 1)
    assert adult_school.pk not in regional_meetings(*Q2).by_organization


def test_a_school_without_a_segment_counts_with_its_district_s(k12, college, adult_school):
    school = SchoolFactory(parent=k12, segment="")
    meeting(school, college, adult_school)
    assert meetings_all_segments(*Q2).region == Tally(1, 1)


def test_a_school_s_own_segment_comes_before_its_district_s(k12, college):
    adult = SchoolFactory(parent=k12, segment="adult_education")
    meeting(adult, college)
    assert meetings_all_segments(*Q2).region == Tally(0, 1)
    ParticipationFactory(event=Event.objects.get(), organization=k12)
    assert meetings_all_segments(*Q2).region == Tally(1, 1)


def test_a_school_s_coming_is_its_district_s_once_a_meeting(k12):
    meeting(SchoolFactory(parent=k12), SchoolFactory(parent=k12), k12)
    meeting(SchoolFactory(parent=k12))
    assert regional_meetings(*Q2).by_organization == {k12.pk: Tally(2)}


def test_an_adult_school_under_a_district_stays_itself(k12, college):
    adult = AdultSchoolFactory(parent=k12)
    meeting(adult, college)
    assert regional_meetings(*Q2).by_organization == {adult.pk: Tally(1), college.pk: Tally(1)}


def test_workforce_boards_and_working_groups_are_of_no_segment(k12, college):
    board = workforce_board(parent=AdultSchoolFactory())
    meeting(k12, college, board, WorkingGroupFactory())
    count = meetings_all_segments(*Q2)
    assert count.region == Tally(0, 1)
    assert count.by_organization[board.pk] == Tally(0, 1)


def test_a_quarter_s_figures_are_counted_by_few_queries(k12, django_assert_num_queries):
    for _ in range(3):
        meeting(k12, OrganizationFactory())
    for source, queries in ((regional_meetings, 1), (meetings_all_segments, 2)):
        with django_assert_num_queries(queries):
            assert source(*Q2).region.numerator >= 0
        with django_assert_num_queries(1):
            assert len(source(*Q2).by_organization) == 4


@pytest.mark.parametrize("source", SOURCES)
def test_the_address_of_a_figure_lists_exactly_what_it_counted(source, office, signed_in, k12, college, adult_school):
    meeting(k12, college, adult_school)
    meeting(k12, college)
    meeting(k12, status="cancelled")
    meeting(k12, kind="committee_call")
    meeting(college, starts_at=datetime.datetime(2026, 9, 30, 9, tzinfo=PACIFIC_SUMMER))
    count = SOURCES[source](*Q2)
    page = signed_in(office).get(records_address(source, *Q2))
    assert set(page.context["meetings"]) == set(count.records)
    assert len(page.context["meetings"]) == count.region.numerator


@pytest.mark.parametrize("source", SOURCES)
def test_the_address_of_an_organization_s_part_lists_what_it_came_to(source, office, signed_in, k12, college):
    meeting(SchoolFactory(parent=k12), k12, college, AdultSchoolFactory())
    meeting(SchoolFactory(parent=k12))
    meeting(college)
    part = SOURCES[source](*Q2).by_organization[k12.pk]
    page = signed_in(office).get(records_address(source, *Q2, organization=k12))
    assert len(page.context["meetings"]) == part.numerator


def test_the_address_names_days_and_source(k12):
    assert records_address("regional_meetings", *Q1) == (
        reverse("meetings") + "?from=2026-07-01&through=2026-09-30&counted=regional_meetings"
    )
    with pytest.raises(ValueError, match="Nothing is counted as 'employers'"):
        records_address("employers", *Q1)
