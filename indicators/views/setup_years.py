"""School years and their periods: what is open, what is locked, and what is missing."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consortium.models import ReportingPeriod, SchoolYear
from consortium.permissions import office_required
from indicators.forms.setup import DueForm, LockForm, NewYearForm, SwitchesForm, UnlockForm
from indicators.planning import (
    PlanningError,
    default_assignments,
    gaps_by_year,
    lock_period,
    open_past_year,
    open_worksheets,
    open_year,
    set_due,
    unlock_period,
)
from indicators.planning.history import period_history
from indicators.planning.years import next_start_year

from .setup_common import crumbs, posted, year_or_404


@office_required
@require_safe
def overview(request):
    """All school years with their periods, and what each still lacks."""
    years = list(SchoolYear.objects.all())
    periods = {}
    for period in ReportingPeriod.objects.with_year().select_related("locked_by").order_by("starts"):
        periods.setdefault(period.year_id, []).append(period)
    gaps = gaps_by_year(years)
    shown = [{"year": year, "periods": periods.get(year.pk, []), "gaps": gaps[year.pk]} for year in years]
    return render(request, "setup/overview.html", {"years": shown, "today": timezone.localdate()})


@office_required
@require_http_methods(["GET", "HEAD", "POST"])
def year_new(request):
    """Open a school year, by quarter or as a whole past year."""
    today = timezone.localdate()
    initial = {"start_year": next_start_year(today)}
    form = NewYearForm(posted(request), initial=initial, today=today)
    if request.method == "POST" and form.is_valid():
        opens = open_past_year if form.cleaned_data["periods"] == NewYearForm.WHOLE else open_year
        try:
            year = opens(form.cleaned_data["start_year"], user=request.user)
        except PlanningError as error:
            form.add_error("start_year", str(error))
        else:
            messages.success(request, f"{year} is open. Below is what it still lacks.")
            return redirect("setup_year", year.label)
    context = {"form": form, "crumbs": crumbs(("Open a school year", ""))}
    return render(request, "setup/year_new.html", context, status=422 if form.errors else 200)


@office_required
@require_http_methods(["GET", "HEAD", "POST"])
def year_detail(request, label):
    """One school year: its periods, its switch, what it lacks; here missing assignments are proposed."""
    year = year_or_404(label)
    if "propose" in request.POST:
        return _propose(request, year)
    form = SwitchesForm(posted(request), instance=year)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"Saved for {year}.")
        return redirect("setup_year", year.label)
    context = {
        "year": year,
        "periods": year.periods.with_year().select_related("locked_by").order_by("starts"),
        "gaps": gaps_by_year([year])[year.pk],
        "form": form,
        "crumbs": crumbs((year.label, "")),
        "today": timezone.localdate(),
    }
    return render(request, "setup/year.html", context)


def _propose(request, year):
    created = default_assignments(year)
    if created:
        added = "1 assignment was added" if created == 1 else f"{created:,} assignments were added"
        messages.success(request, f"{added}. Look through them: it is a proposal.")
    else:
        messages.info(request, "Nothing was added: every measure is owed already, or nobody can owe it.")
    return redirect("setup_year", year.label)


@office_required
@require_http_methods(["GET", "HEAD", "POST"])
def period_detail(request, code):
    """One period: its due date; locking it, after showing what is not approved; opening it again."""
    period = get_object_or_404(ReportingPeriod.objects.with_year().select_related("locked_by").by_code(code))
    waiting = open_worksheets(period)
    action = next((name for name in ACTIONS if name in request.POST), None)
    forms = {
        "set_due": DueForm(request.POST if action == "set_due" else None, instance=period),
        "lock": LockForm(request.POST if action == "lock" else None, waiting=waiting),
        "unlock": UnlockForm(request.POST if action == "unlock" else None),
    }
    if action and forms[action].is_valid():
        try:
            messages.success(request, ACTIONS[action](request, period, forms[action]))
        except PlanningError as error:
            messages.error(request, str(error))
        return redirect("setup_period", period.code)
    today = timezone.localdate()
    if action == "set_due":
        period.refresh_from_db(fields=["due"])  # the form has written what was typed into it
    context = {
        "period": period,
        "waiting": waiting,
        "forms": forms,
        "has_ended": period.ends < today,
        "history": period_history(period),
        "crumbs": crumbs((period.year.label, reverse("setup_year", args=[period.year.label])), (period.short, "")),
    }
    return render(request, "setup/period.html", context, status=422 if action else 200)


def _set_due(request, period, form):
    period = set_due(period, form.cleaned_data["due"])
    return f"Worksheets of {period} are due on {period.due:%B} {period.due.day}, {period.due.year}."


def _lock(request, period, form):
    lock_period(period, request.user, form.cleaned_data["note"], timezone.now())
    return f"{period} is locked. Its figures stand."


def _unlock(request, period, form):
    unlock_period(period, request.user, form.cleaned_data["reason"], timezone.now())
    return f"{period} is open again."


ACTIONS = {"set_due": _set_due, "lock": _lock, "unlock": _unlock}
