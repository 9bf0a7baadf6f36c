"""All that dashboards show of a measure in a year, kept page by page and put together, gives nothing away."""

from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from consortium.privacy import Sum, is_small
from consortium.tests.attackers import solved
from indicators.disclosure import REGION, Series, decide

slow = examples(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
number = st.one_of(st.integers(0, 12), st.integers(0, 120))
counts = st.integers(1, 3).flatmap(
    lambda periods: st.lists(
        st.lists(st.tuples(number, number), min_size=periods, max_size=periods), min_size=1, max_size=5
    )
)


def span(kind, position):
    return ("alone", 0) if position == 0 else (kind, position)


def spans(periods):
    return list(dict.fromkeys(span(kind, at) for at in range(periods) for kind in ("alone", "year to date")))


def added(count, more):
    return (count[0] + more[0], None if count[1] is None else count[1] + more[1])


def series(measure, organizations, **more):
    """A `Series` of organizations' counts, the region's being their sum."""
    nothing = (0, None if organizations[0][0][1] is None else 0)
    alone, running, region = nothing, nothing, []
    for at in range(len(organizations[0])):
        alone = nothing
        for row in organizations:
            alone = added(alone, row[at])
        running = added(running, alone)
        region.append((alone, running))
    return Series(measure, tuple(region), tuple(enumerate(tuple(row) for row in organizations)), **more)


def everything(one):
    """All cells of a `Series` of flows by (measure, owner, span, what), and the sums that everybody knows of."""
    periods = len(one.region)
    rows = dict(one.organizations) | {REGION: [alone for alone, _ in one.region]}
    cells, relations = {}, []
    for owner, row in rows.items():
        running = row[0]
        for at in range(periods):
            running = row[0] if at == 0 else added(running, row[at])
            for kind, (count, of) in (("alone", row[at]), ("year to date", running)):
                key = (one.measure, owner, span(kind, at))
                cells[*key, "in"] = count
                if of is not None:
                    cells |= {(*key, "of"): of, (*key, "rest"): of - count}
                    relations.append(Sum((*key, "of"), ((*key, "in"), (*key, "rest"))))
            if at:
                relations += [
                    Sum(
                        (one.measure, owner, span("year to date", at), what),
                        (
                            (one.measure, owner, span("year to date", at - 1), what),
                            (one.measure, owner, span("alone", at), what),
                        ),
                    )
                    for what in ("in", "of", "rest")
                ]
    for each in spans(periods):
        relations += [
            Sum(
                (one.measure, REGION, each, what),
                tuple((one.measure, owner, each, what) for owner, _ in one.organizations),
            )
            for what in ("in", "of", "rest")
        ]
    return cells, [relation for relation in relations if relation.whole in cells]


def small_ones_learned(some, circles=(), own=()):
    """Hidden small cells that can be solved from all that is shown by who reports for the organizations `own`."""
    shown = decide(some, circles)
    cells, relations = {}, []
    for one in some:
        more, how = everything(one)
        cells |= more
        relations += how
    for count in [one for one in some if one.numerator_of is not None]:
        relations += [
            Sum(key, ((count.numerator_of, *key[1:]),)) for key in cells if key[0] == count.measure and key[3] == "in"
        ]
    hidden = [key for key, number in cells.items() if key[:3] not in shown and number]
    known = [key for key in cells if key[1] in own]
    assert not any(is_small(number) for key, number in cells.items() if key[:3] in shown)
    return [key for key in solved(cells, relations, hidden, own=known) if is_small(cells[key])]


@slow
@given(counts)
def test_of_counts(organizations):
    one = series("count", [[(count, None) for count, _ in row] for row in organizations])
    for own in [(), *((owner,) for owner in range(len(organizations)))]:
        assert small_ones_learned([one], own=own) == []


@slow
@given(counts)
def test_of_rates_and_of_the_counts_that_are_their_numerators(organizations):
    rate = series("rate", [[(count, count + rest) for count, rest in row] for row in organizations])
    count = series("count", [[(count, None) for count, _ in row] for row in organizations], numerator_of="rate")
    for own in [(), *((owner,) for owner in range(len(organizations)))]:
        assert small_ones_learned([count, rate], own=own) == []


@slow
@given(counts)
def test_by_who_reports_for_two_organizations(organizations):
    one = series("count", [[(count, None) for count, _ in row] for row in organizations])
    assert small_ones_learned([one], circles=[(0, 1)], own=(0, 1)) == []


@slow
@given(counts)
def test_what_is_shown_of_a_period_stays_when_later_ones_are_locked(organizations):
    def through(periods):
        return decide([series("count", [[(count, None) for count, _ in row[:periods]] for row in organizations])])

    periods = len(organizations[0])
    for earlier in range(1, periods):
        until = set(spans(earlier))
        assert through(earlier) == {key for key in through(periods) if key[2] in until}


def test_a_region_of_people_who_are_counted_once_is_no_sum_and_gives_nobody_away():
    """Sixty in one district, eight in another, sixty-five in all: five of the eight were not in the first."""
    one = Series("count", (((65, None), (65, None)),), ((1, ((60, None),)), (2, ((8, None),))))
    assert ("count", REGION, ("alone", 0)) not in decide([one])
    assert ("count", 2, ("alone", 0)) not in decide([one])


def test_a_stock_stands_until_the_next_one_and_whoever_is_first_heard_of_is_not_the_step():
    one = Series(
        "stock",
        (((50, None), (50, None)), ((54, None), (54, None))),
        ((1, ((50, None), None)), (2, (None, (4, None)))),
        is_stock=True,
    )
    assert {key[1:] for key in decide([one])} == {(1, ("alone", 0)), (REGION, ("alone", 0))}
