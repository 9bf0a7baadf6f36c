"""Factories of the work-based learning room."""

import datetime
import hashlib

import factory
from factory.django import DjangoModelFactory

from consortium.tests.factories import (
    CollegeFactory,
    OfficeOrganizationFactory,
    OrganizationFactory,
    OrganizationYearFactory,
    SchoolFactory,
    SchoolYearFactory,
    UserFactory,
)
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


class ActivityTypeFactory(DjangoModelFactory):
    """A type of exploration for grades 7 to 10 unless told otherwise."""

    class Meta:
        model = models.ActivityType

    name = factory.Sequence(lambda n: f"Example Activity {n}")
    slug = factory.Sequence(lambda n: f"example-activity-{n}")
    stage = models.ActivityType.Stage.EXPLORATION
    lowest_grade = 7
    highest_grade = 10


class ActivityOfferingFactory(DjangoModelFactory):
    """What a school of its own district offers in grades 9 and 10 of 2026-27; the facts of the year are not noted."""

    class Meta:
        model = models.ActivityOffering
        skip_postgeneration_save = True

    school = factory.SubFactory(SchoolFactory)
    activity_type = factory.SubFactory(ActivityTypeFactory)
    year = factory.SubFactory(SchoolYearFactory)
    lowest_grade = 9
    highest_grade = 10


def inventory_school(district=None, lowest=9, highest=12, start_year=2026, **fields):
    """A school with its grades in a school year, of `district`, a member that serves grades K–12 in it."""
    year = SchoolYearFactory(start_year=start_year)
    district = district or OrganizationFactory()
    if not district.years.filter(year=year).exists():
        OrganizationYearFactory(organization=district, year=year)
    school = SchoolFactory(parent=district, **fields)
    OrganizationYearFactory(
        organization=school, year=year, lowest_grade=lowest, highest_grade=highest, high_school_district=False
    )
    return school


class EnrollmentByGroupFactory(DjangoModelFactory):
    """100 high school students of a district in 2026-27, not broken down."""

    class Meta:
        model = models.EnrollmentByGroup

    organization = factory.SubFactory(OrganizationFactory)
    year = factory.SubFactory(SchoolYearFactory)
    audience = models.EnrollmentByGroup.Audience.HIGH_SCHOOL
    total = 100
