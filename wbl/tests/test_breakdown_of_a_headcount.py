"""The parts of a headcount add up, or what is missing is put in “not reported”; the database holds the same rule."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as some

from consortium.categories import DIMENSIONS, GENDER, GENDERS, GROUPS, PARTITIONS, RACE, RACES, WORDS
from wbl.rules.breakdowns import settled
from wbl.tests.factories import AttendanceFactory

COUNTS = some.dictionaries(some.sampled_from(list(WORDS)), some.none() | some.integers(0, 40))


@given(some.integers(0, 60), COUNTS, some.booleans())
def test_a_breakdown_without_problems_adds_up(headcount, given_counts, rest):
    counts, problems = settled(headcount, given_counts, rest)
    if problems:
        return
    for dimension in PARTITIONS:
        parts = [counts[code] for code in DIMENSIONS[dimension] if code in counts]
        assert len(parts) in (0, len(DIMENSIONS[dimension]))
        assert not parts or sum(parts) == headcount
    assert all(counts[code] <= headcount for code in GROUPS if code in counts)


@given(some.integers(0, 60), COUNTS)
def test_only_too_many_are_a_problem_once_the_rest_is_not_reported(headcount, given_counts):
    _, problems = settled(headcount, given_counts, rest_not_reported=True)
    for problem in problems:
        assert "too many" in problem.sentence or problem.dimension == "program group"
    offered = {problem.dimension for problem in settled(headcount, given_counts)[1] if problem.rest}
    assert offered.isdisjoint(problem.dimension for problem in problems)


def test_what_was_typed_stays_as_it_is_and_the_rest_is_not_reported():
    counts, problems = settled(30, {"GF": 12, "GM": 10, "GZ": 1, "SE": 4}, rest_not_reported=True)
    assert (counts, problems) == ({"GF": 12, "GM": 10, "GX": 0, "GZ": 8, "SE": 4}, [])


@pytest.mark.parametrize(
    ("given_counts", "sentence"),
    [
        ({"GF": 12}, "By gender it makes 12, and the headcount is 30. The other 18 can be put in “not reported”."),
        ({"RH": 31}, "By race and ethnicity it makes 31, and the headcount is 30. That is 1 too many."),
        ({"SS": 31}, "Socioeconomically disadvantaged: 31 cannot be more than all 30."),
    ],
)
def test_what_does_not_add_up_is_said(given_counts, sentence):
    _, problems = settled(30, given_counts)
    assert [problem.sentence for problem in problems] == [sentence]


def test_disabilities_and_disadvantage_are_not_mixed_up():
    assert GROUPS["SD"] == "Students with disabilities"
    assert GROUPS["SS"] == "Socioeconomically disadvantaged"
    assert (len(DIMENSIONS[RACE]), len(DIMENSIONS[GENDER]), len(GROUPS)) == (9, 4, 6)
    assert (RACES["RD"], GENDERS["GZ"]) == ("Race not reported", "Gender not reported")


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ({"gf": 30}, "attendance_genders_add_up"),
        ({"gf": 10, "gm": 10, "gx": 0, "gz": 9}, "attendance_genders_add_up"),
        ({"rh": 30}, "attendance_races_add_up"),
        ({"sd": 31}, "attendance_groups_within_headcount"),
        ({"lowest_grade": 9}, "attendance_grades_in_order"),
        ({"scheme": "ssid"}, "attendance_roster_says_its_key_and_year"),
    ],
)
@pytest.mark.django_db
def test_the_database_refuses_parts_that_do_not_add_up(parts, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        AttendanceFactory(headcount=30, **parts)
    assert AttendanceFactory(headcount=30, gf=10, gm=15, gx=0, gz=5, sd=30).pk
