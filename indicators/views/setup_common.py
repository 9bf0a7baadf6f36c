"""What the set-up pages share: the year of an address, crumbs, and measures in the order of the document."""

from itertools import groupby

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from consortium.models import ReportingPeriod, SchoolYear


def year_or_404(label):
    """The school year written `2026-27` in an address."""
    parsed = ReportingPeriod.parse(f"{label}-Y")
    if parsed is None:
        raise Http404
    return get_object_or_404(SchoolYear, start_year=parsed[0])


def posted(request):
    """What was sent, also when it is nothing at all; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def crumbs(*rest):
    """Crumbs from the overview down; `rest` is (label, url) each, the last without url."""
    return [{"label": label, "url": url} for label, url in [("Set-up", reverse("setup")), *rest]]


def year_crumbs(year, label):
    """Crumbs of a page that belongs to a school year."""
    return crumbs((year.label, reverse("setup_year", args=[year.label])), (label, ""))


def by_goal(rows):
    """`[(Goal, [row, …])]` of rows with a `placement`, which come in the order of the document."""
    return [(goal, list(found)) for goal, found in groupby(rows, key=lambda row: row.placement.indicator.goal)]


def year_choice(year, name):
    """The choice of the school year as links, for pages whose address names the year: `[(label, url, current)]`."""
    return [
        (other.label, reverse(name, args=[other.label]), other == year) for other in SchoolYear.objects.all()
    ]
