"""
What published reports have told of counts of students. It stays known: whatever is decided later about what outsiders
may see of the same year takes it into account (`indicators.disclosure`).
"""

from dataclasses import dataclass
from functools import lru_cache

from consortium.models import Organization
from indicators.models import Report

LATER_YEARS = 3  # a report shows the region's figures of as many earlier years
REPORTED, HIDDEN = "reported", "hidden"  # the states of an amount in the content of a report


@dataclass(frozen=True)
class Told:
    """
    One measure in one report: `counts` are pairs of an organization (its key; None is the region) and its count of the
    year's first `closed` periods, a tuple (number, of how many or None), or None where there was one that was hidden.
    `parts` are the same of what the region's count is made of, by (dimension, category).
    """

    closed: int
    counts: tuple
    parts: tuple = ()


def about(year):
    """
    What each published report told of the school year `year`, the earliest first: a dictionary from a measure's code to
    `Told`. One statement; what a report said is read once and kept in memory, since it never changes.
    """
    found = Report.objects.published().filter(
        year__start_year__gte=year.start_year, year__start_year__lte=year.start_year + LATER_YEARS
    )
    return [_told(report, year.label) for report in found.order_by("published_at", "pk").values_list("pk", flat=True)]


@lru_cache(maxsize=100)
def _told(report, label):
    content = Report.objects.values_list("content", flat=True).get(pk=report)
    lines = [
        line
        for goal in content.get("goals", ())
        for indicator in goal["indicators"]
        for line in indicator["lines"]
    ]
    if content.get("year") == label:
        return _of_its_year(content, lines)
    return _of_earlier_year(lines, label)


def _of_its_year(content, lines):
    partners = content.get("partners", ())
    keys = dict(Organization.objects.filter(slug__in=[one["slug"] for one in partners]).values_list("slug", "pk"))
    parts = {}
    for partner in partners:
        for line in partner["lines"]:
            if partner["slug"] in keys:
                parts.setdefault(line["code"], []).append((keys[partner["slug"]], line["actual"]))
    made_of = _parts(content.get("equity", {}))
    return {
        line["code"]: Told(
            line["closed"],
            _counts([(None, line["actual"]), *parts.get(line["code"], ())]),
            _counts(made_of.get(line["code"], ())),
        )
        for line in lines
        if line.get("closed")
    }


def _parts(equity):
    """A measure's code → pairs of a part (dimension, category) and its amount, of the page on equity of access."""
    groups = [
        ((table["by"], group["label"]), group) for table in equity.get("tables", ()) for group in table["groups"]
    ]
    found = {equity.get("code"): [(part, group["rate"]) for part, group in groups]}
    return found | {equity.get("count_code"): [(part, group["count"]) for part, group in groups]}


def _of_earlier_year(lines, label):
    return {
        line["code"]: Told(past["closed"], _counts([(None, past["amount"])]))
        for line in lines
        for past in line["past"]
        if past["year"] == label and past.get("closed")
    }


def _counts(amounts):
    """What the `amounts` (as JSON) say, without those of which nothing was reported."""
    return tuple(
        (owner, (amount["number"], amount["whole"]) if amount["state"] == REPORTED else None)
        for owner, amount in amounts
        if amount["state"] in (REPORTED, HIDDEN)
    )
