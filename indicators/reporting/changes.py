"""
What has changed since a report was published: what it says beside what it would say now, word by word and figure by
figure. Both are a `Content` about the same school year; what people wrote is the report's own and not compared.
"""

from dataclasses import dataclass

FIGURES, TARGETS, STATUSES, WORDING, MEMBERS = (
    "Figures",
    "Targets and baselines",
    "Statuses",
    "Wording",
    "Members",
)
KINDS = (FIGURES, TARGETS, STATUSES, WORDING, MEMBERS)
NOTHING = "not in the report"
GONE = "no longer there"


@dataclass(frozen=True)
class Change:
    """One thing that differs: of which kind (one of `KINDS`), what it is, and its words then and now."""

    kind: str
    what: str
    then: str
    now: str


def changes(then, now):
    """The `Change`s from the content `then`, which was published, to `now`, kind by kind in the order of the report."""
    found = [
        *_words_of_goals(then, now),
        *_lines(then, now),
        *_equity(then.equity, now.equity),
        *_partners(then, now),
        *_differ(MEMBERS, "Name of the consortium", then.consortium, now.consortium),
    ]
    return sorted(found, key=lambda change: KINDS.index(change.kind))


def by_kind(some_changes):
    """`[(kind, [Change, …])]`, without kinds that have none."""
    grouped = [(kind, [one for one in some_changes if one.kind == kind]) for kind in KINDS]
    return [(kind, found) for kind, found in grouped if found]


def _differ(kind, what, then, now):
    return [Change(kind, what, then, now)] if then != now else []


def _pairs(then, now, key):
    """(then or None, now or None) of what has the same key, in the order of `then`, what is new at the end."""
    before, after = ({key(one): one for one in some} for some in (then, now))
    return [(before.get(name), after.get(name)) for name in [*before, *(name for name in after if name not in before)]]


def _words_of_goals(then, now):
    found = []
    for before, after in _pairs(then.goals, now.goals, lambda goal: goal.code):
        if before is None or after is None:
            found.append(_came_or_went(WORDING, f"Goal {(before or after).code}", before, after, "short_title"))
            continue
        found += _differ(WORDING, f"Short title of goal {before.code}", before.short_title, after.short_title)
        found += _differ(WORDING, f"Goal {before.code}", before.text, after.text)
        for one, other in _pairs(before.indicators, after.indicators, lambda indicator: indicator.code):
            what = f"Indicator {(one or other).code}"
            if one is None or other is None:
                found.append(_came_or_went(WORDING, what, one, other, "text"))
            else:
                found += _differ(WORDING, what, one.text, other.text)
    return found


def _came_or_went(kind, what, before, after, words):
    return Change(
        kind, what, getattr(before, words) if before else NOTHING, getattr(after, words) if after else GONE
    )


def _lines(then, now):
    found = []
    for before, after in _pairs(then.lines, now.lines, lambda line: line.code):
        if before is None or after is None:
            found.append(_came_or_went(WORDING, f"Measure {(before or after).code}", before, after, "label"))
            continue
        found += _line(before, after)
    return found


def _line(before, after):
    name = f"{after.label} ({before.code})"
    past = _pairs(before.past, after.past, lambda earlier: earlier.year)
    return [
        *_differ(FIGURES, name, before.actual.text, after.actual.text),
        *(
            Change(FIGURES, f"{name}, in {(one or other).year}", _amount(one, NOTHING), _amount(other, GONE))
            for one, other in past
            if one is None or other is None or one.amount.text != other.amount.text
        ),
        *_differ(TARGETS, f"Target of {name}", before.target.text, after.target.text),
        *_differ(TARGETS, f"Baseline of {name}", before.baseline.text, after.baseline.text),
        *_differ(STATUSES, name, before.status_words, after.status_words),
        *_differ(WORDING, f"Name of {before.code}", before.label, after.label),
        *_differ(WORDING, f"Definition of {before.code}", before.definition, after.definition),
    ]


def _amount(earlier, otherwise):
    return earlier.amount.text if earlier else otherwise


def _equity(then, now):
    found = _differ(FIGURES, "Equity of access: the region", then.region.text, now.region.text)
    for before, after in _pairs(_groups(then), _groups(now), lambda group: group[:2]):
        what = f"Equity of access: {', '.join((before or after)[:2])}"
        found += _differ(FIGURES, what, before[2] if before else NOTHING, after[2] if after else GONE)
    return found


def _groups(equity):
    return [
        (table.dimension, group.label, f"{group.count.text}, rate {group.rate.text}")
        for table in equity.tables
        for group in table.groups
    ]


def _partners(then, now):
    found = []
    for before, after in _pairs(then.partners, now.partners, lambda partner: partner.slug):
        if before is None or after is None:
            found.append(_came_or_went(MEMBERS, "Member", before, after, "name"))
            continue
        found += _differ(MEMBERS, "Name of a member", before.name, after.name)
        for one, other in _pairs(before.lines, after.lines, lambda line: line.code):
            found += _part(after.name, one, other)
    return found


def _part(partner, before, after):
    line = before or after
    name = f"{partner}: {line.label} ({line.code})"
    if before is None or after is None:
        then, now = before.actual.text if before else NOTHING, after.actual.text if after else GONE
        return [Change(FIGURES, name, then, now)]
    return [
        *_differ(FIGURES, name, before.actual.text, after.actual.text),
        *_differ(TARGETS, f"Target of {name}", before.target.text, after.target.text),
        *_differ(STATUSES, name, before.status_words, after.status_words),
    ]
