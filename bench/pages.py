"""
How long the pages take, beside an empty page for somebody who has signed in: `python -m bench.pages`.

Runs under production settings on a database of its own (made and removed), requests in turn through the whole
application without a network. Prints the median and the 90th percentile of each page, and how many times the empty
page's median that is.
"""

import argparse
import os
import secrets
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager

NAME = "career_goals_bench"
PLACES = 24
EMPTY = "empty page, signed in"


def main():
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as static_root:
        set_up(static_root)
        with database():
            say(f"Filling in {arguments.years} years of {arguments.organizations} organizations …")
            people, counts = _fill(arguments)
            say(", ".join(f"{count:,} {name}" for name, count in counts.items()) + "\n")
            for who in arguments.people:
                report(who, measure(people[who], arguments.requests, _pages()))


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--organizations", type=int, default=60)
    parser.add_argument("--requests", type=int, default=100, help="how often each page is asked for (100)")
    parser.add_argument("--as", dest="people", nargs="+", default=["office", "member"], help="office, member, reporter")
    return parser.parse_args()


def set_up(static_root):
    """Django under production settings; static files are collected, since their names carry their content's hash."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "consortium.settings",
        "DJANGO_DEBUG": "false",
        "DJANGO_SECRET_KEY": secrets.token_hex(32),
        "DJANGO_ALLOWED_HOSTS": "testserver",
        "DJANGO_STATIC_ROOT": static_root,
    }
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.ROOT_URLCONF = "bench.urls"
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def database():
    """A database of its own beside the application's, removed at the end."""
    from django.core.management import call_command
    from django.db import connection

    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")
        cursor.execute(f"CREATE DATABASE {NAME}")
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = NAME
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")


def _fill(arguments):
    from django.utils import timezone

    from bench.data import analyze, fill
    from consortium.models import Organization
    from indicators.models import Assignment, Value

    people = fill(arguments.years, arguments.organizations, timezone.now())
    analyze()
    tables = {"organizations": Organization, "assignments": Assignment, "values": Value}
    return people, {name: model.objects.count() for name, model in tables.items()}


def _pages():
    """What is asked for: name → address. The year before this one is over, so all of its quarters count."""
    from django.utils import timezone

    from consortium.models import ReportingPeriod

    ended = ReportingPeriod.objects.with_year().ended_by(timezone.localdate())
    latest = ended.first()
    whole = ended.filter(number=4).first()
    of_whole = f"?year={whole.year.label}&through=Q4"
    return {
        EMPTY: "/bench/empty/",
        "/goals/": "/goals/",
        "/goals/, four quarters": f"/goals/{of_whole}",
        "a goal": f"/goals/en/2/{of_whole}",
        "an indicator": f"/indicators/EN-2.1/{of_whole}",
        "a worksheet": f"/worksheets/partner-000/{latest.code}/",
        "home": "/",
    }


def measure(person, requests, pages):
    """`pages`: name → address. Answers name → (seconds of each request, statements to the database, bytes sent)."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    found = {}
    for name, address in pages.items():
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address, secure=True)
        if response.status_code == 200:
            found[name] = (address, [], len(queries), len(response.content))
        else:
            say(f"{name}: {address} answered {response.status_code}, left out")
    for _ in range(requests):
        for address, seconds, *_ in found.values():
            started = time.perf_counter()
            client.get(address, secure=True)
            seconds.append(time.perf_counter() - started)
    return {name: rest for name, (_, *rest) in found.items()}


def report(who, pages):
    """Print what `measure` found as `who`, beside the empty page."""
    empty = statistics.median(pages[EMPTY][0])
    say(f"{'as ' + who:{PLACES}} {'median':>9} {'p90':>9} {'times empty':>12} {'statements':>11} {'KB':>6}")
    for name, (seconds, statements, size) in pages.items():
        median, p90 = statistics.median(seconds), statistics.quantiles(seconds, n=10)[-1]
        say(
            f"{name:{PLACES}} {median * 1000:6.1f} ms {p90 * 1000:6.1f} ms {median / empty:12.1f}"
            f" {statements:11} {size / 1024:6.0f}"
        )
    say("")


def say(words):
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
