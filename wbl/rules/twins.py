"""Records of a directory whose names look alike, so that somebody may merge them, and names that are new in a list."""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations

from wbl.models.merging import ALIKE

TWINS = 0.6  # stricter than what is offered while one types: this list is gone through pair by pair
MOST = 100
TOO_MANY = 30  # a run that more names have tells little, and comparing all of them takes long


@dataclass(frozen=True)
class Twins:
    """Two records that may be one: `first` was recorded before `second`."""

    first: object
    second: object


def twins_among(records):
    """Up to 100 pairs of `records` (with `name_grams`) that look alike, as `Twins`, the most alike first."""
    by_key = {record.pk: record for record in records}
    found = pairs({pk: record.name_grams for pk, record in by_key.items()}, least=TWINS)
    return [Twins(by_key[one], by_key[other]) for one, other in found[:MOST]]


def pairs(grams, least=ALIKE, wanted=lambda one, other: True):
    """
    Pairs of keys of `grams` (key → runs of three characters) that are at least so much alike, the most alike first.
    `wanted` says of two keys, in their order, whether one asks about them.

    Only those are compared that share one of their rarest runs: two sets of which the part `least` is in both share at
    least one of the first n − least·n + 1 in any common order, and in the order of rarity few others do.
    """
    grams = {key: frozenset(runs) for key, runs in grams.items()}
    times = Counter(run for runs in grams.values() for run in runs)
    holding = defaultdict(list)
    for key in sorted(grams):
        runs = sorted(grams[key], key=lambda run: (times[run], run))
        for run in runs[: len(runs) - math.ceil(least * len(runs)) + 1]:
            if times[run] <= TOO_MANY:
                holding[run].append(key)
    together = {pair for keys in holding.values() for pair in combinations(keys, 2) if wanted(*pair)}
    found = sorted((-likeness(grams[one], grams[other]), one, other) for one, other in together)
    return [(one, other) for less, one, other in found if -less >= least]


def likeness(one, other):
    """As `wbl.models.names.Likeness` has it, of two sets."""
    shared = len(one & other)
    held = 0.6 * shared / max(min(len(one), len(other)), 6)
    return max(shared / max(len(one | other), 1), held)
