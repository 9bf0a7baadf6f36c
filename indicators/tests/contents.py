"""Contents of reports made by hand, for tests of what is worked out from them."""

from dataclasses import replace

from indicators.reporting.content import (
    HIDDEN,
    REPORTED,
    Amount,
    Content,
    Equity,
    GoalPart,
    IndicatorPart,
    Line,
    Method,
    PartLine,
    Partner,
    PastYear,
    Silent,
)

HIDDEN_AMOUNT = Amount(HIDDEN, "not shown")
NO_AMOUNT = Amount()


def count(number):
    """A count as an `Amount`; None for a dash."""
    return Amount() if number is None else Amount(REPORTED, str(number), number)


def line(code, status="", way=0, *, number=10, before=None, actual=None, **more):
    """A measure called after its code. Its sentence names its status."""
    fields = {
        "code": code, "label": f"Label {code}", "definition": "", "kind": "count", "timing": "flow", "unit": "fairs",
        "actual": actual or count(number), "target": count(20), "baseline": NO_AMOUNT,
        "past": [PastYear("2023-24", count(before))] if before is not None else [],
        "trend": f"Was {before}." if before is not None else "",
        "status": status, "status_words": status, "sentence": f"It is {status}.", "way": way, "gone": 1000,
        "stages": [], "notes": [],
    }  # fmt: skip
    return Line(**fields | more)


def content(*lines, silent=(), partners=()):
    """A `Content` with `lines` under their goals: `EN-2.4a` under goal EN-2, indicator EN-2.4."""
    goals = {}
    for one in lines:
        goals.setdefault(one.code.split(".")[0], {}).setdefault(one.code[:-1], []).append(one)
    parts = [
        GoalPart(code, code[:2], int(code[3:]), f"Title {code}", f"Text {code}", [], "", _indicators(some), [], [])
        for code, some in goals.items()
    ]
    return Content(
        label="2024-25", title="Annual progress report 2024-25", year="2024-25", consortium="Example", through="Q4",
        day="", is_draft=True, corrects="", correction_note="", opening="", tally=[], headlines=[], asks=[],
        goals=parts, equity=Equity("", "", "", NO_AMOUNT, []), partners=list(partners),
        method=Method("", [], [], [Silent(*one) for one in silent]), steps=[], gone=1000,
    )  # fmt: skip


def _indicators(by_code):
    return [IndicatorPart(code, f"Indicator {code}", some) for code, some in by_code.items()]


def partner(slug, *numbers, name=None):
    """A partner with one measure a number, `EN-2.4a` first."""
    lines = [
        PartLine(f"EN-2.{place}a", "Fairs", "fairs", count(number), NO_AMOUNT, "", "", "", count(99), "", "")
        for place, number in enumerate(numbers, start=4)
    ]
    return Partner(slug, name or slug.title(), "District", lines, 0)


def with_line(some_content, code, **changes):
    """`some_content` with one measure changed."""
    goals = [
        replace(
            goal,
            indicators=[
                replace(each, lines=[replace(one, **changes) if one.code == code else one for one in each.lines])
                for each in goal.indicators
            ],
        )
        for goal in some_content.goals
    ]
    return replace(some_content, goals=goals)
