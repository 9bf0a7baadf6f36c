"""Factories for the pathways room."""

import datetime

import factory
from factory.django import DjangoModelFactory

from consortium.tests.factories import CollegeFactory, OrganizationFactory, SchoolYearFactory
from pathways import models


class SectorFactory(DjangoModelFactory):
    class Meta:
        model = models.Sector

    scheme = models.Sector.Scheme.CDE
    name = factory.Sequence(lambda n: f"Example Sector {n}")
    slug = factory.Sequence(lambda n: f"example-sector-{n}")


class SectorLinkFactory(DjangoModelFactory):
    class Meta:
        model = models.SectorLink

    cde = factory.SubFactory(SectorFactory)
    college = factory.SubFactory(SectorFactory, scheme=models.Sector.Scheme.COLLEGE)


class OccupationFactory(DjangoModelFactory):
    class Meta:
        model = models.Occupation

    soc = factory.Sequence(lambda n: f"49-{n:04d}")
    title = factory.Sequence(lambda n: f"Example Technicians {n}")
    data_year = 2025


class ProgramFactory(DjangoModelFactory):
    """A high school program of a district without an end, without a code."""

    class Meta:
        model = models.Program
        skip_postgeneration_save = True

    organization = factory.SubFactory(OrganizationFactory)
    level = models.Program.Level.HIGH_SCHOOL
    name = factory.Sequence(lambda n: f"Example Program {n}")
    sector = factory.SubFactory(SectorFactory)


class CollegeProgramFactory(ProgramFactory):
    organization = factory.SubFactory(CollegeFactory)
    level = models.Program.Level.COLLEGE
    award = models.Program.Award.CERTIFICATE
    code_scheme = models.Program.CodeScheme.TOP
    code = "0956.50"


class CourseFactory(DjangoModelFactory):
    class Meta:
        model = models.Course

    program = factory.SubFactory(ProgramFactory)
    title = factory.Sequence(lambda n: f"Example Course {n}")


class AwardsFactory(DjangoModelFactory):
    class Meta:
        model = models.Awards

    program = factory.SubFactory(CollegeProgramFactory)
    year = factory.SubFactory(SchoolYearFactory)
    number = 12


class CollegeCourseFactory(CourseFactory):
    program = factory.SubFactory(CollegeProgramFactory)
    number = factory.Sequence(lambda n: f"EXA {100 + n}")


class AgreementFactory(DjangoModelFactory):
    """
    Of a college course and one high school course, drafted and not signed. `courses=[…]` are others; `signed=day` is
    when all parties signed.
    """

    class Meta:
        model = models.ArticulationAgreement
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"2020-{n:03d}")
    college_course = factory.SubFactory(CollegeCourseFactory)
    sector = factory.SelfAttribute("college_course.program.sector")
    method = models.ArticulationAgreement.Method.EXAM
    drafted_on = datetime.date(2020, 7, 1)

    @factory.post_generation
    def courses(self, create, courses, **fields):
        for course in [CourseFactory(**fields)] if courses is None else courses:
            models.AgreementCourse.objects.create(agreement=self, course=course)

    @factory.post_generation
    def signed(self, create, day, **kwargs):
        for party in self.parties if day else ():
            SignatureFactory(agreement=self, party=party, signed_on=day)


class SignatureFactory(DjangoModelFactory):
    """Of the college of an agreement unless told otherwise."""

    class Meta:
        model = models.AgreementSignature

    agreement = factory.SubFactory(AgreementFactory)
    party = factory.SelfAttribute("agreement.college")
    signer_role = "Dean of Career Education"
    signed_on = datetime.date(2026, 9, 1)


class DualEnrollmentCourseFactory(DjangoModelFactory):
    class Meta:
        model = models.DualEnrollmentCourse

    course = factory.SubFactory(CollegeCourseFactory)
    agreement_type = models.DualEnrollmentCourse.Type.CCAP


class DualEnrollmentTermFactory(DjangoModelFactory):
    """Fall 2026 with a district, one section."""

    class Meta:
        model = models.DualEnrollmentTerm

    course = factory.SubFactory(DualEnrollmentCourseFactory)
    season = models.Season.FALL
    starts_on = datetime.date(2026, 8, 24)
    partner = factory.SubFactory(OrganizationFactory)
    sections = 1
