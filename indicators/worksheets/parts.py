"""
What a typed figure is made of: checking it against the figure, and saving it, never over somebody else's in silence.

Everybody is in one category of a partition (race and ethnicity, gender), so those make the figure, or what is missing
is put in “not reported”. Other categories may overlap: each is at most the figure.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from consortium.models import User
from indicators.dimensions import is_partition
from indicators.models import Breakdown, Value
from indicators.parts import NONE, added, not_reported
from indicators.progress import Reading
from indicators.worksheets.saving import values_about
from indicators.worksheets.states import Refused, hold_writable


@dataclass(frozen=True)
class Problem:
    """Why parts do not fit their figure; `rest` is how many “not reported” may take."""

    dimension: str
    sentence: str
    rest: int = 0


@dataclass(frozen=True)
class PartsConflict:
    """Somebody else has changed the parts: what they left, who, when."""

    theirs: dict
    who: User | None
    at: datetime | None


def settled(figure, given, *, put_rest=False):
    """
    (parts, problems) of a figure (Reading): `given` is dimension → category → Reading of what was typed.

    Of a partition of a count that was begun, the other categories are zero. With `put_rest` what a partition lacks is
    put in its “not reported”. With problems the parts are not to be stored.
    """
    parts, problems = {}, []
    for dimension, typed in given.items():
        known = {category: reading for category, reading in typed.items() if reading is not None}
        if not known:
            continue
        if is_partition(dimension):
            if figure.denominator is None:
                known = {category: reading or NONE for category, reading in typed.items()}
            known = _with_rest(dimension, known, figure) if put_rest else known
        problems += _problems(dimension, known, figure)
        parts[dimension] = known
    return parts, problems


def problems_of(figure, parts):
    """Why stored parts (dimension → category → Reading) do not fit the figure (Reading) that stands now."""
    return [problem for dimension, known in parts.items() for problem in _problems(dimension, known, figure)]


def _with_rest(dimension, known, figure):
    rest = figure.numerator - added(known.values()).numerator
    if rest <= 0:
        return known
    name = not_reported(dimension)
    before = known.get(name, NONE)
    return known | {name: Reading(before.numerator + rest, before.denominator)}


def _problems(dimension, known, figure):
    if is_partition(dimension):
        whole = added(known.values())
        rest = figure.numerator - whole.numerator
        if rest:
            said = f"By {dimension} it makes {whole.numerator:,}, and the figure is {figure.numerator:,}."
            more = f"The other {rest:,} can be put in “not reported”." if rest > 0 else f"That is {-rest:,} too many."
            yield Problem(dimension, f"{said} {more}", max(int(rest), 0))
        wholes = {f"By {dimension} all": whole}
    else:
        wholes = known
    for name, part in wholes.items():
        if part.numerator > figure.numerator and not is_partition(dimension):
            yield Problem(dimension, f"{name}: {part.numerator:,} is more than the figure, {figure.numerator:,}.")
        if figure.denominator is not None and (part.denominator or 0) > figure.denominator:
            of = f"{part.denominator:,} is more than the {figure.denominator:,} that the figure is a part of"
            yield Problem(dimension, f"{name}: {of}.")


def stored_parts(values):
    """Value's key → dimension → category → Reading of the parts of `values`; one query."""
    found = defaultdict(lambda: defaultdict(dict))
    for row in Breakdown.objects.filter(value__in=values):
        found[row.value_id][row.dimension][row.category] = Reading(row.numerator, row.denominator)
    return found


def stamp(parts):
    """What the page carries of the parts it shows, so that two people notice each other."""
    lines = sorted(
        f"{dimension}|{category}|{reading.numerator}|{reading.denominator}"
        for dimension, known in parts.items()
        for category, reading in known.items()
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16] if lines else "none"


@transaction.atomic
def save(organization, period, measure, given, *, seen, put_rest, user, now, today):
    """
    Store what the figure of `measure` in a worksheet is made of (as for `settled`; nothing removes it).

    Returns (problems, PartsConflict or None); where there is either, nothing was saved. `seen` is the `stamp` of the
    parts that the page was drawn with. Raises Refused where the worksheet cannot be written or holds no typed figure.
    """
    submission = hold_writable(organization, period, today, create=False)
    held = values_about(organization, [measure], [period]).select_for_update(of=("self",))
    value = held.first()
    if submission is None or value is None or value.state != Value.State.REPORTED:
        raise Refused("There is no figure any more that could be broken down.")
    if value.counted or value.submission_id != submission.pk:
        raise Refused("This figure is not typed in this worksheet, so its parts are not either.")
    parts, problems = settled(Reading(value.numerator, value.denominator), given, put_rest=put_rest)
    rows = list(value.parts.select_related("entered_by"))
    stored = stored_parts([value])[value.pk]
    if seen != stamp(stored) and stamp(parts) != stamp(stored):
        latest = max(rows, key=lambda row: row.entered_at, default=None)
        return [], PartsConflict(stored, latest and latest.entered_by, latest and latest.entered_at)
    if not problems:
        _write(value, rows, parts, user, now)
    return problems, None


def _write(value, rows, parts, user, now):
    """Three statements at most; what stays the same stays as it is, with who entered it."""
    typed = {(dimension, category): one for dimension, known in parts.items() for category, one in known.items()}
    stored = {(row.dimension, row.category): row for row in rows}
    gone = [row.pk for key, row in stored.items() if key not in typed]
    changed = []
    for key, row in stored.items():
        reading = typed.get(key)
        if reading is not None and reading != Reading(row.numerator, row.denominator):
            row.numerator, row.denominator = reading.numerator, reading.denominator
            row.entered_by, row.entered_at = user, now
            changed.append(row)
    new = [
        Breakdown(
            value=value,
            dimension=dimension,
            category=category,
            numerator=Decimal(reading.numerator),
            denominator=reading.denominator,
            entered_by=user,
            entered_at=now,
        )
        for (dimension, category), reading in typed.items()
        if (dimension, category) not in stored
    ]
    if gone:
        Breakdown.objects.filter(pk__in=gone).delete()
    if changed:
        Breakdown.objects.bulk_update(changed, ["numerator", "denominator", "entered_by", "entered_at"])
    Breakdown.objects.bulk_create(new)
