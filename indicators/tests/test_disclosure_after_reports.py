"""What a published report told and what is shown after its figures were corrected give nothing away together."""

from hypothesis import HealthCheck, example, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from consortium.privacy import Sum, is_small
from consortium.tests.attackers import solved
from indicators.disclosure import REGION, Series, decide

slow = examples(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
number = st.one_of(st.none(), st.integers(0, 12), st.integers(0, 120))
pair = st.tuples(number, number)  # an organization's count in two periods


def series(organizations):
    """A `Series` of counts (None: not reported) of organizations in two periods, the region's being their sum."""
    def reading(counts):
        known = [count for count in counts if count is not None]
        return (sum(known), None) if known else None

    alone = [reading([row[at] for row in organizations]) for at in range(2)]
    running = [alone[0], reading([count for row in organizations for count in row])]
    counts = tuple(
        (owner, tuple(None if count is None else (count, None) for count in row))
        for owner, row in enumerate(organizations)
    )
    return Series("count", tuple(zip(alone, running, strict=True)), counts)


SPANS = (("alone", 0), ("alone", 1), ("year to date", 1))
YEAR = SPANS[2]


def table(organizations):
    """All cells (measure, owner, span) that have a count, and the sums that everybody knows of."""
    cells = {}
    rows = {owner: dict(zip(SPANS, (*row, _sum(row)), strict=True)) for owner, row in enumerate(organizations)}
    rows[REGION] = {span: _sum([row[span] for row in rows.values()]) for span in SPANS}
    for owner, row in rows.items():
        cells |= {("count", owner, span): count for span, count in row.items() if count is not None}
    owners = range(len(organizations))
    sums = [(("count", REGION, span), [("count", owner, span) for owner in owners]) for span in SPANS]
    sums += [(("count", owner, YEAR), [("count", owner, span) for span in SPANS[:2]]) for owner in rows]
    return cells, sums


def _sum(counts):
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def told_of(organizations, earlier=()):
    """What a report tells that is published now, after the `earlier` ones."""
    cells, _ = table(organizations)
    shown = decide([series(organizations)], told=earlier)
    year = [(cell, count) for cell, count in cells.items() if cell[2] == YEAR]
    return tuple((cell, (count, None) if cell in shown else None) for cell, count in year)


def learned(editions):
    """
    Small counts that follow from what reports told of each of `editions` (tables one after the other) and from all
    that is shown of the last one, by somebody who knows which counts have changed and takes the others to be the same.
    """
    told = []
    for organizations in editions:
        told.append(told_of(organizations, tuple(told)))
    shown = decide([series(editions[-1])], told=tuple(told[:-1]))
    cells, relations, open_ = {}, [], set()
    for at, organizations in enumerate(editions):
        mine, sums = table(organizations)
        names = {cell: _name(cell, at, [table(one)[0] for one in editions]) for cell in mine}
        report = dict(told[at])
        last = at == len(editions) - 1
        for cell, count in mine.items():
            cells[names[cell]] = count
            if report.get(cell) is not None or (last and cell in shown):
                open_.add(names[cell])
        for whole, parts in sums:
            if whole in mine and (last or whole[2] == YEAR):
                there = tuple(names[part] for part in parts if part in mine)
                if last or all(part[2] == YEAR for part in parts):
                    relations.append(Sum(names[whole], there))
    assert not [name for name in open_ if is_small(cells[name])]
    hidden = [name for name, count in cells.items() if name not in open_ and count]
    return [name for name in solved(cells, relations, hidden) if is_small(cells[name])]


def _name(cell, at, tables):
    """A cell is the same unknown in editions one after the other as long as its count is."""
    first = at
    while first and tables[first - 1].get(cell) == tables[at][cell]:
        first -= 1
    return (*cell, first)


tables = st.lists(pair, min_size=2, max_size=5)
change = st.tuples(st.integers(0, 4), st.integers(0, 1), number)


def changed(organizations, changes):
    rows = [list(row) for row in organizations]
    for owner, period, count in changes:
        rows[owner % len(rows)][period] = count
    return [tuple(row) for row in rows]


LATE = [(50, 50), (25, 25), (None, None)], [(2, 1, 4)]
GROWN = [(50, 50), (25, 21), (2, 2)], [(2, 1, 60)]
SHRUNK = [(50, 50), (25, 25), (40, 40)], [(2, 0, 2), (2, 1, 3)]


@slow
@given(tables, st.lists(change, min_size=1, max_size=3), st.lists(change, max_size=2))
@example(LATE[0], LATE[1], [])
@example([(None, 4), (None, 7), (None, 7)], [(0, 0, 7)], [(1, 1, None)])  # a total that is by chance what it once was
@example(GROWN[0], GROWN[1], [])
@example(SHRUNK[0], SHRUNK[1], [])
def test_reports_and_their_corrections_give_no_small_count_away(organizations, changes, more):
    once = changed(organizations, changes)
    assert learned([organizations, once]) == []
    assert learned([organizations, once, changed(once, more)]) == []


@slow
@given(tables)
def test_publishing_changes_nothing_that_is_shown(organizations):
    before = decide([series(organizations)])
    assert decide([series(organizations)], told=(told_of(organizations),)) == before


@slow
@given(tables, st.lists(change, min_size=1, max_size=3))
def test_what_a_report_hid_stays_hidden(organizations, changes):
    told = told_of(organizations)
    shown = decide([series(changed(organizations, changes))], told=(told,))
    still, _ = table(changed(organizations, changes))
    assert not [cell for cell, count in told if count is None and still.get(cell) and cell in shown]


def test_who_reports_few_after_the_report_is_not_the_difference_of_two_totals():
    """One of three reports four students late. What is hidden beside them is the total, since the others are known."""
    first, [later] = [(60, 60), (40, 40), (None, None)], [[(60, 60), (40, 40), (None, 4)]]
    told = told_of(first)
    assert ("count", REGION, YEAR) in decide([series(later)])  # what would be shown without the report
    shown = decide([series(later)], told=(told,))
    assert ("count", REGION, YEAR) not in shown
    assert ("count", 0, YEAR) in shown


def test_a_slip_of_one_organization_is_corrected_in_the_total_too():
    first = [(60, 60), (400, 4000), (4, 3), (9, 30), (80, 80)]
    later = [(60, 60), (400, 400), (4, 3), (9, 30), (80, 80)]
    shown = decide([series(later)], told=(told_of(first),))
    assert {("count", 1, YEAR), ("count", REGION, YEAR)} <= shown
