"""What the pages of employers and speakers share: who may write, records that were merged, and the page of a form."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone

from consortium.days import in_words
from consortium.numbers import small_integer
from consortium.permissions import fetch

ROWS = 25
EDITED = ["GET", "HEAD", "POST"]
LEAST_TYPED = 3


def may_record(access):
    """Whether `access` adds to the directory and to the log."""
    return access.is_office or bool(access.reporter_for)


def require_writer(access, what):
    """PermissionDenied for members who only read; `what` is a word for the records (“Employers”)."""
    if not may_record(access):
        raise PermissionDenied(f"{what} are recorded by reporters and by the consortium office.")


def fetch_entry(model, access, pk, *related):
    """The record of the directory, or 404, with the one that it was merged into."""
    return fetch(model.objects.select_related("merged_into", *related), access, pk=pk)


def to_kept(request, gone):
    """Lead from the address of a merged record to the one that it was merged into, and say so."""
    day = in_words(timezone.localtime(gone.merged_at).date())
    messages.info(request, f"“{gone}” was merged into “{gone.merged_into}” on {day}. This is what it is now.")
    return redirect(gone.merged_into)


def offered(request, model, *related):
    """The partial with records whose names look like what is typed in `name`, asked for while one types."""
    typed = request.GET.get("name", "").replace("\x00", "").strip()[:200]
    found = []
    if len(typed) >= LEAST_TYPED:
        found = model.objects.readable_by(request.user.access).alike(typed).select_related(*related)
        found = found.exclude(pk=small_integer(request.GET.get("but", "")))
    return render(request, "wbl/directory/_offered.html", {"offered": list(found[:6])})


def form_page(request, form, heading, **context):
    """A page with the form of one record; what was typed wrong is there again, with its sentence."""
    context |= {"form": form, "heading": heading}
    return render(request, "wbl/directory/form.html", context, status=422 if form.errors else 200)
