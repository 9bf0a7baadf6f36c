"""Where everything of a map stands: columns side by side, boxes of measured words in them, links, and the legend."""

from dataclasses import replace
from functools import lru_cache

from pathways.queries.map_content import MARKS

from . import picture as parts
from .picture import LegendEntry, Line, Picture, PlacedBox, PlacedColumn, Sign
from .routes import routed
from .shapes import POINT, SIGN, arrow_head, outline
from .stacking import LEAST_GAP, confluences, stacked
from .text import longest_word, plain, width, wrapped, wrapped_parts

COLUMN, NARROW = 140, 60  # the width of a column with boxes, unless another is asked for, and of one without
MARGIN, PAD, LINE = 8, 6, 1.2  # around the drawing; inside a box; of a line, in font sizes
BAND_PAD, HEAD_PAD = 12, 7
LEAST_GUTTER, FEW_LINKS, GUTTER_A_LINK, WIDEST_GUTTER = 22, 4, 1.2, 40
BELOW_TITLE = 2
LEAST_WIDTH = 420  # of a picture, so that its heading and legend are no columns of words
MOST_TITLE, MOST_DETAIL = 8, 4  # lines of a box's title, and of each of its details
KINDS = {"course": "Course", "program": "Program", "occupation": "Occupation", "text": "Another step"}
SHORT_MARKS = {"articulated": "Articulated", "dual": "Dual enrollment"}
SAMPLE, SAMPLE_HEIGHT = 26, 16  # of a shape in the legend


def layout(content, widths=None, gap=LEAST_GAP):
    """
    The map of `content` (MapContent) as a Picture, with columns of these `widths` and boxes at least `gap` apart. The
    same content always gives the same picture. Links that are none (of boxes that are not there, or back to an earlier
    column) are left out.
    """
    links = sound_links(content)
    widths = widths or even(content, COLUMN)
    xs, whole = _across(content, links, widths)
    heading, top = _heading(content, whole)
    heads, head_height = _heads(content, widths)
    first = top + head_height + BAND_PAD
    stacks, room = stacked(_sizes(content, widths), links, gap)
    boxes = _boxes(content, stacks, xs, widths, first)
    lanes = {
        (place, item.key): (xs[place], xs[place] + widths[place], round(first + item.middle, 1))
        for place, stack in enumerate(stacks)
        for item in stack
        if item.is_lane
    }
    bottom = first + room + BAND_PAD
    columns = tuple(
        PlacedColumn(
            one.key, x, top, room_across, round(bottom - top, 1), top + head_height,
            arrow_head(x, top, x + room_across, top + head_height, first=place == 0),
            _centered(lines, x + POINT / 2, room_across, top, head_height), not one.boxes,
        )
        for place, (one, x, room_across, lines) in enumerate(zip(content.columns, xs, widths, heads, strict=True))
    )  # fmt: skip
    legend, height = _legend(content, bottom + 20, whole)
    return Picture(
        whole, round(height + MARGIN, 1), top, heading, columns, tuple(boxes.values()),
        routed(boxes, links, lanes), legend,
    )  # fmt: skip


def sound_links(content):
    """The links of `content` from a box to another one of the same or a later column, each once, in their order."""
    column_of = {box.key: place for place, column in enumerate(content.columns) for box in column.boxes}
    known = (link for link in content.links if link[0] in column_of and link[1] in column_of and link[0] != link[1])
    return list(dict.fromkeys(link for link in known if column_of[link[0]] <= column_of[link[1]]))


def least_column(content):
    """The width of columns in which no word of a title is broken, within reason."""
    titles = [box.title for column in content.columns for box in column.boxes]
    longest = max((longest_word(title, parts.TITLE, bold=True) for title in titles), default=0)
    return min(longest + 2 * PAD + 0.1, COLUMN)


def even(content, column):
    """The widths of the columns where those with boxes are all `column` wide."""
    return tuple(column if one.boxes else NARROW for one in content.columns)


def heights(content, widths):
    """How high each column is at the least, with its boxes under each other."""
    of_boxes = _sizes(content, widths)
    return [sum(height for _, height in column) + LEAST_GAP * max(len(column) - 1, 0) for column in of_boxes]


def least_size(content, widths):
    """The width and the height that a picture with columns of these `widths` has at the least."""
    _, whole = _across(content, sound_links(content), widths)
    top = _heading(content, whole)[1] + _heads(content, widths)[1]
    legend = _legend(content, 20, whole)[1]
    return whole, top + 2 * BAND_PAD + max(heights(content, widths), default=0) + legend + MARGIN


def _across(content, links, widths):
    """The left edges of the columns, and the width of the whole picture."""
    column_of = {box.key: place for place, one in enumerate(content.columns) for box in one.boxes}
    crossing, meeting = [0] * len(content.columns), set()
    for source, _ in confluences(links, column_of):
        meeting.add(column_of[source])
    for source, target in links:
        for place in range(column_of[source], max(column_of[target], column_of[source] + 1)):
            crossing[place] += 1
    xs, x, right = [], MARGIN, 0
    for place, (room, number) in enumerate(zip(widths, crossing, strict=True)):
        xs.append(round(x, 1))
        right = x + room
        gutter = min(LEAST_GUTTER + GUTTER_A_LINK * max(number - FEW_LINKS, 0), WIDEST_GUTTER)
        x = right + (WIDEST_GUTTER if place in meeting else gutter)
    return xs, round(max(right + _beside(content, links) + MARGIN, LEAST_WIDTH), 1)


def _beside(content, links):
    """The room that links within the last column take at its right, and that its head's arrow takes."""
    last = {box.key for box in content.columns[-1].boxes} if content.columns else set()
    return LEAST_GUTTER if any(link[0] in last for link in links) else POINT


def _heading(content, whole):
    """The lines above the columns, and where these begin."""
    lines, y = [], MARGIN
    for text, size, bold, role in (
        (content.sector, parts.SECTOR, True, "sector"),
        (content.name, parts.NAME, True, "name"),
        (content.note, parts.NOTE, False, "note"),
    ):
        for line in wrapped(text, whole - 2 * MARGIN, size, bold) if plain(text) else ():
            y += size * LINE
            lines.append(Line(MARGIN, round(y - size * 0.25, 1), line, role, size))
    return tuple(lines), round(y + 12, 1)


def _heads(content, widths):
    """The lines of each column's head, and the height that all heads have."""
    lines = [
        wrapped(one.title, room - 2 * POINT, parts.HEAD, bold=True)
        for one, room in zip(content.columns, widths, strict=True)
    ]
    return lines, 2 * HEAD_PAD + max(map(len, lines), default=0) * parts.HEAD * LINE


def _centered(lines, x, room, top, height):
    y = top + (height - len(lines) * parts.HEAD * LINE) / 2
    return tuple(
        Line(round(x + room / 2, 1), round(y + (place + 0.78) * parts.HEAD * LINE, 1), line, "head", parts.HEAD)
        for place, line in enumerate(lines)
    )


def _sizes(content, widths):
    """The boxes of each column as (key, height)."""
    return [
        [(box.key, _height(_words(box, room))) for box in column.boxes]
        for column, room in zip(content.columns, widths, strict=True)
    ]


@lru_cache(maxsize=4096)
def _words(box, room):
    """The lines of a box as (text, role, size)."""
    inner = room - 2 * PAD
    lines = [(line, "title", parts.TITLE) for line in wrapped(box.title, inner, parts.TITLE, True, MOST_TITLE)]
    for detail in box.details:
        said = wrapped_parts(detail, inner, parts.DETAIL, most=MOST_DETAIL)
        lines += [(line, "detail", parts.DETAIL) for line in said]
    for mark in box.marks:
        said = wrapped(SHORT_MARKS.get(mark, mark), inner - SIGN - 4, parts.DETAIL, True)
        lines += [(line, f"mark {mark}" if place == 0 else "mark", parts.DETAIL) for place, line in enumerate(said)]
    return lines


def _height(words):
    below = BELOW_TITLE if words and words[-1][1] != "title" else 0
    return round(2 * PAD + below + sum(size * LINE for _, _, size in words), 1)


def _boxes(content, stacks, xs, widths, first):
    """The boxes by their keys, in the order of the content."""
    drawn = {box.key: box for column in content.columns for box in column.boxes}
    placed = {}
    for place, stack in enumerate(stacks):
        for item in stack:
            if not item.is_lane:
                y = round(first + item.y, 1)
                placed[item.key] = _box(drawn[item.key], place, xs[place], y, widths[place], item.height)
    return placed


def _box(box, column, x, y, room, height):
    lines, signs, foot, before = [], [], y + PAD, "title"
    for text, role, size in _words(box, room):
        foot += size * LINE + (BELOW_TITLE if before == "title" != role else 0)
        before = role
        base = round(foot - size * 0.32, 1)
        role, _, mark = role.partition(" ")
        if mark:
            signs.append(Sign(mark, x + PAD, round(base - SIGN + 1, 1)))
        lines.append(Line(x + PAD + (SIGN + 4 if role == "mark" else 0), base, text, role, size))
    shape = outline(box.kind, x, y, room, height)
    return PlacedBox(box, column, x, y, room, height, shape, tuple(lines), tuple(signs))


def _legend(content, y, whole):
    """The legend of what occurs, in as many rows as it takes, and the y of its end."""
    boxes = [box for column in content.columns for box in column.boxes]
    kinds, marks = {box.kind for box in boxes}, {mark for box in boxes for mark in box.marks}
    said = [(kind, word, SAMPLE) for kind, word in KINDS.items() if kind in kinds]
    said += [(mark, words, SIGN) for mark, words in MARKS.items() if mark in marks]
    entries, x = [], MARGIN
    for key, words, sample in said:
        room = sample + 6 + width(words, parts.DETAIL)
        if x > MARGIN and x + room > whole - MARGIN:
            x, y = MARGIN, y + 22
        entry = LegendEntry(key, Line(round(x + sample + 6, 1), round(y + 4, 1), words, "legend", parts.DETAIL))
        if key in KINDS:
            shape = outline(key, x, y - SAMPLE_HEIGHT / 2, sample, SAMPLE_HEIGHT)
            entries.append(replace(entry, outline=shape))
        else:
            entries.append(replace(entry, sign=Sign(key, round(x, 1), round(y - SIGN / 2, 1))))
        x += room + 20
    return tuple(entries), y + (10 if entries else -20)
