"""A meeting's page at few and at many rows, who came ticked by several people, reminders, agenda and notes."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consortium.tests.factories import MembershipFactory, OrganizationFactory, SchoolYearFactory
from indicators.models import GroupMeeting
from indicators.tests.factories import AssignmentFactory, DecisionFactory, MeasureFactory, MilestoneFactory
from indicators.tests.figuring import report
from indicators.tests.meeting_world import JANUARY, OCTOBER, address, fairs_of, hold, meet
from indicators.tests.sheets import place, quarter
from wbl.models import Participation
from wbl.tests.factories import ParticipationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fairs(working_group, district):
    quarter(2)
    return fairs_of(working_group, district)


def grow(meeting, measures, organizations):
    """More of everything that the page shows."""
    period = SchoolYearFactory(start_year=2024).periods.get(number=1)
    owing = OrganizationFactory.create_batch(organizations)
    for _ in range(measures):
        for measure in (MeasureFactory(placed=False), MilestoneFactory(placed=False)):
            place(measure, f"Label of {measure.code}")
            for organization in owing:
                AssignmentFactory(measure=measure, year=period.year, organization=organization)
                if not measure.is_milestone:
                    report(measure, organization, period, 5)
    for organization in owing:
        ParticipationFactory(event=meeting.event, organization=organization)
        DecisionFactory(meeting=meeting, organization=organization)


def statements(client, meeting):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address(meeting)).status_code == 200
    return len(queries)


def test_the_page_takes_a_known_number_of_statements(signed_in, member, lead, working_group, fairs):
    client = signed_in(member)
    held = hold(working_group, OCTOBER, lead)
    coming = meet(working_group, JANUARY)
    grow(held, 1, 2)
    statements(client, coming)  # what is read once a process is read
    few = [statements(client, meeting) for meeting in (held, coming)]
    grow(held, 4, 9)
    assert [statements(client, meeting) for meeting in (held, coming)] == few == [18, 27]


def test_the_groups_page_takes_a_known_number_of_statements(signed_in, member, lead, working_group, fairs):
    client, counts = signed_in(member), []
    for days in (0, 5):
        for later in range(days + 1):
            DecisionFactory(meeting=meet(working_group, OCTOBER + datetime.timedelta(days=7 * (days + later))))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/meetings/{working_group.slug}/").status_code == 200
        counts.append(len(queries))
    assert counts == [8, 8]


def test_two_people_tick_at_once_and_neither_undoes_what_the_other_did(signed_in, lead, office, working_group, fairs):
    meeting = meet(working_group, OCTOBER)
    here, there, away = OrganizationFactory.create_batch(3)
    for organization in (here, there, away):
        ParticipationFactory(event=meeting.event, organization=organization, came=False)
    invited = f"{here.pk},{there.pk},{away.pk}"
    shown = {"save": "1", "seen_came": "", "seen_invited": invited, "invited": [here.pk, there.pk, away.pk]}
    signed_in(lead).post(address(meeting, "came/"), shown | {"came": [here.pk]})
    new = OrganizationFactory()
    ticked = {"came": [there.pk, new.pk], "invited": [here.pk, there.pk]}
    signed_in(office).post(address(meeting, "came/"), shown | ticked)
    listed = dict(Participation.objects.filter(event=meeting.event).values_list("organization", "came"))
    assert listed == {here.pk: True, there.pk: True, new.pk: True}  # and `away` was taken off by the second


def test_agenda_and_notes_are_not_overwritten_in_silence(signed_in, lead, office, working_group, fairs):
    url = address(meet(working_group, OCTOBER), "notes/")
    assert signed_in(lead).post(url, {"agenda": "One\n\n Two ", "notes": "Mine.", "version": "1"}).status_code == 302
    page = signed_in(office).post(url, {"agenda": "Three", "notes": "Ours.", "version": "1"})
    assert page.status_code == 409
    assert [words for words in ("Mine.", "Ours.", "Keep theirs") if words not in page.content.decode()] == []
    assert GroupMeeting.objects.get().items == ["One", "Two"]


def test_reminders_go_to_those_who_owe_the_group_figures_once_a_day(
    signed_in, lead, district, reporter, working_group, fairs, mailoutbox, run_jobs, monkeypatch
):
    monkeypatch.setattr(timezone, "localdate", lambda *args: datetime.date(2024, 10, 10))
    owes_others = MembershipFactory().organization
    AssignmentFactory(measure=MeasureFactory(), year__start_year=2024, organization=owes_others)
    meeting = meet(working_group, OCTOBER)
    for _ in range(2):
        answer = signed_in(lead).post(address(meeting, "remind/"))
        *_, job = run_jobs()
        assert answer.url == f"/jobs/{job.pk}/"
    assert [mail.to for mail in mailoutbox] == [[reporter.email]]
    assert [job.note.split(" ")[0] for job in run_jobs()] == ["1", "0"]
