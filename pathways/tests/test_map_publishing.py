"""Publishing a map, what it then connects, and that what was published stands as it is."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from pathways.models import CareerPathway, MapBox, MapConnection, MapLink, MapVersion
from pathways.queries.maps import content_of
from pathways.rules import map_publishing
from pathways.rules.map_editing import MapChanged
from pathways.rules.map_states import MapRefused
from pathways.tests.factories import (
    CollegeProgramFactory,
    CourseFactory,
    MapBoxFactory,
    MapLinkFactory,
    MapVersionFactory,
    ProgramFactory,
)

pytestmark = pytest.mark.django_db
SEPTEMBER_1, OCTOBER_1, TODAY = (datetime.date(2026, month, 1) for month in (9, 10, 11))


@pytest.fixture
def school():
    return ProgramFactory(name="Welding Pathway")


@pytest.fixture
def college():
    return CollegeProgramFactory(name="Welding Technology")


@pytest.fixture
def draft(school, college):
    """A course of a high school program leads over a text to a college program."""
    version = MapVersionFactory(last_number=3)
    course = MapBoxFactory(version=version, kind="course", course=CourseFactory(program=school, title="Welding 1"))
    fair = MapBoxFactory(version=version, column="grade_12", title="Career fair")
    program = MapBoxFactory(version=version, column="term_1", kind="program", program=college)
    MapLinkFactory(source=course, target=fair)
    MapLinkFactory(source=fair, target=program)
    return version


def publish(version, user, day=SEPTEMBER_1, note=""):
    return map_publishing.publish(version, user, version.changes, day, TODAY, note)


def refused(change):
    """Whether the database refuses it."""
    try:
        with transaction.atomic():
            change()
    except IntegrityError as error:
        return "it stands as it is" in str(error)
    return False


def titles(version):
    return [box.title for column in content_of(version, TODAY).columns for box in column.boxes]


def test_a_published_map_keeps_its_words_when_a_course_is_renamed(draft, school, college, office):
    version = publish(draft, office)
    school.courses.update(title="Metals 1")
    type(college).objects.update(name="Metals")
    assert titles(version) == ["Welding 1", "Career fair", "Welding Technology"]
    following = map_publishing.begin_draft(version.pathway)
    assert titles(following) == ["Metals 1", "Career fair", "Metals"]  # a draft follows the records


def test_it_connects_what_links_lead_to_over_other_boxes(draft, school, college, office):
    version = publish(draft, office)
    assert list(MapConnection.objects.values_list("version", "high_school_program", "college_program")) == [
        (version.pk, school.pk, college.pk)
    ]


@pytest.mark.parametrize("level", ["adult", "four_year"])
def test_what_leads_to_no_community_college_program_connects_nothing(level, draft, college, office):
    type(college).objects.filter(pk=college.pk).update(level=level)
    publish(draft, office)
    assert not MapConnection.objects.exists()


def test_a_link_the_other_way_within_a_column_does_not_connect(school, college, office):
    version = MapVersionFactory()
    one = MapBoxFactory(version=version, kind="program", program=school, column="adult")
    other = MapBoxFactory(version=version, kind="program", program=college, column="adult")
    MapLinkFactory(source=other, target=one)
    publish(version, office)
    assert not MapConnection.objects.exists()


def test_links_in_a_circle_do_no_harm(school, college, office):
    version = MapVersionFactory()
    boxes = [MapBoxFactory(version=version, kind="program", program=one) for one in (school, school, college)]
    for source, target in ((0, 1), (1, 0), (1, 2)):
        MapLinkFactory(source=boxes[source], target=boxes[target])
    publish(version, office)
    assert MapConnection.objects.count() == 1


def test_the_database_changes_nothing_that_was_published(draft, office, school):
    version = publish(draft, office)
    box, link = version.boxes.first(), version.links.first()
    assert refused(lambda: MapBox.objects.filter(pk=box.pk).update(title="Other words"))
    assert refused(lambda: MapBoxFactory(version=version, number=9, order=9))
    assert refused(lambda: MapLink.objects.filter(pk=link.pk).delete())
    assert refused(lambda: MapBox.objects.all().delete())
    assert refused(lambda: version.connections.all().delete())
    assert refused(lambda: MapVersion.objects.filter(pk=version.pk).update(published_on=OCTOBER_1))
    assert refused(lambda: MapVersion.objects.filter(pk=version.pk).update(published_on=None))
    assert refused(lambda: MapVersion.objects.filter(pk=version.pk).delete())
    assert version.boxes.count() == 3


def test_the_database_lets_no_link_lead_back_or_to_another_version(draft):
    first, fair, _ = draft.boxes.order_by("number")
    elsewhere = MapBoxFactory()
    for source, target in ((fair, first), (first, elsewhere)):
        with pytest.raises(IntegrityError, match="leads to the same column or a later one"), transaction.atomic():
            MapLink.objects.create(version=draft, source=source, target=target)
    with pytest.raises(IntegrityError, match="leads to the same column or a later one"), transaction.atomic():
        MapBox.objects.filter(pk=fair.pk).update(column="middle_school")


def test_there_is_one_draft_at_most(draft, office):
    with pytest.raises(IntegrityError, match="map_version_one_draft"), transaction.atomic():
        MapVersionFactory(pathway=draft.pathway, number=2)
    version = publish(draft, office)
    following = map_publishing.begin_draft(version.pathway)
    assert map_publishing.begin_draft(version.pathway) == following
    assert (following.number, following.last_number, following.boxes.count()) == (2, 3, 3)
    assert following.links.count() == 2


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(datetime.date(2026, 11, 2), "still to come"), (datetime.date(2026, 8, 31), "The version before it stood until")],
)
def test_a_version_is_published_neither_in_the_future_nor_before_the_last_one(day, sentence, draft, office):
    publish(draft, office)
    following = map_publishing.begin_draft(draft.pathway)
    with pytest.raises(MapRefused, match=sentence):
        publish(following, office, day)


def test_an_empty_map_is_not_published(office):
    with pytest.raises(MapRefused, match="The map is empty"):
        publish(MapVersionFactory(), office)


def test_a_draft_that_somebody_else_has_changed_is_not_published(draft, office, reporter):
    draft.changes, draft.changed_by = 1, reporter
    draft.save()
    with pytest.raises(MapChanged):
        map_publishing.publish(draft, office, 0, SEPTEMBER_1, TODAY)
    draft.refresh_from_db()
    assert draft.is_draft


def test_which_version_stands_on_a_day(draft, office):
    first = publish(draft, office)
    second = map_publishing.begin_draft(first.pathway)

    def standing(day):
        return list(MapVersion.objects.current(day))

    assert standing(datetime.date(2026, 8, 31)) == []
    assert standing(OCTOBER_1) == [first]
    publish(second, office, OCTOBER_1)
    assert [standing(day) for day in (datetime.date(2026, 9, 30), OCTOBER_1)] == [[first], [second]]
    map_publishing.withdraw(second, datetime.date(2026, 10, 15), "The program has ended.", TODAY)
    assert [standing(datetime.date(2026, 10, day)) for day in (14, 15)] == [
        [second],
        [],
    ]  # the first does not come back
    third = map_publishing.begin_draft(first.pathway)
    publish(third, office, datetime.date(2026, 10, 20))
    assert [standing(datetime.date(2026, 10, day)) for day in (14, 19, 20)] == [[second], [], [third]]


def test_only_the_last_published_version_is_withdrawn_and_once(draft, office):
    with pytest.raises(MapRefused, match="Throw it away instead"):
        map_publishing.withdraw(draft, OCTOBER_1, "Why", TODAY)
    first = publish(draft, office)
    with pytest.raises(MapRefused, match="Choose a day from September 1, 2026"):
        map_publishing.withdraw(first, datetime.date(2026, 8, 31), "Why", TODAY)
    second = publish(map_publishing.begin_draft(first.pathway), office, OCTOBER_1)
    with pytest.raises(MapRefused, match="later version"):
        map_publishing.withdraw(first, OCTOBER_1, "Why", TODAY)
    map_publishing.withdraw(second, OCTOBER_1, "Why", TODAY)
    with pytest.raises(MapRefused, match="already"):
        map_publishing.withdraw(second, OCTOBER_1, "Why", TODAY)


def test_a_draft_that_is_thrown_away_takes_a_pathway_along_that_never_was_published(draft, office):
    published = publish(draft, office)
    assert map_publishing.throw_away(map_publishing.begin_draft(published.pathway)) is False
    assert published.pathway.versions.get() == published
    assert map_publishing.throw_away(MapVersionFactory(number=1)) is True
    assert CareerPathway.objects.get() == published.pathway


def test_the_preview_says_what_is_different_and_what_is_connected(draft, school, college, office):
    previous = publish(draft, office)
    following = map_publishing.begin_draft(previous.pathway)
    assert map_publishing.preview_of(following, previous).says_the_same
    following.boxes.filter(number=2).update(title="Job fair", column="grade_11")
    following.links.filter(target__number=3).delete()
    MapBoxFactory(version=following, number=4, column="occupations", title="Welder")
    preview = map_publishing.preview_of(following, previous)
    assert preview.added == ["“Welder” in Occupations"]
    assert preview.changed == [
        "“Career fair” is now called “Job fair”",
        "“Job fair” moved from Grade 12 to Grade 11",
    ]
    assert preview.links == ["“Job fair” no longer leads to “Welding Technology”"]
    assert (preview.connections, preview.alone) == ([], [school])
    assert map_publishing.preview_of(draft, None).connections == [(school, college)]
