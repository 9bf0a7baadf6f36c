"""What is locked, approved, frozen or history stands in the admin too: pages, rows, actions and imports."""

import datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from consortium.models import ReportingPeriod
from consortium.tests.factories import OrganizationFactory, PeriodFactory, SchoolYearFactory, UserFactory
from indicators.admin.figures import ValueAdmin
from indicators.derived import SOURCES
from indicators.models import Assignment, FrozenFigure, Measure, Target, Value
from indicators.tests.factories import (
    AssignmentFactory,
    MeasureFactory,
    MilestoneFactory,
    PercentFactory,
    TargetFactory,
    ValueFactory,
)
from indicators.worksheets import cells
from wbl.tests.factories import EventFactory, ParticipationFactory

NOW = datetime.datetime(2026, 10, 20, 17, tzinfo=datetime.UTC)


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def said(response):
    return [str(message) for message in response.context["messages"]]


def imported(client, model, content):
    """Both steps of an import; returns (sentences on what is wrong, last response)."""
    upload = SimpleUploadedFile("records.csv", content.encode())
    fields = {"format": "0", "resource": "0", "import_file": upload}
    response = client.post(address(model, "import"), fields)
    confirm = response.context.get("confirm_form")
    if confirm is not None:
        response = client.post(address(model, "process_import"), confirm.initial, follow=True)
    result = response.context.get("result")
    return [sentence for _, _, sentence in result.problems] if result else []


@pytest.fixture
def client(office, signed_in):
    return signed_in(office)


@pytest.fixture
def period(db):
    """The first quarter of last school year, which is over."""
    return PeriodFactory(year=SchoolYearFactory(start_year=2025))


@pytest.fixture
def draft(period):
    """A figure in a worksheet that is being filled in."""
    return ValueFactory(period=period, submission__state="draft", numerator=10)


@pytest.fixture
def approved(period):
    return ValueFactory(period=period, numerator=10)


def lock(period):
    ReportingPeriod.objects.filter(pk=period.pk).update(locked_at=timezone.now(), lock_note="Published.")


def answer(value, **fields):
    """What the form of a value sends."""
    return {"state": "reported", "numerator": "", "denominator": "", "stage": "", "stage_date": "", "reason": "",
            "seen": cells.version_of(value), **fields}  # fmt: skip


def test_a_figure_of_an_open_worksheet_is_changed_and_its_version_counts(client, office, draft):
    response = client.post(address(Value, "change", draft.pk), answer(draft, numerator="12"))
    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.numerator, draft.version, draft.entered_by) == (12, 2, office)


@pytest.mark.parametrize("fields", [{"numerator": "12", "denominator": "5"}, {"state": "not_available"}, {}])
def test_a_figure_is_checked_as_on_the_worksheet(fields, client, draft):
    response = client.post(address(Value, "change", draft.pk), answer(draft, **fields))
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    draft.refresh_from_db()
    assert (draft.numerator, draft.version) == (10, 1)


def test_the_second_of_two_people_is_told_what_the_first_wrote(client, draft):
    sent = answer(draft, numerator="12")
    Value.objects.filter(pk=draft.pk).update(numerator=11, version=2)
    response = client.post(address(Value, "change", draft.pk), sent)
    assert "Somebody changed this figure to 11 since you opened the page." in response.content.decode()
    draft.refresh_from_db()
    assert draft.numerator == 11


@pytest.mark.parametrize("standing", ["approved", "submitted", "locked", "counted"])
def test_a_figure_that_stands_is_read_only_and_stays(standing, client, draft, period):
    if standing == "locked":
        lock(period)
    elif standing == "counted":
        Value.objects.filter(pk=draft.pk).update(counted=True)
    else:
        draft.submission.state, draft.submission.submitted_at = standing, NOW
        draft.submission.save()
    url = address(Value, "change", draft.pk)
    assert b'name="numerator"' not in client.get(url).content
    assert client.post(url, answer(draft, numerator="12")).status_code == 403
    assert client.post(address(Value, "delete", draft.pk), {"post": "yes"}).status_code == 403
    action = {"action": "delete_selected", "_selected_action": [draft.pk], "post": "yes"}
    client.post(address(Value, "changelist"), action)
    draft.refresh_from_db()
    assert draft.numerator == 10


def test_deleting_says_how_many_stand_and_why(client, approved):
    lock(approved.period)
    action = {"action": "delete_selected", "_selected_action": [approved.pk]}
    page = client.post(address(Value, "changelist"), action).content.decode()
    assert "1 in locked periods: their figures stand" in page


@pytest.mark.parametrize("page", ["change", "action"])
def test_what_the_database_refuses_in_between_is_a_sentence(page, client, draft, monkeypatch):
    """The period is locked after the page was checked and before it is saved."""
    def save(self, request, obj, form, change):
        lock(obj.period)
        obj.save()

    def delete(self, request, queryset):
        lock(draft.period)
        queryset.delete()

    monkeypatch.setattr(ValueAdmin, "save_model", save)
    monkeypatch.setattr(ValueAdmin, "delete_queryset", delete)
    if page == "change":
        response = client.post(address(Value, "change", draft.pk), answer(draft, numerator="12"), follow=True)
    else:
        action = {"action": "delete_selected", "_selected_action": [draft.pk], "post": "yes"}
        response = client.post(address(Value, "changelist"), action, follow=True)
    assert said(response) == [
        "Nothing was changed. The period is locked: its figures stand. To change one, open the period again under "
        "Set-up and say why."
    ]
    draft.refresh_from_db()
    assert (draft.numerator, draft.period.is_locked) == (10, False)


def row_of(value, number):
    reporter = value.submission.organization.slug
    return f"organization,period,measure,numerator\n{reporter},{value.period.code},{value.measure.code},{number}\n"


def test_an_import_changes_figures_by_the_worksheets_own_way(client, office, draft):
    assert imported(client, Value, row_of(draft, 14)) == []
    draft.refresh_from_db()
    assert (draft.numerator, draft.version, draft.entered_by) == (14, 2, office)


def test_an_import_begins_a_worksheet(client, period):
    measure, organization = MeasureFactory(), OrganizationFactory()
    content = f"organization,period,measure,numerator\n{organization.slug},{period.code},{measure.code},7\n"
    assert imported(client, Value, content) == []
    value = Value.objects.get()
    assert (value.numerator, value.submission.organization, value.submission.state) == (7, organization, "draft")


def test_rows_without_an_answer_are_left_out(client, period):
    measure, organization = MeasureFactory(), OrganizationFactory()
    content = f"organization,period,measure,numerator\n{organization.slug},{period.code},{measure.code},\n"
    assert imported(client, Value, content) == []
    assert not Value.objects.exists()


@pytest.mark.parametrize(
    ("standing", "sentence"), [("approved", "Approved"), ("submitted", "Submitted"), ("locked", "is locked")]
)
def test_an_import_into_what_stands_is_refused(standing, sentence, client, draft):
    if standing == "locked":
        lock(draft.period)
    else:
        draft.submission.state, draft.submission.submitted_at = standing, NOW
        draft.submission.save()
    problems = imported(client, Value, row_of(draft, 14))
    assert len(problems) == 1
    assert sentence in problems[0]
    draft.refresh_from_db()
    assert draft.numerator == 10


def test_an_import_does_not_overwrite_what_is_counted_from_records(client, period):
    measure = MeasureFactory(source=next(iter(SOURCES)), reporters=["office"])
    agreed = AssignmentFactory(measure=measure, year=period.year, mode="records")
    content = f"organization,period,measure,numerator\n{agreed.organization.slug},{period.code},{measure.code},3\n"
    assert imported(client, Value, content) == ["This figure is counted from records. It changes with the records."]


@pytest.mark.parametrize(
    ("kind", "cells_of_row", "problem"),
    [
        (PercentFactory, "12,5,,,", "more than"),
        (PercentFactory, "12,,,,", "of how many"),
        (MeasureFactory, "-3,,,,", "negative"),
        (MeasureFactory, "1.5,,,,", "decimals"),
        (MeasureFactory, "many,,,,", "“many” is no number."),
        (MilestoneFactory, ",,7,2025-09-01,", "Choose one of the stages"),
        (MeasureFactory, "3,9,,,", "has one number"),
    ],
)
def test_imported_figures_are_checked_as_on_the_worksheet(kind, cells_of_row, problem, client, period):
    organization, measure = OrganizationFactory(kind="office"), kind()
    header = "organization,period,measure,numerator,denominator,stage,stage_date,reason"
    content = f"{header}\n{organization.slug},{period.code},{measure.code},{cells_of_row}\n"
    problems = imported(client, Value, content)
    assert len(problems) == 1
    assert problem.lower() in problems[0].lower()
    assert not Value.objects.exists()


@pytest.mark.parametrize("form", ["0", "1"])
def test_exported_figures_come_back_as_they_are(form, client, draft, approved):
    content = client.post(address(Value, "export"), {"format": form, "resource": "0"}).content
    upload = SimpleUploadedFile("values", content)
    response = client.post(address(Value, "import"), {"format": form, "resource": "0", "import_file": upload})
    totals = response.context["result"].totals
    assert (totals["new"], totals["update"], totals["skip"]) == (0, 0, 2)


def test_a_locked_period_is_read_only(client, period):
    lock(period)
    url = address(ReportingPeriod, "change", period.pk)
    assert client.get(url).status_code == 200
    assert client.post(url, {"due": "2026-01-01"}).status_code == 403
    assert client.post(address(ReportingPeriod, "delete", period.pk), {"post": "yes"}).status_code == 403


def test_a_period_is_neither_locked_nor_opened_by_editing_fields(client, period):
    fields = {"starts": period.starts, "ends": period.ends, "due": "2025-12-01", "locked_at_0": "2026-01-01",
              "locked_at_1": "10:00", "lock_note": "x"}  # fmt: skip
    assert client.post(address(ReportingPeriod, "change", period.pk), fields).status_code == 302
    period.refresh_from_db()
    assert (period.due, period.locked_at, period.lock_note) == (datetime.date(2025, 12, 1), None, "")


def test_a_measures_series_stays_once_there_are_figures(client, approved):
    measure = approved.measure
    page = client.get(address(Measure, "change", measure.pk)).content
    assert b'name="kind"' not in page
    assert b'name="code"' not in page
    problems = imported(client, Measure, f"code,timing\n{measure.code},stock\n")
    assert problems == ["The measure has figures, so this stays. Make a new measure instead."]
    measure.refresh_from_db()
    assert measure.timing == "flow"


def test_a_measures_code_is_given_once(client):
    page = client.get(address(Measure, "change", MeasureFactory().pk)).content
    assert b'name="code"' not in page
    assert b'name="kind"' in page


def test_frozen_figures_are_only_looked_at(client, period):
    figure = FrozenFigure.objects.create(measure=MeasureFactory(), period=period, span="period", numerator=12)
    assert client.get(address(FrozenFigure, "change", figure.pk)).status_code == 200
    assert client.get(address(FrozenFigure, "add")).status_code == 403
    assert client.post(address(FrozenFigure, "change", figure.pk), {"numerator": 13}).status_code == 403
    assert client.post(address(FrozenFigure, "delete", figure.pk), {"post": "yes"}).status_code == 403
    action = {"action": "delete_selected", "_selected_action": [figure.pk], "post": "yes"}
    client.post(address(FrozenFigure, "changelist"), action)
    figure.refresh_from_db()
    assert figure.numerator == 12
    with pytest.raises(NoReverseMatch):
        address(FrozenFigure, "import")


def test_history_says_who_changed_what(client, office, draft):
    client.post(address(Value, "change", draft.pk), answer(draft, numerator="12"))
    page = client.get(address(Value, "history", draft.pk))
    latest, first = page.context["happenings"]
    assert (latest.who, latest.kind) == (str(office), "Changed")
    assert ("numerator", "10", "12") in latest.changes
    assert ("version", "1", "2") in latest.changes
    assert ("entered by", "", str(office)) in latest.changes
    assert first.kind == "Added"


def test_history_stays_when_the_record_is_deleted(client, office, draft):
    assert client.post(address(Value, "delete", draft.pk), {"post": "yes"}).status_code == 302
    page = client.get(address(Value, "history", draft.pk))
    assert [(each.kind, each.who) for each in page.context["happenings"]] == [("Deleted", str(office)), ("Added", "")]


def test_revising_a_target_keeps_the_earlier_one_and_needs_a_reason(client, office, period):
    target = TargetFactory(year=period.year, value=100, reason="First")
    url = address(Target, "change", target.pk)
    fields = {"value": "120", "baseline": "", "first_due": "", "reason": "First"}
    assert "the reason of the one before" in client.post(url, fields).content.decode()
    assert client.post(url, fields | {"reason": "Two more districts"}).status_code == 302
    target.refresh_from_db()
    assert (target.value, target.replaced_at is None) == (100, False)
    new = Target.objects.current().get()
    assert (new.value, new.reason, new.set_by) == (Decimal(120), "Two more districts", office)
    assert client.post(url, fields).status_code == 403


def test_a_second_target_beside_one_that_stands_is_refused(client, period):
    target = TargetFactory(year=period.year)
    fields = {"measure": target.measure_id, "year": target.year_id, "organization": "", "value": "5", "reason": "x"}
    page = client.post(address(Target, "add"), fields).content.decode()
    assert "There is a target already." in page
    assert Target.objects.count() == 1


def test_a_new_target_is_set_as_on_the_set_up_page(client, office, period):
    fields = {"measure": MeasureFactory().pk, "year": period.year_id, "organization": "", "value": "5", "reason": ""}
    assert client.post(address(Target, "add"), fields).status_code == 302
    assert (Target.objects.get().value, Target.objects.get().set_by) == (5, office)


def test_an_imported_target_revises(client, period):
    target = TargetFactory(year=period.year, value=100, reason="First")
    header = "measure,year,organization,value,reason"
    row = f"{target.measure.code},{period.year},,120"
    assert imported(client, Target, f"{header}\n{row},First\n") == [
        "Say why the target is revised: this is the reason of the one before."
    ]
    assert imported(client, Target, f"{header}\n{row},Two more districts\n") == []
    target.refresh_from_db()
    assert (target.value, target.replaced_at is None) == (100, False)
    assert Target.objects.current().get().value == 120


def test_assignments_with_figures_are_not_deleted(client, approved):
    agreed = AssignmentFactory(
        measure=approved.measure, year=approved.period.year, organization=approved.submission.organization
    )
    client.post(address(Assignment, "delete", agreed.pk), {"post": "yes"})
    assert Assignment.objects.filter(pk=agreed.pk).exists()


def test_pages_of_many_rows_ask_as_often_as_pages_of_few(client, period):
    """A worksheet with its figures, and an event with those who came."""
    event, value = EventFactory(), ValueFactory(period=period)
    urls = [
        reverse("admin:wbl_event_change", args=[event.pk]),
        reverse("admin:indicators_submission_change", args=[value.submission_id]),
        reverse("admin:consortium_organization_change", args=[value.submission.organization_id]),
    ]
    counts = []
    for number in (3, 27):
        for _ in range(number):
            ParticipationFactory(event=event)
            ValueFactory(period=period, organization=value.organization)
            value.organization.memberships.create(user=UserFactory(), role="reporter")
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            counts.append(len(queries))
    assert counts[:3] == counts[3:]
