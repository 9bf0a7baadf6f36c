"""
One cell of a worksheet: what was typed, what it says, what is wrong with it, what looks odd.

Nothing here asks the database or the clock. `parse` turns typed text into an `Answer` or says in sentences why it
cannot (errors block); `warnings` says what looks like a slip (warnings never block). An empty cell is no answer at all:
None; a zero is a zero.
"""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.dateformat import format as date_format

from consortium.templatetags.look import num
from indicators.models import Value

MOST = 9_999_999  # no figure of a region comes near it; a state's students are 6 million
TENFOLD = Decimal("9.5")  # 400 after 42: a digit too many, even where it is not ten times to the dot
THOUSANDS = 1000
REASON_LENGTH = Value._meta.get_field("reason").max_length
EARLIEST = datetime.date(2000, 1, 1)  # as early as a school year can be set up

FIGURE = ""  # the choice in the list of answers that means "what is typed in the cell"
SPACES = " \u00a0\u2009\u202f"  # as typed, and as spreadsheets and Word put them between thousands
WHOLE = re.compile(rf"[0-9]+|[0-9]{{1,3}}(?:[,{SPACES}][0-9]{{3}})+")
SIGNED = re.compile(rf"[-−][{SPACES}]*[0-9][0-9.,{SPACES}]*")
DECIMAL = re.compile(rf"[0-9][0-9,{SPACES}]*\.[0-9]+")


class CellErrors(Exception):
    """Why a cell cannot be taken: `fields` maps the field (numerator, denominator, stage …) to a sentence."""

    def __init__(self, **fields):
        super().__init__(fields)
        self.fields = fields


@dataclass(frozen=True)
class Typed:
    """
    What came from the page for one cell, as text. `version` is the value's it was loaded with, "0" for none; `was` is
    its `content` then, None where the page did not say. After a conflict `resolve` is "mine" or "theirs", and `seen`
    the version of theirs.
    """

    numerator: str = ""
    denominator: str = ""
    stage: str = ""
    date: str = ""
    answer: str = FIGURE
    reason: str = ""
    version: str = "0"
    was: str | None = None
    resolve: str = ""
    seen: str = ""

    @classmethod
    def from_post(cls, data, code):
        """The fields `<code>.numerator` … of a submitted form; what is not there is empty."""
        given = {name: data[f"{code}.{name}"] for name in cls.__dataclass_fields__ if f"{code}.{name}" in data}
        return cls(**given)

    @classmethod
    def of(cls, value):
        """What the page shows for a stored value (or None): digits with separators, ISO dates."""
        if value is None:
            return cls()
        return cls(
            numerator=_digits(value.numerator),
            denominator=_digits(value.denominator),
            stage="" if value.stage is None else str(value.stage),
            date=value.stage_date.isoformat() if value.stage_date else "",
            answer=FIGURE if value.state == Value.State.REPORTED else value.state,
            reason=value.reason,
            version=version_of(value),
        )

    @property
    def content(self):
        """All that a person can change, as one text to compare with."""
        return "|".join((*self.figure, self.answer, self.reason.strip()))

    @property
    def is_touched(self):
        """Whether the person changed something, which is more than that it differs from what is stored by now."""
        return self.was is None or self.content != self.was

    @property
    def figure(self):
        """The part that is a figure, to see whether somebody touched it."""
        return self.numerator.strip(), self.denominator.strip(), self.stage, self.date.strip()


@dataclass(frozen=True)
class Answer:
    """What a cell says; the fields are those of `Value`."""

    state: str = Value.State.REPORTED
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    stage: int | None = None
    stage_date: datetime.date | None = None
    reason: str = ""

    @classmethod
    def of(cls, value):
        """The answer in a stored value; None for none."""
        return None if value is None else cls(**{name: getattr(value, name) for name in cls.__dataclass_fields__})


def version_of(value):
    """
    What a cell carries so that two people in it notice: the value's key and version, "0" for none.

    The key is in it because a cell that was emptied and filled again starts with version 1 a second time.
    """
    return f"{value.pk}.{value.version}" if value is not None else "0"


def parse(measure, typed, stored, *, period, today):
    """
    The `Answer` in what was typed, None for an empty cell; CellErrors where it cannot be taken.

    `stored` is the value that the cell holds (or None): of a figure and an answer that exclude each other the one that
    was touched counts, and where both were, it is an error. `period` and `today` bound the day of a milestone's stage.
    """
    typed = _settle(typed, Typed.of(stored))
    if typed.answer not in (FIGURE, Value.State.NOT_APPLICABLE, Value.State.NOT_AVAILABLE):
        raise CellErrors(answer="Choose one of the answers in the list.")
    if typed.answer != FIGURE:
        return _without_figure(typed)
    if measure.is_milestone:
        return _stage(measure, typed, period, today)
    return _percent(measure, typed) if measure.is_percent else _count(measure, typed)


def _settle(typed, before):
    """Of figure and answer, keep what was touched."""
    if typed.answer == FIGURE or not any(typed.figure):
        return typed
    empty = {"numerator": "", "denominator": "", "stage": "", "date": ""}
    if typed.figure == before.figure:
        return Typed(**{**typed.__dict__, **empty})
    if typed.answer == before.answer:
        return Typed(**{**typed.__dict__, "answer": FIGURE, "reason": ""})
    words = dict(Value.State.choices)[typed.answer].lower() if typed.answer in Value.State.values else "another answer"
    raise CellErrors(answer=f"You typed a figure and chose “{words}”. Keep one of the two.")


def _without_figure(typed):
    reason = " ".join(typed.reason.split())
    if "\x00" in reason:
        raise CellErrors(reason="The reason holds characters that cannot be stored. Type it again.")
    if len(reason) > REASON_LENGTH:
        raise CellErrors(reason=f"The reason is longer than {REASON_LENGTH} characters. Say it in fewer words.")
    if typed.answer == Value.State.NOT_AVAILABLE and not reason:
        raise CellErrors(reason="Say why the figure is not available.")
    return Answer(state=typed.answer, reason=reason)


def _count(measure, typed):
    number = whole_number(typed.numerator, "numerator", measure.unit)
    return None if number is None else Answer(numerator=number)


def _percent(measure, typed):
    errors, parts = {}, {}
    for name in ("numerator", "denominator"):
        try:
            parts[name] = whole_number(getattr(typed, name), name, measure.unit)
        except CellErrors as error:
            errors.update(error.fields)
    if errors:
        raise CellErrors(**errors)
    numerator, denominator = parts["numerator"], parts["denominator"]
    if numerator is None and denominator is None:
        return None
    if denominator is None:
        raise CellErrors(denominator=f"Of how many{_unit(measure)}? A percent needs both numbers.")
    if numerator is None:
        raise CellErrors(numerator=f"How many of the {denominator:,}{_unit(measure)}? A percent needs both numbers.")
    if numerator > denominator:
        raise CellErrors(numerator=f"{numerator:,} is more than {denominator:,}: a part cannot exceed the whole.")
    return Answer(numerator=numerator, denominator=denominator)


def _stage(measure, typed, period, today):
    day = typed.date.strip()
    if typed.stage == "":
        if day:
            raise CellErrors(stage="Choose the stage that was reached on this day.")
        return None
    if typed.stage not in {str(number) for number in range(len(measure.ladder) + 1)}:
        raise CellErrors(stage="Choose one of the stages in the list.")
    stage = int(typed.stage)
    if stage == 0:
        if day:
            raise CellErrors(date="“None yet” has no day. Clear the day, or choose the stage that was reached.")
        return Answer(stage=0)
    if not day:
        raise CellErrors(date=f"On which day was “{measure.ladder[stage - 1]}” reached?")
    return Answer(stage=stage, stage_date=_date(day, period, today))


def whole_number(text, field, unit):
    """A whole number of zero or more from typed text, None from an empty one; CellErrors of `field` for other text."""
    text = text.strip()
    if not text:
        return None
    if WHOLE.fullmatch(text):
        number = Decimal(re.sub(r"[^0-9]", "", text)) if len(text) < 40 else Decimal(MOST + 1)
        if number > MOST:
            raise CellErrors(**{field: f"{_quoted(text)} is more than {MOST:,}. Check the number of digits."})
        return number
    if SIGNED.fullmatch(text):
        raise CellErrors(**{field: f"{_quoted(text)} is negative. A count{_of(unit)} is zero or more."})
    if DECIMAL.fullmatch(text):
        raise CellErrors(**{field: f"{_quoted(text)} has decimals. Write a whole number, such as 1,250."})
    raise CellErrors(**{field: f"{_quoted(text)} is not a number. Write digits, such as 1,250."})


def _date(text, period, today):
    for form in ("%Y-%m-%d", "%m/%d/%Y"):
        try:
            day = datetime.datetime.strptime(text, form).date()
            break
        except ValueError:
            continue
    else:
        raise CellErrors(date=f"{_quoted(text)} is not a day. Write it like 10/31/{period.ends.year}.")
    if day < EARLIEST:
        raise CellErrors(date=f"{long_day(day)} is too long ago. Check the year.")
    if day > today:
        raise CellErrors(date=f"{long_day(day)} is yet to come. Give the day on which the stage was reached.")
    if day > period.ends:
        raise CellErrors(date=f"{long_day(day)} is after {period}, which ended on {long_day(period.ends)}.")
    return day


def warnings(measure, answer, last, *, last_words="last quarter", target=None):
    """
    What looks like a slip, as sentences; it never blocks.

    `last` is the answer of the period before (or None), `last_words` says which that is, `target` the year's or None.
    """
    if answer is None or answer.state != Value.State.REPORTED:
        return []
    if measure.is_milestone:
        return _stage_warnings(measure, answer, last, last_words)
    found = _number_warnings(answer.numerator, getattr(last, "numerator", None), last_words)
    found = found or _number_warnings(answer.denominator, getattr(last, "denominator", None), last_words)
    beyond = target is not None and not measure.is_percent and measure.timing == measure.Timing.FLOW
    if beyond and (last is None or last.numerator is None) and answer.numerator > 2 * target > 0:
        found.append(f"More than twice the target of the whole year ({num(target)})? Check, or leave it.")
    return found


def _number_warnings(new, old, last_words):
    if new is None or old is None:
        return []
    if old and new >= TENFOLD * old:
        times = round(new / old)
        return [f"{'Ten' if times == 10 else f'{times:,}'} times {last_words} ({old:,})? Check, or leave it."]
    if new == 0 and old >= THOUSANDS:
        return [f"Zero after {old:,} {last_words}? Check, or leave it."]
    return []


def _stage_warnings(measure, answer, last, last_words):
    if last is None or not last.stage or answer.stage is None or answer.stage >= last.stage:
        return []
    before = measure.ladder[last.stage - 1] if last.stage <= len(measure.ladder) else "a later stage"
    return [f"It was “{before}” {last_words}. Has it gone back? Check, or leave it."]


def in_words(measure, answer):
    """An answer as text: “14”, “3 of 5”, “approved, October 5, 2026”, “not available: …”, “nothing” for None."""
    if answer is None:
        return "nothing"
    if answer.state == Value.State.NOT_APPLICABLE:
        return f"not applicable: {answer.reason}" if answer.reason else "not applicable"
    if answer.state == Value.State.NOT_AVAILABLE:
        return f"not available: {answer.reason}"
    if measure.is_milestone and answer.stage is not None:
        return stage_in_words(measure, answer)
    if answer.denominator is not None:
        return f"{answer.numerator:,} of {answer.denominator:,}"
    return f"{answer.numerator:,}"


def stage_in_words(measure, answer):
    """A milestone's answer as text; a ladder that was shortened since still has its number."""
    if not answer.stage:
        return "none yet"
    name = measure.ladder[answer.stage - 1] if answer.stage <= len(measure.ladder) else f"stage {answer.stage}"
    return f"{name}, {long_day(answer.stage_date)}" if answer.stage_date else name


def long_day(day):
    """October 5, 2026."""
    return date_format(day, "F j, Y")


def _quoted(text):
    return f"“{text[:37]}…”" if len(text) > 40 else f"“{text}”"


def _unit(measure):
    return f" {measure.unit}" if measure.unit else ""


def _of(unit):
    return f" of {unit}" if unit else ""


def _digits(number):
    return "" if number is None else f"{number:,}"
