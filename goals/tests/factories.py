"""Factories of the goals room."""

import factory
from factory.django import DjangoModelFactory

from consortium.tests.factories import SchoolYearFactory
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
