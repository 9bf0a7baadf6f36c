"""Counties, the consortium, organizations and their years in the admin."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from consortium.models import Consortium, County, Membership, Office, Organization, OrganizationYear
from consortium.resources import CountyResource, OrganizationResource, OrganizationYearResource

from .base import NeverDeleted, OfficeAdmin, Rows
from .filters import EmptyFilter, YearFilter
from .spreadsheets import SpreadsheetAdmin


@admin.register(County)
class CountyAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["name", "code"]
    search_fields = ["name", "code"]
    keys = ["code"]
    resource_classes = [CountyResource]


@admin.register(Consortium)
class ConsortiumAdmin(NeverDeleted, OfficeAdmin):
    list_display = ["name", "short_name", "office_email"]
    search_fields = ["name"]

    def has_add_permission(self, request):
        """There is one."""
        return super().has_add_permission(request) and not Consortium.objects.exists()


class YearRows(Rows):
    model = OrganizationYear
    related = ["organization", "year"]
    keys = ["year"]
    ordering = ["-year__start_year"]


class OfficeRows(Rows):
    model = Office
    related = ["organization"]
    keys = ["title"]


class MembershipRows(Rows):
    model = Membership
    related = ["user", "organization"]
    keys = ["user"]
    verbose_name_plural = "people"


class ClosedFilter(EmptyFilter):
    title = "closed"
    parameter_name = "closed"
    field = "closed_on"
    empty_words, filled_words = "Open", "Closed"


@admin.register(Organization)
class OrganizationAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["name", "kind", "parent", "cds_code", "mis_code", "county", "closed_on"]
    list_filter = ["kind", "segment", "county", "charter", ClosedFilter]
    search_fields = ["name", "slug", "cds_code", "mis_code"]
    related = ["parent", "county"]
    keys = ["slug"]
    inlines = [YearRows, OfficeRows, MembershipRows]
    resource_classes = [OrganizationResource]
    readonly_fields = ["belonging"]
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "slug", "kind", "segment", "charter", "closed_on"],
                "description": "An organization that closes keeps its history: give the day it closed, do not delete "
                "it. The slug is in the address of its page and stays.",
            },
        ),
        (
            "Place in the tree",
            {
                "fields": ["parent", "county", "belonging"],
                "description": "A school belongs to its district or county office, a college to its college district.",
            },
        ),
        (
            "Codes",
            {
                "fields": ["cds_code", "mis_code"],
                "description": "Codes are text: their leading zeros are part of them.",
            },
        ),
    ]

    def get_prepopulated_fields(self, request, obj=None):
        """A new organization's slug follows its name."""
        return {"slug": ["name"]} if obj is None else {}

    def choice_text(self, record):
        """Schools and districts share names: the kind tells them apart, and where a school belongs."""
        parent = f", {record.parent}" if record.parent else ""
        closed = ", closed" if record.closed_on else ""
        return f"{record} ({record.get_kind_display()}{parent}{closed})"

    @admin.display(description="belongs to it")
    def belonging(self, organization):
        """The organizations below, in their list."""
        number = organization.children.count() if organization.pk else 0
        if not number:
            return "nothing"
        url = reverse("admin:consortium_organization_changelist")
        words = "organization" if number == 1 else "organizations"
        return format_html('<a href="{}?parent__id__exact={}">{} {}</a>', url, organization.pk, number, words)


@admin.register(OrganizationYear)
class OrganizationYearAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = [
        "organization", "year", "member", "lowest_grade", "highest_grade", "grades_confirmed", "high_school_district",
        "enrollment",
    ]  # fmt: skip
    list_filter = [YearFilter, "member", "grades_confirmed", "high_school_district", "organization__kind"]
    search_fields = ["organization__name", "organization__slug", "organization__cds_code"]
    ordering = ["-pk"]
    related = ["organization", "year"]
    keys = ["organization", "year"]
    resource_classes = [OrganizationYearResource]
    page_help = (
        "What is true of an organization in one school year. Grades are -1 (transitional kindergarten), 0 "
        "(kindergarten) to 12, then 13 and 14 for college years."
    )
