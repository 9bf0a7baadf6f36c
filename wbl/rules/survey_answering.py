"""
Handing in answers: once for each form that was drawn, and no floods.

A form carries a number that was signed when it was drawn: whoever posts has asked for a form, a form counts once
however often it is posted, and one that comes back faster than a person reads is asked for once more. From one
internet address come up to A_SPAN responses to a survey in ten minutes and A_DAY in a day, so that the classes of a
school, which share an address, all get through. Counters live in the database, so that all processes share them; they
keep a keyed hash of the address with the day, and are deleted the next day.
"""

import ipaddress
import uuid
from dataclasses import dataclass
from enum import Enum

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.crypto import salted_hmac

from consortium.models import Organization
from wbl.models import SurveyAnswer, SurveyChoice, SurveyDoor, SurveyResponse

A_SPAN, A_DAY = 300, 1_500
SPAN_MINUTES = 10
LEAST_SECONDS = 2


class Outcome(Enum):
    """What became of a form that was handed in."""

    STORED = "stored"
    AGAIN = "again"  # it was handed in before and counts once
    FLOODED = "flooded"
    CHANGED = "changed"  # the questions are others meanwhile


@dataclass(frozen=True)
class Filled:
    """
    A form as it was filled in: the `number` it was drawn with, the language, whom it counts for, `choices`
    (`SurveyChoice`s) and `words` (question → text).
    """

    number: uuid.UUID
    language: str
    organization: Organization
    choices: list
    words: dict


def new_form_number(survey, now):
    """The signed number of a form of `survey` that is drawn `now` (aware)."""
    return signing.dumps([uuid.uuid4().hex, int(now.timestamp())], salt=_salt(survey))


def read_form_number(survey, text, now):
    """(number, seconds since it was drawn) of a signed number, or (None, 0) where it is none of this survey."""
    try:
        number, drawn = signing.loads(text, salt=_salt(survey))
    except signing.BadSignature:
        return None, 0
    return uuid.UUID(number), int(now.timestamp()) - drawn


def _salt(survey):
    return f"wbl.survey.{survey.pk}"


def source_of(survey, address, day):
    """
    What stands for an internet address (text) in the counters: a keyed hash that is another one for each survey and
    day. Of IPv6 a network of 64 bits is one address, since one subscriber has all of it.
    """
    try:
        known = ipaddress.ip_address(address)
        network = ipaddress.ip_network((known, 64), strict=False) if known.version == 6 else known
    except ValueError:
        network = "unknown"
    return salted_hmac("wbl.survey.door", f"{survey.pk} {day} {network}", algorithm="sha256").hexdigest()


def hand_in(survey, filled, address, now):
    """Store what somebody answered, who is at the internet `address`: an `Outcome`. All of it or nothing."""
    local = timezone.localtime(now)
    day = local.date()
    if SurveyResponse.objects.filter(pk=filled.number).exists():
        return Outcome.AGAIN
    try:
        with transaction.atomic():
            outcome = _store(survey, filled, source_of(survey, address, day), local)
            if outcome is not Outcome.STORED:
                transaction.set_rollback(True)
            return outcome
    except IntegrityError:
        if SurveyResponse.objects.filter(pk=filled.number).exists():
            return Outcome.AGAIN  # both presses of a button at the same moment
        raise


def _store(survey, filled, source, local):
    # first, since it waits for whoever is changing the questions
    response = SurveyResponse(
        id=filled.number, survey=survey, organization=filled.organization, day=local.date(), language=filled.language
    )
    response.save(force_insert=True)
    if not let_in(survey, source, local):
        return Outcome.FLOODED
    chosen = {choice.pk for choice in filled.choices}
    asked = {question.pk for question in filled.words} | {choice.question_id for choice in filled.choices}
    if (
        SurveyChoice.objects.filter(pk__in=chosen).count() < len(chosen)
        or survey.questions.filter(pk__in=asked).count() < len(asked)
    ):
        return Outcome.CHANGED
    SurveyAnswer.objects.bulk_create(
        [SurveyAnswer(response=response, question_id=one.question_id, choice=one) for one in filled.choices]
        + [SurveyAnswer(response=response, question=one, text=text) for one, text in filled.words.items()]
    )
    return Outcome.STORED


def let_in(survey, source, local):
    """Whether one more response may come from `source` at the time `local` (aware, in California); counts it if so."""
    span = (local.hour * 60 + local.minute) // SPAN_MINUTES
    door = {"survey": survey, "day": local.date(), "source": source}
    in_span = Case(When(span=span, then=F("in_span") + 1), default=Value(1))
    open_doors = SurveyDoor.objects.filter(**door, in_day__lt=A_DAY).exclude(Q(span=span) & Q(in_span__gte=A_SPAN))
    counted = {"span": span, "in_span": in_span, "in_day": F("in_day") + 1}
    if open_doors.update(**counted):
        return True
    _, is_new = SurveyDoor.objects.get_or_create(**door)
    if is_new:
        forget_doors(local.date())
    return bool(open_doors.update(**counted))


def forget_doors(day):
    """Delete the counters of the days before `day`; returns how many."""
    return SurveyDoor.objects.filter(day__lt=day).delete()[0]
