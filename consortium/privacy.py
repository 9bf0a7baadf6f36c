"""
Small counts of students stay hidden (domain, "Breakdowns and privacy").

A count of 1 to SMALL_CELL_MAX students is shown only to the organization that reported it and to the
consortium office. What is published must not give it away by subtraction either.
"""

from dataclasses import dataclass

from django.conf import settings


def is_small(count):
    """Whether a count of students must be hidden: 1 to SMALL_CELL_MAX; zero and unknown are not small."""
    return count is not None and 0 < count <= settings.SMALL_CELL_MAX


@dataclass(frozen=True)
class Shown:
    """Which parts of a series may be shown: each period alone, and what stands through each (the running total)."""

    alone: list[bool]
    running: list[bool]


def shown_parts(*series):
    """
    Which periods and running totals may be shown, so that no difference of two of them is a small count.

    Each series is a list of counts, one a period (None: nothing reported). Several series are judged
    together, such as the region's counts and the same less what the reader knows of their own; they have
    one length. A small period is shown only together with later ones, as soon as their sum is large enough:
    what was shown before never has to be taken back.
    """
    length = len(series[0])
    alone, running = [False] * length, [False] * length
    waiting = [0] * len(series)
    since = 0
    for position in range(length):
        waiting = [held + (counts[position] or 0) for held, counts in zip(waiting, series, strict=True)]
        if not any(is_small(held) for held in waiting):
            running[position] = True
            alone[position] = since == position
            waiting, since = [0] * len(series), position + 1
    return Shown(alone, running)


def shown_levels(*series):
    """
    As `shown_parts`, for series that do not add up: each is a list of what stood at the end of each period.

    A level is shown where it is not small and lies no small step away from the one shown before: whoever reports
    for the first time would otherwise be the step.
    """
    length = len(series[0])
    shown, last = [False] * length, [0] * len(series)
    for position in range(length):
        levels = [counts[position] or 0 for counts in series]
        steps = [abs(level - before) for level, before in zip(levels, last, strict=True)]
        if not any(is_small(number) for number in [*levels, *steps]):
            shown[position], last = True, levels
    return Shown(shown, shown)
