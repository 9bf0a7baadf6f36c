"""Meetings are recorded by the office and by reporters for their own organizations, and read by every member."""

import datetime
from urllib.parse import urlencode

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consortium.models import Organization
from consortium.tests.factories import CollegeFactory, OrganizationFactory, PeriodFactory, SchoolFactory
from wbl.models import Event
from wbl.tests.factories import EventFactory, ParticipationFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def november_20(monkeypatch):
    """The pages are looked at on November 20, 2026."""
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)


@pytest.fixture
def event(district):
    """A regional meeting of `district`, held on October 6, 2026 from 10:00, to which `district` came."""
    return ParticipationFactory(event__owner=district, organization=district).event


def typed(owner, **changes):
    """What the form sends for a meeting of `owner` held on October 6; `changes` replace fields, None leaves one out."""
    fields = {
        "title": "Fall regional meeting",
        "kind": "meeting",
        "status": "held",
        "owner": owner.pk,
        "day": "2026-10-06",
        "begins": "10:00",
        "ends": "11:30",
        "place": "Room 5",
        "notes": "",
        "version": "1",
        "save": "1",
    }
    return {name: value for name, value in (fields | changes).items() if value is not None}


def came(event):
    """Who is on the list of `event`: name → whether they came."""
    return dict(event.participations.values_list("organization__name", "came"))


def warnings(response):
    return [str(message) for message in get_messages(response.wsgi_request) if message.level_tag == "warning"]


# Who may


WHO_MAY = {
    # person: (list, one meeting, new, edit of the reporter's district's, copy)
    "office": (200, 200, 200, 200, 200),
    "reporter": (200, 200, 200, 200, 200),
    "other_reporter": (200, 200, 200, 403, 200),
    "member": (200, 200, 403, 403, 403),
    "stranger": (404, 404, 404, 404, 404),
}


@pytest.mark.parametrize("person", WHO_MAY)
def test_each_page_opens_for_those_who_may(person, request, signed_in, event):
    client = signed_in(request.getfixturevalue(person))
    pages = [
        reverse("meetings"),
        event.get_absolute_url(),
        reverse("meeting_new"),
        reverse("meeting_edit", args=[event.pk]),
        reverse("meeting_copy", args=[event.pk]),
    ]
    assert tuple(client.get(page).status_code for page in pages) == WHO_MAY[person]


@pytest.mark.parametrize("person", ["other_reporter", "member", "stranger"])
def test_others_cannot_change_a_meeting(person, request, signed_in, event, district):
    client = signed_in(request.getfixturevalue(person))
    client.post(reverse("meeting_edit", args=[event.pk]), typed(district, title="Taken over"))
    event.refresh_from_db()
    assert event.title == "Regional meeting"


@pytest.mark.parametrize("person", ["member", "stranger"])
@pytest.mark.parametrize("name", ["meeting_new", "meeting_copy"])
def test_readers_cannot_record_a_meeting(person, name, request, signed_in, event, district):
    args = [event.pk] if name == "meeting_copy" else []
    client = signed_in(request.getfixturevalue(person))
    assert client.post(reverse(name, args=args), typed(district)).status_code == (404 if person == "stranger" else 403)
    assert Event.objects.count() == 1


def test_a_visitor_is_sent_to_sign_in(signed_in, event):
    response = signed_in(None).get(event.get_absolute_url())
    assert response.status_code == 302
    assert response.url == f"{reverse('account_login')}?next={event.get_absolute_url()}"


def test_writable_are_one_s_own_organizations_and_their_schools(
    reporter, other_reporter, member, office, event, district
):
    of_school = EventFactory(owner=SchoolFactory(parent=district))
    of_office = EventFactory()
    assert set(Event.objects.writable_by(reporter.access)) == {event, of_school}
    assert set(Event.objects.writable_by(office.access)) == {event, of_school, of_office}
    assert not Event.objects.writable_by(other_reporter.access).exists()
    assert not Event.objects.writable_by(member.access).exists()


def test_a_reporter_cannot_record_a_meeting_of_another_organization(reporter, other_reporter, signed_in, district):
    southside = Organization.objects.get(slug="southside-unified")
    response = signed_in(reporter).post(reverse("meeting_new"), typed(southside))
    assert response.context["form"].errors["owner"] == [
        "You cannot record meetings of this organization. Choose one of the list."
    ]
    assert not Event.objects.exists()


def test_the_page_offers_changes_only_to_those_who_may(reporter, member, signed_in, event):
    edit = reverse("meeting_edit", args=[event.pk])
    assert edit in signed_in(reporter).get(event.get_absolute_url()).text
    assert edit not in signed_in(member).get(event.get_absolute_url()).text


# The form


def test_a_meeting_is_stored_with_its_hours_in_california_and_who_came(reporter, signed_in, district):
    college, absent = CollegeFactory(name="Bay College"), CollegeFactory(name="Valley College")
    fields = typed(district, came=[district.pk, college.pk], invited=[absent.pk])
    response = signed_in(reporter).post(reverse("meeting_new"), fields)
    stored = Event.objects.get()
    assert response.url == stored.get_absolute_url()
    assert stored.starts_at == datetime.datetime(2026, 10, 6, 17, 0, tzinfo=datetime.UTC)
    assert stored.ends_at == datetime.datetime(2026, 10, 6, 18, 30, tzinfo=datetime.UTC)
    assert (stored.owner, stored.recorded_by, stored.place) == (district, reporter, "Room 5")
    assert came(stored) == {"Northside Union High": True, "Bay College": True, "Valley College": False}


def test_an_edit_changes_the_list_and_keeps_who_recorded_it(reporter, office, signed_in, event, district):
    Event.objects.update(recorded_by=reporter)
    gone = ParticipationFactory(event=event, organization=CollegeFactory(name="Bay College"))
    new = CollegeFactory(name="Valley College")
    fields = typed(district, title="Renamed", version="2", came=[new.pk], invited=[district.pk])
    signed_in(office).post(reverse("meeting_edit", args=[event.pk]), fields)
    event.refresh_from_db()
    assert (event.title, event.recorded_by) == ("Renamed", reporter)
    assert came(event) == {"Valley College": True, "Northside Union High": False}
    assert gone.organization.name not in came(event)


def test_a_list_that_stays_the_same_is_not_written_again(reporter, signed_in, event, district):
    before = event.participations.get()
    signed_in(reporter).post(reverse("meeting_edit", args=[event.pk]), typed(district, came=[district.pk]))
    assert event.participations.get() == before
    assert before.history.count() == 1


def test_who_is_ticked_twice_came(reporter, signed_in, district):
    signed_in(reporter).post(reverse("meeting_new"), typed(district, came=[district.pk], invited=[district.pk]))
    assert came(Event.objects.get()) == {"Northside Union High": True}


def test_a_meeting_is_cancelled_by_its_status(reporter, signed_in, event, district):
    client, address = signed_in(reporter), reverse("meeting_edit", args=[event.pk])
    refused = client.post(address, typed(district, status="cancelled"))
    assert refused.context["form"].errors["cancelled_because"] == ["Say why it is cancelled."]
    client.post(address, typed(district, status="cancelled", cancelled_because="Too few came."))
    event.refresh_from_db()
    assert event.status == "cancelled"
    assert "Does not count: it was cancelled. Too few came." in client.get(event.get_absolute_url()).text


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"ends": "09:00"}, "ends", "It begins at 10 a.m. and cannot end at 9 a.m. already."),
        ({"day": "2026-12-03"}, "status", "A meeting on December 3 cannot have been held yet."),
        ({"day": "2027-01-14"}, "status", "A meeting on January 14, 2027 cannot have been held yet."),
        (
            {"day": "2026-11-21", "kind": "committee_call"},
            "status",
            "A committee call on November 21 cannot have been held yet.",
        ),
        ({"title": " "}, "title", "Give it a title."),
        ({"day": ""}, "day", "Say on which day."),
        ({"day": "0026-10-06"}, "day", "Write the year with four digits, such as 2026."),
        ({"day": "October"}, "day", "Write the day as year, month and day, such as 2026-10-06."),
        ({"begins": "ten"}, "begins", "Write the time as hours and minutes, such as 9:30 or 1:30 pm."),
        (
            {"day": "2026-03-08", "begins": "02:30", "ends": ""},
            "begins",
            "The clocks change on March 8: 2:30 a.m. is no clear time.",
        ),
        (
            {"came": ["99999999999999999999"]},
            "came",
            "One of the organizations is not known here any more. Look through the list again.",
        ),
        (
            {"invited": ["12345678"]},
            "invited",
            "One of the organizations is not known here any more. Look through the list again.",
        ),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_and_nothing_is_stored(
    changes, field, sentence, reporter, signed_in, district
):
    response = signed_in(reporter).post(reverse("meeting_new"), typed(district, **changes))
    assert response.context["form"].errors == {field: [sentence]}
    assert sentence in response.text
    assert not Event.objects.exists()


def test_what_was_typed_is_still_there_after_an_error(reporter, signed_in, district):
    college = CollegeFactory()
    fields = typed(district, ends="09:00", notes="Bring maps.", came=[college.pk], invited=[district.pk])
    page = signed_in(reporter).post(reverse("meeting_new"), fields).text
    assert 'value="Fall regional meeting"' in page
    assert 'value="09:00"' in page
    assert "Bring maps." in page
    assert f'name="came" value="{college.pk}" checked' in page
    assert f'name="invited" value="{district.pk}" checked' in page


def test_today_can_have_been_held_and_later_can_be_planned(reporter, signed_in, district):
    client = signed_in(reporter)
    client.post(reverse("meeting_new"), typed(district, day="2026-11-20"))
    client.post(reverse("meeting_new"), typed(district, day="2026-12-03", status="planned"))
    assert Event.objects.count() == 2


def test_times_are_understood_as_people_write_them(reporter, signed_in, district):
    signed_in(reporter).post(reverse("meeting_new"), typed(district, begins="1:30 pm", ends="3 PM"))
    stored = Event.objects.get()
    assert timezone.localtime(stored.starts_at).time() == datetime.time(13, 30)
    assert timezone.localtime(stored.ends_at).time() == datetime.time(15, 0)


# The list of organizations


def shown(response):
    """Names in the picker, by group."""
    return {group.label: [pick.organization.name for pick in group.picks] for group in response.context["form"].groups}


def test_partners_are_offered_by_segment_and_conveners_apart(office, working_group, signed_in, district):
    CollegeFactory(name="Bay College")
    OrganizationFactory(name="Workforce board", slug="board", kind="workforce_board", segment="")
    SchoolFactory(name="Northside High", parent=district)
    assert shown(signed_in(office).get(reverse("meeting_new"))) == {
        "K-12": ["Northside Union High"],
        "Community college": ["Bay College"],
        "Workforce boards and others": ["Workforce board"],
        "Office and working groups": ["Consortium office", "Working group 2"],
    }


def test_finding_narrows_the_list_finds_schools_and_keeps_what_is_typed(office, signed_in, district):
    college, _ = CollegeFactory(name="Bay College"), CollegeFactory(name="Valley College")
    SchoolFactory(name="Northside High", parent=district)
    fields = typed(district, title="", save=None, narrow="1", find="north", came=[college.pk])
    response = signed_in(office).post(reverse("meeting_new"), fields)
    assert response.status_code == 200
    assert not response.context["form"].errors
    assert shown(response) == {"K-12": ["Northside Union High", "Northside High"], "Community college": ["Bay College"]}
    assert f'name="came" value="{college.pk}" checked' in response.text
    assert not Event.objects.exists()


def test_enter_in_the_box_finds_and_does_not_store(office, signed_in, district):
    fields = typed(district, save=None, find="bay", found="")
    assert signed_in(office).post(reverse("meeting_new"), fields).status_code == 200
    assert not Event.objects.exists()


def test_all_invited_are_ticked_as_having_come_at_once(office, signed_in, district):
    college = CollegeFactory()
    fields = typed(district, save=None, everybody="1", invited=[district.pk, college.pk])
    page = signed_in(office).post(reverse("meeting_new"), fields).text
    assert f'name="came" value="{district.pk}" checked' in page
    assert f'name="came" value="{college.pk}" checked' in page
    assert not Event.objects.exists()


def test_a_school_or_a_closed_partner_on_the_list_stays_on_it(reporter, signed_in, event, district):
    school = SchoolFactory(name="Northside High", parent=district)
    closed = CollegeFactory(name="Old College", closed_on=datetime.date(2026, 10, 31))
    ParticipationFactory(event=event, organization=school)
    ParticipationFactory(event=event, organization=closed, came=False)
    page = signed_in(reporter).get(reverse("meeting_edit", args=[event.pk]))
    assert shown(page)["K-12"] == ["Northside High", "Northside Union High"]
    assert shown(page)["Community college"] == ["Old College"]


# Copies


def test_a_copy_starts_with_the_same_organizations_invited_and_its_own_day(reporter, signed_in, event, district):
    ParticipationFactory(event=event, organization=CollegeFactory(name="Bay College"), came=False)
    client = signed_in(reporter)
    form = client.get(reverse("meeting_copy", args=[event.pk])).context["form"]
    assert {pick.organization.name for group in form.groups for pick in group.picks if pick.invited} == {
        "Northside Union High",
        "Bay College",
    }
    assert not any(group.came for group in form.groups)
    assert (form["title"].value(), form["day"].value(), form["begins"].value()) == (
        "Regional meeting",
        None,
        datetime.time(10),
    )
    client.post(reverse("meeting_copy", args=[event.pk]), typed(district, title="Next", came=[district.pk]))
    assert set(Event.objects.values_list("title", flat=True)) == {"Regional meeting", "Next"}
    assert Event.objects.get(title="Next").recorded_by == reporter


def test_a_copy_of_another_s_meeting_is_one_s_own(other_reporter, signed_in, event):
    form = signed_in(other_reporter).get(reverse("meeting_copy", args=[event.pk])).context["form"]
    assert [owner.slug for owner in form.fields["owner"].queryset] == ["southside-unified"]
    assert form["owner"].value() == Organization.objects.get(slug="southside-unified").pk


# Locked quarters


@pytest.fixture
def locked_q2():
    return PeriodFactory(number=2, locked_at=datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC))


def test_before_a_change_in_a_locked_quarter_the_page_warns(reporter, signed_in, event, locked_q2):
    page = signed_in(reporter).get(reverse("meeting_edit", args=[event.pk]))
    assert "2026-27 Q2 is locked: its figures stand." in page.text
    assert list(page.context["locked"]) == [locked_q2]


@pytest.mark.parametrize("day", ["2026-10-07", "2026-09-29"], ids=["stays in it", "leaves it"])
def test_a_change_in_a_locked_quarter_is_stored_with_a_warning(day, reporter, signed_in, event, district, locked_q2):
    response = signed_in(reporter).post(reverse("meeting_edit", args=[event.pk]), typed(district, day=day))
    event.refresh_from_db()
    assert event.day.isoformat() == day
    assert warnings(response) == [
        "2026-27 Q2 is locked: its figures stand, and this counts only in the year to date."
    ]


def test_in_an_open_quarter_nothing_is_warned_of(reporter, signed_in, event, district):
    PeriodFactory(number=2)
    response = signed_in(reporter).post(reverse("meeting_edit", args=[event.pk]), typed(district))
    assert warnings(response) == []
    assert "is locked" not in signed_in(reporter).get(reverse("meeting_edit", args=[event.pk])).text


def test_a_record_entered_after_its_quarter_was_locked_is_marked(member, signed_in, event, locked_q2):
    in_time = EventFactory(recorded_at=datetime.datetime(2026, 10, 30, tzinfo=datetime.UTC))
    Event.objects.filter(pk=event.pk).update(recorded_at=datetime.datetime(2026, 11, 5, tzinfo=datetime.UTC))
    late = {one.pk: one.entered_late for one in Event.objects.with_lateness()}
    assert late == {event.pk: True, in_time.pk: False}
    assert signed_in(member).get(reverse("meetings")).text.count("entered late") == 1
    assert "Entered late: it was recorded on November 4, 2026, after 2026-27 Q2 was locked." in (
        signed_in(member).get(event.get_absolute_url()).text
    )


# What the page says


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "committee_call"}, "Does not count: a committee call is no regional meeting."),
        ({"status": "planned"}, "Does not count yet: it is planned."),
        ({}, "nobody came from the community colleges and adult education."),
    ],
)
def test_the_page_says_what_a_meeting_counts_as(fields, sentence, member, signed_in, event):
    Event.objects.update(**fields)
    assert sentence in signed_in(member).get(event.get_absolute_url()).text


def test_a_planned_meeting_whose_day_has_passed_asks_whether_it_was_held(reporter, signed_in, event):
    assert "Was it held?" not in signed_in(reporter).get(event.get_absolute_url()).text
    Event.objects.update(status="planned")
    assert "Was it held?" in signed_in(reporter).get(event.get_absolute_url()).text


def test_what_people_wrote_is_shown_as_text(member, signed_in, event):
    Event.objects.update(title="<script>alert(1)</script>", notes="<b>bold</b>")
    for page in (event.get_absolute_url(), reverse("meetings")):
        assert "<script>alert" not in signed_in(member).get(page).text


# Queries


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_pages_ask_the_same_number_of_queries_however_much_there_is(office, signed_in, district, event):
    client = signed_in(office)
    counted = {"from": "2026-07-01", "through": "2027-06-30", "counted": "meetings_all_segments"}
    pages = [
        reverse("meetings"),
        f"{reverse('meetings')}?{urlencode(counted)}",
        event.get_absolute_url(),
        reverse("meeting_edit", args=[event.pk]),
    ]
    few = [queries(client, page) for page in pages]
    for organization in [CollegeFactory() for _ in range(12)] + [SchoolFactory(parent=district) for _ in range(3)]:
        ParticipationFactory(event=event, organization=organization)
        ParticipationFactory(organization=organization)
    assert [queries(client, page) for page in pages] == few
