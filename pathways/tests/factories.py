"""Factories for the pathways room."""

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
