"""
Reads the consortium's goal document (`goals/seeds/strong-workforce-goals.txt`), which is shipped verbatim.

The document is a table that was pasted as text: a heading a framework, then goals numbered 1, 2, 3 …, each
followed by its leading indicators, which are numbered from 1 again. Goals and first indicators are indented, as
cells of the table began; an indented line that continues the count of goals is a goal.
"""

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path

SEEDS = Path(__file__).parent / "seeds"

# the heading's words → code, short title and working group of the framework
FRAMEWORKS = {
    "Strong Workforce: Regional Career Pathways Goals": ("CP", "Career pathways", 1),
    "Strong Workforce: Regional Middle School/High School Engagement Goals": ("EN", "Engagement", 2),
}
NUMBERED = re.compile(r"^\s*(\d+)\.\s*(\S.*?)\s*$")


@dataclass
class GoalText:
    """A goal as the document has it: number, text, and its indicators' texts by number."""

    number: int
    text: str
    indicators: dict[int, str] = field(default_factory=dict)


@dataclass
class FrameworkText:
    """A framework as the document has it, with the short names the product gives it."""

    code: str
    title: str
    short_title: str
    working_group: int
    goals: list[GoalText] = field(default_factory=list)


def read_document(text=None):
    """The frameworks in `text` (by default the shipped document), in order; ValueError for another kind of text."""
    if text is None:
        text = (SEEDS / "strong-workforce-goals.txt").read_text(encoding="utf-8")
    frameworks = []
    for line in text.splitlines():
        if line.strip() in FRAMEWORKS:
            code, short_title, group = FRAMEWORKS[line.strip()]
            frameworks.append(FrameworkText(code, line.strip(), short_title, group))
        elif match := NUMBERED.match(line):
            if not frameworks:
                raise ValueError("A numbered line stands before the first framework's heading.")
            _take(frameworks[-1], int(match[1]), match[2], line[0].isspace())
    return frameworks


def _take(framework, number, text, indented):
    """A numbered line: an indented one that continues the count of goals is a goal, any other an indicator."""
    goals = framework.goals
    if indented and number == len(goals) + 1:
        goals.append(GoalText(number, text))
    elif goals and number == len(goals[-1].indicators) + 1:
        goals[-1].indicators[number] = text
    else:
        raise ValueError(f"“{text}” is numbered {number}, which continues neither the indicators nor the goals.")


def short_titles():
    """(framework code, goal number) → short title, as agreed with the consortium."""
    with (SEEDS / "goal-titles.csv").open(encoding="utf-8", newline="") as lines:
        return {(row["framework"], int(row["goal"])): row["short_title"] for row in csv.DictReader(lines)}
