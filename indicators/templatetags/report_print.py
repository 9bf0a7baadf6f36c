"""How the parts of a printed report are written: ``{% load report_print %}``."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from indicators.reporting.content import REPORTED
from indicators.reporting.render import charts, words

register = template.Library()
register.filter(words.paragraphs)
register.filter(words.beside_region)
register.filter(words.goal_tally)
register.filter(words.own_tally)
register.filter(words.url_of)


@register.simple_tag
def shapes():
    """The shapes of all statuses, once a page, for ``status_mark`` to use."""
    symbols = "".join(
        f'<symbol id="s-{status}" viewBox="0 0 14 14">{shape}</symbol>' for status, shape in charts.SHAPES.items()
    )
    return mark_safe(f'<svg width="0" height="0" class="shapes" aria-hidden="true">{symbols}</svg>')  # noqa: S308


@register.simple_tag
def status_mark(status, said):
    """A status as its shape, its word and its color; nothing where a partner has none."""
    if not said:
        return "–"
    return format_html(
        '<span class="st st-{0}"><svg width="14" height="14" aria-hidden="true" focusable="false">'
        '<use href="#s-{0}"/></svg>{1}</span>',
        status or words.HIDDEN_STATUS,
        said,
    )


@register.simple_tag
def amount(one):
    """An `Amount` as text; what is no number is set apart."""
    return one.text if one.state == REPORTED else format_html('<span class="none">{}</span>', one.text)


@register.simple_tag
def written(text, nothing=""):
    """What somebody typed, as paragraphs: blank lines part them, line breaks stay, and everything is text."""
    parts = words.paragraphs(text)
    if not parts:
        return format_html('<p class="none">{}</p>', nothing) if nothing else ""
    return format_html_join("", "<p>{}</p>", ((format_html_join(_BREAK, "{}", zip(lines)),) for lines in parts))


_BREAK = mark_safe("<br>")


@register.simple_tag
def indicator_chart(indicator, year):
    """The drawings of an indicator, one a measure, as one picture with its words."""
    pictures = charts.chart(indicator, year)
    return format_html(
        '<div class="chart" role="img" aria-label="{}">{}</div>',
        charts.alt_of(indicator, pictures),
        mark_safe("".join(picture.svg for picture in pictures)),  # noqa: S308 - drawn by us, its words escaped
    )


@register.simple_tag
def drawn(picture, css="chart"):
    """A `Picture` with its words."""
    return format_html(
        '<div class="{}" role="img" aria-label="{}">{}</div>',
        css,
        picture.alt,
        mark_safe(picture.svg),  # noqa: S308 - drawn by us, its words escaped
    )
