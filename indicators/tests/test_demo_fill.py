"""The demonstration is filled into an empty database, the same each time, on any day, and only where it may."""

import datetime
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from consortium.models import Organization, SchoolYear
from consortium.tests.factories import OrganizationFactory
from indicators.demo import ACCOUNTS, fill
from indicators.management.commands import demo
from indicators.models import Value
from indicators.tests.demo_world import NOVEMBER

pytestmark = pytest.mark.django_db


def test_it_is_the_same_each_time():
    def figures_of_a_fill():
        fill(NOVEMBER)
        return list(
            Value.objects.order_by("measure__code", "period__starts", "submission__organization__slug").values_list(
                "measure__code", "numerator", "denominator"
            )
        )

    with transaction.atomic():
        first = figures_of_a_fill()
        transaction.set_rollback(True)
    assert figures_of_a_fill() == first


@pytest.mark.parametrize("day", [(2026, 7, 1), (2028, 2, 29)])
def test_it_can_be_filled_on_any_day_of_the_year(day):
    fill(datetime.datetime(*day, 18, tzinfo=datetime.UTC))
    assert SchoolYear.objects.count() == 2


def test_the_command_prints_one_account_a_role_and_keeps_what_is_there(capsys):
    call_command("demo", "--no-serve")
    first = capsys.readouterr().out
    assert [email for email, *_ in ACCOUNTS if email in first] == [email for email, *_ in ACCOUNTS]
    values = Value.objects.count()
    call_command("demo", "--no-serve")
    assert "everything stays as it is" in capsys.readouterr().out
    assert Value.objects.count() == values


def test_any_database_but_the_embedded_one_is_refused(settings):
    settings.EMBEDDED_DATABASE = False
    with pytest.raises(CommandError, match="only uses the embedded database"):
        call_command("demo", "--no-serve")
    assert Organization.objects.count() == 0


def test_the_server_has_a_worker_beside_it_that_ends_with_it(monkeypatch, settings):
    happened = []

    @contextmanager
    def worker_beside(site_url):
        happened.append(f"worker for {site_url}")
        yield
        happened.append("worker ends")

    def command(name, *args, **options):
        if name == "runserver":
            happened.append(f"server on {args[0]}")

    monkeypatch.setattr(demo, "worker_beside", worker_beside)
    monkeypatch.setattr(demo, "call_command", command)
    OrganizationFactory()
    call_command("demo", "--port", "8125")
    assert happened == ["worker for http://127.0.0.1:8125", "server on 127.0.0.1:8125", "worker ends"]
