"""The demonstration fills an empty database so that everything worth seeing can be seen, the same each time."""

import datetime
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from consortium.calpass import calpass_agreements, calpass_uploads
from consortium.counting import Tally
from consortium.models import Organization, ReportingPeriod, SchoolYear, User
from consortium.permissions import Access
from consortium.tests.factories import OrganizationFactory
from indicators.demo import ACCOUNTS, fill
from indicators.figures import figures, tally
from indicators.lens import Lens, periods_through
from indicators.management.commands import demo
from indicators.models import FrozenFigure, MeasurePlacement, StageReached, Submission, Value
from indicators.progress import Status
from indicators.worksheets import review

pytestmark = pytest.mark.django_db

NOVEMBER = datetime.datetime(2026, 11, 23, 18, tzinfo=datetime.UTC)


def statuses(start_year, number):
    through = ReportingPeriod.objects.with_year().get(year__start_year=start_year, number=number)
    lens = Lens(through.year, periods_through(through.year.periods.all(), through), Access(is_office=True))
    return tally(figures(list(MeasurePlacement.objects.in_force(through.year)), lens).values())


def test_everything_worth_seeing_is_there():
    fill(NOVEMBER)
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


def test_a_milestone_in_a_worksheet_carries_the_day_of_its_stage_within_the_period():
    fill(NOVEMBER)
    said = Value.objects.filter(stage__gt=0, counted=False).select_related("measure", "period")
    assert said.filter(measure__code="CP-1.3a").exists()
    for value in said:
        assert value.stage_date <= value.period.ends
        year = value.period.year_id if value.measure.renews else None
        rows = StageReached.objects.filter(measure=value.measure, year=year, reached__lte=value.period.ends)
        highest = rows.order_by("-stage").first()
        assert (value.stage, value.stage_date) == (highest.stage, highest.reached)


def test_a_worksheet_that_is_opened_and_approved_again_leaves_its_milestones_as_they_were():
    def ladder():
        rows = StageReached.objects.filter(measure__code="CP-1.3a").order_by("stage")
        return list(rows.values_list("stage", "due", "reached"))

    def decide(step, *words):
        found = Submission.objects.get(pk=value.submission_id)
        step(found.organization, found.period, *words, seen=review.stamp(found), user=office, now=NOVEMBER)

    fill(NOVEMBER)
    value = Value.objects.filter(measure__code="CP-1.3a", submission__state="approved").latest("period__starts")
    office, before = value.submission.reviewed_by, ladder()
    assert value.stage == 4
    assert [reached is not None for _, _, reached in before] == [True] * 4
    decide(review.send_back, "Please look again.")
    Submission.objects.filter(pk=value.submission_id).update(state="submitted")
    decide(review.approve)
    assert ladder() == before


def test_it_is_the_same_each_time():
    def figures_of_a_fill():
        fill(NOVEMBER)
        return list(
            Value.objects.order_by("measure__code", "period__starts", "submission__organization__slug").values_list(
                "measure__code", "numerator", "denominator"
            )
        )

    with transaction.atomic():
        first = figures_of_a_fill()
        transaction.set_rollback(True)
    assert figures_of_a_fill() == first


@pytest.mark.parametrize("day", [(2026, 7, 1), (2028, 2, 29)])
def test_it_can_be_filled_on_any_day_of_the_year(day):
    fill(datetime.datetime(*day, 18, tzinfo=datetime.UTC))
    assert SchoolYear.objects.count() == 2


def test_the_command_prints_one_account_a_role_and_keeps_what_is_there(capsys):
    call_command("demo", "--no-serve")
    first = capsys.readouterr().out
    assert [email for email, *_ in ACCOUNTS if email in first] == [email for email, *_ in ACCOUNTS]
    values = Value.objects.count()
    call_command("demo", "--no-serve")
    assert "everything stays as it is" in capsys.readouterr().out
    assert Value.objects.count() == values


def test_any_database_but_the_embedded_one_is_refused(settings):
    settings.EMBEDDED_DATABASE = False
    with pytest.raises(CommandError, match="only uses the embedded database"):
        call_command("demo", "--no-serve")
    assert Organization.objects.count() == 0


def test_the_server_has_a_worker_beside_it_that_ends_with_it(monkeypatch, settings):
    happened = []

    @contextmanager
    def worker_beside(site_url):
        happened.append(f"worker for {site_url}")
        yield
        happened.append("worker ends")

    def command(name, *args, **options):
        if name == "runserver":
            happened.append(f"server on {args[0]}")

    monkeypatch.setattr(demo, "worker_beside", worker_beside)
    monkeypatch.setattr(demo, "call_command", command)
    OrganizationFactory()
    call_command("demo", "--port", "8125")
    assert happened == ["worker for http://127.0.0.1:8125", "server on 127.0.0.1:8125", "worker ends"]
