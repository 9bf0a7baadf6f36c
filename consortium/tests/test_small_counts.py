"""No difference of what is shown gives a small count of students away."""

from hypothesis import given
from hypothesis import strategies as st

from consortium.privacy import is_small, shown_levels, shown_parts

counts = st.one_of(st.none(), st.integers(0, 15), st.integers(0, 400))
years = st.lists(counts, min_size=1, max_size=4)


def test_one_to_ten_is_small_and_zero_and_eleven_are_not():
    assert [count for count in (None, 0, 1, 10, 11) if is_small(count)] == [1, 10]


def test_a_small_quarter_waits_until_it_is_shown_together_with_the_next():
    shown = shown_parts([50, 5, 40])
    assert shown.alone == [True, False, False]
    assert shown.running == [True, False, True]


def test_a_small_remainder_hides_as_a_small_count_does():
    region, without_mine = [60], [4]
    assert shown_parts(region, without_mine).running == [False]


@given(years)
def test_no_two_running_totals_differ_by_a_small_count(series):
    shown = shown_parts(series)
    totals = [0]
    for position, count in enumerate(series):
        if shown.running[position]:
            totals.append(sum(each or 0 for each in series[: position + 1]))
        if shown.alone[position]:
            assert not is_small(count)
    differences = {late - early for index, early in enumerate(totals) for late in totals[index:]}
    assert not any(is_small(difference) for difference in differences)


@given(years, counts)
def test_what_was_shown_stays_shown_when_a_quarter_is_added(series, further):
    before, after = shown_parts(series), shown_parts([*series, further])
    assert after.running[:-1] == before.running
    assert after.alone[:-1] == before.alone


@given(st.lists(counts, min_size=1, max_size=4))
def test_no_shown_level_is_small_nor_a_small_step_from_the_one_shown_before(series):
    last = 0
    for level, may in zip(series, shown_levels(series).alone, strict=True):
        if may:
            assert not is_small(level or 0)
            assert not is_small(abs((level or 0) - last))
            last = level or 0
