"""
Who reads everything that is shown and works out the rest: independent of `consortium.privacy`, slow, and sure.

A published table is a dictionary of all cells with a count, the relations, and which cells are hidden. An attacker
knows what is shown, that a hidden cell is at least 1 (zero is always shown), and perhaps cells of their own.
"""

from fractions import Fraction
from itertools import combinations

from consortium.privacy import Within


def secrets_learned(cells, relations, hidden, is_small, *, own=(), highest=12):
    """
    Sums of hidden cells (tuples of keys; a remainder's is its relation) that are small and the same in every table that
    could have been: each hidden cell, and each set of hidden parts of one relation. Tries every table of counts up
    to `highest`; for small tables.
    """
    cells = {key: count for key, count in cells.items() if count is not None}
    asked = list(_questions(cells, relations, set(hidden) - set(own)))
    others = _of_others(cells, relations, own)  # nobody is kept from counting their own students
    small = [question for question in asked if is_small(_answer(question, cells)) and _answer(question, others)]
    answers = {question: set() for question in small}
    for possible in tables(cells, relations, set(hidden) - set(own), highest):
        for question in small:
            answers[question].add(_answer(question, possible))
    assert all(_answer(question, cells) in answers[question] for question in small), "the true table is not possible"
    return [question for question in small if len(answers[question]) == 1]


def _of_others(cells, relations, own):
    """The table without the reader's own students."""
    whole_of = {relation.whole: relation for relation in relations if not isinstance(relation, Within)}
    others = cells | dict.fromkeys(own, 0)
    for key in whole_of:
        _add_up(key, others, whole_of)
    return others


def tables(cells, relations, hidden, highest):
    """Every table of whole numbers that agrees with what is shown, as dictionaries; hidden cells are at least 1."""
    whole_of = {relation.whole: relation for relation in relations if not isinstance(relation, Within)}
    computed = [key for key in hidden if key in whole_of]
    free = sorted((key for key in hidden if key not in whole_of), key=repr)
    limits = [
        (cells[relation.whole], [part for part in relation.parts if part in cells])
        for relation in whole_of.values()
        if relation.whole not in hidden
    ]
    for possible in _filled(free, cells | dict.fromkeys(hidden, 1), limits, highest):
        for key in computed:
            _add_up(key, possible, whole_of)
        if all(possible[key] >= 1 for key in computed) and all(_holds(each, possible) for each in relations):
            yield dict(possible)


def _filled(free, possible, limits, highest):
    """Every choice of counts from 1 for the keys `free`, left early where a sum that is shown has been passed."""
    if not free:
        yield possible
        return
    key, *rest = free
    for count in range(1, highest + 1):
        possible[key] = count
        if any(sum(possible[part] for part in parts) > whole for whole, parts in limits if key in parts):
            break
        yield from _filled(rest, possible, limits, highest)
    possible[key] = 1


def _add_up(key, possible, whole_of):
    for part in whole_of[key].parts:
        if part in whole_of:
            _add_up(part, possible, whole_of)
    possible[key] = sum(possible.get(part, 0) for part in whole_of[key].parts)


def _holds(relation, possible):
    if isinstance(relation, Within):
        return possible[relation.part] <= possible[relation.whole]
    return possible[relation.whole] == sum(possible.get(part, 0) for part in relation.parts)


def _questions(cells, relations, hidden):
    yield from ((key,) for key in sorted(hidden, key=repr))
    for relation in relations:
        if isinstance(relation, Within):
            if {relation.part, relation.whole} & hidden:
                yield relation
            continue
        parts = [part for part in relation.parts if part in hidden]
        for size in range(2, len(parts) + 1):
            yield from combinations(parts, size)


def _answer(question, cells):
    if isinstance(question, Within):
        return cells[question.whole] - cells[question.part]
    return sum(cells[key] for key in question)


def solved(cells, relations, hidden, *, own=()):
    """
    The hidden cells of others that adding and subtracting gives: exact linear algebra, dense, for larger tables.
    """
    others = _of_others(cells, relations, own)
    unknown = sorted(set(hidden) - set(own), key=repr)
    at = {key: position for position, key in enumerate(unknown)}
    rows = []
    for relation in relations:
        row = [Fraction(0)] * len(unknown)
        for key, sign in [(relation.whole, -1), *((part, 1) for part in relation.parts)]:
            if key in at:
                row[at[key]] += sign
        rows.append(row)
    reduced, found = [], []
    for column in range(len(unknown)):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [number / pivot[column] for number in pivot]
        rows = [_less(row, pivot, column) for row in rows]
        reduced = [_less(row, pivot, column) for row in reduced] + [pivot]
    for row in reduced:
        positions = [position for position, number in enumerate(row) if number]
        if len(positions) == 1 and others[unknown[positions[0]]]:
            found.append(unknown[positions[0]])
    return found


def _less(row, pivot, column):
    factor = row[column]
    return [number - factor * taken for number, taken in zip(row, pivot, strict=True)] if factor else row
