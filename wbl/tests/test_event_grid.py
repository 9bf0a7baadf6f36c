"""Many events of a kind are entered in one grid: all or none, errors in their line, without script."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.tests.factories import SchoolFactory
from wbl.forms.grid import SEVERAL, UNKNOWN
from wbl.models import Attendance, Event, Participation
from wbl.queries.outreach import SOURCES
from wbl.tests.factories import EmployerFactory, SpeakerFactory

pytestmark = pytest.mark.django_db


def grid(owner, *lines, **shared):
    """What the browser posts: lines of (begins, title, audience, headcount) and perhaps a speaker."""
    data = {
        "kind": "classroom_presentation", "day": "2026-10-06", "status": "held", "owner": owner.pk,
        "form-TOTAL_FORMS": str(max(len(lines), 6)), "form-INITIAL_FORMS": "0", **shared,
    }  # fmt: skip
    for number, line in enumerate(lines):
        for name, value in zip(("begins", "title", "audience", "headcount", "speaker"), line, strict=False):
            data[f"form-{number}-{name}"] = value
    for number in range(len(lines), 6):
        data[f"form-{number}-audience"] = "high_school"
    return data


def post(client, *args, **shared):
    return client.post(reverse("event-grid"), grid(*args, **shared))


def test_twelve_presentations_are_twelve_lines(reporter, signed_in, district):
    school = SchoolFactory(name="Lincoln High", parent=district)
    lines = [(f"{8 + n // 2}:{30 * (n % 2):02}", f"Class {n}", "high_school", str(20 + n)) for n in range(12)]
    answer = post(signed_in(reporter), district, *lines, site_name="lincoln")
    assert answer.url == f"{reverse('events')}?kind=classroom_presentation&from=2026-10-06&through=2026-10-06"
    events = Event.objects.order_by("starts_at")
    assert [event.title for event in events] == [f"Class {n}" for n in range(12)]
    assert {(event.owner, event.site, event.status, event.lowest_grade) for event in events} == {
        (district, school, "held", 9)
    }
    assert sum(Attendance.objects.values_list("headcount", flat=True)) == sum(range(20, 32))
    assert set(Attendance.objects.values_list("organization", flat=True)) == {school.pk}
    assert Participation.objects.filter(organization=school, came=True).count() == 12


def test_empty_lines_are_no_events_and_headcounts_may_come_later(reporter, signed_in, district):
    post(signed_in(reporter), district, ("9:00", "Class 1", "high_school", ""), ("", "", "high_school", ""))
    assert [event.title for event in Event.objects.all()] == ["Class 1"]
    assert not Attendance.objects.exists()


@pytest.mark.parametrize(
    ("line", "field", "sentence"),
    [
        (("", "Class 2", "high_school", "20"), "begins", "Say when it begins."),
        (("soon", "Class 2", "high_school", ""), "begins", "Write the time as hours and minutes, such as 9:30 or"),
        (("9:00", "", "high_school", "20"), "title", "Say which class or whose, or give it a title."),
        (("9:00", "Class 2", "", "20"), "audience", "Say who came."),
        (("9:00", "Class 2", "high_school", "-3"), "headcount", "Write a whole number, such as 30."),
        (("8:00", "class 1", "high_school", "20"), "title", "Line 1 is the same at 8 a.m."),
    ],
)
def test_one_wrong_line_and_none_is_recorded(line, field, sentence, reporter, signed_in, district):
    answer = post(signed_in(reporter), district, ("8:00", "Class 1", "high_school", "20"), line)
    assert answer.status_code == 422
    assert answer.context["lines"].forms[1].errors[field][0].startswith(sentence)
    assert not Event.objects.exists()


def test_the_speakers_of_a_day_are_named_in_their_lines_and_counted(reporter, signed_in, district):
    ana = SpeakerFactory(name="Ana Example", employer=EmployerFactory(name="Harbor Welding"))
    bo = SpeakerFactory(name="Bo Example")
    lines = [
        ("8:00", "Class 1", "high_school", "20", "ana example"),
        ("9:00", "Class 2", "high_school", "20", " Ana Example (Harbor Welding) "),
        ("10:00", "Class 3", "high_school", "20", "Bo Example"),
        ("11:00", "Class 4", "high_school", "20", ""),
    ]
    assert post(signed_in(reporter), district, *lines).status_code == 302
    spoke = Event.objects.order_by("starts_at").values_list("title", "speakings__speaker")
    assert list(spoke) == [("Class 1", ana.pk), ("Class 2", ana.pk), ("Class 3", bo.pk), ("Class 4", None)]
    day = datetime.date(2026, 10, 6)
    assert SOURCES["speakers"](day, day).region.numerator == 2


@pytest.mark.parametrize(("times", "sentence"), [(0, UNKNOWN), (2, SEVERAL)])
def test_a_speaker_who_is_not_to_be_told_is_asked_for_in_the_line(times, sentence, reporter, signed_in, district):
    SpeakerFactory.create_batch(times, name="Ana Example")
    line = ("9:00", "Class 2", "", "", "Ana Example")
    answer = post(signed_in(reporter), district, ("8:00", "Class 1", "high_school", "20"), line)
    assert answer.status_code == 422
    assert [form.errors for form in answer.context["lines"].forms[:2]] == [{}, {"speaker": [sentence]}]
    assert 'value="Ana Example"' in answer.text
    assert not Event.objects.exists()


def test_nothing_typed_is_said(reporter, signed_in, district):
    answer = post(signed_in(reporter), district)
    assert "Nothing is typed in the grid yet: a line for each event." in answer.text


def test_what_is_still_to_come_cannot_have_been_held(reporter, signed_in, district):
    answer = post(signed_in(reporter), district, ("8:00", "Class 1", "", ""), day="2099-10-06")
    assert answer.context["shared"].errors["status"] == ["What is on October 6, 2099 cannot have been held yet."]


def test_more_lines_keep_what_was_typed_and_store_nothing(reporter, signed_in, district):
    answer = post(signed_in(reporter), district, ("", "Class 1", "high_school", "x"), more="1")
    assert answer.status_code == 200
    assert len(answer.context["lines"].forms) == 18
    assert answer.context["lines"].forms[17]["audience"].value() == "high_school"
    assert answer.context["lines"].forms[0]["title"].value() == "Class 1"
    assert "is-invalid" not in answer.text
    assert not Event.objects.exists()


def test_a_grid_has_at_most_sixty_lines(reporter, signed_in, district):
    answer = post(signed_in(reporter), district, more="1", **{"form-TOTAL_FORMS": "600"})
    assert len(answer.context["lines"].forms) == 60


def test_a_reporter_records_for_no_other_organization(other_reporter, member, signed_in, district):
    answer = post(signed_in(other_reporter), district, ("8:00", "Class 1", "", ""))
    assert "owner" in answer.context["shared"].errors
    assert signed_in(member).get(reverse("event-grid")).status_code == 403


def test_many_lines_take_as_many_statements_as_few(reporter, signed_in, district):
    client = signed_in(reporter)
    for number in range(30):
        SpeakerFactory(name=f"Speaker {number}")

    def asked(number, day):
        lines = [("8:00", f"Class {n}", "high_school", "20", f"Speaker {n}") for n in range(number)]
        with CaptureQueriesContext(connection) as captured:
            assert post(client, district, *lines, day=day).status_code == 302
        return len(captured)

    asked(1, "2026-09-01")
    assert asked(2, "2026-09-02") == asked(30, "2026-09-03")
