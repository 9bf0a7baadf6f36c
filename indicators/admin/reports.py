"""Annual reports in the admin: to be looked at. They are written and published on their own pages."""

from django.contrib import admin

from consortium.admin.base import OfficeAdmin, ViewOnly
from consortium.admin.filters import EmptyFilter, year_through
from indicators.models import NextStep, Report, ReportFile, ReportLine, ReportSection


class PublishedFilter(EmptyFilter):
    title = "published"
    parameter_name = "published"
    field = "published_at"
    empty_words, filled_words = "Is being written", "Is published"


class OfReport(ViewOnly, OfficeAdmin):
    """A table of what belongs to a report."""

    list_filter = [year_through("report__year")]
    page_help = "It is written under Reports on the site; what is published stays as it is."


@admin.register(Report)
class ReportAdmin(ViewOnly, OfficeAdmin):
    """Reports; what was published is shown as it is served, and not as the object that it was made of."""

    list_display = ["title", "year", "number", "opened_at", "opened_by", "published_at", "published_by"]
    list_filter = [PublishedFilter]
    search_fields = ["document__title", "correction_note"]
    ordering = ["-pk"]
    related = ["year", "corrects__year", "document", "opened_by", "published_by"]
    exclude = ["content"]
    page_help = "Reports are written, published and corrected under Reports on the site."

    def get_queryset(self, request):
        """Without the objects that published files were made of: each is as long as a report."""
        return super().get_queryset(request).defer("content")


@admin.register(ReportSection)
class ReportSectionAdmin(OfReport):
    list_display = ["report", "part", "goal", "is_ready", "edited_at", "edited_by"]
    search_fields = ["text"]
    ordering = ["-pk"]
    related = ["report__year", "goal__edition__framework", "edited_by"]


@admin.register(NextStep)
class NextStepAdmin(OfReport):
    list_display = ["text", "owner", "due", "report", "goal", "edited_by"]
    search_fields = ["text", "owner"]
    ordering = ["-pk"]
    related = ["report__year", "goal__edition__framework", "edited_by"]


@admin.register(ReportLine)
class ReportLineAdmin(OfReport):
    list_display = ["text", "kind", "order", "report", "measure", "is_edited", "edited_by"]
    search_fields = ["text", "measure__code"]
    ordering = ["-pk"]
    related = ["report__year", "measure", "edited_by"]


@admin.register(ReportFile)
class ReportFileAdmin(OfReport):
    list_display = ["report", "organization", "form", "file"]
    search_fields = ["organization__name", "organization__slug", "file__sha256"]
    ordering = ["-pk"]
    related = ["report__year", "organization", "file"]
