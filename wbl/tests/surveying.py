"""What tests of surveys share: a survey with questions of every kind, answering it, and answers made in bulk."""

import datetime

from django.test import Client
from django.utils import timezone

from wbl.models import PaperCount, SurveyAnswer, SurveyResponse
from wbl.rules.survey_answering import new_form_number
from wbl.tests.factories import ChoiceFactory, PaperTotalsFactory, QuestionFactory, SurveyFactory


class Asked:
    """
    A survey that asks: a scale where 4 and 5 are positive (required), whether one has learned something (yes is
    positive), a choice with one answer left out, what one liked (several), and a few words.
    """

    def __init__(self, **survey):
        self.survey = SurveyFactory(title_es="Después de la visita", **survey)
        self.scale = self._question("scale", "How helpful was it?", "¿Qué tan útil fue?", required=True)
        self.points = self._choices(self.scale, "12345", ["other", "other", "other", "positive", "positive"])
        self.yes_no = self._question("yes_no", "Did you learn something?", "¿Aprendió algo?")
        self.yes, self.no = self._choices(self.yes_no, ["Yes", "No"], ["positive", "other"], ["Sí", "No"])
        self.single = self._question("single", "Will you come back?", "¿Volverá?")
        self.sure, self.never, self.unsure = self._choices(
            self.single, ["Sure", "Never", "Not sure"], ["positive", "other", "left_out"], ["Claro", "Nunca", "No sé"]
        )
        self.multiple = self._question("multiple", "What did you like?", "¿Qué le gustó?")
        self.labs, self.food = self._choices(
            self.multiple, ["The labs", "The food"], ["left_out"] * 2, ["Los laboratorios", "La comida"]
        )
        self.words = self._question("text", "Anything else?", "¿Algo más?")

    def _question(self, kind, text, text_es, **fields):
        return QuestionFactory(survey=self.survey, kind=kind, text=text, text_es=text_es, **fields)

    def _choices(self, question, texts, counts, spanish=None):
        return [
            ChoiceFactory(question=question, text=text, text_es=text_es, counts_as=counts_as)
            for text, text_es, counts_as in zip(texts, spanish or texts, counts, strict=True)
        ]

    def typed(self, *choices, words="", seconds=60, now=None, **fields):
        """What a browser posts: `choices` ticked, the form drawn `seconds` before `now`; `fields` replace others."""
        drawn = (now or timezone.now()) - datetime.timedelta(seconds=seconds)
        data = {"form": new_form_number(self.survey, drawn), "language": "en", f"q{self.words.pk}": words}
        for choice in choices:
            data.setdefault(f"q{choice.question_id}", []).append(str(choice.pk))
        return data | fields

    def answered(self, *choices, times=1, **response):
        """Responses that are on record already, `times` of them, with `choices` ticked."""
        fields = {"survey": self.survey, "organization": self.survey.owner, "language": "en"}
        fields |= {"day": datetime.date(2026, 10, 6)} | response
        responses = SurveyResponse.objects.bulk_create(SurveyResponse(**fields) for _ in range(times))
        SurveyAnswer.objects.bulk_create(
            SurveyAnswer(response=one, question_id=choice.question_id, choice=choice)
            for one in responses
            for choice in choices
        )
        return responses

    def on_paper(self, counts=None, **totals):
        """Paper totals with `counts`, choice → number."""
        made = PaperTotalsFactory(survey=self.survey, **totals)
        PaperCount.objects.bulk_create(
            PaperCount(totals=made, choice=choice, number=number) for choice, number in (counts or {}).items()
        )
        return made


def post(survey, data, address="203.0.113.7", **headers):
    """The answer to a form posted from a phone of its own, without a cookie, at an internet address."""
    return Client(REMOTE_ADDR=address).post(survey.public_url, data, headers=headers)


def given(survey):
    """What is on record of each response: sorted lists of texts that were ticked or written."""
    return sorted(
        sorted(answer.text or answer.choice.text for answer in response.answers.select_related("choice"))
        for response in survey.responses.all()
    )
