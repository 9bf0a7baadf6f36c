"""Events of every kind are planned, recorded, held, cancelled and copied; what is wrong is said where it was typed."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consortium.tests.factories import OrganizationFactory, PeriodFactory, SchoolFactory
from pathways.tests.factories import DocumentedGapFactory, OccupationFactory, ProgramGapFactory, SectorFactory
from wbl.models import Event
from wbl.rules.kinds import KINDS
from wbl.tests.factories import AttendanceFactory, EventFactory, ParticipationFactory

pytestmark = pytest.mark.django_db


def typed(owner, **more):
    return {
        "title": "Career fair", "day": "2026-10-06", "begins": "9:00", "status": "held", "owner": owner.pk, "save": "1",
        "version": "1", **more,
    }  # fmt: skip


def new(client, kind, owner, **more):
    return client.post(f"{reverse('event-new')}?kind={kind}", typed(owner, **more))


@pytest.fixture
def fair(district):
    return EventFactory(kind="career_fair", title="Career fair", owner=district)


def test_every_kind_is_in_the_table_and_has_audiences_but_meetings():
    assert set(KINDS) == set(Event.Kind)
    assert {kind for kind, facts in KINDS.items() if not facts.audiences} == set(Event.MEETINGS)


def test_the_kind_is_asked_first(reporter, signed_in):
    client = signed_in(reporter)
    page = client.get(reverse("event-new")).text
    assert page.count("?kind=") == 14
    assert client.get(f"{reverse('event-new')}?kind=meeting").url == reverse("meeting_new")


def test_a_fair_is_recorded_with_its_facts_and_asks_next_who_came(reporter, signed_in, district):
    school, sector = SchoolFactory(name="Lincoln High", parent=district), SectorFactory()
    answer = new(
        signed_in(reporter), "career_fair", district, site_name="lincoln", sector=sector.key, lowest_grade="9",
        highest_grade="", ends="11:30", came=[district.pk],
    )  # fmt: skip
    event = Event.objects.get()
    assert answer.url == reverse("attendance", args=[event.pk, district.slug])
    assert (event.kind, event.status, event.site, event.sector) == ("career_fair", "held", school, sector)
    assert (event.lowest_grade, event.highest_grade, event.recorded_by) == (9, 9, reporter)
    assert timezone.localtime(event.starts_at).isoformat() == "2026-10-06T09:00:00-07:00"
    assert [row.organization for row in event.participations.all()] == [district]


def test_only_what_the_kind_asks_is_asked(reporter, signed_in):
    client = signed_in(reporter)

    def fields(kind):
        return set(client.get(f"{reverse('event-new')}?kind={kind}").context["form"].fields)

    assert {"capacity", "lowest_grade"} <= fields("job_shadow")
    assert "languages" in fields("parent_workshop")
    assert {"minutes_file", "soc", "labor_market_note"} <= fields("faculty_alignment")
    assert not {"capacity", "languages", "minutes_file", "soc"} & fields("career_fair")


def test_an_alignment_meeting_carries_minutes_and_the_figure_it_is_about(reporter, member, signed_in, district):
    occupation, client = OccupationFactory(soc="49-9021"), signed_in(reporter)
    new(client, "faculty_alignment", district, title="Alignment of welding", soc="49-9021")
    event = Event.objects.get()
    assert event.occupation == occupation
    assert "its minutes are missing." in client.get(event.get_absolute_url()).text
    minutes = SimpleUploadedFile("minutes.txt", b"We agreed.")
    again = typed(district, title="Alignment of welding", soc="49-9021", minutes_file=minutes)
    client.post(reverse("event-edit", args=[event.pk]), again)
    assert "does not count yet" not in client.get(event.get_absolute_url()).text
    file = signed_in(member).get(reverse("event-minutes", args=[event.pk]))
    assert b"".join(file.streaming_content) == b"We agreed."


def test_a_gap_makes_an_alignment_meeting_count_too(reporter, other_reporter, signed_in, district):
    gap = DocumentedGapFactory(title="Welding leads nowhere")
    proposed = ProgramGapFactory(owner=district)
    client = signed_in(reporter)
    choices = client.get(f"{reverse('event-new')}?kind=faculty_alignment").context["form"].fields["gaps"].queryset
    assert set(choices) == {gap, proposed}
    minutes = SimpleUploadedFile("minutes.txt", b"We agreed.")
    new(client, "faculty_alignment", district, gaps=[gap.pk, proposed.pk], minutes_file=minutes)
    event = Event.objects.get()
    assert set(event.gaps.all()) == {gap, proposed}
    page = client.get(event.get_absolute_url()).text
    assert ("does not count yet" in page, gap.get_absolute_url() in page) == (False, True)
    assert list(Event.objects.documented()) == [event]
    copy = client.get(reverse("event-copy", args=[event.pk])).context["form"]
    assert set(copy["gaps"].value()) == {gap.pk, proposed.pk}
    # what is only proposed stays with its owner's people and the office
    page = signed_in(other_reporter).get(event.get_absolute_url()).text
    assert (gap.title in page, proposed.title in page) == (True, False)
    others = signed_in(other_reporter).get(f"{reverse('event-new')}?kind=faculty_alignment").context["form"]
    assert set(others.fields["gaps"].queryset) == {gap}


def test_parent_sessions_say_their_languages(reporter, signed_in, district):
    new(signed_in(reporter), "parent_workshop", district, languages=["en", "es"])
    event = Event.objects.get()
    assert event.languages == ["en", "es"]
    assert "English, Spanish" in signed_in(reporter).get(event.get_absolute_url()).text


@pytest.mark.parametrize(
    ("more", "field", "sentence"),
    [
        ({"title": ""}, "title", "Give it a title."),
        ({"day": "2100-01-01"}, "status", "A career fair on January 1, 2100 cannot have been held yet."),
        ({"status": "cancelled"}, "cancelled_because", "Say why it is cancelled."),
        ({"site_name": "Nowhere"}, "site_name", "No school, college or partner is called “Nowhere”. Write a part of"),
        ({"site_name": "High"}, "site_name", "Several may be meant: Lincoln High (Northside Union High); Mission High"),
        ({"lowest_grade": "12", "highest_grade": "9"}, "__all__", "The lowest grade comes before the highest; both"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(more, field, sentence, reporter, signed_in, district):
    for name in ("Lincoln High", "Mission High"):
        SchoolFactory(name=name, parent=district)
    answer = new(signed_in(reporter), "career_fair", district, **more)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field][0].startswith(sentence)
    assert not Event.objects.exists()


def test_of_two_schools_of_one_name_the_district_tells(reporter, signed_in, district):
    other = OrganizationFactory(name="Southside Unified")
    mine = SchoolFactory(name="Lincoln High", parent=district)
    SchoolFactory(name="Lincoln High", parent=other)
    client = signed_in(reporter)
    assert new(client, "career_fair", district, site_name="Lincoln High").status_code == 422
    new(client, "career_fair", district, site_name="Lincoln High (Northside Union High)")
    assert Event.objects.get().site == mine


def test_a_reporter_records_for_no_other_organization(other_reporter, signed_in, district):
    answer = new(signed_in(other_reporter), "career_fair", district)
    sentence = "You cannot record events of this organization. Choose one of the list."
    assert answer.context["form"].errors["owner"] == [sentence]


def test_a_planned_event_is_held_once_its_day_has_come(reporter, signed_in, fair):
    Event.objects.update(status="planned")
    client = signed_in(reporter)
    assert "Were these held?" in client.get(reverse("wbl")).text
    client.post(reverse("event-hold", args=[fair.pk]))
    fair.refresh_from_db()
    assert fair.status == "held"
    assert [row.status for row in fair.history.order_by("pgh_id")] == ["held", "planned", "held"]


def test_what_is_still_to_come_cannot_have_been_held(reporter, signed_in, fair):
    Event.objects.update(status="planned", starts_at=timezone.now() + datetime.timedelta(days=3))
    signed_in(reporter).post(reverse("event-hold", args=[fair.pk]))
    fair.refresh_from_db()
    assert fair.status == "planned"


def test_a_planned_event_is_cancelled_with_a_reason(reporter, signed_in, fair):
    Event.objects.update(status="planned")
    client, address = signed_in(reporter), reverse("event-cancel", args=[fair.pk])
    assert client.post(address, {"cancelled_because": ""}).status_code == 422
    client.post(address, {"cancelled_because": "Fire in the hills."})
    fair.refresh_from_db()
    assert (fair.status, fair.cancelled_because) == ("cancelled", "Fire in the hills.")
    assert "Cancelled: Fire in the hills." in client.get(fair.get_absolute_url()).text


def test_what_was_held_is_not_cancelled(reporter, signed_in, fair):
    signed_in(reporter).post(reverse("event-cancel", args=[fair.pk]), {"cancelled_because": "No."})
    fair.refresh_from_db()
    assert fair.status == "held"


def test_a_copy_has_the_same_facts_and_no_day(reporter, signed_in, fair):
    sector = SectorFactory()
    Event.objects.update(sector=sector, place="Gym", lowest_grade=9, highest_grade=12)
    ParticipationFactory(event=fair)
    form = signed_in(reporter).get(reverse("event-copy", args=[fair.pk])).context["form"]
    assert (form["sector"].value(), form["place"].value(), form["day"].value()) == (sector.key, "Gym", None)
    assert (form["lowest_grade"].value(), form.instance.kind) == (9, "career_fair")
    assert len(form["invited"].value()) == 1


def test_an_event_with_rosters_stays_in_its_school_year(reporter, signed_in, fair, district):
    AttendanceFactory(event=fair, organization=district, scheme="ssid", key_id="12345678", school_year=2026)
    client, address = signed_in(reporter), reverse("event-edit", args=[fair.pk])
    answer = client.post(address, typed(district, day="2026-06-30"))
    assert answer.context["form"].non_field_errors()[0].startswith("It has rosters, whose hashes are of the school")
    assert client.post(address, typed(district, day="2026-10-07")).status_code == 302


def test_in_a_locked_quarter_it_is_stored_with_a_warning(reporter, signed_in, district):
    PeriodFactory(number=2, locked_at=datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC))
    client = signed_in(reporter)
    page = client.get(new(client, "career_fair", district).url)
    assert "2026-27 Q2 is locked: its figures stand, and this counts only in the year to date." in page.text


def test_the_page_of_a_meeting_stays_where_it_was(member, signed_in):
    meeting, client = EventFactory(), signed_in(member)
    assert meeting.get_absolute_url() == reverse("meeting", args=[meeting.pk])
    assert client.get(reverse("event", args=[meeting.pk])).url == meeting.get_absolute_url()
    assert client.get(reverse("meeting", args=[EventFactory(kind="career_fair").pk])).status_code == 404
    assert {one.kind for one in client.get(reverse("meetings")).context["meetings"]} == {"meeting"}


def listed(client, **query):
    return [event.title for event in client.get(reverse("events"), query).context["page"]]


def test_the_list_is_narrowed_by_what_its_address_says(member, signed_in, district):
    client, sector = signed_in(member), SectorFactory()
    period = PeriodFactory(number=1)
    summer = datetime.datetime(2026, 8, 4, 17, tzinfo=datetime.UTC)
    EventFactory(title="Fair", kind="career_fair", owner=district, sector=sector)
    EventFactory(title="Tour", kind="campus_tour", status="planned", starts_at=summer)
    ParticipationFactory(event=EventFactory(title="Panel", kind="industry_panel"), organization=district)
    assert sorted(listed(client)) == ["Fair", "Panel", "Tour"]
    assert listed(client, kind="career_fair") == ["Fair"]
    assert listed(client, status="planned") == ["Tour"]
    assert listed(client, sector=sector.key) == ["Fair"]
    assert sorted(listed(client, organization=district.slug)) == ["Fair", "Panel"]
    assert listed(client, period=period.code) == ["Tour"]
    assert listed(client, **{"from": "2026-08-04", "through": "2026-08-04"}) == ["Tour"]
    assert sorted(listed(client, q="northside")) == ["Fair"]
    assert sorted(listed(client, kind="nonsense", period="x", organization="y")) == ["Fair", "Panel", "Tour"]
    assert "No event fits" in client.get(reverse("events"), {"q": "nothing"}).text


def test_the_month_shows_each_event_on_its_day_in_california(member, signed_in):
    late = datetime.datetime(2026, 10, 1, 5, tzinfo=datetime.UTC)  # September 30, 22:00
    EventFactory(title="Late fair", kind="career_fair", starts_at=late)
    EventFactory(title="October fair", kind="career_fair")
    client = signed_in(member)

    def days(month):
        page = client.get(reverse("event-calendar"), {"month": month, "whose": "all"})
        return {day.day.isoformat(): [event.title for event in day.events] for day in page.context["days"]}

    assert days("2026-09") == {"2026-09-30": ["Late fair"]}
    assert days("2026-10") == {"2026-10-06": ["October fair"]}
    assert client.get(reverse("event-calendar"), {"month": "nonsense"}).status_code == 200


def test_a_month_shows_first_what_is_one_s_own(reporter, signed_in, fair):
    EventFactory(title="Another", kind="career_fair")
    page = signed_in(reporter).get(reverse("event-calendar"), {"month": "2026-10"})
    assert [event for day in page.context["days"] for event in day.events] == [fair]


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_pages_ask_the_same_number_of_queries_however_much_there_is(office, signed_in, district, fair):
    client = signed_in(office)
    pages = [
        reverse("wbl"),
        reverse("events"),
        f"{reverse('event-calendar')}?month=2026-10&whose=all",
        fair.get_absolute_url(),
        reverse("attendance-choose", args=[fair.pk]),
    ]
    AttendanceFactory(event=fair, organization=SchoolFactory(parent=district))
    ParticipationFactory(event=fair, organization=district)
    EventFactory(kind="campus_tour", status="planned")
    few = [queries(client, page) for page in pages]
    for _ in range(8):
        AttendanceFactory(event=fair, organization=SchoolFactory())
        ParticipationFactory(event=fair, organization=SchoolFactory())
        EventFactory(kind="campus_tour", status="planned", site=SchoolFactory(), sector=SectorFactory())
    assert [queries(client, page) for page in pages] == few


def test_what_was_entered_after_its_quarter_was_locked_is_marked(member, signed_in, fair):
    PeriodFactory(number=2, locked_at=datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC))
    Event.objects.update(recorded_at=datetime.datetime(2026, 11, 5, tzinfo=datetime.UTC))
    client = signed_in(member)
    assert "Entered late: it was recorded on November 4, 2026" in client.get(fair.get_absolute_url()).text
    assert client.get(reverse("events")).text.count("entered late") == 1
