"""Review: what was submitted, approving and returning it, and figures whose records have changed since."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from consortium.permissions import member_required, office_required
from indicators import derived
from indicators.forms.worksheets import ReturnForm
from indicators.models import Value
from indicators.views.worksheets import fetch_worksheet, page_of
from indicators.worksheets import notices
from indicators.worksheets import queue as reviewing
from indicators.worksheets import review as rules
from indicators.worksheets.sheet import load
from indicators.worksheets.states import Refused


@office_required
@require_safe
def review(request):
    """The queue: submitted worksheets, oldest due first, and approved figures whose records have changed."""
    context = {
        "waiting": reviewing.waiting(),
        "changed": rules.changed_since_approved(),
        "today": timezone.localdate(),
    }
    return render(request, "review/review.html", context)


@office_required
@require_POST
def approve_many(request):
    """Approve every ticked worksheet that can be, and name the others with the reason."""
    approved, refused = reviewing.approve_many(
        request.POST.getlist("worksheet"), user=request.user, now=timezone.now()
    )
    if approved:
        names = ", ".join(str(one) for one in approved)
        messages.success(request, f"Approved {len(approved)} {_worksheets(approved)}: {names}.")
    for submission, sentence in refused:
        messages.error(request, f"Not approved: {submission}. {sentence}")
    if not approved and not refused:
        messages.warning(request, "Nothing was ticked, so nothing was approved.")
    return redirect("review")


@office_required
@require_POST
def approve_new_figure(request, pk):
    """Let an approved figure be what the records say now."""
    value = get_object_or_404(
        Value.objects.approved().select_related("measure", "period__year", "submission__organization"),
        pk=pk,
        counted=True,
        measure__source__in=list(derived.SOURCES),
    )
    try:
        rules.approve_new_figure(value, request.POST.get("shown", ""), user=request.user, now=timezone.now())
        messages.success(request, f"{value.measure.code} of {value.submission} is now the new figure.")
    except Refused as refusal:
        messages.error(request, f"{value.measure.code} of {value.submission} stays as it was. {refusal}")
    return redirect("review")


@member_required
@require_POST
def approve(request, slug, code):
    """Approve one worksheet, from its page."""
    organization, period = _fetch_for_office(request, slug, code)
    try:
        submission = rules.approve(
            organization, period, seen=request.POST.get("seen", ""), user=request.user, now=timezone.now()
        )
    except Refused as refusal:
        messages.error(request, f"Not approved. {refusal}")
        return redirect("worksheet", slug, code)
    messages.success(request, f"Approved {submission}. Its figures are on the dashboards now.")
    return redirect("review")


@member_required
@require_POST
def send_back(request, slug, code):
    """Return a submitted worksheet, or open an approved one again, with a comment that is mailed to its reporters."""
    organization, period = _fetch_for_office(request, slug, code)
    sheet = load(organization, period, request.user.access, timezone.localdate())
    form = ReturnForm(sheet, request.POST)
    if not form.is_valid():
        return page_of(request, sheet, status=422, return_form=form)
    try:
        submission = rules.send_back(
            organization,
            period,
            form.cleaned_data["comment"],
            seen=request.POST.get("seen", ""),
            user=request.user,
            now=timezone.now(),
        )
    except Refused as refusal:
        return page_of(request, sheet, status=409, refusal=f"Not returned. {refusal}", return_form=form)
    told = notices.tell_returned(submission, request.build_absolute_uri(request.path.removesuffix("return/")))
    people = "1 person" if told == 1 else f"{told} people"
    whom = f"Mailed to {people}." if told else "It has no reporter who could be told."
    messages.success(request, f"Returned {submission}. {whom}")
    return redirect("review")


def _fetch_for_office(request, slug, code):
    """(organization, period): 404 for those who may not read the worksheet, 403 for readers who are not the office."""
    found = fetch_worksheet(request, slug, code)
    if not request.user.access.is_office:
        raise PermissionDenied("Only the consortium office reviews worksheets.")
    return found


def _worksheets(some):
    return "worksheet" if len(some) == 1 else "worksheets"
