"""Factories for the pathways room."""

import datetime

import factory
from factory.django import DjangoModelFactory

from consortium.tests.factories import CollegeFactory, OrganizationFactory, SchoolYearFactory
from goals.tests.factories import DocumentFactory
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


class CareerPathwayFactory(DjangoModelFactory):
    class Meta:
        model = models.CareerPathway

    name = factory.Sequence(lambda n: f"Example Pathway {n}")
    slug = factory.Sequence(lambda n: f"example-pathway-{n}")
    sector = factory.SubFactory(SectorFactory)
    organization = factory.SubFactory(OrganizationFactory)


class MapVersionFactory(DjangoModelFactory):
    """The draft of a pathway."""

    class Meta:
        model = models.MapVersion

    pathway = factory.SubFactory(CareerPathwayFactory)
    number = 1


class MapBoxFactory(DjangoModelFactory):
    """A text in the ninth grade; `kind` with its record makes another one."""

    class Meta:
        model = models.MapBox

    version = factory.SubFactory(MapVersionFactory)
    number = factory.LazyAttribute(lambda box: box.version.boxes.count() + 1)
    column = models.MapBox.Column.GRADE_9
    order = factory.LazyAttribute(lambda box: box.version.boxes.filter(column=box.column).count())
    kind = models.MapBox.Kind.TEXT
    title = factory.LazyAttribute(lambda box: f"Example box {box.number}" if box.kind == "text" else "")


class MapLinkFactory(DjangoModelFactory):
    class Meta:
        model = models.MapLink

    version = factory.SelfAttribute("source.version")
    source = factory.SubFactory(MapBoxFactory)
    target = factory.SubFactory(MapBoxFactory, version=factory.SelfAttribute("..source.version"))


class MapConnectionFactory(DjangoModelFactory):
    class Meta:
        model = models.MapConnection

    version = factory.SubFactory(MapVersionFactory)
    high_school_program = factory.SubFactory(ProgramFactory)
    college_program = factory.SubFactory(CollegeProgramFactory)


class MapStepFactory(DjangoModelFactory):
    class Meta:
        model = models.MapStep

    version = factory.SubFactory(MapVersionFactory)
    number = 1
    said = "A box was added."
    before = factory.LazyFunction(lambda: {"boxes": [], "links": []})


def published_version(*boxes, on, links=(), connects=(), **fields):
    """
    A version published on the day `on`. `boxes` are the fields of its boxes, `links` pairs of their numbers (from 1),
    `connects` pairs of programs (high school, college) that it connects; `fields` are the version's own.
    """
    version = MapVersionFactory(**fields)
    made = [MapBoxFactory(version=version, **box) for box in boxes]
    for source, target in links:
        MapLinkFactory(source=made[source - 1], target=made[target - 1])
    for high_school, college in connects:
        MapConnectionFactory(version=version, high_school_program=high_school, college_program=college)
    models.MapVersion.objects.filter(pk=version.pk).update(published_on=on)
    version.refresh_from_db()
    return version


class ProgramGapFactory(DjangoModelFactory):
    """A gap to the labor market that is only proposed, with figures and without an owner."""

    class Meta:
        model = models.ProgramGap

    kind = models.ProgramGap.Kind.LABOR_MARKET
    title = factory.Sequence(lambda n: f"Example Occupation {n}")
    soc = factory.Sequence(lambda n: f"17-{n:04d}")
    sector = factory.SubFactory(SectorFactory)
    found_on = datetime.date(2026, 9, 1)
    annual_openings = 200
    average_awards = 45
    years_in_average = 3
    data_year = 2025


class DocumentedGapFactory(ProgramGapFactory):
    owner = factory.SubFactory(OrganizationFactory)
    description = "More openings than awards."
    evidence = "Labor market data of 2025."
    documented_on = datetime.date(2026, 9, 15)


class GapInDocumentFactory(DjangoModelFactory):
    class Meta:
        model = models.GapInDocument

    gap = factory.SubFactory(DocumentedGapFactory)
    document = factory.SubFactory(DocumentFactory, kind="gap_analysis")
    since = datetime.date(2026, 9, 15)


class AlignmentPlanFactory(DjangoModelFactory):
    """A plan that was made; without gaps and courses."""

    class Meta:
        model = models.AlignmentPlan

    title = factory.Sequence(lambda n: f"Example Plan {n}")
    owner = factory.SubFactory(CollegeFactory)
    made_on = datetime.date(2026, 9, 20)


class PlanGapFactory(DjangoModelFactory):
    class Meta:
        model = models.PlanGap

    plan = factory.SubFactory(AlignmentPlanFactory)
    gap = factory.SubFactory(DocumentedGapFactory)


class PlanStepFactory(DjangoModelFactory):
    class Meta:
        model = models.PlanStep

    plan = factory.SubFactory(AlignmentPlanFactory)
    title = factory.Sequence(lambda n: f"Planned Course {n}")
    order = 1
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
