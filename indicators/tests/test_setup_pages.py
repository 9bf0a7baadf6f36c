"""The set-up pages: what they show, what they save, and what they say when something is wrong."""

import re
from datetime import date

import pytest
from django.urls import reverse

from consortium.models import ReportingPeriod, SchoolYear
from consortium.tests.factories import OrganizationYearFactory, SchoolYearFactory, quarters
from goals.models import Edition
from goals.tests.factories import EditionFactory, FrameworkFactory
from indicators.models import StageReached, Target
from indicators.planning.missing import editions_in_force
from indicators.tests.factories import (
    AssignmentFactory,
    MeasureFactory,
    MilestoneFactory,
    PercentFactory,
    SubmissionFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(office, signed_in):
    return signed_in(office)


@pytest.fixture
def year(db):
    return quarters(2024)[0].year


@pytest.fixture
def place(year):
    return {"placed__indicator__goal__edition__first_year": year}


def text(response):
    """What a reader sees: tags left out, space folded."""
    body = response.content.decode().split("<main", 1)[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", body))


def test_without_a_school_year_the_page_says_what_to_do(client):
    assert "No school year is open" in text(client.get("/setup/"))


def test_the_overview_says_what_is_missing(client, year, place):
    MeasureFactory(**place)
    PercentFactory(placed__given_target=100, **place)
    MilestoneFactory(**place)
    OrganizationYearFactory(year=year)
    page = text(client.get("/setup/"))
    for sentence in (
        "3 measures are owed by nobody",
        "1 measure has no target for the region",
        "1 milestone has no due dates",
        "1 partner has grades that nobody has confirmed",
    ):
        assert sentence in page


def test_a_complete_year_says_so(client, year, place):
    measure = MeasureFactory(**place)
    fact = OrganizationYearFactory(year=year, grades_confirmed=True)
    AssignmentFactory(measure=measure, year=year, organization=fact.organization)
    TargetFactory(measure=measure, year=year)
    assert "Nothing is missing" in text(client.get("/setup/"))


def test_a_later_edition_leaves_earlier_years_alone(client, year, place):
    MeasureFactory(**place)
    later = SchoolYearFactory(start_year=2025)
    MeasureFactory(placed__indicator__goal__edition__first_year=later)
    OrganizationYearFactory(year=year, grades_confirmed=True)
    assert "1 measure is owed by nobody" in text(client.get("/setup/years/2024-25/"))


def test_the_editions_of_many_years_are_those_of_each_alone_also_before_the_first(year):
    years = [SchoolYearFactory(start_year=start) for start in (2020, 2023)] + [year]
    years += [SchoolYearFactory(start_year=start) for start in (2025, 2026, 2028)]
    for code, starts in (("EN", (2023, 2026)), ("CP", (2025,))):
        for first_year in [one for one in years if one.start_year in starts]:
            EditionFactory(framework=FrameworkFactory(code=code), first_year=first_year)
    together = editions_in_force(years)
    assert together == {one.pk: {edition.pk for edition in Edition.objects.in_force(one)} for one in years}
    assert [len(together[one.pk]) for one in years] == [2] * 6


def test_a_year_is_opened(client):
    response = client.post("/setup/years/new/", {"start_year": "2026", "periods": "quarters"})
    assert response.url == "/setup/years/2026-27/"
    assert ReportingPeriod.objects.count() == 4


@pytest.mark.parametrize(
    ("start_year", "periods", "sentence"),
    [
        ("26", "quarters", "Write a calendar year with four digits, such as 2026."),
        ("soon", "quarters", "Write a calendar year with four digits, such as 2026."),
        ("2099", "whole", "2099-00 is not over yet, so its annual totals cannot be known."),
        ("2024", "whole", "2024-25 has quarters already."),
    ],
)
def test_a_year_that_cannot_be_is_refused(client, year, start_year, periods, sentence):
    response = client.post("/setup/years/new/", {"start_year": start_year, "periods": periods})
    assert response.status_code == 422
    assert sentence in text(response)
    assert f'value="{start_year}"' in response.content.decode()
    assert SchoolYear.objects.count() == 1


def test_the_switch_for_charters_is_saved(client, year):
    client.post("/setup/years/2024-25/", {"charters_count": "on"})
    assert SchoolYear.objects.get().charters_count is True
    client.post("/setup/years/2024-25/", {})
    assert SchoolYear.objects.get().charters_count is False


def test_missing_assignments_are_proposed(client, year, place):
    MeasureFactory(**place)
    OrganizationYearFactory(year=year)
    response = client.post("/setup/years/2024-25/", {"propose": "1"}, follow=True)
    assert "1 assignment was added." in text(response)
    assert year.assignments.count() == 1


def test_a_due_date_is_moved(client, year):
    client.post("/setup/periods/2024-25-Q1/", {"set_due": "1", "due": "2024-10-31"})
    assert year.periods.get(number=1).due == date(2024, 10, 31)


def test_a_due_date_before_the_end_is_refused(client, year):
    response = client.post("/setup/periods/2024-25-Q1/", {"set_due": "1", "due": "2024-09-01"})
    assert response.status_code == 422
    assert "The period ends on September 30, 2024: choose that day or later." in text(response)
    assert 'value="2024-09-01"' in response.content.decode()
    assert year.periods.get(number=1).due == date(2024, 10, 15)


def test_a_period_is_locked_and_opened_again(client, year, office):
    client.post("/setup/periods/2024-25-Q1/", {"lock": "1", "note": "All reviewed"})
    page = text(client.get("/setup/periods/2024-25-Q1/"))
    assert f"by {office}: All reviewed" in page
    client.post("/setup/periods/2024-25-Q1/", {"unlock": "1", "reason": "Corrections came in"})
    assert "Opened again: Corrections came in" in text(client.get("/setup/"))
    assert "Opened again Corrections came in office@example.org" in text(client.get("/setup/periods/2024-25-Q1/"))


def fingerprint(response):
    return re.search(r'name="seen" value="([^"]*)"', response.content.decode()).group(1)


def test_what_is_not_approved_has_to_be_confirmed(client, year):
    fact = OrganizationYearFactory(year=year, organization__name="Late Unified")
    AssignmentFactory(year=year, organization=fact.organization)
    page = client.get("/setup/periods/2024-25-Q1/")
    assert "1 worksheet is not approved" in text(page)
    assert "Late Unified Not begun" in text(page)
    data = {"lock": "1", "note": "Time is up", "seen": fingerprint(page)}
    response = client.post("/setup/periods/2024-25-Q1/", data)
    assert "Tick this to lock the period without them" in text(response)
    assert 'value="Time is up"' in response.content.decode()
    assert not year.periods.get(number=1).is_locked
    client.post("/setup/periods/2024-25-Q1/", {**data, "confirmed": "on"})
    assert year.periods.get(number=1).is_locked


def test_a_list_that_changed_meanwhile_is_shown_before_locking(client, year):
    fact = OrganizationYearFactory(year=year)
    AssignmentFactory(year=year, organization=fact.organization)
    seen = fingerprint(client.get("/setup/periods/2024-25-Q1/"))
    SubmissionFactory(organization=fact.organization, period=year.periods.get(number=1), state="submitted")
    data = {"lock": "1", "note": "Time is up", "seen": seen, "confirmed": "on"}
    response = client.post("/setup/periods/2024-25-Q1/", data)
    assert "The list of worksheets has changed since you opened this page." in text(response)
    assert not year.periods.get(number=1).is_locked
    client.post("/setup/periods/2024-25-Q1/", {**data, "seen": fingerprint(response)})
    assert year.periods.get(number=1).is_locked


def test_targets_are_saved_as_people_write_them(client, year, place, office):
    measure = MeasureFactory(code="EN-2.4a", **place)
    percent = PercentFactory(code="EN-3.2b", **place)
    data = {
        "EN-2.4a-value": "1,200",
        "EN-2.4a-baseline": "900",
        "EN-2.4a-first_due": "2024-10-01",
        "EN-3.2b-value": "85.5 %",
    }
    assert client.post("/setup/targets/2024-25/", data).status_code == 302
    assert list(
        Target.objects.order_by("measure__code").values_list("measure", "value", "baseline", "first_due", "set_by")
    ) == [
        (measure.pk, 1200, 900, date(2024, 10, 1), office.pk),
        (percent.pk, pytest.approx(85.5), None, None, office.pk),
    ]


def test_a_wrong_row_saves_nothing_and_keeps_what_was_typed(client, year, place):
    MeasureFactory(code="EN-2.4a", **place)
    MeasureFactory(code="EN-2.5a", **place)
    response = client.post("/setup/targets/2024-25/", {"EN-2.4a-value": "many", "EN-2.5a-value": "77"})
    assert response.status_code == 422
    assert "“many” is not a number. Write digits, such as 120 or 85.5." in text(response)
    body = response.content.decode()
    assert ('value="many"' in body, 'value="77"' in body) == (True, True)
    assert not Target.objects.exists()


def test_a_rule_that_refuses_speaks_beside_its_cell(client, year, place):
    measure = MeasureFactory(code="EN-2.4a", **place)
    target = TargetFactory(measure=measure, year=year, value=100)
    response = client.post("/setup/targets/2024-25/", {"EN-2.4a-value": "90", "EN-2.4a-seen": target.pk})
    assert 'id="EN-2.4a-reason-error">Say why' in response.content.decode()
    assert Target.objects.get() == target


def test_who_was_overtaken_sees_both_and_saves_again(client, year, place):
    measure = MeasureFactory(code="EN-2.4a", **place)
    TargetFactory(measure=measure, year=year, value=100)
    data = {"EN-2.4a-value": "90", "EN-2.4a-reason": "Less", "EN-2.4a-seen": ""}
    response = client.post("/setup/targets/2024-25/", data)
    assert "Somebody set target 100, baseline none since you opened this page. You typed target 90" in text(response)
    seen = re.search(r'name="EN-2.4a-seen" value="(\d+)"', response.content.decode()).group(1)
    client.post("/setup/targets/2024-25/", {**data, "EN-2.4a-seen": seen})
    assert Target.objects.current().get().value == 90


def test_a_wrong_row_elsewhere_does_not_hide_that_somebody_was_overtaken(client, year, place):
    measure = MeasureFactory(code="EN-2.4a", **place)
    MeasureFactory(code="EN-2.5a", **place)
    TargetFactory(measure=measure, year=year, value=100)
    data = {"EN-2.4a-value": "90", "EN-2.4a-reason": "Less", "EN-2.4a-seen": "", "EN-2.5a-value": "many"}
    response = client.post("/setup/targets/2024-25/", data)
    assert 'name="EN-2.4a-seen" value=""' in response.content.decode()


def test_an_organization_has_targets_for_what_it_owes(client, year, place):
    owed, other = MeasureFactory(code="EN-2.4a", **place), MeasureFactory(code="EN-2.5a", **place)
    fact = OrganizationYearFactory(year=year, organization__slug="example")
    AssignmentFactory(measure=owed, year=year, organization=fact.organization)
    address = "/setup/targets/2024-25/?organization=example"
    page = text(client.get(address))
    assert (owed.code in page, other.code in page) == (True, False)
    assert client.post(address, {"EN-2.4a-value": "7"}).url == address
    assert Target.objects.get().organization == fact.organization


def test_the_history_of_a_target_keeps_what_it_was(client, year, place):
    measure = PercentFactory(code="EN-3.2b", placed__given_target=100, **place)
    client.post("/setup/targets/2024-25/", {"EN-3.2b-value": "80", "EN-3.2b-reason": "Agreed in October"})
    first = Target.objects.get()
    data = {"EN-3.2b-value": "85", "EN-3.2b-reason": "Raised by the board", "EN-3.2b-seen": first.pk}
    client.post("/setup/targets/2024-25/", data)
    page = text(client.get(reverse("setup_target_history", args=["2024-25", measure.code])))
    places = [page.index(words) for words in ("Raised by the board", "Agreed in October", "Set by the goal document")]
    assert places == sorted(places)
    assert page.count("Stands") == 1


def test_due_dates_are_saved_together(client, year, place):
    MilestoneFactory(code="EN-1.1a", **place)
    client.post("/setup/milestones/2024-25/", {"EN-1.1a-1-due": "2024-10-01", "EN-1.1a-2-due": "2025-01-15"})
    assert list(StageReached.objects.values_list("stage", "due")) == [(1, date(2024, 10, 1)), (2, date(2025, 1, 15))]


def test_due_dates_out_of_order_speak_beside_their_cell(client, year, place):
    MilestoneFactory(code="EN-1.1a", **place)
    data = {"EN-1.1a-1-due": "2025-01-15", "EN-1.1a-3-due": "2024-10-01"}
    response = client.post("/setup/milestones/2024-25/", data)
    assert response.status_code == 422
    assert 'id="EN-1.1a-3-error">“approved” comes after “drafted”' in response.content.decode()
    assert 'value="2024-10-01"' in response.content.decode()
    assert not StageReached.objects.exists()


def test_a_day_that_is_none_is_refused(client, year, place):
    MilestoneFactory(code="EN-1.1a", **place)
    response = client.post("/setup/milestones/2024-25/", {"EN-1.1a-1-due": "someday"})
    assert "This is not a day. Write it as 2026-10-01." in text(response)
