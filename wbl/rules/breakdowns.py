"""The breakdown of a headcount: partitions add up, or what is missing is put in “not reported”."""

from dataclasses import dataclass

from consortium.categories import DIMENSIONS, GROUP, NOT_REPORTED, PARTITIONS, WORDS


@dataclass(frozen=True)
class Problem:
    """Why a breakdown does not hold: `code` is the category if it is about one, `rest` what “not reported” may take."""

    dimension: str
    sentence: str
    code: str = ""
    rest: int = 0


def settled(headcount, given, rest_not_reported=False):
    """
    (counts, problems) of a headcount's breakdown.

    `given`: code → count, or None where nothing was typed. `counts`: code → count for every category of a partition of
    which anything was typed (the others are then zero), and of the groups that were typed. With `rest_not_reported`
    what a partition lacks is put in its category “not reported”. With problems, `counts` is not to be stored.
    """
    counts, problems = {}, []
    for dimension in PARTITIONS:
        parts = {code: given.get(code) for code in DIMENSIONS[dimension]}
        if all(count is None for count in parts.values()):
            continue
        parts = {code: count or 0 for code, count in parts.items()}
        rest = headcount - sum(parts.values())
        if rest > 0 and rest_not_reported:
            parts[NOT_REPORTED[dimension]] += rest
        elif rest:
            problems.append(_does_not_add_up(dimension, headcount, rest))
        counts |= parts
    for code in DIMENSIONS[GROUP]:
        count = given.get(code)
        if count is not None and count > headcount:
            sentence = f"{WORDS[code]}: {count:,} cannot be more than all {headcount:,}."
            problems.append(Problem(GROUP, sentence, code))
        if count is not None:
            counts[code] = count
    return counts, problems


def _does_not_add_up(dimension, headcount, rest):
    total = headcount - rest
    said = f"By {dimension} it makes {total:,}, and the headcount is {headcount:,}."
    if rest > 0:
        return Problem(dimension, f"{said} The other {rest:,} can be put in “not reported”.", rest=rest)
    return Problem(dimension, f"{said} That is {-rest:,} too many.")
