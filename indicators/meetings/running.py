"""
Naming an event a meeting, opening it, ticking who came, and what is written in it.

Whoever changes something holds its row meanwhile. A form carries the version of what it was drawn from: where somebody
else has stored another one since, nothing is saved, and the `Conflict` shows both.
"""

from django.db import transaction

from consortium.days import in_words
from consortium.models import Organization
from indicators.meetings.looking import keep, lens_of
from indicators.models import Decision, GroupMeeting
from wbl.models import Event
from wbl.rules.conflicts import conflict_about
from wbl.rules.participations import record_participations

NOTES = ("agenda", "notes")
DECISION = ("indicator", "text", "person", "organization", "due", "state", "closed_on", "note")


class MeetingRefused(Exception):
    """What a meeting does not allow; its text is the sentence to show."""


def name(group, event, user, now, agenda=""):
    """The meeting that `event`, which is on record, is for `group`."""
    return GroupMeeting.objects.create(group=group, event=event, agenda=agenda, planned_by=user, planned_at=now)


@transaction.atomic
def open_meeting(meeting, user, now, today):
    """
    Begin: the event is held from now on, and what the group sees of its measures is kept. Raises MeetingRefused for a
    meeting that is still to come, is cancelled, or was opened already.
    """
    stored = GroupMeeting.objects.select_for_update(of=("self",)).with_event().get(pk=meeting.pk)
    event = Event.objects.select_for_update().get(pk=stored.event_id)
    if stored.opened_at is not None:
        raise MeetingRefused("The meeting was opened already. Its figures stand as they were then.")
    if event.status == Event.Status.CANCELLED:
        raise MeetingRefused("The meeting is cancelled.")
    if event.day > today:
        raise MeetingRefused(f"The meeting is on {in_words(event.day)}. It can be opened from that day on.")
    if event.status == Event.Status.PLANNED:
        event.status = Event.Status.HELD
        event.save(update_fields=["status"])
    lens = lens_of(stored.group, event.day)
    stored.opened_at, stored.opened_by = now, user
    stored.through = lens.through if lens else None
    stored.save(update_fields=["opened_at", "opened_by", "through"])
    if lens:
        keep(stored, lens)
    return stored


@transaction.atomic
def tick(event, seen, came, invited):
    """
    Change the list of `event` as somebody ticked it: `came` and `invited` are keys of organizations as ticked, `seen`
    the pair of both as the page had shown them. What others have ticked meanwhile stays.
    """
    Event.objects.select_for_update().get(pk=event.pk)
    listed = dict(event.participations.order_by().values_list("organization_id", "came"))
    was, ticked = _states(*seen), _states(came, invited)
    for key in was.keys() | ticked.keys():
        if was.get(key) == ticked.get(key):
            continue
        if key in ticked:
            listed[key] = ticked[key]
        else:
            listed.pop(key, None)
    by_key = Organization.objects.in_bulk(listed)
    record_participations(
        event,
        came=[by_key[key] for key, was_there in listed.items() if was_there],
        invited=[by_key[key] for key, was_there in listed.items() if not was_there],
    )


def _states(came, invited):
    """organization → whether it came; who is in neither is not in it."""
    return dict.fromkeys(invited, False) | dict.fromkeys(came, True)


@transaction.atomic
def save(item, seen):
    """
    Store what was written in `item`, a meeting's agenda and notes or a decision, of which the writer had seen the
    version `seen`. Returns None, or the `Conflict` where somebody else has stored something different meanwhile.
    """
    fields = DECISION if isinstance(item, Decision) else NOTES
    stored = type(item).objects.select_for_update(of=("self",)).get(pk=item.pk)
    columns = [item._meta.get_field(name).attname for name in fields]
    if all(getattr(stored, column) == getattr(item, column) for column in columns):
        return None
    if stored.version != seen:
        return conflict_about(stored)
    item.version = stored.version + 1
    item.save(update_fields=[*fields, "version"])
    return None


def settle(decision, today):
    """A decision is done or dropped since a day, `today` unless another one was given; an open one since none."""
    decision.closed_on = None if decision.is_open else decision.closed_on or today
