"""The demonstration shows everything worth seeing."""

import datetime

import pytest

from consortium.calpass import calpass_agreements, calpass_uploads
from consortium.counting import Tally
from consortium.models import Organization, ReportingPeriod, SchoolYear, User
from consortium.permissions import Access
from indicators.demo import ACCOUNTS
from indicators.figures import figures, tally
from indicators.lens import Lens, periods_through
from indicators.models import FrozenFigure, MeasurePlacement, StageReached, Submission, Value
from indicators.progress import Status
from indicators.tests.demo_world import NOVEMBER
from indicators.worksheets import review

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]


def statuses(start_year, number):
    through = ReportingPeriod.objects.with_year().get(year__start_year=start_year, number=number)
    lens = Lens(through.year, periods_through(through.year.periods.all(), through), Access(is_office=True))
    return tally(figures(list(MeasurePlacement.objects.in_force(through.year)), lens).values())


def test_everything_worth_seeing_is_there(filled_in_november):
    assert [year.label for year in SchoolYear.objects.all()] == ["2026-27", "2025-26"]
    running = {Status.MET, Status.ON_TRACK, Status.BEHIND, Status.NOT_STARTED, Status.NO_DATA, Status.NO_TARGET}
    assert set(statuses(2026, 1)) == running
    assert set(statuses(2025, 4)) == {Status.MET, Status.NOT_MET, Status.NO_DATA, Status.NO_TARGET}
    assert set(Submission.objects.values_list("state", flat=True)) == {"approved", "returned", "submitted"}
    assert Organization.objects.filter(slug="warner-unified", submissions__period__year__start_year=2026).count() == 0
    assert ReportingPeriod.objects.filter(locked_at__isnull=False).count() == 4
    frozen = FrozenFigure.objects.get(measure__code="CP-1.4b", span="year_to_date", period__number=4)
    assert frozen.numerator == 8
    assert User.objects.count() == len(ACCOUNTS)
    june, today = datetime.date(2026, 6, 30), NOVEMBER.date()
    assert calpass_agreements(None, today).region == Tally(19, 26)
    assert [calpass_uploads(None, day).region for day in (june, today)] == [Tally(12, 26), Tally(7, 26)]


def test_a_milestone_in_a_worksheet_carries_the_day_of_its_stage_within_the_period(filled_in_november):
    said = Value.objects.filter(stage__gt=0, counted=False).select_related("measure", "period")
    assert said.filter(measure__code="CP-1.3a").exists()
    for value in said:
        assert value.stage_date <= value.period.ends
        year = value.period.year_id if value.measure.renews else None
        rows = StageReached.objects.filter(measure=value.measure, year=year, reached__lte=value.period.ends)
        highest = rows.order_by("-stage").first()
        assert (value.stage, value.stage_date) == (highest.stage, highest.reached)


def test_a_worksheet_that_is_opened_and_approved_again_leaves_its_milestones_as_they_were(filled_in_november):
    def ladder():
        rows = StageReached.objects.filter(measure__code="CP-1.3a").order_by("stage")
        return list(rows.values_list("stage", "due", "reached"))

    def decide(step, *words):
        found = Submission.objects.get(pk=value.submission_id)
        step(found.organization, found.period, *words, seen=review.stamp(found), user=office, now=NOVEMBER)

    value = Value.objects.filter(measure__code="CP-1.3a", submission__state="approved").latest("period__starts")
    office, before = value.submission.reviewed_by, ladder()
    assert value.stage == 4
    assert [reached is not None for _, _, reached in before] == [True] * 4
    decide(review.send_back, "Please look again.")
    Submission.objects.filter(pk=value.submission_id).update(state="submitted")
    decide(review.approve)
    assert ladder() == before
