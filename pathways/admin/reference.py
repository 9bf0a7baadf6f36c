"""Sectors, programs, courses, occupations and awards in the admin."""

from django.contrib import admin
from django.core.exceptions import ValidationError

from consortium.admin.base import LoadedForm, OfficeAdmin, Rows
from consortium.admin.spreadsheets import SpreadsheetAdmin
from pathways.models import Awards, Course, Occupation, Program, Sector, SectorLink
from pathways.resources import (
    AwardsResource,
    CourseResource,
    OccupationResource,
    ProgramResource,
    SectorLinkResource,
    SectorResource,
)


@admin.register(Sector)
class SectorAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["name", "scheme", "slug", "order"]
    list_filter = ["scheme"]
    search_fields = ["name", "slug"]
    resource_classes = [SectorResource]


@admin.register(SectorLink)
class SectorLinkAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["cde", "college"]
    search_fields = ["cde__name", "college__name"]
    related = ["cde", "college"]
    resource_classes = [SectorLinkResource]
    page_help = "The crosswalk: which CDE industry sector corresponds to which college sector. It reads both ways."


@admin.register(Occupation)
class OccupationAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["soc", "title", "sector", "data_year", "median_wage", "annual_openings"]
    list_filter = ["data_year", "sector"]
    search_fields = ["soc", "title"]
    related = ["sector"]
    resource_classes = [OccupationResource]
    page_help = "Import labor market data of a new year as new rows: the years before stay on record."


class ProgramAdminForm(LoadedForm):
    """A program; schools are its own district's."""

    def clean(self):
        """Refuse schools of others."""
        typed = super().clean()
        if typed.get("organization") and typed.get("schools"):
            self.instance.organization, self.instance.level = typed["organization"], typed.get("level", "")
            try:
                self.instance.refuse_schools(typed["schools"])
            except ValidationError as error:
                self.add_error("schools", error)
        return typed


class CourseRows(Rows):
    model = Course
    related = ["program"]


@admin.register(Program)
class ProgramAdmin(SpreadsheetAdmin, OfficeAdmin):
    form = ProgramAdminForm
    list_display = ["name", "organization", "level", "award", "sector", "code_scheme", "code", "ends_on"]
    list_filter = ["level", "award", "code_scheme", "sector"]
    search_fields = ["name", "code", "organization__name"]
    related = ["organization", "sector"]
    inlines = [CourseRows]
    resource_classes = [ProgramResource]
    page_help = "A program at several schools of a district is one program with several schools."

    def get_autocomplete_fields(self, request):
        """Schools and occupations are searched for too."""
        return [*super().get_autocomplete_fields(request), "schools", "occupations"]


@admin.register(Course)
class CourseAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["title", "number", "program", "level", "term", "units"]
    list_filter = ["level", "program__level"]
    search_fields = ["title", "number", "program__name"]
    related = ["program__organization"]
    keys = ["program"]
    resource_classes = [CourseResource]


@admin.register(Awards)
class AwardsAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["program", "year", "number"]
    list_filter = ["year"]
    search_fields = ["program__name", "program__organization__name"]
    related = ["program__organization", "year"]
    keys = ["program", "year"]
    resource_classes = [AwardsResource]


