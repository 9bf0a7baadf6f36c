"""
Small counts of students stay hidden (domain, "Breakdowns and privacy").

A count of 1 to SMALL_CELL_MAX students is shown only to the organization that reported it and to the consortium
office. What is published must not give it away by adding and subtracting either. `suppress` decides that for a table:
a pure function of cells and of what a reader can compute with them, used wherever people are counted.

The rule, the same for every reader who is not of the office:

1. A count of 1 to SMALL_CELL_MAX is hidden. Zero is shown, and so is that nothing was reported: neither counts
   anybody. Everybody may therefore know that a hidden cell is at least 1.
2. Where a hidden cell could be computed, another is hidden with it: in each sum at least two cells, or none. What
   remains of a total when all that is shown of it has been taken off is a count of students too, so it is not small;
   and it is more than the least it could be (eleven hidden cells that make eleven would all be 1).
3. Who reports knows their own cells (`readers`). What remains when they take those off too is not small either.
4. Parts are hidden before their total, smaller ones before larger ones, and those first whose other sums have
   something hidden already. Ties go by the order of the keys: the same table is always decided the same way.
5. What was shown before stays shown, and what was hidden before stays hidden; only new cells are decided.
6. At last all equations together are solved for what is hidden (`consortium.privacy_audit` says how, and where that
   check ends). What they give away is covered by hiding more, until nothing is.

Rules 2 to 5 take time with the sums' length. The solution grows with the square of the number of equations whose
unknowns all stand in others too, since those with an unknown of their own drop out: a table of 60 organizations by 18
categories by 5 spans with all margins takes about half a second, with each organization as a reader about one
(`python -m bench.privacy`). A reader's own view is solved only where it has at most READER_MAX unknowns; in larger
tables rules 2 and 3 hold for readers in each sum, and not beyond.

Not covered: people who report for different organizations and put what they know together, unless they are named as a
reader; and what is known from elsewhere about persons.
"""

from collections import defaultdict, deque
from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from consortium.privacy_audit import System

# One sentence for all hidden cells: which of them is small itself must not be told from the words.
WHY_HIDDEN = "Not shown: 1 to {most}, or needed to hide another."
READER_MAX = 600


def is_small(count):
    """Whether a count of students must be hidden: 1 to SMALL_CELL_MAX; zero and unknown are not small."""
    return count is not None and 0 < count <= settings.SMALL_CELL_MAX


def why_hidden():
    """The words for a hidden cell, the same for every one."""
    return WHY_HIDDEN.format(most=settings.SMALL_CELL_MAX)


@dataclass(frozen=True)
class Sum:
    """
    `whole` is what the cells `parts` add up to (keys): races, genders, organizations of a region, quarters of a year.

    Parts that were not reported count as nothing. Where the parts come to less, the rest is a part that is never
    shown; where they come to more (people in several parts, each once in the whole), each is `Within` the whole.
    """

    whole: Hashable
    parts: tuple

    @property
    def order(self):
        return repr(self.whole), sorted(map(repr, self.parts))


@dataclass(frozen=True)
class Within:
    """
    The cell `part` is within the cell `whole` (keys): a program group, of which others overlap it, or the numerator
    of a percent. Those who are not in it can be computed, so they must not be few.
    """

    part: Hashable
    whole: Hashable

    @property
    def order(self):
        return repr(self.whole), [repr(self.part)]


@dataclass(frozen=True)
class Decision:
    """
    Which cells (keys) are shown and which hidden; together all that have a count. `exposed` are hidden small counts (or
    `secrets`) that can be computed all the same, because too much was shown before: empty unless that was unsafe.
    """

    shown: frozenset
    hidden: frozenset
    exposed: frozenset = frozenset()

    def may_show(self, *keys):
        """Whether all of `keys` may be shown; a cell without a count has nothing to hide."""
        return self.hidden.isdisjoint(keys)


def may_show_percent(decision, numerator, denominator):
    """
    Whether a percent may be shown: only where its two counts (keys) are, so that it says nothing that they do not.

    The two must have been judged as `Within` each other. Then 0 % and 100 % are shown only of a count that is no
    secret and nobody is left out or few: with a hidden count they would give it away, as would any percent of a
    known denominator.
    """
    return decision.may_show(numerator, denominator)


def suppress(cells, relations, *, together=(), readers=(), shown_before=(), hidden_before=(), secrets=()):
    """
    Decide which cells of a table may be shown: a `Decision`, the same for all readers, in whatever order the table is.

    cells          key → count (a whole number, zero or more) or None where nothing was reported
    relations      `Sum`s and `Within`s over the keys: everything by which a reader could compute one cell from others
    together       groups of keys that are shown or hidden as one, such as a percent's numerator and the rest, also
                   where a key links two groups; where one was shown before, all stay shown that are not small
    readers        for each reader with knowledge of their own the keys of all cells they know, whatever is shown; a
                   person who reports for two organizations is a third reader
    shown_before   keys of cells that were published; they stay shown
    hidden_before  keys of cells that were decided as hidden before; they stay hidden
    secrets        keys of cells that are hidden and must not be computed, like small counts, whatever they are now

    Raises ValueError for a count below zero. Relations about cells that were not reported say nothing and are left out.
    """
    table = _Table(cells, relations, together, readers, shown_before, hidden_before, secrets)
    table.settle()
    return table.decision()


@dataclass(frozen=True)
class Stage:
    """What becomes known at one time: the cells that are new, and their relations to each other and to earlier ones."""

    cells: dict
    relations: tuple
    together: tuple = ()
    readers: tuple = ()


def replay(stages):
    """
    Decide stages that are published one after the other (quarters as they lock, editions): one `Decision` for each,
    about all cells until then. What an earlier one decided stands, so that all of them together give nothing away.
    """
    cells, relations, together = {}, [], []
    shown, hidden, decisions = frozenset(), frozenset(), []
    for stage in stages:
        cells = cells | stage.cells
        relations = [*relations, *stage.relations]
        together = [*together, *stage.together]
        decision = suppress(
            cells, relations, together=together, readers=stage.readers, shown_before=shown, hidden_before=hidden
        )
        shown, hidden = decision.shown, decision.hidden
        decisions.append(decision)
    return decisions


class _Table:
    """
    The table while it is being decided. Cells are numbers in the order of their keys, without those that are zero or
    not reported; remainders that are never shown follow. An equation is a dictionary cell → 1 for a part, -1 for the
    whole.
    """

    def __init__(self, cells, relations, together, readers, shown_before, hidden_before, secrets):
        counted = {key: _whole(key, count) for key, count in cells.items() if count is not None}
        self.zero = frozenset(key for key, count in counted.items() if count == 0)
        self.keys = sorted((key for key, count in counted.items() if count), key=repr)
        self.number = {key: number for number, key in enumerate(self.keys)}
        self.value = [counted[key] for key in self.keys]
        self.small = {number for number, value in enumerate(self.value) if is_small(value)}
        self.rank = [0] * len(self.keys)
        self.rows = []
        for relation in sorted(set(relations), key=lambda each: each.order):
            self._add(relation, counted)
        self.rows_of = [[] for _ in self.value]
        for number, row in enumerate(self.rows):
            for cell in row:
                self.rows_of[cell].append(number)
        self.kept = self._numbers(shown_before)
        self.secrets = self._numbers(secrets) - self.kept
        self.small |= self.secrets
        self.mates = defaultdict(list)
        for numbers in map(self._numbers, together):
            if not self.kept.isdisjoint(numbers):
                self.kept |= numbers - self.small
            for number in numbers:
                self.mates[number].append(numbers)
        self.readers = list(dict.fromkeys(self._all_known(self._numbers(reader)) for reader in readers))
        self.readers_of = defaultdict(list)
        for position, reader in enumerate(self.readers):
            for number in reader:
                self.readers_of[number].append(position)
        self.queue, self.waiting = deque(range(len(self.rows))), set(range(len(self.rows)))
        self.hidden = [number >= len(self.keys) for number in range(len(self.value))]  # remainders are never shown
        for number in sorted((self.small | self._numbers(hidden_before)) - self.kept):
            self._hide(number)
        self.exposed = set()
        self._everybody = None

    def _numbers(self, keys):
        return {self.number[key] for key in keys if key in self.number}

    def _add(self, relation, counted):
        """The equation of a relation, or of each part where the parts of a whole overlap."""
        if counted.get(relation.whole) is None:
            return
        if isinstance(relation, Within):
            if counted.get(relation.part) is not None and counted[relation.part] <= counted[relation.whole]:
                self._equation(relation.whole, [relation.part], counted, always_a_rest=True)
            return
        parts = [part for part in dict.fromkeys(relation.parts) if counted.get(part) is not None]
        total = sum(counted[part] for part in parts)
        if not parts:
            return
        if total <= counted[relation.whole]:
            self._equation(relation.whole, parts, counted, always_a_rest=False)
            if relation.whole in self.number:
                self.rank[self.number[relation.whole]] += 1
            return
        for part in sorted(parts, key=repr):
            self._add(Within(part, relation.whole), counted)

    def _equation(self, whole, parts, counted, *, always_a_rest):
        row = {self.number[part]: 1 for part in parts if part in self.number}
        if whole in self.number:
            row[self.number[whole]] = -1
        rest = counted[whole] - sum(counted[part] for part in parts)
        if rest or always_a_rest:
            row[len(self.value)] = 1
            if is_small(rest):
                self.small.add(len(self.value))
            self.value.append(rest)
            self.rank.append(0)
        self.rows.append(row)

    def _all_known(self, own):
        """What a reader's own cells come to is their own too: a region's total where nobody else reported."""
        own, rows = set(own), {row for number in own for row in self.rows_of[number]}
        while rows:
            unknown = [number for number in self.rows[rows.pop()] if number not in own]
            if len(unknown) == 1:
                own.update(unknown)
                rows.update(self.rows_of[unknown[0]])
        return frozenset(own)

    def _is_rest(self, number):
        return number >= len(self.keys)

    def _least(self, number):
        return 0 if self._is_rest(number) else 1

    # Deciding.

    def settle(self):
        """Hide until nothing is given away, or nothing is left to hide."""
        self._hide_in_each_sum()
        for reader in (frozenset(), *self.readers):
            while leaks := [leak for leak in self._audit(reader) if not self.exposed.issuperset(leak.unknowns)]:
                before = sum(self.hidden)
                for leak in leaks:
                    self._cover(leak, reader)
                if sum(self.hidden) == before:
                    self.exposed.update(number for leak in leaks for number in leak.unknowns)
                self._hide_in_each_sum()

    def decision(self):
        """What has been decided, by keys."""
        hidden = frozenset(key for number, key in enumerate(self.keys) if self.hidden[number])
        exposed = frozenset(self.keys[number] for number in self.exposed if not self._is_rest(number))
        return Decision(frozenset(self.keys) - hidden | self.zero, hidden, exposed)

    def _hide(self, number):
        """Hide a cell and those that are hidden with it, and with those."""
        if self.hidden[number] or number in self.kept:
            return
        hiding = [number]
        while hiding:
            each = hiding.pop()
            if self.hidden[each] or each in self.kept:
                continue
            self.hidden[each] = True
            hiding += [mate for mates in self.mates.get(each, ()) for mate in mates if not self.hidden[mate]]
            for row in self.rows_of[each]:
                self._look_again(row)

    def _look_again(self, row):
        if row not in self.waiting:
            self.waiting.add(row)
            self.queue.append(row)

    def _hide_in_each_sum(self):
        """Rules 2 and 3 for each equation, and again for those that a newly hidden cell is in."""
        while self.queue:
            row = self.queue.popleft()
            self.waiting.discard(row)
            if self._gives_away(row):
                for number in self._enough(row):
                    self._hide(number)

    def _gives_away(self, row, more=()):
        """Whether an equation alone gives something away to any reader, were the cells `more` hidden too."""
        cells = self.rows[row]
        unknown = [number for number in cells if self.hidden[number] or number in more]
        if not unknown:
            return False
        if self._is_known(cells, unknown, to_all=True) or self._shows_by_the_choice(cells, unknown):
            return True
        readers = {reader for number in unknown for reader in self.readers_of[number]}
        return any(
            self._is_known(cells, [number for number in unknown if number not in self.readers[reader]], to_all=False)
            for reader in readers
        )

    def _is_known(self, cells, unknown, *, to_all):
        """Whether unknown cells of an equation are given away: the last one, or a sum that is small or the least."""
        if not unknown or len({cells[number] for number in unknown}) > 1:
            return False
        total = sum(self.value[number] for number in unknown)
        if len(unknown) == 1:
            return is_small(total) or (to_all and not self._is_rest(unknown[0]))
        has_secret = any(number in self.small for number in unknown)
        return is_small(total) or (has_secret and total <= sum(map(self._least, unknown)) + 1)

    def _shows_by_the_choice(self, cells, unknown):
        """
        Whether which parts were chosen tells a small one: who knows that smaller parts are hidden first knows that
        each hidden one is at most the smallest that is shown. Of two hidden parts beside one of 11 that make 20, each
        is then 10. Asked of parts that are in no other sum; where they are, the choice has other reasons too.
        """
        shown = [self.value[n] for n, sign in cells.items() if sign > 0 and n not in unknown and n not in self.kept]
        if not shown or self.small.isdisjoint(unknown):
            return False
        if any(cells[n] < 0 or self._is_rest(n) or len(self.rows_of[n]) > 1 for n in unknown):
            return False
        most = settings.SMALL_CELL_MAX + (len(unknown) - 1) * (min(shown) - 1)
        return sum(self.value[number] for number in unknown) >= most - 1

    def _enough(self, row):
        """Cells to hide so that the equation gives nothing away: parts while that helps, else the whole, else all."""
        parts = [number for number, sign in self.rows[row].items() if sign > 0 and self._can_hide(number)]
        parts.sort(key=self._preference)
        chosen = []
        for part in parts:
            chosen.append(part)
            if not self._gives_away(row, chosen):
                return self._without_needless(row, chosen)
        wholes = [number for number, sign in self.rows[row].items() if sign < 0 and self._can_hide(number)]
        if wholes and not self._gives_away(row, wholes):
            return wholes
        return chosen + wholes

    def _without_needless(self, row, chosen):
        """Of the chosen parts those that are needed: a smaller one may not have helped, and a larger one alone does."""
        for part in list(chosen[:-1]):
            others = [number for number in chosen if number != part]
            if not self._gives_away(row, others):
                chosen = others
        return chosen

    def _can_hide(self, number):
        return not self.hidden[number] and number not in self.kept

    def _preference(self, number):
        """Cells in sums where something is hidden already come first; then lower totals, smaller counts, the key."""
        opened = sum(
            not any(self.hidden[other] for other in self.rows[row] if not self._is_rest(other))
            for row in self.rows_of[number]
        )
        return opened, self.rank[number], self.value[number], number

    # The check of all equations together.

    def _audit(self, reader):
        """What all equations together give away to a reader (no cells of their own: to everybody), as `Leak`s."""
        if reader and not any(self.hidden[number] for number in reader):
            return []  # sees what everybody sees
        everybody = self._of_everybody()
        if not reader:
            return everybody.leaks()
        near = self._reached(everybody.rows, reader)
        if len({number for row in near for number in everybody.rows[row]}) > READER_MAX:
            return []
        rows = [
            {n: sign for n, sign in row.items() if n not in reader} if number in near else {}
            for number, row in enumerate(everybody.rows)
        ]
        own = sorted(row for row in near if not reader.isdisjoint(everybody.rows[row]))
        start = (*everybody.bounds, own)
        return System(rows, self.value, everybody.lower, is_small, start, self.secrets - reader).leaks()

    def _of_everybody(self):
        """The equations over all that is hidden now, made once until more is."""
        hidden = sum(self.hidden)
        if self._everybody is None or self._everybody[0] != hidden:
            rows = [{n: sign for n, sign in row.items() if self.hidden[n]} for row in self.rows]
            least = {number: self._least(number) for row in rows for number in row}
            self._everybody = hidden, System(rows, self.value, least, is_small, secrets=self.secrets)
        return self._everybody[1]

    def _reached(self, rows, reader):
        """The equations that connect with a hidden cell of the reader's."""
        reached = [row for number in reader if self.hidden[number] for row in self.rows_of[number]]
        near = set(reached)
        while reached:
            for number in rows[reached.pop()]:
                further = [row for row in self.rows_of[number] if row not in near]
                near.update(further)
                reached.extend(further)
        return near

    def _cover(self, leak, reader):
        """Hide one more cell that makes the sum `leak` unknown; where bounds give it away, one as near as can be."""
        if leak.weights is not None:
            weights = defaultdict(int)
            for row, weight in leak.weights.items():
                for number, sign in self.rows[row].items():
                    weights[number] += weight * sign
            can = [n for n, weight in weights.items() if weight and self._can_hide(n) and n not in reader]
            covered = any(
                weight and self.hidden[n] and n not in reader and n not in leak.unknowns
                for n, weight in weights.items()
            )
        else:
            can, covered = self._nearest(leak.unknowns, reader), False
        if can and not covered:
            self._hide(min(can, key=self._preference))

    def _nearest(self, unknowns, reader):
        """Cells that can be hidden, in the equations nearest to the cells `unknowns`; empty where there are none."""
        rows, seen = {row for number in unknowns for row in self.rows_of[number]}, set()
        while rows:
            near = {number for row in rows for number in self.rows[row]}
            can = [number for number in near if self._can_hide(number) and number not in reader]
            if can:
                return can
            seen |= rows
            rows = {row for number in near if self.hidden[number] for row in self.rows_of[number]} - seen
        return []


def _whole(key, count):
    """A count as an exact number; Decimal from the database becomes an int."""
    if count < 0:
        raise ValueError(f"A count of students is zero or more, and {key!r} is {count}.")
    return int(count) if isinstance(count, Decimal) and count == int(count) else count
