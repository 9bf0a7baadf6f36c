"""How the editor shows a draft: columns with their boxes, and what can be done with the one that is chosen."""

from collections import Counter
from dataclasses import dataclass, field

from pathways.models import MapBox
from pathways.queries.maps import program_of, words_of
from pathways.rules.map_states import COLUMNS, LABELS, MOST_BOXES

Kind = MapBox.Kind


@dataclass
class BoardBox:
    """
    A box of the board; `leads_to` and `comes_from` are boxes, `place` is its place in its column, 0 at the top. `label`
    is its title, with its last line where others have the same title.
    """

    number: int
    column: str
    place: int
    kind: str
    title: str
    details: tuple
    program: object = None
    leads_to: list = field(default_factory=list)
    comes_from: list = field(default_factory=list)
    label: str = ""
    chosen: bool = False
    is_last: bool = False

    @property
    def word(self):
        """What it stands for, in a word."""
        return Kind(self.kind).label

    @property
    def is_text(self):
        """Whether its words are its own."""
        return self.kind == Kind.TEXT

    @property
    def rest(self):
        """The details of a text as they are typed."""
        return "\n".join(self.details)

    @property
    def column_label(self):
        """Its column in words."""
        return LABELS[self.column]

    @property
    def is_first_column(self):
        """Whether there is no column to its left."""
        return self.column == COLUMNS[0]

    @property
    def is_last_column(self):
        """Whether there is no column to its right."""
        return self.column == COLUMNS[-1]


@dataclass
class BoardColumn:
    """A column of the board, which may be empty."""

    key: str
    label: str
    boxes: list


class Board:
    """
    A draft as the editor shows it, all `columns` with their boxes. `boxes` are as of `boxes_of`, `state` of the same
    draft; `chosen` is the number of the box whose tools are shown (None, or one that is gone: none).
    """

    most = MOST_BOXES

    def __init__(self, boxes, state, chosen=None):
        self.by_number = {}
        of_column = {key: [] for key in COLUMNS}
        for box in boxes:
            title, details = words_of(box)
            shown = BoardBox(
                box.number,
                box.column,
                box.order,
                box.kind,
                title,
                details,
                program_of(box),
                chosen=box.number == chosen,
            )
            of_column[box.column].append(shown)
            self.by_number[box.number] = shown
        self._tell_apart()
        for source, target in state.links:
            self.by_number[source].leads_to.append(self.by_number[target])
            self.by_number[target].comes_from.append(self.by_number[source])
        for column in of_column.values():
            if column:
                column[-1].is_last = True
        self.columns = [BoardColumn(key, LABELS[key], of_column[key]) for key in COLUMNS]
        self.filled = [column for column in self.columns if column.boxes]
        self.chosen = self.by_number.get(chosen)
        self.links = state.links

    def _tell_apart(self):
        """Give each box its label."""
        times = Counter(box.title for box in self.by_number.values())
        for box in self.by_number.values():
            more = f" ({box.details[-1]})" if times[box.title] > 1 and box.details else ""
            box.label = f"{box.title}{more}"

    @property
    def size(self):
        """How many boxes there are."""
        return len(self.by_number)

    @property
    def targets(self):
        """The columns with the boxes that the chosen one can still be connected to: in its column or a later one."""
        here = COLUMNS.index(self.chosen.column)
        taken = {self.chosen.number, *(box.number for box in self.chosen.leads_to)}
        columns = [
            BoardColumn(column.key, column.label, [box for box in column.boxes if box.number not in taken])
            for column in self.columns[here:]
        ]
        return [column for column in columns if column.boxes]
