"""Factories for what all rooms share. Names in tests are of things, not of people who might exist."""

import datetime

import factory
from factory.django import DjangoModelFactory

from consortium import models


class SchoolYearFactory(DjangoModelFactory):
    class Meta:
        model = models.SchoolYear
        django_get_or_create = ["start_year"]

    start_year = 2026


class PeriodFactory(DjangoModelFactory):
    """Quarter 1 of 2026-27 unless told otherwise."""

    class Meta:
        model = models.ReportingPeriod
        django_get_or_create = ["year", "number"]

    year = factory.SubFactory(SchoolYearFactory)
    number = 1

    @factory.lazy_attribute
    def starts(self):
        month = {0: 7, 1: 7, 2: 10, 3: 1, 4: 4}[self.number]
        return datetime.date(self.year.start_year + (month < 7), month, 1)

    @factory.lazy_attribute
    def ends(self):
        month, day = {0: (6, 30), 1: (9, 30), 2: (12, 31), 3: (3, 31), 4: (6, 30)}[self.number]
        return datetime.date(self.year.start_year + (month < 7), month, day)

    @factory.lazy_attribute
    def due(self):
        return self.ends + datetime.timedelta(days=15)


def quarters(start_year=2026):
    """The four quarters of a school year, as a list: `quarters(2026)[0]` is 2026-27 Q1."""
    year = SchoolYearFactory(start_year=start_year)
    return [PeriodFactory(year=year, number=number) for number in (1, 2, 3, 4)]


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = models.Organization

    name = factory.Sequence(lambda n: f"Example Unified {n}")
    slug = factory.Sequence(lambda n: f"example-unified-{n}")
    kind = models.Organization.Kind.K12_DISTRICT
    segment = models.Segment.K12


class CollegeFactory(OrganizationFactory):
    name = factory.Sequence(lambda n: f"Example College {n}")
    slug = factory.Sequence(lambda n: f"example-college-{n}")
    kind = models.Organization.Kind.COLLEGE
    segment = models.Segment.COMMUNITY_COLLEGE


class AdultSchoolFactory(OrganizationFactory):
    name = factory.Sequence(lambda n: f"Example Adult School {n}")
    slug = factory.Sequence(lambda n: f"example-adult-school-{n}")
    kind = models.Organization.Kind.ADULT_SCHOOL
    segment = models.Segment.ADULT_EDUCATION


class SchoolFactory(OrganizationFactory):
    name = factory.Sequence(lambda n: f"Example High {n}")
    slug = factory.Sequence(lambda n: f"example-high-{n}")
    kind = models.Organization.Kind.SCHOOL
    parent = factory.SubFactory(OrganizationFactory)


class OfficeOrganizationFactory(OrganizationFactory):
    class Meta:
        django_get_or_create = ["slug"]

    name = "Consortium office"
    slug = "office"
    kind = models.Organization.Kind.OFFICE
    segment = ""


class WorkingGroupFactory(OrganizationFactory):
    name = factory.Sequence(lambda n: f"Working group {n}")
    slug = factory.Sequence(lambda n: f"working-group-{n}")
    kind = models.Organization.Kind.WORKING_GROUP
    segment = ""


class UserFactory(DjangoModelFactory):
    class Meta:
        model = models.User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    password = factory.django.Password("a-long-password-for-tests")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = models.Membership

    user = factory.SubFactory(UserFactory)
    organization = factory.SubFactory(OrganizationFactory)
    role = models.Membership.Role.REPORTER


class OrganizationYearFactory(DjangoModelFactory):
    class Meta:
        model = models.OrganizationYear

    organization = factory.SubFactory(OrganizationFactory)
    year = factory.SubFactory(SchoolYearFactory)
    lowest_grade = 0
    highest_grade = 12
    high_school_district = True


class OfficeFactory(DjangoModelFactory):
    """A superintendent's office; its holders are made with OfficeholderFactory."""

    class Meta:
        model = models.Office
        django_get_or_create = ["organization", "title"]

    organization = factory.SubFactory(OrganizationFactory)
    title = models.Office.Title.SUPERINTENDENT


class OfficeholderFactory(DjangoModelFactory):
    class Meta:
        model = models.Officeholder

    office = factory.SubFactory(OfficeFactory)
    name = factory.Sequence(lambda n: f"Holder {n}")
    email = factory.Sequence(lambda n: f"holder{n}@example.org")
    starts = datetime.date(2024, 7, 1)


class ContactFactory(DjangoModelFactory):
    """An administrator of a school unless told otherwise."""

    class Meta:
        model = models.Contact

    organization = factory.SubFactory(SchoolFactory)
    role = models.Contact.Role.ADMINISTRATOR
    name = factory.Sequence(lambda n: f"Contact {n}")
    email = factory.Sequence(lambda n: f"contact{n}@example.org")


class JobFactory(DjangoModelFactory):
    """Waiting; nothing is queued for it, so no worker takes it up before it looks for what was left."""

    class Meta:
        model = models.Job

    title = factory.Sequence(lambda n: f"Sending “Example {n}” to 3 recipients")
    work = "consortium.tests.works.steps"
    back = "/partners/"
    started_by = factory.SubFactory(UserFactory)


class CalpassAgreementFactory(DjangoModelFactory):
    """Signed before 2026-27, without an end."""

    class Meta:
        model = models.CalpassAgreement

    organization = factory.SubFactory(OrganizationFactory)
    signed_on = datetime.date(2026, 3, 2)


class CalpassUploadFactory(DjangoModelFactory):
    """The data of 2026-27, accepted in its first quarter."""

    class Meta:
        model = models.CalpassUpload

    organization = factory.SubFactory(OrganizationFactory)
    year = factory.SubFactory(SchoolYearFactory)
    accepted_on = datetime.date(2026, 9, 15)
