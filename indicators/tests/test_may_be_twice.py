"""People counted without keys: how many may be twice goes with the figure, live, approved and frozen."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from consortium.permissions import Access
from consortium.tests.factories import OrganizationFactory, UserFactory, quarters
from indicators.freezing import freeze, set_another_figure
from indicators.models import FrozenFigure, Value
from indicators.progress import Reading
from indicators.tests.factories import AssignmentFactory, MeasureFactory, PercentFactory, TargetFactory
from indicators.tests.figuring import figure_of, report
from indicators.worksheets import review, sheet
from wbl.models import Attendance
from wbl.tests.factories import AttendanceFactory, EnrollmentByGroupFactory, EventFactory

pytestmark = pytest.mark.django_db
FLAG = "1,240 of 2,000 teachers (of which 310 may be counted twice)"


@pytest.fixture
def year_quarters():
    return quarters(2026)


@pytest.fixture
def district():
    return OrganizationFactory(name="Northside")


@pytest.fixture
def teachers(year_quarters, district):
    """A measure of teachers that the district counts from records, and a target."""
    measure = MeasureFactory(kind="unique", across="distinct", unit="teachers", source="wbl.job_shadow_teachers")
    AssignmentFactory(measure=measure, year=year_quarters[0].year, organization=district, mode="records")
    TargetFactory(measure=measure, year=year_quarters[0].year, value=2000)
    return measure


def came(district, number, month=8, kind="teacher_job_shadow", audience="teachers", **fields):
    starts = datetime.datetime(2026, month, 4, 17, tzinfo=datetime.UTC)
    event = EventFactory(kind=kind, starts_at=starts)
    return AttendanceFactory(event=event, organization=district, audience=audience, headcount=number, **fields)


@pytest.fixture
def three_days(district):
    """930, 200 and 110 people, who may be the same."""
    return [came(district, number) for number in (930, 200, 110)]


def hand_in(district, period):
    now = timezone.now()
    user = UserFactory()
    submission = review.submit(district, period, user=user, now=now, today=datetime.date(2026, 10, 2))
    review.approve(district, period, seen=review.stamp(submission), user=user, now=now)


def lock(period):
    period.locked_at = timezone.now()
    period.save()
    freeze(period, period.locked_at)


def test_the_figure_says_so_live_approved_and_frozen_in_the_same_words(year_quarters, teachers, district, three_days):
    q1, *_ = year_quarters

    def seen(**options):
        figure = figure_of(teachers, q1, **options)
        said = figure.progress.sentence.removesuffix(" 1 district has not reported.")
        return int(figure.reading.numerator), int(figure.may_be_twice), said

    live = seen(drafts=True)
    assert live[:2] == (1240, 310)
    assert live[2].startswith(FLAG)
    assert seen(drafts=True, organization=district)[:2] == (1240, 310)
    hand_in(district, q1)
    assert seen() == live
    assert seen(organization=district)[:2] == (1240, 310)
    lock(q1)
    assert seen() == live
    assert set(FrozenFigure.objects.values_list("may_be_twice", flat=True)) == {310}


def test_the_worksheet_says_so_before_and_after_it_is_handed_in(year_quarters, teachers, district, three_days):
    q1, *_ = year_quarters

    def words():
        return sheet.load(district, q1, Access(is_office=True), datetime.date(2026, 10, 2)).rows[0].in_words

    live = words()
    assert live == "1,240 (of which 310 may be counted twice)"
    hand_in(district, q1)
    assert words() == live


def test_two_organizations_whose_people_have_no_keys_may_have_counted_the_same(year_quarters, teachers, district):
    """South's 500 are on no roster either, so that only the largest event surely has nobody twice."""
    q1, *_ = year_quarters
    south = OrganizationFactory()
    AssignmentFactory(measure=teachers, year=q1.year, organization=south, mode="records")
    came(district, 900)
    came(district, 100)
    came(south, 500)
    live = figure_of(teachers, q1, drafts=True)
    assert (live.reading.numerator, live.may_be_twice) == (1500, 600)
    for organization in (district, south):
        hand_in(organization, q1)
    approved = figure_of(teachers, q1)
    assert (approved.reading.numerator, approved.may_be_twice) == (1500, 600)


def test_records_and_typed_totals_beside_them_are_flagged_together(year_quarters, teachers, district, three_days):
    """930 were surely at one event; the 310 of the others and the 60 typed may be among them."""
    q1, *_ = year_quarters
    types = OrganizationFactory()
    AssignmentFactory(measure=teachers, year=q1.year, organization=types)
    report(teachers, types, q1, 60)
    figure = figure_of(teachers, q1, drafts=True)
    assert (figure.reading.numerator, figure.may_be_twice) == (1300, 370)
    hand_in(district, q1)
    approved = figure_of(teachers, q1)
    assert (approved.reading.numerator, approved.may_be_twice) == (1300, 370)


def test_an_approved_year_of_people_is_not_added_up_from_its_quarters(year_quarters, teachers, district):
    """The same 20 people, told apart by keys, in two quarters: the year to date is kept with each."""
    q1, q2, *_ = year_quarters
    for period, year in ((q1, 20), (q2, 22)):
        report(teachers, district, period, 20, counted=True, year_to_date=year, may_be_twice=1, year_to_date_twice=2)
    figure = figure_of(teachers, q2)
    assert [int(cell.reading.numerator) for cell in figure.cells] == [20, 20]
    assert (figure.reading.numerator, figure.may_be_twice) == (22, 2)
    assert figure_of(teachers, q2, organization=district).reading == Reading(Decimal(22))


def test_what_the_office_set_is_answered_for_and_what_came_after_it_may_be_the_same_people(
    year_quarters, teachers, district, three_days, office
):
    q1, q2, *_ = year_quarters
    lock(q1)
    for frozen in FrozenFigure.objects.filter(organization=None):
        set_another_figure(frozen, 1000, None, "The list was counted by hand.", office, timezone.now())
    assert figure_of(teachers, q1).may_be_twice == 0
    came(district, 40, month=11)
    figure = figure_of(teachers, q2, drafts=True)
    assert (figure.reading.numerator, figure.may_be_twice) == (1040, 40)


def test_a_flag_that_changed_alone_comes_back_to_the_queue(year_quarters, teachers, district, three_days):
    q1, *_ = year_quarters
    hand_in(district, q1)
    assert review.changed_since_approved() == []
    Attendance.objects.filter(headcount=200).update(headcount=190)
    Attendance.objects.filter(headcount=930).update(headcount=940)
    [changed] = review.changed_since_approved()
    assert changed.present_words == "1,240 (of which 300 may be counted twice)"


def test_a_worksheet_that_is_handed_in_keeps_the_flag_of_the_quarter_and_of_the_year(
    year_quarters, teachers, district, three_days
):
    hand_in(district, year_quarters[0])
    value = Value.objects.get()
    assert (value.may_be_twice, value.year_to_date_twice) == (310, 310)


@pytest.fixture
def participation(year_quarters):
    return PercentFactory(timing="flow", unit="students", source="wbl.campus_participation", reporters=["district"])


def test_typing_participation_each_quarter_adds_the_students_and_not_the_enrollment(year_quarters, participation):
    q1, q2, *_ = year_quarters
    north, south = OrganizationFactory.create_batch(2)
    report(participation, north, q1, 30, 200)
    report(participation, north, q2, 50, 210)
    report(participation, south, q1, 40, 500)
    figure = figure_of(participation, q2)
    assert [cell.reading for cell in figure.cells] == [
        Reading(Decimal(70), Decimal(700)),
        Reading(Decimal(50), Decimal(210)),
    ]
    assert figure.reading == Reading(Decimal(120), Decimal(710))
    assert figure.may_be_twice == 70  # who was there in two quarters, or counted by both
    assert figure_of(participation, q2, organization=north).reading == Reading(Decimal(80), Decimal(210))


def test_more_students_over_the_quarters_than_are_enrolled_are_still_decided_and_shown(year_quarters, participation):
    """The same 60 in two quarters, of 100: the year says 120 of 100, of which 60 may be counted twice."""
    q1, q2, *_ = year_quarters
    north = OrganizationFactory()
    for period in (q1, q2):
        report(participation, north, period, 60, 100)
        period.locked_at = timezone.now()
        period.save()
    outsider = Access(member_of=frozenset([OrganizationFactory().pk]))
    figure = figure_of(participation, q2, access=outsider)
    assert (figure.reading, figure.hidden) == (Reading(Decimal(120), Decimal(100)), False)
    assert figure_of(participation, q2).may_be_twice == 60


def test_counted_participation_has_the_enrollment_of_the_year_once(year_quarters, participation, district):
    q1, q2, *_ = year_quarters
    AssignmentFactory(measure=participation, year=q1.year, organization=district, mode="records")
    EnrollmentByGroupFactory(organization=district, year=q1.year, total=400)
    for month in (8, 11):
        came(district, 30, month=month, kind="campus_tour", audience="high_school")
    live = figure_of(participation, q2, drafts=True)
    assert live.reading == Reading(Decimal(60), Decimal(400))
    assert "60 of 400 students, of which 30 may be counted twice" in live.progress.sentence
    lock(q1)
    assert figure_of(participation, q2, drafts=True).reading == live.reading
    hand_in(district, q2)
    approved = figure_of(participation, q2)
    assert approved.reading == live.reading
    assert live.progress.sentence == f"{approved.progress.sentence} 1 district has not reported."


def test_outsiders_see_no_rest_that_may_be_twice(year_quarters, district):
    """What is left of the total without it would be one event's or one roster's count."""
    q1, *_ = year_quarters
    measure = MeasureFactory(
        kind="unique", across="distinct", unit="students", source="wbl.career_fair_students", reporters=["district"]
    )
    AssignmentFactory(measure=measure, year=q1.year, organization=district, mode="records")
    for number in (300, 200):
        came(district, number, kind="career_fair", audience="high_school")
    hand_in(district, q1)
    lock(q1)
    outsider = Access(member_of=frozenset([OrganizationFactory().pk]))
    figure = figure_of(measure, q1, access=outsider)
    assert (figure.reading.numerator, figure.may_be_twice, figure.reading.may_be_twice) == (500, 0, 0)
    assert figure.cells[0].reading.may_be_twice == 0
    assert figure_of(measure, q1).may_be_twice == 200
