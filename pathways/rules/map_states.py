"""
What can be done with the boxes and links of a draft, without a database: states in, states out.

In whatever order things are done, a box has a place in one column, and no link leads to an earlier column. What a map
does not allow is a `MapRefused` with a sentence. A `Change` is a function from a state to (state, what was done).
"""

from dataclasses import dataclass, replace

from pathways.models import MapBox
from pathways.queries.maps import POSITIONS

MOST_BOXES = 200
COLUMNS = tuple(POSITIONS)
LABELS = dict(MapBox.Column.choices)


class MapRefused(Exception):
    """What cannot be done with a map; its text is the sentence to show."""


@dataclass(frozen=True)
class BoxState:
    """
    One box. `refers` is the key of its program, course or occupation (None for a text), `title` what it says, `details`
    a text's further lines. A box that is not on the map yet has the number 0.
    """

    number: int
    column: str
    kind: str
    refers: int | None
    title: str
    details: str = ""

    @property
    def position(self):
        """The place of its column, 0 for the earliest."""
        return POSITIONS[self.column]

    def __str__(self):
        return f"“{self.title}”"


@dataclass(frozen=True)
class State:
    """
    A whole draft: `boxes` in order, those of a column one after the other from top to bottom, and `links` as sorted
    pairs of numbers. `last_number` is the highest number that was ever given.
    """

    boxes: tuple[BoxState, ...] = ()
    links: tuple[tuple[int, int], ...] = ()
    last_number: int = 0

    def column(self, key):
        """The boxes of a column, from top to bottom."""
        return [box for box in self.boxes if box.column == key]

    def box(self, number):
        """The box of this number; MapRefused where it is gone."""
        for box in self.boxes:
            if box.number == number:
                return box
        raise MapRefused("This box is not on the map any more.")

    def has(self, number):
        """Whether there is a box of this number."""
        return any(box.number == number for box in self.boxes)

    def to_json(self):
        """What `from_json` reads."""
        boxes = [[box.number, box.column, box.kind, box.refers, box.title, box.details] for box in self.boxes]
        return {"boxes": boxes, "links": [list(pair) for pair in self.links]}

    @classmethod
    def from_json(cls, stored, last_number):
        """The state that `to_json` wrote."""
        return cls(
            tuple(BoxState(*box) for box in stored["boxes"]),
            tuple(tuple(pair) for pair in stored["links"]),
            last_number,
        )


def _ordered(boxes):
    """Boxes column by column; the order within a column stays."""
    return tuple(sorted(boxes, key=lambda box: box.position))


def add(state, box, source=None):
    """Put a new box at the end of its column and, where that does not lead back, connect it from the box `source`."""
    if len(state.boxes) >= MOST_BOXES:
        raise MapRefused(f"A map has at most {MOST_BOXES} boxes. Make a second map for the rest.")
    number = state.last_number + 1
    added = replace(box, number=number)
    links, said = state.links, f"{added} is added to {LABELS[box.column]}"
    if source is None:
        said += "."
    elif (before := state.box(source)).position > added.position:
        said += f", not connected: {before} stands in a later column."
    else:
        links = _sorted([*links, (source, number)])
        said += f", connected from {before}."
    return State(_ordered([*state.boxes, added]), links, number), said


def add_sequence(state, boxes, source=None, name="The program"):
    """
    Put several new boxes on the map, each in its column, and connect them column by column as a sequence, the first
    ones from the box `source`. Boxes of records that are on the map already are left out.
    """
    there = {(box.kind, box.refers) for box in state.boxes if box.refers}
    new = [box for box in boxes if (box.kind, box.refers) not in there]
    if not new:
        raise MapRefused(f"{name} has no course that is not on the map already.")
    before = [] if source is None else [state.box(source).number]
    added = 0
    for group in _by_column(new):
        numbers = []
        for box in group:
            state, _ = add(state, box)
            numbers.append(state.last_number)
        added += len(numbers)
        leading = [number for number in before if state.box(number).position <= state.box(numbers[0]).position]
        state = replace(state, links=_sorted([*state.links, *_pairs(leading, numbers)]))
        before = numbers
    return state, f"{added} {'box is' if added == 1 else 'boxes are'} added, connected in their order."


def _by_column(boxes):
    """Boxes as lists, one a column, the earliest first."""
    return [group for key in COLUMNS if (group := [box for box in boxes if box.column == key])]


def _pairs(before, after):
    """Who leads to whom: all to one and one to all; between several, the first to the first and so on."""
    if not before or not after:
        return []
    if len(before) == 1 or len(after) == 1:
        return [(source, target) for source in before for target in after]
    longest = max(len(before), len(after))
    return [(before[min(n, len(before) - 1)], after[min(n, len(after) - 1)]) for n in range(longest)]


def _sorted(links):
    return tuple(sorted(set(links)))


def move(state, number, direction):
    """Put a box one place “up” or “down” in its column, or into the column to its “left” or “right”, at the end."""
    box = state.box(number)
    if direction in ("left", "right"):
        place = box.position + (1 if direction == "right" else -1)
        if not 0 <= place < len(COLUMNS):
            raise MapRefused(f"{box} stands in the {'last' if direction == 'right' else 'first'} column already.")
        return put(state, number, COLUMNS[place])
    column = state.column(box.column)
    place = column.index(box) + (1 if direction == "down" else -1)
    if not 0 <= place < len(column):
        raise MapRefused(f"{box} is the {'last' if direction == 'down' else 'first'} of its column already.")
    return put(state, number, box.column, place)


def put(state, number, column, place=None):
    """
    Put a box into `column`, at `place` (0 is the top; None: the end). Links that would lead back then are taken away,
    and it is said which.
    """
    box = state.box(number)
    moved = replace(box, column=column)
    others = [one for one in state.column(column) if one.number != number]
    place = len(others) if place is None else max(0, min(place, len(others)))
    others.insert(place, moved)
    rest = [one for one in state.boxes if one.number != number and one.column != column]
    boxes = _ordered([*rest, *others])
    positions = {one.number: one.position for one in boxes}
    kept = tuple(pair for pair in state.links if positions[pair[0]] <= positions[pair[1]])
    said = f"{box} is now number {place + 1} of {len(others)} in {LABELS[column]}."
    lost = sorted({other for pair in set(state.links) - set(kept) for other in pair if other != number})
    if lost:
        names = ", ".join(str(state.box(other)) for other in lost)
        said += f" Its connection with {names} would lead back and is taken away."
    return replace(state, boxes=boxes, links=kept), said


def connect(state, source, target):
    """Lead from one box to another, in the same column or a later one."""
    before, after = state.box(source), state.box(target)
    if source == target:
        raise MapRefused("A box does not lead to itself. Choose another one.")
    if before.position > after.position:
        raise MapRefused(f"{before} stands in a later column than {after}: connections lead onward. Turn it around.")
    if (source, target) in state.links:
        raise MapRefused(f"{before} leads to {after} already.")
    return replace(state, links=_sorted([*state.links, (source, target)])), f"{before} now leads to {after}."


def disconnect(state, source, target):
    """Take a link away."""
    before, after = state.box(source), state.box(target)
    if (source, target) not in state.links:
        raise MapRefused(f"{before} does not lead to {after}.")
    links = tuple(pair for pair in state.links if pair != (source, target))
    return replace(state, links=links), f"{before} does not lead to {after} any more."


def rename(state, number, title, details=""):
    """Give a text other words. What stands for a record says what that record says."""
    box = state.box(number)
    if box.kind != MapBox.Kind.TEXT:
        raise MapRefused(f"{box} is named by its record. Change the name there.")
    if not title:
        raise MapRefused("Write what the box says.")
    changed = replace(box, title=title, details=details)
    boxes = tuple(changed if one.number == number else one for one in state.boxes)
    return replace(state, boxes=boxes), f"{box} now says {changed}."


def delete(state, number):
    """Take a box off the map, and its links."""
    box = state.box(number)
    links = tuple(pair for pair in state.links if number not in pair)
    boxes = tuple(one for one in state.boxes if one.number != number)
    said = f"{box} is deleted"
    lost = len(state.links) - len(links)
    if lost:
        said += f", with its {lost} connection{'' if lost == 1 else 's'}"
    return replace(state, boxes=boxes, links=links), f"{said}."
