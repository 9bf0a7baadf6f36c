"""A stock whose records organizations own: some keep records, others type totals, and nobody counts twice (EN-1.5a)."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from consortium.tests.factories import OrganizationFactory, OrganizationYearFactory, quarters
from goals.tests.factories import DocumentFactory, DocumentStageFactory
from indicators.freezing import freeze
from indicators.models import FrozenFigure
from indicators.progress import Reading
from indicators.tests.factories import AssignmentFactory, PercentFactory, SubmissionFactory, ValueFactory
from indicators.tests.figuring import figure_of
from indicators.worksheets.review import submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def year_quarters():
    return quarters(2026)


@pytest.fixture
def plans():
    return PercentFactory(
        code="EN-1.5a", timing="stock", unit="districts", reporters=["district"], source="documents.action_plans"
    )


def district(year, name):
    found = OrganizationFactory(name=name)
    OrganizationYearFactory(organization=found, year=year, lowest_grade=0, highest_grade=12)
    return found


def owes(measure, organization, year, mode="totals"):
    AssignmentFactory(measure=measure, organization=organization, year=year, mode=mode)


def approve_plan(organization, day):
    document = DocumentFactory(kind="action_plan", owner=organization)
    DocumentStageFactory(document=document, name="approved", reached_on=day)


def type_total(measure, organization, period, numerator, **submission):
    return ValueFactory(
        measure=measure,
        organization=organization,
        period=period,
        submission=SubmissionFactory(organization=organization, period=period, **submission),
        numerator=numerator,
        denominator=1,
    )


def lock(period):
    period.locked_at = timezone.now()
    period.save()
    return freeze(period, period.locked_at)


def test_records_and_totals_stand_side_by_side(year_quarters, plans):
    q1, q2, *_ = year_quarters
    keeps, silent, types = (district(q1.year, name) for name in ("Keeps", "Silent", "Types"))
    for organization, mode in ((keeps, "records"), (silent, "records"), (types, "totals")):
        owes(plans, organization, q1.year, mode)
    approve_plan(keeps, datetime.date(2026, 8, 1))
    approve_plan(types, datetime.date(2026, 8, 1))  # on record, and yet its total is what it types
    type_total(plans, types, q1, 1)
    figure = figure_of(plans, q2, drafts=True)
    assert [cell.reading for cell in figure.cells] == [Reading(Decimal(2), Decimal(3))] * 2
    assert figure.reading == Reading(Decimal(2), Decimal(3))
    assert figure_of(plans, q2, drafts=True, organization=keeps).reading == Reading(Decimal(1), Decimal(1))


def test_what_was_counted_and_approved_is_not_added_to_what_is_counted_now(year_quarters, plans):
    q1, q2, *_ = year_quarters
    keeps = district(q1.year, "Keeps")
    owes(plans, keeps, q1.year, "records")
    approve_plan(keeps, datetime.date(2026, 8, 1))
    now = timezone.make_aware(datetime.datetime(2026, 10, 5))
    submission = submit(keeps, q1, user=None, now=now, today=now.date())
    submission.state = "approved"
    submission.save()
    assert figure_of(plans, q1).reading == Reading(Decimal(1), Decimal(1))
    assert figure_of(plans, q2).reading == Reading(Decimal(1), Decimal(1))
    assert figure_of(plans, q2, drafts=True).reading == Reading(Decimal(1), Decimal(1))


def test_a_total_typed_before_records_were_kept_ends_with_them(year_quarters, plans):
    q1, q2, *_ = year_quarters
    switched = district(q1.year, "Switched")
    owes(plans, switched, q1.year)
    type_total(plans, switched, q1, 1)
    lock(q1)
    switched.assignments.update(mode="records")
    assert figure_of(plans, q1, drafts=True).reading == Reading(Decimal(1), Decimal(1))
    assert figure_of(plans, q2, drafts=True).reading == Reading(Decimal(0), Decimal(1))


def test_locking_freezes_the_region_each_keeper_and_the_breakdowns(year_quarters, plans):
    q1, q2, *_ = year_quarters
    keeps, types = district(q1.year, "Keeps"), district(q1.year, "Types")
    owes(plans, keeps, q1.year, "records")
    owes(plans, types, q1.year)
    type_total(plans, types, q1, 0)
    approve_plan(keeps, datetime.date(2026, 8, 1))
    lock(q1)
    approve_plan(types, datetime.date(2026, 8, 1))
    frozen = FrozenFigure.objects.filter(span="period").order_by("dimension", "category", "organization")
    assert set(frozen.values_list("organization", "dimension", "category", "numerator", "denominator")) == {
        (None, "", "", 1, 1),
        (keeps.pk, "", "", 1, 1),
        (None, "grade band", "High school, grades 9–12", 1, 1),
        (None, "grade band", "Middle school, grades 6–8", 1, 1),
    }
    assert figure_of(plans, q1).reading == Reading(Decimal(1), Decimal(2))
    assert figure_of(plans, q2).reading == Reading(Decimal(1), Decimal(2))


def test_a_plan_approved_after_the_lock_counts_in_the_next_quarter(year_quarters, plans):
    q1, q2, *_ = year_quarters
    keeps = district(q1.year, "Keeps")
    owes(plans, keeps, q1.year, "records")
    lock(q1)
    approve_plan(keeps, datetime.date(2026, 9, 1))
    assert figure_of(plans, q1, drafts=True).reading == Reading(Decimal(0), Decimal(1))
    assert figure_of(plans, q2, drafts=True).reading == Reading(Decimal(1), Decimal(1))
