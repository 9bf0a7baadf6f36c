"""Next steps of a draft: added, changed and removed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consortium.numbers import small_integer
from indicators.forms.reports import StepForm
from indicators.models import NextStep
from indicators.reporting import writing

from .common import draft_crumbs, of_draft


@of_draft
@require_http_methods(["GET", "HEAD", "POST"])
def step_new(request, report, slug):
    """A next step of a goal, or of the region as a whole; `?text=…&owner=…` takes one up again."""
    place = writing.place_at(report.year, slug)
    if place is None or not (place.goal or place == writing.OPENING):
        raise Http404
    again = {name: request.GET.get(name, "")[:300] for name in ("text", "owner")}
    posted = request.POST if request.method == "POST" else None
    form = StepForm(posted, instance=NextStep(goal=place.goal), initial=again)
    page = {"title": "Add a next step", "version": 0}
    if not form.is_valid():
        return _page(request, report, place, form, page, 422 if form.is_bound else 200)
    try:
        writing.add_step(report, form.instance, request.user, timezone.now())
    except writing.Refused as refused:
        return _page(request, report, place, form, page | {"refusal": str(refused)}, 409)
    messages.success(request, "The next step is added.")
    return redirect(_back(report, place))


@of_draft
@require_http_methods(["GET", "HEAD", "POST"])
def step_edit(request, report, pk):
    """Change a next step. Where somebody else has changed it meanwhile both are shown and nothing is saved."""
    step, place = _fetch(report, pk)
    form = StepForm(request.POST if request.method == "POST" else None, instance=step)
    page = {"title": "Change a next step", "version": step.version, "step": step}
    if not form.is_valid():
        if form.is_bound:
            page["version"] = request.POST.get("version", "")
        return _page(request, report, place, form, page, 422 if form.is_bound else 200)
    try:
        seen = small_integer(request.POST.get("version", ""))
        theirs = writing.save_step(form.instance, seen, request.user, timezone.now())
    except writing.Refused as refused:
        return _page(request, report, place, form, page | {"refusal": str(refused)}, 409)
    if theirs is not None:
        return _page(request, report, place, form, page | {"conflict": theirs, "version": theirs.version}, 409)
    messages.success(request, "The next step is saved.")
    return redirect(_back(report, place))


@of_draft
@require_http_methods(["GET", "HEAD", "POST"])
def step_delete(request, report, pk):
    """Remove a next step, asked for once more."""
    step, place = _fetch(report, pk)
    context = {"step": step, "back": _back(report, place), "crumbs": draft_crumbs(report, ("Remove a next step", ""))}
    if request.method != "POST":
        return render(request, "reports/step_confirm_delete.html", context)
    try:
        writing.delete_step(step, small_integer(request.POST.get("version", "")))
    except writing.Refused as refused:
        return render(request, "reports/step_confirm_delete.html", context | {"refusal": str(refused)}, status=409)
    messages.success(request, "The next step is removed.")
    return redirect(_back(report, place))


def _fetch(report, pk):
    """A step of the report, and the place where it stands, or 404."""
    step = get_object_or_404(report.steps.select_related("goal", "report"), pk=pk)
    of_goals = (place for place in writing.places(report.year) if step.goal_id and place.goal == step.goal)
    return step, next(of_goals, writing.OPENING)


def _back(report, place):
    return reverse("report-section", args=[report.label, place.slug]) + "#next-steps"


def _page(request, report, place, form, page, status):
    context = page | {
        "form": form,
        "place": place,
        "back": _back(report, place),
        "crumbs": draft_crumbs(
            report, (place.title, reverse("report-section", args=[report.label, place.slug])), (page["title"], "")
        ),
    }
    return render(request, "reports/step_form.html", context, status=status)
