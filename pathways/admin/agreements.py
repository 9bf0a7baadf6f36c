"""Articulation agreements, their courses and signatures in the admin."""

from django.contrib import admin

from consortium.admin.base import OfficeAdmin, Rows
from consortium.admin.spreadsheets import SpreadsheetAdmin
from pathways.models import AgreementCourse, AgreementSignature, ArticulationAgreement
from pathways.resources import ArticulationAgreementResource, SignatureResource


class AgreementCourseRows(Rows):
    model = AgreementCourse
    related = ["course__program"]


class SignatureRows(Rows):
    model = AgreementSignature
    related = ["party"]
    keys = ["party"]


@admin.register(ArticulationAgreement)
class ArticulationAgreementAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["number", "college_course", "method", "units", "drafted_on", "expires_on", "terminated_on"]
    list_filter = ["method", "sector"]
    search_fields = ["number", "college_course__number", "college_course__title", "code"]
    date_hierarchy = "drafted_on"
    related = ["college_course__program__organization", "sector", "renews__college_course", "scan", "recorded_by"]
    readonly_fields = ["recorded_at", "recorded_by"]
    inlines = [AgreementCourseRows, SignatureRows]
    resource_classes = [ArticulationAgreementResource]
    page_help = "Where an agreement stands follows from its days and signatures; nobody sets it. Scans are added on "
    page_help += "the agreement's own page, where their type is checked."

    def get_autocomplete_fields(self, request):
        """Schools are searched for too."""
        return [*super().get_autocomplete_fields(request), "schools"]

    def save_model(self, request, obj, form, change):
        """A new agreement carries who recorded it."""
        if not change:
            obj.recorded_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(AgreementCourse)
class AgreementCourseAdmin(OfficeAdmin):
    list_display = ["agreement", "course"]
    search_fields = ["agreement__number", "course__title"]
    related = ["agreement__college_course", "course__program"]
    keys = ["agreement", "course"]


@admin.register(AgreementSignature)
class AgreementSignatureAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["agreement", "party", "signer_role", "signed_on"]
    search_fields = ["agreement__number", "party__name", "signer_role"]
    date_hierarchy = "signed_on"
    related = ["agreement__college_course__program__organization", "party"]
    keys = ["agreement", "party"]
    resource_classes = [SignatureResource]
