"""What looks like a slip is said and does not block."""

import pytest

from indicators.models import Measure
from indicators.worksheets.cells import Answer, warnings

FLOW = Measure(kind="count", unit="places", timing="flow")
STOCK = Measure(kind="count", unit="maps", timing="stock")
PERCENT = Measure(kind="percent", timing="stock")
LADDER = Measure(kind="milestone", ladder=["drafted", "approved"])


def of(number, denominator=None):
    return Answer(numerator=number, denominator=denominator)


@pytest.mark.parametrize(
    ("new", "last", "sentences"),
    [
        (400, 40, ["Ten times last quarter (40)? Check, or leave it."]),
        (400, 42, ["Ten times last quarter (42)? Check, or leave it."]),
        (399, 42, ["Ten times last quarter (42)? Check, or leave it."]),
        (398, 42, []),
        (500, 7, ["71 times last quarter (7)? Check, or leave it."]),
        (10, 1, ["Ten times last quarter (1)? Check, or leave it."]),
        (500, 0, []),
        (0, 1000, ["Zero after 1,000 last quarter? Check, or leave it."]),
        (0, 999, []),
        (1, 1000, []),
        (0, 0, []),
    ],
)
def test_counts_beside_the_period_before(new, last, sentences):
    assert warnings(FLOW, of(new), of(last)) == sentences


def test_a_percent_warns_once_for_either_part():
    assert warnings(PERCENT, of(200, 260), of(20, 26)) == ["Ten times last quarter (20)? Check, or leave it."]
    assert warnings(PERCENT, of(21, 260), of(20, 26)) == ["Ten times last quarter (26)? Check, or leave it."]


def test_without_a_period_before_the_target_of_the_year_is_the_yardstick():
    sentence = "More than twice the target of the whole year (130)? Check, or leave it."
    assert warnings(FLOW, of(261), None, target=130) == [sentence]
    assert warnings(FLOW, of(260), None, target=130) == []
    assert warnings(FLOW, of(261), of(100), target=130) == []
    assert warnings(STOCK, of(261), None, target=130) == []
    assert warnings(FLOW, of(5), None, target=0) == []


def test_the_period_before_is_named():
    assert warnings(FLOW, of(50), of(5), last_words="last year") == ["Ten times last year (5)? Check, or leave it."]


def test_a_milestone_that_goes_back_is_pointed_out():
    assert warnings(LADDER, Answer(stage=1), Answer(stage=2)) == [
        "It was “approved” last quarter. Has it gone back? Check, or leave it."
    ]
    assert warnings(LADDER, Answer(stage=2), Answer(stage=1)) == []
    assert warnings(LADDER, Answer(stage=0), None) == []


def test_nothing_is_odd_about_no_figure():
    assert warnings(FLOW, None, of(5000)) == []
    assert warnings(FLOW, Answer(state="not_applicable"), of(5000)) == []
    assert warnings(FLOW, of(50), Answer(state="not_available", reason="x")) == []
