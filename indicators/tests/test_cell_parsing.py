"""What may be typed into a cell, and the sentence for what may not."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.models import ReportingPeriod, SchoolYear
from indicators.models import Measure, Value
from indicators.worksheets.cells import MOST, Answer, CellErrors, Typed, in_words, parse

COUNT = Measure(code="EN-2.4a", kind="count", unit="fairs")
PERCENT = Measure(code="CP-1.1a", kind="percent", unit="districts", timing="stock")
LADDER = Measure(code="CP-1.4a", kind="milestone", ladder=["proposed", "adopted"])
PERIOD = ReportingPeriod(
    year=SchoolYear(start_year=2026), number=1, starts=datetime.date(2026, 7, 1), ends=datetime.date(2026, 9, 30)
)
TODAY = datetime.date(2026, 11, 23)


def read(measure, stored=None, today=TODAY, **typed):
    return parse(measure, Typed(**typed), stored, period=PERIOD, today=today)


def errors(measure, stored=None, today=TODAY, **typed):
    with pytest.raises(CellErrors) as caught:
        read(measure, stored, today, **typed)
    return caught.value.fields


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("14", 14),
        (" 12 ", 12),
        ("1,250", 1250),
        ("1 250", 1250),
        ("1\u00a0250", 1250),
        ("1\u202f250", 1250),
        ("1,234,567", 1_234_567),
        ("0", 0),
        ("007", 7),
        ("9999999", MOST),
    ],
)
def test_a_whole_number_is_read_however_it_is_written(text, number):
    assert read(COUNT, numerator=text) == Answer(numerator=Decimal(number))


@pytest.mark.parametrize("text", ["", "  ", "\u00a0"])
def test_an_empty_cell_is_no_answer_and_not_zero(text):
    assert read(COUNT, numerator=text) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("abc", "“abc” is not a number. Write digits, such as 1,250."),
        ("12 fairs", "“12 fairs” is not a number. Write digits, such as 1,250."),
        ("1e5", "“1e5” is not a number. Write digits, such as 1,250."),
        ("NaN", "“NaN” is not a number. Write digits, such as 1,250."),
        ("+5", "“+5” is not a number. Write digits, such as 1,250."),
        ("12,50", "“12,50” is not a number. Write digits, such as 1,250."),
        ("１２", "“１２” is not a number. Write digits, such as 1,250."),
        ("-5", "“-5” is negative. A count of fairs is zero or more."),
        ("\u22125", "“\u22125” is negative. A count of fairs is zero or more."),
        ("1.5", "“1.5” has decimals. Write a whole number, such as 1,250."),
        ("12.0", "“12.0” has decimals. Write a whole number, such as 1,250."),
        ("10,000,000", "“10,000,000” is more than 9,999,999. Check the number of digits."),
        ("9" * 200, f"“{'9' * 37}…” is more than 9,999,999. Check the number of digits."),
    ],
)
def test_what_is_no_count_is_refused_with_the_text_that_was_typed(text, sentence):
    assert errors(COUNT, numerator=text) == {"numerator": sentence}


@given(st.integers(min_value=0, max_value=MOST), st.sampled_from(["{}", "{:,}", " {} ", "{:,}\u00a0"]))
def test_every_count_survives_being_written_and_read(number, form):
    assert read(COUNT, numerator=form.format(number)) == Answer(numerator=Decimal(number))


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["", "not_available", "not_applicable", "x"]))
def test_whatever_is_typed_is_an_answer_or_a_sentence(one, other, answer):
    typed = {"numerator": one, "denominator": other, "stage": one, "date": other, "answer": answer, "reason": one}
    for measure in (COUNT, PERCENT, LADDER):
        assert all(sentence.endswith((".", "?")) for sentence in _words(measure, typed))


def _words(measure, typed):
    """What is wrong, as sentences; an answer as one; nothing for an empty cell."""
    try:
        found = read(measure, **typed)
    except CellErrors as caught:
        return list(caught.fields.values())
    return [f"{in_words(measure, found)}."]


def test_a_percent_is_two_numbers():
    assert read(PERCENT, numerator="20", denominator="26") == Answer(numerator=Decimal(20), denominator=Decimal(26))
    assert read(PERCENT, numerator="0", denominator="0") == Answer(numerator=Decimal(0), denominator=Decimal(0))
    assert read(PERCENT) is None


def test_half_a_percent_is_refused_at_the_half_that_is_missing():
    assert errors(PERCENT, numerator="20") == {
        "denominator": "Of how many districts? A percent needs both numbers."
    }
    assert errors(PERCENT, denominator="26") == {
        "numerator": "How many of the 26 districts? A percent needs both numbers."
    }


def test_both_halves_of_a_percent_are_judged_at_once():
    assert errors(PERCENT, numerator="x", denominator="-1").keys() == {"numerator", "denominator"}


def test_a_numerator_over_its_denominator_is_refused():
    assert errors(PERCENT, numerator="27", denominator="26") == {
        "numerator": "27 is more than 26: a part cannot exceed the whole."
    }


def test_a_stage_goes_with_its_day():
    for text in ("2026-08-14", "8/14/2026", "08/14/2026"):
        assert read(LADDER, stage="2", date=text) == Answer(stage=2, stage_date=datetime.date(2026, 8, 14))
    assert read(LADDER, stage="0") == Answer(stage=0)
    assert read(LADDER) is None


@pytest.mark.parametrize(
    ("stage", "day", "field", "sentence"),
    [
        ("1", "", "date", "On which day was “proposed” reached?"),
        ("", "2026-08-14", "stage", "Choose the stage that was reached on this day."),
        ("0", "2026-08-14", "date", "“None yet” has no day. Clear the day, or choose the stage that was reached."),
        ("3", "2026-08-14", "stage", "Choose one of the stages in the list."),
        ("-1", "2026-08-14", "stage", "Choose one of the stages in the list."),
        ("1", "soon", "date", "“soon” is not a day. Write it like 10/31/2026."),
        ("1", "2026-02-30", "date", "“2026-02-30” is not a day. Write it like 10/31/2026."),
        ("1", "0026-08-14", "date", "August 14, 0026 is too long ago. Check the year."),
        ("1", "2026-10-05", "date", "October 5, 2026 is after 2026-27 Q1, which ended on September 30, 2026."),
        ("1", "2027-01-05", "date", "January 5, 2027 is yet to come. Give the day on which the stage was reached."),
    ],
)
def test_a_stage_or_day_that_cannot_be_is_refused(stage, day, field, sentence):
    assert errors(LADDER, stage=stage, date=day) == {field: sentence}


def test_a_stage_cannot_be_reached_tomorrow_even_within_the_period():
    assert errors(LADDER, today=datetime.date(2026, 8, 13), stage="1", date="2026-08-14").keys() == {"date"}


def test_not_applicable_and_not_available_are_answers():
    assert read(COUNT, answer="not_applicable") == Answer(state="not_applicable")
    assert read(PERCENT, answer="not_available", reason=" survey  closes in March ") == Answer(
        state="not_available", reason="survey closes in March"
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"answer": "not_available"}, {"reason": "Say why the figure is not available."}),
        (
            {"answer": "not_available", "reason": "x" * 301},
            {"reason": "The reason is longer than 300 characters. Say it in fewer words."},
        ),
        (
            {"answer": "not_available", "reason": "a\x00b"},
            {"reason": "The reason holds characters that cannot be stored. Type it again."},
        ),
        ({"answer": "perhaps"}, {"answer": "Choose one of the answers in the list."}),
        (
            {"answer": "not_applicable", "numerator": "3"},
            {"answer": "You typed a figure and chose “not applicable”. Keep one of the two."},
        ),
    ],
)
def test_an_answer_without_a_figure_can_be_wrong_too(typed, sentence):
    assert errors(COUNT, **typed) == sentence


def test_of_a_figure_and_an_answer_without_one_the_touched_one_counts():
    had_a_figure = Value(pk=1, numerator=Decimal(14))
    assert read(COUNT, had_a_figure, numerator="14", answer="not_applicable") == Answer(state="not_applicable")
    had_none = Value(pk=1, state="not_applicable")
    assert read(COUNT, had_none, numerator="3", answer="not_applicable") == Answer(numerator=Decimal(3))


def test_answers_in_words():
    assert in_words(COUNT, Answer(numerator=Decimal(1250))) == "1,250"
    assert in_words(PERCENT, Answer(numerator=Decimal(3), denominator=Decimal(5))) == "3 of 5"
    day = datetime.date(2026, 8, 14)
    assert in_words(LADDER, Answer(stage=2, stage_date=day)) == "adopted, August 14, 2026"
    assert in_words(LADDER, Answer(stage=0)) == "none yet"
    assert in_words(LADDER, Answer(stage=7)) == "stage 7"
    assert in_words(COUNT, Answer(state="not_available", reason="no survey")) == "not available: no survey"
    assert in_words(COUNT, None) == "nothing"
