"""How a cell becomes a field and back. What cannot be read is a ValueError with a sentence."""

import datetime
from decimal import Decimal, InvalidOperation

from django.utils import timezone
from django.utils.formats import get_format
from import_export.widgets import Widget


def text_of(cell):
    """A cell as the text that a person sees: a whole number without a point, spaces at the ends left out."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        cell = cell.date()
    text = str(cell).strip()
    if "\x00" in text:
        raise ValueError("The text holds characters that cannot be stored. Type it again.")
    return text


class Column(Widget):
    """What all columns share. `empty` is what an empty cell says."""

    empty = None

    def __init__(self, **kwargs):
        super().__init__()

    def clean(self, value, row=None, **kwargs):
        """The field's content; ValueError with a sentence where the cell cannot be read."""
        text = text_of(value)
        return self.read(text, value) if text else self.empty

    def read(self, text, cell):
        """What a filled cell says."""
        return text

    def render(self, value, obj=None, force_native_type=False, **kwargs):
        """The cell: text, or in a workbook (`force_native_type`) a number or day where it is one."""
        return "" if value is None else str(value)


class TextColumn(Column):
    """Text; `empty=None` where the database tells nothing from empty text (codes)."""

    def __init__(self, empty="", **kwargs):
        super().__init__()
        self.empty = empty


class ChoiceColumn(Column):
    """One of a closed set, by its short name or by its words."""

    def __init__(self, choices, empty="", **kwargs):
        super().__init__()
        self.choices = list(choices)
        self.empty = empty

    def read(self, text, cell):
        """The short name."""
        for name, words in self.choices:
            if text.lower() in (str(name).lower(), str(words).lower()):
                return name
        raise ValueError(f"“{text}” is none of the choices: {', '.join(str(name) for name, _ in self.choices)}.")


class YesNoColumn(Column):
    """yes or no; an empty cell leaves the field as it is in a new record."""

    WORDS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}

    def read(self, text, cell):
        """True or False."""
        if text.lower() not in self.WORDS:
            raise ValueError(f"“{text}” is neither yes nor no.")
        return self.WORDS[text.lower()]

    def render(self, value, obj=None, force_native_type=False, **kwargs):
        """yes, no, or empty."""
        return {True: "yes", False: "no"}.get(value, "")


class NumberColumn(Column):
    """A number, with or without commas between thousands."""

    def read(self, text, cell):
        """A Decimal."""
        try:
            number = Decimal(text.replace(",", "").replace("\u202f", "").replace(" ", ""))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise ValueError(f"“{text}” is no number.")
        return number

    def render(self, value, obj=None, force_native_type=False, **kwargs):
        """A number in a workbook, else its digits."""
        if value is None:
            return ""
        return value if force_native_type else f"{value:f}" if isinstance(value, Decimal) else str(value)


class WholeNumberColumn(NumberColumn):
    """A whole number; half of something is an error and not cut off."""

    def read(self, text, cell):
        """An int."""
        number = super().read(text, cell)
        if number != number.to_integral_value():
            raise ValueError(f"“{text}” is no whole number.")
        if abs(number) >= 2**31:
            raise ValueError(f"“{text}” is too large.")
        return int(number)


class DateColumn(Column):
    """A day, written 2026-09-30 or 9/30/2026."""

    def read(self, text, cell):
        """A date."""
        if isinstance(cell, datetime.datetime):
            return cell.date()
        if isinstance(cell, datetime.date):
            return cell
        return _parsed(text, get_format("DATE_INPUT_FORMATS"), f"“{text}” is no day. Write it as 2026-09-30.").date()

    def render(self, value, obj=None, force_native_type=False, **kwargs):
        """A day in a workbook, else 2026-09-30."""
        if value is None:
            return ""
        return value if force_native_type else value.isoformat()


class MomentColumn(Column):
    """A day and a time by the clock in California, written 2026-10-06 10:00."""

    def read(self, text, cell):
        """An aware datetime."""
        wrong = f"“{text}” is no day with a time. Write it as 2026-10-06 10:00."
        moment = cell
        if not isinstance(cell, datetime.datetime):
            moment = _parsed(text, get_format("DATETIME_INPUT_FORMATS"), wrong)
        return timezone.make_aware(moment, timezone.get_default_timezone())

    def render(self, value, obj=None, force_native_type=False, **kwargs):
        """As text, also in a workbook; without seconds where there are none."""
        if value is None:
            return ""
        local = timezone.localtime(value, timezone.get_default_timezone())
        return f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"


class ListColumn(Column):
    """Several texts in one cell, with a separator between."""

    def __init__(self, separator=";", **kwargs):
        super().__init__()
        self.separator = separator

    @property
    def empty(self):
        """No texts."""
        return []

    def read(self, text, cell):
        """A list of texts."""
        return [part.strip() for part in text.split(self.separator) if part.strip()]

    def render(self, value, obj=None, force_native_type=False, **kwargs):
        """The texts in one cell."""
        return self.separator.join(value or [])


def _parsed(text, formats, wrong):
    for form in formats:
        try:
            return datetime.datetime.strptime(text, form)
        except ValueError:
            continue
    raise ValueError(wrong)
