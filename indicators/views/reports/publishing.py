"""Publishing a draft, a right of its own; and beginning a correction of what was published."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consortium.permissions import fetch, office_writes
from indicators.forms.reports import CorrectionForm, PublishForm
from indicators.reporting import publishing, writing
from indicators.reporting.compose import notices, report_lens
from indicators.reporting.partners import members

from .common import crumbs, draft_crumbs, of_draft, reports


@of_draft
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request, report):
    """What would be published, and what is not finished; confirmed, a worker publishes it."""
    if not request.user.access.may_publish:
        raise PermissionDenied("Publishing the report is a right of its own. Whoever sets up accounts can give it.")
    record = reverse("report-record", args=[report.label])
    if report.is_published:
        messages.info(request, "Somebody has published this report meanwhile.")
        return redirect(record)
    form = PublishForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return redirect(publishing.begin(report, request.user, back=record))
    lens = report_lens(report.year)
    partners = len(members(report.year))
    context = {
        "report": report,
        "form": form,
        "writing": writing.writing_of(report),
        "notices": notices(lens) if lens else [],
        "partners": partners,
        "files": len(publishing.REGIONAL) + partners * len(publishing.PARTNERS),
        "today": timezone.localdate(),
        "crumbs": draft_crumbs(report, ("Publish", "")),
    }
    return render(request, "reports/publish.html", context, status=422 if form.is_bound else 200)


@office_writes
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, label):
    """Begin a correction of a published report: it says what it corrects, and starts from the report's texts."""
    report = fetch(reports().by_label(label), request.user.access)
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    why = writing.why_not_corrected(report)
    if form.is_valid() and not why:
        try:
            made = writing.begin_correction(report, form.cleaned_data["note"], request.user, timezone.now())
        except writing.Refused as refused:
            why = str(refused)
        else:
            messages.success(request, "The correction is open, with the texts of the report that it corrects.")
            return redirect("report-write", made.label)
    context = {
        "report": report,
        "form": form,
        "why_not": why,
        "crumbs": crumbs((report.title, reverse("report-record", args=[report.label])), ("Write a correction", "")),
    }
    status = 409 if why and form.is_bound else 422 if form.errors else 200
    return render(request, "reports/correct.html", context, status=status)
