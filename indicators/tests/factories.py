"""Factories of the indicators room. `MeasureFactory` makes a count of employers' kind: a flow that is summed."""

import datetime

import factory
from factory.django import DjangoModelFactory

from consortium.tests.factories import (
    OrganizationFactory,
    PeriodFactory,
    SchoolYearFactory,
    UserFactory,
    WorkingGroupFactory,
)
from goals.tests.factories import DocumentFactory, GoalFactory
from indicators import models
from wbl.tests.factories import EventFactory


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = models.LeadingIndicator
        django_get_or_create = ["goal", "number"]

    goal = factory.SubFactory(GoalFactory)
    number = 4
    text = "Number of career fairs organized"


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = models.Measure
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"EN-9.{n}a")
    kind = "count"
    unit = "fairs"
    timing = "flow"
    across = "sum"
    reporters = ["district"]

    @factory.post_generation
    def placed(self, create, extracted, **kwargs):
        """Every measure stands in the document somewhere; `placed=False` leaves it out."""
        if create and extracted is not False:
            PlacementFactory(measure=self, **kwargs)


class PercentFactory(MeasureFactory):
    kind = "percent"
    timing = "stock"
    across = "weighted"
    unit = "districts"


class MilestoneFactory(MeasureFactory):
    kind = "milestone"
    timing = "stock"
    across = "latest"
    unit = ""
    ladder = ["drafted", "reviewed", "approved"]
    reporters = ["office"]


class PlacementFactory(DjangoModelFactory):
    class Meta:
        model = models.MeasurePlacement

    measure = factory.SubFactory(MeasureFactory, placed=False)
    indicator = factory.SubFactory(IndicatorFactory)
    order = factory.Sequence(lambda n: n)
    label = factory.LazyAttribute(lambda o: f"Measure {o.measure.code}")
    definition = "What counts and what does not."


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Assignment

    measure = factory.SubFactory(MeasureFactory)
    year = factory.SubFactory(SchoolYearFactory)
    organization = factory.SubFactory(OrganizationFactory)


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = models.Target

    measure = factory.SubFactory(MeasureFactory)
    year = factory.SubFactory(SchoolYearFactory)
    value = 100


class SubmissionFactory(DjangoModelFactory):
    class Meta:
        model = models.Submission
        django_get_or_create = ["organization", "period"]

    organization = factory.SubFactory(OrganizationFactory)
    period = factory.SubFactory(PeriodFactory)
    submitted_at = factory.LazyAttribute(lambda o: o.period.due and _at(o.period.due))
    state = "approved"


class ValueFactory(DjangoModelFactory):
    """An approved value of an organization about itself, in a worksheet of its own."""

    class Meta:
        model = models.Value

    measure = factory.SubFactory(MeasureFactory)
    organization = factory.SubFactory(OrganizationFactory)
    period = factory.SubFactory(PeriodFactory)
    submission = factory.SubFactory(
        SubmissionFactory,
        organization=factory.SelfAttribute("..organization"),
        period=factory.SelfAttribute("..period"),
    )
    numerator = 10


class CommentFactory(DjangoModelFactory):
    class Meta:
        model = models.Comment

    indicator = factory.SubFactory(IndicatorFactory)
    year = factory.SubFactory(SchoolYearFactory)
    author = factory.SubFactory(UserFactory)
    text = "What the working group said."


class ReportFactory(DjangoModelFactory):
    """A draft of the report on 2024-25, with its document."""

    class Meta:
        model = models.Report

    year = factory.SubFactory(SchoolYearFactory, start_year=2024)
    document = factory.SubFactory(DocumentFactory, kind="annual_report", title="Annual progress report")


class GroupMeetingFactory(DjangoModelFactory):
    """A meeting whose event the group owns; not opened."""

    class Meta:
        model = models.GroupMeeting

    group = factory.SubFactory(WorkingGroupFactory)
    event = factory.SubFactory(EventFactory, owner=factory.SelfAttribute("..group"))


class SnapshotFigureFactory(DjangoModelFactory):
    class Meta:
        model = models.SnapshotFigure

    meeting = factory.SubFactory(GroupMeetingFactory)
    measure = factory.SubFactory(MeasureFactory)
    order = factory.Sequence(lambda n: n % 1000)
    label = factory.LazyAttribute(lambda o: f"Measure {o.measure.code}")
    status = "on_track"
    actual = "12"
    target = "40"
    sentence = "12 of 40 fairs."


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = models.Decision

    meeting = factory.SubFactory(GroupMeetingFactory)
    text = "Districts send their dates for industry speakers."
    person = "Example Person"
    due = datetime.date(2027, 1, 15)


def _at(day):
    return datetime.datetime.combine(day, datetime.time(12), tzinfo=datetime.UTC)
