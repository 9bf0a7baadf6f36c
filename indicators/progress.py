"""How far along a measure is: the one implementation of the status rule, its sentence included.

Dashboards, worksheets, exports, reports and the API all call `assess`. It knows nothing of the database, of today or
of settings: what it needs is in a `Question`, what it says is in a `Progress`. Source of the rule: the consortium's
domain notes, "Status, so that it can be said in a sentence".

All arithmetic is on exact fractions. Numbers are cut to a few digits only in the sentence, and there so that the
figures shown never contradict the status beside them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from django.db.models import TextChoices

ON_TRACK_AT = Fraction(9, 10)
NO_BREAK = "\u00a0"
# Ways to cut a number for display: how many decimals, and the direction. The first that tells the truth is used.
CUTS = ((0, floor), (1, floor), (2, floor), (3, floor), (3, ceil))


class Status(TextChoices):
    MET = "met", "Met"
    ON_TRACK = "on_track", "On track"
    BEHIND = "behind", "Behind"
    NOT_STARTED = "not_started", "Not started"
    NOT_MET = "not_met", "Not met"
    NO_DATA = "no_data", "No data"
    NO_TARGET = "no_target", "No target"


@dataclass(frozen=True, slots=True)
class Reading:
    """
    What was measured: a count, or the numerator and denominator of a percent. `may_be_twice` is how many of the number
    may be counted twice; it says how sure the number is, and two that differ in it alone are the same.
    """

    numerator: Decimal
    denominator: Decimal | None = None
    may_be_twice: Decimal = field(default=Decimal(0), compare=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """One rung of a milestone's ladder: its name as it reads inside a sentence, when it is due, when it was reached."""

    name: str
    due: date | None = None
    reached: date | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """All that the rule needs to know about one measure, in one scope, over one span of a school year.

    kind            "count", "unique", "percent" or "milestone"
    timing          "flow" (adds up over the year) or "stock" (stands as of a day); ignored for milestones
    unit            what is counted, in the plural ("students"); may be empty
    as_of           the end of the last period included, never today
    actual          None is not reported; a flow's year to date, a stock's latest
    target          None is not set; a percent's in percent points (90 is 90 %), as is its baseline
    baseline        where the year began; None counts as zero
    first_due       nothing is asked before this day (all tours are in spring); milestones have their stages' dates
    stages          a milestone's ladder, in order
    reported        for milestones: whether anyone answered, be it "none yet"
    may_be_twice    how many of the count may be counted twice
    missing         how many reporters owe a figure and gave none; missing_word names them in the plural
    answered        how many answered, be it that the measure does not apply to them or that no figure is available
    """

    kind: str
    timing: str
    unit: str
    year_starts: date
    year_ends: date
    as_of: date
    actual: Reading | None = None
    target: Decimal | None = None
    baseline: Decimal | None = None
    first_due: date | None = None
    stages: tuple[Stage, ...] = ()
    reported: bool = False
    may_be_twice: Decimal = Decimal(0)
    missing: int = 0
    answered: int = 0
    missing_word: str = "organizations"

    def __post_init__(self):
        if self.kind not in ("count", "unique", "percent", "milestone"):
            raise ValueError(f"No measure is of the kind {self.kind!r}.")
        if self.timing not in ("flow", "stock"):
            raise ValueError(f"No measure has the timing {self.timing!r}.")
        if self.is_percent and self.actual is not None and self.actual.denominator is None:
            raise ValueError("A percent is a numerator and a denominator, never one number.")

    @property
    def is_percent(self) -> bool:
        return self.kind == "percent"

    @property
    def has_ended(self) -> bool:
        return self.as_of >= self.year_ends

    @property
    def is_before_first_due(self) -> bool:
        return self.first_due is not None and self.as_of < self.first_due

    @property
    def value(self) -> Fraction | None:
        """The figure as one exact number: the count, or the percent as a fraction of 1 (None for 0 of 0)."""
        numerator = _exact(self.actual.numerator)
        if not self.is_percent:
            return numerator
        denominator = _exact(self.actual.denominator)
        return numerator / denominator if denominator else None

    def on_scale(self, number: Decimal | None) -> Fraction:
        """A target or baseline on the scale of `value`: percent points become a fraction of 1, None becomes 0."""
        return _exact(number or 0) / (100 if self.is_percent else 1)


@dataclass(frozen=True, slots=True)
class Progress:
    """The answer.

    share_gone      of the year, 0 to 1
    value           the count; the percent as a fraction of 1; for a milestone the number of stages reached
    achieved        the part of the way to the target, for the bar; may be below 0 or above 1
    pace            the part of the way that the time asks for; None for levels and milestones, which have none
    next_stage      a milestone's first stage not reached
    """

    status: Status
    sentence: str
    share_gone: Fraction
    value: Fraction | None = None
    achieved: Fraction | None = None
    pace: Fraction | None = None
    next_stage: Stage | None = None


def assess(question: Question, on_track_at: Fraction = ON_TRACK_AT) -> Progress:
    """The status of one measure and the sentence that says why.

    `on_track_at` is the share of what the time asks (for a level, of the target) from which a measure is on track; a
    Fraction or Decimal, since a float would make the threshold inexact (TypeError).
    """
    on_track_at = _exact(on_track_at)
    if question.kind == "milestone":
        return _milestone(question)
    if question.actual is None:
        return _no_data(question)
    if question.target is None:
        return _no_target(question)
    if question.value is None:
        return _nothing_to_measure(question)
    if question.is_percent and question.timing == "flow":
        return _level(question, on_track_at)
    # A flow starts from nothing each year; its baseline is for comparison only.
    start = Fraction(0) if question.timing == "flow" else question.on_scale(question.baseline)
    if start == question.on_scale(question.target):
        return _maintained(question)
    return _paced(question, start, on_track_at)


def share_gone(year_starts: date, year_ends: date, as_of: date) -> Fraction:
    """The share of the year gone at the end of the day `as_of`, 0 to 1; first and last day and February 29 count."""
    days = (year_ends - year_starts).days + 1
    gone = (as_of - year_starts).days + 1
    return Fraction(min(max(gone, 0), days), days)


def possible_duplicates(across: str, total: Decimal, largest_part: Decimal, parts: int) -> Decimal:
    """At most how many of a total added up from several parts are counted more than once.

    `across` is how the measure combines organizations, `total` the sum of `parts` separately counted figures, of which
    `largest_part` is the largest, without those who may be in it twice themselves. People ("distinct") and shared
    events ("once") can be in several parts, but together they are never fewer than the largest part. The other ways of
    combining count nothing twice.
    """
    if across in ("sum", "weighted", "latest"):
        return Decimal(0)
    if across not in ("distinct", "once"):
        raise ValueError(f"No measure combines organizations by {across!r}.")
    return max(total - largest_part, Decimal(0)) if parts > 1 else Decimal(0)


def in_words(reading: Reading) -> str:
    """A figure by itself, without its unit: "1,240 (of which 310 may be counted twice)", "37 of 90"."""
    text = _number(reading.numerator)
    if reading.denominator is not None:
        text = _join(text, "of", _number(reading.denominator))
    twice = f" (of which {_number(reading.may_be_twice)} may be counted twice)" if reading.may_be_twice else ""
    return text + twice


# One function a case


def _no_data(question: Question) -> Progress:
    if question.answered and not question.missing and not question.stages:
        who = _amount(question.answered, question.missing_word)
        sentence = f"No figure: not applicable to, or not available from, the {who} that owe it."
        return Progress(Status.NO_DATA, sentence, _gone(question))
    late = _overdue(question.stages, question.as_of)
    by = f" by {_amount(question.missing, question.missing_word)}" if question.missing else ""
    since = f"; {late.name} was due {_day(late.due)}" if late else ""
    return Progress(Status.NO_DATA, f"Not reported{by}{since}.", _gone(question))


def _no_target(question: Question) -> Progress:
    sentence = _sentence(question, [_figure(question)], Status.NO_TARGET)
    return Progress(Status.NO_TARGET, sentence, _gone(question), question.value)


def _nothing_to_measure(question: Question) -> Progress:
    """A percent of 0 of 0: it was reported, and there is nothing yet that could have been reached or missed."""
    status = _at_this_time(question, Status.NOT_STARTED)
    sentence = _sentence(question, [_figure(question), f"{_points(question.target)} asked"], status)
    return Progress(status, sentence, _gone(question))


def _level(question: Question, on_track_at: Fraction) -> Progress:
    """A percent that does not build up over the year, such as survey results: against the target, no pace."""
    value, goal = question.value, question.on_scale(question.target)
    if value >= goal:
        status = Status.MET
    elif question.is_before_first_due:
        status = Status.ON_TRACK if value else Status.NOT_STARTED
    else:
        status = Status.ON_TRACK if value >= on_track_at * goal else Status.BEHIND
    status = _at_this_time(question, status)
    clauses = [_of_target(question, marks=(goal, on_track_at * goal))]
    if status != Status.MET and (question.has_ended or question.is_before_first_due):
        clauses.append(_when(question))
    sentence = _sentence(question, clauses, status)
    return Progress(status, sentence, _gone(question), value, achieved=value / goal if goal else Fraction(1))


def _maintained(question: Question) -> Progress:
    """A target equal to the baseline is met while it is held; a target of zero is always met."""
    value, goal = question.value, question.on_scale(question.target)
    status = _at_this_time(question, Status.MET if value >= goal else Status.BEHIND)
    clauses = [_of_target(question, marks=(goal,))]
    if goal:
        clauses.append("to be maintained")
    if status == Status.NOT_MET:
        clauses.append(_when(question))
    sentence = _sentence(question, clauses, status)
    achieved = value / goal if goal else Fraction(1)
    return Progress(status, sentence, _gone(question), value, achieved, pace=Fraction(1))


def _paced(question: Question, start: Fraction, on_track_at: Fraction) -> Progress:
    """A flow or a stock: the part of the way gone from `start` to the target, up or down, against the year gone."""
    value, goal, gone = question.value, question.on_scale(question.target), _gone(question)
    way = (value - start) / (goal - start)
    whole_way = abs(goal - start) * (_exact(question.actual.denominator) if question.is_percent else 1)
    status = _at_this_time(question, _paced_status(question, way, whole_way, on_track_at * gone))
    sentence = _sentence(question, _paced_clauses(question, start, way, on_track_at, status), status)
    pace = Fraction(0) if question.is_before_first_due and not question.has_ended else gone
    return Progress(status, sentence, gone, value, way, pace)


def _paced_status(question: Question, way: Fraction, whole_way: Fraction, asked: Fraction) -> Status:
    """`way` and `asked` are parts of the way to the target, `whole_way` is its length in units (fairs, students).

    Nothing is due before the first due day, nor while the time asks for less than one whole unit: nobody can hold a
    third of a fair. Then whatever there is, is on track, unless it has fallen behind the baseline.
    """
    if way >= 1:
        return Status.MET
    if not question.is_before_first_due and asked * whole_way >= 1:
        return Status.ON_TRACK if way >= asked else Status.BEHIND
    moved = way * whole_way
    # A percent's baseline is often a rounded one (38.46 for 10 of 26): less than half a district is no movement.
    has_moved = abs(moved) >= Fraction(1, 2) if question.is_percent else moved != 0
    if not has_moved:
        return Status.NOT_STARTED
    return Status.ON_TRACK if moved > 0 else Status.BEHIND


def _milestone(question: Question) -> Progress:
    """A ladder of dated stages. Reaching a later stage implies the earlier; a stage is overdue from its due day on."""
    reached = _stages_reached(question)
    if not reached and not question.reported:
        return _no_data(question)
    if not question.stages:
        sentence = _sentence(question, ["No stages are set"], Status.NO_TARGET)
        return Progress(Status.NO_TARGET, sentence, _gone(question))
    ahead = question.stages[reached:]
    late = _overdue(ahead, question.as_of)
    if not ahead:
        status = Status.MET
    elif late:
        status = Status.BEHIND
    else:
        status = Status.ON_TRACK if reached else Status.NOT_STARTED
    status = _at_this_time(question, status)
    sentence = _sentence(question, [_ladder(question, reached, late)], status)
    achieved = Fraction(reached, len(question.stages))
    next_stage = ahead[0] if ahead else None
    return Progress(status, sentence, _gone(question), Fraction(reached), achieved, next_stage=next_stage)


# What the cases share


def _exact(number: Decimal | Fraction | int) -> Fraction:
    if isinstance(number, float):
        raise TypeError("A status is never computed from a rounded number: give a Decimal or a Fraction, not a float.")
    return Fraction(number)


def _gone(question: Question) -> Fraction:
    return share_gone(question.year_starts, question.year_ends, question.as_of)


def _at_this_time(question: Question, status: Status) -> Status:
    """After the year has ended, what is not met is just that."""
    return Status.NOT_MET if question.has_ended and status != Status.MET else status


def _stages_reached(question: Question) -> int:
    reached = (
        place
        for place, stage in enumerate(question.stages, start=1)
        if stage.reached is not None and stage.reached <= question.as_of
    )
    return max(reached, default=0)


def _overdue(stages: tuple[Stage, ...], as_of: date) -> Stage | None:
    return next((stage for stage in stages if stage.due is not None and stage.due <= as_of), None)


# The sentence


def _sentence(question: Question, clauses: list[str], status: Status) -> str:
    sentence = f"{', '.join(clauses)}: {status.label.lower()}."
    if question.missing:
        verb = "has" if question.missing == 1 else "have"
        sentence += f" {_amount(question.missing, question.missing_word)} {verb} not reported."
    return sentence


def _paced_clauses(
    question: Question, start: Fraction, way: Fraction, on_track_at: Fraction, status: Status
) -> list[str]:
    falling = question.on_scale(question.target) < start
    if status == Status.NOT_STARTED and not start and not question.is_percent:
        return [_join("None of", _number(question.target), question.unit, "yet"), _when(question)]
    head = _at_most_target(question) if falling else _of_target(question, marks=(question.on_scale(question.target),))
    if status == Status.MET:
        return [head]
    way_shown, gone_shown = _beside_each_other(way, _gone(question), on_track_at)
    movement = _movement(question, start, way, way_shown, status)
    return [head, *([movement] if movement else []), _when(question, gone_shown)]


def _movement(question: Question, start: Fraction, way: Fraction, way_shown: str, status: Status) -> str:
    baseline = _target_or_baseline(question, question.baseline) if start else ""
    if status == Status.NOT_STARTED:
        return f"no change from {baseline}" if start else ""
    if way < 0:
        side = "above" if question.value > start else "below"
        return f"{side} the baseline of {baseline or 0}"
    if start:
        return f"{way_shown} of the way from {baseline}"
    return f"{way_shown} of the way" if question.is_percent else way_shown


def _ladder(question: Question, reached: int, late: Stage | None) -> str:
    total = len(question.stages)
    text = f"{reached or 'None'} of {_amount(total, 'stages')} reached"
    if reached:
        latest = question.stages[reached - 1]
        text += f", {latest.name} on {_day(latest.reached)}"
    if late:
        return f"{text}; {late.name} was due {_day(late.due)}"
    if reached == total:
        return text
    coming = question.stages[reached]
    return f"{text}; {coming.name} is due {_day(coming.due)}" if coming.due else f"{text}; {coming.name} is next"


def _figure(question: Question) -> str:
    """What was reported, by itself: "120 students", "41 % (37 of 90 districts)", "No responses yet (0 of 0)"."""
    if not question.is_percent:
        return _amount(question.actual.numerator, question.unit) + _twice(
            question, " (of which {} may be counted twice)"
        )
    if question.value is None:
        when = "by the end of the year" if question.has_ended else "yet"
        return f"{_join('No', question.unit) if question.unit else 'Nothing to count'} {when} (0 of 0)"
    return f"{_cut_percent(question.value, lambda shown: True)} ({_parts(question)})"


def _of_target(question: Question, marks: tuple[Fraction, ...]) -> str:
    """The figure of a rising target: "120 of 200 students", "41 % of 90 % asked (37 of 90 districts)"."""
    if question.is_percent:
        shown = _cut_percent(
            question.value, lambda cut: all((cut >= mark) == (question.value >= mark) for mark in marks)
        )
        return f"{shown} of {_points(question.target)} asked ({_parts(question)})"
    if not question.target:
        return f"{_figure(question)}, none asked"
    text = _join(_number(question.actual.numerator), "of", _number(question.target), question.unit)
    return text + _twice(question, " (of which {} may be counted twice)")


def _at_most_target(question: Question) -> str:
    """The figure of a falling target: "22 gaps, 10 or fewer asked", "9 % (9 of 100 students), 10 % or less asked"."""
    if question.is_percent:
        goal = question.on_scale(question.target)
        shown = _cut_percent(question.value, lambda cut: (cut <= goal) == (question.value <= goal))
        return f"{shown} ({_parts(question)}), {_points(question.target)} or less asked"
    asked = f"{_number(question.target)} or fewer" if question.target else "none"
    return f"{_figure(question)}, {asked} asked"


def _parts(question: Question) -> str:
    reading = question.actual
    text = _join(_number(reading.numerator), "of", _number(reading.denominator), question.unit)
    return text + _twice(question, ", of which {} may be counted twice")


def _twice(question: Question, text: str) -> str:
    return text.format(_number(question.may_be_twice)) if question.may_be_twice else ""


def _when(question: Question, gone_shown: str | None = None) -> str:
    if question.has_ended:
        return "at the end of the year"
    if question.is_before_first_due:
        return f"first due {_day(question.first_due)}"
    return f"with {gone_shown or _percent(_gone(question), 0, floor)} of the year gone"


def _cut_percent(share: Fraction, is_true: Callable[[Fraction], bool]) -> str:
    """A share as a percent, with the fewest decimals of which `is_true` (asked of the share as it is shown)."""
    places, direction = next((cut for cut in CUTS if is_true(_cut(share, *cut))), CUTS[-2])
    return _percent(share, places, direction)


def _beside_each_other(way: Fraction, gone: Fraction, on_track_at: Fraction) -> tuple[str, str]:
    """The way and the year gone as percents, with the fewest decimals that let a reader come to the same status.

    45.2 % of the way with 50.4 % of the year gone is behind; "45 % with 50 %" would look on track.
    """
    is_on_track = way >= on_track_at * gone
    last = (3, ceil, floor) if is_on_track else (3, floor, ceil)
    for places, way_to, gone_to in (*((places, floor, floor) for places in range(4)), last):
        if (_cut(way, places, way_to) >= on_track_at * _cut(gone, places, gone_to)) == is_on_track:
            break
    return _percent(way, places, way_to), _percent(gone, places, gone_to)


def _cut(share: Fraction, places: int, direction: Callable[[Fraction], int]) -> Fraction:
    """A share cut so that as a percent it has `places` decimals."""
    scale = 100 * 10**places
    return Fraction(direction(share * scale), scale)


def _percent(share: Fraction, places: int, direction: Callable[[Fraction], int]) -> str:
    cut = Decimal(int(_cut(share, places, direction) * 100 * 10**places)).scaleb(-places)
    return f"{cut:,f}{NO_BREAK}%"


def _points(points: Decimal) -> str:
    return f"{_number(points)}{NO_BREAK}%"


def _target_or_baseline(question: Question, number: Decimal) -> str:
    return _points(number) if question.is_percent else _number(number)


def _number(number: Decimal | int) -> str:
    """All its digits, thousands separated, no trailing zeros: "3,310", "2.5"."""
    return f"{Decimal(number).normalize():,f}"


def _amount(number: Decimal | int, word: str) -> str:
    """A number with its unit, given in the plural: "4 districts", "1 district", "1 activity", "1 faculty"."""
    return _join(_number(number), _singular(word) if number == 1 else word)


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word.removesuffix("ies") + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word.removesuffix("es")
    return word.removesuffix("s")


def _join(*words: str) -> str:
    return " ".join(word for word in words if word)


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
