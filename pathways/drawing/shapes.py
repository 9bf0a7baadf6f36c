"""Outlines of boxes, heads and signs as the data of SVG paths. Kinds differ by their shape, in black and white too."""

CUT, ROUND, FOLD = 9, 5, 7
SIGN = 10  # the side of a mark's sign
POINT = 7  # how far the arrow of a head points


def number(value):
    """A coordinate in as few characters as say it, to a tenth."""
    return f"{round(value, 1) + 0:g}"


def outline(kind, x, y, width, height):
    """The outline of a box of `kind` that fills the rectangle."""
    draw = {"program": _folded, "occupation": _cut, "text": _square}.get(kind, _round)
    return draw(x, y, x + width, y + height)


def _data(*parts):
    return "".join(part if isinstance(part, str) else f"{number(part[0])} {number(part[1])} " for part in parts).strip()


def _round(left, top, right, bottom):
    turn = f"a{ROUND} {ROUND} 0 0 1 "
    return _data(
        "M", (left + ROUND, top), "L", (right - ROUND, top), turn, (ROUND, ROUND),
        "L", (right, bottom - ROUND), turn, (-ROUND, ROUND), "L", (left + ROUND, bottom), turn, (-ROUND, -ROUND),
        "L", (left, top + ROUND), turn, (ROUND, -ROUND), "Z",
    )  # fmt: skip


def _square(left, top, right, bottom):
    return _data("M", (left, top), "L", (right, top), (right, bottom), (left, bottom), "Z")


def _cut(left, top, right, bottom):
    """All four corners cut off."""
    cut = min(CUT, (bottom - top) / 4)
    return _data(
        "M", (left + cut, top), "L", (right - cut, top), (right, top + cut), (right, bottom - cut),
        (right - cut, bottom), (left + cut, bottom), (left, bottom - cut), (left, top + cut), "Z",
    )  # fmt: skip


def _folded(left, top, right, bottom):
    """A sheet of paper with a corner folded over."""
    return _data(
        "M", (left, top), "L", (right - FOLD, top), (right, top + FOLD), (right, bottom), (left, bottom), "Z",
        "M", (right - FOLD, top), "L", (right - FOLD, top + FOLD), (right, top + FOLD),
    )  # fmt: skip


def arrow_head(left, top, right, bottom, first):
    """The head of a column: an arrow to the right, which all but the first one fit into."""
    middle = (top + bottom) / 2
    tail = () if first else ((left + POINT, middle),)
    return _data(
        "M", (left, top), "L", (right, top), (right + POINT, middle), (right, bottom), (left, bottom), *tail, "Z"
    )
