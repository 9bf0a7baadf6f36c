"""Two people at the same moment, in two connections: nobody's work is lost."""

import threading
import time
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from psycopg2.errors import DeadlockDetected
from tablib import Dataset

from consortium.tests.factories import OrganizationFactory, UserFactory, quarters
from indicators.models import Target, Value
from indicators.planning import PlanningError, TargetsRefused, lock_period, revise_target
from indicators.resources import ValueResource
from indicators.tests.factories import MeasureFactory, SubmissionFactory, ValueFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 10, 2, 12, tzinfo=UTC)


class Beside(threading.Thread):
    """Runs `work` in a connection of its own; `join` passes on what it raised."""

    def __init__(self, work):
        super().__init__()
        self.work, self.error = work, None
        self.start()

    def run(self):
        try:
            self.work()
        except Exception as error:
            self.error = error
        finally:
            connection.close()


def test_locking_waits_for_a_value_that_is_being_saved(monkeypatch):
    period = quarters(2026)[0]
    submission = SubmissionFactory(period=period, state="draft")
    measure = MeasureFactory()
    saved = threading.Event()
    counted = []
    monkeypatch.setattr(
        "indicators.planning.locking.freeze", lambda period, now: counted.append(period.values.count())
    )

    def save():
        with transaction.atomic():
            ValueFactory(submission=submission, measure=measure, organization=submission.organization, period=period)
            saved.set()
            time.sleep(0.4)

    writer = Beside(save)
    assert saved.wait(5)
    lock_period(period, UserFactory(), "Done", NOW)
    writer.join()
    assert writer.error is None
    assert counted == [1]


def test_a_value_saved_while_a_period_is_being_locked_is_refused(monkeypatch):
    period = quarters(2026)[0]
    submission = SubmissionFactory(period=period, state="draft")
    measure = MeasureFactory()
    freezing = threading.Event()

    def freeze(period, now):
        freezing.set()
        time.sleep(0.4)

    monkeypatch.setattr("indicators.planning.locking.freeze", freeze)
    user = UserFactory()
    locker = Beside(lambda: lock_period(period, user, "Done", NOW))
    assert freezing.wait(5)
    with pytest.raises(IntegrityError, match="locked"), transaction.atomic():
        Value.objects.create(
            submission=submission,
            measure=measure,
            organization=submission.organization,
            period=period,
            numerator=1,
        )
    locker.join()
    assert locker.error is None
    assert not Value.objects.exists()


def test_an_import_over_two_periods_and_the_locking_of_the_second_wait_in_turn(monkeypatch):
    first, second = quarters(2026)[:2]
    measure, organization, user = MeasureFactory(), OrganizationFactory(), UserFactory()
    written, save = threading.Event(), ValueResource.do_instance_save

    def save_slowly(resource, instance, is_create):
        save(resource, instance, is_create)
        written.set()
        time.sleep(0.4)

    monkeypatch.setattr(ValueResource, "do_instance_save", save_slowly)
    rows = [(organization.slug, period.code, measure.code, 5) for period in (first, second)]
    late = datetime(2027, 1, 2, 12, tzinfo=UTC)
    imported = []

    def bring_in():
        data = Dataset(*rows, headers=["organization", "period", "measure", "numerator"])
        imported.append(ValueResource(user=user, now=late).import_data(data))

    writer = Beside(bring_in)
    assert written.wait(10)
    lock_period(second, user, "Done", late)
    writer.join()
    assert writer.error is None
    assert not imported[0].has_errors()
    assert not imported[0].has_validation_errors()
    assert Value.objects.count() == 2


def test_locking_that_the_database_gives_up_is_said_in_words(monkeypatch):
    def give_up():
        raise OperationalError("deadlock detected") from DeadlockDetected()

    monkeypatch.setattr("indicators.planning.locking._wait_for_values", give_up)
    with pytest.raises(PlanningError, match="Somebody is saving figures at this moment. Try again."):
        lock_period(quarters(2026)[0], UserFactory(), "Done", NOW)


def test_of_two_first_targets_at_once_one_is_told():
    year = quarters(2026)[0].year
    measure, user = MeasureFactory(placed__indicator__goal__edition__first_year=year), UserFactory()
    start = threading.Barrier(2)

    def set_target(value):
        def work():
            start.wait(5)
            revise_target(measure, year, value=Decimal(value), user=user, now=NOW, seen=None)

        return work

    people = [Beside(set_target(value)) for value in (10, 20)]
    for person in people:
        person.join()
    refused = [person.error for person in people if person.error]
    assert [type(error) for error in refused] == [TargetsRefused]
    assert Target.objects.count() == 1
