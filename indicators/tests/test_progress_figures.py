"""The exact figures that travel with a status, and what the rule refuses to compute with."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from indicators.progress import Stage, Status, assess
from indicators.tests.questions import (
    A_FIFTH,
    APPROVED,
    DRAFTED,
    Q2,
    Q3,
    Q4,
    REVIEWED,
    SPRING,
    flow,
    ladder,
    level,
    people,
    percent,
    question,
    stock,
)


@pytest.mark.parametrize(
    ("asked", "value", "achieved", "pace"),
    [
        (people(Q2, 120, 200), Fraction(120), Fraction(3, 5), Fraction(184, 365)),
        (people(Q2, 300, 200), Fraction(300), Fraction(3, 2), Fraction(184, 365)),
        (people(Q4, 120, 200), Fraction(120), Fraction(3, 5), Fraction(1)),
        (people(Q2, 0, 200, first_due=SPRING), Fraction(0), Fraction(0), Fraction(0)),
        (flow("fairs", Q2, 3, 0), Fraction(3), Fraction(1), Fraction(1)),
        (stock("gaps", Q2, 22, 10, 30), Fraction(22), Fraction(2, 5), Fraction(184, 365)),
        (stock("maps", Q2, 18, 40, 20), Fraction(18), Fraction(-1, 10), Fraction(184, 365)),
        (stock("agreements", Q2, 38, 40, 40), Fraction(38), Fraction(19, 20), Fraction(1)),
        (percent(Q2, (37, 90), 90), Fraction(37, 90), Fraction(37, 81), Fraction(184, 365)),
        (level(Q2, (41, 50), 90), Fraction(41, 50), Fraction(41, 45), None),
        (level(Q2, (0, 0), 90), None, None, None),
        (ladder(Q3, DRAFTED, REVIEWED), Fraction(2), Fraction(1, 2), None),
        (people(Q2, 120, None), Fraction(120), None, None),
        (people(Q2, None, 200), None, None, None),
    ],
)
def test_the_bar_gets_exact_fractions(asked, value, achieved, pace):
    progress = assess(asked)
    assert (progress.value, progress.achieved, progress.pace) == (value, achieved, pace)


def test_a_milestone_says_which_stage_comes_next():
    assert assess(ladder(Q3, DRAFTED, REVIEWED)).next_stage == Stage("approved", date(2027, 4, 15))
    assert assess(ladder(Q3, None, REVIEWED)).next_stage == Stage("approved", date(2027, 4, 15))
    assert assess(ladder(Q4, DRAFTED, REVIEWED, APPROVED, Q4)).next_stage is None


def test_the_threshold_is_a_setting():
    asked = people(A_FIFTH, 18, 100)
    assert assess(asked, on_track_at=Fraction(1)).status == Status.BEHIND
    assert assess(asked, on_track_at=Decimal("0.9")).status == Status.ON_TRACK


def test_one_whole_unit_asked_is_due_and_less_is_not():
    assert assess(people(A_FIFTH, 0, 5), on_track_at=Fraction(1)).status == Status.BEHIND
    assert assess(people(A_FIFTH, 0, "4.99"), on_track_at=Fraction(1)).status == Status.NOT_STARTED


def test_a_float_is_refused():
    with pytest.raises(TypeError, match="rounded number"):
        assess(people(Q2, 120, 200), on_track_at=0.9)


def test_a_percent_without_denominator_is_refused():
    with pytest.raises(ValueError, match="numerator and a denominator"):
        percent(Q2, (41,), 90)


@pytest.mark.parametrize(("kind", "timing"), [("average", "flow"), ("count", "yearly")])
def test_an_unknown_kind_or_timing_is_refused(kind, timing):
    with pytest.raises(ValueError, match="No measure"):
        question(kind, timing, "students", Q2)
