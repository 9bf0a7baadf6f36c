"""Decisions: recorded in a meeting by whoever is of the group, and followed until they are done or dropped."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from consortium.numbers import small_integer
from consortium.permissions import member_required
from consortium.years import year_at
from indicators.forms.meetings import DecisionStateForm, indicators_of
from indicators.meetings import running
from indicators.models import Decision
from indicators.views.meetings import back_of, conflict_of, fetch_meeting, names_of, new_decision_form, page


@member_required
@require_POST
def decision_new(request, slug, pk):
    """Record a decision of the meeting."""
    found = fetch_meeting(request.user.access, slug, pk)
    form = new_decision_form(found, request.POST)
    if not form.is_valid():
        return render(request, "meetings/meeting.html", page(request, found, form), status=422)
    decision = form.save(commit=False)
    decision.recorded_by, decision.recorded_at = request.user, timezone.now()
    decision.save()
    messages.success(request, "The decision is recorded.")
    return redirect(back_of(found, "decisions"))


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def decision_edit(request, slug, pk, decision):
    """
    Change a decision of the group, or say what became of it, at the meeting `pk` that goes through it. Where somebody
    else has changed it meanwhile, both are shown and nothing is saved.
    """
    found = fetch_meeting(request.user.access, slug, pk)
    item = get_object_or_404(Decision.objects.filter(meeting__group=found.group).with_names(), pk=decision)
    form = DecisionStateForm(
        request.POST if request.method == "POST" else None,
        instance=item,
        indicators=indicators_of(found.group, year_at(item.meeting.day), also=item.indicator_id),
        today=timezone.localdate(),
    )
    context = {
        "form": form,
        "meeting": found,
        "group": found.group,
        "decision": item,
        "version": item.version,
        "people": names_of(found.group),
    }
    if not (form.is_bound and form.is_valid()):
        return render(request, "meetings/decision.html", context, status=422 if form.errors else 200)
    conflict = running.save(form.instance, small_integer(request.POST.get("version", "")))
    if conflict:
        return render(request, "meetings/decision.html", context | conflict_of(form, conflict), status=409)
    messages.success(request, "The decision is saved.")
    return redirect(back_of(found, "decisions"))
