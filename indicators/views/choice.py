"""The year, period and kind of figures that a reader has chosen; the choice is in the address."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404
from django.utils import timezone

from consortium.models import ReportingPeriod, SchoolYear
from indicators.lens import Lens, periods_through

SHORTS = {"Q1", "Q2", "Q3", "Q4", "Year"}  # what `ReportingPeriod.short` says in one year or another


@dataclass(frozen=True)
class Choice:
    """What was chosen, what could be, and the query text that carries it from page to page (`?year=…`, or empty)."""

    year: SchoolYear
    through: ReportingPeriod
    periods: list[ReportingPeriod]
    years: list[SchoolYear]
    drafts: bool
    query: str

    @property
    def stated_query(self):
        """As `query`, with the year in it even where the reader chose none."""
        return self.query if "year=" in self.query else f"?year={self.year.label}&{self.query[1:]}".removesuffix("&")

    def lens(self, access, organization=None):
        """The lens for `indicators.figures`."""
        periods = periods_through(self.periods, self.through)
        return Lens(self.year, periods, access, drafts=self.drafts, organization=organization)


def chosen(request):
    """
    The `Choice` in the request's address: `year=2026-27`, `through=Q2`, `figures=drafts` (office only).

    Without one: the school year of today and its last period that has ended. A quarter in a year that is reported
    whole, or the year in one that has quarters, is as if none were chosen: readers go from year to year with it.
    None where no year is set up; Http404 for a year that is not there and for other texts.
    """
    today = timezone.localdate()
    by_year = {}
    for period in ReportingPeriod.objects.with_year().order_by("-starts"):
        by_year.setdefault(period.year, []).insert(0, period)
    if not by_year:
        return None
    years = list(by_year)
    year = _year(years, request.GET.get("year"), today)
    periods = by_year[year]
    through = _through(periods, request.GET.get("through"), today)
    drafts = request.GET.get("figures") == "drafts" and request.user.access.is_office
    named = {key: request.GET[key] for key in ("year", "through", "figures") if request.GET.get(key)}
    return Choice(year, through, periods, years, drafts, f"?{urlencode(named)}" if named else "")


def _year(years, label, today):
    """The year called `label`, or that of `today`, or the last one before it, or the first there is."""
    if label:
        for year in years:
            if year.label == label:
                return year
        raise Http404(f"No figures are kept here for {label}.")
    start = SchoolYear.start_year_of(today)
    begun = [year for year in years if year.start_year <= start]
    return max(begun, key=lambda year: year.start_year) if begun else min(years, key=lambda year: year.start_year)


def _through(periods, short, today):
    """The period called `short` (Q2), or the last one that has ended, or the first."""
    for period in periods:
        if period.short == short:
            return period
    if short and short not in SHORTS:
        raise Http404(f"There is no period {short} in this year.")
    ended = [period for period in periods if period.ends < today]
    return ended[-1] if ended else periods[0]
