"""Figures counted from records: shown live, written down when submitted, compared after approval."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.tests.factories import OrganizationFactory
from indicators.models import Submission, Value
from indicators.tests import factories
from indicators.tests.sheets import YEAR, address, form, owe, post_cell, quarter, stored
from indicators.worksheets import review
from wbl.tests.factories import EventFactory

SOURCE = {"source": "events.regional_meetings", "reporters": ["office"], "unit": "meetings", "across": "once"}


@pytest.fixture
def period(db):
    return quarter(2)


@pytest.fixture
def ours(office):
    return office.memberships.get().organization


@pytest.fixture
def client(office, signed_in):
    return signed_in(office)


def meeting(month, year=YEAR):
    return EventFactory(starts_at=datetime.datetime(year, month, 10, 18, tzinfo=datetime.UTC))


def counted(organization, **fields):
    return owe(organization, "CP-1.4b", "Regional meetings held", mode="records", **{**SOURCE, **fields})


def test_it_is_counted_and_not_typed(client, ours, period):
    counted(ours)
    meeting(10), meeting(11), meeting(8)
    page = client.get(address(ours, period)).content.decode()
    assert '<span class="num--counted">2</span>' in page
    assert "Counted from records" in page
    assert "counted=regional_meetings" in page
    assert 'name="CP-1.4b.numerator"' not in page
    assert "1 of 1 answered" in page


def test_what_is_typed_for_it_all_the_same_is_not_taken(client, ours, period):
    measure = counted(ours)
    post_cell(client, ours, period, measure, numerator="99")
    assert stored(measure) is None


def test_the_figure_of_the_quarter_before_stands_beside_it(client, ours, period):
    counted(ours)
    meeting(8), meeting(9), meeting(10)
    page = client.get(address(ours, period)).content.decode()
    assert '<td class="num num--was" data-label="Last quarter">2</td>' in page


def test_submitting_writes_down_the_period_and_the_year_to_date(client, ours, period):
    measure = counted(ours)
    meeting(8), meeting(10), meeting(11)
    client.post(address(ours, period, "worksheet-submit"))
    value = stored(measure)
    assert (value.counted, value.numerator, value.year_to_date, value.organization) == (True, 2, 3, None)
    assert Submission.objects.get().state == "submitted"


def test_submitting_again_writes_down_what_is_counted_then(client, ours, period):
    measure = counted(ours)
    meeting(10)
    client.post(address(ours, period, "worksheet-submit"))
    client.post(address(ours, period, "worksheet-take-back"))
    meeting(11)
    client.post(address(ours, period, "worksheet-submit"))
    assert (stored(measure).numerator, stored(measure).version) == (2, 2)


def test_a_submitted_worksheet_shows_what_was_written_down(client, ours, period):
    counted(ours)
    meeting(10)
    client.post(address(ours, period, "worksheet-submit"))
    meeting(11)
    page = client.get(address(ours, period)).content.decode()
    assert '<span class="num--counted">1</span>' in page
    assert "Counted from records when it was submitted" in page


def test_an_organizations_part_is_its_own_and_nothing_recorded_is_zero(client, district, period):
    measure = counted(district, reporters=["district"])
    mine, _ = meeting(10), meeting(11)
    mine.participations.create(organization=district)
    other = OrganizationFactory()
    factories.AssignmentFactory(measure=measure, organization=other, year=period.year, mode="records")
    for organization in (district, other):
        data = form(source_note="their calendar")
        client.post(address(organization, period, "worksheet-submit"), data)
    figures = Value.objects.values_list("organization", "numerator", "year_to_date")
    assert sorted(figures) == sorted([(district.pk, 1, 1), (other.pk, 0, 0)])


def test_a_source_that_is_not_built_is_typed(client, ours, period):
    counted(ours, source="reports.annual")
    assert 'name="CP-1.4b.numerator"' in client.get(address(ours, period)).content.decode()


def test_a_percent_is_counted_in_both_parts(client, ours, period):
    measure = owe(
        ours,
        "CP-1.4c",
        mode="records",
        factory=factories.PercentFactory,
        source="events.meetings_all_segments",
        reporters=["office"],
    )
    meeting(10)
    client.post(address(ours, period, "worksheet-submit"))
    assert (stored(measure).numerator, stored(measure).denominator) == (0, 1)
    assert (stored(measure).year_to_date, stored(measure).year_to_date_of) == (0, 1)


def approved(client, ours, period):
    client.post(address(ours, period, "worksheet-submit"))
    seen = review.stamp(Submission.objects.get())
    client.post(address(ours, period, "worksheet-approve"), {"seen": seen})


def test_approved_figures_stand_until_the_new_one_is_approved(client, ours, period, office):
    measure = counted(ours)
    meeting(10)
    approved(client, ours, period)
    assert review.changed_since_approved() == []
    meeting(11), meeting(8)
    change = review.changed_since_approved()[0]
    assert (change.approved_words, change.present_words) == ("1", "2, 3 so far this year")
    page = client.get(reverse("review")).content.decode()
    assert "Changed since approved" in page
    assert "Regional meetings held" in page
    assert stored(measure).numerator == 1
    url = reverse("review-changed", args=[change.value.pk])
    client.post(url, {"shown": change.present_words})
    value = stored(measure)
    assert (value.numerator, value.year_to_date, value.version, value.entered_by) == (2, 3, 2, office)
    assert review.changed_since_approved() == []


def test_a_figure_that_changed_again_is_not_approved_unseen(client, ours, period):
    measure = counted(ours)
    meeting(10)
    approved(client, ours, period)
    meeting(11)
    change = review.changed_since_approved()[0]
    meeting(12)
    url = reverse("review-changed", args=[change.value.pk])
    page = client.post(url, {"shown": change.present_words}, follow=True).content.decode()
    assert "The records have changed again: they now say 3." in page
    assert stored(measure).numerator == 1


def test_what_is_locked_is_not_asked_about_again(client, ours, period):
    counted(ours)
    meeting(10)
    approved(client, ours, period)
    meeting(11)
    period.locked_at = datetime.datetime(2025, 1, 31, tzinfo=datetime.UTC)
    period.save()
    assert review.changed_since_approved() == []


def test_a_figure_that_is_no_longer_approved_cannot_be_renewed(client, ours, period):
    counted(ours)
    meeting(10)
    client.post(address(ours, period, "worksheet-submit"))
    url = reverse("review-changed", args=[Value.objects.get().pk])
    assert client.post(url, {"shown": "2"}).status_code == 404


def test_comparing_takes_as_many_queries_for_many_organizations_as_for_few(period):
    measure = factories.MeasureFactory(code="CP-1.4b", **{**SOURCE, "reporters": ["district"]})

    def queries():
        with CaptureQueriesContext(connection) as captured:
            review.changed_since_approved()
        return len(captured)

    def grow(number):
        for _ in range(number):
            factories.ValueFactory(measure=measure, period=period, counted=True, numerator=5, year_to_date=5)

    grow(2)
    few = queries()
    grow(12)
    assert queries() == few
    assert len(review.changed_since_approved()) == 14
