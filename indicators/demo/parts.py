"""What some districts' typed totals of students are made of, invented; plausible for the two counties."""

from decimal import Decimal

from consortium.categories import GENDER, GENDERS, GROUP, GROUPS, RACE, RACES
from indicators.demo import story
from indicators.dimensions import DEMOGRAPHICS
from indicators.models import Breakdown, Value

# code → (share of those enrolled in percent, how many times as often as others they take part)
SHARES = {
    RACE: (
        RACES,
        {
            "RB": (5, 0.8), "RI": (1, 0.7), "RA": (7, 1.25), "RF": (6, 1.15), "RH": (50, 0.9), "RP": (1, 0.8),
            "RT": (6, 1.1), "RW": (22, 1.15), "RD": (2, 1),
        },
    ),
    GENDER: (GENDERS, {"GF": (49, 1.1), "GM": (49, 0.9), "GX": (1, 1.1), "GZ": (1, 1)}),
    GROUP: (
        GROUPS,
        {"SE": (19, 0.7), "SD": (13, 0.65), "SS": (56, 0.85), "SM": (2, 0.8), "SF": (1, 0.6), "SH": (4, 0.7)},
    ),
}  # fmt: skip


def broken_down(values, chance):
    """The parts (`Breakdown`s, not stored yet) of those of the new `values` that districts which do so break down."""
    return [
        part
        for value in values
        if value.numerator is not None and not value.counted and value.state == Value.State.REPORTED
        if DEMOGRAPHICS in value.measure.breakdowns and value.organization.slug in story.BREAKS_DOWN
        for dimension in SHARES
        for part in _parts(value, dimension, chance)
    ]


def _parts(value, dimension, chance):
    words, shares = SHARES[dimension]
    weights = {code: share * how_often * chance.uniform(0.85, 1.15) for code, (share, how_often) in shares.items()}
    numbers = _split(int(value.numerator), weights, overlap=dimension == GROUP)
    wholes = dict.fromkeys(shares)
    if value.denominator is not None:
        enrolled = {code: share for code, (share, _) in shares.items()}
        wholes = _split(int(value.denominator), enrolled, overlap=dimension == GROUP)
        wholes = {code: Decimal(max(whole, numbers[code])) for code, whole in wholes.items()}
        wholes |= {code: None for code in ("RD", "GZ") if code in wholes}
    for code, number in numbers.items():
        yield Breakdown(
            value=value,
            dimension=dimension,
            category=words[code],
            numerator=Decimal(number),
            denominator=wholes[code],
            entered_by=value.entered_by,
            entered_at=value.entered_at,
        )


def _split(number, weights, overlap):
    """`number` by weights, in whole numbers: of a partition they add up, groups that overlap are percents of it."""
    total = 100 if overlap else sum(weights.values())
    parts = {code: min(number, int(number * weight / total)) for code, weight in weights.items()}
    if not overlap:
        largest = max(weights, key=weights.get)
        parts[largest] += number - sum(parts.values())
    return parts
