"""Evidence and comments in the admin."""

from django.contrib import admin

from consortium.admin.base import OfficeAdmin
from consortium.admin.filters import PeriodFilter, YearFilter
from indicators.models import Comment, Evidence


@admin.register(Evidence)
class EvidenceAdmin(OfficeAdmin):
    list_display = ["title", "measure", "organization", "period", "file", "url", "document", "added_by", "added_at"]
    list_filter = [PeriodFilter, "organization__kind"]
    search_fields = ["title", "measure__code", "organization__name", "url"]
    date_hierarchy = "added_at"
    related = ["measure", "organization", "period__year", "file", "document", "added_by"]
    keys = ["measure", "organization", "period"]
    readonly_fields = ["added_by", "added_at"]
    page_help = "A stored file, an address, or a document. A new file is added beside the figure on the site."

    def save_model(self, request, obj, form, change):
        """New evidence carries who added it."""
        if not change:
            obj.added_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(Comment)
class CommentAdmin(OfficeAdmin):
    """Comments: nobody writes in another's name, and what must go can be deleted."""

    list_display = ["author", "indicator", "year", "text", "written_at"]
    list_filter = [YearFilter]
    search_fields = ["text", "author__email", "author__name"]
    date_hierarchy = "written_at"
    related = ["author", "indicator__goal__edition__framework", "year"]

    def has_add_permission(self, request):
        """Comments are written on the indicator's page."""
        return False

    def has_change_permission(self, request, obj=None):
        """They stay in their author's words."""
        return False
