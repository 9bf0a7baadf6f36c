"""CP-2.3b: of how many measures there is an approved figure for the year; and CP-2.3a, which follows the report."""

import datetime

import pytest
from django.utils import timezone

from consortium.tests.factories import OfficeOrganizationFactory, OrganizationFactory, PeriodFactory, SchoolYearFactory
from goals.tests.factories import DocumentStageFactory
from indicators import derived
from indicators.models import Measure
from indicators.progress import Status
from indicators.reporting.writing import open_report
from indicators.tests.factories import MeasureFactory, MilestoneFactory, PercentFactory, SubmissionFactory, ValueFactory
from indicators.tests.figuring import figure_of
from indicators.tests.sheets import quarter
from indicators.worksheets.counted import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def quarters():
    return [quarter(number) for number in (1, 2)]


@pytest.fixture
def itself():
    return PercentFactory(code="CP-2.3b", unit="measures", reporters=["office"], source="reports.coverage")


def reported(period, code, factory=MeasureFactory, state="approved", **fields):
    """A measure with a value in a worksheet of its own, in `state`."""
    measure = Measure.objects.filter(code=code).first() or factory(code=code)
    organization = OrganizationFactory(name=f"{code} {period.code}")
    submission = SubmissionFactory(organization=organization, period=period, state=state, review_comment="Look again.")
    ValueFactory(measure=measure, organization=organization, period=period, submission=submission, **fields)
    return measure


@pytest.fixture
def counted(quarters, itself):
    """The measures of the first quarter that count, among others that do not."""
    q1, q2 = quarters
    milestone = {"factory": MilestoneFactory, "numerator": None}
    counts = [
        reported(q1, "EN-1.1a"),
        reported(q1, "EN-1.1b", numerator=0),
        reported(q1, "EN-1.1c", stage=2, stage_date=q1.ends, **milestone),
        reported(q1, "EN-1.1d", stage=0, **milestone),
    ]
    reported(q1, "EN-1.1a", state="draft")  # once more, by somebody else
    for number, state in enumerate(["draft", "submitted", "returned"]):
        reported(q1, f"EN-1.2{'abc'[number]}", state=state)
    nothing = {"numerator": None, "reason": "Not counted here."}
    for code, state in (("EN-1.3a", "not_applicable"), ("EN-1.3b", "not_available")):
        reported(q1, code).values.update(state=state, **nothing)
    reported(PeriodFactory(year=SchoolYearFactory(start_year=2023), number=1), "EN-1.4a")  # of the year before
    MeasureFactory(code="EN-1.4b")  # nobody said anything
    reported(q1, "EN-1.5a").placements.all().delete()  # no longer in force
    reported(q2, "EN-1.6a")
    ValueFactory(measure=itself, organization=None, period=q1, numerator=3, denominator=4)
    return counts


def coverage(itself, period):
    return derived.count(itself, period.year.starts, period.ends)


def test_measures_with_an_approved_figure_count_and_it_does_not_count_itself(itself, counted, quarters):
    first = coverage(itself, quarters[0])
    assert sorted(first.records.values_list("code", flat=True)) == [measure.code for measure in counted]
    assert (first.region.numerator, first.region.denominator) == (4, 12)
    assert set(first.whole.values_list("pk", flat=True)) >= {measure.pk for measure in counted}
    assert itself not in first.whole
    assert first.by_organization == {}


def test_what_is_approved_of_a_later_period_counts_from_then_on(itself, counted, quarters):
    codes = set(coverage(itself, quarters[1]).records.values_list("code", flat=True))
    assert codes == {*(measure.code for measure in counted), "EN-1.6a"}


def test_a_year_that_is_not_set_up_has_no_measures(itself, counted):
    july, june = datetime.date(2040, 7, 1), datetime.date(2041, 6, 30)
    assert coverage_of(itself, july, june) == (0, 0)


def coverage_of(itself, starts, ends):
    region = derived.count(itself, starts, ends).region
    return region.numerator, region.denominator


def test_the_page_lists_exactly_the_measures_counted_and_the_others(itself, counted, quarters, signed_in, member):
    q1 = quarters[0]
    address = derived.records_address(itself, q1.starts, q1.ends)
    client = signed_in(member)
    page = client.get(address)
    assert [line.note for line in page.context["lines"]] == [measure.code for measure in counted]
    assert page.context["missing"] == 8
    missing = client.get(f"{address}&show=missing").context["lines"]
    assert len(missing) == 8
    assert not {line.note for line in missing} & {"CP-2.3b", *(measure.code for measure in counted)}


def test_the_milestone_of_the_report_is_reached_when_it_is_published(office):
    about = quarter(1).year
    q1 = PeriodFactory(year=SchoolYearFactory(start_year=2025), number=1)
    milestone = MilestoneFactory(
        code="CP-2.3a", ladder=["prepared", "published"], renews=True, source=derived.FOLLOWS_THE_REPORT
    )
    OfficeOrganizationFactory()
    report = open_report(about, office, timezone.now())
    assert figure_of(milestone, q1).progress.status == Status.NOT_STARTED
    day = q1.starts + datetime.timedelta(days=40)
    DocumentStageFactory(document=report.document, name="prepared", reached_on=day)
    DocumentStageFactory(document=report.document, name="published", reached_on=day)
    figure = figure_of(milestone, q1)
    assert [stage.reached for stage in figure.stages] == [day, day]
    assert figure.progress.status == Status.MET
    owner = report.document.owner
    assert fields_of(milestone, owner, q1)["stage"] == 2  # what the office's worksheet says by itself


def test_the_page_of_milestones_says_that_it_follows_the_report(signed_in, office):
    year = SchoolYearFactory(start_year=2025)
    MilestoneFactory(code="CP-2.3a", ladder=["prepared", "published"], renews=True, source=derived.FOLLOWS_THE_REPORT)
    page = signed_in(office).get(f"/setup/milestones/{year.label}/").content.decode()
    assert "from the annual report on 2024-25, once that is opened" in page
