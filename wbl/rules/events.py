"""Saving an event that somebody else may have changed since its form was drawn: nothing is overwritten in silence."""

from django.db import transaction

from wbl.models import Event
from wbl.rules.conflicts import conflict_about
from wbl.rules.participations import record_participations


class ChangedMeanwhile(Exception):
    """Somebody else has changed the event since; `conflict` says who, when and what stands now."""

    def __init__(self, conflict):
        super().__init__("Somebody else has changed this event meanwhile.")
        self.conflict = conflict


@transaction.atomic
def save_event(event, came, invited, seen, user):
    """
    Store `event` with its list: the organizations that `came`, and those `invited` besides that stayed away. A new
    event is recorded by `user`; of one that is there, `seen` is the version from which its form was drawn. Raises
    ChangedMeanwhile, and stores nothing, where it is another one by now.

    The version counts up also where only the list changes, which a trigger cannot see.
    """
    if event._state.adding:
        event.recorded_by = user
    else:
        stored = Event.objects.select_for_update().get(pk=event.pk)
        if stored.version != seen:
            raise ChangedMeanwhile(conflict_about(stored))
        event.version = stored.version + 1
    event.save()
    record_participations(event, came, invited)
    return event
