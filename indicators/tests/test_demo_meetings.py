"""The demonstration's working groups have met: with figures that changed, decisions of every state, and minutes."""

import pytest

from indicators.meetings.standing import standing
from indicators.models import Decision, GroupMeeting, MeetingMinutes
from indicators.tests.demo_world import NOVEMBER

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]


def test_both_groups_have_met_and_meet_again(filled_in_november):
    today = NOVEMBER.date()
    for group in ("working-group-1", "working-group-2"):
        meetings = list(GroupMeeting.objects.with_event().filter(group__slug=group).order_by("event__starts_at"))
        assert [meeting.event.status for meeting in meetings] == ["held", "held", "planned"]
        first, second, coming = (standing(meeting, today) for meeting in meetings)
        assert (first.changes, second.changes.new_year, coming.changes.new_year) == (None, True, False)
        assert (len(second.changes.turned) > 3, len(coming.changes.moved) > 3) == (True, True)
        assert len(first.came) > 5
        assert coming.missing
        assert coming.earlier
        assert MeetingMinutes.objects.filter(meeting__group__slug=group).count() == 2
    assert set(Decision.objects.values_list("state", flat=True)) == {"open", "done", "dropped"}
    assert {meeting.event.day <= today for meeting in GroupMeeting.objects.opened().with_event()} == {True}
