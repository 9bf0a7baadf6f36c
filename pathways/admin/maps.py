"""Career pathways and their maps in the admin. What stands on a map is changed in its editor alone, which checks it."""

from django.contrib import admin

from consortium.admin.base import OfficeAdmin, ShownRows, ViewOnly
from consortium.admin.spreadsheets import SpreadsheetAdmin
from pathways.models import CareerPathway, MapBox, MapConnection, MapLink, MapStep, MapVersion
from pathways.resources import CareerPathwayResource


class VersionRows(ShownRows):
    model = MapVersion
    related = ["pathway", "published_by", "changed_by"]
    fields = ["number", "published_on", "published_by", "note", "withdrawn_on", "withdrawn_because"]
    readonly_fields = ["published_by"]


@admin.register(CareerPathway)
class CareerPathwayAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["name", "organization", "sector", "slug"]
    list_filter = ["sector"]
    search_fields = ["name", "summary", "organization__name"]
    related = ["organization", "sector"]
    inlines = [VersionRows]
    resource_classes = [CareerPathwayResource]
    page_help = "The boxes of a map are changed in its editor; a published version stands as it is."


@admin.register(MapVersion)
class MapVersionAdmin(ViewOnly, OfficeAdmin):
    list_display = ["pathway", "number", "published_on", "published_by", "withdrawn_on", "note"]
    search_fields = ["pathway__name", "note"]
    date_hierarchy = "published_on"
    related = ["pathway", "published_by", "changed_by"]


@admin.register(MapBox)
class MapBoxAdmin(ViewOnly, OfficeAdmin):
    list_display = ["version", "column", "order", "kind", "title", "program", "course", "occupation"]
    list_filter = ["kind", "column"]
    search_fields = ["title", "version__pathway__name", "course__title", "program__name", "occupation__title"]
    related = ["version__pathway", "program", "course", "occupation"]


@admin.register(MapLink)
class MapLinkAdmin(ViewOnly, OfficeAdmin):
    list_display = ["version", "source", "target"]
    search_fields = ["version__pathway__name"]
    related = [
        "version__pathway",
        *(f"{end}__{what}" for end in ("source", "target") for what in ("program", "course", "occupation")),
    ]


@admin.register(MapConnection)
class MapConnectionAdmin(ViewOnly, OfficeAdmin):
    list_display = ["version", "high_school_program", "college_program"]
    search_fields = ["version__pathway__name", "high_school_program__name", "college_program__name"]
    related = ["version__pathway", "high_school_program", "college_program"]


@admin.register(MapStep)
class MapStepAdmin(ViewOnly, OfficeAdmin):
    list_display = ["version", "number", "said"]
    search_fields = ["version__pathway__name", "said"]
    related = ["version__pathway"]
    fields = ["version", "number", "said"]
