"""Reminding those whose figures a meeting misses: the daily reminder, sent at once; once per person and day."""

from django.utils import timezone

from consortium.jobs import CannotGoOn, long_work, start
from consortium.models import Organization
from indicators import queries
from indicators.meetings.looking import lens_of, placements_of
from indicators.models import GroupMeeting
from indicators.worksheets import reminders


@long_work
def remind(progress, *, meeting):
    """
    Remind the reporters of organizations that owe the group of `meeting` (its key) figures and have not answered. Ends
    with a sentence on how many were.
    """
    today = timezone.localdate()
    group = Organization.objects.get(group_meetings=meeting)
    lens = lens_of(group, today)
    if lens is None:
        return "No period has ended yet, so nothing is missing."
    measures = [placement.measure for placement in placements_of(group, lens.year)]
    missing = queries.who_has_not_answered(measures, lens.through, drafts=False)
    owing = {organization.pk for organizations in missing.values() for organization in organizations}
    try:
        sent = reminders.send(today, only=owing, step=progress.step)
    except reminders.RemindersFailed as failure:
        raise CannotGoOn(f"{failure}. Try again later.") from failure
    return (
        f"{sent} reminder{'' if sent == 1 else 's'} sent. Nobody is reminded twice a day, nor of a worksheet that is "
        f"handed in, locked or due in more than {reminders.DAYS_AHEAD} days."
    )


def begin(meeting, by):
    """Have the reminders sent, as `by` (User) asked; the `Job`."""
    found = GroupMeeting.objects.select_related("group").get(pk=meeting.pk)
    return start(
        remind,
        title=f"Reminding those who owe figures to {found.group}",
        by=by,
        back=found.get_absolute_url(),
        key=f"meeting-reminders-{found.group_id}",
        meeting=found.pk,
    )
