"""A meeting keeps what its group saw, and no more than that; the next one says what has changed since."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consortium.tests.factories import OrganizationFactory
from indicators.derived import SOURCES
from indicators.meetings.running import MeetingRefused, open_meeting
from indicators.meetings.standing import standing
from indicators.models import SnapshotFigure, Value
from indicators.tests.factories import GroupMeetingFactory, PlacementFactory, TargetFactory
from indicators.tests.figuring import report
from indicators.tests.meeting_world import JANUARY, OCTOBER, address, fairs_of, give_framework, hold, meet, noon
from indicators.tests.sheets import owe, quarter

pytestmark = pytest.mark.django_db


@pytest.fixture
def q2():
    return quarter(2)


@pytest.fixture
def q1(q2):
    return q2.year.periods.get(number=1)


@pytest.fixture
def fairs(working_group, district, q1):
    measure = fairs_of(working_group, district)
    TargetFactory(measure=measure, year=q1.year, value=40)
    return measure


def kept(meeting):
    return [(row.measure.code, row.status, row.actual, row.target) for row in meeting.snapshot.all()]


def test_opening_keeps_the_figures_through_the_last_period_that_had_ended(working_group, district, lead, q1, q2, fairs):
    report(fairs, district, q1, 12)
    report(fairs, district, q2, 30)
    october = hold(working_group, OCTOBER, lead)
    assert (october.through, october.event.status, kept(october)) == (
        q1, "held", [("EN-2.4a", "on_track", "12", "40")],
    )  # fmt: skip
    row = october.snapshot.get()
    assert (row.label, row.missing) == ("Career fairs organized", [])
    assert row.sentence == "12 of 40 fairs, 30\xa0%, with 25\xa0% of the year gone: on track."


def test_what_was_kept_stays_and_the_next_meeting_says_what_has_changed(working_group, district, lead, q1, q2, fairs):
    report(fairs, district, q1, 12)
    october = hold(working_group, OCTOBER, lead)
    report(fairs, district, q2, 1)
    Value.objects.filter(period=q1).update(numerator=9)
    PlacementFactory._meta.model.objects.filter(measure=fairs).update(label="Fairs, in other words")
    assert kept(october) == [("EN-2.4a", "on_track", "12", "40")]
    january = hold(working_group, JANUARY, lead)
    (change,) = standing(january, JANUARY).changes.turned
    assert (change.before.actual, change.now.actual, change.now.status) == ("12", "10", "behind")
    assert standing(october, JANUARY).changes is None


def test_a_meeting_not_opened_yet_compares_what_is_so_today(working_group, district, lead, q1, q2, fairs):
    report(fairs, district, q1, 12)
    hold(working_group, OCTOBER, lead)
    report(fairs, district, q2, 10)
    found = standing(meet(working_group, JANUARY), JANUARY)
    assert [change.now.actual for change in found.changes.moved] == ["22"]
    assert SnapshotFigure.objects.count() == 1


def test_who_has_not_answered_is_kept_too(working_group, district, lead, q1, fairs):
    october = hold(working_group, OCTOBER, lead)
    report(fairs, district, q1, 12)
    assert [name for name, _ in standing(october, OCTOBER).missing] == [district.name]


def test_the_database_refuses_to_change_or_delete_what_was_kept(working_group, lead, fairs):
    hold(working_group, OCTOBER, lead)
    for change in (lambda rows: rows.update(actual="13"), lambda rows: rows._raw_delete("default")):
        with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
            change(SnapshotFigure.objects.all())


def test_a_meeting_to_come_cancelled_or_opened_is_not_opened(working_group, lead, q1):
    meeting = meet(working_group, OCTOBER)
    with pytest.raises(MeetingRefused, match="October 22, 2024"):
        open_meeting(meeting, lead, noon(OCTOBER), OCTOBER - datetime.timedelta(days=1))
    open_meeting(meeting, lead, noon(OCTOBER), OCTOBER)
    with pytest.raises(MeetingRefused, match="opened already"):
        open_meeting(meeting, lead, noon(OCTOBER), OCTOBER)
    with pytest.raises(MeetingRefused, match="cancelled"):
        open_meeting(meet(working_group, JANUARY, status="cancelled"), lead, noon(JANUARY), JANUARY)


def test_a_meeting_before_any_period_has_ended_keeps_nothing(working_group, lead, fairs):
    meeting = hold(working_group, datetime.date(2024, 9, 1), lead)
    assert (meeting.through, kept(meeting)) == (None, [])


def test_opening_holds_the_event_which_then_counts_once_also_for_two_groups(working_group, lead, office, q1):
    first = meet(working_group, OCTOBER)
    second = GroupMeetingFactory(event=first.event)
    count, quarter_2 = SOURCES["events.regional_meetings"], (datetime.date(2024, 10, 1), datetime.date(2024, 12, 31))
    assert count(*quarter_2).region.numerator == 0
    open_meeting(first, lead, noon(OCTOBER), OCTOBER)
    open_meeting(second, office, noon(OCTOBER), OCTOBER)
    assert count(*quarter_2).region.numerator == 1


# What a snapshot must not hold


@pytest.fixture
def students(working_group, district, q1):
    give_framework(working_group)
    return owe(district, "EN-2.6a", "Students shadowing", kind="unique", across="distinct", unit="students")


@pytest.mark.parametrize("number", [7, 523])
def test_students_of_an_open_period_are_in_no_snapshot_even_if_the_office_opens_it(
    working_group, district, office, signed_in, q1, students, number
):
    report(students, district, q1, number)
    october = hold(working_group, OCTOBER, office)
    row = october.snapshot.get()
    assert (row.hidden, row.status, row.actual) == (True, "no_data", "not shown")
    assert str(number) not in row.sentence
    q1.locked_at = timezone.now()
    q1.save()
    page = signed_in(office).get(address(october)).content.decode()
    assert "not shown" in page
    assert f">{number}<" not in page


@pytest.mark.parametrize(("number", "actual"), [(7, "not shown"), (523, "523")])
def test_of_a_locked_period_a_small_count_of_students_is_hidden_and_a_large_one_is_kept(
    working_group, district, office, q1, students, number, actual
):
    report(students, district, q1, number)
    q1.locked_at = timezone.now()
    q1.save()
    assert hold(working_group, OCTOBER, office).snapshot.get().actual == actual


def test_in_meeting_mode_the_office_sees_no_draft_and_no_small_count_either(
    working_group, district, office, signed_in, q1, students
):
    report(students, district, q1, 9)
    report(owe(district, "EN-2.4a"), OrganizationFactory(), q1, 3377, state="draft")
    meeting = meet(working_group, OCTOBER)
    assert [row.actual for row in standing(meeting, OCTOBER).rows] == ["not shown", "—"]
    assert "3,377" not in signed_in(office).get(address(meeting)).content.decode()
