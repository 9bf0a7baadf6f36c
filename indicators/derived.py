"""
The one table from a measure's source to the function that counts it.

A function of a room's `queries.py` takes the first and last day of a span (both included) and returns a
`consortium.counting.Count`: the region's figure, each organization's, and the records. It knows nothing of
measures. To derive a further measure, write that function and add its line here.
"""

from wbl import queries as wbl

SOURCES = {
    "events.regional_meetings": wbl.regional_meetings,
    "events.meetings_all_segments": wbl.meetings_all_segments,
}


def is_built(measure):
    """Whether the measure can be counted from records today; if not, it is typed."""
    return measure.source in SOURCES


def count(measure, starts, ends):
    """What the records say of `measure` from `starts` to `ends`, both days included; KeyError if not built."""
    return SOURCES[measure.source](starts, ends)


def records_address(measure, starts, ends):
    """The address that lists exactly the records counted for `measure` in the span; empty if it is not built."""
    if not is_built(measure):
        return ""
    return wbl.records_address(measure.source.partition(".")[2], starts, ends)
