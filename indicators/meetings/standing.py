"""All that one meeting goes through, as its page shows it and its minutes say it."""

from dataclasses import dataclass
from functools import cached_property

from consortium.models import Organization, ReportingPeriod, Segment
from indicators.meetings.changes import Changes, by_organization, compare, tally
from indicators.meetings.looking import lens_of, seen_through
from indicators.models import Decision, GroupMeeting
from wbl.queries.meetings import segment_of


@dataclass(frozen=True)
class Standing:
    """
    What `meeting` goes through.

    previous  the last meeting before it that kept a snapshot; None for the first one
    through   the last period that the figures are of; None where none has ended
    rows      the figures: the meeting's snapshot once it is opened, before that what is so now
    changes   what has changed since the previous meeting; None where there is none
    decisions of this meeting; `earlier` ones that are open, or were settled since the previous meeting
    came, away  the organizations on the list of its event, by name
    """

    meeting: GroupMeeting
    previous: GroupMeeting | None
    through: ReportingPeriod | None
    rows: list
    changes: Changes | None
    decisions: list
    earlier: list
    came: list[Organization]
    away: list[Organization]

    @cached_property
    def tally(self):
        """How many measures have each status."""
        return tally(self.rows)

    @cached_property
    def missing(self):
        """[(organization's name, [row, …])]: whose figures are missing for the last period."""
        return by_organization(self.rows)

    @property
    def hidden(self):
        """How many figures are not shown, since they count few students or their period is open."""
        return sum(row.hidden for row in self.rows)

    @cached_property
    def came_by_segment(self):
        """[(label, [organization, …])] of those that came, without empty ones."""
        labels = [*Segment.choices, ("", "Others")]
        groups = [(label, [one for one in self.came if segment_of(one) == segment]) for segment, label in labels]
        return [(label, of_it) for label, of_it in groups if of_it]


def standing(meeting, today):
    """The `Standing` of `meeting` (with its event and group) on `today`; a constant number of statements."""
    previous = GroupMeeting.objects.opened().before(meeting).with_event().first()
    through, rows = _figures(meeting, today)
    listed = list(meeting.event.participations.select_related("organization__parent"))
    decisions = Decision.objects.with_names()
    return Standing(
        meeting=meeting,
        previous=previous,
        through=through,
        rows=rows,
        changes=_changes(previous, through, rows),
        decisions=list(decisions.filter(meeting=meeting).order_by("pk")),
        earlier=list(decisions.standing_at(meeting, previous.day if previous else None)),
        came=[entry.organization for entry in listed if entry.came],
        away=[entry.organization for entry in listed if not entry.came],
    )


def _figures(meeting, today):
    """(last period, rows) of the snapshot, or of `today` where the meeting is not opened yet."""
    if meeting.opened_at is not None:
        return meeting.through, list(meeting.snapshot.select_related("measure"))
    lens = lens_of(meeting.group, min(meeting.day, today))
    return (lens.through, seen_through(meeting.group, lens)) if lens else (None, [])


def _changes(previous, through, rows):
    if previous is None or previous.through is None or through is None:
        return None
    before = previous.snapshot.select_related("measure")
    return compare(before, rows, new_year=previous.through.year_id != through.year_id)
