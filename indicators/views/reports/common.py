"""What the pages of the annual report share: the report of an address, and crumbs."""

from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse

from consortium.permissions import fetch, office_required
from indicators.models import Report
from indicators.reporting.content import from_json


def reports():
    """Reports with what their titles and addresses say."""
    return Report.objects.select_related("year", "corrects__year", "published_by")


def of_draft(view):
    """
    For `view(request, report, …)` of a draft at an address with its label, for the office. Who looks for one that has
    been published meanwhile is led to its record; what is posted there is refused by the rules.
    """

    @office_required
    @wraps(view)
    def guarded(request, label, **rest):
        report = fetch(reports().select_related("document").by_label(label), request.user.access)
        if report.is_published and request.method in ("GET", "HEAD"):
            messages.info(request, "This report is published. It stays as it is; what is wrong in it is corrected.")
            return redirect("report-record", report.label)
        return view(request, report, **rest)

    return guarded


def crumbs(*rest):
    """Crumbs from the list of reports down; `rest` is (label, url) each, the last without url."""
    return [{"label": label, "url": url} for label, url in [("Reports", reverse("reports")), *rest]]


def draft_crumbs(report, *rest):
    """Crumbs of a page that belongs to the draft."""
    return crumbs((report.title, reverse("report-write", args=[report.label])), *rest)


def last_published(report):
    """The last report that was published about the school year before that of `report`, or None."""
    before = reports().published().filter(year__start_year=report.year.start_year - 1)
    return before.order_by("-number").first()


def content_of(report):
    """The `Content` that was kept with a published report, None for no report."""
    return from_json(report.content) if report else None
