"""What a drawn map is made of. Lengths are pixels at full size; y grows downwards."""

from dataclasses import dataclass

from pathways.queries.map_content import Box

# font sizes
NAME, SECTOR, NOTE, HEAD, TITLE, DETAIL = 24, 13, 12, 12, 12, 11
SMALLEST = DETAIL
SIZES = {
    "name": NAME, "sector": SECTOR, "note": NOTE, "head": HEAD,
    "title": TITLE, "detail": DETAIL, "mark": DETAIL, "legend": DETAIL,
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of text on the base line `y`. It begins at `x`; heads of columns have their middle there."""

    x: float
    y: float
    text: str
    role: str
    size: float


@dataclass(frozen=True)
class Sign:
    """The shape of a mark, a square of side SIGN with its upper left corner at `x`, `y`."""

    mark: str
    x: float
    y: float


@dataclass(frozen=True)
class PlacedColumn:
    """A column as a band of the sheet, with the arrow of its head in it (`outline`); `head_bottom` is where it ends."""

    key: str
    x: float
    y: float
    width: float
    height: float
    head_bottom: float
    outline: str
    lines: tuple[Line, ...]
    empty: bool = False


@dataclass(frozen=True)
class PlacedBox:
    """A box with its outline as the data of an SVG path; `column` is the place of its column, 0 at the left."""

    box: Box
    column: int
    x: float
    y: float
    width: float
    height: float
    outline: str
    lines: tuple[Line, ...]
    signs: tuple[Sign, ...] = ()

    @property
    def right(self):
        """The x of its right edge."""
        return self.x + self.width

    @property
    def bottom(self):
        """The y of its lower edge."""
        return self.y + self.height

    @property
    def middle(self):
        """The y of its middle."""
        return self.y + self.height / 2


@dataclass(frozen=True)
class PlacedLink:
    """
    A link from the point `start` of one box's edge to the point `end` of another's: the data of its path, that of the
    arrow's head, and `way`, the corners between which it runs: (x, y, x, y) of straight or smoothly bent pieces.
    """

    source: str
    target: str
    start: tuple[float, float]
    end: tuple[float, float]
    path: str
    head: str
    way: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True)
class LegendEntry:
    """A shape and its word: of a kind of box (`outline`) or of a mark (`sign`)."""

    key: str
    line: Line
    outline: str = ""
    sign: Sign | None = None


@dataclass(frozen=True)
class Picture:
    """A map drawn on a sheet of `width` × `height`; what lies above `top` is its heading (`lines`)."""

    width: float
    height: float
    top: float
    lines: tuple[Line, ...]
    columns: tuple[PlacedColumn, ...]
    boxes: tuple[PlacedBox, ...]
    links: tuple[PlacedLink, ...]
    legend: tuple[LegendEntry, ...]
