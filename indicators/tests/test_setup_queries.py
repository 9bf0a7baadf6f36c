"""The set-up pages ask the database as often for many rows as for few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consortium.tests.factories import OrganizationYearFactory, SchoolYearFactory, quarters
from indicators.planning import set_due_dates
from indicators.tests.factories import (
    AssignmentFactory,
    MeasureFactory,
    MilestoneFactory,
    SubmissionFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db


def grow(year, user, count):
    """More of everything: organizations that owe and report, measures with targets, ladders."""
    place = {"placed__indicator__goal__edition__first_year": year}
    for _ in range(count):
        measure = MeasureFactory(**place)
        ladder = MilestoneFactory(**place)
        set_due_dates(year, [ladder], {(ladder.pk, 1): year.ends}, {})
        TargetFactory(measure=measure, year=year, set_by=user)
        organization = OrganizationYearFactory(year=year).organization
        AssignmentFactory(measure=measure, year=year, organization=organization)
        TargetFactory(measure=measure, year=year, organization=organization, set_by=user)
        TargetFactory(measure=measure, year=year, replaced_at=timezone.now(), set_by=user)
        SubmissionFactory(organization=organization, period=year.periods.get(number=1), state="draft")


@pytest.mark.parametrize(
    "address",
    [
        "/setup/",
        "/setup/years/2026-27/",
        "/setup/periods/2026-27-Q1/",
        "/setup/targets/2026-27/",
        "/setup/milestones/2026-27/",
        "/setup/assignments/2026-27/?kind=districts",
    ],
)
def test_few_and_many_rows_cost_the_same(address, office, signed_in):
    year = quarters(2026)[0].year
    client = signed_in(office)
    grow(year, office, 2)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    grow(year, office, 10)
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200
    assert len(many) == len(few)


def test_few_and_many_years_cost_the_same(office, signed_in):
    client = signed_in(office)
    grow(quarters(2026)[0].year, office, 1)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("setup"))
    for start in range(2010, 2020):
        quarters(start)
    SchoolYearFactory(start_year=2009)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("setup"))
    assert len(many) == len(few)
