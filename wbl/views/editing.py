"""What pages that record events share: who may, the form that goes on or is stored, and what a lock means."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone

from wbl.queries.meetings import locked_periods
from wbl.rules.events import ChangedMeanwhile


def may_add(access):
    """Whether `access` records events of some organization."""
    return access.is_office or bool(access.reporter_for)


def require_may_add(access):
    """Raises PermissionDenied for readers."""
    if not may_add(access):
        raise PermissionDenied("Events are recorded by reporters, for their organizations, and by the office.")


def edit(request, form_class, event, template, context, initial=None, then=None):
    """
    Show the form of `event`, go on with it (the list narrowed or everybody ticked), or store what was typed and go to
    the event, or where `then(event)` says.
    """
    days = [] if event.pk is None else [event.day]
    typed = posted_list(request)
    form = form_class(
        typed,
        request.FILES or None,
        instance=event,
        initial=initial,
        access=request.user.access,
        today=timezone.localdate(),
    )
    if typed and goes_on(typed):
        form.without_errors()
    elif form.is_bound and form.is_valid():
        try:
            stored = form.save(request.user)
        except ChangedMeanwhile as changed:
            return render(request, template, context | _conflict(form, changed.conflict, days), status=409)
        messages.success(request, f"“{stored.title}” is saved.")
        warn_of_locks(request, stored.day, *days)
        return redirect(then(stored) if then else stored)
    context |= {"form": form, "locked": list(locked_periods(*days))}
    return render(request, template, context, status=422 if form.errors else 200)


def _conflict(form, conflict, days):
    """Both, what somebody else has stored and what was typed; saving once more is then a choice."""
    differences = form.differences(conflict.stored)
    form.drawn_from(conflict.stored.version)
    locked = list(locked_periods(*days))
    return {"form": form, "conflict": conflict, "differences": differences, "locked": locked}


def posted_list(request):
    """What was posted with a list to tick (None: nothing was), all invited being there where that was pressed."""
    if request.method != "POST":
        return None
    typed = request.POST.copy()
    if "everybody" in typed:
        typed.setlist("came", typed.getlist("came") + typed.getlist("invited"))
    return typed


def goes_on(typed):
    """Whether the list is to be narrowed or ticked first. Enter in a box of words just typed means to find them."""
    if "narrow" in typed or "everybody" in typed:
        return True
    return "save" not in typed and typed.get("find", "") != typed.get("found", "")


def warn_of_locks(request, *days):
    """Say of each locked period that `days` fall in that its figures stand."""
    for period in locked_periods(*days):
        messages.warning(request, f"{period} is locked: its figures stand, and this counts only in the year to date.")
