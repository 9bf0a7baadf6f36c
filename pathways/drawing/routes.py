"""
The ways of links: from the right edge of a box to the left edge of another, straight through columns in their lanes
and bent only between columns, so that no link runs across a box. Links within a column run at its right side, or
straight down to the next box.
"""

from itertools import pairwise

from .picture import PlacedLink
from .shapes import number
from .stacking import bundles, confluences, rising

BETWEEN_PORTS, FROM_CORNER = 7, 10
HEAD_LENGTH, HEAD_HALF = 7, 3.5
LEAST_BULGE = 14


def routed(boxes, links, lanes):
    """
    `links` as PlacedLinks. `boxes` are PlacedBoxes by their keys; `lanes` is {(column, bundle): (left, right, y)},
    where a lane of `stacking.bundles` passes through a column.
    """
    column_of = {key: box.column for key, box in boxes.items()}
    bundle_of = bundles(links, column_of)
    bundle_of |= confluences(links, column_of)
    meeting = {bundle: _meeting(boxes, bundle) for bundle in bundle_of.values() if isinstance(bundle[0], tuple)}
    ways = {link: _way(link, lanes, column_of, bundle_of.get(link), meeting) for link in links}
    ports = _ports(boxes, ways, bundle_of)
    neighbors = _neighbors(boxes)
    placed = []
    for source, target in links:
        one, other = boxes[source], boxes[target]
        if one.column != other.column:
            start = (one.right, ports[source, "right", _name((source, target), "right", bundle_of)])
            end = (other.x, ports[target, "left", _name((source, target), "left", bundle_of)])
            placed.append(_across((source, target), start, end, ways[source, target]))
        elif (source, target) in neighbors:
            placed.append(_down(one, other, both=(target, source) in ways))
        else:
            start = (one.right, ports[source, "right", (source, target)])
            end = (other.right, ports[target, "right", (source, target)])
            placed.append(_beside((source, target), start, end))
    return tuple(placed)


def _meeting(boxes, confluence):
    """The point between two columns where the links of a confluence meet, as a lane without length."""
    one, other = ([boxes[key] for key in keys] for keys in confluence)
    x = round((one[0].right + other[0].x) / 2, 1)
    heights = [box.middle for box in (*one, *other)]
    return x, x, round(sum(heights) / len(heights), 1)


def _way(link, lanes, column_of, bundle, meeting):
    """What a link passes through: the lanes (left, right, y), or the point where it meets others."""
    if bundle in meeting:
        return [meeting[bundle]]
    return [lanes[place, bundle] for place in range(column_of[link[0]] + 1, column_of[link[1]])]


def _neighbors(boxes):
    """The pairs of keys of boxes that follow each other in a column, in either direction."""
    columns = {}
    for box in boxes.values():
        columns.setdefault(box.column, []).append(box)
    pairs = set()
    for column in columns.values():
        for upper, lower in pairwise(sorted(column, key=lambda box: box.y)):
            pairs |= {(upper.box.key, lower.box.key), (lower.box.key, upper.box.key)}
    return pairs


def _name(link, side, bundle_of):
    """What a port is called: links of one bundle share it where they come from, or lead to, the same box."""
    bundle = bundle_of.get(link)
    shared = bundle and (isinstance(bundle[0], tuple) or bundle[0] == ("from" if side == "right" else "to"))
    return bundle if shared else link


def _ports(boxes, ways, bundle_of):
    """{(key of a box, side, name of a port): y}: where links leave and reach boxes, in the order of where they lead."""
    wanted = {}  # (key, side) → {name: [y of the next point, …]}
    neighbors = _neighbors(boxes)
    for link, way in ways.items():
        (source, one), (target, other) = ((key, boxes[key]) for key in link)
        if one.column == other.column:
            if link not in neighbors:
                wanted.setdefault((source, "right"), {}).setdefault(link, []).append(other.middle)
                wanted.setdefault((target, "right"), {}).setdefault(link, []).append(one.middle)
            continue
        onward = way[0][2] if way else _level(one, other)
        backward = way[-1][2] if way else _level(other, one)
        wanted.setdefault((source, "right"), {}).setdefault(_name(link, "right", bundle_of), []).append(onward)
        wanted.setdefault((target, "left"), {}).setdefault(_name(link, "left", bundle_of), []).append(backward)
    ports = {}
    for (key, side), names in wanted.items():
        for name, y in _spread(boxes[key], names):
            ports[key, side, name] = y
    return ports


def _level(box, other):
    """The height at which a link between two boxes is straight, or the middle of the other one."""
    upper, lower = max(box.y, other.y) + FROM_CORNER, min(box.bottom, other.bottom) - FROM_CORNER
    return (upper + lower) / 2 if upper <= lower else other.middle


def _spread(box, names):
    """(name, y) of ports at one side of `box`, as near as they get to where they lead, apart from each other."""
    ordered = sorted((sum(ys) / len(ys), str(name), name) for name, ys in names.items())
    top, bottom = box.y + FROM_CORNER, box.bottom - FROM_CORNER
    apart = min(BETWEEN_PORTS, (bottom - top) / (len(ordered) - 1)) if len(ordered) > 1 else 0
    last = bottom - apart * (len(ordered) - 1)
    # a link that climbs or falls leaves near the middle of the edge, not at its end
    reach = max((bottom - top) / 4, 0)
    wishes = []
    for place, (y, _, _) in enumerate(ordered):
        near = y if top <= y <= bottom else min(max(y, box.middle - reach), box.middle + reach)
        wishes.append(near - apart * place)
    for place, wish in enumerate(rising(wishes, [1] * len(wishes))):
        yield ordered[place][2], round(min(max(wish, top), last) + apart * place, 1)


def _across(link, start, end, lanes):
    """A link to a later column: bent between columns, straight in the lanes."""
    corners = [start]
    for left, right, y in lanes:
        corners += [(left, y), (right, y)]
    corners.append((end[0] - HEAD_LENGTH + 1, end[1]))
    parts = [f"M{_point(start)}"]
    for place, (one, other) in enumerate(pairwise(corners)):
        parts.append(_straight(other) if place % 2 or one[1] == other[1] else _bent(one, other))
    way = tuple((*one, *other) for one, other in pairwise([*corners[:-1], end]))
    return PlacedLink(*link, start, end, "".join(parts), _head(end, 1, 0), way)


def _down(one, other, both):
    """A link to the box next above or below, beside its counterpart where there is one each way."""
    falls = other.y > one.y
    x = one.x + one.width / 2 + (0 if not both else 8 if falls else -8)
    start, end = ((x, one.bottom), (x, other.y)) if falls else ((x, one.y), (x, other.bottom))
    step = 1 if falls else -1
    path = f"M{_point(start)}L{_point((x, end[1] - step * (HEAD_LENGTH - 1)))}"
    return PlacedLink(one.box.key, other.box.key, start, end, path, _head(end, 0, step), ((*start, *end),))


def _beside(link, start, end):
    """A link within a column past other boxes: an arc at the column's right side."""
    bulge = LEAST_BULGE
    tip = (end[0] + HEAD_LENGTH - 1, end[1])
    x = start[0] + bulge + HEAD_LENGTH
    path = f"M{_point(start)}C{_point((x, start[1]))} {_point((x, start[1]))} {_point((x, (start[1] + end[1]) / 2))}"
    path += f"S{_point((x, tip[1]))} {_point(tip)}"
    middle = (x, (start[1] + end[1]) / 2)
    return PlacedLink(*link, start, end, path, _head(end, -1, 0), ((*start, *middle), (*middle, *end)))


def _point(point):
    return f"{number(point[0])} {number(point[1])}"


def _straight(point):
    return f"L{_point(point)}"


def _bent(one, other):
    """A curve that is level at both ends and stays between them."""
    half = (one[0] + other[0]) / 2
    return f"C{_point((half, one[1]))} {_point((half, other[1]))} {_point(other)}"


def _head(tip, x, y):
    """A triangle that points to `tip`, in the direction (x, y) of length 1."""
    back = (tip[0] - x * HEAD_LENGTH, tip[1] - y * HEAD_LENGTH)
    one = (back[0] - y * HEAD_HALF, back[1] + x * HEAD_HALF)
    other = (back[0] + y * HEAD_HALF, back[1] - x * HEAD_HALF)
    return f"M{_point(tip)}L{_point(one)} {_point(other)}Z"
