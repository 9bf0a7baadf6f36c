"""The demonstration's events: every kind at real organizations, every rule of the records kept, the same each time."""

import datetime
import time

import pytest
from django.db import connection

from consortium.models import Organization, SchoolYear
from consortium.region import load_region
from consortium.tests.factories import UserFactory
from indicators.demo.events import fill_events
from indicators.demo.pathways import fill_pathways
from indicators.planning import open_year
from wbl.models import Attendance, Event
from wbl.queries.people import people
from wbl.rules.hashing import ensure_key_file

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 23)


@pytest.fixture
def filled():
    last_year = SchoolYear.objects.create(start_year=2025)
    load_region(last_year, today=TODAY)
    years = open_year(2025), open_year(2026)
    fill_pathways(*years, TODAY)
    began = time.process_time()
    fill_events(*years, TODAY, UserFactory())
    took = time.process_time() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the demonstration does; planned as if tables were empty, counting takes minutes
    return took


def test_a_plausible_year_of_every_kind_is_made_quickly(filled):
    assert filled < 2
    events = Event.objects.all()
    assert 450 < events.count() < 750
    assert set(events.values_list("kind", flat=True)) == set(Event.Kind) - set(Event.MEETINGS)
    assert set(events.values_list("status", flat=True)) == set(Event.Status)
    assert not events.held().since(TODAY).exists()
    assert not Attendance.objects.exclude(event__status="held").exists()
    assert not Attendance.objects.filter(headcount=0).exists()
    rosters = Attendance.objects.rosters().count()
    assert 0.2 < rosters / Attendance.objects.count() < 0.5
    assert not events.filter(kind="convening", owner__kind=Organization.Kind.COLLEGE).exists()


def test_on_rosters_people_turn_up_more_than_once(filled):
    year = Event.objects.between(datetime.date(2025, 7, 1), datetime.date(2026, 6, 30)).held()
    present = sum(Attendance.objects.rosters().filter(event__in=year).values_list("headcount", flat=True))
    tally = people(year, [*Attendance.Audience]).region
    listed = people(year.filter(pk__in=Attendance.objects.rosters().values("event")), Attendance.STUDENTS).region
    assert listed.numerator < present
    assert 0 < tally.may_be_twice < tally.numerator


def test_a_key_is_made_once_and_readable_by_its_owner_alone(settings, tmp_path):
    file = tmp_path / "var" / "roster-key"
    settings.WBL_ROSTER_KEY, settings.WBL_ROSTER_KEY_FILE = "", str(file)
    ensure_key_file()
    first = file.read_text()
    ensure_key_file()
    assert (file.read_text(), len(first) >= 32, oct(file.stat().st_mode & 0o777)) == (first, True, "0o600")
