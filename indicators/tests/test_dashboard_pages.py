"""The dashboards: what they show, to whom, and that they take no more queries as data grows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consortium.tests.factories import OrganizationFactory, SchoolYearFactory, quarters
from goals.models import Goal
from indicators.loading import load_frameworks
from indicators.models import Measure
from indicators.planning import open_past_year
from indicators.tests.factories import AssignmentFactory, SubmissionFactory, TargetFactory, ValueFactory

pytestmark = pytest.mark.django_db

PAGES = ["/", "/goals/", "/goals/en/", "/goals/en/2/"]
PAGES += ["/indicators/EN-2.4/", "/indicators/CP-1.1/", "/indicators/CP-1.3/"]
CHOICE = "?year=2026-27&through=Q2"


@pytest.fixture
def year_quarters():
    periods = quarters(2026)
    load_frameworks(periods[0].year)
    return periods


def report_fairs(periods, organizations):
    """Every district types its fairs, percentages and students for two quarters."""
    measures = Measure.objects.filter(code__in=["EN-2.4a", "EN-2.7a", "CP-3.1b", "CP-8.1b", "CP-1.1a"])
    for organization in OrganizationFactory.create_batch(organizations):
        for measure in measures:
            AssignmentFactory(measure=measure, year=periods[0].year, organization=organization)
            for period in periods[:2]:
                ValueFactory(
                    measure=measure,
                    organization=organization,
                    period=period,
                    numerator=20,
                    denominator=25 if measure.is_percent else None,
                )


def test_all_fourteen_goals_are_there_in_order_with_their_short_titles(signed_in, member, year_quarters):
    page = signed_in(member).get(f"/goals/{CHOICE}").content.decode()
    titles = list(Goal.objects.values_list("short_title", flat=True))
    assert len(titles) == 14
    assert [title for title in titles if title not in page.replace("&#x27;", "'")] == []


def test_a_goal_shows_its_text_and_indicators_verbatim(signed_in, member, year_quarters):
    page = signed_in(member).get(f"/goals/en/6/{CHOICE}").content.decode()
    assert "“bridge programs” and related proven strategies" in page
    assert "Completion of one K-12-CC convening to address identified challenges" in page


def test_each_number_leads_to_what_it_is_made_of(signed_in, office, year_quarters, district):
    fairs = Measure.objects.get(code="EN-2.4a")
    AssignmentFactory(measure=fairs, year=year_quarters[0].year, organization=district)
    ValueFactory(measure=fairs, organization=district, period=year_quarters[0], numerator=1234)
    client = signed_in(office)
    goal = client.get(f"/goals/en/2/{CHOICE}").content.decode()
    assert '<a href="/indicators/EN-2.4a/?year=2026-27&amp;through=Q2">1,234</a>' in goal
    section = client.get("/indicators/EN-2.4a/?year=2026-27&through=Q2")
    assert section.url == "/indicators/EN-2.4/?year=2026-27&through=Q2#EN-2.4a"
    indicator = client.get(f"/indicators/EN-2.4/{CHOICE}").content.decode()
    assert f'<a href="/worksheets/{district.slug}/2026-27-Q1/#EN-2.4a">1,234</a>' in indicator


def test_the_sentence_and_who_has_not_reported_are_shown(signed_in, member, year_quarters):
    fairs = Measure.objects.get(code="EN-2.4a")
    TargetFactory(measure=fairs, year=year_quarters[0].year, value=10)
    late = OrganizationFactory(name="Late Unified")
    AssignmentFactory(measure=fairs, year=year_quarters[0].year, organization=late)
    ValueFactory(measure=fairs, organization=OrganizationFactory(), period=year_quarters[0], numerator=11)
    page = signed_in(member).get(f"/goals/en/2/{CHOICE}").content.decode()
    assert "11 of 10 fairs: met. 1 organization has not reported." in page
    assert "Late Unified" in page


def test_drafts_are_for_the_office(signed_in, office, member, year_quarters, district):
    fairs = Measure.objects.get(code="EN-2.4a")
    draft = SubmissionFactory(organization=district, period=year_quarters[0], state="draft")
    ValueFactory(measure=fairs, organization=district, period=year_quarters[0], submission=draft, numerator=4321)
    address = f"/indicators/EN-2.4/{CHOICE}&figures=drafts"
    assert "4,321" in signed_in(office).get(address).content.decode()
    assert "4,321" not in signed_in(member).get(address).content.decode()
    assert "4,321" not in signed_in(office).get(f"/indicators/EN-2.4/{CHOICE}").content.decode()


@pytest.mark.parametrize("choice", ["?year=1999-00", "?year=nonsense", "?through=Q9", "?year=2026-27&through=year"])
def test_a_year_or_period_that_is_not_there_is_not_found(signed_in, member, year_quarters, choice):
    assert signed_in(member).get(f"/goals/{choice}").status_code == 404


def test_a_period_that_the_chosen_year_does_not_have_gives_way_to_its_last_one(signed_in, member, year_quarters):
    whole = open_past_year(2024)
    client = signed_in(member)
    chosen = [
        client.get(f"/goals/{choice}").context["choice"].through
        for choice in ("?year=2024-25&through=Q2", "?year=2026-27&through=Year", "?year=2026-27")
    ]
    assert chosen[0] == whole.periods.get()
    assert chosen[1] == chosen[2]


@pytest.mark.parametrize("code", ["EN-2.99", "EN-99.1", "XX-1.1", "en-2.4", "EN-2.4z4", "EN-2"])
def test_an_indicator_that_is_not_there_is_not_found(signed_in, member, year_quarters, code):
    assert signed_in(member).get(f"/indicators/{code}/").status_code == 404


def test_before_the_first_school_year_the_pages_say_what_to_do_next(signed_in, office, member):
    for person, sentence in ((office, "Open a school year"), (member, "has not opened a school year")):
        for page in ("/", "/goals/"):
            assert sentence in signed_in(person).get(page).content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_takes_as_many_queries_for_ten_times_the_data(signed_in, office, year_quarters, page):
    report_fairs(year_quarters, 2)
    client = signed_in(office)
    with CaptureQueriesContext(connection) as few:
        assert client.get(page + CHOICE).status_code == 200
    report_fairs(year_quarters, 18)
    with CaptureQueriesContext(connection) as many:
        assert client.get(page + CHOICE).status_code == 200
    assert len(many) == len(few)


def test_goals_takes_a_known_number_of_queries(signed_in, office, year_quarters, django_assert_num_queries):
    report_fairs(year_quarters, 2)
    client = signed_in(office)
    with django_assert_num_queries(15):
        client.get(f"/goals/{CHOICE}")


def test_a_year_without_figures_is_a_page_too(signed_in, member, year_quarters):
    SchoolYearFactory(start_year=2024)
    for page in PAGES:
        assert signed_in(member).get(page).status_code == 200
