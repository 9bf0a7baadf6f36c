"""Questions are written with their answers and what counts as positive, until the survey is answered."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from consortium.refusals import sentence_of
from wbl.models import SurveyChoice, SurveyQuestion
from wbl.rules.surveys import Answered, hold_to_change
from wbl.tests.factories import ChoiceFactory, PaperTotalsFactory, QuestionFactory, ResponseFactory, SurveyFactory
from wbl.tests.surveying import Asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(district):
    return SurveyFactory(owner=district)


def typed(*rows, text="Was it good?", initial=0, **more):
    """What the form sends: `rows` are (text, counts_as) or (text, counts_as, key)."""
    data = {"text": text, "text_es": "¿Fue bueno?", "order": "1"}
    data |= {"choices-TOTAL_FORMS": str(len(rows)), "choices-INITIAL_FORMS": str(initial)}
    for place, (words, counts_as, *key) in enumerate(rows):
        data |= {f"choices-{place}-text": words, f"choices-{place}-text_es": words}
        data[f"choices-{place}-counts_as"] = counts_as
        if key:
            data[f"choices-{place}-id"] = str(key[0])
    return data | more


def new_url(survey, kind):
    return f"{reverse('survey-question-new', args=[survey.pk])}?kind={kind}"


def choices_of(question):
    return list(question.choices.values_list("text", "counts_as"))


def test_a_question_with_one_of_several_answers(reporter, survey, signed_in):
    rows = [("Yes, much", "positive"), ("Hardly", "other"), ("No idea", "left_out"), ("", "left_out")]
    response = signed_in(reporter).post(new_url(survey, "single"), typed(*rows, required="on"))
    assert response["Location"] == survey.get_absolute_url()
    question = survey.questions.get()
    assert (question.kind, question.required, question.text_es) == ("single", True, "¿Fue bueno?")
    assert choices_of(question) == rows[:3]


def test_a_scale_and_yes_or_no_are_offered_and_stored_as_they_are(reporter, survey, signed_in):
    client = signed_in(reporter)
    for kind, number in (("scale", 5), ("yes_no", 2)):
        page = client.get(new_url(survey, kind))
        rows = [(form["text"].value(), "left_out") for form in page.context["choices"]]
        assert len(rows) == number
        client.post(new_url(survey, kind), typed(*rows))
        assert choices_of(survey.questions.get(kind=kind)) == rows


def test_words_need_no_answers_to_choose_from(reporter, survey, signed_in):
    signed_in(reporter).post(new_url(survey, "text"), {"text": "Anything else?", "order": "1"})
    assert survey.questions.get().choices.count() == 0


def test_where_several_may_be_ticked_nothing_can_be_made_positive(reporter, survey, signed_in):
    signed_in(reporter).post(new_url(survey, "multiple"), typed(("Labs", "positive"), ("Food", "positive")))
    assert choices_of(survey.questions.get()) == [("Labs", "left_out"), ("Food", "left_out")]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("Only one", "left_out"), ("", "left_out")], "Give at least two answers to choose from."),
        ([("Same", "left_out"), ("Same", "left_out")], "Two answers have the same words."),
        ([("Good", "left_out"), ("Bad", "other")], "Say which answer counts as positive, or leave all of them out."),
    ],
)
def test_what_is_missing_is_said_and_nothing_stored(rows, sentence, reporter, survey, signed_in):
    response = signed_in(reporter).post(new_url(survey, "single"), typed(*rows))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert SurveyQuestion.objects.count() == 0


def test_answers_are_changed_exchanged_added_and_removed(reporter, survey, signed_in):
    question = QuestionFactory(survey=survey, kind="single")
    one, two, three = (ChoiceFactory(question=question, text=text) for text in ("One", "Two", "Three"))
    rows = [
        ("Two", "left_out", one.pk), ("One", "left_out", two.pk), ("Three", "left_out", three.pk), ("Four", "left_out"),
    ]  # fmt: skip
    url = reverse("survey-question-edit", args=[question.pk])
    signed_in(reporter).post(url, typed(*rows, initial=3, **{"choices-2-DELETE": "on"}))
    assert [text for text, _ in choices_of(question)] == ["Two", "One", "Four"]
    assert question.choices.get(text="Two").pk == one.pk


def test_once_the_survey_is_answered_its_questions_stand_with_a_sentence(reporter, survey, signed_in):
    asked = Asked(owner=survey.owner)
    asked.answered(asked.points[4])
    client = signed_in(reporter)
    urls = [
        reverse("survey-question-new", args=[asked.survey.pk]),
        reverse("survey-question-edit", args=[asked.scale.pk]),
        reverse("survey-question-delete", args=[asked.scale.pk]),
    ]
    for url in urls:
        for response in (client.get(url), client.post(url, typed())):
            assert response.status_code == 409
            assert "so its questions stand as they are. Copy it to ask anew." in response.content.decode()
    asked.scale.refresh_from_db()
    assert asked.scale.text == "How helpful was it?"


def test_paper_totals_are_answers_too(survey):
    PaperTotalsFactory(survey=survey)
    with pytest.raises(Answered), transaction.atomic():
        hold_to_change(survey)


@pytest.mark.parametrize("make", [ResponseFactory, PaperTotalsFactory])
def test_the_database_keeps_the_questions_of_an_answered_survey(make):
    choice = ChoiceFactory()
    question, other = choice.question, QuestionFactory()
    make(survey=question.survey)
    changes = [
        lambda: SurveyQuestion.objects.filter(pk=question.pk).update(text="Another?"),
        lambda: SurveyQuestion.objects.filter(pk=other.pk).update(survey=question.survey),
        lambda: QuestionFactory(survey=question.survey),
        lambda: SurveyChoice.objects.filter(pk=choice.pk).update(counts_as="positive"),
        lambda: ChoiceFactory(question=question),
        choice.delete,
    ]
    for change in changes:
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            change()
        assert "its questions stand as they are" in sentence_of(refused.value)
    SurveyQuestion.objects.filter(pk=other.pk).update(text="Still free?")


def test_a_question_is_deleted_with_its_answers(reporter, survey, signed_in):
    question = ChoiceFactory(question__survey=survey).question
    signed_in(reporter).post(reverse("survey-question-delete", args=[question.pk]))
    assert (SurveyQuestion.objects.count(), SurveyChoice.objects.count()) == (0, 0)


def test_others_write_no_questions(member, other_reporter, stranger, survey, signed_in):
    question = QuestionFactory(survey=survey)
    url = reverse("survey-question-edit", args=[question.pk])
    codes = [signed_in(person).post(url, {"text": "x"}).status_code for person in (member, other_reporter, stranger)]
    assert codes == [403, 403, 404]
