"""Factories of the goals room."""

import datetime

import factory
from factory.django import DjangoModelFactory

from consortium.tests.factories import ContactFactory, OrganizationFactory, SchoolYearFactory
from goals import models


class FrameworkFactory(DjangoModelFactory):
    class Meta:
        model = models.Framework
        django_get_or_create = ["code"]

    code = "EN"
    slug = factory.LazyAttribute(lambda o: o.code.lower())
    title = "Example goals"
    short_title = "Engagement"


class EditionFactory(DjangoModelFactory):
    class Meta:
        model = models.Edition
        django_get_or_create = ["framework", "first_year"]

    framework = factory.SubFactory(FrameworkFactory)
    first_year = factory.SubFactory(SchoolYearFactory)


class GoalFactory(DjangoModelFactory):
    class Meta:
        model = models.Goal
        django_get_or_create = ["edition", "number"]

    edition = factory.SubFactory(EditionFactory)
    number = 2
    short_title = "Create and expand WBL opportunities"
    text = "Deepen learning and career development of students."


class ObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = models.Objective

    goal = factory.SubFactory(GoalFactory)
    text = factory.Sequence(lambda n: f"Objective {n}")
    stage_on = datetime.date(2026, 9, 1)


class StrategyFactory(DjangoModelFactory):
    class Meta:
        model = models.Strategy

    objective = factory.SubFactory(ObjectiveFactory)
    text = factory.Sequence(lambda n: f"Strategy {n}")
    stage_on = datetime.date(2026, 9, 1)


class StudentOutcomeFactory(DjangoModelFactory):
    class Meta:
        model = models.StudentOutcome

    goal = factory.SubFactory(GoalFactory)
    text = factory.Sequence(lambda n: f"Outcome {n}")
    stage_on = datetime.date(2026, 9, 1)


class GradeStrategyFactory(DjangoModelFactory):
    class Meta:
        model = models.GradeStrategy

    grade = 6
    goal = "Know what careers there are"
    strategy = "Three speakers a term"
    documented_on = datetime.date(2026, 9, 1)


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = models.Document

    title = factory.Sequence(lambda n: f"Document {n}")
    kind = models.Document.Kind.GUIDELINE
    owner = factory.SubFactory(OrganizationFactory)
    begun_on = datetime.date(2026, 7, 1)


class DocumentVersionFactory(DjangoModelFactory):
    class Meta:
        model = models.DocumentVersion

    document = factory.SubFactory(DocumentFactory)
    number = 1
    url = "https://example.org/document"


class DocumentStageFactory(DjangoModelFactory):
    class Meta:
        model = models.DocumentStage

    document = factory.SubFactory(DocumentFactory)
    name = models.DocumentStage.Name.APPROVED
    reached_on = datetime.date(2026, 9, 1)


class RecipientListFactory(DjangoModelFactory):
    class Meta:
        model = models.RecipientList

    name = factory.Sequence(lambda n: f"List {n}")
    owner = factory.SubFactory(OrganizationFactory)


class DistributionFactory(DjangoModelFactory):
    class Meta:
        model = models.Distribution

    document = factory.SubFactory(DocumentFactory)
    audience = models.Distribution.Audience.OFFICEHOLDERS
    subject = "For you to read"
    first_day = datetime.date(2026, 9, 1)


class EnclosureFactory(DjangoModelFactory):
    """For everybody, and to be saved; `file` is to be given."""

    class Meta:
        model = models.Enclosure

    distribution = factory.SubFactory(DistributionFactory)
    title = factory.Sequence(lambda n: f"Enclosure {n}")


class RecipientFactory(DjangoModelFactory):
    """A contact; for the holder of an office say `contact=None, office=…`."""

    class Meta:
        model = models.Recipient

    distribution = factory.SubFactory(DistributionFactory)
    contact = factory.SubFactory(ContactFactory)
    organization = factory.LazyAttribute(lambda o: (o.contact or o.office).organization)
    role = factory.LazyAttribute(lambda o: o.contact.role if o.contact else o.office.title)
    name = factory.LazyAttribute(lambda o: o.contact.name if o.contact else "Example Holder")
    email = factory.Sequence(lambda n: f"recipient{n}@example.org")
    office = None


class FeedbackFactory(DjangoModelFactory):
    class Meta:
        model = models.Feedback

    recipient = factory.SubFactory(RecipientFactory)
    distribution = factory.LazyAttribute(lambda o: o.recipient.distribution)
    text = "Very useful."
    given_on = datetime.date(2026, 10, 1)
