"""Confirming proposed grades, many at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.models import OrganizationYear
from consortium.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def address():
    factories.SchoolYearFactory(start_year=2026)
    return reverse("grades", args=["2026-27"])


def facts(organization, lowest=None, highest=None, **fields):
    fields = {"high_school_district": False} | fields
    return factories.OrganizationYearFactory(
        organization=organization, lowest_grade=lowest, highest_grade=highest, **fields
    )


def posted(*rows):
    data = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows)}
    for number, row in enumerate(rows):
        data |= {f"form-{number}-{name}": value for name, value in row.items()}
    return data


def test_ticked_rows_are_confirmed_as_chosen_and_the_others_stay(signed_in, office, district, address):
    first, second = facts(district, 9, 12), facts(factories.SchoolFactory(parent=district), 0, 6)
    third = facts(factories.SchoolFactory(parent=district))
    data = posted(
        {"key": first.pk, "lowest_grade": 7, "highest_grade": 12, "high_school_district": "on", "confirmed": "on"},
        {"key": second.pk, "lowest_grade": 0, "highest_grade": 12, "high_school_district": "on", "confirmed": "on"},
        {"key": third.pk, "lowest_grade": 6, "highest_grade": 8},
    )
    assert signed_in(office).post(address, data).status_code == 302
    rows = OrganizationYear.objects.order_by("pk").values_list(
        "lowest_grade", "highest_grade", "high_school_district", "grades_confirmed"
    )
    assert list(rows) == [(7, 12, True, True), (0, 12, False, True), (None, None, False, False)]


@pytest.mark.parametrize(
    ("row", "field", "sentence"),
    [
        ({"lowest_grade": 8, "highest_grade": 6}, "highest_grade", "The highest grade comes before the lowest."),
        ({"lowest_grade": 8}, "highest_grade", "Give both grades, or neither."),
        ({}, "lowest_grade", "Choose the grades before you confirm them."),
    ],
)
def test_one_wrong_row_and_none_is_saved(signed_in, office, district, address, row, field, sentence):
    right, wrong = facts(district, 9, 12), facts(factories.SchoolFactory(parent=district))
    data = posted(
        {"key": right.pk, "lowest_grade": 9, "highest_grade": 12, "confirmed": "on"},
        {"key": wrong.pk, "confirmed": "on"} | row,
    )
    response = signed_in(office).post(address, data)
    assert response.status_code == 422
    assert response.context["formset"].forms[1].errors[field] == [sentence]
    assert wrong.organization.name in response.content.decode()
    assert not OrganizationYear.objects.filter(grades_confirmed=True).exists()


def test_rows_of_another_year_are_out_of_reach(signed_in, office, district, address):
    other = facts(district, 9, 12, year=factories.SchoolYearFactory(start_year=2025))
    row = {"key": other.pk, "lowest_grade": 1, "highest_grade": 2, "confirmed": "on"}
    signed_in(office).post(address, posted(row))
    other.refresh_from_db()
    assert (other.lowest_grade, other.grades_confirmed) == (9, False)


def test_confirmed_and_closed_organizations_are_not_listed_and_filters_narrow(signed_in, office, district, address):
    facts(district, 9, 12, grades_confirmed=True)
    school = factories.SchoolFactory(parent=district, name="Northside Middle")
    other = factories.SchoolFactory(name="Elsewhere High")
    facts(school, 6, 8), facts(other)
    client = signed_in(office)

    def listed(**asked):
        return [row.organization.name for row in client.get(address, asked).context["page"]]

    assert listed() == ["Elsewhere High", "Northside Middle"]
    assert listed(district=district.slug) == ["Northside Middle"]
    assert listed(kind="college") == []
    assert listed(proposal="no") == ["Elsewhere High"]
    assert listed(q="middle") == ["Northside Middle"]


def test_the_page_takes_as_many_queries_for_many_rows_as_for_few(signed_in, office, district, address):
    client = signed_in(office)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    facts(factories.SchoolFactory(parent=district), 0, 6)
    few = queries()
    for _ in range(20):
        facts(factories.SchoolFactory(parent=district), 0, 6)
    assert queries() == few


def test_damaged_keys_confirm_nothing(signed_in, office, district, address):
    facts(district, 9, 12)
    row = {"key": "x", "lowest_grade": 1, "highest_grade": 2, "confirmed": "on"}
    assert signed_in(office).post(address, posted(row)).status_code == 422
    assert signed_in(office).post(address, {}).status_code == 422
    assert not OrganizationYear.objects.filter(grades_confirmed=True).exists()
