"""Private calendar addresses are made, subscribed to and revoked; they hold what their person may read, no counts."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from consortium.models import Membership
from wbl.models import CalendarFeed
from wbl.tests.factories import AttendanceFactory, CalendarFeedFactory, EventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def soon():
    return (timezone.localtime() + datetime.timedelta(days=3)).replace(hour=23, minute=30, second=0, microsecond=0)


def read(client, feed):
    answer = client.get(reverse("feed", args=[feed.private_key]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return {str(entry["SUMMARY"]): entry for entry in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_an_address_is_made_read_without_signing_in_and_revoked(reporter, signed_in, district, soon):
    EventFactory(title="Fair", kind="career_fair", owner=district, starts_at=soon, status="planned", place="Gym")
    client, visitor = signed_in(reporter), signed_in(None)
    client.post(reverse("feeds"), {"scope": "own"})
    feed = CalendarFeed.objects.get()
    assert reverse("feed", args=[feed.private_key]) in client.get(reverse("feeds")).text
    [entry] = read(visitor, feed).values()
    assert entry.decoded("DTSTART") == soon.astimezone(datetime.UTC)
    assert (str(entry["LOCATION"]), str(entry["STATUS"])) == ("Gym", "TENTATIVE")
    client.post(reverse("feed-revoke", args=[feed.pk]))
    assert visitor.get(reverse("feed", args=[feed.private_key])).status_code == 404
    client.post(reverse("feeds"), {"scope": "own"})
    assert CalendarFeed.objects.get().private_key != feed.private_key


def test_one_s_own_calendar_has_own_events_and_regional_meetings(reporter, signed_in, district, soon):
    for title, kind, owner in (("Ours", "career_fair", {"owner": district}), ("Theirs", "career_fair", {})):
        EventFactory(title=title, kind=kind, starts_at=soon, **owner)
    EventFactory(title="Regional", starts_at=soon)
    EventFactory(title="Call", kind="committee_call", starts_at=soon)
    EventFactory(title="Long ago", starts_at=soon - datetime.timedelta(days=400))
    assert set(read(signed_in(None), CalendarFeedFactory(user=reporter))) == {"Ours", "Regional"}
    everything = CalendarFeedFactory(user=reporter, scope="all")
    assert set(read(signed_in(None), everything)) == {"Ours", "Theirs", "Regional", "Call"}


def test_who_came_is_not_in_it(reporter, signed_in, district, soon):
    event = EventFactory(title="Fair", kind="career_fair", owner=district, starts_at=soon)
    AttendanceFactory(event=event, organization=district, headcount=4711)
    feed = CalendarFeedFactory(user=reporter)
    assert b"4711" not in signed_in(None).get(reverse("feed", args=[feed.private_key])).content


def test_who_has_left_reads_nothing_any_more(reporter, signed_in):
    feed = CalendarFeedFactory(user=reporter)
    Membership.objects.update(ended_on=datetime.date(2026, 1, 1))
    assert signed_in(None).get(reverse("feed", args=[feed.private_key])).status_code == 404


@pytest.mark.parametrize("key", ["1-forged", "x", "1", "-"])
def test_nobody_makes_an_address_up(key, reporter, signed_in):
    CalendarFeedFactory(user=reporter)
    assert signed_in(None).get(reverse("feed", args=[key])).status_code == 404


def test_nobody_revokes_another_s_address(reporter, other_reporter, signed_in):
    feed = CalendarFeedFactory(user=reporter)
    assert signed_in(other_reporter).post(reverse("feed-revoke", args=[feed.pk])).status_code == 404
    assert CalendarFeed.objects.exists()


def test_one_address_a_calendar(reporter, signed_in):
    CalendarFeedFactory(user=reporter)
    answer = signed_in(reporter).post(reverse("feeds"), {"scope": "own"})
    assert "There is an address of this calendar already." in answer.text
    assert CalendarFeed.objects.count() == 1


def test_an_old_cancelled_event_says_so(reporter, signed_in, district, soon):
    EventFactory(title="Fair", kind="career_fair", owner=district, starts_at=soon, status="cancelled")
    [entry] = read(signed_in(None), CalendarFeedFactory(user=reporter)).values()
    assert str(entry["STATUS"]) == "CANCELLED"
