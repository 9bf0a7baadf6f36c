"""
How long a table of people takes to decide: `python -m bench.privacy`.

A region's year, invented: organizations by categories (races, genders, program groups that overlap, and all students)
by quarters and the year, with every margin; each organization a reader who knows its own. No database.
"""

import argparse
import os
import random
import time

from consortium.privacy import Sum, Within, is_small, suppress

RACES = ["RB", "RI", "RA", "RF", "RH", "RP", "RT", "RW", "RD"]
GENDERS = ["GF", "GM", "GX", "GZ"]
GROUPS = ["SE", "SD", "SS", "SM"]
WEIGHTS = {"RB": 5, "RI": 1, "RA": 8, "RF": 5, "RH": 55, "RP": 1, "RT": 5, "RW": 18, "RD": 2}


def table(organizations, quarters, students, seed=1):
    """Cells, relations and readers of an invented region; `students` is an organization's mean a quarter."""
    chance = random.Random(seed)
    cells, spans, owners = {}, [f"Q{number}" for number in range(1, quarters + 1)], list(range(organizations))
    for owner in owners:
        size = students * chance.choice([0.1, 0.3, 1, 1, 2, 4])
        for span in spans:
            _fill(cells, owner, span, int(chance.expovariate(1 / size)), chance)
    everything = [*RACES, *GENDERS, *GROUPS, "all"]
    relations = []
    for category in everything:
        for owner in owners:
            cells[owner, category, "year"] = sum(cells[owner, category, span] for span in spans)
        for span in [*spans, "year"]:
            cells["region", category, span] = sum(cells[owner, category, span] for owner in owners)
            relations.append(Sum(("region", category, span), tuple((owner, category, span) for owner in owners)))
        relations += [
            Sum((owner, category, "year"), tuple((owner, category, span) for span in spans))
            for owner in [*owners, "region"]
        ]
    for owner in [*owners, "region"]:
        for span in [*spans, "year"]:
            relations += _inside(owner, span)
    readers = [[key for key in cells if key[0] == owner] for owner in owners]
    return cells, relations, readers


def _fill(cells, owner, span, count, chance):
    races = chance.choices(RACES, [WEIGHTS[race] for race in RACES], k=count)
    genders = chance.choices(GENDERS, [48, 48, 1, 3], k=count)
    cells |= {(owner, race, span): races.count(race) for race in RACES}
    cells |= {(owner, gender, span): genders.count(gender) for gender in GENDERS}
    cells |= {(owner, group, span): int(count * chance.random()) for group in GROUPS}
    cells[owner, "all", span] = count


def _inside(owner, span):
    """One owner's table of one span: two partitions of all students, and groups within them."""
    whole = (owner, "all", span)
    for partition in (RACES, GENDERS):
        yield Sum(whole, tuple((owner, category, span) for category in partition))
    for group in GROUPS:
        yield Within((owner, group, span), whole)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--organizations", type=int, default=60)
    parser.add_argument("--quarters", type=int, default=4)
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consortium.settings")
    for students in (20, 100, 1000):
        cells, relations, readers = table(arguments.organizations, arguments.quarters, students)
        for known in ([], readers):
            began = time.perf_counter()
            decision = suppress(cells, relations, readers=known)
            took = time.perf_counter() - began
            small = sum(is_small(count) for count in cells.values())
            print(  # noqa: T201
                f"{students:>5} students a quarter, {len(known):>2} readers: {len(cells):,} cells, {small:,} small, "
                f"{len(decision.hidden):,} hidden, {len(decision.exposed)} exposed, {took:.2f} s"
            )


if __name__ == "__main__":
    main()
