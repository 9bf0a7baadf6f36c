"""
The report in one page that a busy person reads: tally, five headlines, three asks, one picture.

It is one page always: the letters get smaller until everything fits. Nothing is cut, since the database holds what is
written to 300 letters a line, five headlines and three asks.
"""

from consortium.pdf import typeset

from . import charts, words
from .html import page
from .pdf import common


def html(content):
    """The page, as bytes in UTF-8; printed it is one sheet of letter size."""
    length = sum(len(line) for line in (*content.headlines, *content.asks))
    return page("reports/print/one_page.html", content, size=_size(length), glance=charts.by_goal(content, columns=2))


def _size(length):
    """The size of letters, in points, at which texts of this length fit on a printed sheet."""
    return next(size for most, size in ((500, 12), (900, 10.5), (1500, 9.5), (1e9, 8.5)) if length <= most)


def pdf(content):
    """The page as a PDF of one sheet."""
    picture = charts.by_goal(content, columns=2)
    data = {
        **common(content),
        "headlines": content.headlines,
        "asks": content.asks,
        "glance": {"svg": picture.svg, "alt": picture.alt, "width": picture.width, "height": picture.height},
        "measures": len(content.lines),
        "goals": len(content.goals),
    }
    return typeset("reports/print/one_page.typ", words.softened(data))
