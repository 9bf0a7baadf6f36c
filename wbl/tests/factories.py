"""Factories of the work-based learning room."""

import datetime

import factory
from factory.django import DjangoModelFactory

from consortium.tests.factories import OfficeOrganizationFactory, OrganizationFactory
from wbl import models


class EventFactory(DjangoModelFactory):
    """A regional meeting held on October 6, 2026 at 10:00 in California."""

    class Meta:
        model = models.Event

    title = "Regional meeting"
    kind = "meeting"
    status = "held"
    owner = factory.SubFactory(OfficeOrganizationFactory)
    starts_at = datetime.datetime(2026, 10, 6, 17, tzinfo=datetime.UTC)


class ParticipationFactory(DjangoModelFactory):
    class Meta:
        model = models.Participation

    event = factory.SubFactory(EventFactory)
    organization = factory.SubFactory(OrganizationFactory)
    came = True
