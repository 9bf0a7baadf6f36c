"""Who owes what, set for many organizations at once on one page."""

import re

import pytest

from consortium.tests.factories import OfficeOrganizationFactory, OrganizationYearFactory, SchoolYearFactory
from indicators.models import Assignment
from indicators.planning import set_assignments
from indicators.tests.factories import AssignmentFactory, MeasureFactory, ValueFactory
from indicators.views import setup_assignments

pytestmark = pytest.mark.django_db
ADDRESS = "/setup/assignments/2026-27/?goal=EN-2&kind=districts"


@pytest.fixture
def year(db):
    return SchoolYearFactory(start_year=2026)


@pytest.fixture
def measures(year):
    place = {"placed__indicator__goal__edition__first_year": year}
    return [MeasureFactory(code=f"EN-2.{number}a", **place) for number in (3, 4)]


@pytest.fixture
def districts(year):
    return [OrganizationYearFactory(year=year, organization__name=f"District {n}").organization for n in range(3)]


@pytest.fixture
def client(office, signed_in):
    return signed_in(office)


def owed(year):
    rows = Assignment.objects.in_year(year).order_by("organization__name", "measure__code")
    return list(rows.values_list("organization__name", "measure__code", "mode"))


def name(organization, measure):
    return f"c-{organization.pk}-{measure.pk}"


def seen(response):
    return re.search(r'name="seen" value="([^"]*)"', response.content.decode()).group(1)


def test_single_cells_are_set(client, year, measures, districts):
    response = client.post(ADDRESS, {"seen": "", name(districts[1], measures[0]): "t"}, follow=True)
    assert owed(year) == [("District 1", "EN-2.3a", "totals")]
    assert "1 assignment was changed." in response.content.decode()


def test_a_column_is_set_for_all_at_once(client, year, measures, districts):
    unreadable = f"x {'9' * 5000}-1:t 1-{'9' * 5000}:t"
    response = client.post(ADDRESS, {"seen": unreadable, f"all-{measures[1].pk}": "t"}, follow=True)
    assert owed(year) == [(f"District {n}", "EN-2.4a", "totals") for n in range(3)]
    assert "3 assignments were changed." in response.content.decode()


def test_a_column_reaches_the_other_pages_too(client, year, measures, districts, monkeypatch):
    monkeypatch.setattr(setup_assignments, "MOST_CELLS", 2)
    AssignmentFactory(measure=measures[0], year=year, organization=districts[2])
    client.post(ADDRESS, {"seen": "", f"all-{measures[0].pk}": "t"})
    assert owed(year) == [(f"District {n}", "EN-2.3a", "totals") for n in range(3)]
    page_2 = client.get(f"{ADDRESS}&page=2").content.decode()
    assert ("District 1" in page_2, "District 2" in page_2) == (True, False)


def test_a_column_takes_all_away(client, year, measures, districts):
    for district in districts:
        AssignmentFactory(measure=measures[0], year=year, organization=district)
    page = client.get(ADDRESS)
    client.post(ADDRESS, {"seen": seen(page), f"all-{measures[0].pk}": "-"})
    assert owed(year) == []


def test_a_column_passes_over_who_cannot_owe_it(client, year, measures, districts):
    districts[0].years.update(highest_grade=5)
    client.post(ADDRESS, {"seen": "", f"all-{measures[0].pk}": "t"})
    assert owed(year) == [("District 1", "EN-2.3a", "totals"), ("District 2", "EN-2.3a", "totals")]


def test_what_was_not_touched_stays(client, year, measures, districts):
    AssignmentFactory(measure=measures[0], year=year, organization=districts[0], mode="totals")
    page = client.get(ADDRESS)
    client.post(ADDRESS, {"seen": seen(page), name(districts[0], measures[0]): "t"})
    assert owed(year) == [("District 0", "EN-2.3a", "totals")]


def test_an_assignment_with_figures_is_not_dropped_in_silence(client, year, measures, districts):
    AssignmentFactory(measure=measures[0], year=year, organization=districts[0])
    ValueFactory(measure=measures[0], organization=districts[0], period__year=year)
    page = client.get(ADDRESS)
    data = {"seen": seen(page), name(districts[0], measures[0]): "-"}
    response = client.post(ADDRESS, data)
    assert response.status_code == 422
    assert "District 0, EN-2.3a: answered for Q1" in response.content.decode()
    assert len(owed(year)) == 1
    client.post(ADDRESS, {**data, "drop_reported": "1"})
    assert owed(year) == []
    assert measures[0].values.count() == 1


def test_the_second_of_two_people_is_told(client, year, measures, districts):
    AssignmentFactory(measure=measures[0], year=year, organization=districts[0])
    page = client.get(ADDRESS)
    Assignment.objects.update(mode="records")
    data = {"seen": seen(page), name(districts[0], measures[0]): "-", name(districts[1], measures[0]): "t"}
    response = client.post(ADDRESS, data)
    assert response.status_code == 422
    assert "Somebody set “counted from records” since you opened this page." in response.content.decode()
    assert owed(year) == [("District 0", "EN-2.3a", "records")]
    client.post(ADDRESS, {**data, "seen": seen(response)})
    assert owed(year) == [("District 1", "EN-2.3a", "totals")]


def test_records_are_offered_and_taken_only_where_they_are_built(client, year, districts, measures):
    place = {"placed__indicator__goal__edition__first_year": year}
    built = MeasureFactory(code="EN-2.9a", source="events.regional_meetings", **place)
    page = client.get(ADDRESS).content.decode()
    assert page.count('value="r"') == 1 + len(districts)
    response = client.post(ADDRESS, {"seen": "", f"all-{measures[0].pk}": "r", f"all-{built.pk}": "r"})
    assert response.status_code == 422
    assert "EN-2.3a cannot be counted from records yet. Choose totals." in response.content.decode()
    assert owed(year) == []


def test_who_cannot_owe_it_is_refused(year, measures):
    office = OfficeOrganizationFactory()
    pair = office.pk, measures[0].pk
    changes = set_assignments(year, {pair: "totals"}, {})
    assert list(changes.refused) == [pair]
    assert owed(year) == []


def test_what_cannot_be_owed_any_more_can_be_taken_away(client, year, measures, districts):
    AssignmentFactory(measure=measures[0], year=year, organization=districts[0])
    districts[0].years.update(highest_grade=5)
    page = client.get(ADDRESS)
    client.post(ADDRESS, {"seen": seen(page), name(districts[0], measures[0]): "-"})
    assert owed(year) == []


@pytest.mark.parametrize("nonsense", ["x", "1-2:z", "a-b:t", "1:t -:r"])
def test_a_garbled_page_changes_nothing(client, year, measures, districts, nonsense):
    response = client.post(ADDRESS, {"seen": nonsense, "c-1-x": "t", name(districts[0], measures[0]): "?"})
    assert response.status_code == 302
    assert owed(year) == []


def test_an_empty_choice_says_what_to_do(client, measures):
    page = client.get(ADDRESS).content.decode()
    assert "Choose another goal or kind of organization." in page


def test_a_year_without_goals_says_so(client, year):
    assert "No goals hold in this year" in client.get("/setup/assignments/2026-27/").content.decode()


def test_saving_takes_the_same_queries_for_many(client, year, measures, django_assert_max_num_queries):
    for _ in range(60):
        OrganizationYearFactory(year=year)
    with django_assert_max_num_queries(30):
        client.post(ADDRESS, {"seen": "", f"all-{measures[0].pk}": "t", f"all-{measures[1].pk}": "t"})
    assert Assignment.objects.count() == 120
