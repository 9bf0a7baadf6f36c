"""From values to figures: how organizations, quarters, drafts and records combine."""

from decimal import Decimal

import pytest

from consortium.tests.factories import (
    OfficeOrganizationFactory,
    OrganizationFactory,
    PeriodFactory,
    SchoolYearFactory,
    quarters,
)
from indicators.figures import figures, tally
from indicators.lens import Lens
from indicators.models import MeasurePlacement, Submission
from indicators.progress import Reading, Status
from indicators.tests.factories import (
    AssignmentFactory,
    MeasureFactory,
    MilestoneFactory,
    PercentFactory,
    SubmissionFactory,
    TargetFactory,
    ValueFactory,
)
from indicators.tests.figuring import OFFICE, figure_of, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def year_quarters():
    return quarters(2026)


@pytest.fixture
def districts():
    return OrganizationFactory.create_batch(3)


def test_a_flow_adds_up_over_quarters_and_organizations(year_quarters, districts):
    q1, q2, *_ = year_quarters
    measure = MeasureFactory()
    TargetFactory(measure=measure, year=q1.year, value=40)
    report(measure, districts[0], q1, 5)
    report(measure, districts[1], q1, 7)
    report(measure, districts[0], q2, 8)
    figure = figure_of(measure, q2)
    assert [cell.reading for cell in figure.cells] == [Reading(Decimal(12)), Reading(Decimal(8))]
    assert figure.reading == Reading(Decimal(20))
    assert figure.progress.status == Status.ON_TRACK


def test_later_quarters_stay_out_of_an_earlier_view(year_quarters, districts):
    q1, q2, *_ = year_quarters
    measure = MeasureFactory()
    report(measure, districts[0], q1, 5)
    report(measure, districts[0], q2, 8)
    assert figure_of(measure, q1).reading == Reading(Decimal(5))


def test_a_stock_is_each_organizations_latest_count_added_up(year_quarters, districts):
    q1, q2, *_ = year_quarters
    measure = MeasureFactory(timing="stock", across="once")
    report(measure, districts[0], q1, 10)
    report(measure, districts[0], q2, 8)
    report(measure, districts[1], q1, 4)
    assert figure_of(measure, q2).reading == Reading(Decimal(12))
    assert [cell.reading.numerator for cell in figure_of(measure, q2).cells] == [14, 12]


def test_percentages_are_never_averaged(year_quarters, districts):
    q1, *_ = year_quarters
    measure = PercentFactory()
    report(measure, districts[0], q1, 1, 2)
    report(measure, districts[1], q1, 90, 100)
    assert figure_of(measure, q1).reading == Reading(Decimal(91), Decimal(102))


def test_a_figure_about_the_region_stands_for_the_region_and_is_no_organization_more(year_quarters, districts):
    q1, *_ = year_quarters
    measure = MeasureFactory(reporters=["office"])
    report(measure, districts[0], q1, 5)
    report(measure, districts[1], q1, 30, about=None)
    assert figure_of(measure, q1).reading == Reading(Decimal(30))


def test_zero_is_reported_and_nothing_is_not(year_quarters, districts):
    q1, *_ = year_quarters
    measure = MeasureFactory()
    assert figure_of(measure, q1).reading is None
    assert figure_of(measure, q1).progress.status == Status.NO_DATA
    report(measure, districts[0], q1, 0)
    assert figure_of(measure, q1).reading == Reading(Decimal(0))


def test_not_applicable_and_not_available_are_answers_without_a_figure(year_quarters, districts):
    q1, *_ = year_quarters
    measure = MeasureFactory()
    for district in districts:
        AssignmentFactory(measure=measure, year=q1.year, organization=district)
    ValueFactory(
        measure=measure, organization=districts[0], period=q1, state="not_available", numerator=None, reason="No list."
    )
    ValueFactory(measure=measure, organization=districts[1], period=q1, state="not_applicable", numerator=None)
    figure = figure_of(measure, q1)
    assert (figure.reading, figure.owed, figure.answered, figure.missing) == (None, 3, 2, 1)
    assert figure.progress.status == Status.NO_DATA


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_only_approved_figures_count_unless_drafts_are_asked_for(year_quarters, districts, state):
    q1, *_ = year_quarters
    measure = MeasureFactory()
    SubmissionFactory(organization=districts[0], period=q1, state=state, review_comment="Look again.")
    report(measure, districts[0], q1, 5)
    assert Submission.objects.get().state == state
    assert figure_of(measure, q1).reading is None
    assert figure_of(measure, q1, drafts=True).reading == Reading(Decimal(5))


def test_typed_people_are_added_up_and_flagged_as_far_as_they_can_be_double(year_quarters, districts):
    q1, q2, *_ = year_quarters
    measure = MeasureFactory(kind="unique", across="distinct", unit="employers")
    report(measure, districts[0], q1, 100)
    report(measure, districts[0], q2, 30)
    report(measure, districts[1], q2, 20)
    figure = figure_of(measure, q2)
    assert (figure.reading.numerator, figure.may_be_twice) == (150, 50)
    assert "of which 50 may be counted twice" in figure.progress.sentence


def test_events_that_one_organization_typed_are_not_double(year_quarters, districts):
    q1, q2, *_ = year_quarters
    measure = MeasureFactory(across="once")
    report(measure, districts[0], q1, 10)
    report(measure, districts[0], q2, 30)
    assert figure_of(measure, q2).may_be_twice == 0
    report(measure, districts[1], q2, 6)
    assert figure_of(measure, q2).may_be_twice == 6


def test_events_that_the_region_reported_as_a_whole_are_not_double(year_quarters):
    measure = MeasureFactory(across="once", reporters=["office"])
    office = OfficeOrganizationFactory()
    for quarter, number in zip(year_quarters, (2, 3), strict=False):
        report(measure, office, quarter, number, about=None)
    figure = figure_of(measure, year_quarters[1])
    assert (figure.reading.numerator, figure.may_be_twice) == (5, 0)


def test_a_milestone_stands_at_the_highest_stage_that_was_approved(year_quarters):
    q1, q2, *_ = year_quarters
    measure = MilestoneFactory()
    office = OrganizationFactory(kind="office", segment="")
    report(measure, office, q1, None, about=None, stage=2, stage_date=q1.ends)
    figure = figure_of(measure, q2)
    assert (figure.stage_reached, figure.progress.status) == (2, Status.ON_TRACK)


def test_an_answer_of_none_yet_is_not_started_and_no_answer_is_no_data(year_quarters):
    q1, *_ = year_quarters
    measure = MilestoneFactory()
    assert figure_of(measure, q1).progress.status == Status.NO_DATA
    report(measure, OrganizationFactory(kind="office", segment=""), q1, None, about=None, stage=0)
    assert figure_of(measure, q1).progress.status == Status.NOT_STARTED


def test_one_organization_is_seen_with_its_own_target(year_quarters, districts):
    q1, *_ = year_quarters
    measure = MeasureFactory()
    TargetFactory(measure=measure, year=q1.year, value=1000)
    TargetFactory(measure=measure, year=q1.year, value=20, organization=districts[0])
    report(measure, districts[0], q1, 5)
    report(measure, districts[1], q1, 99)
    figure = figure_of(measure, q1, organization=districts[0])
    assert (figure.reading.numerator, figure.target) == (5, 20)


def test_the_documents_own_target_holds_until_the_consortium_sets_another(year_quarters):
    q1, *_ = year_quarters
    measure = PercentFactory(placed__given_target=100)
    assert figure_of(measure, q1).target == 100
    TargetFactory(measure=measure, year=q1.year, value=80)
    assert figure_of(measure, q1).target == 80


def test_the_tally_counts_statuses_and_averages_nothing(year_quarters, districts):
    q1, *_ = year_quarters
    met, missing = MeasureFactory(), MeasureFactory()
    TargetFactory(measure=met, year=q1.year, value=1)
    report(met, districts[0], q1, 5)
    assert tally([figure_of(met, q1), figure_of(missing, q1)]) == {Status.MET: 1, Status.NO_DATA: 1}


def test_a_whole_past_year_has_one_total(districts):
    whole = PeriodFactory(year=SchoolYearFactory(start_year=2024), number=0)
    measure = MeasureFactory()
    TargetFactory(measure=measure, year=whole.year, value=10)
    report(measure, districts[0], whole, 9)
    assert figure_of(measure, whole).progress.status == Status.NOT_MET


def test_the_number_of_queries_does_not_grow_with_organizations_and_values(
    year_quarters, django_assert_num_queries
):
    q1, *_ = year_quarters
    measures = [MeasureFactory(), PercentFactory(), MilestoneFactory(), MeasureFactory(timing="stock", across="once")]
    placements = list(MeasurePlacement.objects.select_related("measure"))
    lens = Lens(q1.year, (q1,), OFFICE)

    def grow(organizations):
        for organization in OrganizationFactory.create_batch(organizations):
            report(measures[0], organization, q1, 5)
            report(measures[1], organization, q1, 5, 9)
            report(measures[3], organization, q1, 5)

    grow(2)
    with django_assert_num_queries(6):
        figures(placements, lens)
    grow(20)
    with django_assert_num_queries(6):
        figures(placements, lens)


def test_when_it_applies_to_nobody_the_sentence_says_so_and_not_that_nobody_reported(year_quarters, districts):
    q1, *_ = year_quarters
    measure = MeasureFactory()
    for district in districts:
        AssignmentFactory(measure=measure, year=q1.year, organization=district)
        ValueFactory(measure=measure, organization=district, period=q1, state="not_applicable", numerator=None)
    progress = figure_of(measure, q1).progress
    assert progress.sentence == "No figure: not applicable to, or not available from, the 3 districts that owe it."
    assert progress.status == Status.NO_DATA


def test_a_share_of_the_districts_themselves_is_of_all_who_owe_it(year_quarters, districts):
    q1, *_ = year_quarters
    measure = PercentFactory(reporters=["district"], unit="districts")
    TargetFactory(measure=measure, year=q1.year, value=100)
    for district in districts:
        AssignmentFactory(measure=measure, year=q1.year, organization=district)
    report(measure, districts[0], q1, 1, 1)
    assert figure_of(measure, q1).reading == Reading(Decimal(1), Decimal(3))


def test_what_is_said_about_the_region_answers_for_everybody_who_owes_it(year_quarters, districts):
    q1, *_ = year_quarters
    measure = MeasureFactory(reporters=["office", "working_group"])
    for organization in districts[:2]:
        AssignmentFactory(measure=measure, year=q1.year, organization=organization)
    report(measure, districts[0], q1, 30, about=None)
    assert figure_of(measure, q1).missing == 0
