"""Surveys in the demonstration: the questions are the standard ones, all answers and numbers are invented."""

import datetime
import random

from consortium.models import Organization
from wbl.models import PaperCount, PaperTotals, Survey, SurveyAnswer, SurveyQuestion, SurveyResponse
from wbl.queries.surveys import questions_of
from wbl.rules.surveys import add_standard_questions, standard_texts

SEED = 1848  # a chance of its own, so that no other figure of the demonstration depends on this
Kind = SurveyQuestion.Kind
# Who hands out the QR code; all others count questionnaires of paper.
ONLINE = {
    "palomar-college", "imperial-valley-college", "san-diego-mesa-college", "grossmont-union-high", "coronado-unified",
    "sweetwater-union-high", "escondido-union-high", "san-diego-unified", "central-union-high", "oceanside-unified",
}  # fmt: skip
A_QUARTER = {Survey.Kind.TOUR: 34, Survey.Kind.PARENTS: 20}
SPANISH = {Survey.Kind.TOUR: 0.2, Survey.Kind.PARENTS: 0.45}
# How likely each answer is, by its place; what is left goes to the last one.
LIKELY = {
    Kind.SCALE: (0.02, 0.05, 0.12, 0.36, 0.45),
    Kind.YES_NO: (0.86, 0.14),
    Kind.SINGLE: (0.55, 0.27, 0.06, 0.12),
}
TICKED = 0.45
WRITES, SAID = 0.12, {
    Survey.Kind.TOUR: {
        "en": ["More time in the welding shop.", "We would like to meet more students.", "Nothing, it was great."],
        "es": ["Más tiempo en los talleres.", "Nos gustaría conocer a más estudiantes."],
    },
    Survey.Kind.PARENTS: {
        "en": ["Evening meetings are easier for us.", "Please send messages by text.", "How much does college cost?"],
        "es": ["Las reuniones por la tarde son más fáciles.", "¿Cuánto cuesta la universidad?"],
    },
}  # fmt: skip


def fill_surveys(last_year, this_year, today, office, but):
    """
    Two templates; for each of two SchoolYears the survey of each college after its tours and one of parents for all
    districts with grades 6 to 12. Some answer online, the others on paper. `office` is who recorded them; districts
    with a slug in `but` type totals and have nothing here.
    """
    chance = random.Random(SEED)  # noqa: S311 - invented answers, no secret
    own = Organization.objects.get(slug="office")
    for kind in Survey.Kind:
        _survey(kind, own, last_year, office, is_template=True)
    made = []
    for year in (last_year, this_year):
        colleges = Organization.objects.filter(kind=Organization.Kind.COLLEGE).order_by("slug")
        made += [(_survey(Survey.Kind.TOUR, college, year, office), year, [college]) for college in colleges]
        districts = Organization.objects.serving_middle_and_high_school(year).exclude(slug__in=but).order_by("slug")
        survey = _survey(Survey.Kind.PARENTS, own, year, office)
        survey.organizations.set(districts)
        made.append((survey, year, list(districts)))
    _answer(made, today, office, chance)


def _survey(kind, owner, year, office, *, is_template=False):
    survey = Survey.objects.create(
        kind=kind,
        owner=owner,
        is_template=is_template,
        opens_on=year.starts,
        closes_on=None if is_template else year.ends,
        recorded_by=office,
        **standard_texts(kind),
    )
    add_standard_questions(survey)
    return survey


def _answer(made, today, office, chance):
    """Answers of every quarter that has begun by `today`, online or as totals of paper questionnaires."""
    responses, answers, totals, counts = [], [], [], []
    for survey, year, whom in made:
        questions = questions_of(survey)
        for period in year.periods.filter(starts__lte=today).order_by("starts"):
            last = min(period.ends, today)
            for organization in whom:
                number = max(3, round(chance.gauss(A_QUARTER[survey.kind], 7)))
                if organization.slug in ONLINE:
                    for _ in range(number):
                        response = _response(survey, organization, _day(period.starts, last, chance), chance)
                        responses.append(response)
                        answers += _answers(response, questions, chance)
                else:
                    one = PaperTotals(
                        survey=survey, organization=organization, day=_day(period.starts, last, chance),
                        language=_language(survey.kind, chance), responses=number, recorded_by=office,
                    )  # fmt: skip
                    totals.append(one)
                    counts += _counted(one, questions, chance)
        survey.asked = _asked(survey, responses, totals)
    SurveyResponse.objects.bulk_create(responses)
    SurveyAnswer.objects.bulk_create(answers)
    PaperTotals.objects.bulk_create(totals)
    PaperCount.objects.bulk_create(counts)
    Survey.objects.bulk_update([survey for survey, _, _ in made], ["asked"])


def _asked(survey, responses, totals):
    """Of four who were asked about three have answered; of parents it is not noted."""
    if survey.kind == Survey.Kind.PARENTS:
        return None
    online = sum(response.survey_id == survey.pk for response in responses)
    return round((online + sum(one.responses for one in totals if one.survey_id == survey.pk)) * 1.3)


def _day(first, last, chance):
    return first + datetime.timedelta(days=chance.randrange((last - first).days + 1))


def _language(kind, chance):
    return "es" if chance.random() < SPANISH[kind] else "en"


def _response(survey, organization, day, chance):
    return SurveyResponse(survey=survey, organization=organization, day=day, language=_language(survey.kind, chance))


def _answers(response, questions, chance):
    for question in questions:
        choices = list(question.choices.all())
        if question.kind == Kind.TEXT:
            if chance.random() < WRITES:
                text = chance.choice(SAID[response.survey.kind][response.language])
                yield SurveyAnswer(response=response, question=question, text=text)
        elif question.kind == Kind.MULTIPLE:
            ticked = [choice for choice in choices if chance.random() < TICKED]
            yield from (SurveyAnswer(response=response, question=question, choice=choice) for choice in ticked)
        else:
            choice = choices[_place(question.kind, len(choices), chance)]
            yield SurveyAnswer(response=response, question=question, choice=choice)


def _place(kind, number, chance):
    return chance.choices(range(number), LIKELY[kind][:number])[0]


def _counted(totals, questions, chance):
    """Of a college every answer is counted, or the two numbers are given; of parents only how many there are."""
    if totals.survey.kind == Survey.Kind.PARENTS:
        return
    evaluated = [question for question in questions if question.kind in (Kind.SCALE, Kind.YES_NO)]
    if chance.random() < 0.5:
        totals.valid = totals.responses * len(evaluated)
        totals.positive = round(totals.valid * chance.uniform(0.78, 0.92))
        return
    for question in evaluated:
        choices = list(question.choices.all())
        places = [_place(question.kind, len(choices), chance) for _ in range(totals.responses)]
        for place, choice in enumerate(choices):
            if number := places.count(place):
                yield PaperCount(totals=totals, choice=choice, number=number)
