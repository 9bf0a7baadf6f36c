"""What the search of the editor finds, in which column it belongs, and what a typed column does."""

import datetime

import pytest

from consortium.permissions import Access
from pathways.queries import map_search
from pathways.queries.map_search import Find, column_of_course, found, sequence_columns, split_column
from pathways.tests.factories import (
    CareerPathwayFactory,
    CollegeProgramFactory,
    CourseFactory,
    MapBoxFactory,
    MapVersionFactory,
    OccupationFactory,
    ProgramFactory,
)

DAY = datetime.date(2026, 10, 6)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("grade 12: Internship", ("grade_12", "Internship")),
        ("12: Internship", ("grade_12", "Internship")),
        ("Term 3: English: part two", ("term_3", "English: part two")),
        ("college term 3: English", ("term_3", "English")),
        ("occupations : Welder", ("occupations", "Welder")),
        ("adult: Welding", ("adult", "Welding")),
        ("Grade: Welding", ("", "Grade: Welding")),  # which one?
        ("College: the first year", ("", "College: the first year")),
        ("Note: bring a helmet", ("", "Note: bring a helmet")),
        ("grade 12:", ("", "grade 12:")),
        ("grade 13: more", ("", "grade 13: more")),
    ],
)
def test_words_may_begin_with_a_column(typed, expected):
    assert split_column(typed) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"lowest_grade": 9, "highest_grade": 12}, "grade_9"),
        ({"lowest_grade": 7, "highest_grade": 8}, "middle_school"),
        ({"level": "capstone"}, "grade_12"),
        ({}, ""),
        ({"program__level": "college", "term": 2}, "term_2"),
        ({"program__level": "college", "term": 9}, "term_6"),
        ({"program__level": "college"}, ""),
        ({"program__level": "adult"}, "adult"),
        ({"program__level": "four_year"}, "transfer"),
    ],
)
def test_the_column_in_which_a_course_belongs(fields, expected):
    assert column_of_course(CourseFactory(**fields)) == expected


@pytest.mark.django_db
def test_courses_without_a_place_follow_one_after_the_other():
    program = CollegeProgramFactory()
    courses = [CourseFactory(program=program, order=order) for order in range(3)]
    assert [column for _, column in sequence_columns(courses)] == ["term_1", "term_2", "term_3"]


@pytest.mark.django_db
def test_every_word_is_searched_in_all_that_can_stand_on_a_map():
    pathway = CareerPathwayFactory()
    near = ProgramFactory(organization=pathway.organization, name="Zoo Welding")
    far = ProgramFactory(name="Arc Welding")
    ProgramFactory(name="Old Welding", ends_on=datetime.date(2026, 10, 5))
    course = CourseFactory(program=far, title="Welding one", lowest_grade=10, highest_grade=11)
    occupation = OccupationFactory(title="Welding machine setters")
    elsewhere = MapVersionFactory()
    reused = MapBoxFactory(version=elsewhere, title="Welding fair", column="grade_12")
    MapBoxFactory(version=elsewhere, title="Welding fair", column="grade_12")  # the same words, once
    MapBoxFactory(version=MapVersionFactory(pathway=pathway), title="Welding here")
    finds = found("welding", pathway, Access(is_office=True), DAY)
    assert [(find.pick.split(":")[0], find.title, find.column) for find in finds] == [
        ("program", near.name, ""),
        ("program", far.name, ""),
        ("courses", "The course of Arc Welding", ""),
        ("course", course.title, "grade_10"),
        ("occupation", occupation.title, "occupations"),
        ("text", reused.title, "grade_12"),
    ]
    assert found("welding nothing", pathway, Access(is_office=True), DAY) == []
    assert found("  ", pathway, Access(is_office=True), DAY) == []
    assert found("grade 9: setters", pathway, Access(is_office=True), DAY) == [
        Find(f"occupation:{occupation.pk}", "Occupation", occupation.title, (f"SOC {occupation.soc}",), "occupations")
    ]


@pytest.mark.django_db
def test_texts_of_other_peoples_drafts_are_not_found():
    pathway = CareerPathwayFactory()
    MapBoxFactory(title="Welding fair")
    own = Access(reporter_for=frozenset([pathway.organization_id]))
    assert found("welding", pathway, own, DAY) == []


@pytest.mark.django_db
def test_the_search_asks_as_often_for_few_and_many(django_assert_num_queries):
    pathway = CareerPathwayFactory()
    for _ in range(8):
        program = ProgramFactory(name="Welding")
        CourseFactory(program=program, title="Welding")
        MapBoxFactory(title="Welding")
    with django_assert_num_queries(5):
        assert len(found("welding", pathway, Access(is_office=True), DAY)) > map_search.MOST
