"""Locking a period freezes its figures; what is not approved is shown before."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from consortium.models import ReportingPeriod
from consortium.tests.factories import OfficeOrganizationFactory, OrganizationFactory, UserFactory, quarters
from indicators.models import FrozenFigure, Value
from indicators.planning import PlanningError, lock_period, open_worksheets, set_due, unlock_period
from indicators.planning.history import period_history
from indicators.tests.factories import AssignmentFactory, MeasureFactory, SubmissionFactory, ValueFactory

pytestmark = pytest.mark.django_db
OCTOBER_1 = datetime(2026, 10, 1, 12, tzinfo=UTC)


@pytest.fixture
def period(db):
    return quarters(2026)[0]


@pytest.fixture
def user(db):
    return UserFactory()


def stored(period):
    return ReportingPeriod.objects.get(pk=period.pk)


def test_a_locked_period_says_who_when_and_why(period, user):
    lock_period(period, user, " All reviewed ", OCTOBER_1)
    locked = stored(period)
    assert (locked.locked_at, locked.locked_by, locked.lock_note) == (OCTOBER_1, user, "All reviewed")


def test_a_due_date_set_on_a_page_opened_before_the_lock_is_refused_and_the_lock_stays(period, user):
    opened_before = stored(period)
    lock_period(period, user, "Done", OCTOBER_1)
    with pytest.raises(PlanningError, match="is locked: its due date stands"):
        set_due(opened_before, date(2026, 11, 2))
    assert (stored(period).locked_at, stored(period).due) == (OCTOBER_1, date(2026, 10, 15))


def test_setting_a_due_date_leaves_the_note_of_an_opening_in_between(period, user):
    opened_before = stored(period)
    lock_period(period, user, "Done", OCTOBER_1)
    unlock_period(period, user, "A late correction", OCTOBER_1)
    set_due(opened_before, date(2026, 11, 2))
    assert (stored(period).lock_note, stored(period).due) == ("A late correction", date(2026, 11, 2))


def test_a_period_that_is_not_over_is_not_locked(period, user):
    last_day = datetime(2026, 10, 1, 6, tzinfo=UTC)  # still September 30 in California
    with pytest.raises(PlanningError, match="is not over: it can be locked after September 30, 2026"):
        lock_period(period, user, "Early", last_day)
    assert not stored(period).is_locked


def test_a_period_is_locked_once(period, user):
    lock_period(period, user, "Done", OCTOBER_1)
    with pytest.raises(PlanningError, match="is locked already"):
        lock_period(period, user, "Again", OCTOBER_1)
    assert stored(period).lock_note == "Done"


@pytest.mark.parametrize("act", [lock_period, unlock_period])
def test_without_a_reason_nothing_happens(act, period, user):
    if act is unlock_period:
        lock_period(period, user, "Done", OCTOBER_1)
    before = stored(period).is_locked
    with pytest.raises(PlanningError, match="Say why"):
        act(period, user, " ", OCTOBER_1)
    assert stored(period).is_locked is before


def test_values_of_a_locked_period_stand(period, user):
    value = ValueFactory(period=period)
    lock_period(period, user, "Done", OCTOBER_1)
    with pytest.raises(IntegrityError, match="locked"), transaction.atomic():
        Value.objects.filter(pk=value.pk).update(numerator=99)


def test_locking_freezes_what_is_counted_from_records(period, user):
    measure = MeasureFactory(code="CP-1.4b", source="events.regional_meetings", reporters=["office"], across="once")
    office = OfficeOrganizationFactory()
    AssignmentFactory(measure=measure, year=period.year, organization=office, mode="records")
    lock_period(period, user, "Done", OCTOBER_1)
    assert set(FrozenFigure.objects.values_list("measure__code", "organization", "span")) == {
        ("CP-1.4b", None, "period"),
        ("CP-1.4b", None, "year_to_date"),
    }


def test_when_freezing_fails_the_period_stays_open(period, user, monkeypatch):
    def fail(period, now):
        raise RuntimeError("no figures")

    monkeypatch.setattr("indicators.planning.locking.freeze", fail)
    with pytest.raises(RuntimeError):
        lock_period(period, user, "Done", OCTOBER_1)
    assert not stored(period).is_locked


def test_an_opened_period_takes_values_and_keeps_the_reason(period, user):
    value = ValueFactory(period=period)
    lock_period(period, user, "Done", OCTOBER_1)
    unlock_period(period, user, "A district sent corrections", OCTOBER_1)
    Value.objects.filter(pk=value.pk).update(numerator=99)
    opened = stored(period)
    assert (opened.is_locked, opened.locked_by, opened.lock_note) == (False, None, "A district sent corrections")
    with pytest.raises(PlanningError, match="is open already"):
        unlock_period(period, user, "Again", OCTOBER_1)


def test_history_tells_what_happened_latest_first(period, user):
    period.due = date(2026, 10, 31)
    period.save()
    lock_period(period, user, "Done", OCTOBER_1)
    unlock_period(period, user, "Corrections", OCTOBER_1)
    assert [(happening.what, happening.reason) for happening in period_history(period)] == [
        ("Opened again", "Corrections"),
        ("Locked", "Done"),
        ("Due date moved from October 15 to October 31", ""),
        ("Opened for worksheets", ""),
    ]


def test_worksheets_that_are_not_approved_are_named(period, django_assert_num_queries):
    names = ["Approved", "Begun", "Missing", "Returned", "Submitted"]
    organizations = {name: OrganizationFactory(name=name) for name in names}
    for organization in organizations.values():
        AssignmentFactory(year=period.year, organization=organization)
        AssignmentFactory(year=period.year, organization=organization)
    SubmissionFactory(organization=organizations["Approved"], period=period)
    SubmissionFactory(organization=organizations["Begun"], period=period, state="draft")
    SubmissionFactory(organization=organizations["Returned"], period=period, state="returned", review_comment="Why?")
    SubmissionFactory(organization=organizations["Submitted"], period=period, state="submitted")
    with django_assert_num_queries(2):
        found = open_worksheets(period)
    assert [(sheet.organization.name, sheet.state) for sheet in found] == [
        ("Begun", "draft"),
        ("Missing", "missing"),
        ("Returned", "returned"),
        ("Submitted", "submitted"),
    ]
