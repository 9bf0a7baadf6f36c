"""What a map says in words: the list that says the same as the picture."""

from dataclasses import dataclass

from pathways.queries.map_content import MARKS, Box

from .layout import KINDS, SHORT_MARKS, sound_links


@dataclass(frozen=True)
class ListedBox:
    """A box of the list: `kind` and `marks` as words, `leads_to` and `comes_from` as titles of other boxes."""

    box: Box
    kind: str
    marks: tuple[str, ...]
    leads_to: tuple[str, ...]


@dataclass(frozen=True)
class ListedColumn:
    """A column of the list."""

    key: str
    title: str
    boxes: tuple[ListedBox, ...]


def listed(content):
    """
    The columns of `content` with their boxes, each with the titles of those it leads to. Where two boxes have one
    title, the column is said too: “Welding (Grade 12)”.
    """
    onward = {}
    for source, target in sound_links(content):
        onward.setdefault(source, []).append(target)
    names = _names(content)
    return tuple(
        ListedColumn(
            column.key,
            column.title,
            tuple(
                ListedBox(
                    box,
                    KINDS.get(box.kind, ""),
                    tuple(SHORT_MARKS.get(mark, mark) for mark in box.marks),
                    tuple(names[key] for key in onward.get(box.key, ())),
                )
                for box in column.boxes
            ),
        )
        for column in content.columns
    )


def _names(content):
    """{key of a box: its title, with what tells it from others of this title}."""
    placed = [(box, column.title) for column in content.columns for box in column.boxes]
    titles, in_column = {}, {}
    for box, column in placed:
        titles[box.title] = titles.get(box.title, 0) + 1
        in_column[box.title, column] = in_column.get((box.title, column), 0) + 1
    names = {}
    for box, column in placed:
        if titles[box.title] == 1:
            names[box.key] = box.title
        elif in_column[box.title, column] == 1 or not box.details:
            names[box.key] = f"{box.title} ({column})"
        else:
            names[box.key] = f"{box.title} ({column}, {box.details[-1]})"
    return names


def marks_said(content):
    """What the marks that occur on the map mean."""
    found = {mark for column in content.columns for box in column.boxes for mark in box.marks}
    return tuple(words for mark, words in MARKS.items() if mark in found)


def about(content):
    """One sentence about the picture: “A career pathway in Transportation: 20 boxes in 8 columns, …”."""
    boxes = sum(len(column.boxes) for column in content.columns)
    links = len(sound_links(content))
    filled = [column for column in content.columns if column.boxes]
    if not boxes:
        return f"A career pathway in {content.sector}: the map is empty."
    way = f", from {filled[0].title} to {filled[-1].title}" if len(filled) > 1 else f": {filled[0].title}"
    return (
        f"A career pathway in {content.sector}{way}: {_counted(boxes, 'box', 'boxes')} in "
        f"{_counted(len(filled), 'column', 'columns')}, with {_counted(links, 'link', 'links')} between them."
    )


def _counted(number, one, many):
    return f"{number} {one if number == 1 else many}"
