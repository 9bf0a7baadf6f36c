"""Factories of the work-based learning room."""

import datetime
import hashlib

import factory
from factory.django import DjangoModelFactory

from consortium.tests.factories import OfficeOrganizationFactory, OrganizationFactory, UserFactory
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


def unlike(number):
    """A made-up word that shares hardly three letters in a row with those of other numbers."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:16].translate(str.maketrans("0123456789", "ghijklmnop"))
