"""What stands on a worksheet's page, and that it takes as many queries for thirty measures as for three."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consortium.models import ReportingPeriod
from indicators.models import StageReached
from indicators.tests import factories
from indicators.tests.sheets import YEAR, address, owe, quarter
from indicators.worksheets.sheet import load

TODAY = datetime.date(2025, 1, 20)


@pytest.fixture
def period(db):
    return quarter(2)


def before(period):
    return ReportingPeriod.objects.with_year().get(year=period.year, number=period.number - 1)


def sheet_of(organization, period, user):
    return load(organization, period, user.access, TODAY)


def test_measures_are_grouped_by_goal_in_the_order_of_the_document(district, period, reporter):
    owe(district, "EN-4.1a", "Parents at sessions", goal=4)
    owe(district, "EN-2.3a", "Presentations", goal=2)
    owe(district, "EN-2.4a", "Fairs", goal=2)
    sheet = sheet_of(district, period, reporter)
    assert [[row.placement.label for row in group.rows] for group in sheet.groups] == [
        ["Presentations", "Fairs"],
        ["Parents at sessions"],
    ]
    assert sheet.groups[0].title == "Engagement goal 2 — Create and expand WBL opportunities"


def test_only_what_the_organization_owes_in_that_year_is_asked(district, period, reporter):
    owed = owe(district, "EN-2.3a")
    owe(factories.OrganizationFactory(), "EN-2.4a")
    factories.AssignmentFactory(measure=factories.MeasureFactory(), organization=district)  # of 2026-27
    assert [row.measure for row in sheet_of(district, period, reporter).rows] == [owed]


def test_a_measure_that_no_document_of_the_year_holds_is_asked_with_its_latest_words(district, period, reporter):
    measure = factories.MeasureFactory(code="EN-9.1a")  # stands in the document of 2026-27 only
    factories.AssignmentFactory(measure=measure, organization=district, year=period.year)
    assert [row.placement.label for row in sheet_of(district, period, reporter).rows] == ["Measure EN-9.1a"]


def test_each_cell_has_its_definition_last_figure_target_and_bar(district, period, reporter, signed_in):
    measure = owe(district, "EN-2.3a", "Presentations", unit="presentations")
    factories.ValueFactory(measure=measure, organization=district, period=before(period), numerator=1250)
    factories.TargetFactory(measure=measure, organization=district, year=period.year, value=6000)
    row = sheet_of(district, period, reporter).rows[0]
    assert (row.last_in_words, row.target_in_words) == ("1,250", "6,000")
    page = signed_in(reporter).get(address(district, period)).content.decode()
    assert '<label class="row-name" for="en-2-3a-1">Presentations</label>' in page
    assert 'id="en-2-3a-about"><strong>presentations</strong>: What counts and what does not.</span>' in page
    assert 'aria-describedby="en-2-3a-about"' in page
    assert "1,250 of 6,000" in row.progress.sentence.replace("\xa0", " ")
    assert 'class="bar"' in page


def test_each_kind_has_its_own_input(district, period, reporter, signed_in):
    owe(district, "EN-2.3a")
    owe(district, "EN-3.2b", factory=factories.PercentFactory)
    owe(district, "EN-2.9a", factory=factories.MilestoneFactory)
    page = signed_in(reporter).get(address(district, period)).content.decode()
    named = [part.split('"')[0] for part in page.split('name="')[1:]]
    assert [name for name in named if name.endswith((".numerator", ".denominator", ".stage", ".date"))] == [
        "EN-2.3a.numerator",
        "EN-3.2b.numerator",
        "EN-3.2b.denominator",
        "EN-2.9a.stage",
        "EN-2.9a.date",
    ]
    assert [stage in page for stage in (">none yet<", ">drafted<", ">approved<")] == [True] * 3


def test_what_is_stored_is_in_its_input(district, period, reporter, signed_in):
    measure = owe(district, "EN-3.2b", factory=factories.PercentFactory)
    factories.SubmissionFactory(organization=district, period=period, state="draft")
    factories.ValueFactory(measure=measure, organization=district, period=period, numerator=1200, denominator=3400)
    page = signed_in(reporter).get(address(district, period)).content.decode()
    assert 'value="1,200"' in page
    assert 'value="3,400"' in page


def test_zero_and_not_reported_are_different_things(district, period, reporter):
    zero, missing = owe(district, "EN-2.3a"), owe(district, "EN-2.4a")
    factories.SubmissionFactory(organization=district, period=period, state="draft")
    factories.ValueFactory(measure=zero, organization=district, period=period, numerator=0)
    rows = {row.measure: row for row in sheet_of(district, period, reporter).rows}
    assert (rows[zero].in_words, rows[zero].is_answered) == ("0", True)
    assert (rows[missing].in_words, rows[missing].is_answered) == ("", False)


def test_the_progress_line_counts_every_kind_of_answer(district, period, reporter, signed_in):
    for number, fields in enumerate(
        [{"numerator": 0}, {"state": "not_applicable", "numerator": None}, {"numerator": 7}], start=1
    ):
        measure = owe(district, f"EN-2.{number}a")
        factories.SubmissionFactory(organization=district, period=period, state="draft")
        factories.ValueFactory(measure=measure, organization=district, period=period, **fields)
    owe(district, "EN-2.9a")
    assert "3 of 4 answered" in signed_in(reporter).get(address(district, period)).content.decode()


def test_a_milestone_shows_its_next_stage_and_when_it_is_due(office, period):
    organization = factories.OrganizationFactory(kind="office", slug="the-office")
    measure = owe(organization, "CP-1.4a", factory=factories.MilestoneFactory)
    StageReached.objects.create(measure=measure, stage=1, reached=datetime.date(2024, 10, 1))
    StageReached.objects.create(measure=measure, stage=2, due=datetime.date(2025, 3, 31))
    assert sheet_of(organization, period, office).rows[0].target_in_words == "reviewed by Mar 31"


def test_a_figure_about_the_region_is_answered_by_whoever_reports_it(working_group, member, office, period):
    measure = owe(working_group, "EN-1.2a", reporters=["working_group", "office"])
    other = factories.OrganizationFactory(kind="working_group", name="Working group 1")
    submission = factories.SubmissionFactory(organization=other, period=period, state="draft")
    factories.ValueFactory(measure=measure, organization=None, period=period, submission=submission, numerator=4)
    row = sheet_of(working_group, period, office).rows[0]
    assert (row.elsewhere, row.is_answered, row.is_typed, row.in_words) == (other, True, False, "4")


def test_an_organization_that_owes_nothing_is_told_so(district, period, reporter, signed_in):
    page = signed_in(reporter).get(address(district, period)).content.decode()
    assert f"owes no figures in {YEAR}-25" in page
    assert "Submit for review" not in page


def test_a_returned_worksheet_shows_the_comment_on_top(district, period, reporter, office, signed_in):
    owe(district, "EN-2.3a")
    factories.SubmissionFactory(
        organization=district,
        period=period,
        state="returned",
        review_comment="The fairs are missing.",
        reviewed_by=office,
        reviewed_at=timezone.now(),
    )
    page = signed_in(reporter).get(address(district, period)).content.decode()
    assert page.index("The fairs are missing.") < page.index("Label of EN-2.3a")
    assert "Returned by office@example.org" in page


def queries_of_page(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_page_takes_as_many_queries_for_many_measures_and_values_as_for_few(
    district, period, reporter, signed_in
):
    client, url = signed_in(reporter), address(district, period)

    def grow(codes):
        for number in codes:
            for organization in (district, factories.OrganizationFactory()):
                kinds = [factories.MeasureFactory, factories.PercentFactory, factories.MilestoneFactory]
                measure = owe(organization, f"EN-{number}.{organization.pk % 97}a", factory=kinds[number % 3])
                figure = {"numerator": None, "stage": 0} if number % 3 == 2 else {"numerator": 3, "denominator": 5}
                for one in (before(period), period):
                    state = "approved" if one != period else "draft"
                    factories.SubmissionFactory(organization=organization, period=one, state=state)
                    factories.ValueFactory(measure=measure, organization=organization, period=one, **figure)

    grow(range(1, 4))
    few = queries_of_page(client, url)
    grow(range(4, 24))
    assert queries_of_page(client, url) == few
