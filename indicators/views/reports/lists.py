"""All annual reports: those that were published, for the office the drafts too."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from consortium.permissions import office_writes
from indicators.models import Report, ReportFile
from indicators.reporting import writing
from indicators.reporting.delivery import reports_for
from indicators.views.setup_common import year_or_404

from .common import reports


@dataclass
class Shown:
    """A report in the list: the reader's own partner reports, and the later report that corrects it (None: none)."""

    report: Report
    own: list = field(default_factory=list)
    corrected_by: Report | None = None


@require_safe
def report_list(request):
    """Every report that the reader may see, the latest first, and the years on which the office can open one."""
    access = request.user.access
    if not (access.is_member or access.leads):
        raise Http404
    found = list(reports().defer("content").readable_by(access).order_by("-year__start_year", "-number"))
    shown = {report.pk: Shown(report) for report in found if report.is_published}
    for report in found:
        if report.is_published and report.corrects_id in shown:
            shown[report.corrects_id].corrected_by = report
    own = ReportFile.objects.filter(
        report__in=shown, form=ReportFile.Form.HTML, organization__in=access.own_organizations | access.leads
    )
    for kept in own.select_related("organization"):
        shown[kept.report_id].own.append(kept.organization)
    context = {
        "published": list(shown.values()),
        "drafts": [report for report in found if not report.is_published],
        "led": reports_for(access, request.user, timezone.localdate()),
        "years": list(writing.years_without()) if access.is_office else [],
    }
    return render(request, "reports/list.html", context)


@office_writes
@require_POST
def report_open(request, label):
    """Open the report on a school year, or go to the one that somebody else has opened meanwhile."""
    year = year_or_404(label)
    try:
        report = writing.open_report(year, request.user, timezone.now())
    except writing.Refused as refused:
        messages.error(request, str(refused))
        return redirect("reports")
    messages.success(request, f"The report on {year} is open. Its figures are there; below is what there is to write.")
    return redirect("report-write", report.label)
