"""Minutes: a tagged PDF made from what is on record, whose bytes stay; a correction is a new version."""

import io

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from consortium.tests.pdf_elements import elements
from goals.models import Document
from indicators.meetings.minutes import publish
from indicators.meetings.running import MeetingRefused
from indicators.models import GroupMeeting, MeetingMinutes
from indicators.tests.factories import DecisionFactory
from indicators.tests.figuring import report
from indicators.tests.meeting_world import JANUARY, OCTOBER, address, fairs_of, hold, noon
from indicators.tests.sheets import quarter
from wbl.models import Event
from wbl.tests.factories import ParticipationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _elsewhere(settings, tmp_path):
    storage = {"BACKEND": "consortium.stores.FolderStore", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": storage}


@pytest.fixture
def meeting(working_group, district, lead):
    """The second meeting of the group, with something changed, somebody missing, decided, said and present."""
    second = quarter(2)
    fairs = fairs_of(working_group, district)
    report(fairs, district, second.year.periods.get(number=1), 12)
    hold(working_group, OCTOBER, lead)
    held = hold(working_group, JANUARY, lead)
    DecisionFactory(meeting=held, text="Ask for *dates* #soon.", organization=district)
    ParticipationFactory(event=held.event, organization=district)
    GroupMeeting.objects.filter(pk=held.pk).update(notes="First.\n\nSecond,\nwith two lines.", agenda="Welcome")
    return GroupMeeting.objects.with_event().get(pk=held.pk)


def content(minutes):
    with minutes.file.file.open("rb") as file:
        return file.read()


def test_the_pdf_is_tagged_with_title_language_headings_and_tables(meeting, lead):
    made = PdfReader(io.BytesIO(content(publish(meeting, lead, noon(JANUARY)))))
    root = made.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "en-US")
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert made.metadata.title == "Minutes of Working group 2, January 21, 2025"
    kinds = [kind for kind, _ in elements(made)]
    assert (kinds.count("/H1"), kinds.count("/H2")) == (1, 6)
    assert kinds.count("/Table") == 2  # what was missing, and decisions
    assert kinds.count("/TH") == 3 + 4
    text = "\n".join(page.extract_text() for page in made.pages)
    said = ["Northside Union High", "Ask for *dates* #soon.", "Welcome", "with two lines.", "EN-2.4a", "1 as it was."]
    assert [words for words in said if words not in text] == []


def test_they_are_posted_in_the_groups_folder_and_their_bytes_stay(meeting, lead, member, reporter, signed_in):
    first = publish(meeting, lead, noon(JANUARY))
    before = content(first)
    DecisionFactory(meeting=meeting, text="Something else.")
    GroupMeeting.objects.filter(pk=meeting.pk).update(notes="Other notes.")
    second = publish(meeting, lead, noon(JANUARY), note="One decision was missing.", seen=1)
    assert content(first) == before != content(second)
    document = Document.objects.get()
    assert (document.kind, document.owner, document.folder) == ("minutes", meeting.group, meeting.group)
    assert [version.file for version in document.versions.all()] == [second.file, first.file]
    assert signed_in(reporter).get(document.get_absolute_url()).status_code == 200  # posted: every member reads it
    for number, bytes_of in ((1, before), (2, content(second))):
        answer = signed_in(member).get(address(meeting, f"minutes/{number}.pdf"))
        assert (b"".join(answer), answer["Content-Type"]) == (bytes_of, "application/pdf")


def test_the_database_refuses_to_change_what_was_published(meeting, lead):
    publish(meeting, lead, noon(JANUARY))
    with pytest.raises(IntegrityError, match="stay as they are"), transaction.atomic():
        MeetingMinutes.objects.update(note="x")


def test_a_correction_says_what_and_the_second_of_two_people_is_told(meeting, lead, signed_in):
    client, url = signed_in(lead), address(meeting, "minutes/")
    assert client.post(url, {"versions": "0"}).url == f"{address(meeting)}#minutes"
    late = client.post(url, {"versions": "0", "note": "Mine."})
    assert (late.status_code, MeetingMinutes.objects.count()) == (409, 1)
    assert "Somebody else has published a version meanwhile." in late.content.decode()
    assert client.post(url, {"versions": "1"}).status_code == 422
    client.post(url, {"versions": "1", "note": "A name was misspelled."})
    assert MeetingMinutes.objects.get(number=2).note == "A name was misspelled."


def test_a_meeting_that_was_not_opened_has_none(meeting, lead):
    GroupMeeting.objects.filter(pk=meeting.pk).update(opened_at=None, through=None)
    with pytest.raises(MeetingRefused, match="not opened yet"):
        publish(meeting, lead, noon(JANUARY))
    assert Document.objects.count() == 0


@pytest.mark.parametrize(("kind", "takes"), [("convening", True), ("meeting", False)])
def test_they_are_the_events_minutes_where_events_of_the_kind_have_some(meeting, lead, kind, takes):
    Event.objects.filter(pk=meeting.event_id).update(kind=kind)
    first = publish(meeting, lead, noon(JANUARY))
    assert (Event.objects.get(pk=meeting.event_id).minutes == first.file) is takes
    second = publish(meeting, lead, noon(JANUARY), note="Corrected.", seen=1)
    assert (Event.objects.get(pk=meeting.event_id).minutes == second.file) is takes


def test_minutes_that_somebody_attached_to_the_event_stay(meeting, lead):
    other = publish(meeting, lead, noon(JANUARY)).file
    other.pk = None
    other.save()
    Event.objects.filter(pk=meeting.event_id).update(kind="convening", minutes=other)
    publish(meeting, lead, noon(JANUARY), note="Corrected.", seen=1)
    assert Event.objects.get(pk=meeting.event_id).minutes == other
