"""The page on equity of access: who took part, group by group, beside the region's rate."""

from indicators.reporting import amounts
from indicators.reporting import content as parts

RATE = "wbl.campus_participation"  # the source of the measure that says who took part, of those enrolled


def equity_of(placements, lens, figures, narrative):
    """The `Equity` of the region in the lens's year; without the measure in force, its words alone."""
    placement = next((one for one in placements if one.measure.source == RATE), None)
    if placement is None:
        return parts.Equity(narrative, "", "", amounts.without(parts.NONE), [])
    figure = figures[placement.measure_id]
    return parts.Equity(narrative, placement.measure.code, placement.label, amounts.of_figure(figure), [])
