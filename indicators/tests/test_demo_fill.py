"""The demonstration is filled into an empty database, the same each time, on any day, and only where it may."""

import datetime
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from consortium.models import Organization, SchoolYear
from consortium.tests.factories import OrganizationFactory
from indicators.demo import ACCOUNTS, fill
from indicators.management.commands import demo
from indicators.models import Value
from indicators.tests.demo_world import NOVEMBER, figures

pytestmark = pytest.mark.django_db


@pytest.mark.xdist_group("demo")
def test_it_is_the_same_each_time(november):
    fill(NOVEMBER)
    assert figures() == november.figures


def test_it_can_be_filled_on_the_first_day_of_a_year():
    fill(datetime.datetime(2026, 7, 1, 18, tzinfo=datetime.UTC))
    assert SchoolYear.objects.count() == 2


def test_the_command_fills_on_a_leap_day_prints_one_account_a_role_and_keeps_what_is_there(capsys, monkeypatch):
    leap_day = datetime.datetime(2028, 2, 29, 18, tzinfo=datetime.UTC)
    monkeypatch.setattr(demo, "timezone", SimpleNamespace(now=lambda: leap_day))
    call_command("demo", "--no-serve")
    first = capsys.readouterr().out
    assert [email for email, *_ in ACCOUNTS if email in first] == [email for email, *_ in ACCOUNTS]
    assert [year.label for year in SchoolYear.objects.all()] == ["2027-28", "2026-27"]
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
