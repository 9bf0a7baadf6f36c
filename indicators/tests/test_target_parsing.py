"""How targets are typed: what is read as which number, and what is refused instead of guessed."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from indicators.forms.setup import FigureField


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("120", "120"),
        ("1,200", "1200"),
        ("1,234,567.5", "1234567.5"),
        (" 85 % ", "85"),
        ("85.5%", "85.5"),
        (".5", "0.5"),
        ("3.", "3"),
        ("0", "0"),
    ],
)
def test_numbers_are_read_as_people_write_them(typed, number):
    assert FigureField().clean(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["", " ", None])
def test_nothing_is_no_number(typed):
    assert FigureField(required=False).clean(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["1,5", "12,00", "1,2000", ",100", "1,,000", "1.000,5", "%85", "8%5", "85%%", "many", "1e3", "NaN", "1 200"],
)
def test_what_could_mean_two_things_is_refused(typed):
    with pytest.raises(ValidationError) as refusal:
        FigureField().clean(typed)
    assert refusal.value.messages == [f"“{typed}” is not a number. Write digits, such as 120 or 85.5."]


@pytest.mark.parametrize("typed", ["9" * 11, "9" * 5000, "1.234"])
def test_longer_numbers_than_can_be_kept_are_refused(typed):
    with pytest.raises(ValidationError):
        FigureField().clean(typed)
