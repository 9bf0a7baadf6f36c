"""
The pictures of a report: small SVG drawings, the same on a page and on paper.

Colors are those of `static/css/tokens.css`, as attributes, so that a drawing looks right wherever it is put; each has a
class too, by which a page turns it dark. A drawing never says anything by color alone: words stand beside each bar.
"""

import textwrap
from dataclasses import dataclass
from fractions import Fraction

from django.utils.html import escape

from indicators.reporting.content import HIDDEN, MISSING, REPORTED

from .words import HIDDEN_STATUS, percent, tally_of, tally_words

COLORS = {
    "ink": "#14202b", "second": "#4a5866", "third": "#5f6c79", "paper": "#ffffff", "ground": "#edf1f4",
    "past": "#7c95aa", "hatch": "#b3bdc7", "met": "#145a8d", "on_track": "#4596c9", "behind": "#b8480b",
    "not_met": "#7d2d0b", "not_started": "#6b7886", "accent": "#0b5c7a",
}  # fmt: skip
WIDTH, GAP = 340, 24  # of a measure's drawing, and between two beside each other
LEFT, RIGHT = 60, 98  # room for the year before a bar and for the words after it
LINE, SIZE, SMALL = 16, 13, 11.5
LETTER = 0.56  # how wide a letter is, at most on average, as a part of its size


@dataclass(frozen=True)
class Picture:
    """A drawing: its SVG without words for those who do not see it, its size, and these words."""

    svg: str
    width: float
    height: float
    alt: str


def fill(name):
    """The attributes of a filled shape."""
    return f'fill="{COLORS[name]}" class="f-{name}"'


def stroke(name, width=1.0, dashes=""):
    """The attributes of a line."""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'fill="none" stroke="{COLORS[name]}" stroke-width="{width}"{dashed} class="s-{name}"'


def svg(width, height, inside):
    """A whole SVG; who places it gives it its alternative text."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}"'
        f' viewBox="0 0 {width:g} {height:g}" font-family="Source Sans Pro" aria-hidden="true" focusable="false">'
        f"{inside}</svg>"
    )


# Each status as a shape of 14 by 14: those of templates/look/status_icon.html, and a hatched square for "not shown".
SHAPES = {
    "met": f'<circle cx="7" cy="7" r="7" {fill("met")}/><path d="M3.8 7.3 6 9.5l4.2-4.7" {stroke("paper", 1.8)}/>',
    "on_track": f'<path d="M7 1.2 13.4 12.6H.6Z" {fill("on_track")}/>',
    "behind": f'<path d="M7 12.8.6 1.4h12.8Z" {fill("behind")}/>',
    "not_met": f'<circle cx="7" cy="7" r="6" {stroke("not_met", 1.8)}/>'
    f'<path d="m4.6 4.6 4.8 4.8m0-4.8-4.8 4.8" {stroke("not_met", 1.8)}/>',
    "not_started": f'<circle cx="7" cy="7" r="5.5" {stroke("not_started", 1.8)}/>',
    "no_data": f'<rect x="1" y="1" width="12" height="12" {stroke("not_started", 1.4, "2.4 2")}/>',
    "no_target": f'<path d="M2 7h10" {stroke("not_started", 1.8)}/>',
    HIDDEN_STATUS: f'<rect x="1" y="1" width="12" height="12" {stroke("third")}/>'
    f'<path d="M1 9 9 1M1 13 13 1M5 13l8-8" {stroke("third")}/>',
}


def text(x, y, words, name="ink", size=SIZE, more=""):
    """A line of words."""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" {fill(name)}{more}>{escape(words)}</text>'


def wrapped(words, width, size=SIZE):
    """`words` in lines that fit into `width`; what is too long for a line is broken."""
    return textwrap.wrap(words, max(int(width / (size * LETTER)), 8), break_on_hyphens=False) or [""]


def chart(indicator, year):
    """The drawings of an indicator (IndicatorPart) in the school year called `year`, one a measure: `Picture`s."""
    return [_measure(line, year, WIDTH) for line in indicator.lines]


def on_paper(indicator, year):
    """The same in one drawing for paper, two measures beside each other."""
    width = 2 * WIDTH + GAP
    drawn = [_measure(line, year, width if len(indicator.lines) == 1 else WIDTH) for line in indicator.lines]
    inside, y = [], 0
    for start in range(0, len(drawn), 2):
        pair = drawn[start : start + 2]
        for column, picture in enumerate(pair):
            inside.append(f'<g transform="translate({column * (WIDTH + GAP)} {y:g})">{_inside(picture)}</g>')
        y += max(picture.height for picture in pair) + 10
    return Picture(svg(width, max(y - 10, 1), "".join(inside)), width, max(y - 10, 1), alt_of(indicator, drawn))


def alt_of(indicator, pictures):
    """The alternative text of an indicator's chart."""
    return f"Chart of indicator {indicator.code}. " + " ".join(picture.alt for picture in pictures)


def _inside(picture):
    return picture.svg[picture.svg.index(">") + 1 : -len("</svg>")]


def _measure(line, year, width):
    parts, y = [], 0
    for words in wrapped(line.label, width):
        y += LINE
        parts.append(text(0, y - 3, words, more=' font-weight="600"'))
    drawing, height = _ladder(line, width) if line.kind == "milestone" else _years(line, year, width)
    parts.append(f'<g transform="translate(0 {y + 4})">{drawing}</g>')
    y += 4 + height
    return Picture(svg(width, y, "".join(parts)), width, y, _alt(line, year))


def _alt(line, year):
    said = [f"{past.year} {past.amount.text}" for past in line.past] + [f"{year} {line.actual.text}"]
    if line.kind == "milestone":
        said += [f"{stage.name}: {_dated(stage)}" for stage in line.stages]
    target = f"target {line.target.text}" if line.target.state == REPORTED else "no target"
    return f"{line.label}: {'; '.join(said)}; {target}. {line.status_words}."


# --- a ladder of stages ------------------------------------------------------------------------------------------


def _dated(stage):
    if stage.reached:
        return f"reached {stage.reached}"
    return f"due {stage.due}" if stage.due else "no date set"


def _ladder(line, width):
    """Stages one below the other: a disc with a tick for one that was reached, a ring for one that was not."""
    if not line.stages:
        return text(0, 12, "No stages have been set.", "second", SMALL), LINE
    parts, y, last = [], 0, None
    for stage in line.stages:
        said = wrapped(f"{stage.name}, {_dated(stage)}", width - 24, SMALL + 0.5)
        if last is not None:
            kind = stroke("met", 2) if stage.reached else stroke("hatch", 2, "2 3")
            parts.append(f'<path d="M7 {last + 8}V{y}" {kind}/>')
        parts.append(f'<g transform="translate(0 {y})">{SHAPES["met" if stage.reached else "not_started"]}</g>')
        parts += [
            text(22, y + 11 + 14 * number, words, "ink" if stage.reached else "second", SMALL + 0.5)
            for number, words in enumerate(said)
        ]
        last = y + 6
        y += 14 * len(said) + 8
    return "".join(parts), y


# --- years beside the target -------------------------------------------------------------------------------------


def height_of(amount):
    """An `Amount` as a number that bars are drawn from; None where there is none: a share of nobody too."""
    if amount.state != REPORTED:
        return None
    if amount.points is not None:
        return Fraction(amount.points)
    if amount.whole is not None:
        return Fraction(100 * amount.number, amount.whole) if amount.whole else None
    return None if amount.number is None else Fraction(amount.number)


def _years(line, year, width):
    """A bar for each year, with the target and the baseline as lines across them."""
    bars = [(past.year, past.amount) for past in line.past] + [(year, line.actual)]
    target, baseline = height_of(line.target), height_of(line.baseline)
    known = [height for _, amount in bars if (height := height_of(amount)) is not None]
    top = max([*known, *(mark for mark in (target, baseline) if mark is not None), 0]) or 1
    scale = Fraction(width - LEFT - RIGHT) / top
    parts = []
    for number, (label, amount) in enumerate(bars):
        now = number == len(bars) - 1
        parts.append(_bar(label, amount, 18 * number, width, scale, _color(line.status) if now else "past", now))
    bottom = 18 * len(bars)
    marks = _marks(line, target, baseline)
    for height, kind, _ in marks:
        way = f"M{LEFT + float(height * scale):.1f} 0V{bottom}"
        if height != target:  # seen on a dark bar too; where a bar ends beside the target nothing is covered
            parts.append(f'<path d="{way}" {stroke("paper", 4)}/>')
        parts.append(f'<path d="{way}" {kind}/>')
    legend, used = _legend(marks, bottom + 14, width, target is None)
    return "".join(parts) + legend, bottom + used


def _color(status):
    return status if status in ("met", "on_track", "behind", "not_met") else "third"


def _marks(line, target, baseline):
    """What stands across the bars: height, how it is drawn, and what it is."""
    marks = []
    if baseline is not None:
        marks.append((max(baseline, 0), stroke("second", 1.5, "3 2"), f"baseline {line.baseline.text}"))
    asked = _asked(line, target, baseline)
    if asked is not None:
        marks.append((asked, stroke("accent", 1.5, "1 2"), f"asked for by {line.gone // 10} % of the year"))
    if target is not None:
        marks.append((max(target, 0), stroke("ink", 2), f"target {line.target.text}"))
    return marks


def _asked(line, target, baseline):
    """Where a figure should be now; None after the year has ended, and for what has no pace: a share of a year."""
    if target is None or line.gone >= 1000 or (line.kind == "percent" and line.timing == "flow"):
        return None
    start = (baseline or 0) if line.timing == "stock" else 0
    return max(start + (target - start) * Fraction(line.gone, 1000), 0)


def _bar(label, amount, y, width, scale, name, now):
    """One year: its name, its bar, or how it is drawn where there is no number, and its words."""
    room, height = width - LEFT - RIGHT, 12 if now else 8
    top = y + (18 - height) / 2
    value = height_of(amount)
    weight = ' font-weight="600"' if now else ""
    if amount.state == HIDDEN:
        drawn = hatched(LEFT, top, room, height)
    elif amount.state == MISSING:
        drawn = f'<rect x="{LEFT + 0.5}" y="{top:g}" width="{room - 1}" height="{height}" {stroke("third", 1, "3 3")}/>'
    elif value is None:
        drawn = f'<path d="M{LEFT} {y + 9}H{LEFT + room}" {stroke("hatch", 1.5, "1 4")}/>'
    else:
        long = max(float(value * scale), 1.5)
        drawn = f'<rect x="{LEFT}" y="{top:g}" width="{long:.1f}" height="{height}" {fill(name)}/>'
    ink, size = ("ink", SMALL + 1) if now else ("second", SMALL)
    words = text(LEFT + room + 8, y + 13.5, short(amount), ink, size, weight)
    return text(0, y + 13.5, label, ink, SMALL, weight) + drawn + words


def short(amount):
    """An `Amount` in few letters: of a share the percent alone."""
    share = percent(amount)
    return amount.text if share is None else f"{share:,}\u00a0%"


def hatched(x, y, width, height, step=6):
    """A hatched box: there is something, and it is not shown."""
    lines = "".join(
        f"M{start:g} {y + height:g}l{height:g} {-height:g}"
        for start in _steps(x, x + width - height, step)
    )
    return (
        f'<rect x="{x + 0.5:g}" y="{y:g}" width="{width - 1:g}" height="{height:g}" {stroke("third")}/>'
        f'<path d="{lines}" {stroke("hatch", 1.2)}/>'
    )


def _steps(start, end, step):
    while start <= end:
        yield start
        start += step


def _legend(marks, y, width, no_target):
    """The lines with their words, below the bars; how high that is."""
    parts, x, first = [], 0, y
    for _, kind, words in reversed(marks):
        needs = 10 + len(words) * SMALL * LETTER
        if x and x + needs > width:
            x, y = 0, y + 14
        parts.append(f'<path d="M{x + 2:g} {y - 10}v12" {kind}/>' + text(x + 8, y, words, "second", SMALL))
        x += needs + 10
    if no_target:
        parts.append(text(x, y, "no target", "second", SMALL))
    return "".join(parts), y - first + 18


# --- all measures at a glance ------------------------------------------------------------------------------------


def by_goal(content, columns=2):
    """Each goal as a row of its measures' statuses, as one drawing; `columns` beside each other."""
    width, high, per = 330, 21, -(-len(content.goals) // columns) if content.goals else 0
    parts = []
    for number, goal in enumerate(content.goals):
        column, row = divmod(number, per)
        marks = "".join(
            f'<g transform="translate({50 + 18 * place} 2)">{SHAPES[line.status or HIDDEN_STATUS]}</g>'
            for place, line in enumerate(goal.lines)
        )
        name = text(0, 14, goal.code, more=' font-weight="600"')
        parts.append(f'<g transform="translate({column * (width + GAP)} {row * high})">{name}{marks}</g>')
    whole = columns * width + (columns - 1) * GAP
    said = "; ".join(f"{goal.code}: {tally_words(tally_of(goal.tally, goal.lines))}" for goal in content.goals)
    tall = max(per * high, 1)
    return Picture(svg(whole, tall, "".join(parts)), whole, tall, f"The status of each goal’s measures. {said}.")


# --- equity of access --------------------------------------------------------------------------------------------


def equity(table, region, width=2 * WIDTH + GAP):
    """The rate of each group of an `EquityTable`, with the rate of the region (an Amount) as a line across them."""
    left = min(200, width * 0.42)
    room = width - left - 110
    rates = [height_of(group.rate) for group in table.groups]
    whole = height_of(region)
    top = max([*(rate for rate in rates if rate is not None), whole or 0, 0]) or 1
    scale = Fraction(str(room)) / top
    parts, y = [], 0
    for group, rate in zip(table.groups, rates, strict=True):
        said = wrapped(group.label, left - 8, SMALL + 0.5)
        parts += [text(0, y + 13 + 13 * number, words, size=SMALL + 0.5) for number, words in enumerate(said)]
        parts.append(_rate(group.rate, rate, left, y + 3, room, scale))
        parts.append(text(left + room + 8, y + 13, short(group.rate), size=SMALL + 0.5, more=' font-weight="600"'))
        y += 13 * len(said) + 8
    if whole is not None:
        x = left + float(whole * scale)
        words = f"region {short(region)}"
        parts.append(f'<path d="M{x:.1f} 0V{y}" {stroke("ink", 2)}/>')
        anchor = ' text-anchor="end"' if x > width / 2 else ""
        parts.append(text(x, y + 13, words, "second", SMALL, anchor))
        y += 18
    said = "; ".join(f"{group.label} {group.rate.text}" for group in table.groups)
    tall = max(y, 1)
    alt = f"Chart of {table.dimension}: {said}. The region: {region.text}."
    return Picture(svg(width, tall, "".join(parts)), width, tall, alt)


def _rate(amount, rate, x, y, room, scale):
    if amount.state == HIDDEN:
        return hatched(x, y, room, 12)
    if rate is None:
        return f'<path d="M{x:g} {y + 6}h{room:g}" {stroke("hatch", 1.5, "1 4")}/>'
    return f'<rect x="{x:g}" y="{y}" width="{max(float(rate * scale), 1.5):.1f}" height="12" {fill("met")}/>'
