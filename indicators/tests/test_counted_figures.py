"""Figures that are counted from records: live, approved, frozen, set otherwise, and beside typed totals."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from consortium.counting import Count, Tally
from consortium.tests.factories import OfficeOrganizationFactory, OrganizationFactory, quarters
from indicators import derived
from indicators.freezing import freeze, set_another_figure
from indicators.models import FrozenFigure
from indicators.progress import Reading
from indicators.tests.factories import (
    AssignmentFactory,
    MeasureFactory,
    PercentFactory,
    SubmissionFactory,
    ValueFactory,
)
from indicators.tests.figuring import figure_of
from wbl.models import Event
from wbl.tests.factories import EventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def year_quarters():
    return quarters(2026)


@pytest.fixture
def meetings(year_quarters):
    """Regional meetings held, which the office has counted from records."""
    measure = MeasureFactory(
        code="CP-1.4b", across="once", unit="meetings", reporters=["office"], source="events.regional_meetings"
    )
    AssignmentFactory(
        measure=measure, year=year_quarters[0].year, organization=OfficeOrganizationFactory(), mode="records"
    )
    return measure


def hold(day, **more):
    return EventFactory(starts_at=datetime.datetime(*day, 17, tzinfo=datetime.UTC), **more)


def lock(period):
    period.locked_at = timezone.now()
    period.save()
    return freeze(period, period.locked_at)


def numbers(figure):
    return [cell.reading and int(cell.reading.numerator) for cell in figure.cells]


def test_with_drafts_an_open_period_is_counted_as_the_records_are_now(year_quarters, meetings):
    q1, q2, *_ = year_quarters
    hold((2026, 8, 4))
    hold((2026, 10, 6))
    hold((2026, 11, 3), status="cancelled")
    figure = figure_of(meetings, q2, drafts=True)
    assert numbers(figure) == [1, 1]
    assert figure.reading == Reading(Decimal(2))
    assert figure.counted is True


def test_unapproved_counts_are_not_on_the_dashboard(year_quarters, meetings):
    q1, *_ = year_quarters
    hold((2026, 8, 4))
    assert figure_of(meetings, q1).reading is None


def test_an_approved_count_stays_as_it_was_approved_when_records_change(year_quarters, meetings):
    q1, *_ = year_quarters
    office = OfficeOrganizationFactory()
    ValueFactory(
        measure=meetings,
        organization=None,
        period=q1,
        submission=SubmissionFactory(organization=office, period=q1),
        counted=True,
        numerator=3,
        year_to_date=3,
    )
    hold((2026, 8, 4))
    assert figure_of(meetings, q1).reading == Reading(Decimal(3))
    assert figure_of(meetings, q1, drafts=True).reading == Reading(Decimal(1))


def test_locking_freezes_the_quarter_and_the_year_to_date(year_quarters, meetings):
    q1, *_ = year_quarters
    hold((2026, 8, 4))
    assert lock(q1) == 2
    hold((2026, 9, 1))
    assert numbers(figure_of(meetings, q1)) == [1]
    assert figure_of(meetings, q1, drafts=True).reading == Reading(Decimal(1))


def test_a_record_entered_late_counts_in_the_year_to_date_of_the_next_quarter_only(year_quarters, meetings):
    q1, q2, *_ = year_quarters
    hold((2026, 8, 4))
    lock(q1)
    hold((2026, 9, 1))
    hold((2026, 10, 6))
    figure = figure_of(meetings, q2, drafts=True)
    assert numbers(figure) == [1, 1]
    assert figure.reading == Reading(Decimal(3))


def test_the_office_sets_another_figure_with_a_reason_and_both_are_kept(year_quarters, meetings, office):
    q1, *_ = year_quarters
    hold((2026, 8, 4))
    lock(q1)
    frozen = FrozenFigure.objects.get(span="period")
    set_another_figure(frozen, 2, None, "One meeting was entered as a call.", office, timezone.now())
    assert numbers(figure_of(meetings, q1)) == [2]
    assert list(FrozenFigure.objects.filter(span="period").order_by("version").values_list("numerator", "reason")) == [
        (1, ""),
        (2, "One meeting was entered as a call."),
    ]


def test_another_figure_without_a_reason_is_refused(year_quarters, meetings, office):
    q1, *_ = year_quarters
    lock(q1)
    frozen = FrozenFigure.objects.get(span="period")
    with pytest.raises(ValueError, match="Say why"):
        set_another_figure(frozen, 2, None, "  ", office, timezone.now())


def test_a_period_locked_again_keeps_the_versions_of_the_first_locking(year_quarters, meetings):
    q1, *_ = year_quarters
    hold((2026, 8, 4))
    lock(q1)
    hold((2026, 9, 1))
    lock(q1)
    assert numbers(figure_of(meetings, q1)) == [2]
    assert FrozenFigure.objects.filter(span="period").count() == 2


def test_a_percent_from_records_keeps_numerator_and_denominator(year_quarters):
    q1, *_ = year_quarters
    measure = PercentFactory(
        timing="flow", reporters=["office"], unit="meetings", source="events.meetings_all_segments"
    )
    AssignmentFactory(measure=measure, year=q1.year, organization=OfficeOrganizationFactory(), mode="records")
    hold((2026, 8, 4))
    lock(q1)
    assert figure_of(measure, q1).reading == Reading(Decimal(0), Decimal(1))


def test_records_of_some_organizations_and_totals_of_others_are_one_figure_flagged(year_quarters, monkeypatch):
    """No source of people is built yet, so a made-up one stands in its place."""
    q1, *_ = year_quarters
    keeps_records, types = OrganizationFactory.create_batch(2)
    measure = MeasureFactory(kind="unique", across="distinct", unit="employers", source="made.up")
    monkeypatch.setitem(
        derived.SOURCES,
        "made.up",
        lambda starts, ends, organizations: Count(Tally(930), {keeps_records.pk: Tally(930)}, Event.objects.none()),
    )
    AssignmentFactory(measure=measure, year=q1.year, organization=keeps_records, mode="records")
    AssignmentFactory(measure=measure, year=q1.year, organization=types)
    ValueFactory(measure=measure, organization=types, period=q1, numerator=310)
    figure = figure_of(measure, q1, drafts=True)
    assert (figure.reading.numerator, figure.may_be_twice) == (1240, 310)
    lock(q1)
    assert figure_of(measure, q1).reading.numerator == 1240
    own = figure_of(measure, q1, organization=keeps_records)
    assert own.reading.numerator == 930


def test_totals_typed_before_an_organization_kept_records_are_not_added_to_the_records(year_quarters, meetings):
    q1, *_ = year_quarters
    office = OfficeOrganizationFactory()
    ValueFactory(
        measure=meetings,
        organization=None,
        period=q1,
        submission=SubmissionFactory(organization=office, period=q1),
        numerator=7,
    )
    hold((2026, 8, 4))
    assert figure_of(meetings, q1, drafts=True).reading == Reading(Decimal(1))


def typed(measure, period, numerator):
    """The office's approved total about the region."""
    return ValueFactory(
        measure=measure,
        organization=None,
        period=period,
        submission=SubmissionFactory(organization=OfficeOrganizationFactory(), period=period),
        numerator=numerator,
    )


def agree(measure, mode):
    measure.assignments.update(mode=mode)


def test_a_locked_total_stands_when_records_are_kept_later(year_quarters, meetings):
    q1, q2, *_ = year_quarters
    agree(meetings, "totals")
    typed(meetings, q1, 7)
    lock(q1)
    agree(meetings, "records")
    hold((2026, 10, 6))
    assert numbers(figure_of(meetings, q1)) == [7]
    assert numbers(figure_of(meetings, q2, drafts=True)) == [7, 1]


def test_a_frozen_count_stands_when_totals_are_typed_later(year_quarters, meetings):
    q1, q2, *_ = year_quarters
    hold((2026, 8, 4))
    lock(q1)
    agree(meetings, "totals")
    typed(meetings, q2, 3)
    figure = figure_of(meetings, q2)
    assert (numbers(figure), figure.reading.numerator) == ([1, 3], 4)


def test_an_unlocked_period_is_counted_afresh(year_quarters, meetings):
    q1, *_ = year_quarters
    hold((2026, 8, 4))
    lock(q1)
    hold((2026, 9, 1))
    q1.locked_at = None
    q1.save()
    assert numbers(figure_of(meetings, q1, drafts=True)) == [2]


def test_a_frozen_figure_carries_into_the_next_quarter_until_that_is_approved(year_quarters, meetings):
    q1, q2, *_ = year_quarters
    hold((2026, 8, 4))
    lock(q1)
    figure = figure_of(meetings, q2)
    assert (numbers(figure), figure.reading.numerator) == ([1, None], 1)


def test_what_the_office_set_goes_on_counting_and_survives_a_second_locking(year_quarters, meetings, office):
    q1, q2, *_ = year_quarters
    hold((2026, 8, 4))
    lock(q1)
    for frozen in FrozenFigure.objects.all():
        set_another_figure(frozen, 5, None, "Four were held before the records began.", office, timezone.now())
    hold((2026, 10, 6))
    assert figure_of(meetings, q2, drafts=True).reading.numerator == 6
    lock(q1)
    assert numbers(figure_of(meetings, q1)) == [5]
