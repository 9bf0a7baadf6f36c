"""School years and reporting periods in the admin."""

from django.contrib import admin

from consortium.models import ReportingPeriod, SchoolYear

from .base import OfficeAdmin, ShownRows
from .filters import EmptyFilter, YearFilter


def years_like(text):
    """The calendar year in `2026-27` or `2026`, as text; anything else as it is."""
    return text[:4] if text[:4].isdecimal() else text


class PeriodRows(ShownRows):
    model = ReportingPeriod
    related = ["year"]
    fields = ["number", "starts", "ends", "due", "locked_at"]


@admin.register(SchoolYear)
class SchoolYearAdmin(OfficeAdmin):
    list_display = ["label", "starts", "ends", "charters_count"]
    search_fields = ["start_year"]
    keys = ["start_year"]
    inlines = [PeriodRows]
    page_help = "To open a school year with its quarters, use Set-up on the site."

    def get_search_results(self, request, queryset, search_term):
        """`2026-27` finds the year as `2026` does."""
        return super().get_search_results(request, queryset, years_like(search_term))


class LockedFilter(EmptyFilter):
    title = "locked"
    parameter_name = "locked"
    field = "locked_at"
    empty_words, filled_words = "Open", "Locked"


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(OfficeAdmin):
    """Periods. Locking is done under Set-up, where what it freezes and who has not reported can be seen."""

    list_display = ["code", "starts", "ends", "due", "is_locked_now", "locked_by"]
    list_filter = [YearFilter, LockedFilter]
    search_fields = ["year__start_year"]
    ordering = ["-starts"]
    related = ["year", "locked_by"]
    keys = ["year", "number"]
    readonly_fields = ["locked_at", "locked_by", "lock_note"]
    page_help = "A period is locked and opened again under Set-up on the site, with a reason. A locked one stands."

    @admin.display(description="locked", boolean=True)
    def is_locked_now(self, period):
        """Whether its figures stand."""
        return period.is_locked

    def get_search_results(self, request, queryset, search_term):
        """`2026-27-Q1` finds this period, `2026-27` all of the year."""
        exact = queryset.filter(pk__in=ReportingPeriod.objects.by_code(search_term.strip().replace(" ", "-")))
        if search_term and exact.exists():
            return exact, False
        return super().get_search_results(request, queryset, years_like(search_term))

    def has_change_permission(self, request, obj=None):
        """A locked period stays as it is."""
        return super().has_change_permission(request, obj) and not (obj and obj.is_locked)

    def has_delete_permission(self, request, obj=None):
        """A locked period stays."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_locked)

    def why_not_deleted(self, objs, request):
        """Locked periods stay."""
        return [f"{period}: locked, so its figures stand" for period in objs if period.is_locked]
