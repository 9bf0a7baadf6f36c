"""What tests of meetings share: a group with a framework, its meetings in 2024-25, and opening them."""

import datetime

from goals.tests.factories import FrameworkFactory
from indicators.meetings.running import open_meeting
from indicators.models import GroupMeeting
from indicators.tests.factories import GroupMeetingFactory
from indicators.tests.sheets import owe

OCTOBER, JANUARY = datetime.date(2024, 10, 22), datetime.date(2025, 1, 21)


def noon(day):
    """Noon in California, about."""
    return datetime.datetime.combine(day, datetime.time(20), tzinfo=datetime.UTC)


def give_framework(group):
    """Make the framework of the tests' measures the one of `group`."""
    framework = FrameworkFactory()
    framework.working_group = group
    framework.save()


def fairs_of(group, district):
    """A count of the group's framework that `district` owes."""
    give_framework(group)
    return owe(district, "EN-2.4a", "Career fairs organized")


def meet(group, day, status="planned", **fields):
    """A meeting of `group` on `day`."""
    return GroupMeetingFactory(group=group, event__starts_at=noon(day), event__status=status, **fields)


def hold(group, day, user):
    """A meeting of `group` that was opened on `day` by `user`."""
    open_meeting(meet(group, day), user, noon(day), day)
    return GroupMeeting.objects.with_event().filter(group=group).latest("pk")


def address(meeting, step=""):
    """The address of a meeting's page, or of a step of it."""
    return f"/meetings/{meeting.group.slug}/{meeting.pk}/{step}"
