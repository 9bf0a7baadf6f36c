"""The frameworks come in verbatim, once, and by edition."""

import re

import pytest
from django.core.management import call_command

from consortium.tests.factories import SchoolYearFactory, WorkingGroupFactory
from goals.document import SEEDS, read_document, short_titles
from goals.models import Edition, Framework, Goal
from indicators.loading import load_frameworks, read_measures
from indicators.models import LeadingIndicator, Measure, MeasurePlacement

pytestmark = pytest.mark.django_db


def numbered_lines():
    """Every numbered line of the shipped document, without its number, read by other means than the loader's."""
    text = (SEEDS / "strong-workforce-goals.txt").read_text(encoding="utf-8")
    return [match.strip() for match in re.findall(r"^\s*\d+\.(.*)$", text, flags=re.M)]


@pytest.fixture
def loaded(db):
    return load_frameworks(SchoolYearFactory(start_year=2026))


def test_fourteen_goals_forty_six_indicators_and_seventy_three_measures(loaded):
    assert (loaded.goals, loaded.indicators, loaded.measures) == (14, 46, 73)


def test_every_goal_and_indicator_is_the_documents_line_word_for_word(loaded):
    texts = list(Goal.objects.values_list("text", flat=True)) + list(
        LeadingIndicator.objects.values_list("text", flat=True)
    )
    assert sorted(texts) == sorted(numbered_lines())


def test_goals_stand_in_the_documents_order_with_their_own_indicators(loaded):
    for framework in read_document():
        stored = Goal.objects.filter(edition__framework__code=framework.code).order_by("number")
        assert [goal.text for goal in stored] == [goal.text for goal in framework.goals]
        for goal, text in zip(stored, framework.goals, strict=True):
            rows = goal.indicators.order_by("number").values_list("number", "text")
            assert dict(rows) == text.indicators


def test_typographic_quotes_are_kept(loaded):
    assert Goal.objects.get(edition__framework__code="EN", number=6).text.count("“bridge programs”") == 1


def test_every_measure_stands_under_the_indicator_its_code_names(loaded):
    placements = MeasurePlacement.objects.in_editions(Edition.objects.all())
    assert {p.measure.code: p.indicator.code for p in placements} == {code: code[:-1] for code in read_measures()}


def test_definitions_and_short_titles_are_the_agreed_ones(loaded):
    definitions = dict(MeasurePlacement.objects.values_list("measure__code", "definition"))
    assert definitions == {code: row["definition"] for code, row in read_measures().items()}
    titles = Goal.objects.values_list("edition__framework__code", "number", "short_title")
    assert {(code, number): title for code, number, title in titles} == short_titles()


def test_targets_that_the_document_sets_are_given(loaded):
    given = dict(MeasurePlacement.objects.exclude(given_target=None).values_list("measure__code", "given_target"))
    assert given == {"CP-1.1a": 100, "CP-1.2a": 100, "CP-2.1b": 100, "CP-2.2b": 100, "EN-6.2a": 1}


def test_a_second_run_changes_nothing(loaded):
    before = list(Measure.history.rel.related_model.objects.values_list("pk", flat=True))
    again = load_frameworks(SchoolYearFactory(start_year=2027))
    assert again.created == 0
    assert list(Measure.history.rel.related_model.objects.values_list("pk", flat=True)) == before
    assert Edition.objects.count() == 2


def test_the_command_makes_the_school_year_it_needs(capsys):
    call_command("load_frameworks")
    assert "14 goals, 46 leading indicators, 73 measures; " in capsys.readouterr().out


def test_a_working_group_that_comes_later_is_found_by_the_next_run(loaded):
    group = WorkingGroupFactory(slug="working-group-2", name="Working group 2")
    load_frameworks(SchoolYearFactory(start_year=2026))
    assert Framework.objects.get(code="EN").working_group == group


def test_next_years_wording_leaves_this_years_pages_and_a_measure_keeps_its_history(loaded):
    this_year, next_year = SchoolYearFactory(start_year=2026), SchoolYearFactory(start_year=2027)
    old = Edition.objects.get(framework__code="EN")
    new = Edition.objects.create(framework=old.framework, first_year=next_year)
    goal = Goal.objects.create(edition=new, number=1, short_title="All in one", text="Reworded.")
    indicator = LeadingIndicator.objects.create(goal=goal, number=1, text="Fairs, reworded")
    measure = Measure.objects.get(code="EN-2.4a")
    MeasurePlacement.objects.create(measure=measure, indicator=indicator, label="Fairs", definition="Wider.")

    def wording(year):
        return MeasurePlacement.objects.in_force(year).get(measure=measure)

    assert wording(this_year).label == "Career fairs organized"
    assert wording(next_year).label == "Fairs"
    assert wording(next_year).indicator.code == "EN-1.1"
    assert wording(next_year).measure == wording(this_year).measure


def test_a_year_before_the_first_edition_is_read_in_its_wording(loaded):
    assert MeasurePlacement.objects.in_force(SchoolYearFactory(start_year=2024)).count() == 73
