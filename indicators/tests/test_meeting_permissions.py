"""A group's meetings are its members', its lead's and the office's; nobody else learns that there are any."""

import pytest
from django.utils import timezone

from consortium.tests.factories import MembershipFactory, WorkingGroupFactory
from indicators.models import Decision, GroupMeeting
from indicators.tests.factories import DecisionFactory, IndicatorFactory
from indicators.tests.meeting_world import OCTOBER, address, meet
from wbl.models import Event
from wbl.tests.factories import EventFactory

pytestmark = pytest.mark.django_db

READ = ("", "minutes/7.pdf")
LEADS = ("open/", "came/", "notes/", "remind/", "minutes/")
PLANNED = {
    "title": "Fall meeting", "kind": "meeting", "day": "2024-10-22", "begins": "13:30", "agenda": "Welcome\nNext steps",
    "save": "1",
}  # fmt: skip


@pytest.fixture
def meeting(working_group):
    return meet(working_group, OCTOBER)


@pytest.fixture
def of_another_group(db):
    """A member of one working group and the lead of a second one, neither of them the group that meets."""
    user = MembershipFactory(organization=WorkingGroupFactory(), role="member").user
    MembershipFactory(user=user, organization=WorkingGroupFactory(), role="reporter")
    return user


@pytest.mark.parametrize("who", ["reporter", "of_another_group", "stranger"])
def test_who_is_not_of_the_group_finds_nothing(who, request, signed_in, meeting):
    client = signed_in(request.getfixturevalue(who))
    decision = DecisionFactory(meeting=meeting)
    answers = [client.get(address(meeting)), client.get(f"/meetings/{meeting.group.slug}/")]
    answers += [client.post(address(meeting, step), {"save": "1"}) for step in (*LEADS, "decisions/")]
    answers.append(client.post(address(meeting, f"decisions/{decision.pk}/"), {"text": "Mine"}))
    assert {answer.status_code for answer in answers} == {404}


def test_a_member_reads_and_decides_and_does_not_lead(signed_in, member, meeting):
    client = signed_in(member)
    page = client.get(address(meeting)).content.decode()
    assert "Record a decision" in page
    leading = ("Open the meeting", "Tick who came", "Remind them", "Edit agenda")
    assert [words for words in leading if words in page] == []
    assert {client.post(address(meeting, step), {"save": "1"}).status_code for step in LEADS} == {403}
    assert client.get(f"/meetings/{meeting.group.slug}/new/").status_code == 403


def test_a_decision_of_another_group_is_not_found_by_way_of_ones_own(signed_in, member, meeting):
    other = DecisionFactory()
    answer = signed_in(member).post(address(meeting, f"decisions/{other.pk}/"), {"text": "Mine"})
    assert answer.status_code == 404


def test_the_lead_plans_a_meeting_which_is_an_event_of_the_group(signed_in, lead, working_group, district):
    answer = signed_in(lead).post(f"/meetings/{working_group.slug}/new/", PLANNED | {"invited": [district.pk]})
    meeting = GroupMeeting.objects.get()
    event = meeting.event
    assert answer.url == address(meeting)
    assert (event.owner, event.kind, event.status, event.recorded_by) == (working_group, "meeting", "planned", lead)
    assert (meeting.items, meeting.planned_by) == (["Welcome", "Next steps"], lead)
    assert list(event.participations.values_list("organization", "came")) == [(district.pk, False)]


def test_what_was_mistyped_is_said_at_its_place_and_nothing_is_planned(signed_in, lead, working_group):
    page = signed_in(lead).post(f"/meetings/{working_group.slug}/new/", PLANNED | {"day": ""})
    assert (page.status_code, GroupMeeting.objects.count(), Event.objects.count()) == (422, 0, 0)
    assert "Say on which day." in page.content.decode()
    assert 'value="Fall meeting"' in page.content.decode()


def test_an_event_on_record_is_named_by_who_may_write_it(signed_in, lead, office, working_group):
    convening = EventFactory(kind="convening", starts_at=timezone.now(), status="planned")
    url = f"/meetings/{working_group.slug}/existing/"
    assert signed_in(lead).post(url, {"event": convening.pk}).status_code == 422
    assert signed_in(office).post(url, {"event": convening.pk}).status_code == 302
    meeting = GroupMeeting.objects.get(event=convening)
    assert signed_in(lead).post(address(meeting, "open/")).status_code == 403  # its event is the office's
    assert signed_in(office).post(address(meeting, "open/")).status_code == 302


def test_a_decision_about_no_indicator_is_the_groups_own(member, reporter, office, meeting):
    about = DecisionFactory(meeting=meeting, indicator=IndicatorFactory())
    of_the_group = DecisionFactory(meeting=meeting)
    seen = {user: set(Decision.objects.readable_by(user.access)) for user in (member, reporter, office)}
    assert seen == {member: {about, of_the_group}, reporter: {about}, office: {about, of_the_group}}


def test_the_way_there(signed_in, member, office, reporter, working_group, meeting):
    meeting.event.starts_at = meeting.event.starts_at.replace(year=2099)
    meeting.event.save()
    assert signed_in(member).get("/meetings/").url == f"/meetings/{working_group.slug}/"
    WorkingGroupFactory()
    assert meeting.get_absolute_url() in signed_in(office).get("/meetings/").content.decode()
    assert meeting.get_absolute_url() in signed_in(member).get("/").content.decode()
    home = signed_in(reporter).get("/").content.decode()
    assert "/meetings/working" not in home
    assert signed_in(reporter).get("/meetings/").status_code == 404
