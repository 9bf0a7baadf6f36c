"""Which worksheets are due: one's own, and for the office everybody's by period, state and kind."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.tests.factories import CollegeFactory, MembershipFactory, OrganizationFactory, PeriodFactory
from indicators.tests import factories
from indicators.tests.sheets import address, owe, quarter
from indicators.worksheets import lists as worklists

TODAY = datetime.date(2025, 1, 20)  # quarter 2 of 2024-25 was due on January 15


@pytest.fixture
def period(db):
    return quarter(2)


def listed(client, **query):
    response = client.get(reverse("worksheets"), query)
    assert response.status_code == 200
    return response.content.decode()


def entry(organization, period, today=TODAY):
    return worklists.entries([organization], [period], today)[0]


def test_a_reporter_sees_their_organizations_and_no_others(reporter, signed_in, district, period):
    other = OrganizationFactory(name="Elsewhere Unified")
    owe(district, "EN-2.3a"), owe(other, "EN-2.4a")
    page = listed(signed_in(reporter))
    assert f'href="{address(district, period)}"' in page
    assert "0 of 1 answered" in page
    assert "Elsewhere" not in page


def test_locked_periods_are_earlier_ones(reporter, signed_in, district, period):
    owe(district, "EN-2.3a")
    locked = period.year.periods.get(number=1)
    locked.locked_at = datetime.datetime(2024, 11, 1, tzinfo=datetime.UTC)
    locked.save()
    page = listed(signed_in(reporter))
    assert page.index("2024-25 Q2") < page.index(">Earlier<") < page.index("2024-25 Q1")


def test_a_period_that_has_not_begun_is_not_listed(reporter, signed_in, district, period):
    owe(district, "EN-2.3a")
    future = PeriodFactory(
        year=period.year,
        number=3,
        starts=datetime.date(2099, 1, 1),
        ends=datetime.date(2099, 3, 31),
        due=datetime.date(2099, 4, 15),
    )
    assert str(future) not in listed(signed_in(reporter))


def test_who_belongs_to_several_organizations_sees_their_names(reporter, signed_in, district, period):
    other = CollegeFactory(name="City College")
    MembershipFactory(user=reporter, organization=other)
    owe(district, "EN-2.3a"), owe(other, "CP-8.1a", reporters=["college"])
    page = listed(signed_in(reporter))
    assert ("City College, 2024-25 Q2" in page, "Northside Union High, 2024-25 Q2" in page) == (True, True)


def test_a_worksheet_is_overdue_after_its_due_day_while_the_reporter_has_to_act(district, period):
    owe(district, "EN-2.3a")
    assert entry(district, period, datetime.date(2025, 1, 15)).days_overdue == 0
    assert entry(district, period, datetime.date(2025, 1, 16)).days_overdue == 1
    submission = factories.SubmissionFactory(organization=district, period=period, state="submitted")
    assert entry(district, period).days_overdue == 0
    submission.state, submission.review_comment = "returned", "x"
    submission.save()
    assert (entry(district, period).state, entry(district, period).days_overdue) == ("returned", 5)


def test_answered_counts_typed_regional_and_counted_figures_of_what_is_owed_alone(working_group, period):
    typed = owe(working_group, "EN-1.3b", reporters=["working_group"])
    owe(working_group, "EN-1.3c", reporters=["working_group"])
    owe(working_group, "EN-1.3d", mode="records", source="events.regional_meetings")
    submission = factories.SubmissionFactory(organization=working_group, period=period, state="draft")
    factories.ValueFactory(measure=typed, organization=None, period=period, submission=submission)
    not_owed = factories.MeasureFactory()
    factories.ValueFactory(measure=not_owed, organization=working_group, period=period, submission=submission)
    assert worklists.answered(working_group, period) == (2, 3)


def test_the_office_sees_all_organizations_of_the_period_with_the_counts_by_state(office, signed_in, district, period):
    college = CollegeFactory(name="City College")
    owe(district, "EN-2.3a"), owe(college, "CP-8.1a", reporters=["college"])
    factories.SubmissionFactory(organization=college, period=period, state="submitted")
    page = listed(signed_in(office), period=period.code)
    assert ("City College" in page, "Northside Union High" in page) == (True, True)
    assert ("<strong>1</strong> not begun" in page, "<strong>1</strong> submitted" in page) == (True, True)


def test_the_office_filters_by_state_and_kind(office, signed_in, district, period):
    college = CollegeFactory(name="City College")
    owe(district, "EN-2.3a"), owe(college, "CP-8.1a", reporters=["college"])
    factories.SubmissionFactory(organization=college, period=period, state="submitted")
    client = signed_in(office)

    def names(**query):
        page = listed(client, period=period.code, **query)
        return [name for name in ("City College", "Northside Union High") if name in page]

    assert names(state="not_begun") == ["Northside Union High"]
    assert names(state="submitted") == ["City College"]
    assert names(kind="college") == ["City College"]
    assert names(kind="college", state="not_begun") == []


def test_the_office_begins_with_the_open_period_that_ended_last(office, signed_in, period):
    quarter(1)
    assert "Worksheets, 2024-25 Q2" in listed(signed_in(office))


@pytest.mark.parametrize("query", [{"period": "2019-20-Q1"}, {"state": "lost"}, {"kind": "planet"}])
def test_a_list_that_cannot_be_is_not_found(office, signed_in, period, query):
    assert signed_in(office).get(reverse("worksheets"), query).status_code == 404


def test_one_organization_in_all_periods(office, reporter, signed_in, district, period):
    owe(district, "EN-2.3a")
    page = listed(signed_in(office), organization=district.slug)
    assert ("Worksheets of Northside Union High" in page, "2024-25 Q1" in page, "2024-25 Q2" in page) == (True,) * 3
    other = OrganizationFactory()
    response = signed_in(reporter).get(reverse("worksheets"), {"organization": other.slug})
    assert response.status_code == 404


def test_strangers_find_no_list(stranger, signed_in, db):
    assert signed_in(stranger).get(reverse("worksheets")).status_code == 404


def test_without_any_period_the_page_says_what_to_do(office, signed_in):
    page = listed(signed_in(office))
    assert "No period has begun" in page
    assert reverse("setup") in page


@pytest.mark.parametrize("who", ["office", "reporter"])
def test_the_list_takes_as_many_queries_for_many_organizations_as_for_few(who, request, signed_in, district, period):
    person = request.getfixturevalue(who)
    client = signed_in(person)

    def grow(number):
        for _ in range(number):
            organization = OrganizationFactory()
            if who == "reporter":
                MembershipFactory(user=person, organization=organization)
            for code in ("a", "b"):
                measure = owe(organization, f"EN-{organization.pk}.1{code}")
                factories.SubmissionFactory(organization=organization, period=period, state="draft")
                factories.ValueFactory(measure=measure, organization=organization, period=period)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            listed(client)
        return len(captured)

    grow(2)
    few = queries()
    grow(15)
    assert queries() == few
