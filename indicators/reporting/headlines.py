"""
What the report in one page says of itself: five headlines and three asks, proposed by rule from a `Content`.

**Headlines**: the two measures that do best, the two that need attention most, and the one whose figure has moved most
since last year, in proportion to last year's. No two of one goal where that can be had. Only figures that everybody
sees are named. The same figures make the same headlines.

**Asks**: for the figures that are missing, naming who owes most; then for the goals with most measures behind.
"""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.text import Truncator

from indicators.reporting.content import REPORTED

LONGEST = 300  # characters of a line
GOOD = ("met", "on_track")
POOR = ("not_met", "behind")
HEADLINES, ASKS, NAMED = 5, 3, 3


@dataclass(frozen=True)
class Proposal:
    """A line that is proposed: its words, and the code of the measure that it is about (empty: of none)."""

    text: str
    code: str = ""


@dataclass(frozen=True)
class _Candidate:
    goal: str
    code: str
    text: str


def headlines(content, kept=()):
    """
    The `Proposal`s beside the headlines that somebody has written and that stay: `kept` are the codes of their
    measures, empty texts for those about none. Together they are five, or fewer where there is less to say.
    """
    seen = [(goal.code, line) for goal in content.goals for line in goal.lines if line.actual.state == REPORTED]
    best, attention, moved = _best(seen), _attention(seen), _moved(seen)
    about = {line.code: goal.code for goal in content.goals for line in goal.lines}
    goals = frozenset(about[code] for code in kept if code in about)
    codes = frozenset(code for code in kept if code)
    slots = _slots_left([best, best, attention, attention, moved], kept)
    found = _chosen(slots, goals, codes)
    while len(found) < len(slots) and (more := _next([*best, *attention, *moved], found, goals, codes)):
        found.append(more)
    return [Proposal(one.text, one.code) for one in found]


def _best(seen):
    good = [(goal, line) for goal, line in seen if line.status in GOOD]
    good.sort(key=lambda pair: (GOOD.index(pair[1].status), -(pair[1].way or 0), pair[1].code))
    return [_candidate(goal, line) for goal, line in good]


def _attention(seen):
    poor = [(goal, line) for goal, line in seen if line.status in POOR]
    poor.sort(key=lambda pair: (pair[1].way or 0, POOR.index(pair[1].status), pair[1].code))
    return [_candidate(goal, line) for goal, line in poor]


def _moved(seen):
    moved = [(change, goal, line) for goal, line in seen if (change := _change(line))]
    moved.sort(key=lambda one: (-one[0], one[2].code))
    return [
        _Candidate(goal, line.code, _fit(line.label, f"{line.actual.text}. {line.trend}")) for _, goal, line in moved
    ]


def _change(line):
    """How much a figure has moved since last year, as a share of last year's; None where that cannot be said."""
    before = line.last_year
    if before.state != REPORTED or not line.trend or not before.number:
        return None
    if line.actual.whole is not None:
        if not line.actual.whole or not before.whole:
            return None
        now, then = Fraction(line.actual.number, line.actual.whole), Fraction(before.number, before.whole)
    else:
        now, then = Fraction(line.actual.number), Fraction(before.number)
    return abs(now - then) / then


def _candidate(goal, line):
    return _Candidate(goal, line.code, _fit(line.label, line.sentence))


def _fit(label, sentence):
    room = LONGEST - len(sentence) - 2
    return f"{Truncator(label).chars(max(room, 20))}: {sentence}"[:LONGEST]


def _slots_left(slots, kept):
    """`slots` without those that headlines which stay fill: one that names such a measure, else the last."""
    left = list(slots)
    for code in kept:
        if left:
            names = [any(one.code == code for one in some) for some in left]
            left.pop(names.index(True) if True in names else -1)
    return left


def _chosen(slots, goals, codes):
    """One candidate for each slot that has a free one, as few as possible of a goal that is named already."""
    choices = (_search(slots, goals, codes, repeats) for repeats in range(len(slots) + 1))
    return next(found for found in choices if found is not None)


def _search(slots, goals, codes, repeats):
    """The first choice in the order of the candidates with at most `repeats` of a goal again; None without any."""
    if not slots:
        return []
    if all(one.code in codes for one in slots[0]):
        return _search(slots[1:], goals, codes, repeats)
    for one in _firsts(slots[0], goals, codes, repeats):
        rest = _search(slots[1:], goals | {one.goal}, codes | {one.code}, repeats - (one.goal in goals))
        if rest is not None:
            return [one, *rest]
    return None


def _firsts(candidates, goals, codes, repeats):
    """Of each goal the first candidate that is still free; of goals chosen already only where one may come again."""
    met = set()
    for one in candidates:
        if one.code in codes or one.goal in met or (one.goal in goals and repeats == 0):
            continue
        met.add(one.goal)
        yield one


def _next(candidates, found, goals, codes):
    """The next candidate that is not said yet, of a goal that is not named yet if there is one."""
    said = codes | {one.code for one in found}
    named = goals | {one.goal for one in found}
    left = [one for one in candidates if one.code not in said]
    return next((one for one in left if one.goal not in named), left[0] if left else None)


def asks(content):
    """Up to three `Proposal`s of what to ask of presidents and superintendents."""
    proposed = [*_ask_for_figures(content.method.silent), *_asks_about_goals(content.goals)]
    return [Proposal(text) for text in proposed[:ASKS]]


def _ask_for_figures(silent):
    if not silent:
        return []
    missing = sum(one.missing for one in silent)
    names = [f"{one.name} ({one.missing})" for one in silent[:NAMED]]
    more = len(silent) - len(names)
    whom = ", ".join(names) + (f" and {more} more" if more else "")
    figures = "1 figure is" if missing == 1 else f"{missing:,} figures are"
    return [Truncator(f"See that what is owed is reported: {figures} missing, of {whom}.").chars(LONGEST)]


def _asks_about_goals(goals):
    """A sentence for each goal with measures behind, those with most first, in the order of the goals where equal."""
    behind = [(sum(line.status in POOR for line in goal.lines), goal) for goal in goals]
    behind = sorted((pair for pair in behind if pair[0]), key=lambda pair: -pair[0])
    return [_about_goal(number, goal) for number, goal in behind]


def _about_goal(number, goal):
    is_over = any(line.status == "not_met" for line in goal.lines)
    all_lines = len(goal.lines)
    verb = "was" if number == 1 and is_over else "is" if number == 1 else "were" if is_over else "are"
    where = "not met" if is_over else "behind"
    title = Truncator(goal.short_title).chars(150)
    return f"Take up goal {goal.code}, {title}, with us: {number} of its {all_lines} measures {verb} {where}."
