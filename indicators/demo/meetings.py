"""
The meetings of both working groups in the demonstration: two held, with what they looked at, decisions and minutes, and
one to come.
"""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from consortium.models import Membership, Organization
from indicators.demo.documents import FIRST, SECOND
from indicators.meetings.looking import keep, lens_of
from indicators.meetings.minutes import publish
from indicators.meetings.running import name
from indicators.models import Decision, LeadingIndicator, Submission
from wbl.models import Event, Participation

LATE = 9  # organizations whose worksheets were approved only after the meeting
HELD = (-112, -38)  # days before today of the meetings that were held
AHEAD = 11
TITLES = {
    FIRST: ("Working group 1: results of the year", "Working group 1: maps by sector", "Working group 1: mid-year"),
    SECOND: ("Working group 2: results of the year", "Working group 2: career fairs", "Working group 2: mid-year"),
}
PLACE = "County office of education, room 5 (invented)"
AGENDA = """Welcome, and who is here
What changed since the last meeting
What is missing, and who asks for it
{topic}
Decisions and next steps"""
TOPICS = {FIRST: "Pathway maps: which sectors are next", SECOND: "Industry speakers: dates for spring"}
NOTES = """The figures were gone through goal by goal. What is planned for spring is not behind yet.

{topic}: each college and district says by mail what it can bring, so that the next meeting can choose. (invented)"""


@dataclass(frozen=True)
class Decided:
    """An invented decision: about which indicator, who, due how many days after the meeting, and what became of it."""

    text: str
    indicator: str
    person: str = ""
    organization: str = ""
    due: int = 45
    state: str = "open"
    note: str = ""


DECISIONS = {
    FIRST: (
        (
            Decided("Every college names one person for pathway maps.", "CP-4.1", organization="office", due=30,
                    state="done", note="Ten of ten colleges have."),
            Decided("The wage calculator is replaced by the state’s dashboard.", "", person="Milo Member (invented)",
                    due=60, state="done", note="The old one is withdrawn."),
            Decided("Ask workforce boards for a list of apprenticeships by sector.", "CP-8.1",
                    organization="working-group-1", due=90),
        ),
        (
            Decided("Publish three more pathway maps: health, manufacturing, energy.", "CP-4.1",
                    organization="palomar-college", due=70),
            Decided("Districts without a Cal-PASS Plus agreement get a call before the next meeting.", "CP-1.1",
                    person="Olive Office (invented)", due=25),
            Decided("Meet by video in December.", "", person="Milo Member (invented)", due=20, state="dropped",
                    note="A room is free after all."),
        ),
    ),
    SECOND: (
        (
            Decided("Districts send their dates for industry speakers by January.", "EN-2.3",
                    person="Lena Lead (invented)", due=150),
            Decided("Translate the guide for families into Spanish and Arabic.", "EN-2.9", organization="office",
                    due=40, state="done", note="Both are in the folder."),
        ),
        (
            Decided("Write to the districts that have not held a career fair yet.", "EN-2.4",
                    person="Lena Lead (invented)", due=30),
            Decided("Collect what worked at campus tours, on one page each.", "EN-3.1",
                    organization="grossmont-union-high", due=55),
            Decided("Find out who counts counselors’ externships twice.", "EN-5.3", organization="office", due=21),
        ),
    ),
}  # fmt: skip


def hold_group_meetings(today, now, office):
    """
    The events of both groups' meetings with who came, recorded by `office` (User): to be called before the figures that
    count events are. Returns [(GroupMeeting, its decisions)] of those that were held.
    """
    groups = Organization.objects.in_bulk([FIRST, SECOND], field_name="slug")
    partners = list(Organization.objects.filter(kind__in=("college", "k12_district", "adult_school")).order_by("slug"))
    held = []
    for shift, slug in enumerate((FIRST, SECOND)):
        for number, days in enumerate((*HELD, AHEAD)):
            day = _weekday(today + datetime.timedelta(days=days + 2 * shift), ahead=days > 0)
            meeting = _meeting(groups[slug], TITLES[slug][number], day, now, office, is_held=days < 0)
            some = partners[shift + number :: 4 + number]
            Participation.objects.bulk_create(
                Participation(event=meeting.event, organization=one, came=days < 0 and place % 6 != 5)
                for place, one in enumerate(some)
            )
            if days < 0:
                held.append((meeting, DECISIONS[slug][number]))
    return held


def _weekday(day, ahead):
    if day.weekday() < 5:
        return day
    return day + datetime.timedelta(days=7 - day.weekday() if ahead else 4 - day.weekday())


def _meeting(group, title, day, now, office, is_held):
    starts = timezone.make_aware(datetime.datetime.combine(day, datetime.time(13, 30)))
    event = Event.objects.create(
        title=title,
        kind=Event.Kind.COMMITTEE_CALL,
        status=Event.Status.HELD if is_held else Event.Status.PLANNED,
        owner=group,
        starts_at=starts,
        ends_at=starts + datetime.timedelta(hours=2),
        place=PLACE,
        recorded_at=min(starts, now),
        recorded_by=office,
    )
    agenda = AGENDA.format(topic=TOPICS[group.slug])
    return name(group, event, office, min(starts - datetime.timedelta(days=30), now), agenda=agenda)


def fill_group_meetings(held, office):
    """What the meetings in `held` looked at, as it was then, what they decided, and the minutes of them."""
    leads = Membership.objects.filter(role=Membership.Role.REPORTER, organization__slug__in=TITLES)
    lead = {membership.organization_id: membership.user for membership in leads.select_related("user")}
    indicators = {one.code: one for one in LeadingIndicator.objects.select_related("goal__edition__framework")}
    for meeting, decided in held:
        user = lead.get(meeting.group_id, office)
        _look(meeting, user)
        Decision.objects.bulk_create(_decision(meeting, one, indicators, user) for one in decided)
        after = meeting.event.starts_at + datetime.timedelta(days=4)
        publish(meeting, user, after)


def _look(meeting, user):
    """Open the meeting as of its day: the worksheets of some were approved only afterwards."""
    lens = lens_of(meeting.group, meeting.day)
    meeting.opened_at, meeting.opened_by = meeting.event.starts_at, user
    meeting.through = lens.through if lens else None
    meeting.notes = NOTES.format(topic=TOPICS[meeting.group.slug])
    meeting.save()
    if lens is None:
        return
    approved = Submission.objects.none() if lens.through.is_locked else Submission.objects.approved()
    keys = list(approved.filter(period=lens.through).order_by("organization__slug").values_list("pk", flat=True))
    late = Submission.objects.filter(pk__in=keys[::4][:LATE])
    late.update(state=Submission.State.SUBMITTED)
    keep(meeting, lens)
    late.update(state=Submission.State.APPROVED)


def _decision(meeting, one, indicators, user):
    due = meeting.day + datetime.timedelta(days=one.due)
    organizations = {"organization": Organization.objects.get(slug=one.organization)} if one.organization else {}
    return Decision(
        meeting=meeting,
        indicator=indicators.get(one.indicator),
        text=f"{one.text} (invented)",
        person=one.person,
        due=due,
        state=one.state,
        closed_on=None if one.state == "open" else meeting.day + datetime.timedelta(days=20),
        note=one.note,
        recorded_at=meeting.event.starts_at,
        recorded_by=user,
        **organizations,
    )
