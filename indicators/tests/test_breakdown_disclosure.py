"""All that is shown of a breakdown with its figure, period by period, gives nobody a small count of others."""

import random
import time

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from consortium.categories import GENDER, GENDERS, GROUP, GROUPS, RACE, RACES
from consortium.privacy import Sum, Within, is_small
from consortium.tests.attackers import _of_others, solved
from indicators.disclosure import REGION, Series, decide
from indicators.part_cells import TOTAL, PartsAt

BLACK, HISPANIC, UNKNOWN = ((RACE, RACES[code]) for code in ("RB", "RH", "RD"))
FEMALE, MALE = ((GENDER, GENDERS[code]) for code in ("GF", "GM"))
LEARNERS = (GROUP, GROUPS["SE"])
PARTITIONS = ((BLACK, HISPANIC, UNKNOWN), (FEMALE, MALE))
PARTS = (BLACK, HISPANIC, UNKNOWN, FEMALE, MALE, LEARNERS)
number = st.one_of(st.integers(0, 12), st.integers(0, 60))
slow = examples(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def table(black, hispanic, unknown, female, learners):
    """Counts of one organization and period, by part."""
    total = black + hispanic + unknown
    female = min(female, total)
    numbers = (black, hispanic, unknown, female, total - female, min(learners, total))
    return {TOTAL: total, **dict(zip(PARTS, numbers, strict=True))}


tables = st.tuples(number, number, number, number, number).map(lambda numbers: table(*numbers))
regions = st.integers(1, 2).flatmap(
    lambda periods: st.lists(st.lists(tables, min_size=periods, max_size=periods), min_size=1, max_size=4)
)


def span(kind, at):
    return ("alone", 0) if at == 0 else (kind, at)


def added(tables):
    return {part: sum(table[part] for table in tables) for part in (TOTAL, *PARTS)}


def of(measure, organizations, enrolled=None, **more):
    """
    The `Series` of organizations' tables by period. With `enrolled` (organization → part → how many) it is a rate whose
    whole is the year's, whichever part of it is counted.
    """
    whole = None if enrolled is None else added(list(enrolled.values()))

    def counts(table, wholes):
        return tuple((part, (count, None if wholes is None else wholes[part])) for part, count in table.items())

    region, parts = [], []
    for at in range(len(organizations[0])):
        until = [added(row[: at + 1]) for row in organizations]
        alone, running = added([row[at] for row in organizations])[TOTAL], added(until)
        region.append(tuple((total, whole and whole[TOTAL]) for total in (alone, running[TOTAL])))
        own = tuple((owner, counts(one, enrolled and enrolled[owner])) for owner, one in enumerate(until))
        parts.append(PartsAt(counts(running, whole), own))
    rows = tuple(
        (owner, tuple((table[TOTAL], enrolled and enrolled[owner][TOTAL]) for table in row))
        for owner, row in enumerate(organizations)
    )
    return Series(measure, tuple(region), rows, parts=tuple(parts), **more)


def everything(measure, organizations):
    """All counts of students by (measure, owner, span, part), and how they add up."""
    cells, relations, periods = {}, [], len(organizations[0])
    rows = dict(enumerate(organizations))
    rows[REGION] = [added([row[at] for row in organizations]) for at in range(periods)]
    for owner, row in rows.items():
        for at in range(periods):
            for kind, table in (("alone", row[at]), ("year to date", added(row[: at + 1]))):
                key = (measure, owner, span(kind, at))
                cells |= {(*key, part): count for part, count in table.items()}
                relations += [Sum((*key, TOTAL), tuple((*key, part) for part in parts)) for parts in PARTITIONS]
                relations.append(Within((*key, LEARNERS), (*key, TOTAL)))
            if at:
                three = [span("year to date", at), span("year to date", at - 1), span("alone", at)]
                relations += [
                    Sum(whole, tuple(parts))
                    for part in (TOTAL, *PARTS)
                    for whole, *parts in [[(measure, owner, each, part) for each in three]]
                ]
    owners = range(len(organizations))
    relations += [
        Sum((*key[:1], REGION, *key[2:]), tuple((key[0], owner, *key[2:]) for owner in owners))
        for key in cells
        if key[1] == REGION
    ]
    return cells, relations


def learned(shown, measure, organizations, own=()):
    """Small counts of others that who reports for `own` works out from all that is shown, as keys."""
    cells, relations = everything(measure, organizations)

    def is_seen(key):
        *figure, part = key
        return (tuple(figure) if part == TOTAL else key) in shown

    hidden = [key for key in cells if not is_seen(key)]
    known = [key for key in cells if key[1] in own]
    assert not any(is_small(count) for key, count in cells.items() if is_seen(key))
    others = _of_others(cells, [each for each in relations if isinstance(each, Sum)], known)
    sums = [each for each in relations if isinstance(each, Sum)]
    found = [key for key in solved(cells, sums, hidden, own=known) if is_small(others[key])]
    seen = [key for key in cells if is_seen(key) and is_small(others[key]) and own]
    return [*found, *seen]


@slow
@given(regions)
def test_of_counts_of_students(organizations):
    shown = decide([of("count", organizations)])
    for own in [(), *((owner,) for owner in range(len(organizations)))]:
        assert learned(shown, "count", organizations, own) == []


@slow
@given(regions)
def test_by_who_reports_for_two_organizations(organizations):
    shown = decide([of("count", organizations)], circles=[(0, 1)])
    assert learned(shown, "count", organizations, (0, 1)) == []


@slow
@given(regions, st.integers(0, 30))
def test_of_a_rate_and_the_count_that_is_its_numerator_with_known_enrollment(organizations, more):
    """Whoever did not take part is a student too: the enrollment is known, so a shown count shows the rest."""
    enrolled = {
        owner: {part: count + more for part, count in added(row).items()} for owner, row in enumerate(organizations)
    }
    series = [of("count", organizations, numerator_of="rate"), of("rate", organizations, enrolled)]
    shown = decide(series)
    for measure in ("count", "rate"):
        for own in [(), *((owner,) for owner in range(len(organizations)))]:
            assert learned(shown, measure, organizations, own) == []
    last = span("year to date", len(organizations[0]) - 1)
    for part in PARTS:
        rest = sum(enrolled[owner][part] for owner in enrolled) - sum(added(row)[part] for row in organizations)
        assert not ((("rate", REGION, last, part) in shown) and is_small(rest))


@slow
@given(regions)
def test_what_was_shown_at_the_end_of_a_period_stays_as_it_was(organizations):
    if len(organizations[0]) == 1:
        return
    early = decide([of("count", [row[:1] for row in organizations])])
    assert {key for key in decide([of("count", organizations)]) if key[2] == ("alone", 0)} == early


def test_a_part_of_one_organization_is_hidden_from_all_others_with_another_of_the_partition():
    one = table(black=4, hispanic=60, unknown=50, female=57, learners=30)
    other = table(black=0, hispanic=70, unknown=40, female=50, learners=40)
    shown = decide([of("count", [[one], [other], [table(0, 80, 90, 80, 50)]])])
    seen = {key[3] for key in shown if len(key) == 4}
    assert BLACK not in seen
    assert len({HISPANIC, UNKNOWN} & seen) == 1
    assert {FEMALE, MALE, LEARNERS} <= seen


def test_who_typed_nearly_all_of_a_group_must_not_learn_the_rest():
    """Of 64 learners in the region 60 are one organization's: it would know that the others have four."""
    most, few = table(40, 60, 30, 60, 60), table(30, 50, 20, 50, 4)
    shown = decide([of("count", [[most], [few]])])
    assert ("count", REGION, ("alone", 0), LEARNERS) not in shown
    assert ("count", REGION, ("alone", 0), BLACK) in shown


@pytest.mark.parametrize("mean", [100, 1000])
def test_a_regions_year_is_decided_in_about_a_second(mean):
    chance = random.Random(1)
    organizations = []
    for _ in range(60):
        size = mean * chance.choice([0.1, 0.3, 1, 1, 2, 4])
        breaks_down = chance.random() < 0.6
        row = []
        for _ in range(4):
            total = int(chance.expovariate(1 / size))
            known = total if breaks_down else 0
            row.append(table(known // 12, known - known // 12, total - known, total // 2, known // 5))
        organizations.append(row)
    began = time.process_time()
    decide([of("count", organizations)])
    assert time.process_time() - began < 3  # a fraction of one on an idle machine
