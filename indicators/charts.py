"""Charts with axes, drawn on the server and set inline; the table beside each one says the same."""

from itertools import accumulate

import pygal
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from pygal.style import Style

# The stylesheet's own colours, so that dark mode and print need nothing of their own.
STYLE = Style(
    background="transparent",
    plot_background="transparent",
    foreground="var(--second)",
    foreground_strong="var(--ink)",
    foreground_subtle="var(--line)",
    colors=("var(--accent)", "var(--third)"),
    font_family="inherit",
    label_font_size=12,
    major_label_font_size=12,
    guide_stroke_dasharray="1,0",
    major_guide_stroke_dasharray="1,0",
    guide_stroke_color="var(--line)",
    major_guide_stroke_color="var(--line)",
    transition="0s",
)
QUARTERS = ("Q1", "Q2", "Q3", "Q4")


def year_chart(figure, lens, nonce):
    """
    The year of a figure as an inline SVG: a flow's running total or a stock's level at each period's end, with
    the way to the target dashed beside it. Empty where there is nothing to draw: milestones, one whole year, no
    figures, or parts that this reader must not see. `nonce` is the page's, for the chart's style element.
    """
    if figure.measure.is_milestone or figure.reading is None or lens.through.is_whole_year:
        return ""
    if any(cell.hidden for cell in figure.cells):
        return ""
    actual = points(figure)
    chart = pygal.Line(
        style=STYLE,
        js=[],
        width=760,
        height=200,
        margin=8,
        dots_size=4,
        show_legend=False,
        include_x_axis=True,
        min_scale=3,
        max_scale=6,
        disable_xml_declaration=True,
        value_formatter=lambda number: f"{number:,.0f}",
    )
    chart.x_labels = QUARTERS
    chart.add("Actual", actual + [None] * (len(QUARTERS) - len(actual)), stroke_style={"width": 2.5})
    if figure.target is not None:
        chart.add("Target", _way(figure), show_dots=False, stroke_style={"width": 1.5, "dasharray": "5,4"})
    chart.add_xml_filter(lambda root: _for_a_page(root, nonce))
    drawing = chart.render(is_unicode=True)
    return format_html(
        '<div class="chart" role="img" aria-label="{}">{}</div>',
        f"{figure.placement.label} by quarter, with the way to the target. The table below says the same.",
        mark_safe(drawing),  # noqa: S308 - drawn by pygal from numbers and the fixed words above
    )


def _for_a_page(root, nonce):
    """The drawing without what a page's security policy forbids and what only pygal's script would use."""
    for parent in list(root.iter()):
        for child in list(parent):
            name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else "comment"
            if name in ("script", "desc", "title", "comment") or child.get("class") == "tooltip":
                parent.remove(child)
            elif name == "style":
                child.set("nonce", nonce)
    return root


def points(figure):
    """One point a period: a flow's running total, a stock's or a level's own height; None where nothing is known."""
    heights = [_point(figure, cell.reading) for cell in figure.cells]
    if figure.measure.timing == "stock" or figure.measure.is_percent:
        return heights
    totals = accumulate(height or 0 for height in heights)
    return [None if height is None else total for height, total in zip(heights, totals, strict=True)]


def _point(figure, reading):
    if reading is None:
        return None
    if not figure.measure.is_percent:
        return float(reading.numerator)
    return float(100 * reading.numerator / reading.denominator) if reading.denominator else None


def _way(figure):
    """Where the target would have the figure at each quarter's end; a level has one height all year."""
    target = float(figure.target)
    if figure.measure.is_level:
        return [target] * len(QUARTERS)
    start = float(figure.baseline or 0) if figure.measure.timing == "stock" else 0.0
    return [start + (target - start) * quarter / len(QUARTERS) for quarter in range(1, len(QUARTERS) + 1)]
