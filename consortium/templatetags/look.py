"""The product's small drawings and number formats, for templates: ``{% load look %}``.

Drawings are inline SVG with their geometry in attributes, because the content security policy allows no inline style.
Each has its meaning in text too: the status its word, a bar its label.
"""

import math
from decimal import Decimal
from fractions import Fraction

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

register = template.Library()

NARROW_SPACE = "\u202f"
DASH = "—"
HIDDEN = "hidden"
AHEAD = "ahead"

# In the order in which they are drawn and read: what does well, what does not, what nobody knows.
STATUSES = {
    "met": "Met",
    "on_track": "On track",
    "behind": "Behind",
    "not_met": "Not met",
    "not_started": "Not started",
    "no_data": "No data",
    "no_target": "No target",
}
LEGEND = ("met", "on_track", "behind", "not_started", "no_data")

BAR_WIDTH = 180
PACE_WIDTH = 2
TALLY_WIDTH = 260
TALLY_GAP = 2
TALLY_LEAST = 4
TALLY = (
    '<svg class="tally" width="{width}" height="10" viewBox="0 0 {width} 10" preserveAspectRatio="none" role="img"'
    ' aria-label="{label}">{segments}</svg>'
)
TALLY_SEGMENT = '<rect x="{}" width="{}" y="{}" height="{}" rx="{}" {}/>'
NO_SEGMENT = mark_safe('<rect x="0.5" y="0.5" width="259" height="9" rx="2" class="fill-none hatch-edge"/>')
QUARTER_HEIGHT = 24
QUARTER_STEP = 17
ANSWERED_WIDTH = 150


@register.inclusion_tag("look/status_badge.html")
def status_badge(status):
    """Draw a status as its shape and its word.

    ``status`` is a key of ``STATUSES``; any other is a KeyError, so that no page invents a status.
    """
    key = str(status)
    return {"status": key, "word": STATUSES[key]}


@register.inclusion_tag("look/status_legend.html")
def status_legend(*statuses):
    """List the shapes with their words: those named, or the five of a running year."""
    return {"statuses": statuses or LEGEND}


@register.inclusion_tag("look/progress_bar.html")
def progress_bar(achieved, pace, status, label):
    """Draw actual against target, with a tick where the pace should be.

    ``achieved`` and ``pace`` are fractions of the target (any number, or None): below 0 is drawn as empty, above 1 as
    full. Without ``achieved`` or with status ``no_data`` the bar is hatched; with ``no_target`` there is nothing to
    draw against, and nothing is drawn. ``label`` is the sentence a screen reader says.
    """
    status = str(status)
    known = achieved is not None and status != "no_data"
    width = _along(achieved, BAR_WIDTH) if known else 0
    return {
        "drawn": status != "no_target",
        "status": status if status in ("met", "behind", "not_met") else "on_track",
        "hatched": not known,
        "width": width,
        "pace": None if pace is None else min(_along(pace, BAR_WIDTH), BAR_WIDTH - PACE_WIDTH),
        "total": BAR_WIDTH,
        "label": label,
    }


@register.simple_tag
def tally_bar(tally):
    """Draw how many measures have which status.

    ``tally`` maps a status to its count; statuses with none are left out, and with no measure at all the bar is one
    outline. Segments are as long as their counts, but never shorter than can be seen. Written here and not in a
    template of its own, since a dashboard draws one a row and most of its time would go into it.
    """
    counts = [(key, count) for key in STATUSES if (count := _count_of(tally, key))]
    label = ", ".join(f"{count} {STATUSES[key].lower()}" for key, count in counts) or "no measures"
    segments = format_html_join("", TALLY_SEGMENT, (_segment(*each) for each in _segments(counts)))
    return format_html(TALLY, width=TALLY_WIDTH, label=label, segments=segments or NO_SEGMENT)


def _segment(status, x, width):
    """What one segment of a tally fills in: no data is hatched, no target a thin line."""
    if status == "no_target":
        return x, width, 4, 2, 0, mark_safe('class="fill-not_started"')
    if status == "no_data":
        return x, width, 0, 10, 2, mark_safe('fill="url(#hatch)" class="hatch-edge"')
    return x, width, 0, 10, 2, format_html('class="fill-{}"', status)


@register.inclusion_tag("look/quarter_bars.html")
def quarter_bars(values, percent=False):
    """Draw the quarters of a year side by side, the highest at full height.

    ``values`` holds one number a quarter, None where nothing was reported, ``"ahead"`` for a quarter still to come, or
    ``"hidden"`` where the figure is suppressed: that is hatched at one height, which says nothing of its size. Zero is
    a line, not reported is dashed.
    With ``percent`` the values are parts of 1 and are read out as percentages.
    """
    values = list(values)
    highest = max([value for value in values if _is_number(value)], default=0)
    spoken = pct if percent else num
    return {
        "quarters": [_quarter(index, value, highest) for index, value in enumerate(values)],
        "total": max(len(values) * QUARTER_STEP - 6, 1),
        "label": ", ".join(f"Q{index} {_quarter_word(value, spoken)}" for index, value in enumerate(values, start=1)),
    }


@register.inclusion_tag("look/answered_line.html")
def answered_line(answered, asked):
    """Draw how many cells of a worksheet have an answer: "27 of 29 answered"."""
    share = Fraction(answered, asked) if asked else 0
    return {"answered": answered, "asked": asked, "width": _along(share, ANSWERED_WIDTH), "total": ANSWERED_WIDTH}


@register.filter
def num(value):
    """Write a number with thousands separators and without trailing zeros; None as a dash, text as it is.

    A fraction or float that does not end is cut to the nearest hundredth.
    """
    if value is None or value == "":
        return DASH
    if isinstance(value, str):
        return value
    if isinstance(value, Fraction):
        value = round(Decimal(value.numerator) / value.denominator, 2)
    elif isinstance(value, float):
        value = round(Decimal(str(value)), 2)
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


@register.filter
def pct(value):
    """Write a part of 1 as whole percent, cut toward zero: 0.9996 is 99 %, because only what is reached reads 100 %."""
    if value is None or value == "":
        return DASH
    if isinstance(value, str):
        return value
    exact = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    return f"{math.trunc(exact * 100):,}{NARROW_SPACE}%"


@register.filter
def named_for(person, reader):
    """How ``person`` is named to ``reader`` (users): who has no name is known by their address to the office alone."""
    if person is None:
        return DASH
    may_see_addresses = reader.access.is_office or reader == person
    return person.name or (person.email if may_see_addresses else "somebody whose name is not given")


@register.filter
def elided(paginator, number):
    """The page numbers to offer around page ``number``, with "…" where some are left out."""
    return paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)


def _along(share, length):
    """The point at ``share`` (a number, clipped to 0–1) of ``length``, to a tenth of a pixel."""
    return round(float(min(max(share, 0), 1)) * length, 1)


def _count_of(tally, key):
    return tally.get(key) or 0


def _segments(counts):
    """Lay the counts side by side over the tally's width, with one gap between neighbours."""
    if not counts:
        return []
    room = TALLY_WIDTH - TALLY_GAP * (len(counts) - 1)
    whole = sum(count for _, count in counts)
    lengths = [max(room * count / whole, TALLY_LEAST) for _, count in counts]
    scale = room / sum(lengths)
    segments, start = [], 0.0
    for (key, _), length in zip(counts, lengths, strict=True):
        segments.append((key, round(start, 1), round(length * scale, 1)))
        start += length * scale + TALLY_GAP
    return segments


def _is_number(value):
    return value is not None and not isinstance(value, str)


def _quarter(index, value, highest):
    """One quarter's place: ``kind`` is bar, zero, none or hidden; the bar stands on the baseline."""
    x = index * QUARTER_STEP
    if value is None or value == AHEAD:
        return {"kind": "none", "x": x, "end": x + 11}
    if value == HIDDEN:
        return {"kind": "hidden", "x": x}
    if value <= 0:
        return {"kind": "zero", "x": x}
    height = max(round(float(value) / float(highest) * QUARTER_HEIGHT, 1), 2)
    return {"kind": "bar", "x": x, "y": round(QUARTER_HEIGHT - height, 1), "height": height}


def _quarter_word(value, spoken):
    if value is None:
        return "not reported"
    if value == HIDDEN:
        return "hidden for privacy"
    if value == AHEAD:
        return "still to come"
    return spoken(value)
