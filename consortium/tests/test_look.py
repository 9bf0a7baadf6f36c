"""The drawings and number formats that every page uses."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils.translation import override

from consortium.templatetags import look
from consortium.templatetags.look import elided, num, pct


def draw(tag, **context):
    return Template("{% load look %}{% " + tag + " %}").render(Context(context))


def rects(svg, name):
    """The rectangles of one class as dicts of their attributes."""
    found = [dict(re.findall(r'([\w-]+)="([^"]*)"', rect)) for rect in re.findall(r"<rect[^>]*>", svg)]
    return [rect for rect in found if name in rect.get("class", "").split() or rect.get("fill") == name]


HATCH = "url(#hatch)"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        (0, "0"),
        (1234567, "1,234,567"),
        (-1200, "-1,200"),
        (Decimal("1200.00"), "1,200"),
        (Decimal("12.50"), "12.5"),
        (Decimal("1E+3"), "1,000"),
        (Decimal("-0.00"), "0"),
        (Fraction(1, 3), "0.33"),
        (Fraction(6, 2), "3"),
        (2.5, "2.5"),
        ("hidden", "hidden"),
    ],
)
def test_a_number_has_thousands_separators_and_no_trailing_zeros(value, text):
    assert num(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        (0, "0\u202f%"),
        (Fraction(131, 180), "72\u202f%"),
        (Decimal("0.9996"), "99\u202f%"),
        (Decimal(1), "100\u202f%"),
        (Fraction(11, 10), "110\u202f%"),
        (Decimal("-0.005"), "0\u202f%"),
        (Decimal("-0.155"), "-15\u202f%"),
        (0.29, "29\u202f%"),
        (Decimal("12.5"), "1,250\u202f%"),
        ("hidden", "hidden"),
    ],
)
def test_a_percentage_is_cut_so_that_only_what_is_reached_reads_100(value, text):
    assert pct(value) == text


@pytest.mark.parametrize(("status", "word"), look.STATUSES.items())
def test_a_status_is_told_by_its_word_and_by_a_shape_of_its_own(status, word):
    badge = draw("status_badge status", status=status)
    shapes = {re.search(r"<svg.*</svg>", draw("status_badge status", status=key))[0] for key in look.STATUSES}
    assert re.sub(r"<[^>]*>", "", badge).strip() == word
    assert 'aria-hidden="true"' in badge
    assert len(shapes) == len(look.STATUSES)


def test_a_status_nobody_defined_is_refused():
    with pytest.raises(KeyError):
        draw("status_badge 'splendid'")


def test_the_legend_shows_the_five_statuses_of_a_running_year_or_those_named():
    def words(svg):
        return re.sub(r"<[^>]*>", " ", svg).split()

    assert words(draw("status_legend")) == ["Met", "On", "track", "Behind", "Not", "started", "No", "data"]
    assert words(draw("status_legend 'met' 'not_met'")) == ["Met", "Not", "met"]


@pytest.mark.parametrize(
    ("achieved", "width"), [(Fraction(1, 2), "90.0"), (Decimal("0.25"), "45.0"), (1, "180.0"), (3, "180.0")]
)
def test_a_bar_is_as_long_as_the_part_achieved_and_never_longer_than_the_target(achieved, width):
    bar = draw("progress_bar achieved 0.5 'on_track' 'so far'", achieved=achieved)
    assert [rect["width"] for rect in rects(bar, "fill-on_track")] == [width]


@pytest.mark.parametrize("achieved", [0, Decimal("-0.4")])
def test_a_bar_with_nothing_or_less_is_empty_and_not_hatched(achieved):
    bar = draw("progress_bar achieved 0.5 'not_started' 'so far'", achieved=achieved)
    assert rects(bar, "fill-on_track") == []
    assert rects(bar, HATCH) == []
    assert len(rects(bar, "fill-ground")) == 1


@pytest.mark.parametrize(("pace", "x"), [(0, "0.0"), (Fraction(1, 2), "90.0"), (1, "178"), (2, "178")])
def test_the_pace_is_a_tick_inside_the_bar(pace, x):
    bar = draw("progress_bar 0.5 pace 'behind' 'so far'", pace=pace)
    assert [rect["x"] for rect in rects(bar, "fill-ink")] == [x]


def test_a_bar_without_pace_has_no_tick():
    assert rects(draw("progress_bar 0.5 None 'met' 'so far'"), "fill-ink") == []


@pytest.mark.parametrize(("achieved", "status"), [(None, "no_data"), (None, "behind"), (Decimal("0.5"), "no_data")])
def test_a_bar_without_data_is_hatched_and_shows_no_performance(achieved, status):
    bar = draw("progress_bar achieved 0.5 status 'not reported'", achieved=achieved, status=status)
    assert len(rects(bar, HATCH)) == 1
    assert rects(bar, "fill-ground") == []
    assert 'class="fill-behind"' not in bar


def test_without_target_there_is_no_bar():
    assert draw("progress_bar 0.5 0.5 'no_target' 'no target'").strip() == ""


def test_a_bar_says_its_sentence_and_escapes_it():
    bar = draw("progress_bar 0.5 0.5 'met' label", label='11 of "10" & more')
    assert 'role="img" aria-label="11 of &quot;10&quot; &amp; more"' in bar


def test_a_tally_has_one_segment_a_status_with_equal_gaps_over_its_whole_width():
    bar = draw("tally_bar tally", tally={"met": 3, "on_track": 3, "behind": 1, "no_data": 1, "not_met": 0})
    found = [(float(x), float(width)) for x, width in re.findall(r'<rect x="([\d.]+)" width="([\d.]+)"', bar)]
    ends = [round(x + width, 1) for x, width in found]
    assert [width for _, width in found] == pytest.approx([95.2, 95.2, 31.8, 31.8], abs=0.1)
    assert [start for start, _ in found[1:]] == pytest.approx([end + 2 for end in ends[:-1]], abs=0.11)
    assert ends[-1] == pytest.approx(260, abs=0.1)
    assert len(rects(bar, HATCH)) == 1
    assert 'aria-label="3 met, 3 on track, 1 behind, 1 no data"' in bar


def test_a_single_measure_among_many_can_still_be_seen():
    bar = draw("tally_bar tally", tally={"met": 500, "behind": 1})
    assert float(rects(bar, "fill-behind")[0]["width"]) >= 3.9


@pytest.mark.parametrize("tally", [{}, {"met": 0}])
def test_a_tally_of_nothing_is_an_outline_that_says_so(tally):
    bar = draw("tally_bar tally", tally=tally)
    assert len(rects(bar, "fill-none")) == 1
    assert 'aria-label="no measures"' in bar


def test_quarters_tell_zero_not_reported_and_hidden_apart():
    bars = draw("quarter_bars values", values=[Decimal(54), 0, "hidden", None])
    assert [rect["height"] for rect in rects(bars, "fill-quarter")] == ["24.0", "2"]
    assert len(rects(bars, HATCH)) == 1
    assert bars.count("<line") == 1
    assert 'aria-label="Q1 54, Q2 0, Q3 hidden for privacy, Q4 not reported"' in bars


@pytest.mark.parametrize("shown", [[10], [10, 100000]])
def test_a_hidden_quarter_is_drawn_the_same_whatever_the_others_are(shown):
    assert rects(draw("quarter_bars values", values=["hidden", *shown]), HATCH) == [
        {"x": "0.5", "y": "9.5", "width": "10", "height": "14", "fill": HATCH, "class": "hatch-edge"}
    ]


def test_quarters_of_a_percentage_are_read_out_as_percentages():
    bars = draw("quarter_bars values percent=True", values=[Fraction(1, 2), None])
    assert 'aria-label="Q1 50\u202f%, Q2 not reported"' in bars


def test_a_worksheet_says_how_much_is_answered():
    line = draw("answered_line 27 29")
    assert "27 of 29 answered" in line
    assert [rect["width"] for rect in rects(line, "fill-accent")] == ["139.7"]


def test_a_worksheet_that_asks_nothing_is_no_error():
    assert "0 of 0 answered" in draw("answered_line 0 0")


def test_geometry_keeps_its_decimal_point_in_every_language():
    with override("de"):
        assert '"45.5"' in draw("progress_bar achieved None 'met' 'x'", achieved=Decimal("0.2528"))
        assert '"139.7"' in draw("answered_line 27 29")


@pytest.mark.parametrize(
    "tag",
    [
        "progress_bar 0.5 0.5 'met' 'x'",
        "tally_bar tally",
        "quarter_bars values",
        "answered_line 1 2",
        "status_legend",
    ],
)
def test_no_drawing_has_an_inline_style(tag):
    assert "style=" not in draw(tag, tally={"met": 1}, values=[1, None])


def test_pages_far_away_are_left_out():
    assert list(elided(Paginator(range(240), 20), 6)) == [1, "…", 4, 5, 6, 7, 8, "…", 12]
