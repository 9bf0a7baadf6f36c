"""Headlines and asks follow a rule: the same figures propose the same lines, and nothing hidden is named."""

import pytest

from indicators.reporting.headlines import LONGEST, asks, headlines
from indicators.tests.contents import HIDDEN_AMOUNT, content, line

FULL = [
    line("CP-1.1a", "met", 1400),
    line("CP-1.2a", "met", 1300),
    line("CP-2.1a", "on_track", 950),
    line("CP-3.1a", "met", 1100),
    line("CP-4.1a", "not_met", 100),
    line("CP-5.1a", "behind", 50),
    line("CP-6.1a", "not_met", 300),
    line("CP-7.1a", "on_track", 920, number=30, before=10),
    line("CP-8.1a", "on_track", 910, number=18, before=20),
]


def proposed(*lines, kept=()):
    return [proposal.code for proposal in headlines(content(*lines), kept)]


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        (FULL, ["CP-1.1a", "CP-3.1a", "CP-5.1a", "CP-4.1a", "CP-7.1a"]),
        (list(reversed(FULL)), ["CP-1.1a", "CP-3.1a", "CP-5.1a", "CP-4.1a", "CP-7.1a"]),
        ([], []),
        ([line("CP-1.1a", "no_data"), line("CP-1.2a", "no_target")], []),
        # only one goal: then several of it
        (
            [line("CP-1.1a", "met", 1200), line("CP-1.2a", "met", 1100), line("CP-1.3a", "behind", 10)],
            ["CP-1.1a", "CP-1.2a", "CP-1.3a"],
        ),
        # the best comes last where its goal is the only one with something behind
        (
            [
                line("CP-1.1a", "met", 1300),
                line("CP-1.2a", "behind", 10),
                line("CP-2.1a", "met", 1200),
                line("CP-3.1a", "met", 1100),
            ],
            ["CP-2.1a", "CP-3.1a", "CP-1.2a", "CP-1.1a"],
        ),
        # a fall is a change too, in proportion to what was
        (
            [line("CP-1.1a", "no_target", number=1, before=10), line("CP-2.1a", "no_target", number=150, before=100)],
            ["CP-1.1a", "CP-2.1a"],
        ),
        ([line("CP-1.1a", "no_target", number=5, before=0)], []),
    ],
)
def test_two_best_two_that_need_attention_and_what_moved_most(lines, codes):
    assert proposed(*lines) == codes


def test_no_goal_is_named_twice_where_that_can_be_had():
    codes = proposed(*FULL)
    assert len({code.split(".")[0] for code in codes}) == 5


def test_nothing_is_said_of_hidden_figures():
    hidden = [line(f"CP-{n}.1a", status, 2000, actual=HIDDEN_AMOUNT) for n, status in ((1, "met"), (2, "behind"))]
    assert proposed(*hidden) == []
    moved = line("CP-3.1a", "no_target", number=9, before=1)
    before = moved.past[0].__class__("2023-24", HIDDEN_AMOUNT)
    assert proposed(line("CP-3.1a", "no_target", past=[before], trend="Up.")) == []


def test_what_people_wrote_takes_a_place_and_its_goal_is_not_named_again():
    assert proposed(*FULL, kept=["CP-1.1a"]) == ["CP-3.1a", "CP-5.1a", "CP-4.1a", "CP-7.1a"]
    assert len(proposed(*FULL, kept=["", ""])) == 3
    assert proposed(*FULL, kept=["", "", "", "", ""]) == []


def test_headlines_are_the_label_and_the_sentence_and_fit():
    [only] = headlines(content(line("CP-1.1a", "met", 1000)))
    assert only.text == "Label CP-1.1a: It is met."
    [moved] = headlines(content(line("CP-1.1a", "no_target", number=9, before=1)))
    assert moved.text == "Label CP-1.1a: 9. Was 1."
    [long] = headlines(content(line("CP-1.1a", "met", 1000, label="x" * 400, sentence="y" * 200)))
    assert len(long.text) <= LONGEST
    assert long.text.endswith("y" * 200)


def test_asks_are_for_figures_first_then_for_the_goals_with_most_behind():
    lines = [line("CP-1.1a", "not_met"), line("CP-2.1a", "not_met"), line("CP-2.1b", "not_met"), line("CP-3.1a", "met")]
    silent = [("East", 5, 9), ("North", 3, 9), ("South", 2, 9), ("West", 1, 9)]
    assert [ask.text for ask in asks(content(*lines, silent=silent))] == [
        "See that what is owed is reported: 11 figures are missing, of East (5), North (3), South (2) and 1 more.",
        "Take up goal CP-2, Title CP-2, with us: 2 of its 2 measures were not met.",
        "Take up goal CP-1, Title CP-1, with us: 1 of its 1 measures was not met.",
    ]
    assert asks(content(line("CP-1.1a", "met"))) == []
