"""Frameworks, their editions and goals in the admin."""

from django.contrib import admin

from consortium.admin.base import OfficeAdmin, Rows
from consortium.admin.filters import year_through
from consortium.admin.spreadsheets import SpreadsheetAdmin
from goals.models import (
    Edition,
    Framework,
    Goal,
)
from goals.resources import (
    EditionResource,
    FrameworkResource,
    GoalResource,
)

WORDING = (
    "The wording is the document's own, and every year of the edition shows it. Correct slips of typing here; "
    "for another wording make a new edition."
)


class EditionRows(Rows):
    model = Edition
    related = ["framework", "first_year"]
    keys = ["first_year"]


class GoalRows(Rows):
    model = Goal
    related = ["edition__framework", "edition__first_year"]
    keys = ["number"]


@admin.register(Framework)
class FrameworkAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["code", "short_title", "working_group", "order"]
    search_fields = ["code", "title", "short_title"]
    related = ["working_group"]
    keys = ["code", "slug"]
    inlines = [EditionRows]
    resource_classes = [FrameworkResource]


@admin.register(Edition)
class EditionAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["framework", "first_year", "note"]
    list_filter = ["framework", year_through("first_year")]
    search_fields = ["framework__code", "framework__short_title", "first_year__start_year", "note"]
    related = ["framework", "first_year"]
    keys = ["framework", "first_year"]
    inlines = [GoalRows]
    resource_classes = [EditionResource]
    page_help = "An edition holds from its first year on until a later one takes over."


@admin.register(Goal)
class GoalAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["code", "short_title", "edition"]
    list_filter = ["edition__framework", year_through("edition__first_year")]
    search_fields = ["short_title", "text", "edition__framework__code"]
    related = ["edition__framework", "edition__first_year"]
    keys = ["edition", "number"]
    resource_classes = [GoalResource]
    page_help = WORDING
