"""Questions to the status rule in one line each, about the school year 2026-27 unless said otherwise.

Figures are plain numbers here; a percent's reading is a pair.
"""

from datetime import date
from decimal import Decimal

from indicators.progress import Question, Reading, Stage

Q1, Q2, Q3, Q4 = date(2026, 9, 30), date(2026, 12, 31), date(2027, 3, 31), date(2027, 6, 30)
A_FIFTH = date(2026, 9, 11)  # 73 of 365 days: the threshold is exactly 0.18
LEAP_YEAR = {"year_starts": date(2027, 7, 1), "year_ends": date(2028, 6, 30)}
SPRING = date(2027, 3, 1)
DRAFTED, REVIEWED, APPROVED = date(2026, 10, 20), date(2027, 3, 3), date(2027, 4, 2)


def decimal(number):
    return None if number is None else Decimal(str(number))


def question(kind, timing, unit, as_of, actual=None, target=None, baseline=None, **more):
    if actual is not None:
        actual = Reading(*map(decimal, actual)) if isinstance(actual, tuple) else Reading(decimal(actual))
    year = {"year_starts": date(2026, 7, 1), "year_ends": date(2027, 6, 30)}
    return Question(
        kind=kind,
        timing=timing,
        unit=unit,
        as_of=as_of,
        actual=actual,
        target=decimal(target),
        baseline=decimal(baseline),
        **(year | more),
    )


def flow(unit, as_of, actual, target, **more):
    return question("count", "flow", unit, as_of, actual, target, **more)


def people(as_of, actual, target, **more):
    return question("unique", "flow", "students", as_of, actual, target, **more)


def stock(unit, as_of, actual, target, baseline=None, **more):
    return question("count", "stock", unit, as_of, actual, target, baseline, **more)


def percent(as_of, actual, target, baseline=None, unit="districts", **more):
    return question("percent", "stock", unit, as_of, actual, target, baseline, **more)


def level(as_of, actual, target, **more):
    return question("percent", "flow", "responses", as_of, actual, target, **more)


def ladder(as_of, *reached, reported=True, **more):
    """Four stages, the first ones reached on the days given (None: skipped)."""
    named = (
        ("drafted", date(2026, 10, 31)),
        ("reviewed", date(2027, 2, 15)),
        ("approved", date(2027, 4, 15)),
        ("disseminated", None),
    )
    days = (*reached, *[None] * (4 - len(reached)))
    stages = tuple(Stage(name, due, day) for (name, due), day in zip(named, days, strict=True))
    return question("milestone", "stock", "", as_of, stages=stages, reported=reported, **more)


def one_stage(as_of, due=None, reached=None, reported=True):
    return question("milestone", "stock", "", as_of, stages=(Stage("adopted", due, reached),), reported=reported)
