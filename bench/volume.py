"""
How long counting takes over a region's records: `python -m bench.volume`, and with `--years 10` of ten years.

A goal's page with all figures counted now, through the last quarter, is to stay under 400 ms with a year's volume
(8,000 events, 280,000 participations), and to take less than three times as long with ten years. As `bench.pages`:
production settings, a database of its own (made and removed), requests in turn through the whole application without a
network. Afterwards what people wait for once: a roster of 5,000, a worksheet handed in, a quarter locked.
"""

import argparse
import tempfile
import time

from bench.pages import EMPTY, database, measure, report, say, set_up

KEY = "a key for measuring alone, as long as a key has to be"


def main():
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as static_root:
        set_up(static_root)
        with database():
            people = _fill(arguments)
            report("office", measure(people["office"], arguments.requests, _pages()))
            _once(people["office"])


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--years", type=int, default=1, help="school years in the database, the last is looked at (1)")
    parser.add_argument("--requests", type=int, default=40, help="how often each page is asked for (40)")
    return parser.parse_args()


def _fill(arguments):
    from django.utils import timezone

    from bench.volume_data import fill
    from consortium.models import SchoolYear
    from wbl import models

    began = time.perf_counter()
    people = fill(arguments.years, SchoolYear.start_year_of(timezone.localdate()) - 1)
    named = {"events": models.Event, "attendances": models.Attendance, "roster entries": models.RosterEntry}
    counts = ", ".join(f"{model.objects.count():,} {name}" for name, model in named.items())
    say(f"{arguments.years} years filled in in {time.perf_counter() - began:.0f} s: {counts}\n")
    return people


def _year():
    """The last year that is over: all its quarters count, and all are open."""
    from consortium.models import SchoolYear

    return SchoolYear.objects.order_by("start_year").last()


def _pages():
    """Name → address; figures with drafts, so that all that can be is counted from the records now."""
    live = f"?year={_year().label}&through=Q4&figures=drafts"
    return {
        EMPTY: "/bench/empty/",
        "goal EN 2": f"/goals/en/2/{live}",
        "goal EN 3": f"/goals/en/3/{live}",
        "goal EN 5": f"/goals/en/5/{live}",
        "/goals/": f"/goals/{live}",
        "indicator EN-3.2": f"/indicators/EN-3.2/{live}",
        "a worksheet": f"/worksheets/partner-000/{_year().periods.get(number=4).code}/",
    }


def _once(office):
    """What is done once, in this order; each changes the database."""
    from django.conf import settings
    from django.utils import timezone

    from consortium.models import Organization
    from indicators.planning import lock_period
    from indicators.worksheets.review import submit
    from wbl.models import Event
    from wbl.rules.attendance import keep_headcount, keep_roster
    from wbl.rules.roster_file import read_file

    settings.WBL_ROSTER_KEY = KEY
    now, first = timezone.now(), _year().periods.get(number=1)
    district = Organization.objects.get(slug="partner-000")
    event = Event.objects.filter(kind="career_fair").between(first.starts, first.ends).first()
    rows = ["ssid,grade,race,gender,se", *(f"{1_000_000_000 + n},{9 + n % 4},RH,GF,Y" for n in range(5000))]
    file = "\n".join(rows).encode()
    said = {"user": office, "now": now}

    def roster():
        return keep_roster(event, district, "high_school", "ssid", read_file(file, "ssid", "high_school"), **said)

    steps = {
        "a roster of 5,000 rows": roster,
        "the same again, in its place": roster,
        "a headcount": lambda: keep_headcount(event, district, "middle_school", 40, **said),
        "a worksheet handed in": lambda: submit(district, first, user=office, now=now, today=timezone.localdate(now)),
        "a quarter locked": lambda: lock_period(first, office, "For measuring.", now),
        "a headcount in the locked quarter": lambda: keep_headcount(event, district, "middle_school", 50, **said),
        "a roster in the locked quarter": roster,
    }
    for name, step in steps.items():
        began = time.perf_counter()
        step()
        say(f"{name:36} {time.perf_counter() - began:6.2f} s")


if __name__ == "__main__":
    main()
