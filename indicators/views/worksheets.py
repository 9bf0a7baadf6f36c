"""Worksheets: the lists of them, the page of one, and saving it as a whole or cell by cell."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from consortium.models import Organization, ReportingPeriod
from consortium.permissions import fetch_worksheet_organization, member_required
from indicators.forms.worksheets import ReturnForm
from indicators.views.worksheet_filters import filters_of
from indicators.worksheets import filling, review
from indicators.worksheets import lists as worklists
from indicators.worksheets.sheet import load
from indicators.worksheets.states import Refused

PER_PAGE = 50


@member_required
@require_safe
def worksheets(request):
    """What is due: one's own worksheets; for the office those of everybody for a period; `?organization=` of one."""
    today = timezone.localdate()
    periods = list(worklists.begun_periods(today))
    if not periods:
        return render(request, "worksheets/none.html")
    organizations = Organization.objects.reported_by(request.user.access).partners().order_by("name")
    slug = request.GET.get("organization")
    if slug:
        organization = get_object_or_404(organizations, slug=slug)
        return _own_list(request, [organization], periods, today, organization)
    if request.user.access.is_office:
        return _period_list(request, periods, today)
    return _own_list(request, list(organizations), periods, today)


def _own_list(request, organizations, periods, today, only=None):
    entries = worklists.entries(organizations, periods, today)
    due = [entry for entry in entries if not entry.period.is_locked]
    context = {
        "only": only,
        "several": len(organizations) > 1,
        "due": sorted(due, key=lambda entry: (entry.period.due, entry.organization.name)),
        "earlier": [entry for entry in entries if entry.period.is_locked],
    }
    return render(request, "worksheets/own.html", context)


def _period_list(request, periods, today):
    filters = filters_of(request, periods, today)
    organizations = worklists.owing(filters.period)
    if filters.kind:
        organizations = organizations.filter(kind=filters.kind)
    counts = worklists.states_of(organizations, filters.period)
    if filters.state:
        organizations = worklists.in_state(organizations, filters.period, filters.state)
    page = Paginator(organizations, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "counts": [(state, worklists.STATES[state], number) for state, number in counts.items()],
        "page": page,
        "entries": worklists.entries(list(page), [filters.period], today),
    }
    return render(request, "worksheets/period.html", context)


def worksheet(request, slug, code):
    """One worksheet; POST saves all of it, or nothing."""
    organization, period = fetch_worksheet(request, slug, code, write=request.method == "POST")
    sheet = _load(request, organization, period)
    if request.method != "POST":
        return page_of(request, sheet)
    response = _save_all(request, sheet)
    if response is None:
        messages.success(request, "Saved. {} of {} answered.".format(*worklists.answered(organization, period)))
        response = redirect("worksheet", slug, code)
    return response


def _save_all(request, sheet):
    """Save the whole form. None where that went well, else the page with what is wrong and all that was typed."""
    try:
        if filling.fill(sheet, request.POST, **_now(request)):
            return None
    except Refused as refusal:
        return page_of(request, sheet, status=409, refusal=str(refusal))
    return page_of(request, sheet, status=409 if any(row.conflict for row in sheet.rows) else 422)


@member_required
@require_POST
def cell(request, slug, code, measure):
    """Save one cell; answers with its row and the progress line, for htmx to put in place."""
    organization, period = fetch_worksheet(request, slug, code, write=True)
    sheet = _load(request, organization, period, only=measure)
    if not sheet.rows:
        raise Http404(f"{organization} does not owe {measure} in {period.year}.")
    status, refusal = 200, ""
    try:
        if filling.fill(sheet, request.POST, **_now(request)):
            sheet = _load(request, organization, period, only=measure)
        else:
            status = 409 if sheet.rows[0].conflict else 422
    except Refused as refused:
        status, refusal = 409, str(refused)
    answered, asked = worklists.answered(organization, period)
    context = {
        "sheet": sheet,
        "row": sheet.rows[0],
        "answered": answered,
        "asked": asked,
        "refusal": refusal,
        "saved_at": timezone.localtime() if status == 200 else None,
    }
    return render(request, "worksheets/saved_row.html", context, status=status)


@member_required
@require_POST
def source(request, slug, code):
    """Save where the figures of a partner are from, by itself; answers with the sentence that it was saved."""
    organization, period = fetch_worksheet(request, slug, code, write=True)
    sheet = _load(request, organization, period)
    refusal = ""
    try:
        note = {"source_note": request.POST.get("source_note", "")}
        saved = filling.fill(sheet, note, **_now(request))
    except Refused as refused:
        saved, refusal = False, str(refused)
    context = {"saved_at": timezone.localtime() if saved else None, "refusal": refusal or sheet.source_error}
    return render(request, "worksheets/saved_line.html", context, status=200 if saved else 422)


@member_required
@require_POST
def submit(request, slug, code):
    """Save what the form holds, then hand the worksheet in for review."""
    organization, period = fetch_worksheet(request, slug, code, write=True)
    sheet = _load(request, organization, period)
    trouble = _save_all(request, sheet)
    if trouble is not None:
        return trouble
    try:
        review.submit(
            organization, period, must_say_source=sheet.standing.must_say_source, **_now(request)
        )
    except review.Unanswered:
        return redirect(f"{request.path.removesuffix('submit/')}?unanswered=1")
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Submitted. The consortium office now reviews the figures for {period}.")
    return redirect("worksheet", slug, code)


@member_required
@require_POST
def take_back(request, slug, code):
    """Make a submitted worksheet a draft again."""
    organization, period = fetch_worksheet(request, slug, code, write=True)
    try:
        review.take_back(organization, period)
        messages.success(request, "Taken back. Submit it again when you are done.")
    except Refused as refusal:
        messages.error(request, f"It could not be taken back. {refusal}")
    return redirect("worksheet", slug, code)


def fetch_worksheet(request, slug, code, *, write=False):
    """(organization, period) of a worksheet's address: 404 for strangers, 403 for readers who want to write."""
    organization = fetch_worksheet_organization(request.user.access, slug, write=write)
    periods = ReportingPeriod.objects.select_related("year", "locked_by")
    return organization, get_object_or_404(periods.by_code(code))


def page_of(request, sheet, *, status=200, refusal="", return_form=None):
    """The page of one worksheet."""
    may = sheet.standing
    if return_form is None and (may.may_review or may.may_reopen):
        return_form = ReturnForm(sheet)
    context = {
        "sheet": sheet,
        "refusal": refusal,
        "return_form": return_form,
        "stamp": review.stamp(sheet.submission),
        "list_unanswered": "unanswered" in request.GET and may.editable and sheet.unanswered,
        "today": timezone.localdate(),
    }
    return render(request, "worksheets/worksheet.html", context, status=status)


def _load(request, organization, period, only=None):
    return load(organization, period, request.user.access, timezone.localdate(), only=only)


def _now(request):
    """Who does it and when, as the rules take it."""
    return {"user": request.user, "now": timezone.now(), "today": timezone.localdate()}
