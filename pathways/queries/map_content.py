"""What a pathway map says, apart from how it is drawn or stored: columns of boxes, and arrows between them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """
    One box. `key` names it within its map (a number as text). `kind` is course, program, occupation or text; `title`
    is its main line, `details` its further lines (“WELD 101 · 4 units”, “San Diego Mesa College”), the most important
    first. `marks` are what it is marked with: keys of MARKS.
    """

    key: str
    kind: str
    title: str
    details: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A step of the way, such as “Grade 9” or “College term 1”; `key` is one of the stored columns. It may be empty."""

    key: str
    title: str
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True)
class MapContent:
    """
    A whole map: `columns` from middle school to occupations, `links` as pairs of box keys (from, to), which lead to
    the same column or a later one. `name` is of the pathway, `sector` of its sector, `note` a line below the heading
    (“Published March 3, 2027, version 2”, “Draft”).
    """

    name: str
    sector: str
    columns: tuple[Column, ...]
    links: tuple[tuple[str, str], ...] = ()
    note: str = ""


# mark → its words in a legend; a mark is never said by color alone
MARKS = {
    "articulated": "Articulated: college credit by an agreement",
    "dual": "Dual enrollment: a college course taken in high school",
}
