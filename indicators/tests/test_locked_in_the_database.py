"""The database itself keeps figures and worksheets of a locked period as they are, whoever writes."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consortium.models import ReportingPeriod
from consortium.refusals import sentence_of
from consortium.tests.factories import OrganizationFactory, quarters
from indicators.models import Submission, Value
from indicators.tests.factories import SubmissionFactory, ValueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def periods(db):
    """Two quarters; `lock` locks the first."""
    return quarters(2026)[:2]


def lock(period):
    ReportingPeriod.objects.filter(pk=period.pk).update(locked_at=timezone.now())


def refused(write):
    """The sentence that a refused `write` leads to."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write()
    return sentence_of(caught.value)


def test_a_figure_is_not_moved_out_of_a_locked_period(periods):
    locked, still_open = periods
    value = ValueFactory(period=locked)
    lock(locked)
    sentence = refused(lambda: Value.objects.filter(pk=value.pk).update(period=still_open))
    assert sentence.startswith("The period is locked: its figures stand.")
    value.refresh_from_db()
    assert value.period == locked


def test_a_figure_is_not_moved_into_a_locked_period(periods):
    locked, still_open = periods
    value = ValueFactory(period=still_open)
    lock(locked)
    refused(lambda: Value.objects.filter(pk=value.pk).update(period=locked))
    value.refresh_from_db()
    assert value.period == still_open


WRITES = {
    "state": lambda rows, still_open: rows.update(state="draft"),
    "period": lambda rows, still_open: rows.update(period=still_open),
    "organization": lambda rows, still_open: rows.update(organization=OrganizationFactory()),
    "delete": lambda rows, still_open: rows.delete(),
    "insert": lambda rows, still_open: Submission.objects.create(
        organization=OrganizationFactory(), period=rows.get().period
    ),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_worksheet_of_a_locked_period_stands(periods, write):
    locked, still_open = periods
    before = SubmissionFactory(period=locked)
    lock(locked)
    sentence = refused(lambda: write(Submission.objects.filter(pk=before.pk), still_open))
    assert sentence.startswith("The period is locked: its worksheets stand. To change one, open the period again")
    after = Submission.objects.get()
    assert (after.state, after.period, after.organization) == ("approved", locked, before.organization)


def test_a_worksheet_is_not_moved_into_a_locked_period(periods):
    locked, still_open = periods
    submission = SubmissionFactory(period=still_open)
    lock(locked)
    refused(lambda: Submission.objects.filter(pk=submission.pk).update(period=locked))


def test_a_note_in_a_locked_period_can_be_corrected(periods):
    submission = SubmissionFactory(period=periods[0])
    lock(periods[0])
    assert Submission.objects.filter(pk=submission.pk).update(source_note="From the minutes") == 1


def test_other_periods_are_written_as_before(periods):
    locked, still_open = periods
    value = ValueFactory(period=still_open)
    lock(locked)
    Submission.objects.update(state="draft")
    assert Value.objects.update(numerator=11) == 1
    value.delete()
    assert Submission.objects.all().delete()[0] == 1
