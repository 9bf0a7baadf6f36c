"""The lines of the report in one page: headlines and asks, proposed by rule and written by people."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from consortium.numbers import small_integer
from indicators.forms.reports import LinesForm
from indicators.models import ReportLine
from indicators.reporting import headlines, writing
from indicators.reporting.compose import compose

from .common import draft_crumbs, of_draft

Kind = ReportLine.Kind


@of_draft
@require_http_methods(["GET", "HEAD", "POST"])
def one_page(request, report):
    """Write the lines. Where somebody else has changed one meanwhile nothing is saved, and both are shown there."""
    lines = writing.lines_of(report)
    if request.method != "POST":
        return _page(request, report, LinesForm(lines=lines), lines)
    form = LinesForm(request.POST, lines=lines)
    if not form.is_valid():
        return _page(request, report, form, lines, status=422)
    typed = {key: (text, _seen(request, key)) for key, text in form.typed().items()}
    try:
        conflicts = writing.save_lines(report, typed, request.user, timezone.now())
    except writing.Refused as refused:
        return _page(request, report, form, lines, status=409, refusal=str(refused))
    if conflicts:
        return _page(request, report, form, lines | conflicts, status=409, conflicts=conflicts)
    messages.success(request, "Headlines and asks are saved.")
    return redirect("report-lines", report.label)


def _seen(request, key):
    return small_integer(request.POST.get(f"version-{key[0]}-{key[1]}", ""))


@of_draft
@require_POST
def propose(request, report):
    """Have headlines and asks proposed wherever nobody has written one."""
    content = compose(report, timezone.now(), with_partners=False)

    def proposals(kept):
        named = [line.measure.code if line.measure else "" for (kind, _), line in kept.items() if kind == Kind.HEADLINE]
        return {Kind.HEADLINE: headlines.headlines(content, named), Kind.ASK: headlines.asks(content)}

    try:
        changed = writing.put_proposals(report, proposals, request.user, timezone.now())
    except writing.Refused as refused:
        messages.error(request, str(refused))
        return redirect("report-lines", report.label)
    if changed:
        messages.success(request, f"{changed} line{'' if changed == 1 else 's'} proposed. What people wrote stays.")
    else:
        messages.info(request, "Nothing new: the figures propose what is there, and what people wrote stays.")
    return redirect("report-lines", report.label)


def _page(request, report, form, lines, *, status=200, conflicts=None, refusal=""):
    """The form. A line that is in conflict carries the version that saving it again would replace."""
    conflicts = conflicts or {}
    rows = [
        {
            "field": form[f"{kind}-{order}"],
            "kind": kind,
            "line": line,
            "name": f"{kind}-{order}",
            "version": _version(request, form, (kind, order), line, conflicts),
            "conflict": conflicts.get((kind, order)),
        }
        for (kind, order), line in lines.items()
    ]
    context = {
        "report": report,
        "form": form,
        "headlines": [row for row in rows if row["kind"] == Kind.HEADLINE],
        "asks": [row for row in rows if row["kind"] == Kind.ASK],
        "conflicts": conflicts,
        "refusal": refusal,
        "crumbs": draft_crumbs(report, ("The report in one page", "")),
    }
    return render(request, "reports/one_page.html", context, status=status)


def _version(request, form, key, line, conflicts):
    """What a row was drawn from: as posted, but where both texts are shown now."""
    if form.is_bound and key not in conflicts:
        return request.POST.get(f"version-{key[0]}-{key[1]}", "")
    return line.version
