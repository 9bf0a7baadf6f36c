"""How the figures of a report are printed: one `Amount` for each, with its words."""

from fractions import Fraction

from consortium.templatetags.look import num, pct
from indicators.progress import Reading, Status
from indicators.reporting.content import HIDDEN, MISSING, NO_BREAK, NONE, REPORTED, WORDS, Amount


def without(state):
    """The `Amount` where there is no number, for one of the states in `WORDS`."""
    return Amount(state, WORDS[state])


def of_reading(reading, measure):
    """A `Reading`, or None where nothing was reported, as an `Amount`; a share has its percent and what it is of."""
    if reading is None:
        return without(MISSING)
    number = int(reading.numerator)
    if not measure.is_percent:
        return Amount(REPORTED, num(number), number)
    whole = int(reading.denominator)
    part = f"{num(number)} of {num(whole)}"
    text = f"{pct(Fraction(number, whole))} ({part})".replace("\u202f", NO_BREAK) if whole else part
    return Amount(REPORTED, text, number, whole)


def of_figure(figure):
    """The actual of a `Figure`; a milestone's is the stage it has reached."""
    if figure.hidden:
        return without(HIDDEN)
    if not figure.measure.is_milestone:
        return of_reading(figure.reading, figure.measure)
    reached = figure.stage_reached
    if figure.progress.status == Status.NO_DATA and not reached:
        return without(MISSING)
    of = f"{reached} of {len(figure.stages)} stages"
    name = figure.stages[reached - 1].name if reached else ""
    return Amount(REPORTED, f"{name} ({of})" if name else of, reached, len(figure.stages), stage=name)


def of_points(number, measure):
    """A target or baseline, a Decimal or None: of a share percent points, else a count."""
    if number is None:
        return without(NONE)
    if not measure.is_percent:
        return Amount(REPORTED, num(number), int(number) if number == int(number) else None, points=_plain(number))
    return Amount(REPORTED, f"{num(number)}{NO_BREAK}%", points=_plain(number))


def target_of(figure):
    """The target of a `Figure`; a milestone's is its last stage."""
    if not figure.measure.is_milestone:
        return of_points(figure.target, figure.measure)
    if not figure.stages:
        return without(NONE)
    return Amount(REPORTED, figure.stages[-1].name, len(figure.stages), stage=figure.stages[-1].name)


def _plain(number):
    return f"{number.normalize():f}"


def trend(measure, now: Reading | None, before: Reading | None, year):
    """
    How a figure has moved since the school year called `year`, as a sentence; empty where one of the two is missing.
    Shares are compared in percent points, computed from numerators and denominators and cut to one decimal.
    """
    if now is None or before is None:
        return ""
    if not measure.is_percent:
        moved = now.numerator - before.numerator
        return _moved(moved, num(abs(moved)), num(before.numerator), year)
    if not now.denominator or not before.denominator:
        return ""
    moved = _share(now) - _share(before)
    points = _points(abs(moved))
    if points == "0":
        return f"About as in {year} ({pct(_share(before))})." if moved else _moved(0, "", pct(_share(before)), year)
    return _moved(moved, f"{points} percent points", pct(_share(before)), year)


def _moved(moved, by, before, year):
    before = before.replace("\u202f", NO_BREAK)
    if not moved:
        return f"The same as in {year} ({before})."
    return f"{'Up' if moved > 0 else 'Down'} by {by} from {before} in {year}."


def _share(reading):
    return Fraction(int(reading.numerator), int(reading.denominator))


def _points(share):
    """A share as percent points with one decimal, cut toward zero: "3.4", "12"."""
    tenths = int(share * 1000)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def thousandths(share):
    """A share (Fraction) in whole thousandths, cut toward zero; None stays None."""
    return None if share is None else int(share * 1000)
