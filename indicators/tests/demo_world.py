"""The demonstration as of a day in November, filled once for all tests of a worker that look at it."""

import datetime
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import connection

from indicators.demo import fill
from indicators.models import Value

NOVEMBER = datetime.datetime(2026, 11, 23, 18, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Filled:
    """A database with the demonstration: its name, and the figures in it."""

    name: str
    figures: list


def figures():
    """What all worksheets say, in one order."""
    rows = Value.objects.order_by("measure__code", "period__starts", "submission__organization__slug")
    return list(rows.values_list("measure__code", "numerator", "denominator"))


@pytest.fixture(scope="session")
def november(django_db_setup, django_db_blocker):
    """`Filled`: fill takes seconds, so it is done once, in a copy of the tests' database."""
    with django_db_blocker.unblock():
        connection.creation.clone_test_db("november", verbosity=0, autoclobber=True)
        name = connection.creation.get_test_db_clone_settings("november")["NAME"]
        with _turned_to(name):
            fill(NOVEMBER)
            filled = Filled(name, figures())
    yield filled
    with django_db_blocker.unblock():
        connection.creation._destroy_test_db(name, verbosity=0)


@pytest.fixture(scope="module")
def filled_in_november(november, django_db_blocker):
    """
    The tests of a module are in that database; what they write is undone as everywhere. Put them into one group
    (`pytestmark = [..., pytest.mark.xdist_group("demo")]`), so that one worker fills it.
    """
    with django_db_blocker.unblock(), _turned_to(november.name):
        yield


@contextmanager
def _turned_to(name):
    connection.close()
    usual, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    yield
    connection.close()
    connection.settings_dict["NAME"] = usual
