"""
Where the boxes of each column stand, from top to bottom, and where links pass between them.

Boxes keep the order that people gave them. A link that skips a column passes through it in a lane between two boxes,
above the first or below the last one; links of one box share a lane, as branches of one line. Columns are then moved
so that what is linked stands side by side, as far as nothing overlaps (weighted isotonic regression).
"""

from dataclasses import dataclass, field
from itertools import pairwise

LEAST_GAP, BESIDE_LANE, FAR_BESIDE_LANE, LANE = 12, 3, 9, 6
ROUNDS = 4  # by then nothing moves any more that could be seen
LOOSE = 0.01  # the weight of what is linked to nothing: it makes room


@dataclass(eq=False)
class Item:
    """What takes room in a column: a box or a lane. `key` is the box's, or the bundle that the lane is of."""

    key: object
    height: float
    is_lane: bool = False
    y: float = 0.0
    before: list = field(default_factory=list)  # linked items in columns before
    after: list = field(default_factory=list)

    @property
    def middle(self):
        """The y of its middle."""
        return self.y + self.height / 2


def bundles(links, column_of):
    """
    {link: bundle} of the links that skip columns, where a bundle is ("from", key) or ("to", key): each link goes with
    the larger crowd, so that those from one box, or to one box, are drawn as one line that branches.
    """
    long = [link for link in links if column_of[link[1]] - column_of[link[0]] > 1]
    crowd = {}
    for source, target in long:
        for bundle in (("from", source), ("to", target)):
            crowd[bundle] = crowd.get(bundle, 0) + 1
    chosen = {}
    for source, target in long:
        outward, inward = ("from", source), ("to", target)
        chosen[source, target] = inward if crowd[inward] > crowd[outward] else outward
    return chosen


def confluences(links, column_of):
    """
    {link: (its sources, its targets)} of links to the next column where several boxes lead to the same several ones:
    they are drawn as one stream, of which each source is a spring and each target a mouth.
    """
    targets = {}
    for source, target in links:
        if column_of[target] - column_of[source] == 1:
            targets.setdefault(source, []).append(target)
    sources = {}
    for source, reached in targets.items():
        sources.setdefault(tuple(sorted(reached)), []).append(source)
    return {
        (source, target): (tuple(together), reached)
        for reached, together in sources.items()
        if len(reached) * len(together) > len(reached) + len(together)
        for source in together
        for target in reached
    }


def stacked(columns, links, gap=LEAST_GAP):
    """
    Columns as lists of Items, the uppermost first, with their y from 0 at the top of the columns; and the room they
    take, their common height.

    `columns` are lists of (key, height) of boxes in their order, `links` are pairs of such keys, each to the same or
    a later column. There is `gap` between boxes at the least.
    """
    boxes = [[Item(key, height) for key, height in column] for column in columns]
    items = {item.key: item for column in boxes for item in column}
    column_of = {item.key: place for place, column in enumerate(boxes) for item in column}
    tallest = max((_height(column, gap) for column in boxes), default=0)
    for column in boxes:
        _pile(column, (tallest - _height(column, gap)) / 2, gap)
    lanes = _lanes(boxes, links, column_of, items)
    stacks = boxes
    for _ in range(ROUNDS):
        stacks = [_with_lanes(column, passing) for column, passing in zip(boxes, lanes, strict=True)]
        room = max((_height(stack, gap) for stack in stacks), default=0)
        for stack in stacks:
            _settle(stack, room, gap, "before")
        for stack in reversed(stacks):
            _settle(stack, room, gap, "after")
        for stack in stacks:
            _settle(stack, room, gap, "both")
    return stacks, _lift(stacks)


def _lanes(boxes, links, column_of, items):
    """The lanes of each column, tied to what they link, at the height of the straight way."""
    lanes = [{} for _ in boxes]
    bundle_of = bundles(links, column_of)
    for source, target in links:
        first, last = column_of[source], column_of[target]
        if first == last:
            continue
        way = [items[source]]
        for place in range(first + 1, last):
            bundle = bundle_of[source, target]
            share = (place - first) / (last - first)
            straight = items[source].middle + share * (items[target].middle - items[source].middle)
            lane = lanes[place].setdefault(bundle, Item(bundle, LANE, is_lane=True, y=straight - LANE / 2))
            way.append(lane)
        way.append(items[target])
        for one, other in pairwise(way):
            if other not in one.after:
                one.after.append(other)
                other.before.append(one)
    return [list(passing.values()) for passing in lanes]


def _with_lanes(column, lanes):
    """The boxes of `column` in their order, and each lane between those two where it wants to be."""
    stack = []
    waiting = sorted(lanes, key=lambda lane: (lane.middle, str(lane.key)))
    for box in column:
        while waiting and waiting[0].middle < box.middle:
            stack.append(waiting.pop(0))
        stack.append(box)
    return stack + waiting


def _between(upper, lower, gap):
    """The least room between two items that follow each other, of which boxes are `gap` apart."""
    if upper.is_lane and lower.is_lane:
        return 0
    return min(max(BESIDE_LANE, (gap - LANE) / 2), FAR_BESIDE_LANE) if upper.is_lane or lower.is_lane else gap


def _height(stack, gap):
    """The height of `stack` with nothing but the least room between its items."""
    return sum(item.height for item in stack) + sum(_between(*pair, gap) for pair in pairwise(stack))


def _pile(stack, y, gap):
    """Pile the items of `stack` up from `y` on."""
    for place, item in enumerate(stack):
        y += _between(stack[place - 1], item, gap) if place else 0
        item.y = y
        y += item.height


def _settle(stack, room, gap, side):
    """
    Move the items of `stack` as near as they get to what they are linked with on `side`, without changing their
    order or leaving the `room`. What is linked to nothing there stays as near as it gets to where it is.
    """
    offsets, y = [], 0
    for place, item in enumerate(stack):
        y += _between(stack[place - 1], item, gap) if place else 0
        offsets.append(y)
        y += item.height
    wishes, weights = [], []
    for item, offset in zip(stack, offsets, strict=True):
        linked = item.before + item.after if side == "both" else getattr(item, side)
        middle = sum(other.middle for other in linked) / len(linked) if linked else item.middle
        wishes.append(middle - item.height / 2 - offset)
        weights.append(len(linked) or LOOSE)
    for item, offset, moved in zip(stack, offsets, rising(wishes, weights), strict=True):
        item.y = offset + min(max(moved, 0), room - y)


def rising(wishes, weights):
    """The numbers nearest to `wishes` (least squares, weighted) that never fall from one to the next."""
    blocks = []  # [mean, weight, how many]
    for wish, weight in zip(wishes, weights, strict=True):
        blocks.append([wish, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, heft, number = blocks.pop()
            last = blocks[-1]
            last[0] = (last[0] * last[1] + mean * heft) / (last[1] + heft)
            last[1] += heft
            last[2] += number
    return [mean for mean, _, number in blocks for _ in range(number)]


def _lift(stacks):
    """Move everything up to the top, to tenths of a pixel; the height that is left."""
    items = [item for stack in stacks for item in stack]
    highest = min((item.y for item in items), default=0)
    for item in items:
        item.y = round(item.y - highest, 1)
    return round(max((item.y + item.height for item in items), default=0), 1)
