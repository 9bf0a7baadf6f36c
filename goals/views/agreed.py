"""
Student outcomes, objectives and strategies: added, changed in place, moved, deleted and carried over.

One set of views for the three kinds. With htmx a request answers with the piece of the page that changes, without it
with a page of its own or the way back to the goal.
"""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reswap, retarget, trigger_client_event

from consortium.numbers import small_integer
from consortium.permissions import member_required, office_writes
from consortium.years import fetch_year, year_at
from goals.forms.agreed import FORMS
from goals.models import Objective
from goals.models.agreed import Stage
from goals.queries.agreed import KINDS, Line, goal_in_force
from goals.rules import agreed

CHOICE = ("year", "through", "figures")  # what the dashboards take from an address


@member_required
@require_safe
def agreed_row(request, kind, pk):
    """One row as it is read: what takes the place of a form that is left without saving."""
    kind, item = fetch_item(kind, pk)
    if not request.htmx:
        return redirect(back_to(request, kind, item))
    return render(request, "goals/_agreed_item.html", line_context(request, kind, item))


@office_writes
@require_http_methods(["GET", "POST"])
def agreed_edit(request, kind, pk):
    """Change a row. Where somebody else has changed it meanwhile, both are shown and nothing is saved."""
    kind, item = fetch_item(kind, pk)
    page = {
        "title": f"Edit {kind.word}",
        "spot": f"{kind.slug}-{item.pk}-item",
        "version": item.version,
        "cancel_url": reverse("agreed-row", args=[kind.slug, item.pk]) + query_of(request),
        "back": back_to(request, kind, item),
        "delete_url": reverse("agreed-delete", args=[kind.slug, item.pk]) if item.stage == Stage.DRAFTED else "",
        "goal": kind.goal_of(item),
    }
    form = form_of(request, kind, item, page["spot"])
    if not form.is_valid():
        return form_page(request, form, page, status=422 if form.is_bound else 200)
    try:
        conflict = agreed.save(form.instance, small_integer(request.POST.get("version", "")))
    except agreed.Refused as refusal:
        return form_page(request, form, page | {"refusal": str(refusal)}, status=409)
    if conflict:
        return conflict_page(request, form, page, conflict)
    return saved(request, kind, item, "goals/_agreed_saved.html", f"The {kind.word} is saved.")


@office_writes
@require_http_methods(["GET", "POST"])
def agreed_new(request, slug, number, kind):
    """A new student outcome or objective of a goal."""
    kind = KINDS.get(kind)
    if kind is None or kind.parent != "goal":
        raise Http404
    goal = fetch_goal(request, slug, number)
    return _new(request, kind, kind.model(goal=goal), kind.slug)


@office_writes
@require_http_methods(["GET", "POST"])
def strategy_new(request, pk):
    """A new strategy of an objective."""
    objective = get_object_or_404(Objective.objects.select_related("goal__edition__framework"), pk=pk)
    kind = KINDS["strategies"]
    return _new(request, kind, kind.model(objective=objective), f"{kind.slug}-of-{pk}")


def _new(request, kind, item, place):
    """Show or take the form of a new row; `place` names the list that it is added to."""
    goal = kind.goal_of(item)
    page = {
        "title": f"New {kind.word}",
        "spot": f"add-{place}",
        "cancel_url": f"{request.path}{query_of(request) or '?'}&close=1".replace("?&", "?"),
        "back": goal_address(request, goal),
        "goal": goal,
    }
    shown = {"place": place, "kind": kind, "add_url": request.path, "query": query_of(request)}
    if request.htmx and "close" in request.GET:
        return render(request, "goals/_agreed_add.html", shown | {"focus": True})
    form = form_of(request, kind, item, page["spot"])
    if not form.is_valid():
        return form_page(request, form, page, status=422 if form.is_bound else 200)
    agreed.add(kind, form.instance)
    return saved(request, kind, item, "goals/_agreed_added.html", f"The {kind.word} is added.", shown)


@office_writes
@require_POST
def agreed_move(request, kind, pk):
    """Put a row one place up or down; with htmx the answer is only the order, so that open forms stay."""
    kind, item = fetch_item(kind, pk)
    rows = agreed.move(kind, item, up=request.POST.get("direction") == "up")
    if not request.htmx:
        return redirect(back_to(request, kind, item))
    place = [row.pk for row in rows].index(item.pk) + 1
    ordered = {
        "rows": [f"{kind.slug}-{row.pk}" for row in rows],
        "said": f"This {kind.word} is now number {place} of {len(rows)}.",
    }
    return trigger_client_event(HttpResponse(status=204), "rows-ordered", ordered)


@office_writes
@require_http_methods(["GET", "POST"])
def agreed_delete(request, kind, pk):
    """Delete a draft, asked for once more on a page of its own or by the browser."""
    kind, item = fetch_item(kind, pk)
    context = line_context(request, kind, item) | {"goal": kind.goal_of(item), "back": back_to(request, kind, item)}
    if request.method != "POST":
        return render(request, "goals/agreed_confirm_delete.html", context)
    try:
        agreed.delete(item, small_integer(request.POST.get("version", "")))
    except agreed.Refused as refusal:
        context["refusal"] = str(refusal)
        if not request.htmx:
            return render(request, "goals/agreed_confirm_delete.html", context, status=409)
        response = render(request, "goals/_agreed_item.html", context | {"focus": True}, status=409)
        return reswap(retarget(response, f"#{kind.slug}-{pk}-item"), "outerHTML")
    if request.htmx:
        return render(request, "goals/_agreed_gone.html", {"kind": kind, "text": context["line"].item.text})
    messages.success(request, f"The {kind.word} is deleted.")
    return redirect(goal_address(request, context["goal"]))


@office_writes
@require_POST
def carry_over(request, slug, number):
    """Copy what stands under the former wording of a goal."""
    goal = fetch_goal(request, slug, number)
    try:
        rows = agreed.carry_over(goal)
        messages.success(request, f"{rows} rows were carried over. Change here what is no longer so.")
    except agreed.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{goal_address(request, goal)}#agreed")


def fetch_item(slug, pk):
    """(kind, row) of an address, with goal and owner, or 404."""
    kind = KINDS.get(slug)
    if kind is None:
        raise Http404
    return kind, get_object_or_404(kind.rows(), pk=pk)


def fetch_goal(request, slug, number):
    """The goal as it is worded in the year of the address (without one: in that of today), or 404."""
    label = request.GET.get("year")
    year = fetch_year(label) if label else year_at(timezone.localdate())
    if year is None:
        raise Http404
    return goal_in_force(year, slug, number)


def query_of(request):
    """The reader's choice of year, period and figures, to be carried on: `?year=…`, or empty."""
    named = {name: request.GET[name] for name in CHOICE if request.GET.get(name)}
    return f"?{urlencode(named)}" if named else ""


def goal_address(request, goal):
    """The page of `goal` in the reader's year."""
    return reverse("goal", args=[goal.edition.framework.slug, goal.number]) + query_of(request)


def back_to(request, kind, item):
    """The row's place on the page of its goal."""
    return f"{goal_address(request, kind.goal_of(item))}#{kind.slug}-{item.pk}"


def line_context(request, kind, item):
    """What the template of one row needs."""
    line = Line(kind, item, timezone.localdate())
    return {"line": line, "may_edit": request.user.access.is_office, "query": query_of(request), "focus": True}


def form_of(request, kind, item, anchor):
    """The form of a row, with what was posted, if anything."""
    typed = request.POST if request.method == "POST" else None
    return FORMS[kind.slug](typed, instance=item, today=timezone.localdate(), anchor=anchor)


def form_page(request, form, page, status):
    """The form: in place for htmx, else as a page of its own."""
    template = "goals/_agreed_form.html" if request.htmx else "goals/agreed_form.html"
    context = {
        "form": form,
        "query": query_of(request),
        "action": request.path + query_of(request),
        "in_place": bool(request.htmx),
    }
    return render(request, template, context | page, status=status)


def conflict_page(request, form, page, conflict):
    """The form with what was typed, and beside it what somebody else has stored; saving it again is then a choice."""
    both = {"conflict": conflict, "differences": form.differences(conflict.stored), "version": conflict.stored.version}
    return form_page(request, form, page | both, status=409)


def saved(request, kind, item, template, sentence, shown=()):
    """After saving: the piece of the page with the sentence for htmx, else the way back to the goal."""
    if request.htmx:
        return render(request, template, line_context(request, kind, item) | {"sentence": sentence, **dict(shown)})
    messages.success(request, sentence)
    return redirect(back_to(request, kind, item))
