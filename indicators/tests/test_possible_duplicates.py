"""How many of a total may be counted twice, by way of combining organizations."""

from decimal import Decimal

import pytest

from indicators.progress import possible_duplicates


@pytest.mark.parametrize(
    ("across", "total", "largest", "parts", "twice"),
    [
        ("distinct", 1240, 930, 3, 310),
        ("distinct", 930, 930, 1, 0),
        ("distinct", 0, 0, 0, 0),
        ("distinct", 930, 930, 2, 0),
        ("once", 11, 8, 2, 3),
        ("sum", 1240, 930, 3, 0),
        ("weighted", 1240, 930, 3, 0),
        ("latest", 1240, 930, 3, 0),
    ],
)
def test_what_may_be_counted_twice_by_way_of_combining(across, total, largest, parts, twice):
    assert possible_duplicates(across, Decimal(total), Decimal(largest), parts) == Decimal(twice)


def test_an_unknown_way_of_combining_is_refused():
    with pytest.raises(ValueError, match="combines organizations by 'average'"):
        possible_duplicates("average", Decimal(2), Decimal(1), 2)
