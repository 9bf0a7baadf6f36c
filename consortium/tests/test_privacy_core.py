"""Nobody can work out a small count of students from what is shown, by whatever they add and subtract."""

from itertools import product

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from bench.privacy import table
from consortium import privacy
from consortium.privacy import Sum, Within, is_small, may_show_percent, suppress, why_hidden
from consortium.privacy_audit import System
from consortium.tests.attackers import secrets_learned, solved

FEW = override_settings(SMALL_CELL_MAX=2)  # so that all tables that could have been can be tried
few_counts = st.one_of(st.integers(0, 3), st.integers(0, 6))
counts = st.one_of(st.none(), st.integers(0, 15), st.integers(0, 400))
slow = examples(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def cubes(*lengths):
    """Tables of three ways as nested lists of these lengths."""
    made = st.integers(0, 40)
    for length in reversed(lengths):
        made = st.lists(made, min_size=length, max_size=length)
    return made


def partition(values, whole="total"):
    """Cells and the relation of parts named by their position, with their sum."""
    cells = dict(enumerate(values))
    cells[whole] = sum(value or 0 for value in values)
    return cells, [Sum(whole, tuple(range(len(values))))]


def two_way(rows):
    """A table of rows by columns with all margins."""
    width = len(rows[0])
    cells = {(i, j): count for i, row in enumerate(rows) for j, count in enumerate(row)}
    relations = []
    for i, row in enumerate(rows):
        cells[i, "all"] = sum(row)
        relations.append(Sum((i, "all"), tuple((i, j) for j in range(width))))
    for j in [*range(width), "all"]:
        cells["all", j] = sum(cells[i, j] for i in range(len(rows)))
        relations.append(Sum(("all", j), tuple((i, j) for i in range(len(rows)))))
    relations.append(Sum(("all", "all"), tuple(("all", j) for j in range(width))))
    return cells, relations


def hidden(cells, relations, **more):
    return set(suppress(cells, relations, **more).hidden)


# Single cases.


def test_one_to_ten_is_small_and_zero_and_eleven_are_not():
    assert [count for count in (None, 0, 1, 10, 11) if is_small(count)] == [1, 10]


def test_zero_and_not_reported_are_shown_as_they_are_and_a_small_count_is_hidden_with_its_total():
    decision = suppress({"total": 4, 0: 4, 1: 0, 2: None}, [Sum("total", (0, 1, 2))])
    assert (decision.hidden, decision.shown) == ({"total", 0}, {1})
    assert decision.may_show(1, 2)


def test_one_more_part_is_hidden_and_the_smallest_one():
    cells, relations = partition([4, 60, 80])
    assert hidden(cells, relations) == {0, 1}


def test_two_small_parts_that_are_few_together_need_a_third():
    cells, relations = partition([1, 1, 50, 60])
    assert hidden(cells, relations) == {0, 1, 2}


def test_two_small_parts_that_are_many_together_need_none():
    cells, relations = partition([9, 8, 50, 60])
    assert hidden(cells, relations) == {0, 1}


def test_where_no_other_part_can_be_hidden_the_total_is():
    cells, relations = partition([4, 0, None])
    assert hidden(cells, relations) == {0, "total"}


def test_eleven_parts_that_make_eleven_would_all_be_one():
    cells, relations = partition([1] * 11)
    assert "total" in hidden(cells, relations)


def test_a_group_that_leaves_a_few_of_the_total_is_hidden():
    assert hidden({"all": 50, "SE": 47}, [Within("SE", "all")]) == {"SE"}
    assert hidden({"all": 50, "SE": 30}, [Within("SE", "all")]) == set()


def test_groups_may_overlap_and_come_to_more_than_the_total():
    relations = [Within(group, "all") for group in ("SE", "SS")]
    assert hidden({"all": 50, "SE": 30, "SS": 39}, relations) == set()
    assert hidden({"all": 50, "SE": 30, "SS": 4}, relations) == {"SS"}


def test_a_rest_that_no_part_accounts_for_is_a_part_that_is_never_shown():
    assert hidden({"total": 64, 0: 60}, [Sum("total", (0,))]) != set()
    assert hidden({"total": 84, 0: 60}, [Sum("total", (0,))]) == set()


def test_parts_that_come_to_more_than_the_whole_are_each_within_it():
    cells = {"region": 70, "A": 60, "B": 65}
    assert hidden(cells, [Sum("region", ("A", "B"))]) & {"B", "region"}
    assert hidden(cells | {"B": 50}, [Sum("region", ("A", "B"))]) & {"A", "region"}
    assert hidden(cells | {"A": 40, "B": 50}, [Sum("region", ("A", "B"))]) == set()


def test_who_knows_one_of_two_parts_must_not_learn_the_other():
    cells, relations = partition([60, 4])
    assert "total" not in hidden(cells, relations)
    assert "total" in hidden(cells, relations, readers=[[0], [1]])


def test_with_readers_two_parts_are_hidden_beside_a_small_one_before_the_total_is():
    cells, relations = partition([60, 4, 70])
    assert hidden(cells, relations, readers=[[0], [1], [2]]) == {0, 1, 2}


def test_who_reports_for_two_organizations_is_a_reader_of_both():
    cells, relations = partition([60, 4, 70])
    assert "total" in hidden(cells, relations, readers=[[0], [1], [2], [0, 2]])


def test_two_partitions_of_one_total_are_judged_together():
    cells = {"all": 100, "F": 60, "M": 40, "X": 30, "Y": 66, "Z": 4}
    relations = [Sum("all", ("F", "M")), Sum("all", ("X", "Y", "Z")), Sum("M", ("X", "W")), Within("Z", "F")]
    assert secrets_learned(cells, relations[:2], hidden(cells, relations[:2]), is_small, highest=100) == []
    assert {"Z", "X"} <= hidden(cells, relations)


def test_a_small_count_follows_from_a_square_of_hidden_cells_only_with_its_corners():
    cells, relations = two_way([[4, 50, 60], [70, 80, 90], [30, 35, 95]])
    assert len(hidden(cells, relations)) == 4


def test_cells_that_are_shown_as_one_are_hidden_as_one():
    cells = {"n": 295, "rest": 5, "d": 300, "N": 600, "R": 700, "D": 1300}
    relations = [Sum("d", ("n", "rest")), Sum("D", ("N", "R"))]
    assert hidden(cells, relations, together=[("n", "rest"), ("N", "R")]) == {"n", "rest"}


def test_cells_that_are_shown_as_one_are_so_even_where_nothing_connects_them_and_not_if_one_was_shown_before():
    assert hidden({"n": 4, "other": 70}, [], together=[("n", "other")]) == {"n", "other"}
    assert hidden({"n": 4, "other": 70}, [], together=[("n", "other")], shown_before=["other"]) == {"n"}


def test_ties_go_by_key_and_not_by_the_order_of_the_table():
    relation = Sum("total", ("a", "b", "c"))
    assert hidden({"total": 104, "c": 50, "b": 4, "a": 50}, [relation]) == {"a", "b"}
    assert hidden({"a": 50, "b": 4, "c": 50, "total": 104}, [relation]) == {"a", "b"}


@pytest.mark.parametrize(
    "rows",
    [[[3, 3, 3], [4, 1, 1], [3, 1, 0]], [[1, 1, 3], [0, 1, 2], [4, 1, 0]], [[1, 1, 3], [3, 1, 3], [1, 1, 1]]],
)
def test_ones_that_no_single_sum_pins_but_all_of_them_together_do(rows):
    with FEW:
        cells, relations = two_way(rows)
        highest = max(max(row) for row in rows)
        assert secrets_learned(cells, relations, hidden(cells, relations), is_small, highest=highest) == []


def test_in_a_table_too_large_to_solve_for_each_reader_no_sum_gives_a_part_away_to_another(monkeypatch):
    monkeypatch.setattr(privacy, "READER_MAX", 0)
    cells, relations = partition([60, 4, 70])
    readers = [[0], [1], [2]]
    assert hidden(cells, relations, readers=readers) == {0, 1, 2}
    assert "total" in hidden(cells, relations, readers=[*readers, [0, 2]])


@pytest.mark.parametrize(("organizations", "students", "seed"), [(4, 150, 8), (6, 100, 6), (6, 100, 8)])
def test_a_regions_year_cannot_be_solved_and_could_be_without_the_check_of_all_equations(
    organizations, students, seed, monkeypatch
):
    cells, relations, _ = table(organizations, 2, students, seed)
    sums = [relation for relation in relations if isinstance(relation, Sum)]

    def known():
        away = hidden(cells, sums)
        return [key for key in solved(cells, sums, away) if is_small(cells[key])]

    assert known() == []
    monkeypatch.setattr(System, "leaks", lambda system: [])
    assert known() != []


@pytest.mark.parametrize(("numerator", "shown"), [(0, True), (5, False), (50, True), (95, False), (100, True)])
def test_a_percent_is_shown_where_its_counts_are_and_nobody_few_is_left_out(numerator, shown):
    decision = suppress({"n": numerator, "d": 100}, [Within("n", "d")])
    assert may_show_percent(decision, "n", "d") is shown


def test_a_percent_of_few_is_hidden_be_it_none_or_all_of_them():
    for numerator in (0, 4, 7):
        assert not may_show_percent(suppress({"n": numerator, "d": 7}, [Within("n", "d")]), "n", "d")


def test_the_words_are_the_same_for_all_hidden_cells():
    assert why_hidden() == "Not shown: 1 to 10, or needed to hide another."


def test_a_count_below_zero_is_refused():
    with pytest.raises(ValueError, match="zero or more"):
        suppress({"a": -1}, [])


def test_what_was_shown_too_freely_before_is_said():
    cells, relations = partition([60, 4])
    decision = suppress(cells, relations, shown_before=[0, "total"])
    assert (decision.shown, decision.exposed) == ({0, "total"}, {1})


# Attackers.


@slow
@given(st.lists(st.one_of(st.none(), few_counts), min_size=1, max_size=5))
def test_no_table_of_one_partition_gives_a_small_count_away(values):
    with FEW:
        cells, relations = partition(values)
        assert secrets_learned(cells, relations, hidden(cells, relations), is_small, highest=8) == []


@examples(slow, max_examples=40)
@given(st.lists(few_counts, min_size=2, max_size=4), st.data())
def test_nor_to_who_knows_one_part(values, data):
    with FEW:
        cells, relations = partition(values)
        away = hidden(cells, relations, readers=[[part] for part in range(len(values))])
        own = data.draw(st.integers(0, len(values) - 1))
        assert secrets_learned(cells, relations, away, is_small, own=[own], highest=9) == []


@examples(slow, max_examples=60)
@given(st.lists(st.lists(few_counts, min_size=2, max_size=2), min_size=2, max_size=3), st.booleans())
def test_no_two_way_table_with_its_margins_gives_a_small_count_away(rows, known):
    with FEW:
        cells, relations = two_way(rows)
        readers = [[(i, j) for j in (0, 1, "all")] for i in range(len(rows))] if known else []
        away = hidden(cells, relations, readers=readers)
        for own in [(), *readers]:
            assert secrets_learned(cells, relations, away, is_small, own=own, highest=8) == []


@examples(slow, max_examples=60)
@given(few_counts, few_counts, few_counts, st.lists(st.integers(0, 12), min_size=1, max_size=2))
def test_no_group_that_overlaps_gives_away_who_is_not_in_it(one, two, three, groups):
    with FEW:
        cells, relations = partition([one, two, three])
        for name, count in enumerate(groups):
            cells["group", name] = min(count, cells["total"])
            relations.append(Within(("group", name), "total"))
        assert secrets_learned(cells, relations, hidden(cells, relations), is_small, highest=20) == []


@pytest.mark.parametrize("parts", [2, 3, 4])
def test_not_even_who_knows_the_rule_itself_and_tries_it_on_every_table(parts):
    """Tables that would look the same on the page differ in each small count that the page hides."""
    with FEW:
        looks = {}
        for values in product(range(7 if parts < 4 else 6), repeat=parts):
            cells, relations = partition(values)
            away = hidden(cells, relations)
            look = tuple((key, "hidden" if key in away else cells[key]) for key in cells)
            looks.setdefault(look, []).append((values, away))
        for alike in looks.values():
            for part in range(parts):
                seen = {values[part] for values, _ in alike}
                if part in alike[0][1] and any(is_small(count) for count in seen):
                    assert len(seen) > 1, alike


@examples(slow, max_examples=25)
@given(cubes(5, 4, 3))
def test_no_table_of_organizations_categories_and_quarters_can_be_solved(cube):
    cells, relations = three_way(cube)
    away = hidden(cells, relations)
    assert not [key for key in solved(cells, relations, away) if is_small(cells[key])]


@examples(slow, max_examples=10)
@given(cubes(4, 3, 3))
def test_nor_by_an_organization_that_takes_its_own_off(cube):
    cells, relations = three_way(cube)
    readers = [[key for key in cells if key[0] == i] for i in range(len(cube))]
    away = hidden(cells, relations, readers=readers)
    for own in readers:
        assert not [key for key in solved(cells, relations, away, own=own) if is_small(cells[key])]


def three_way(cube):
    """Organizations by categories by quarters, with all margins."""
    size = (len(cube), len(cube[0]), len(cube[0][0]))
    axes = [[*range(length), "all"] for length in size]
    cells = {}
    for key in product(*axes):
        ranges = [range(length) if at == "all" else [at] for at, length in zip(key, size, strict=True)]
        cells[key] = sum(cube[i][j][k] for i, j, k in product(*ranges))
    relations = [
        Sum(key, tuple((*key[:axis], at, *key[axis + 1 :]) for at in range(size[axis])))
        for key in cells
        for axis in range(3)
        if key[axis] == "all"
    ]
    return cells, relations


# What else holds.


@given(st.lists(counts, min_size=1, max_size=12), st.randoms())
def test_the_order_of_the_table_does_not_matter(values, chance):
    cells, relations = partition(values)
    relations += [Within(part, "total") for part in range(len(values))]
    mixed, turned = list(cells.items()), list(relations)
    chance.shuffle(mixed)
    chance.shuffle(turned)
    turned[:] = [Sum(r.whole, r.parts[::-1]) if isinstance(r, Sum) else r for r in turned]
    assert suppress(dict(mixed), turned) == suppress(cells, relations)


@given(st.lists(st.lists(st.one_of(st.just(0), st.integers(11, 90)), min_size=3, max_size=3), min_size=2, max_size=4))
def test_nothing_is_hidden_where_nothing_is_small(rows):
    cells, relations = two_way(rows)
    assert hidden(cells, relations) == set()


@given(st.lists(counts, min_size=1, max_size=12))
def test_every_small_count_is_hidden_and_zero_and_not_reported_never_are(values):
    cells, relations = partition(values)
    decision = suppress(cells, relations)
    assert decision.exposed == set()
    for key, count in cells.items():
        assert (key in decision.hidden) or not is_small(count)
        assert not (key in decision.hidden and not count)
        assert (key in decision.hidden | decision.shown) == (count is not None)
