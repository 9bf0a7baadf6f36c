"""A milestone that follows a document reads its stages from it, on dashboards and on worksheets."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from consortium.tests.factories import OfficeOrganizationFactory, SchoolYearFactory, quarters
from goals.tests.factories import DocumentFactory, DocumentStageFactory
from indicators import planning
from indicators.models import FollowedDocument, StageReached, Submission, Value
from indicators.progress import Status
from indicators.tests.factories import AssignmentFactory, MilestoneFactory
from indicators.tests.figuring import figure_of
from indicators.tests.sheets import place
from indicators.worksheets.review import submit
from indicators.worksheets.sheet import load

pytestmark = pytest.mark.django_db

AUGUST, OCTOBER = datetime.date(2026, 8, 1), datetime.date(2026, 10, 10)


@pytest.fixture
def year_quarters():
    return quarters(2026)


@pytest.fixture
def guideline():
    return DocumentFactory(title="Guidelines for pathways", kind="guideline")


@pytest.fixture
def milestone(guideline):
    measure = MilestoneFactory(code="CP-5.3a", ladder=["drafted", "reviewed", "approved"], reporters=["office"])
    FollowedDocument.objects.create(measure=measure, document=guideline)
    return measure


def reached(figure):
    return [stage.reached for stage in figure.stages]


def test_its_stages_are_the_documents(year_quarters, milestone, guideline):
    q1, q2, *_ = year_quarters
    DocumentStageFactory(document=guideline, name="drafted", reached_on=AUGUST)
    DocumentStageFactory(document=guideline, name="approved", reached_on=OCTOBER)
    DocumentStageFactory(document=guideline, name="disseminated", reached_on=OCTOBER)  # no stage of this ladder
    assert reached(figure_of(milestone, q1)) == [AUGUST, None, None]
    figure = figure_of(milestone, q2)
    assert reached(figure) == [AUGUST, None, OCTOBER]
    assert figure.progress.status == Status.MET


def test_a_document_without_stages_is_not_started_and_not_missing(year_quarters, milestone):
    assert figure_of(milestone, year_quarters[0]).progress.status == Status.NOT_STARTED


def test_what_was_typed_before_does_not_count_beside_it(year_quarters, milestone):
    StageReached.objects.create(measure=milestone, stage=3, reached=AUGUST)
    assert reached(figure_of(milestone, year_quarters[0])) == [None, None, None]


def test_a_withdrawn_document_has_reached_nothing(year_quarters, milestone, guideline):
    DocumentStageFactory(document=guideline, name="approved", reached_on=AUGUST)
    guideline.withdrawn_on, guideline.withdrawn_because = OCTOBER, "Out of date."
    guideline.save()
    q1, q2, *_ = year_quarters
    assert reached(figure_of(milestone, q1)) == [None, None, AUGUST]
    assert reached(figure_of(milestone, q2)) == [None, None, None]


def test_what_is_noted_after_a_period_was_locked_does_not_change_it(year_quarters, milestone, guideline):
    q1, q2, *_ = year_quarters
    DocumentStageFactory(document=guideline, name="drafted", reached_on=AUGUST)
    q1.locked_at = timezone.now()
    q1.save()
    late = q1.locked_at + datetime.timedelta(minutes=1)
    DocumentStageFactory(document=guideline, name="approved", reached_on=AUGUST, recorded_at=late)
    assert reached(figure_of(milestone, q1)) == [AUGUST, None, None]
    assert reached(figure_of(milestone, q2)) == [AUGUST, None, AUGUST]


def test_what_was_approved_of_a_locked_period_stays_whatever_becomes_of_the_document(
    year_quarters, milestone, guideline, office
):
    q1, q2, *_ = year_quarters
    noted = timezone.make_aware(datetime.datetime(2026, 9, 2))
    DocumentStageFactory(document=guideline, name="drafted", reached_on=AUGUST, recorded_at=noted)
    approval = DocumentStageFactory(document=guideline, name="reviewed", reached_on=AUGUST, recorded_at=noted)
    owner = OfficeOrganizationFactory()
    AssignmentFactory(measure=milestone, organization=owner, year=q1.year)
    place(milestone, "Guidelines completed")
    now = timezone.make_aware(datetime.datetime(2026, 10, 5))
    submit(owner, q1, user=office, now=now, today=now.date())
    Submission.objects.update(state="approved")
    q1.locked_at = now
    q1.save()
    approval.reached_on = datetime.date(2026, 9, 1)
    approval.save()
    assert reached(figure_of(milestone, q1)) == [AUGUST, AUGUST, None]
    guideline.withdrawn_on, guideline.withdrawn_because = AUGUST, "Never agreed upon."
    guideline.save()
    assert reached(figure_of(milestone, q1)) == [None, AUGUST, None]
    assert reached(figure_of(milestone, q2)) == [None, None, None]


def test_a_ladder_that_renews_follows_one_document_a_year(year_quarters):
    measure = MilestoneFactory(code="EN-1.4a", ladder=["drafted", "released"], reporters=["office"], renews=True)
    this, last = DocumentFactory(), DocumentFactory()
    DocumentStageFactory(document=last, name="released", reached_on=AUGUST)
    FollowedDocument.objects.create(measure=measure, document=this, year=year_quarters[0].year)
    FollowedDocument.objects.create(measure=measure, document=last, year=SchoolYearFactory(start_year=2025))
    assert reached(figure_of(measure, year_quarters[0])) == [None, None]


def test_the_worksheet_shows_the_stage_and_keeps_it_when_it_is_submitted(
    year_quarters, milestone, guideline, office
):
    q1 = year_quarters[0]
    owner = OfficeOrganizationFactory()
    AssignmentFactory(measure=milestone, organization=owner, year=q1.year)
    place(milestone, "Guidelines completed")
    DocumentStageFactory(document=guideline, name="reviewed", reached_on=AUGUST)
    now = timezone.make_aware(datetime.datetime(2026, 10, 5))
    row = load(owner, q1, office.access, now.date()).row("CP-5.3a")
    assert (row.is_typed, row.is_answered, row.in_words) == (False, True, "reviewed, Aug 1")
    assert row.records_url == guideline.get_absolute_url()
    submit(owner, q1, user=office, now=now, today=now.date())
    kept = Value.objects.get(measure=milestone)
    assert (kept.stage, kept.stage_date, kept.counted) == (2, AUGUST, True)


def test_the_office_chooses_the_document_beside_the_due_dates(client, office, year_quarters, guideline):
    measure = MilestoneFactory(code="CP-5.3a", ladder=["drafted"], reporters=["office"])
    StageReached.objects.create(measure=measure, stage=1, reached=AUGUST)
    address = reverse("setup_milestones", args=["2026-27"])
    client.force_login(office)
    assert "reached Aug 1, 2026" in client.get(address).content.decode()
    assert "read from “Guidelines for pathways”" in client.get(address).content.decode()
    page = client.post(address, {"CP-5.3a-document": str(guideline.pk), "CP-5.3a-seen": ""}, follow=True)
    assert "1 milestone changed what its stages are read from." in page.content.decode()
    assert "reached Aug 1, 2026" not in page.content.decode(), "what was typed no longer counts"
    assert FollowedDocument.objects.get().document == guideline
    client.post(address, {"CP-5.3a-document": "", "CP-5.3a-seen": str(guideline.pk)})
    assert FollowedDocument.objects.filter(measure=measure).exists() is False


def test_somebody_elses_choice_is_not_overwritten(milestone, guideline, year_quarters):
    other = DocumentFactory(title="Another")
    with pytest.raises(planning.FollowRefused, match="Somebody chose Guidelines for pathways"):
        planning.follow(year_quarters[0].year, {milestone: other}, {milestone: None})
    assert FollowedDocument.objects.get().document == guideline
