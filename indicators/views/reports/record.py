"""The record of what was published: its files with their checksums, corrections, and what has changed since."""

from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from consortium.permissions import fetch
from indicators.models import ReportFile
from indicators.reporting import changes, writing
from indicators.reporting.compose import compose

from .common import content_of, crumbs, reports

FORMS = list(ReportFile.Form)  # in this order they are listed


@require_safe
def record(request, label):
    """Who published a report when, each file, how to check it, corrections, and what has changed since then."""
    access = request.user.access
    report = fetch(reports().published().by_label(label), access)
    files = list(report.files.readable_by(access).select_related("file", "organization"))
    for kept in files:
        kept.report = report
    files.sort(key=lambda kept: (kept.organization.name if kept.organization else "", FORMS.index(kept.form)))
    later = list(reports().defer("content").readable_by(access).filter(year=report.year, number__gt=report.number))
    found = changes.changes(content_of(report), compose(report, timezone.now()))
    context = {
        "report": report,
        "regional": [kept for kept in files if kept.organization_id is None],
        "partners": [kept for kept in files if kept.organization_id is not None],
        "corrections": [one for one in later if one.is_published],
        "draft": next((one for one in later if not one.is_published), None),
        "may_correct": access.is_office and not writing.why_not_corrected(report),
        "changes": changes.by_kind(found),
        "number_of_changes": len(found),
        "crumbs": crumbs((report.title, "")),
    }
    return render(request, "reports/record.html", context)


@login_not_required
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@require_safe
def notice(request, label):
    """
    One line for the frame in a published page: whether the report was corrected. It is for everybody and says nothing
    else, not even whether there is such a report.
    """
    report = reports().by_label(label).published().defer("content").first()
    context = {"correction": report.last_correction() if report else None}
    response = render(request, "reports/notice.html", context)
    response["Cache-Control"] = "no-cache"
    return response

