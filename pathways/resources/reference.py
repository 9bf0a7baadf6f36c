"""What of the pathways room goes in and out as a spreadsheet. Codes are text both ways."""

from django.core.exceptions import ValidationError

from consortium.exchange import (
    ChoiceColumn,
    Reference,
    References,
    RoomResource,
    TextColumn,
    YearReference,
    reference,
)
from consortium.models import Organization
from pathways.models import Awards, Course, Occupation, Program, Sector, SectorLink


class SectorReference(Reference):
    """A sector by scheme and short name, `cde/transportation`, or by its name where only one sector has it."""

    def __init__(self, **kwargs):
        super().__init__(Sector, "key")

    def prepare(self, rows, column):
        """All sectors: they are few."""
        sectors = list(Sector.objects.all())
        names = [self.key(sector.name) for sector in sectors]
        self.found = {self.key(sector.name): sector for sector in sectors if names.count(self.key(sector.name)) == 1}
        self.found |= {sector.key: sector for sector in sectors}

    def key(self, name):
        """Capitals make no difference."""
        return name.lower()


class OccupationReferences(References):
    """Occupations by SOC code; a code stands for its youngest labor market data."""

    def __init__(self, **kwargs):
        super().__init__(Occupation, "soc")

    def find(self, names):
        """The youngest row of each code."""
        return Occupation.objects.latest_data().filter(soc__in=names)


class SectorResource(RoomResource):
    class Meta(RoomResource.Meta):
        model = Sector
        fields = ["scheme", "slug", "name", "order"]
        import_id_fields = ["scheme", "slug"]


class SectorLinkResource(RoomResource):
    """The crosswalk, a line for each pair."""

    related = ["cde", "college"]

    cde = reference("cde", SectorReference())
    college = reference("college", SectorReference())

    class Meta(RoomResource.Meta):
        model = SectorLink
        fields = ["cde", "college"]
        import_id_fields = ["cde", "college"]


class OccupationResource(RoomResource):
    """Labor market data, by SOC code and year. A new year stands beside the years before it."""

    related = ["sector"]

    sector = reference("sector", SectorReference())

    class Meta(RoomResource.Meta):
        model = Occupation
        fields = ["soc", "data_year", "title", "sector", "median_wage", "living_wage", "annual_openings"]
        import_id_fields = ["soc", "data_year"]


class ProgramResource(RoomResource):
    """Programs, by organization, level, name and award; schools and occupations with semicolons between."""

    related = ["organization", "sector"]

    organization = reference("organization", Reference(Organization, "slug"))
    sector = reference("sector", SectorReference())
    schools = reference("schools", References(Organization, "slug"))
    occupations = reference("occupations", OccupationReferences())

    class Meta(RoomResource.Meta):
        model = Program
        fields = [
            "organization", "level", "name", "award", "sector", "code_scheme", "code", "code_version", "starts_on",
            "ends_on", "schools", "occupations",
        ]  # fmt: skip
        import_id_fields = ["organization", "level", "name", "award"]

    def get_queryset(self):
        """With what their columns show."""
        return super().get_queryset().prefetch_related("schools", "occupations")

    def filter_export(self, queryset, **kwargs):
        """With what their columns show."""
        return super().filter_export(queryset, **kwargs).prefetch_related("schools", "occupations")

    def import_instance(self, instance, row, **kwargs):
        """Refuse schools and occupations that are not there, and schools of others."""
        super().import_instance(instance, row, **kwargs)
        cells = {name: row[name] for name in ("schools", "occupations") if name in row}
        try:
            named = {name: self.fields[name].clean(row) for name in cells}
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if instance.organization_id and "schools" in named:
            instance.refuse_schools(named["schools"])


class OfProgramMixin:
    """For rows of a program that is here already, named by organization, level, name and award."""

    KEY = ("organization", "program_level", "program", "award")

    def before_import(self, dataset, **kwargs):
        """Find all programs of the organizations that are named, in one query."""
        super().before_import(dataset, **kwargs)
        named = self.fields["organization"].widget.found.values()
        programs = Program.objects.filter(organization__in=named).select_related("organization")
        self.programs = {(one.organization_id, one.level, one.name, one.award): one for one in programs}

    def import_instance(self, instance, row, **kwargs):
        """Put a new row under its program."""
        if instance.program_id is None:
            instance.program = self._program_of(row)
        super().import_instance(instance, row, **kwargs)

    def _program_of(self, row):
        try:
            organization, *rest = (self.fields[name].clean(row) for name in self.KEY)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        program = self.programs.get((organization and organization.pk, *rest))
        if program is None:
            raise ValidationError(
                "There is no program of this organization with this level, name and award. Add the program first."
            )
        return program


def _program_columns():
    """The four columns that name a program."""
    return {
        "organization": reference(
            "organization", Reference(Organization, "slug"), attribute="program__organization", readonly=True
        ),
        "program_level": reference(
            "program_level", ChoiceColumn(Program.Level.choices), attribute="program__level", readonly=True
        ),
        "program": reference("program", TextColumn(), attribute="program__name", readonly=True),
        "award": reference("award", ChoiceColumn(Program.Award.choices), attribute="program__award", readonly=True),
    }


class CourseResource(OfProgramMixin, RoomResource):
    """Courses, by their program, number and title."""

    related = ["program__organization"]

    organization, program_level, program, award = _program_columns().values()

    class Meta(RoomResource.Meta):
        model = Course
        fields = [
            *OfProgramMixin.KEY, "number", "title", "level", "lowest_grade", "highest_grade", "term", "units", "order",
        ]  # fmt: skip
        import_id_fields = [*OfProgramMixin.KEY, "number", "title"]


class AwardsResource(OfProgramMixin, RoomResource):
    """Awards of school years, by their program and year."""

    related = ["program__organization", "year"]

    organization, program_level, program, award = _program_columns().values()
    year = reference("year", YearReference())

    class Meta(RoomResource.Meta):
        model = Awards
        fields = [*OfProgramMixin.KEY, "year", "number"]
        import_id_fields = [*OfProgramMixin.KEY, "year"]
