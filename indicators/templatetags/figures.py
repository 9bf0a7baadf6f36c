"""How a `Figure` and its parts are written on a page: `{% load figures %}`."""

from fractions import Fraction

from django import template

from consortium.templatetags.look import AHEAD, DASH, HIDDEN, num, pct

QUARTERS = 4

register = template.Library()


@register.filter
def of(by_key, key):
    """The entry of a dictionary, or nothing."""
    return by_key.get(key)


@register.filter
def reading(value, measure):
    """A reading as it is written: a count, or a percent cut toward zero; a dash where there is none."""
    if value is None:
        return DASH
    if not measure.is_percent:
        return num(value.numerator)
    if value.denominator in (0, 1):  # of nobody, or of itself alone: there is no share to speak of
        return f"{num(value.numerator)} of {num(value.denominator)}"
    return pct(_share(value))


@register.filter
def actual(figure):
    """A figure's actual: a count, a percent, or a milestone's stage."""
    if figure.measure.is_milestone:
        if figure.progress.status == "no_data" and not figure.stage_reached:
            return DASH
        return f"{figure.stage_reached} of {len(figure.stages)}"
    return reading(figure.reading, figure.measure)


@register.filter
def target(figure):
    """A figure's target, in its unit; a milestone's is its last stage; a dash where none is set."""
    if figure.measure.is_milestone:
        return figure.stages[-1].name
    return _points(figure.target, figure.measure)


@register.filter
def baseline(figure):
    """A figure's baseline, or a dash."""
    return _points(figure.baseline, figure.measure)


@register.filter
def quarters(figure):
    """The cells of a figure for the small bars: a number, None, or the word for what is hidden or still to come."""
    cells = [_bar(cell, figure.measure) for cell in figure.cells]
    if figure.cells[-1].period.is_whole_year:
        return cells
    return cells + [AHEAD] * (QUARTERS - len(cells))


def _bar(cell, measure):
    if cell.hidden:
        return HIDDEN
    if cell.reading is None:
        return None
    if measure.is_percent:
        return _share(cell.reading) if cell.reading.denominator else None
    return cell.reading.numerator


def _share(value):
    return Fraction(value.numerator) / Fraction(value.denominator)


def _points(number, measure):
    if number is None:
        return DASH
    return f"{num(number)}\u202f%" if measure.is_percent else num(number)


@register.filter
def one_place(percent):
    """A percent with one place, as rates are compared with each other."""
    return f"{percent:.1f}"


@register.filter
def made_from(table):
    """Where the parts of a `BrokenDown` come from, as a sentence."""
    typed = "" if not table.typed else f"the typed totals of {_organizations(table.typed)}"
    sources = " and ".join(filter(None, ["records" if table.by_records else "", typed]))
    rest = " Whoever was not broken down is in “not reported”." if table.is_partition else ""
    if table.rate is not None:
        rest = " A group’s rate is of those who break it down, the line in each bar of everybody: "
        rest += f"{one_place(table.rate)} %."
    return f"From {sources}.{rest}" if sources else rest.strip()


def _organizations(number):
    return "one organization" if number == 1 else f"{number:,} organizations"


BAR_WIDTH = 200


@register.inclusion_tag("look/part_bar.html")
def part_bar(part, table):
    """A `Part` as a bar against the largest of its `BrokenDown`; of rates with a line at the whole figure's."""
    largest = table.largest or 1
    number = part.rate if table.rate is not None else part.reading and part.reading.numerator
    number = None if table.is_unknown(part) else number
    return {
        "state": part.state,
        "width": None if number is None else round(BAR_WIDTH * number / largest, 1),
        "line": None if table.rate is None else min(round(BAR_WIDTH * table.rate / largest, 1), BAR_WIDTH - 1),
    }
