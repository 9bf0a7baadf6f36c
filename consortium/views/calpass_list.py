"""
A list of Cal-PASS Plus agreements and uploads: choose it, look at what it would change, apply it.

As with the list of schools, nothing but the file is kept between looking and applying; applying compares anew.
"""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consortium.calpass_file import read_calpass_list
from consortium.calpass_import import PlanHasChanged, import_calpass, plan_calpass
from consortium.exchange import Unreadable
from consortium.forms.calpass import CalpassListForm
from consortium.models import StoredFile
from consortium.permissions import office_required
from consortium.schools_file import FILE_TYPES, content_type

ROWS = 100


@office_required
@require_http_methods(["GET", "POST"])
def upload(request):
    """Choose the file; it is kept once it could be read."""
    form = CalpassListForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            read_calpass_list(data)
        except Unreadable as problem:
            form.add_error("file", str(problem))
        else:
            file.seek(0)
            stored = StoredFile.keep(file, content_type(data), request.user)
            return redirect("import-calpass-preview", stored.pk)
    return render(request, "import/calpass_upload.html", {"form": form}, status=422 if form.errors else 200)


@office_required
@require_http_methods(["GET", "POST"])
def preview(request, pk):
    """What the file would change (GET), and the changing of it (POST)."""
    stored = get_object_or_404(StoredFile, pk=pk, content_type__in=FILE_TYPES)
    calpass_list = _read(stored)
    if request.method == "GET":
        return _page(request, stored, plan_calpass(calpass_list, timezone.localdate()))
    try:
        plan = import_calpass(calpass_list, timezone.localdate(), fingerprint=request.POST.get("fingerprint", ""))
    except PlanHasChanged:
        messages.error(
            request,
            "Agreements or uploads have been changed since you looked, so nothing was written. "
            "Below is what the file would change now; apply it if it is right.",
        )
        return _page(request, stored, plan_calpass(calpass_list, timezone.localdate()), status=409)
    if plan.errors:
        messages.error(request, "The file has errors, so nothing was written.")
        return _page(request, stored, plan, status=422)
    number = len(plan.changes)
    messages.success(request, f"{stored.name} is imported: {number} {'change' if number == 1 else 'changes'}.")
    return redirect("calpass")


def _read(stored):
    """The stored file as CalpassList; 404 where it is gone, or is something else."""
    try:
        with stored.file.open("rb") as file:
            return read_calpass_list(file.read())
    except (Unreadable, OSError) as problem:
        raise Http404("This is not a Cal-PASS Plus list that was uploaded here.") from problem


def _page(request, stored, plan, status=200):
    page = Paginator(plan.errors or plan.changes, ROWS).get_page(request.GET.get("page"))
    context = {"stored": stored, "plan": plan, "page": page}
    return render(request, "import/calpass_preview.html", context, status=status)
