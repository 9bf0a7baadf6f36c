"""Merging two employers or two speakers, for the office: choosing the other one, side by side, and undoing it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.permissions import office_writes
from wbl.forms.merging import OtherForm
from wbl.models import Employer, Speaker
from wbl.rules import merging
from wbl.views.directory import EDITED, fetch_entry, to_kept

RELATED = {Employer: ("sector", "county"), Speaker: ("sector", "employer")}
CRUMBS = {Employer: ("Employers", "employers"), Speaker: ("Speakers", "speakers")}
# what moves with a record: the relation, one and several of it
MOVING = {
    Employer: (("contacts", "contact", "contacts"), ("speakers", "speaker", "speakers")),
    Speaker: (("speakings", "talk", "talks"),),
}


@office_writes
@require_safe
def choose(request, pk, model):
    """Choose the record with which this one is to be merged: one that looks like it, or another one by name."""
    record = fetch_entry(model, request.user.access, pk)
    if record.merged_into:
        return to_kept(request, record)
    form = OtherForm(request.GET if "other" in request.GET else None, record=record)
    if form.is_valid():
        return redirect(f"{_word(model)}-merge", record.pk, form.cleaned_data["other"].pk)
    alike = model.objects.alike(record.name, least=0.3).exclude(pk=pk)[:8]
    context = {"record": record, "form": form, "alike": list(alike), "word": _word(model), "crumb": CRUMBS[model]}
    return render(request, "wbl/directory/merge_choose.html", context, status=422 if form.errors else 200)


@office_writes
@require_http_methods(EDITED)
def merge(request, pk, other, model):
    """Two records side by side: which content is kept, field by field. `pk` stays, `other` is merged into it."""
    kept, gone = (fetch_entry(model, request.user.access, key, *RELATED[model]) for key in (pk, other))
    if kept == gone:
        raise Http404
    for record in (kept, gone):
        if record.merged_into:
            return to_kept(request, record)
    problem, taken = "", None
    if request.method == "POST":
        taken = {key.removeprefix("take-"): word for key, word in request.POST.items() if key.startswith("take-")}
        try:
            stays = merging.merge(kept, gone, taken, request.POST.get("seen", ""), request.user, timezone.now())
        except merging.CannotMerge as error:
            problem = str(error)
            kept.refresh_from_db()
            gone.refresh_from_db()
        else:
            messages.success(request, f"“{gone}” is merged into “{stays}”.")
            return redirect(stays)
    context = {
        "kept": kept,
        "gone": gone,
        "choices": merging.choices(kept, gone, taken),
        "seen": merging.fingerprint(kept, gone),
        "moves": [_counted(gone, *what) for what in MOVING[model]],
        "stays": [_counted(kept, *what) for what in MOVING[model]],
        "problem": problem,
        "word": _word(model),
        "crumb": CRUMBS[model],
    }
    return render(request, "wbl/directory/merge.html", context, status=409 if problem else 200)


@office_writes
@require_POST
def unmerge(request, pk, model):
    """Make a merged record one of its own again."""
    gone = fetch_entry(model, request.user.access, pk)
    try:
        back = merging.undo(gone)
    except merging.CannotMerge as error:
        messages.error(request, str(error))
        return redirect(gone.merged_into or gone)
    messages.success(request, f"“{back}” is a record of its own again, with what had moved from it.")
    return redirect(back)


def _word(model):
    return model._meta.model_name


def _counted(record, relation, one, several):
    number = getattr(record, relation).count()
    return f"{number:,} {one if number == 1 else several}"
