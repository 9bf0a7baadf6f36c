"""The demonstration's surveys: both kinds, both languages, online and on paper, of last year and of this one."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from consortium.models import Organization, SchoolYear
from consortium.region import load_region
from consortium.tests.factories import UserFactory
from indicators.demo.story import TYPES_TOTALS
from indicators.demo.surveys import ONLINE, fill_surveys
from indicators.planning import open_year
from wbl.models import PaperCount, PaperTotals, Survey, SurveyAnswer, SurveyResponse
from wbl.queries.survey_counting import parent_surveys, tour_survey_positive

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 23)


@pytest.fixture
def filled():
    last_year = SchoolYear.objects.create(start_year=2025)
    load_region(last_year, today=TODAY)
    fill_surveys(open_year(2025), open_year(2026), TODAY, UserFactory(), but=TYPES_TOTALS)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the demonstration does; planned as if tables were empty, counting takes minutes
    return last_year


def test_every_college_and_district_that_keeps_records_has_answers_in_both_years(filled):
    colleges = set(Organization.objects.filter(kind="college").values_list("pk", flat=True))
    districts = Organization.objects.serving_middle_and_high_school(filled).exclude(slug__in=TYPES_TOTALS)
    for first, last in (("2025-07-01", "2026-06-30"), ("2026-07-01", "2026-11-23")):
        days = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
        tours, parents = tour_survey_positive(*days), parent_surveys(*days)
        assert set(tours.by_organization) == colleges
        assert 0.7 < tours.region.numerator / tours.region.denominator < 0.95
        assert set(parents.by_organization) == set(districts.values_list("pk", flat=True))
        assert set(parents.breakdowns["language"]) == {"English", "Spanish"}


def test_states_and_templates_and_no_answer_of_tomorrow(filled):
    states = {survey.state(TODAY) for survey in Survey.objects.all()}
    assert states == {"template", "open", "closed"}
    assert Survey.objects.templates().count() == 2
    assert set(Organization.objects.filter(slug__in=ONLINE).values_list("slug", flat=True)) == ONLINE
    for model in (SurveyResponse, PaperTotals):
        assert not model.objects.filter(day__gt=TODAY).exists()
    assert SurveyAnswer.objects.exclude(text="").exists()
    assert PaperTotals.objects.filter(valid__isnull=False).exists()
    assert PaperCount.objects.exists()


def test_they_keep_every_rule(filled):
    for model in (Survey, SurveyResponse, SurveyAnswer, PaperTotals, PaperCount):
        for row in model.objects.all()[:30]:
            try:
                row.full_clean()
            except ValidationError as error:
                pytest.fail(f"{row!r}: {error}")
