"""The list of maps and their pages: who sees and changes what, and how often the database is asked."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consortium.tests.factories import MembershipFactory
from pathways.models import CareerPathway, MapBox, MapVersion
from pathways.tests.factories import (
    CareerPathwayFactory,
    CollegeProgramFactory,
    CourseFactory,
    MapBoxFactory,
    MapLinkFactory,
    MapVersionFactory,
    ProgramFactory,
    SectorFactory,
    published_version,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 4)


def names(page):
    return [pathway.name for pathway in page.context["page"]]


@pytest.fixture
def maps(district):
    """Four pathways of the reporter's district: a draft, one published, one with a draft of the next, one withdrawn."""
    drafted = CareerPathwayFactory(name="Drafted", organization=district)
    MapBoxFactory(version=MapVersionFactory(pathway=drafted), title="Robots")
    published_version({"title": "Ships"}, on=DAY, pathway__name="Published", pathway__organization=district)
    both = published_version({}, on=DAY, pathway__name="Both", pathway__organization=district)
    MapBoxFactory(version=MapVersionFactory(pathway=both.pathway, number=2), title="Secret boats")
    gone = published_version({}, on=DAY, pathway__name="Gone", pathway__organization=district)
    MapVersion.objects.filter(pk=gone.pk).update(withdrawn_on=DAY, withdrawn_because="It has ended.")
    return {pathway.name: pathway for pathway in CareerPathway.objects.all()}


def test_members_see_what_was_published_and_the_owners_people_drafts_too(maps, signed_in, reporter, member, office):
    assert sorted(names(signed_in(member).get("/pathways/maps/"))) == ["Both", "Gone", "Published"]
    for person in (reporter, office):
        assert sorted(names(signed_in(person).get("/pathways/maps/"))) == ["Both", "Drafted", "Gone", "Published"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=published", ["Both", "Published"]),
        ("status=withdrawn", ["Gone"]),
        ("status=draft", []),
        ("q=ships", ["Published"]),
        ("q=secret", []),  # it stands on a draft alone
        ("organization=northside-union-high", ["Both", "Gone", "Published"]),
        ("sector=nothing", ["Both", "Gone", "Published"]),
    ],
)
def test_the_list_is_narrowed_for_a_member(query, expected, maps, signed_in, member):
    assert sorted(names(signed_in(member).get(f"/pathways/maps/?{query}"))) == expected


def test_the_list_is_narrowed_for_the_owner(maps, signed_in, reporter):
    assert sorted(names(signed_in(reporter).get("/pathways/maps/?status=draft"))) == ["Both", "Drafted"]
    assert names(signed_in(reporter).get("/pathways/maps/?q=secret+boats")) == ["Both"]


def test_an_empty_list_says_what_to_do_next(signed_in, reporter, member):
    assert b"Begin with a pathway that leads" in signed_in(reporter).get("/pathways/maps/").content
    assert b"No map is published yet" in signed_in(member).get("/pathways/maps/").content


def test_a_draft_is_nowhere_for_outsiders(maps, signed_in, member, other_reporter, stranger, district):
    for outsider in (member, other_reporter, stranger):
        client = signed_in(outsider)
        for place in ("drafted/", "drafted/draft/", "drafted/edit/", "drafted/publish/"):
            slug = maps["Drafted"].slug
            assert client.get(f"/pathways/maps/{place.replace('drafted', slug)}").status_code == 404
        assert client.get(f"/pathways/maps/{maps['Both'].slug}/draft/").status_code == 404
    colleague = MembershipFactory(organization=district, role="member").user
    assert signed_in(colleague).get(f"/pathways/maps/{maps['Drafted'].slug}/draft/").status_code == 200
    assert signed_in(colleague).get(f"/pathways/maps/{maps['Drafted'].slug}/edit/").status_code == 403


def test_readers_change_nothing(maps, signed_in, member):
    client = signed_in(member)
    slug = maps["Both"].slug
    answer = client.post(f"/pathways/maps/{slug}/edit/add/", {"q": "Mine", "to_column": "grade_9", "seen": "0"})
    assert answer.status_code == 403
    assert not MapBox.objects.filter(title="Mine").exists()


def test_the_page_shows_what_stands_and_each_version_by_its_number(maps, signed_in, member):
    client = signed_in(member)
    both = maps["Both"]
    MapVersion.objects.filter(pathway=both, number=2).update(published_on=datetime.date(2026, 5, 6))
    page = client.get(f"/pathways/maps/{both.slug}/")
    assert page.context["content"].note == "Published May 6, 2026, version 2"
    assert page.context["is_current"]
    older = client.get(f"/pathways/maps/{both.slug}/?version=1")
    assert older.context["content"].note == "Published March 4, 2026, version 1"
    assert not older.context["is_current"]
    for nothing in ("3", "x", "-1"):
        assert client.get(f"/pathways/maps/{both.slug}/?version={nothing}").status_code == 404
    gone = client.get(f"/pathways/maps/{maps['Gone'].slug}/").content.decode()
    assert "It has ended." in gone


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_list_pages_ask_equally_often_for_few_and_many(signed_in, office, district):
    client = signed_in(office)
    published_version({}, on=DAY)
    few = queries_of(client, "/pathways/maps/?q=example")
    for _ in range(12):
        version = published_version({}, {}, on=DAY, pathway__organization=district)
        MapVersionFactory(pathway=version.pathway, number=2)
    assert queries_of(client, "/pathways/maps/?q=example") == few


@pytest.mark.parametrize("page", ["draft/", "edit/", "edit/?box=1", "edit/?q=example", "publish/"])
def test_pages_of_a_map_ask_equally_often_for_few_and_many_boxes(page, signed_in, office):
    client = signed_in(office)
    counts = []
    for boxes in (2, 20):
        version = MapVersionFactory()
        school, college = ProgramFactory(), CollegeProgramFactory()
        MapBoxFactory(version=version, kind="program", program=school)
        for number in range(boxes):
            course = CourseFactory(program=school if number % 2 else college)
            box = MapBoxFactory(version=version, kind="course", course=course)
            MapLinkFactory(source=version.boxes.get(number=1), target=box)
        counts.append(queries_of(client, f"/pathways/maps/{version.pathway.slug}/{page}"))
    assert counts[0] == counts[1]


def test_a_course_on_a_map_is_kept_and_it_is_said_why(signed_in, reporter, district):
    course = CourseFactory(program__organization=district)
    published_version({"kind": "course", "course": course}, on=DAY, pathway__name="The map")
    client = signed_in(reporter)
    answer = client.post(f"/pathways/courses/{course.pk}/delete/")
    assert answer.status_code == 409
    assert "It stays: it stands on" in answer.content.decode()
    assert type(course).objects.filter(pk=course.pk).exists()


def test_a_new_map_is_of_an_organization_of_ones_own(signed_in, reporter, other_reporter, district):
    sector = SectorFactory()
    asked = {"name": "New", "sector": sector.pk, "organization": district.pk, "summary": ""}
    assert signed_in(other_reporter).post("/pathways/maps/new/", asked).status_code == 422
    assert not CareerPathway.objects.exists()
    answer = signed_in(reporter).post("/pathways/maps/new/", asked | {"name": "New"})
    pathway = CareerPathway.objects.get()
    assert (answer.url, pathway.slug) == (f"/pathways/maps/{pathway.slug}/edit/", "new-" + pathway.slug[4:])
    assert pathway.versions.drafts().count() == 1
