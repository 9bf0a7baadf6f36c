"""The demonstration's gaps and plans: in every state, within their rules, and the same each time."""

import datetime

import pytest

from consortium.models import SchoolYear
from pathways.models import AlignmentPlan, GapInDocument, PlanGap, PlanStep, ProgramGap
from pathways.queries import gaps_counting as counting

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]


@pytest.fixture
def today(filled_in_november):
    return datetime.date(2026, 11, 23)


def test_about_25_gaps_are_documented_and_some_are_in_every_other_state(today):
    states = [gap.state_on(today) for gap in ProgramGap.objects.all()]
    assert set(states) == set(ProgramGap.State.values)
    count = counting.gaps_documented(today, today)
    assert 22 <= count.region.numerator <= 30
    assert set(count.breakdowns["gap type"]) == set(ProgramGap.Kind.labels)
    assert 5 <= counting.gaps_disseminated(today, today).region.numerator <= 10


def test_a_dozen_plans_stand_in_every_state_some_for_the_next_year(today):
    states = [plan.state_on(today) for plan in AlignmentPlan.objects.all()]
    assert set(states) == set(AlignmentPlan.State.values)
    assert 12 <= len(states) <= 15
    share = counting.gaps_with_plan(today, today).region
    assert 0 < share.numerator < share.denominator
    assert counting.alignment_plans(today, today).region.numerator >= 6
    assert counting.transition_plans(today, today).region.numerator >= 3


def test_they_keep_every_rule_and_nothing_is_ahead_of_its_time(today):
    assert SchoolYear.objects.count() == 2
    for model in (ProgramGap, GapInDocument, AlignmentPlan, PlanGap, PlanStep):
        for row in model.objects.all():
            row.full_clean(exclude=["recorded_by"])
    for gap in ProgramGap.objects.all():
        assert max(filter(None, [gap.found_on, gap.documented_on, gap.closed_on, gap.dismissed_on])) <= today
