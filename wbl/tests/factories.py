"""Factories of the work-based learning room."""

import datetime
import hashlib

import factory
from factory.django import DjangoModelFactory

from consortium.tests.factories import CollegeFactory, OfficeOrganizationFactory, OrganizationFactory, UserFactory
from wbl import models


class EventFactory(DjangoModelFactory):
    """A regional meeting held on October 6, 2026 at 10:00 in California."""

    class Meta:
        model = models.Event

    title = "Regional meeting"
    kind = "meeting"
    status = "held"
    cancelled_because = factory.LazyAttribute(lambda event: "Too few came." if event.status == "cancelled" else "")
    owner = factory.SubFactory(OfficeOrganizationFactory)
    starts_at = datetime.datetime(2026, 10, 6, 17, tzinfo=datetime.UTC)


class ParticipationFactory(DjangoModelFactory):
    class Meta:
        model = models.Participation

    event = factory.SubFactory(EventFactory)
    organization = factory.SubFactory(OrganizationFactory)
    came = True


class AttendanceFactory(DjangoModelFactory):
    """A headcount of 30 high school students of a district at a career fair."""

    class Meta:
        model = models.Attendance

    event = factory.SubFactory(EventFactory, kind="career_fair", title="Career fair")
    organization = factory.SubFactory(OrganizationFactory)
    audience = "high_school"
    headcount = 30


class CalendarFeedFactory(DjangoModelFactory):
    class Meta:
        model = models.CalendarFeed

    user = factory.SubFactory(UserFactory)
class EmployerFactory(DjangoModelFactory):
    """An employer of a name that looks like no other's."""

    class Meta:
        model = models.Employer

    name = factory.Sequence(lambda n: unlike(n))


class EmployerContactFactory(DjangoModelFactory):
    """A call about WBL for students on October 6, 2026, answered with yes."""

    class Meta:
        model = models.EmployerContact

    employer = factory.SubFactory(EmployerFactory)
    organization = factory.SubFactory(OrganizationFactory)
    made_on = datetime.date(2026, 10, 6)
    how = "phone"
    outcome = "yes"


class SpeakerFactory(DjangoModelFactory):
    """A speaker of a name that looks like no other's, without an employer."""

    class Meta:
        model = models.Speaker

    name = factory.Sequence(lambda n: unlike(n))


class SpeakingFactory(DjangoModelFactory):
    """At a meeting that was held on October 6, 2026."""

    class Meta:
        model = models.Speaking

    event = factory.SubFactory(EventFactory)
    speaker = factory.SubFactory(SpeakerFactory)


class SurveyFactory(DjangoModelFactory):
    """A post-tour survey of a college, open in the school year 2026-27, without questions."""

    class Meta:
        model = models.Survey
        skip_postgeneration_save = True

    kind = "tour"
    title = factory.Sequence(lambda n: f"After your example tour {n}")
    owner = factory.SubFactory(CollegeFactory)
    opens_on = datetime.date(2026, 7, 1)
    closes_on = datetime.date(2027, 6, 30)

    @factory.post_generation
    def organizations(self, create, extracted, **kwargs):
        """`SurveyFactory(organizations=[…])`: whom answers count for."""
        if extracted:
            self.organizations.set(extracted)


class QuestionFactory(DjangoModelFactory):
    """An optional question in words, in English and Spanish."""

    class Meta:
        model = models.SurveyQuestion

    survey = factory.SubFactory(SurveyFactory)
    order = factory.Sequence(lambda n: n + 1)
    kind = "text"
    text = factory.Sequence(lambda n: f"Example question {n}?")
    text_es = factory.Sequence(lambda n: f"¿Pregunta de ejemplo {n}?")


class ChoiceFactory(DjangoModelFactory):
    """An answer to a question where one of several is chosen; left out unless told otherwise."""

    class Meta:
        model = models.SurveyChoice

    question = factory.SubFactory(QuestionFactory, kind="single")
    order = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"Example answer {n}")
    text_es = factory.Sequence(lambda n: f"Respuesta de ejemplo {n}")


class ResponseFactory(DjangoModelFactory):
    """Given online in English on October 6, 2026, for the owner of the survey."""

    class Meta:
        model = models.SurveyResponse

    survey = factory.SubFactory(SurveyFactory)
    organization = factory.SelfAttribute("survey.owner")
    day = datetime.date(2026, 10, 6)
    language = "en"


class PaperTotalsFactory(DjangoModelFactory):
    """Ten questionnaires in English of October 6, 2026, for the owner of the survey."""

    class Meta:
        model = models.PaperTotals

    survey = factory.SubFactory(SurveyFactory)
    organization = factory.SelfAttribute("survey.owner")
    day = datetime.date(2026, 10, 6)
    language = "en"
    responses = 10


class PaperCountFactory(DjangoModelFactory):
    """Seven of the questionnaires have the answer ticked."""

    class Meta:
        model = models.PaperCount

    totals = factory.SubFactory(PaperTotalsFactory)
    choice = factory.SubFactory(ChoiceFactory, question__survey=factory.SelfAttribute("...totals.survey"))
    number = 7


def unlike(number):
    """A made-up word that shares hardly three letters in a row with those of other numbers."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:16].translate(str.maketrans("0123456789", "ghijklmnop"))
