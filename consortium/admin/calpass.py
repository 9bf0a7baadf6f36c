"""Cal-PASS Plus agreements and uploads in the admin."""

from django.contrib import admin

from consortium.models import CalpassAgreement, CalpassUpload
from consortium.resources import CalpassAgreementResource, CalpassUploadResource

from .base import OfficeAdmin
from .filters import EmptyFilter, YearFilter
from .spreadsheets import SpreadsheetAdmin


class EndFilter(EmptyFilter):
    title = "end"
    parameter_name = "end"
    field = "ends_on"
    empty_words, filled_words = "Without an end", "With a last day"


@admin.register(CalpassAgreement)
class CalpassAgreementAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["organization", "signed_on", "ends_on", "note"]
    list_filter = [EndFilter, "organization__county"]
    search_fields = ["organization__name", "organization__slug", "organization__cds_code", "note"]
    date_hierarchy = "signed_on"
    related = ["organization"]
    keys = ["organization"]
    resource_classes = [CalpassAgreementResource]
    page_help = "Agreements follow one another: end the earlier one first. Lists with CDS codes come in under Import."


@admin.register(CalpassUpload)
class CalpassUploadAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["organization", "year", "accepted_on", "note"]
    list_filter = [YearFilter, "organization__county"]
    search_fields = ["organization__name", "organization__slug", "organization__cds_code", "note"]
    date_hierarchy = "accepted_on"
    related = ["organization", "year"]
    keys = ["organization", "year"]
    resource_classes = [CalpassUploadResource]
    page_help = "The year is that of the data. The day is the one on which Cal-PASS Plus accepted it."
