"""What has changed since a report was published is listed exactly: each difference, then and now, and nothing else."""

from dataclasses import replace

import pytest

from indicators.reporting.changes import GONE, NOTHING, changes
from indicators.reporting.content import PastYear
from indicators.tests.contents import HIDDEN_AMOUNT, content, count, line, partner, with_line

THEN = content(
    line("EN-2.4a", "met", before=5), line("EN-2.5a", "behind"), partners=[partner("east", 4, 6), partner("west", 7)]
)


def said(now):
    return [(change.kind, change.what, change.then, change.now) for change in changes(THEN, now)]


def test_the_same_has_no_changes():
    assert said(THEN) == []
    assert said(replace(THEN, opening="Another text", day="Tomorrow", is_draft=False, headlines=["One"])) == []


@pytest.mark.parametrize(
    ("changed", "change"),
    [
        ({"actual": count(11)}, ("Figures", "Label EN-2.4a (EN-2.4a)", "10", "11")),
        ({"actual": HIDDEN_AMOUNT}, ("Figures", "Label EN-2.4a (EN-2.4a)", "10", "not shown")),
        (
            {"past": [PastYear("2023-24", count(6))]},
            ("Figures", "Label EN-2.4a (EN-2.4a), in 2023-24", "5", "6"),
        ),
        ({"target": count(30)}, ("Targets and baselines", "Target of Label EN-2.4a (EN-2.4a)", "20", "30")),
        ({"baseline": count(1)}, ("Targets and baselines", "Baseline of Label EN-2.4a (EN-2.4a)", "–", "1")),
        ({"status_words": "On track"}, ("Statuses", "Label EN-2.4a (EN-2.4a)", "met", "On track")),
        ({"definition": "Another"}, ("Wording", "Definition of EN-2.4a", "", "Another")),
    ],
)
def test_one_thing_that_differs_is_one_change(changed, change):
    assert said(with_line(THEN, "EN-2.4a", **changed)) == [change]


def test_measures_goals_and_members_that_came_or_went():
    [goal] = THEN.goals
    without = replace(goal, indicators=goal.indicators[:1], text="Reworded")
    now = replace(THEN, goals=[without], partners=[partner("east", 4, 8, name="East Unified"), partner("south", 1)])
    assert said(now) == [
        ("Figures", "East Unified: Fairs (EN-2.5a)", "6", "8"),
        ("Wording", "Goal EN-2", "Text EN-2", "Reworded"),
        ("Wording", "Indicator EN-2.5", "Indicator EN-2.5", GONE),
        ("Wording", "Measure EN-2.5a", "Label EN-2.5a", GONE),
        ("Members", "Name of a member", "East", "East Unified"),
        ("Members", "Member", "West", GONE),
        ("Members", "Member", NOTHING, "South"),
    ]
