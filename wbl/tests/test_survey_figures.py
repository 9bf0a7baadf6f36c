"""Positive answers of post-tour surveys (EN-3.3a) and completed surveys of parents (EN-4.4a): the exact figures."""

import datetime
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from consortium.counting import Tally
from consortium.tests.factories import CollegeFactory, OrganizationFactory, SchoolFactory
from wbl.models import SurveyAnswer
from wbl.queries.counting import of_organization, records_address
from wbl.queries.survey_counting import parent_surveys, tour_survey_positive
from wbl.rules.surveys import revoke_address
from wbl.tests.surveying import Asked

pytestmark = pytest.mark.django_db

JULY_1, JUNE_30 = datetime.date(2026, 7, 1), datetime.date(2027, 6, 30)
BEFORE, AFTER = datetime.date(2026, 6, 30), datetime.date(2027, 7, 1)
YEAR = JULY_1, JUNE_30


@pytest.fixture
def college():
    return CollegeFactory(name="A College", slug="a-college")


@pytest.fixture
def tour(college):
    """A post-tour survey of `college`."""
    return Asked(kind="tour", owner=college)


def test_no_survey_is_zero_of_zero_and_zero():
    assert tour_survey_positive(*YEAR).region == Tally(0, 0)
    assert parent_surveys(*YEAR).region == Tally(0)
    assert parent_surveys(*YEAR).breakdowns == {"language": {}}


def test_answers_that_count_as_positive_of_all_valid_ones(tour, college):
    """Two people: 4 of 5 and yes are positive, 2 of 5 and no are not; “not sure”, ticks and words are left out."""
    tour.answered(tour.points[3], tour.yes, tour.unsure, tour.labs, tour.food)
    [response] = tour.answered(tour.points[1], tour.no, tour.sure)
    SurveyAnswer.objects.create(response=response, question=tour.words, text="Great")
    count = tour_survey_positive(*YEAR)
    assert count.region == Tally(3, 5)
    assert count.by_organization == {college.pk: Tally(3, 5)}
    assert count.breakdowns == {}
    [record] = count.records
    assert (record, record.part, record.whole, record.last_day) == (tour.survey, 3, 5, datetime.date(2026, 10, 6))


def test_ticks_of_a_question_with_several_answers_never_count_whatever_the_choice_says(tour):
    type(tour.labs).objects.filter(pk=tour.labs.pk).update(counts_as="positive")
    tour.answered(tour.points[4], tour.labs)
    assert tour_survey_positive(*YEAR).region == Tally(1, 1)


def test_a_year_begins_on_july_1_and_ends_on_june_30(tour):
    for day in (BEFORE, JULY_1, JUNE_30, AFTER):
        tour.answered(tour.points[4], day=day)
        tour.on_paper({tour.points[4]: 100}, day=day, responses=100)
    assert tour_survey_positive(*YEAR).region == Tally(202, 202)
    [record] = tour_survey_positive(*YEAR).records
    assert record.last_day == JUNE_30


def test_paper_is_added_whether_each_answer_was_counted_or_two_numbers_were_typed(tour, college):
    tour.answered(tour.points[4])
    tour.on_paper({tour.points[4]: 6, tour.points[0]: 3, tour.unsure: 9, tour.labs: 9}, responses=9)
    tour.on_paper(responses=20, positive=35, valid=40, day=datetime.date(2026, 10, 7))
    tour.on_paper(responses=8, day=datetime.date(2026, 10, 8))  # neither
    count = tour_survey_positive(*YEAR)
    assert count.region == Tally(1 + 6 + 35, 1 + 9 + 40)
    assert count.by_organization == {college.pk: Tally(42, 50)}
    assert [(record.part, record.whole) for record in count.records] == [(42, 50)]


def test_each_answer_counts_for_whom_the_person_chose(college):
    other, district = CollegeFactory(), OrganizationFactory()
    tour = Asked(kind="tour", owner=district, organizations=[college, other])
    tour.answered(tour.points[4], organization=college, times=3)
    tour.answered(tour.points[0], organization=other)
    tour.on_paper({tour.points[4]: 5}, organization=other, responses=5)
    count = tour_survey_positive(*YEAR)
    assert count.region == Tally(8, 9)
    assert count.by_organization == {college.pk: Tally(3, 3), other.pk: Tally(5, 6)}
    some = tour_survey_positive(*YEAR, organizations=[other.pk])
    assert (some.region, some.by_organization) == (Tally(5, 6), {other.pk: Tally(5, 6)})
    [record] = some.records
    assert (record.part, record.whole) == (5, 6)
    [record] = of_organization(count.records, college)
    assert (record.part, record.whole) == (3, 3)
    assert list(of_organization(count.records, CollegeFactory())) == []


def test_surveys_of_the_other_kind_and_those_without_a_valid_answer_do_not_count(tour, college):
    Asked(kind="parents", owner=college).answered()
    Asked(kind="tour", owner=college).answered(tour.unsure)
    tour.answered(tour.unsure, tour.labs)
    count = tour_survey_positive(*YEAR)
    assert (count.region, count.by_organization, list(count.records)) == (Tally(0, 0), {}, [])


def test_that_an_address_was_revoked_takes_no_answer_back(tour):
    tour.answered(tour.points[4])
    revoke_address(tour.survey, JUNE_30)
    assert tour_survey_positive(*YEAR).region == Tally(1, 1)


def test_completed_surveys_of_parents_add_up_online_and_on_paper_by_language():
    district, other = OrganizationFactory(), OrganizationFactory()
    school = SchoolFactory(parent=district)
    parents = Asked(kind="parents", owner=other, organizations=[district, school, other])
    parents.answered(parents.yes, organization=district, times=2)
    parents.answered(parents.yes, organization=school, language="es", times=3)  # counts for its district
    parents.answered(parents.no, organization=other, language="es")
    parents.on_paper(organization=school, responses=40, language="es")
    parents.on_paper(organization=other, responses=7, language="")
    Asked(kind="tour").answered()
    count = parent_surveys(*YEAR)
    assert count.region == Tally(53)
    assert count.by_organization == {district.pk: Tally(45), other.pk: Tally(8)}
    assert count.breakdowns == {
        "language": {"English": Tally(2), "Spanish": Tally(44), "Language not noted": Tally(7)}
    }
    [record] = count.records
    assert record.part == 53
    some = parent_surveys(*YEAR, organizations=[district.pk])
    assert some.region == Tally(45)
    assert some.breakdowns == {"language": {"English": Tally(2), "Spanish": Tally(43)}}
    assert [record.part for record in some.records] == [45]
    assert [record.part for record in of_organization(count.records, other)] == [8]
    assert list(of_organization(count.records, school)) == []


def test_completed_surveys_of_parents_count_on_the_day_they_were_answered():
    parents = Asked(kind="parents", owner=OrganizationFactory())
    for day in (BEFORE, JULY_1, JUNE_30, AFTER):
        parents.answered(parents.yes, day=day)
        parents.on_paper(day=day, responses=10)
    assert parent_surveys(*YEAR).region == Tally(22)
    assert parent_surveys(JULY_1, JULY_1).region == Tally(11)


def test_the_figure_opens_the_surveys_with_their_numbers(tour, college, signed_in, reporter):
    tour.answered(tour.points[4], times=3)
    tour.answered(tour.points[0])
    address = records_address("tour_survey_positive", *YEAR, organization=college)
    query = urlencode({"from": "2026-07-01", "through": "2027-06-30", "organization": "a-college"})
    assert address == f"{reverse('wbl-counted', args=['tour_survey_positive'])}?{query}"
    page = signed_in(reporter).get(address)
    [line] = page.context["lines"]
    assert (line.title, line.note) == (tour.survey.title, "A College: 3 of 4 answers are positive")
    assert line.url == reverse("survey-results", args=[tour.survey.pk])


def test_counting_asks_the_database_equally_often_for_few_and_many(tour, django_assert_num_queries):
    tour.answered(tour.points[4], times=2)
    for times in (1, 30):
        Asked(kind="tour").answered(tour.points[4], times=times)
        count = tour_survey_positive(*YEAR)
        with django_assert_num_queries(3):
            assert count.by_organization
        with django_assert_num_queries(1):
            list(count.records)
