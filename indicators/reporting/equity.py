"""The page on equity of access: who took part, group by group, beside the region's rate."""

from consortium.categories import DIMENSIONS
from indicators import broken_down
from indicators.reporting import amounts
from indicators.reporting import content as parts

RATE = "wbl.campus_participation"  # the source of the measure that says who took part, of those enrolled
COUNT = "wbl.campus_students"  # and of the one that says how many they were
STATES = {
    broken_down.HIDDEN: parts.HIDDEN,
    broken_down.MISSING: parts.MISSING,
    broken_down.NOT_APPLICABLE: parts.NOT_APPLICABLE,
}


def equity_of(placements, lens, figures, narrative):
    """
    The `Equity` of the region as of the end of `lens`: each group's rate, and how many of it took part, as far as every
    outsider may see them. `figures` (measure key → Figure) are those of the lens; without the measure in force, the
    words alone.
    """
    by_source = {one.measure.source: one for one in placements if one.measure.source in (RATE, COUNT)}
    rate = by_source.get(RATE)
    if rate is None:
        return parts.Equity(narrative, "", "", amounts.without(parts.NONE), [])
    found = broken_down.breakdowns({one.measure_id: figures[one.measure_id] for one in by_source.values()}, lens)
    counts = _by_category(found[by_source[COUNT].measure_id]) if COUNT in by_source else {}
    return parts.Equity(
        narrative,
        rate.measure.code,
        rate.label,
        amounts.of_figure(figures[rate.measure_id]),
        [_table(table, counts) for table in found[rate.measure_id] if table.dimension in DIMENSIONS],
        by_source[COUNT].measure.code if COUNT in by_source else "",
    )


def _by_category(tables):
    return {(table.dimension, part.category): (part, table.measure) for table in tables for part in table.parts}


def _table(table, counts):
    overlap = "They add up to all students." if table.is_partition else "A student may be in several of these groups."
    groups = [_group(table, part, counts.get((table.dimension, part.category))) for part in table.parts]
    note = f"{overlap} {_hidden(table)}".strip()
    return parts.EquityTable(table.dimension.capitalize(), groups, note, by=table.dimension)


def _hidden(table):
    return "Small groups, and what they could be worked out from, are not shown." if table.hides else ""


def _group(table, part, counted):
    count = amounts.without(parts.MISSING) if counted is None else _amount(*counted)
    words = f"{part.gap_in_words} the region's rate" if part.gap_in_words else ""
    if part.gap_in_words == "about the same":
        words = "about the same as the region's rate"
    return parts.Group(part.category, count, _amount(part, table.measure), _points(part.gap), words)


def _amount(part, measure):
    """A part's figure; of those whose group is not known nobody knows how many are enrolled."""
    state = STATES.get(part.state)
    if state is None and measure.is_percent and part.reading.denominator is None:
        state = parts.NOT_APPLICABLE
    return amounts.of_reading(part.reading, measure) if state is None else amounts.without(state)


def _points(gap):
    """Percent points with one decimal and their sign, as the words round them: "-3.2"; empty where not known."""
    return "" if gap is None else f"{gap:+.1f}"
