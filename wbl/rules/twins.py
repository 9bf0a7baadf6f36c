"""Records of a directory whose names look alike, so that somebody may merge them, and names that are new in a list."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations

from wbl.models.merging import ALIKE

TWINS = 0.6  # stricter than what is offered while one types: this list is gone through pair by pair
MOST = 100


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


def pairs(grams, least=ALIKE):
    """
    Pairs of keys of `grams` (key → runs of three characters) that are at least so much alike, the most alike first.

    Only those that share a run which few have are compared: “ing” would compare all with all.
    """
    grams = {key: frozenset(runs) for key, runs in grams.items()}
    times = Counter(run for runs in grams.values() for run in runs)
    many = max(30, len(grams) // 50)
    holding = defaultdict(list)
    for key in sorted(grams):
        for run in grams[key]:
            if times[run] <= many:
                holding[run].append(key)
    together = {pair for keys in holding.values() for pair in combinations(keys, 2)}
    found = sorted((-likeness(grams[one], grams[other]), one, other) for one, other in together)
    return [(one, other) for less, one, other in found if -less >= least]


def likeness(one, other):
    """As `wbl.models.names.Likeness` has it, of two sets."""
    shared = len(one & other)
    held = 0.6 * shared / max(min(len(one), len(other)), 6)
    return max(shared / max(len(one | other), 1), held)
