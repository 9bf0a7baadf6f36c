"""What happens to surveys: standard questions, copies, addresses, and in which languages they are asked."""

import json
from functools import cache
from pathlib import Path

from django.db import transaction

from consortium.models import Organization
from wbl.models import Language, Survey, SurveyChoice, SurveyQuestion
from wbl.models.survey_texts import new_token
from wbl.queries.surveys import is_answered, questions_of

SEEDS = Path(__file__).resolve().parent.parent / "seeds" / "survey_questions.json"
CountsAs, Kind = SurveyChoice.CountsAs, SurveyQuestion.Kind
SCALE = (
    ("1 – Not at all", "1 – Nada"), ("2", "2"), ("3", "3"), ("4", "4"), ("5 – Very much", "5 – Mucho"),
)  # fmt: skip
YES_NO = (("Yes", "Sí"), ("No", "No"))
GIVEN_CHOICES = {Kind.SCALE: SCALE, Kind.YES_NO: YES_NO}


class Answered(Exception):
    """The survey has been answered, so that its questions stand. The text says what can be done instead."""

    def __init__(self):
        super().__init__("This survey has been answered, so its questions stand as they are. Copy it to ask anew.")


@cache
def _seeds():
    return json.loads(SEEDS.read_text(encoding="utf-8"))


def standard_texts(kind):
    """Title and introduction of the standard survey of `kind`, in both languages: what the fields begin with."""
    return {name: _seeds()[kind][name] for name in ("title", "title_es", "intro", "intro_es")}


@transaction.atomic
def add_standard_questions(survey):
    """Ask what the standard survey of its kind asks (wbl/seeds/survey_questions.json)."""
    asked = _seeds()[survey.kind]["questions"]
    questions = [
        SurveyQuestion(
            survey=survey,
            order=order,
            kind=one["kind"],
            text=one["text"],
            text_es=one["text_es"],
            required=one.get("required", False),
        )
        for order, one in enumerate(asked, start=1)
    ]
    SurveyQuestion.objects.bulk_create(questions)
    choices = []
    for question, one in zip(questions, asked, strict=True):
        choices += _choices(question, one)
    SurveyChoice.objects.bulk_create(choices)


def _choices(question, seed):
    """The choices of a question of the seeds: numbers in `positive` and `left_out` are places, the first is 1."""
    positive, left_out = seed.get("positive", []), seed.get("left_out", [])
    for order, (text, text_es) in enumerate(seed.get("choices") or GIVEN_CHOICES.get(question.kind, ()), start=1):
        counts = CountsAs.LEFT_OUT
        if positive and order not in left_out:
            counts = CountsAs.POSITIVE if order in positive else CountsAs.OTHER
        yield SurveyChoice(question=question, order=order, text=text, text_es=text_es, counts_as=counts)


@transaction.atomic
def copy_survey(survey, owner, user, day):
    """A new survey of `owner` with the questions of `survey`, open from `day` on at an address of its own."""
    copy = Survey.objects.create(
        kind=survey.kind,
        owner=owner,
        opens_on=day,
        recorded_by=user,
        **{name: getattr(survey, name) for name in ("title", "title_es", "intro", "intro_es")},
    )
    originals = questions_of(survey)
    texts = ("order", "text", "text_es")
    questions = SurveyQuestion.objects.bulk_create(
        SurveyQuestion(survey=copy, **{name: getattr(one, name) for name in (*texts, "kind", "required")})
        for one in originals
    )
    SurveyChoice.objects.bulk_create(
        SurveyChoice(question=question, **{name: getattr(choice, name) for name in (*texts, "counts_as")})
        for question, original in zip(questions, originals, strict=True)
        for choice in original.choices.all()
    )
    return copy


def hold_to_change(survey):
    """Hold the questions of `survey` while they change, in a transaction; raises Answered where they stand."""
    Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)  # whoever hands in answers now waits
    if is_answered(survey):
        raise Answered


def revoke_address(survey, day):
    """End the address: nobody answers any more. What was answered stays and counts."""
    survey.revoked_on = day
    survey.save(update_fields=["revoked_on"])


def renew_address(survey):
    """A new address; the old one, and what was printed with it, is none any more."""
    survey.token, survey.revoked_on = new_token(), None
    survey.save(update_fields=["token", "revoked_on"])


def spanish_missing(survey, questions):
    """What has no Spanish text yet, as phrases; nothing of it is asked in Spanish until all has."""
    missing = ["the title"] if not survey.title_es else []
    if survey.intro and not survey.intro_es:
        missing.append("the introduction")
    for number, question in enumerate(questions, start=1):
        answers = [choice for choice in question.choices.all() if not choice.text_es]
        if not question.text_es:
            missing.append(f"question {number}")
        elif answers:
            missing.append(f"answers to question {number}")
    return missing


def languages(survey, questions):
    """The languages in which it can be answered, English first."""
    return [Language.ENGLISH] if spanish_missing(survey, questions) else list(Language)


def note_of(organization):
    """What tells a school from its namesakes: its district."""
    return organization.parent.name if organization.kind == Organization.Kind.SCHOOL else ""
