"""What all forms of a report say alike: titles, tallies, columns, and where the report is found."""

import re
from collections import Counter
from urllib.parse import urlsplit

from indicators.reporting.content import REPORTED, Count

# What has no status since its figure is not shown.
HIDDEN_STATUS = "hidden"
DRAFT = "DRAFT"
OWN_STATUS = "Where a partner has no target of its own, it has no status."
DEFINITIONS = "What each measure counts"


def title_of(content, partner=None):
    """The title of a report, or of a partner's own; a draft says so."""
    title = f"{content.title}: {partner.name}" if partner else content.title
    return f"{DRAFT}: {title}" if content.is_draft else title


def dated(content):
    """When it was published, or that it is a draft, as a sentence."""
    if content.is_draft:
        return f"{DRAFT} of {content.day}: not published, and nothing in it is final."
    return f"Published on {content.day}."


def through(content):
    """Up to when its figures go, as a sentence."""
    return f"Figures up to the end of {content.through}."


def tally_of(tally, lines):
    """The `Count`s of the statuses of `lines`, with how many are not shown at the end, so that they add up."""
    hidden = len(lines) - sum(count.number for count in tally)
    return [*tally, Count(HIDDEN_STATUS, "Not shown", hidden)] if hidden > 0 else list(tally)


def tally_words(counts):
    """Counts in words: "7 met, 56 not met"."""
    return ", ".join(f"{count.number} {count.words.lower()}" for count in counts) or "no measures"


def paragraphs(text):
    """What somebody typed, as paragraphs: lists of lines."""
    parts = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return [part.strip().split("\n") for part in parts if part.strip()]


def path_of(content):
    """The path of the report itself, where it is served; empty where it has no address."""
    return urlsplit(content.address).path


def record_address(content):
    """Where the record of this report is kept, with what has changed since; empty where the report has no address."""
    return _beside(content.address, content.label, f"record/{content.label}/")


def corrected_path(content):
    """The path of the report that this one corrects; empty where it corrects none."""
    return _beside(path_of(content), content.label, f"{content.corrects}/") if content.corrects else ""


def notice_path(content):
    """The path of the line that says whether it has been corrected; empty for a draft."""
    return "" if content.is_draft else _beside(path_of(content), content.label, f"notice/{content.label}/")


def _beside(address, label, instead):
    end = f"{label}/"
    return address.removesuffix(end) + instead if address.endswith(end) else ""


def goal_tally(goal):
    """How the measures of a goal stand, in words."""
    return tally_words(tally_of(goal.tally, goal.lines))


def all_steps(content):
    """What is to be done next: for the region as a whole, then goal by goal."""
    return [*content.steps, *(step for goal in content.goals for step in goal.steps)]


def own_tally(partner):
    """How a partner's measures stand that have a target of its own, in words, and how many have none."""
    stands = Counter((line.status, line.status_words) for line in partner.lines if line.status_words)
    counts = [Count(status, said, number) for (status, said), number in stands.most_common()]
    without = len(partner.lines) - stands.total()
    if not counts:
        return "None of its measures has a target of its own, so none has a status."
    said = f"Of its measures with a target of its own: {tally_words(counts)}."
    return f"{said} {without} without one, so without a status." if without else said


def url_of(where):
    """An address on the web that a piece of evidence is found at; empty where it is none."""
    return where if where.startswith(("https://", "http://")) else ""


def percent(amount):
    """The share of an `Amount` in whole percent, cut toward zero as everywhere; None where it is no share."""
    if amount.state != REPORTED or amount.stage is not None or amount.number is None or not amount.whole:
        return None
    return amount.number * 100 // amount.whole


def beside_region(group):
    """How a group of students stands beside the region: the words for it, or the gap in percent points."""
    if group.words or not group.points:
        return group.words or "–"
    return f"{group.points.replace('-', '−')} percent points"


LONG_WORD = re.compile(r"[^\s\u200b]{25,}")
EVERY = re.compile(r".{12}(?=.)")


AS_IT_IS = ("url", "svg")  # what is not read but used


def softened(data):
    """`data` (what JSON holds) with places where long words may break: for whoever is read, no column is too narrow."""
    if isinstance(data, str):
        return LONG_WORD.sub(_softened, data)
    if isinstance(data, dict):
        return {key: part if key in AS_IT_IS else softened(part) for key, part in data.items()}
    return [softened(part) for part in data] if isinstance(data, list) else data


def _softened(found):
    return EVERY.sub("\\g<0>\u200b", found[0])
