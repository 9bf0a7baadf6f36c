"""Which sheet of paper a map fits on, and how wide its columns are then."""

from dataclasses import dataclass
from functools import lru_cache

from .layout import even, heights, layout, least_column, least_size
from .picture import SMALLEST, Picture
from .stacking import LEAST_GAP

LEAST_POINTS = 6.5  # the smallest words that are read on a sheet held in the hand
LARGEST_SCALE = 0.9  # points a pixel; a small map does not need letters like a poster's
EDGE, FOOT = 27, 18  # the sheet's margin, and the room of the line at its foot, in points
COLUMNS = (96, 102, 108, 116, 126, 138, 150, 164, 180, 200, 225, 255, 290)
WIDEST_GAP = 44  # between boxes, where there is room to spare
TALL, WIDER = 0.85, (1, 1.3, 1.7)  # a column nearly as high as the highest may be wider than the others
# Source Sans, with which PDFs are set, is narrower than what is measured: its letters are as much larger there.
GROWN = 1.06


@dataclass(frozen=True)
class Sheet:
    """A sheet in landscape, in points (72 an inch)."""

    name: str
    width: int
    height: int

    @property
    def room(self):
        """The width and height of what is inside its margin, above the line at its foot."""
        return self.width - 2 * EDGE, self.height - 2 * EDGE - FOOT

    def scale(self, width, height):
        """How many points a pixel has on this sheet, where a picture takes `width` × `height` pixels."""
        return min(self.room[0] / width, self.room[1] / height, LARGEST_SCALE)


SHEETS = (Sheet("Letter", 792, 612), Sheet("Tabloid", 1224, 792), Sheet("Poster, 34 by 22 inches", 2448, 1584))


@lru_cache(maxsize=64)
def fitted(content) -> tuple[Picture, Sheet]:
    """
    The picture of `content` and the sheet for it: the smallest sheet on which all words are readable, with columns
    as wide as fill it best. Kept in memory, because the page, the PDF and the file ask for the same.
    """
    sizes = {widths: least_size(content, widths) for widths in _choices(content)}
    for sheet in SHEETS:
        widths = max(sizes, key=lambda choice: sheet.scale(*sizes[choice]))  # noqa: B023 - used at once
        best = layout(content, widths)
        if sheet.scale(best.width, best.height) * SMALLEST * GROWN >= LEAST_POINTS:
            break
    return _airy(content, widths, best, sheet), sheet


def _airy(content, widths, picture, sheet):
    """`picture` with more room between boxes, where the sheet has it to spare below."""
    scale = sheet.scale(picture.width, picture.height)
    spare = sheet.room[1] / scale - picture.height
    most = max((len(column.boxes) for column in content.columns), default=0)
    gap = min(LEAST_GAP + spare / max(most, 1), WIDEST_GAP)
    airy = layout(content, widths, round(gap, 1)) if gap > LEAST_GAP + 1 else picture
    return airy if sheet.scale(airy.width, airy.height) >= scale else picture


def _choices(content):
    """Widths of columns to choose from: all alike, or wider ones where most boxes are."""
    least = least_column(content)
    for column in sorted({max(column, least) for column in COLUMNS}):
        widths = even(content, column)
        high = heights(content, widths)
        for wider in WIDER:
            yield tuple(
                round(width * wider, 1) if height and height > TALL * max(high) else width
                for width, height in zip(widths, high, strict=True)
            )
