"""A report by hand, with every kind of figure and every kind of trouble that text can be."""

from dataclasses import replace

from indicators.reporting.amounts import without
from indicators.reporting.content import (
    HIDDEN,
    MISSING,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    REPORTED,
    Amount,
    Content,
    Count,
    Equity,
    EquityTable,
    EvidenceLine,
    GoalPart,
    Group,
    IndicatorPart,
    Line,
    Method,
    PartLine,
    Partner,
    PastYear,
    Silent,
    StageLine,
    StepLine,
)

NO_BREAK = "\u00a0"
LONG = "Donaudampfschifffahrtsgesellschaftskapitänspatent" * 3
FILE = "https://x.org/" + "minutes-and-rosters/" * 9
TYPED = 'First “paragraph” with <b>HTML</b> & "quotes".\nA second line.\n\n=SUM(A1) begins the second, ' + LONG
# Hidden figures keep no number; if one ever did, no form may print it.
GUARDED = 4_040_417


def count(number):
    return Amount(REPORTED, f"{number:,}", number)


def share(number, whole):
    part = f"{number:,} of {whole:,}"
    return Amount(REPORTED, f"{number * 100 // whole}{NO_BREAK}% ({part})" if whole else part, number, whole)


def percent_target(points):
    return Amount(REPORTED, f"{points}{NO_BREAK}%", points=points)


def count_target(number):
    return Amount(REPORTED, f"{number:,}", number, points=str(number))


def hidden():
    return Amount(HIDDEN, "not shown", GUARDED, GUARDED, str(GUARDED))


def stage(number, whole, name):
    return Amount(REPORTED, f"{name} ({number} of {whole} stages)", number, whole, stage=name)


def line(code, label, actual, *, target=None, kind="count", timing="flow", status="met", words="Met", **more):
    return Line(
        **{
            "code": code, "label": label, "definition": "What counts.", "kind": kind, "timing": timing,
            "unit": "meetings", "actual": actual, "target": target or Amount(), "baseline": Amount(),
            "past": [PastYear("2024-25", without(MISSING)), PastYear("2025-26", count(7))], "trend": "",
            "status": status, "status_words": words, "sentence": f"Sentence of {code}.", "way": None, "gone": 1000,
            "stages": [], "notes": [],
            **more,
        }
    )  # fmt: skip


LINES = [
    line("CP-1.1a", "Meetings held, über alles", count(1234), target=count_target(1500), baseline=count_target(12),
         status="not_met", words="Not met", trend="Up by 1,227 from 7 in 2025-26.", notes=["A note.", "Another."]),
    line("CP-1.1b", '=HYPERLINK("x") & <script>alert(1)</script>', share(19, 26), target=percent_target("37.5"),
         baseline=percent_target("58"), kind="percent", timing="stock", past=[
             PastYear("2024-25", share(0, 0)), PastYear("2025-26", hidden())]),
    line("CP-1.2a", "+Zero is a number", count(0), target=count_target(8), status="not_started", words="Not started"),
    line("CP-1.2b", "-Nobody to count", share(0, 0), target=percent_target("80"), kind="percent", status="no_data",
         words="No data"),
    line("CP-1.2c", "@Students", hidden(), target=count_target(99), kind="unique", status="", words="Not shown",
         sentence="Counts of students are shown once their period is locked."),
    line("CP-1.2d", LONG, without(MISSING), status="no_data", words="No data"),
    line("CP-1.2e", "Not for them", without(NOT_APPLICABLE), status="no_target", words="No target"),
    line("CP-1.2f", "Nowhere to be had", without(NOT_AVAILABLE), status="no_target", words="No target"),
    line("EN-1.1a", "Strategy approved", stage(1, 2, "drafted “fully”"), kind="milestone", timing="stock",
         target=Amount(REPORTED, "approved", 2, stage="approved"), status="behind", words="Behind",
         stages=[StageLine("drafted “fully”", "March 1, 2027", "March 2, 2027"), StageLine("approved", "", "")],
         past=[PastYear("2024-25", without(MISSING)), PastYear("2025-26", stage(1, 2, "drafted “fully”"))]),
    line("EN-1.1b", "On its way", count(45), target=count_target(60), status="on_track", words="On track", gone=750),
]  # fmt: skip


def tally(lines):
    found = {}
    for one in lines:
        if one.status:
            found[one.status, one.status_words] = found.get((one.status, one.status_words), 0) + 1
    return [Count(status, words, number) for (status, words), number in found.items()]


def goal(code, lines, **more):
    numbers = sorted({one.code[:6] for one in lines})
    indicators = [
        IndicatorPart(number, f"Verbatim “sentence” of {number}.", [one for one in lines if one.code[:6] == number])
        for number in numbers
    ]
    return GoalPart(
        **{
            "code": code, "framework": f"Framework {code[:2]}", "number": 1, "short_title": f"Goal {code} & more",
            "text": "The goal’s own words.", "tally": tally(lines), "narrative": TYPED, "indicators": indicators,
            "evidence": [
                EvidenceLine(lines[0].code, "Minutes <1>", "Poway Unified", "2026-27-Q2", FILE),
                EvidenceLine(lines[0].code, "Roster", "Poway Unified", "2026-27-Q2", "javascript:alert(1)"),
            ],
            "steps": [StepLine(code, "=Visit them", "Office, O’Neill", "March 14, 2027")],
            **more,
        }
    )  # fmt: skip


def part(one, actual, **more):
    return PartLine(
        **{
            "code": one.code, "label": one.label, "unit": one.unit, "actual": actual, "target": Amount(), "status": "",
            "status_words": "", "sentence": "", "region": one.actual, "region_status": one.status,
            "region_status_words": one.status_words,
            **more,
        }
    )  # fmt: skip


PARTNERS = [
    Partner("poway-unified", "Poway Unified, =Größe", "K-12 district", [
        part(LINES[0], count(3), target=count_target(4), status="not_met", status_words="Not met",
             sentence="3 of 4 meetings: not met."),
        part(LINES[1], share(0, 0)),
        part(LINES[4], hidden(), status="", status_words=""),
        part(LINES[5], without(MISSING), target=count_target(5), status="no_data", status_words="No data"),
        part(LINES[6], without(NOT_APPLICABLE)),
    ], 1),
    Partner("silent-college", "Silent College", "College", [], 0),
]  # fmt: skip

RACES = EquityTable(
    "Race and ethnicity",
    [
        Group("Asian", count(5000), share(5000, 22000), "4.7", "4.7 percent points above the region"),
        Group("Pacific Islander", hidden(), hidden(), "", ""),
        Group("Two or more", count(0), share(0, 400), "-18", ""),
        Group("Not reported", without(MISSING), without(MISSING), "", ""),
    ],
    "They add up to all students.",
)


def content(**more):
    """The whole report, a published one; `more` replaces fields."""
    goals = [goal("CP-1", LINES[:8]), goal("EN-1", LINES[8:])]
    made = Content(
        label="2026-27", title="Annual progress report 2026-27", year="2026-27", consortium="Consortium & Söhne",
        through="Q4, which ended on June 30, 2027", day="October 3, 2027", is_draft=False, corrects="",
        correction_note="", opening=TYPED, tally=tally(LINES), headlines=["A <headline>.", "=Another", LONG],
        asks=["Name one person."], goals=goals,
        equity=Equity(TYPED, "EN-3.2b", "Participation rate", share(66_314, 367_676), [RACES]), partners=PARTNERS,
        method=Method(TYPED, ["A note on “method”."], ["+Twice, maybe."], [Silent("Poway Unified, =Größe", 1, 29)]),
        steps=[StepLine("", "Meet again", "Everybody", "June 1, 2028")], gone=1000, author="Consortium & Söhne",
        address="https://goals.example.org/reports/2026-27/",
    )  # fmt: skip
    return replace(made, **more)
