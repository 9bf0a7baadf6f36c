"""Filters of lists that ask for their choices once, and hold only what is short."""

from django.contrib.admin import ChoicesFieldListFilter, SimpleListFilter

from consortium.models import ReportingPeriod, SchoolYear


class YearFilter(SimpleListFilter):
    """A school year; `lookup` leads from the row to the year."""

    title = "school year"
    parameter_name = "year"
    lookup = "year"

    def lookups(self, request, model_admin):
        """All school years, the latest first."""
        return [(year.start_year, year.label) for year in SchoolYear.objects.all()]

    def queryset(self, request, queryset):
        """Rows of the chosen year."""
        if not self.value() or not self.value().isdecimal():
            return queryset
        return queryset.filter(**{f"{self.lookup}__start_year": int(self.value())}).distinct()


class PeriodFilter(SimpleListFilter):
    """A reporting period."""

    title = "period"
    parameter_name = "period"

    def lookups(self, request, model_admin):
        """All periods, the latest first."""
        return [(period.code, str(period)) for period in ReportingPeriod.objects.with_year()]

    def queryset(self, request, queryset):
        """Rows of the chosen period."""
        if not self.value():
            return queryset
        return queryset.filter(period__in=ReportingPeriod.objects.by_code(self.value()))


class EmptyFilter(SimpleListFilter):
    """Whether a field is empty; subclasses say which (`field`) and in what words."""

    field = ""
    empty_words, filled_words = "empty", "filled"

    def lookups(self, request, model_admin):
        """The two answers."""
        return [("no", self.filled_words), ("yes", self.empty_words)]

    def queryset(self, request, queryset):
        """Rows with the chosen answer."""
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(**{f"{self.field}__isnull": self.value() == "yes"})


def year_through(path):
    """A YearFilter for rows whose year is at `path`, such as `period__year`."""
    return type("YearThrough", (YearFilter,), {"lookup": path})


def titled(title):
    """A filter of a field's choices under another title than the field's own."""

    class Titled(ChoicesFieldListFilter):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.title = title

    return Titled
