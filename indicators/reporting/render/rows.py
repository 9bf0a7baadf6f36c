"""A report as CSV: a row for each measure of the region and of each partner."""

import csv
import io

from consortium.exchange.formats import disarmed
from indicators.reporting.content import REPORTED

from .words import percent

# What stands for one figure: its state, its numbers where there are any, and how it is printed.
PARTS = ("state", "number", "of", "percent", "stage", "as printed")
HEAD = (
    "report", "school year", "scope", "slug", "goal", "indicator", "code", "measure", "kind", "timing", "unit",
    "definition",
    *(f"actual {part}" for part in PARTS), *(f"target {part}" for part in PARTS),
    *(f"baseline {part}" for part in PARTS),
    "status", "sentence", "trend", "notes",
)  # fmt: skip
NO_FIGURE = ("",) * len(PARTS)


def report(content):
    """The region's measures and those of every partner, as bytes in UTF-8 with the mark that Excel needs."""
    rows = _region(content)
    for partner in content.partners:
        rows += _partner(content, partner)
    return _written(content, rows)


def partner_report(content, partner):
    """The measures of `partner`, and the region's."""
    return _written(content, _partner(content, partner) + _region(content))


def _written(content, rows):
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    years = [past.year for past in content.lines[0].past] if content.lines else []
    writer.writerow([*HEAD, *(f"{year} {part}" for year in years for part in PARTS)])
    writer.writerows([disarmed(cell) for cell in row] for row in rows)
    return lines.getvalue().encode("utf-8-sig")


def figure(amount):
    """The cells of an `Amount`, in the order of `PARTS`; without a number they are empty, never zero."""
    if amount.state != REPORTED:
        return amount.state, "", "", "", "", amount.text
    share = amount.points if amount.text.endswith("%") else percent(amount)
    number = amount.points if amount.number is None and share is None else amount.number
    cells = (amount.state, number, amount.whole, share, amount.stage, amount.text)
    return tuple("" if cell is None else cell for cell in cells)


def _region(content):
    rows = []
    for goal in content.goals:
        for indicator in goal.indicators:
            for line in indicator.lines:
                past = [cell for one in line.past for cell in figure(one.amount)]
                rows.append([
                    content.label, content.year, "Region", "", goal.code, indicator.code, line.code, line.label,
                    line.kind, line.timing, line.unit, line.definition,
                    *figure(line.actual), *figure(line.target), *figure(line.baseline),
                    line.status_words, line.sentence, line.trend, " ".join(line.notes), *past,
                ])  # fmt: skip
    return rows


def _partner(content, partner):
    where = {
        line.code: (goal.code, indicator.code, line.kind, line.timing, line.definition)
        for goal in content.goals
        for indicator in goal.indicators
        for line in indicator.lines
    }
    width = len(PARTS) * (len(content.lines[0].past) if content.lines else 0)
    rows = []
    for line in partner.lines:
        goal, indicator, kind, timing, definition = where.get(line.code, ("",) * 5)
        rows.append([
            content.label, content.year, partner.name, partner.slug, goal, indicator, line.code, line.label, kind,
            timing, line.unit, definition, *figure(line.actual), *figure(line.target), *NO_FIGURE,
            line.status_words, line.sentence, "", "", *[""] * width,
        ])  # fmt: skip
    return rows
