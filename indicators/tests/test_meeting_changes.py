"""What has changed between two meetings: one table of what was and what is."""

import pytest

from indicators.meetings.changes import by_organization, compare
from indicators.models import Measure, SnapshotFigure

FLOW = Measure(pk=1, code="EN-2.4a", kind="count", timing="flow")
STOCK = Measure(pk=1, code="EN-2.4a", kind="percent", timing="stock")
LADDER = Measure(pk=1, code="EN-2.4a", kind="milestone", timing="stock", ladder=["drafted", "approved"])
RENEWED = Measure(pk=1, code="EN-2.4a", kind="milestone", timing="stock", ladder=["drafted"], renews=True)
NOTHING = ("no_data", "—")


def row(measure, status, actual, target="40", hidden=False, missing=()):
    return SnapshotFigure(
        measure=measure, status=status, actual=actual, target=target, hidden=hidden, missing=list(missing)
    )


def kind_of(changes):
    (kind,) = [name for name in ("turned", "reported", "moved", "targets") if getattr(changes, name)] or ["same"]
    return kind


@pytest.mark.parametrize(
    ("measure", "was", "now", "new_year", "kind"),
    [
        (FLOW, ("on_track", "12"), ("on_track", "12"), False, "same"),
        (FLOW, ("on_track", "12"), ("on_track", "14"), False, "moved"),
        (FLOW, ("on_track", "12"), ("behind", "14"), False, "turned"),
        (FLOW, ("on_track", "12"), ("behind", "12"), False, "turned"),
        (FLOW, NOTHING, ("behind", "3"), False, "reported"),
        (FLOW, NOTHING, NOTHING, False, "same"),
        (FLOW, ("on_track", "12"), NOTHING, False, "turned"),
        (FLOW, None, ("behind", "3"), False, "reported"),
        (FLOW, ("on_track", "12"), ("on_track", "12", "50"), False, "targets"),
        (FLOW, ("on_track", "12"), ("behind", "12", "50"), False, "turned"),
        # what is hidden is never said to have moved
        (FLOW, ("no_data", "not shown", "40", True), ("on_track", "12"), False, "reported"),
        (FLOW, ("on_track", "12"), ("no_data", "not shown", "40", True), False, "same"),
        # in a new year what adds up begins anew, what stands goes on
        (FLOW, ("met", "90"), ("behind", "3"), True, "reported"),
        (FLOW, ("met", "90"), NOTHING, True, "same"),
        (RENEWED, ("met", "1 of 1"), ("on_track", "0 of 1"), True, "reported"),
        (STOCK, ("not_met", "40 %"), ("on_track", "45 %"), True, "turned"),
        (STOCK, ("on_track", "40 %"), ("on_track", "40 %", "80"), True, "same"),
        (LADDER, ("behind", "1 of 2"), ("met", "2 of 2"), True, "turned"),
    ],
)
def test_each_measure_is_in_one_list(measure, was, now, new_year, kind):
    before = [] if was is None else [row(measure, *was)]
    changes = compare(before, [row(measure, *now)], new_year=new_year)
    assert kind_of(changes) == kind
    assert changes.same == (kind == "same")


def test_a_former_target_is_named_beside_another_change_too():
    changes = compare([row(FLOW, "on_track", "12")], [row(FLOW, "behind", "12", target="50")])
    assert changes.turned[0].target_was == "40"
    assert changes.words == "1 status turned, 1 target changed, 0 as they were."


def test_what_is_missing_is_said_by_organization_and_who_owes_most_comes_first():
    rows = [row(FLOW, *NOTHING, missing=["Northside", "Southside"]), row(FLOW, "met", "3", missing=["Southside"])]
    assert [(name, len(owed)) for name, owed in by_organization(rows)] == [("Southside", 2), ("Northside", 1)]
