"""
What a breakdown of students adds to the table that is decided for its measure (`indicators.disclosure`); pure.

Shown to outsiders is the region's year to date in each category, as of each closed period. What a reader makes of
that: the categories of a partition come to the figure, groups are within it, two periods can be subtracted, and who
reports can take their own students off. The last is why each reader has a copy of the region's table here, of all
students but theirs: its cells are shown or hidden with the region's, so that a table is only shown which gives nothing
away to anybody.

The whole that a rate's part is a part of is known (enrollment by group is shown too): so of a rate there are those who
took part and those who did not, each with sums of their own, and both shown or neither.
"""

from collections import defaultdict
from dataclasses import dataclass

from consortium.privacy import Sum, Within, is_small
from indicators.dimensions import is_partition
from indicators.parts import not_reported

TOTAL = ("", "")  # where the category stands: the figure itself
OF_A_PART = 5  # names in a key; that of a figure has one less


@dataclass(frozen=True)
class PartsAt:
    """
    A measure's breakdown at the end of a closed period, year to date. A table is a tuple of ((dimension, category),
    (number, of how many or None)), TOTAL with it.

    region  the region's table, empty where nothing is broken down
    own     (organization, its table) of all that reported
    """

    region: tuple = ()
    own: tuple = ()


def cells_of(one, circles, position, spans):
    """
    (cells, relations, together) that the period at `position` adds for the `Series` `one`, its keys (measure, owner,
    span, (dimension, category), letter) with the letters “in” and, of a rate, “rest”. `spans(kind, position)` is the
    name of a span: what a period added (“alone”), or the “year to date” at its end.
    """
    if position >= len(one.parts) or not one.parts[position].region:
        return {}, [], []
    book = _Book(one, circles, position, spans)
    cells, together, relations = {}, defaultdict(list), []
    for who, span, letter in book.new:
        for part in book.tables[who, span]:
            key = book.key(who, span, part, letter)
            together[span, part].append(key)
            if len(key) == OF_A_PART:  # the region's figure is in the table already
                cells[key] = book.number(who, span, part, letter)
        relations += book.within_one(who, span, letter)
        relations += book.over_time(who, span, letter)
        relations += book.of_those_without(who, span, letter)
    if one.numerator_of is not None:
        relations += [Sum(key, ((one.numerator_of, *key[1:]),)) for key in cells if key[-1] == "in"]
    return cells, relations, [tuple(keys) for keys in together.values() if len(keys) > 1]


class _Book:
    """
    The tables of everybody, (), and of each reader (a tuple of organizations) without their own students, by span. A
    cell has one key in all tables in which it is the same number, since a reader has none of those students.

    A reader's table is left out until something small is in it. `new` are the tables that the period adds, by who,
    span and letter: its own, and earlier ones of readers who had been left out.
    """

    def __init__(self, one, circles, position, spans):
        self.one, self.spans = one, spans
        self.at, self.tables = {}, {}
        for number in range(position + 1):
            self._take(number, circles)
        letters = ("in",) if dict(one.parts[position].region)[TOTAL][1] is None else ("in", "rest")
        self.letters = letters
        asked, asked_before = self._asked(position), self._asked(position - 1)
        self.new = [
            (who, span, letter)
            for who, span in self.tables
            for letter in letters
            if (who, letter) in asked and (self.at[span] == position or (who, letter) not in asked_before)
        ]

    def _take(self, position, circles):
        """The tables of a period: the year to date, and what the period added."""
        alone, running = self.spans("alone", position), self.spans("year to date", position)
        before = self.spans("year to date", position - 1) if position else None
        self.at |= {alone: position, running: position}
        for who, table in _tables(self.one.parts[position], circles).items():
            self.tables[who, running] = table
            if position and not self.one.is_stock:
                self.tables[who, alone] = _difference(table, self.tables.get((who, before), {}))

    def _asked(self, position):
        """Who has something small in a table until then, with the letter; everybody in any case."""
        return {((), letter) for letter in self.letters} | {
            (who, letter)
            for who, span in self.tables
            if self.at[span] <= position
            for letter in self.letters
            if any(map(is_small, self._numbers(who, span, letter)))
        }

    def _numbers(self, who, span, letter):
        """All counts of a table and what is left of the figure: outside a group, or of a partition that lacks some."""
        numbers = {part: self.number(who, span, part, letter) for part in self.tables[who, span]}
        yield from numbers.values()
        whole, sums = numbers.pop(TOTAL), defaultdict(int)
        for (dimension, _), number in numbers.items():
            if is_partition(dimension):
                sums[dimension] += number or 0
            elif whole is not None:
                yield whole - (number or 0)
        if whole is not None:
            yield from (whole - number for number in sums.values())

    def number(self, who, span, part, letter):
        """Those of a part who took part, or who did not; None where it is not known."""
        count = self.tables.get((who, span), {}).get(part)
        if count is None or letter == "in":
            return count and count[0]
        return None if count[1] is None else count[1] - count[0]

    def key(self, who, span, part, letter):
        """The cell's key; the figure itself has the one that it has in every table."""
        number = self.number(who, span, part, letter)
        if who and number == self.number((), span, part, letter):
            who = ()
        owner = ("without", *who) if who else self.one.region_key
        if part == TOTAL and not who:
            return self.one.measure, owner, span, letter
        return self.one.measure, owner, span, part, letter

    def within_one(self, who, span, letter):
        """Partitions make the figure, groups are within it."""
        by_dimension = defaultdict(list)
        for part in self.tables[who, span]:
            if part != TOTAL:
                by_dimension[part[0]].append(self.key(who, span, part, letter))
        whole = self.key(who, span, TOTAL, letter)
        for dimension, keys in by_dimension.items():
            if is_partition(dimension):
                yield Sum(whole, tuple(keys))
            else:
                yield from (Within(key, whole) for key in keys)

    def over_time(self, who, span, letter):
        """The year to date is the one before and what the period added."""
        position = self.at[span]
        if not position or span != self.spans("alone", position):
            return
        three = [self.spans("year to date", position), self.spans("year to date", position - 1), span]
        for part in self.tables[who, span]:
            whole, *parts = (self.key(who, each, part, letter) for each in three)
            if len(whole) == OF_A_PART:  # the figure's own is in the table already
                yield Sum(whole, tuple(parts))

    def of_those_without(self, who, span, letter):
        """“Not reported” is at least the students of those who broke nothing down, and their figures may be shown."""
        if who:
            return
        at = self.one.parts[self.at[span]]
        for dimension in {part[0] for part in dict(at.region) if is_partition(part[0])}:
            unknown = (dimension, not_reported(dimension))
            without = [owner for owner, table in map(_own, at.own) if table.get(unknown) == table[TOTAL]]
            parts = tuple((self.one.measure, owner, span, letter) for owner in without)
            yield Sum(self.key(who, span, unknown, letter), parts)


def _own(pair):
    return pair[0], dict(pair[1])


def _tables(at, circles):
    """Who reads ((): everybody) → {part: count} of all students but theirs; None where they cannot be taken off."""
    region, own = dict(at.region), dict(map(_own, at.own))
    if not region:
        return {}
    found = {(): region}
    for circle in [*((owner,) for owner in own), *circles]:
        known = [own[owner] for owner in circle if owner in own]
        if known:
            found[circle] = {
                part: _without(count, [table[part] for table in known if part in table])
                for part, count in region.items()
            }
    return found


def _without(count, theirs):
    number = count[0] - sum(each[0] for each in theirs)
    of = None if count[1] is None else count[1] - sum(each[1] or 0 for each in theirs)
    return None if number < 0 or (of is not None and of < number) else (number, of)


def _difference(now, before):
    """
    What a period added to the number of each part; None where it took something away. The whole of a rate may be that
    of the year, so that its two numbers cannot be subtracted from those of the period before as one.
    """
    earlier = {part: count[0] for part, count in before.items() if count is not None}
    return {
        part: None if count is None or count[0] < earlier.get(part, 0) else (count[0] - earlier.get(part, 0), None)
        for part, count in now.items()
    }
