"""Activity types, the inventory and enrollment by group in the admin."""

from django.contrib import admin
from django.core.exceptions import ValidationError

from consortium.admin.base import LoadedForm, OfficeAdmin
from consortium.admin.spreadsheets import SpreadsheetAdmin
from goals.admin.agreed import Versioned
from wbl.models import ActivityOffering, ActivityType, EnrollmentByGroup
from wbl.queries.inventory import inventory_schools
from wbl.resources import ActivityOfferingResource, ActivityTypeResource, EnrollmentByGroupResource
from wbl.resources.inventory import NOT_IN_IT


@admin.register(ActivityType)
class ActivityTypeAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["name", "stage", "lowest_grade", "highest_grade", "order", "retired_on"]
    list_filter = ["stage"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    resource_classes = [ActivityTypeResource]
    page_help = "A type that is no longer offered is retired: what was recorded before that day stays and counts."


class OfferingForm(LoadedForm):
    """An offering of a school that belongs in the inventory."""

    def clean(self):
        """Refuse schools that do not belong in it; who is there already stays."""
        typed = super().clean()
        school, year = typed.get("school"), typed.get("year")
        new = self.instance.pk is None and school and year
        if new and not inventory_schools(year, year.starts).filter(pk=school.pk).exists():
            raise ValidationError({"school": NOT_IN_IT.format(school, year)})
        return typed


@admin.register(ActivityOffering)
class ActivityOfferingAdmin(Versioned, SpreadsheetAdmin, OfficeAdmin):
    form = OfferingForm
    list_display = ["activity_type", "school", "year", "lowest_grade", "highest_grade", "ends_on"]
    list_filter = ["year", "activity_type__stage", "activity_type"]
    search_fields = ["school__name", "school__parent__name", "activity_type__name"]
    related = ["school", "activity_type", "year", "recorded_by"]
    keys = ["school", "activity_type", "year"]
    readonly_fields = ["recorded_at", "recorded_by"]
    resource_classes = [ActivityOfferingResource]
    page_help = "One for each school, activity and school year. Most are ticked on the page of the school's district."

    def get_autocomplete_fields(self, request):
        """Sectors are searched for too."""
        return [*super().get_autocomplete_fields(request), "sectors"]

    def save_model(self, request, obj, form, change):
        """A new offering carries who recorded it."""
        if not change:
            obj.recorded_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(EnrollmentByGroup)
class EnrollmentByGroupAdmin(Versioned, SpreadsheetAdmin, OfficeAdmin):
    list_display = ["organization", "year", "audience", "total", "source"]
    list_filter = ["year", "audience"]
    search_fields = ["organization__name"]
    related = ["organization", "year"]
    keys = ["organization", "year", "audience"]
    resource_classes = [EnrollmentByGroupResource]
    page_help = (
        "Races and ethnicities together make the total, and so do genders; or none is given. Empty is not known, zero "
        "is none."
    )
