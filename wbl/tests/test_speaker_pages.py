"""Speakers: lists, no twins, and the speakers of an event."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pathways.tests.factories import SectorFactory
from wbl.models import Speaker, Speaking
from wbl.tests.factories import EmployerFactory, EventFactory, SpeakerFactory, SpeakingFactory

pytestmark = pytest.mark.django_db

LIST, NEW = "/wbl/speakers/", "/wbl/speakers/new/"


@pytest.fixture
def welding():
    return EmployerFactory(name="Harbor Welding")


@pytest.fixture
def ana(welding):
    return SpeakerFactory(name="Ana Example", employer=welding)


@pytest.fixture
def event(district):
    return EventFactory(owner=district)


def names(response):
    return [speaker.name for speaker in response.context["page"]]


def test_the_list_is_narrowed_by_words_sector_grade_and_language(member, signed_in):
    sector = SectorFactory()
    SpeakerFactory(name="Ana", employer=EmployerFactory(sector=sector), languages="English, Spanish")
    SpeakerFactory(name="Ben", sector=sector, lowest_grade=9, highest_grade=12, topics="Bridges and tunnels")
    SpeakerFactory(name="Cem", employer=EmployerFactory(sector=sector), sector=SectorFactory())
    client = signed_in(member)
    asked = {
        "": ["Ana", "Ben", "Cem"],
        f"sector={sector.slug}": ["Ana", "Ben"],
        "grade=7": ["Ana", "Cem"],
        "grade=9": ["Ana", "Ben", "Cem"],
        "language=Spanish": ["Ana"],
        "q=tunnels": ["Ben"],
    }
    assert {query: names(client.get(f"{LIST}?{query}")) for query in asked} == asked


def test_talks_are_those_that_were_held(member, signed_in, ana):
    SpeakingFactory(speaker=ana, event__starts_at=datetime.datetime(2026, 10, 7, 6, 30, tzinfo=datetime.UTC))
    SpeakingFactory(speaker=ana, event__status="planned")
    SpeakingFactory(speaker=ana, event__status="cancelled")
    page = signed_in(member).get(LIST)
    assert [speaker.talk_count for speaker in page.context["page"]] == [1]
    assert "Oct 6, 2026" in page.content.decode()
    assert len(signed_in(member).get(ana.get_absolute_url()).context["page"]) == 3


def test_the_list_and_a_page_ask_equally_often_for_few_rows_and_many(member, signed_in, ana, event, office):
    def queries(client, url):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    reader, writer = signed_in(member), signed_in(office)
    SpeakingFactory(speaker=ana, event=event)
    asked = [(reader, LIST), (reader, ana.get_absolute_url()), (writer, reverse("event-speakers", args=[event.pk]))]
    [client.get(url) for client, url in asked]
    few = [queries(client, url) for client, url in asked]
    for _ in range(12):
        SpeakingFactory(speaker=ana)
        SpeakingFactory(event=event, speaker__employer=EmployerFactory())
    assert [queries(client, url) for client, url in asked] == few


def test_a_reporter_records_a_speaker_of_an_employer_that_is_here(reporter, signed_in, welding):
    client = signed_in(reporter)
    answer = client.post(NEW, {"name": "Ana Example", "employer": "harbor welding", "languages": "English"})
    speaker = Speaker.objects.get()
    assert answer.url == speaker.get_absolute_url()
    assert (speaker.employer, speaker.recorded_by) == (welding, reporter)
    answer = client.post(NEW, {"name": "Ben Sample", "employer": "Harbor Weldng"})
    assert answer.status_code == 422
    assert "Is it “Harbor Welding”?" in answer.content.decode()


def test_readers_record_nobody_and_strangers_find_nobody(member, stranger, signed_in, ana):
    change = reverse("speaker-edit", args=[ana.pk])
    for person, status in ((member, 403), (stranger, 404)):
        client = signed_in(person)
        assert [client.post(url, {"name": "X"}).status_code for url in (NEW, change)] == [status, status]
    assert [signed_in(stranger).get(url).status_code for url in (LIST, ana.get_absolute_url())] == [404, 404]


@pytest.mark.parametrize(
    ("name", "employer", "status"),
    [
        ("Anna Example", "Harbor Welding", 422),  # the same employer
        ("Ana Exampel", "", 422),  # no employer given: it may be her
        ("Ana Example", "Mesa Dental", 302),  # of another employer: another person
        ("Ben Sample", "Harbor Welding", 302),
    ],
)
def test_a_twin_has_a_similar_name_and_the_same_employer_or_none(name, employer, status, reporter, signed_in, ana):
    EmployerFactory(name="Mesa Dental")
    answer = signed_in(reporter).post(NEW, {"name": name, "employer": employer})
    assert answer.status_code == status
    assert Speaker.objects.count() == (2 if status == 302 else 1)


def test_grades_are_given_in_pairs_and_in_order(reporter, signed_in):
    for grades in ({"lowest_grade": 9}, {"lowest_grade": 9, "highest_grade": 8}):
        answer = signed_in(reporter).post(NEW, {"name": "Ana Example", **grades})
        assert "The lowest grade comes before the highest" in answer.content.decode()
    assert not Speaker.objects.exists()


def put(client, event, **fields):
    return client.post(reverse("event-speakers", args=[event.pk]), fields)


def test_a_speaker_of_the_directory_is_put_on_an_event_s_list_by_name(reporter, signed_in, ana, event):
    client = signed_in(reporter)
    assert put(client, event, name="ana example (harbor welding)", topic="Bridges").status_code == 302
    assert [(row.speaker, row.topic) for row in event.speakings.all()] == [(ana, "Bridges")]
    again = put(client, event, name="Ana Example")
    assert again.status_code == 422
    assert "Ana Example is on the list of this event already." in again.content.decode()


def test_a_new_name_is_recorded_with_the_talk(reporter, signed_in, event, welding):
    put(signed_in(reporter), event, name="Ben Sample", employer="Harbor Welding")
    speaker = Speaker.objects.get()
    assert (speaker.name, speaker.employer, speaker.recorded_by) == ("Ben Sample", welding, reporter)
    assert list(event.speakings.values_list("speaker", flat=True)) == [speaker.pk]


def test_a_name_that_looks_like_another_is_asked_about_first(reporter, signed_in, ana, event):
    client = signed_in(reporter)
    answer = put(client, event, name="Anna Exampel")
    assert answer.status_code == 422
    assert "It is this speaker" in answer.content.decode()
    assert not Speaking.objects.exists()
    put(client, event, name="Anna Exampel", use=ana.pk)
    assert event.speakings.get().speaker == ana
    put(client, event, name="Anna Exampel", nevertheless=answer.context["form"].seen)
    assert event.speakings.count() == 2
    assert Speaker.objects.count() == 2


def test_two_of_one_name_are_told_apart_by_their_employers(reporter, signed_in, ana, event):
    other = SpeakerFactory(name="Ana Example", employer=EmployerFactory(name="Mesa Dental"))
    client = signed_in(reporter)
    assert put(client, event, name="Ana Example").status_code == 422
    put(client, event, name="Ana Example", employer="Mesa Dental")
    assert event.speakings.get().speaker == other


def test_the_list_of_an_event_is_written_by_who_writes_the_event(
    reporter, other_reporter, member, stranger, signed_in, ana, event
):
    row = SpeakingFactory(event=event, speaker=ana)
    remove = reverse("event-speaker-remove", args=[event.pk, row.pk])
    for person, status in ((other_reporter, 403), (member, 403), (stranger, 404)):
        client = signed_in(person)
        assert [put(client, event, name="Ben").status_code, client.post(remove).status_code] == [status, status]
    elsewhere = reverse("event-speaker-remove", args=[EventFactory(owner=event.owner).pk, row.pk])
    assert signed_in(reporter).post(elsewhere).status_code == 404
    signed_in(reporter).post(remove)
    assert not Speaking.objects.exists()
    assert Speaker.objects.count() == 1


def test_an_event_s_page_shows_its_speakers_to_members(member, reporter, signed_in, ana, event):
    SpeakingFactory(event=event, speaker=ana, topic="Bridges")
    page = signed_in(member).get(event.get_absolute_url()).content.decode()
    assert (ana.get_absolute_url() in page, "Bridges" in page, "Change the speakers" in page) == (True, True, False)
    assert "Change the speakers" in signed_in(reporter).get(event.get_absolute_url()).content.decode()
