"""The demonstration as of a day in November, filled once for all tests of a worker that look at it."""

import datetime

import pytest
from django.db import transaction

from indicators.demo import fill

NOVEMBER = datetime.datetime(2026, 11, 23, 18, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def filled_in_november(django_db_setup, django_db_blocker):
    """
    Fill takes seconds, so the tests of a module share it: each works within a savepoint of its own. Put them into one
    group (`pytestmark = [..., pytest.mark.xdist_group("demo")]`), so that one worker fills it, once.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        fill(NOVEMBER)
        yield
        transaction.set_rollback(True)
