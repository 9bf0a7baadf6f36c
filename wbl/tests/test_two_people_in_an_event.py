"""Two people in one event: the second is told and shown both, and nothing is overwritten in silence."""

import datetime

import pytest
from django.urls import reverse

from consortium.tests.factories import CollegeFactory, PeriodFactory, SchoolFactory
from pathways.tests.factories import SectorFactory
from wbl.models import Event
from wbl.rules.attendance import keep_headcount
from wbl.tests.factories import AttendanceFactory, EventFactory, ParticipationFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 10, 7, 18, tzinfo=datetime.UTC)


@pytest.fixture
def fair(district):
    return EventFactory(kind="career_fair", title="Career fair", owner=district)


def drawn(client, event):
    """What the form sends as it was drawn for a reader."""
    form = client.get(_address(event)).context["form"]
    fields = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    return fields | {"day": str(fields["day"]), "begins": str(fields["begins"]), "save": "1"}


def _address(event):
    return reverse("meeting_edit" if event.is_meeting else "event-edit", args=[event.pk])


@pytest.mark.parametrize("kind", ["career_fair", "meeting"])
def test_the_second_is_told_shown_both_and_may_choose(kind, fair, reporter, office, signed_in):
    Event.objects.update(kind=kind)
    fair.refresh_from_db()
    first, second = signed_in(office), signed_in(reporter)
    theirs, mine = drawn(first, fair), drawn(second, fair)
    college = CollegeFactory(name="Bay College")
    theirs |= {"title": "Fair of trades", "day": "2026-10-05", "came": [college.pk]}
    assert first.post(_address(fair), theirs).status_code == 302
    answer = second.post(_address(fair), mine | {"title": "Fair of health", "notes": "Bring chairs."})
    assert answer.status_code == 409
    assert answer.context["differences"] == [
        ("Title", "Fair of trades", "Fair of health"),
        ("Notes", "nothing", "Bring chairs."),
        ("Day", "October 5, 2026", "October 6, 2026"),
        ("Took part", "Bay College", "nothing"),
    ]
    assert answer.context["conflict"].who == office
    assert ("Nothing was saved." in answer.text, "Fair of health" in answer.text) == (True, True)
    fair.refresh_from_db()
    assert (fair.title, fair.notes, fair.participations.count()) == ("Fair of trades", "", 1)
    again = mine | {"title": "Fair of health", "version": answer.context["form"]["version"].value()}
    assert second.post(_address(fair), again).status_code == 302
    fair.refresh_from_db()
    assert (fair.title, fair.participations.count()) == ("Fair of health", 0)


def test_whoever_says_who_came_meanwhile_stays_on_the_list(fair, reporter, signed_in, district):
    client = signed_in(reporter)
    mine = drawn(client, fair)
    school = SchoolFactory(parent=district, name="Lincoln High")
    keep_headcount(fair, school, "high_school", 30, user=None, now=NOW)
    answer = client.post(_address(fair), mine | {"title": "Fair of health"})
    assert answer.status_code == 409
    assert ("Took part", "Lincoln High", "nothing") in answer.context["differences"]
    assert [entry.organization for entry in fair.participations.all()] == [school]


@pytest.mark.parametrize(
    "change",
    [
        lambda event, client: client.post(reverse("event-cancel", args=[event.pk]), {"cancelled_because": "Rain."}),
        lambda event, client: Event.objects.filter(pk=event.pk).update(sector=SectorFactory()),
    ],
    ids=["cancelled on its page", "by a bulk change"],
)
def test_whatever_way_it_was_changed_it_is_noticed(change, fair, reporter, office, signed_in):
    Event.objects.update(status="planned")
    client = signed_in(reporter)
    mine = drawn(client, fair)
    change(fair, signed_in(office))
    assert client.post(_address(fair), mine).status_code == 409


def test_a_form_without_the_version_it_was_drawn_from_saves_nothing(fair, reporter, signed_in):
    client = signed_in(reporter)
    mine = drawn(client, fair)
    del mine["version"]
    assert client.post(_address(fair), mine | {"title": "Fair of health"}).status_code == 409
    fair.refresh_from_db()
    assert fair.title == "Career fair"


def test_an_event_nobody_else_touched_is_saved_again_and_again(fair, reporter, signed_in):
    client = signed_in(reporter)
    ParticipationFactory(event=fair)
    for title in ("Fair of health", "Fair of trades"):
        assert client.post(_address(fair), drawn(client, fair) | {"title": title}).status_code == 302
    fair.refresh_from_db()
    assert (fair.title, fair.version, fair.participations.count()) == ("Fair of trades", 3, 1)


def test_attendance_entered_after_its_period_was_locked_is_marked_late(fair, district, member, signed_in):
    PeriodFactory(number=2, locked_at=datetime.datetime(2027, 1, 20, tzinfo=datetime.UTC))
    for audience, month, year in (("teachers", 12, 2026), ("counselors", 2, 2027)):
        entered = datetime.datetime(year, month, 1, 18, tzinfo=datetime.UTC)
        AttendanceFactory(event=fair, organization=district, audience=audience, recorded_at=entered)
    late = {row.audience: row.entered_late for row in fair.attendances.with_lateness()}
    assert late == {"teachers": False, "counselors": True}
    page = signed_in(member).get(fair.get_absolute_url()).text
    assert page.count("entered late, on February 1, 2027") == 1
