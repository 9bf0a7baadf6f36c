"""The share of a school year gone, which a status is measured against."""

from datetime import date
from fractions import Fraction

import pytest

from indicators.progress import Status, assess, share_gone
from indicators.tests.questions import (
    LEAP_YEAR,
    Q1,
    Q2,
    Q3,
    Q4,
    people,
)


@pytest.mark.parametrize(
    ("as_of", "days"),
    [(date(2026, 6, 30), 0), (date(2026, 7, 1), 1), (Q1, 92), (Q2, 184), (Q3, 274), (Q4, 365), (date(2027, 9, 1), 365)],
)
def test_the_share_of_the_year_gone_counts_both_ends(as_of, days):
    assert share_gone(date(2026, 7, 1), date(2027, 6, 30), as_of) == Fraction(days, 365)


@pytest.mark.parametrize(
    ("as_of", "days"),
    [(date(2028, 2, 28), 243), (date(2028, 2, 29), 244), (date(2028, 3, 1), 245), (date(2028, 6, 30), 366)],
)
def test_the_share_of_a_leap_year_counts_its_extra_day(as_of, days):
    assert share_gone(**LEAP_YEAR, as_of=as_of) == Fraction(days, 366)


def test_the_extra_day_of_a_leap_year_can_decide_a_status():
    # 0.9 × 244/366 is exactly 0.6; a year of 365 days would ask 0.9 × 244/365, a little more
    assert assess(people(date(2028, 2, 29), 600, 1000, **LEAP_YEAR)).status == Status.ON_TRACK
    assert assess(people(date(2027, 3, 1), 600, 1000)).status == Status.BEHIND
