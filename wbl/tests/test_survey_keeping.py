"""Surveys are made, copied, opened and ended by their owner's reporters and the office."""

import datetime

import pytest
import segno
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from consortium.models import Organization
from consortium.tests.factories import CollegeFactory, OrganizationFactory, SchoolFactory
from wbl.models import Survey, SurveyQuestion
from wbl.tests.factories import EventFactory, PaperTotalsFactory, QuestionFactory, ResponseFactory, SurveyFactory
from wbl.tests.surveying import Asked, post

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def november_20(monkeypatch):
    """The pages are looked at on November 20, 2026."""
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)


def new_url(organization, kind="parents"):
    return f"{reverse('survey-new')}?organization={organization.slug}&kind={kind}"


TYPED = {"title": "What parents need", "opens_on": "2026-11-20", "standard": "on"}


def test_a_reporter_makes_a_survey_that_begins_with_the_standard_questions_in_both_languages(
    reporter, district, signed_in, client
):
    client = signed_in(reporter)
    page = client.get(new_url(district))
    assert page.context["form"]["title"].value() == "Your child's career and your own"
    response = client.post(new_url(district), TYPED | {"title_es": "Qué necesitan los padres"})
    survey = Survey.objects.get()
    assert response["Location"] == survey.get_absolute_url()
    assert (survey.owner, survey.kind, survey.recorded_by) == (district, "parents", reporter)
    kinds = list(survey.questions.values_list("kind", flat=True))
    assert kinds == ["single", "scale", "multiple", "multiple", "yes_no", "text"]
    assert not SurveyQuestion.objects.filter(text_es="").exists()
    assert "English and Spanish" in client.get(survey.get_absolute_url()).content.decode()


def test_the_standard_survey_after_a_tour_says_what_is_positive(office, signed_in):
    signed_in(office).post(new_url(college := CollegeFactory(), "tour"), TYPED)
    survey = Survey.objects.get(owner=college)
    counted = {
        question.text: [(choice.text, choice.counts_as) for choice in question.choices.all()]
        for question in survey.questions.all()
    }
    assert [counts for _, counts in counted["How helpful was the tour for you?"]] == [
        "other", "other", "other", "positive", "positive",
    ]  # fmt: skip
    assert counted["After the tour, can you see yourself studying at a college?"][3] == ("I don't know yet", "left_out")


def test_a_reporter_of_one_organization_makes_none_for_another(reporter, signed_in):
    other = OrganizationFactory()
    response = signed_in(reporter).post(new_url(other), TYPED)
    assert response.status_code == 422
    assert "You cannot make surveys of this organization." in response.content.decode()
    assert Survey.objects.count() == 0


def test_answers_count_for_the_reporters_own_organization_and_schools_alone(reporter, district, office, signed_in):
    school, foreign = SchoolFactory(parent=district), OrganizationFactory()
    client = signed_in(reporter)
    offered = client.get(new_url(district)).context["form"].fields["organizations"].queryset
    assert set(offered) == {district, school}
    refused = client.post(new_url(district), TYPED | {"organizations": [foreign.pk]})
    assert refused.status_code == 422
    client.post(new_url(district), TYPED | {"organizations": [district.pk, school.pk]})
    assert set(Survey.objects.get().organizations.all()) == {district, school}


def test_the_office_asks_for_all_districts_or_colleges(office, district, signed_in):
    college, owner = CollegeFactory(), Organization.objects.get(slug="office")
    client = signed_in(office)
    offered = {
        kind: set(client.get(new_url(owner, kind)).context["form"].fields["organizations"].queryset)
        for kind in ("tour", "parents")
    }
    assert offered == {"tour": {college}, "parents": {district}}


def test_from_a_tour_its_survey_is_one_step_away(reporter, district, signed_in):
    tour = EventFactory(owner=district, kind="campus_tour", title="Tour of the labs", starts_at=timezone.now())
    url = f"{reverse('survey-new')}?event={tour.pk}"
    client = signed_in(reporter)
    assert url in client.get(tour.get_absolute_url()).content.decode()
    assert client.get(url).context["form"]["event"].value() == tour.pk
    client.post(url, TYPED | {"event": tour.pk})
    assert Survey.objects.get().event == tour
    assert "0 online, 0 on paper" in client.get(tour.get_absolute_url()).content.decode()
    meeting = EventFactory(owner=district, starts_at=timezone.now())
    assert client.post(url, TYPED | {"event": meeting.pk}).status_code == 422
    assert client.get(f"{reverse('survey-new')}?event={EventFactory().pk}").status_code == 404


def test_days_in_order_and_a_template_of_no_event(office, signed_in):
    url = new_url(OrganizationFactory())
    wrong = signed_in(office).post(url, TYPED | {"closes_on": "2026-11-19"})
    assert wrong.context["form"].errors == {"closes_on": ["The last day comes before the first one."]}
    wrong = signed_in(office).post(url, TYPED | {"is_template": "on", "asked": "30"})
    assert wrong.context["form"].errors == {"asked": ["A template is for others: leave this empty."]}


def test_a_template_is_copied_with_its_questions_and_answers_to_choose_from(reporter, district, signed_in):
    template = Asked(is_template=True, closes_on=None)
    url = reverse("survey-copy", args=[template.survey.pk])
    response = signed_in(reporter).post(url, {"organization": district.slug})
    copy = Survey.objects.get(owner=district)
    assert response["Location"] == reverse("survey-edit", args=[copy.pk])
    assert (copy.is_template, copy.opens_on, copy.closes_on, copy.recorded_by) == (False, TODAY, None, reporter)
    assert copy.token != template.survey.token
    theirs, mine = (
        [
            (
                (question.text, question.text_es, question.kind, question.required),
                list(question.choices.values_list("text", "text_es", "counts_as")),
            )
            for question in survey.questions.all()
        ]
        for survey in (template.survey, copy)
    )
    assert theirs == mine
    assert template.survey.questions.count() == 5
    refused = signed_in(reporter).post(url, {"organization": OrganizationFactory().slug})
    assert refused.status_code == 422


def test_whom_answers_count_for_already_stays(reporter, district, signed_in):
    schools = [SchoolFactory(parent=district) for _ in range(2)]
    survey = SurveyFactory(owner=district, kind="parents", organizations=[district, *schools])
    ResponseFactory(survey=survey, organization=schools[0])
    url = reverse("survey-edit", args=[survey.pk])
    client = signed_in(reporter)
    refused = client.post(url, TYPED | {"organizations": [district.pk]})
    assert refused.context["form"].errors == {
        "organizations": [f"Answers count for {schools[0]} already, so it stays."]
    }
    assert client.post(url, TYPED | {"organizations": [district.pk, schools[0].pk]}).status_code == 302
    assert set(survey.organizations.all()) == {district, schools[0]}


def test_an_address_is_revoked_and_renewed(reporter, district, signed_in):
    asked = Asked(owner=district)
    url, old = reverse("survey-address", args=[asked.survey.pk]), asked.survey.public_url
    client = signed_in(reporter)
    client.post(url, {"revoke": "1"})
    assert post(asked.survey, asked.typed(asked.points[4])).status_code == 410
    client.post(url, {"renew": "1"})
    asked.survey.refresh_from_db()
    assert asked.survey.revoked_on is None
    assert asked.survey.public_url != old
    assert client.get(old).status_code == 404
    assert client.get(asked.survey.public_url).status_code == 200


def test_a_survey_that_nobody_has_answered_is_deleted_and_one_with_answers_stays(reporter, district, signed_in):
    survey = QuestionFactory(survey__owner=district).survey
    url = reverse("survey-delete", args=[survey.pk])
    client = signed_in(reporter)
    response = ResponseFactory(survey=survey)
    assert "It has been answered" in client.get(url).content.decode()
    assert client.post(url).status_code == 409
    response.delete()
    assert client.post(url).status_code == 302
    assert Survey.objects.count() == 0


def test_the_sheet_has_title_address_and_code_in_both_languages(reporter, district, signed_in):
    asked = Asked(owner=district)
    page = signed_in(reporter).get(reverse("survey-poster", args=[asked.survey.pk])).content.decode()
    assert asked.survey.title in page
    assert "Después de la visita" in page
    assert f"testserver/surveys/{asked.survey.token}/" in page
    assert 'class="poster-code"' in page
    assert "style=" not in page.partition("<main")[2]


def test_the_code_on_the_sheet_is_the_address_of_the_survey(reporter, district, signed_in):
    asked = Asked(owner=district)
    page = signed_in(reporter).get(reverse("survey-poster", args=[asked.survey.pk])).content.decode()
    url = f"http://testserver{asked.survey.public_url}"
    assert segno.make(url, error="m", micro=False).svg_inline(
        scale=1, border=4, omitsize=True, svgclass="poster-code", lineclass=None, dark="#000"
    ) in page


def test_the_sheet_warns_where_nobody_can_answer(reporter, district, signed_in):
    asked = Asked(owner=district, closes_on=datetime.date(2026, 11, 19))
    page = signed_in(reporter).get(reverse("survey-poster", args=[asked.survey.pk])).content.decode()
    assert "The survey has closed" in page


def test_the_list_is_narrowed_by_kind_state_owner_and_words(member, district, signed_in):
    kept = {
        "open": SurveyFactory(owner=district, title="Apples"),
        "closed": SurveyFactory(kind="parents", closes_on=datetime.date(2026, 11, 19)),
        "upcoming": SurveyFactory(opens_on=datetime.date(2026, 11, 21)),
        "revoked": SurveyFactory(revoked_on=TODAY),
        "template": SurveyFactory(is_template=True),
    }
    client = signed_in(member)

    def found(query):
        return {survey for survey, _ in client.get(f"{reverse('surveys')}?{query}").context["rows"]}

    for state, survey in kept.items():
        assert found(f"state={state}") == {survey}, state
        assert survey.state(TODAY) == state
    assert found("kind=parents") == {kept["closed"]}
    assert found(f"organization={district.slug}") == {kept["open"]}
    assert found("q=apple") == {kept["open"]}
    assert found("") == set(kept.values())


def test_the_list_asks_the_database_equally_often_for_few_and_many(member, signed_in, django_assert_max_num_queries):
    client = signed_in(member)
    for number in (1, 20):
        for _ in range(number):
            ResponseFactory()
            PaperTotalsFactory()
        with django_assert_max_num_queries(9):
            client.get(reverse("surveys"))


def test_an_empty_list_says_what_to_do_next(reporter, member, signed_in):
    assert "Make the first one" in signed_in(reporter).get(reverse("surveys")).content.decode()
    assert "Reporters and the consortium office make them" in signed_in(member).get(reverse("surveys")).content.decode()


def test_who_reads_may_not_write(member, other_reporter, district, signed_in):
    survey = SurveyFactory(owner=district)
    for person in (member, other_reporter):
        client = signed_in(person)
        for name in ("survey-edit", "survey-delete", "survey-question-new", "paper-new"):
            assert client.get(reverse(name, args=[survey.pk])).status_code == 403, name
        assert client.post(reverse("survey-address", args=[survey.pk]), {"revoke": "1"}).status_code == 403
    survey.refresh_from_db()
    assert survey.revoked_on is None


def test_saving_says_what_comes_next(reporter, district, signed_in):
    response = signed_in(reporter).post(new_url(district), TYPED)
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "“What parents need” is saved. Look at its questions."
    ]
