"""Fields of forms that every room uses."""

import datetime

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

FOUR_DIGITS = "Write the year with four digits, such as 2026."


class DayField(forms.DateField):
    """A day of the years 2000 to 2100, so that a year of two digits is noticed."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": "Write the day as year, month and day, such as 2026-10-06."}
    default_validators = [
        MinValueValidator(datetime.date(2000, 1, 1), FOUR_DIGITS),
        MaxValueValidator(datetime.date(2100, 12, 31), FOUR_DIGITS),
    ]
