"""What holds for the status rule whatever the figures are."""

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.progress import NO_BREAK, Question, Reading, Stage, Status, assess, possible_duplicates, share_gone

# From worst to best for a rising target: who has begun is never behind for it where nothing would be not started.
RANK = {Status.NOT_MET: 0, Status.BEHIND: 1, Status.NOT_STARTED: 2, Status.ON_TRACK: 3, Status.MET: 4}
AFTER_THE_YEAR = {Status.MET, Status.NOT_MET, Status.NO_DATA, Status.NO_TARGET}

counts = st.integers(0, 100_000).map(Decimal)
targets = st.integers(1, 100_000).map(Decimal)
points = st.integers(0, 10_000).map(lambda hundredths: Decimal(hundredths) / 100)
percents = st.integers(0, 5_000).flatmap(
    lambda denominator: st.builds(Reading, st.integers(0, denominator).map(Decimal), st.just(Decimal(denominator)))
)
years = st.integers(2020, 2040).map(lambda year: (date(year, 7, 1), date(year + 1, 6, 30)))


@st.composite
def spans(draw, last_day=364):
    """A school year and a day in it, as fields of a Question; `last_day` counts from 0."""
    year_starts, year_ends = draw(years)
    as_of = year_starts + timedelta(days=draw(st.integers(0, last_day)))
    return {"year_starts": year_starts, "year_ends": year_ends, "as_of": as_of}


def in_the_year(year_starts):
    return st.integers(0, 400).map(lambda days: year_starts + timedelta(days=days))


@st.composite
def ladders(draw, year_starts):
    day = st.none() | in_the_year(year_starts)
    size = draw(st.integers(0, 5))
    return tuple(Stage(f"stage {place}", draw(day), draw(day)) for place in range(size))


@st.composite
def questions(draw, last_day=450):
    """Any question that can be asked, the absurd ones included."""
    span = draw(spans(last_day=last_day))
    kind = draw(st.sampled_from(["count", "unique", "percent", "milestone"]))
    on_scale = points if kind == "percent" else counts
    measured = {"percent": percents, "milestone": st.none()}.get(kind, st.builds(Reading, counts))
    return Question(
        kind=kind,
        timing=draw(st.sampled_from(["flow", "stock"])),
        unit=draw(st.sampled_from(["students", "activities", ""])),
        **span,
        actual=draw(st.none() | measured),
        target=draw(st.none() | on_scale),
        baseline=draw(st.none() | on_scale),
        first_due=draw(st.none() | in_the_year(span["year_starts"])),
        stages=draw(ladders(span["year_starts"])) if kind == "milestone" else (),
        reported=draw(st.booleans()),
        may_be_twice=draw(st.integers(0, 50).map(Decimal)),
        missing=draw(st.integers(0, 3)),
    )


def flow(span, actual, target, **more):
    return Question(kind="count", timing="flow", unit="students", **span, actual=Reading(actual), target=target, **more)


def stock(span, actual, target, baseline):
    return Question(
        kind="count", timing="stock", unit="gaps", **span, actual=Reading(actual), target=target, baseline=baseline
    )


@given(questions())
def test_there_is_always_one_sentence_that_ends_with_a_full_stop_and_names_the_status(asked):
    progress = assess(asked)
    assert progress.sentence[0] == progress.sentence[0].strip()
    assert progress.sentence.endswith(".")
    assert not any(slip in progress.sentence for slip in ("  ", ", ,", "None,"))
    if progress.status == Status.NO_DATA:
        assert progress.sentence.startswith("Not reported")
    else:
        assert f": {progress.status.label.lower()}." in progress.sentence


@given(questions())
def test_a_percent_sign_never_stands_alone_on_a_line(asked):
    sentence = assess(asked).sentence
    assert sentence.count("%") == sentence.count(f"{NO_BREAK}%")


@given(questions())
def test_after_the_year_only_four_statuses_remain_and_not_met_comes_only_then(asked):
    status = assess(asked).status
    if asked.as_of >= asked.year_ends:
        assert status in AFTER_THE_YEAR
    else:
        assert status != Status.NOT_MET


@given(questions())
def test_no_data_and_no_target_say_only_what_is_absent(asked):
    assume(asked.kind != "milestone")
    status = assess(asked).status
    assert (status == Status.NO_DATA) == (asked.actual is None)
    assert (status == Status.NO_TARGET) == (asked.actual is not None and asked.target is None)


@given(questions())
def test_the_way_is_whole_when_and_only_when_it_is_met(asked):
    progress = assess(asked)
    if progress.achieved is not None:
        assert (progress.achieved >= 1) == (progress.status == Status.MET)


@given(questions(), questions())
def test_who_is_missing_and_what_may_be_twice_never_change_the_status(asked, other):
    same = {field: getattr(asked, field) for field in asked.__dataclass_fields__}
    same |= {"may_be_twice": other.may_be_twice, "missing": other.missing, "unit": other.unit}
    assert assess(Question(**same)).status == assess(asked).status


@given(spans(), counts, counts, targets, st.data())
def test_more_of_a_flow_never_worsens_its_status(span, less, more, target, data):
    first_due = data.draw(st.none() | in_the_year(span["year_starts"]))
    less, more = sorted([less, more])
    worse, better = (assess(flow(span, figure, target, first_due=first_due)).status for figure in (less, more))
    assert RANK[worse] <= RANK[better]


@given(spans(), counts, counts, counts, counts)
def test_more_of_a_stock_never_worsens_a_rising_target_and_never_betters_a_falling_one(
    span, less, more, target, baseline
):
    less, more = sorted([less, more])
    before, after = (RANK[assess(stock(span, figure, target, baseline)).status] for figure in (less, more))
    assert before <= after if target >= baseline else before >= after


@given(spans(), st.integers(1, 5_000), st.data(), points, points, st.sampled_from(["flow", "stock"]))
def test_a_larger_numerator_never_worsens_a_rising_percent(span, denominator, data, target, baseline, timing):
    assume(timing == "flow" or target >= baseline)
    less, more = sorted(data.draw(st.tuples(st.integers(0, denominator), st.integers(0, denominator))))
    ranks = [
        RANK[
            assess(
                Question(
                    kind="percent",
                    timing=timing,
                    unit="districts",
                    **span,
                    actual=Reading(Decimal(numerator), Decimal(denominator)),
                    target=target,
                    baseline=baseline,
                )
            ).status
        ]
        for numerator in (less, more)
    ]
    assert ranks == sorted(ranks)


@given(spans(), targets, targets, st.integers(1, 1_000))
def test_a_status_does_not_depend_on_the_scale(span, actual, target, times):
    assert assess(flow(span, actual, target)).status == assess(flow(span, actual * times, target * times)).status


@given(spans(), counts, counts, counts)
def test_a_falling_target_is_the_mirror_of_a_rising_one(span, actual, target, baseline):
    assume(target < baseline)
    top = baseline + max(actual, target)
    falling, rising = stock(span, actual, target, baseline), stock(span, top - actual, top - target, top - baseline)
    assert assess(falling).status == assess(rising).status


@given(spans(last_day=363), st.integers(1, 100_000), st.data())
def test_a_status_is_decided_on_exact_numbers(span, target, data):
    """The same rule in whole numbers: 10 × actual × days against 9 × target × days gone; figures near the threshold."""
    days = (span["year_ends"] - span["year_starts"]).days + 1
    gone = (span["as_of"] - span["year_starts"]).days + 1
    near = 9 * target * gone // (10 * days)
    actual = data.draw(st.integers(max(near - 2, 0), near + 2))
    if actual >= target:
        expected = Status.MET
    elif 10 * actual * days >= 9 * target * gone:
        expected = Status.ON_TRACK
    elif actual == 0 and 9 * target * gone < 10 * days:
        expected = Status.NOT_STARTED
    else:
        expected = Status.BEHIND
    assert assess(flow(span, Decimal(actual), Decimal(target))).status == expected


@given(spans(last_day=363), st.integers(1, 100_000), st.integers(-3, 3))
def test_the_figures_shown_lead_a_reader_to_the_same_status(span, target, off):
    """With its percents alone, cut as they are, the sentence must not contradict the status it ends with."""
    actual = int(Fraction(9, 10) * share_gone(**span) * target) + off
    assume(0 < actual < target)
    progress = assess(flow(span, Decimal(actual), Decimal(target)))
    way, gone = (Fraction(shown) for shown in re.findall(rf"([\d.]+){NO_BREAK}%", progress.sentence))
    assert (way >= Fraction(9, 10) * gone) == (progress.status == Status.ON_TRACK)
    assert max(way, gone) < 100


@given(spans(), percents, points, points, st.sampled_from(["flow", "stock"]))
def test_a_percent_shown_is_on_the_same_side_of_its_target_as_the_exact_one(span, actual, target, baseline, timing):
    assume(actual.denominator)
    asked = Question(kind="percent", timing=timing, unit="", **span, actual=actual, target=target, baseline=baseline)
    progress = assess(asked)
    shown = Fraction(re.match(rf"([\d.]+){NO_BREAK}%", progress.sentence)[1])
    if timing == "stock" and target < baseline:
        assert (shown <= target) == (progress.status == Status.MET)
    else:
        assert (shown >= target) == (progress.status == Status.MET)


@given(years, st.integers(-400, 800))
def test_the_share_gone_grows_day_by_day_from_nothing_to_the_whole_year(year, days):
    today, tomorrow = (share_gone(*year, year[0] + timedelta(days=day)) for day in (days, days + 1))
    assert 0 <= today <= tomorrow <= 1
    assert share_gone(*year, year[0] - timedelta(days=1)) == 0
    assert share_gone(*year, year[1]) == 1


@given(spans(last_day=450), st.data())
def test_reaching_a_stage_never_worsens_a_milestone(span, data):
    stages = data.draw(ladders(span["year_starts"]).filter(bool))
    place = data.draw(st.integers(0, len(stages) - 1))
    reached = Stage(stages[place].name, stages[place].due, span["as_of"])
    climbed = (*stages[:place], reached, *stages[place + 1 :])
    before, after = (
        assess(Question(kind="milestone", timing="stock", unit="", **span, stages=ladder, reported=True)).status
        for ladder in (stages, climbed)
    )
    assert RANK[before] <= RANK[after]


@given(st.lists(st.sets(st.integers(0, 30)), max_size=6))
def test_people_counted_twice_are_never_more_than_the_bound(parts):
    sizes = [len(part) for part in parts]
    total, largest = Decimal(sum(sizes)), Decimal(max(sizes, default=0))
    twice = total - len(set().union(*parts))
    assert twice <= possible_duplicates("distinct", total, largest, len(parts)) <= total
