"""
What can be worked out from a table of which some cells are hidden: the exact check behind `consortium.privacy`.

A `System` is a set of equations over unknowns (hidden cells, and remainders that are never shown); what the reader
knows has been left out of it. All arithmetic is on integers and fractions. Three questions are answered, each for
all secrets (unknowns that are small counts) at once:

`determined`  Is a secret, or a small sum of unknowns, fixed by the equations? Exact for single unknowns, for pairs
              within an equation and for every equation, given or derived on the way; other sums are not looked for.
              The equations are solved once, for one random solution with zeros on the right: what is fixed is zero in
              every such solution, what is not is zero in a random one with a chance of one in 2^40, and is then taken
              for fixed, which hides more and never less.
`pinned`      Do the equations together with what everybody knows (a hidden cell is at least 1, as zero is always shown;
              a remainder at least 0) leave one value? Bounds are carried from equation to equation until nothing
              changes. That finds a pin through chains of equations; one that only shows in several equations taken
              together is missed, so there is the third question.
`immovable`   Is there no other table of whole numbers near the true one in which the secret differs by one? Looked for
              in components of at most SMALL_COMPONENT unknowns, step by step; where none is found the secret counts as
              given away, so that this too hides more and never less. For larger components it is not asked: linear
              programming over thousands of cells would take minutes.
"""

from collections import defaultdict, deque
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from heapq import heapify, heappop, heappush
from random import Random

SMALL_COMPONENT = 40  # unknowns, up to which every secret must have another possible table
MOST_STEPS = 2_000  # of the search for one
MOST_VISITS = 10  # of one equation while bounds are carried on


@dataclass(frozen=True)
class Leak:
    """Unknowns of which the sum is given away; and the weights of the equations that do it, if they do it alone."""

    unknowns: tuple
    weights: dict | None = None


class System:
    """
    Equations over unknowns: `rows` are dictionaries unknown → 1 or -1, `value` and `lower` give each unknown's true
    value and its known least, `is_small` says of a number whether it must not become known. `start`: bounds that hold
    already, and the equations of which more is known than they were made of (`bounds`); without, all are begun with.
    `secrets` are unknowns that must not become known whatever they are.
    """

    def __init__(self, rows, value, lower, is_small, start=None, secrets=()):
        self.rows, self.start = rows, start
        self.value, self.lower, self.is_small = value, lower, is_small
        self.rows_of = defaultdict(list)
        for number, row in enumerate(self.rows):
            for unknown in row:
                self.rows_of[unknown].append(number)
        self.secrets = [unknown for unknown in self.rows_of if is_small(value[unknown]) or unknown in secrets]

    def leaks(self):
        """What is given away, as `Leak`s; a question is asked only where the one before found nothing."""
        return self.determined() or self.pinned() or self.immovable()

    # What the equations fix.

    def determined(self):
        """Secrets, and small sums of unknowns, that the equations fix."""
        if not self.secrets:
            return []
        solved = _Solved(self.rows)
        free = solved.random_solution()
        found = {(unknown,) for unknown in self.secrets if free[unknown] == 0}
        found.update(
            tuple(sorted(row))
            for row in solved.derived()
            if len(row) > 1 and len(set(row.values())) == 1 and self.is_small(sum(self.value[each] for each in row))
        )
        for row in self.rows:
            found.update(self._fixed_pairs(row, free))
        return [Leak(group, solved.weights(group)) for group in sorted(found)]

    def _fixed_pairs(self, row, free):
        """Pairs of small unknowns on one side of an equation whose sum is fixed and small."""
        seen = defaultdict(list)
        for unknown, sign in row.items():
            if self.is_small(self.value[unknown]):
                for other in seen[sign, -free[unknown]]:
                    if self.is_small(self.value[unknown] + self.value[other]):
                        yield tuple(sorted((other, unknown)))
                seen[sign, free[unknown]].append(unknown)

    # What bounds leave.

    def pinned(self):
        """Secrets of which bounds leave one value."""
        low, high = self.bounds
        return [Leak((unknown,)) for unknown in self.secrets if low[unknown] == high[unknown]]

    @cached_property
    def bounds(self):
        """The least and the most that each unknown can be (None: no bound), as two dictionaries."""
        low = {unknown: self.lower[unknown] for unknown in self.rows_of}
        high, begin = dict.fromkeys(self.rows_of), range(len(self.rows))
        if self.start is not None:
            known_low, known_high, begin = self.start
            low = {unknown: known_low[unknown] for unknown in low}
            high = {unknown: known_high[unknown] for unknown in high}
        queue, waiting, visits = deque(begin), set(begin), defaultdict(int)
        while queue:
            number = queue.popleft()
            waiting.discard(number)
            visits[number] += 1
            touched = {other for unknown in self._narrowed(number, low, high) for other in self.rows_of[unknown]}
            further = sorted(other for other in touched - waiting if visits[other] < MOST_VISITS)
            queue.extend(further)
            waiting.update(further)
        return low, high

    def _narrowed(self, number, low, high):
        """Narrow the bounds (`high` None is no bound) of an equation's unknowns by each other's; returns which."""
        row = self.rows[number]
        total = sum(sign * self.value[unknown] for unknown, sign in row.items())
        least = {u: low[u] if sign > 0 else _negative(high[u]) for u, sign in row.items()}
        most = {u: high[u] if sign > 0 else -low[u] for u, sign in row.items()}
        others_least, others_most = _sums_of_others(least), _sums_of_others(most)
        narrowed = []
        for unknown, sign in row.items():
            above = None if others_least[unknown] is None else total - others_least[unknown]
            below = None if others_most[unknown] is None else total - others_most[unknown]
            upper, lower = (above, below) if sign > 0 else (_negative(below), _negative(above))
            if upper is not None and (high[unknown] is None or upper < high[unknown]):
                high[unknown] = upper
                narrowed.append(unknown)
            if lower is not None and lower > low[unknown]:
                low[unknown] = lower
                narrowed.append(unknown)
        return narrowed

    # What other tables are possible.

    def immovable(self):
        """Secrets in small components without another possible table of whole numbers nearby."""
        moved, found = set(), []
        small = {unknown for part in self._components() if len(part) <= SMALL_COMPONENT for unknown in part}
        for unknown in self.secrets:
            if unknown in small and unknown not in moved:
                move = self._move(unknown, 1) or self._move(unknown, -1)
                moved.update(move or ())
                if not move:
                    found.append(Leak((unknown,)))
        return found

    def _components(self):
        """The unknowns, grouped by whether equations connect them."""
        left = set(self.rows_of)
        while left:
            part, reached = set(), [left.pop()]
            while reached:
                unknown = reached.pop()
                part.add(unknown)
                near = {other for number in self.rows_of[unknown] for other in self.rows[number]} & left
                left -= near
                reached.extend(near)
            yield part

    def _move(self, unknown, step):
        """
        Changes by one, that of `unknown` being `step`, after which all equations hold again and nothing is below its
        least; a dictionary, or None where the search found none.
        """
        if self.value[unknown] + step < self.lower[unknown]:
            return None
        changes, amiss, self._steps_left = {}, {}, MOST_STEPS
        return changes if self._change(unknown, step, changes, amiss) else None

    def _change(self, unknown, step, changes, amiss):
        """Change `unknown` too and put right what that makes amiss; undone where it does not lead to a table."""
        changes[unknown] = step
        for number in self.rows_of[unknown]:
            _add(amiss, number, self.rows[number][unknown] * step)
        if not amiss:
            return True
        self._steps_left -= 1
        if self._steps_left > 0:
            for other, other_step in self._ways_on(changes, amiss):
                if self._change(other, other_step, changes, amiss):
                    return True
                if self._steps_left <= 0:
                    break
        del changes[unknown]
        for number in self.rows_of[unknown]:
            _add(amiss, number, -self.rows[number][unknown] * step)
        return False

    def _ways_on(self, changes, amiss):
        """Changes that put one equation right, those first that leave the fewest amiss."""
        number = min(amiss, key=lambda each: (len(self.rows[each]), each))
        ways = []
        for other, sign in self.rows[number].items():
            step = -sign if amiss[number] > 0 else sign
            if other not in changes and self.value[other] + step >= self.lower[other]:
                left = sum(abs(amiss.get(each, 0) + self.rows[each][other] * step) for each in self.rows_of[other])
                before = sum(abs(amiss.get(each, 0)) for each in self.rows_of[other])
                ways.append((left - before, other, step))
        return [(other, step) for _, other, step in sorted(ways)]


def _negative(number):
    return None if number is None else -number


def _sums_of_others(terms):
    """key → the sum of all other terms; None where one of those is None (no bound)."""
    unbounded = [key for key, term in terms.items() if term is None]
    whole = sum(term for term in terms.values() if term is not None)
    if not unbounded:
        return {key: whole - term for key, term in terms.items()}
    only = unbounded[0] if len(unbounded) == 1 else None
    return {key: whole if key == only and only is not None else None for key in terms}


def _add(amounts, key, more):
    amounts[key] = amounts.get(key, 0) + more
    if not amounts[key]:
        del amounts[key]


class _Solved:
    """
    Equations with what is not needed eliminated from them, and the way there.

    Gaussian elimination, sparse: first the equations with an unknown of their own, which say nothing about the others,
    then the shortest equation by the unknown that is in the fewest.
    """

    def __init__(self, rows):
        self.rows = [dict(row) for row in rows]
        self.rows_of = defaultdict(set)
        for number, row in enumerate(self.rows):
            for unknown in row:
                self.rows_of[unknown].add(number)
        self.pivots = {}  # equation → the unknown that it gives, in the order in which they were solved
        self.steps = []  # (equation, how much, of which other one was taken off it)
        self._alone = sorted(unknown for unknown, numbers in self.rows_of.items() if len(numbers) == 1)
        self._eliminate()

    def _eliminate(self):
        shortest = [(len(row), number) for number, row in enumerate(self.rows)]
        heapify(shortest)
        while shortest:
            while self._alone:
                unknown = self._alone.pop()
                for number in tuple(self.rows_of[unknown]):
                    self._settle(number, unknown)
            length, number = heappop(shortest)
            row = self.rows[number]
            if number in self.pivots or not row:
                continue
            if length != len(row):
                heappush(shortest, (len(row), number))
                continue
            pivot = min(row, key=lambda unknown: (len(self.rows_of[unknown]), unknown))
            for other in sorted(self.rows_of[pivot] - {number}):
                self._take_off(other, number, pivot)
            self._settle(number, pivot)

    def _settle(self, number, pivot):
        self.pivots[number] = pivot
        for unknown in self.rows[number]:
            self.rows_of[unknown].discard(number)
            if len(self.rows_of[unknown]) == 1:
                self._alone.append(unknown)

    def _take_off(self, number, source, pivot):
        """Take so much of the equation `source` off the equation `number` that `pivot` is gone from it."""
        target = self.rows[number]
        factor = _divided(target[pivot], self.rows[source][pivot])
        self.steps.append((number, factor, source))
        for unknown, coefficient in self.rows[source].items():
            left = target.get(unknown, 0) - factor * coefficient
            if left:
                target[unknown] = left
                self.rows_of[unknown].add(number)
            elif unknown in target:
                del target[unknown]
                self.rows_of[unknown].discard(number)

    def derived(self):
        """The equations as they stood when they were solved."""
        return [self.rows[number] for number in self.pivots]

    def random_solution(self):
        """One random solution of the homogeneous equations, the same every time: unknown → number."""
        random = Random(1)
        given = set(self.pivots.values())
        values = {unknown: random.randrange(1, 2**40) for unknown in sorted(self.rows_of) if unknown not in given}
        for number, pivot in reversed(self.pivots.items()):
            row = self.rows[number]
            rest = sum(coefficient * values[unknown] for unknown, coefficient in row.items() if unknown != pivot)
            values[pivot] = _divided(-rest, row[pivot])
        return values

    def weights(self, group):
        """
        How the equations add up to the sum of the unknowns `group`: equation → weight. Whatever cell stands in these
        equations with weights that do not cancel would, if it were hidden, make that sum unknown.
        """
        left, weights = dict.fromkeys(group, 1), {}
        for number, pivot in self.pivots.items():
            if pivot in left:
                row = self.rows[number]
                weights[number] = factor = _divided(left[pivot], row[pivot])
                for unknown, coefficient in row.items():
                    _add(left, unknown, -factor * coefficient)
        for number, factor, source in reversed(self.steps):
            if number in weights:
                _add(weights, source, -factor * weights[number])
        return weights


def _divided(number, by):
    """An exact quotient, a whole number where it can be."""
    if by in (1, -1):
        return number * by
    quotient = Fraction(number) / by
    return quotient.numerator if quotient.denominator == 1 else quotient
