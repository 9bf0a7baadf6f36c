"""The minutes of a meeting: the draft as it stands, publishing it, and what was published."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consortium.numbers import small_integer
from consortium.pdf import PdfError
from consortium.permissions import member_required
from consortium.uploads import as_download
from indicators.forms.meetings import MinutesForm
from indicators.meetings.minutes import publish, title_of
from indicators.meetings.running import MeetingRefused
from indicators.meetings.standing import standing
from indicators.views.meetings import back_of, fetch_meeting


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request, slug, pk):
    """What the minutes would say now, and publishing them."""
    found = fetch_meeting(request.user.access, slug, pk, lead=True)
    versions = list(found.minutes.select_related("file", "published_by"))
    form = MinutesForm(request.POST if request.method == "POST" else None, versions=versions)
    refusal = ""
    if form.is_bound and form.is_valid():
        refusal = _publish(request, found, form)
        if not refusal:
            messages.success(request, "The minutes are published and in the group’s folder.")
            return redirect(back_of(found, "minutes"))
    context = {
        "form": form,
        "meeting": found,
        "group": found.group,
        "event": found.event,
        "standing": standing(found, timezone.localdate()),
        "title": title_of(found),
        "versions": versions,
        "refusal": refusal,
        "today": timezone.localdate(),
    }
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "meetings/minutes.html", context, status=status)


def _publish(request, found, form):
    """Publish; why not, as a sentence, or ""."""
    note, seen = form.cleaned_data.get("note", ""), small_integer(request.POST.get("versions", ""))
    try:
        publish(found, request.user, timezone.now(), note=note, seen=seen)
    except (MeetingRefused, PdfError) as refusal:
        return str(refusal)
    return ""


@member_required
@require_safe
def minutes_file(request, slug, pk, number):
    """A published version, as its bytes were."""
    found = fetch_meeting(request.user.access, slug, pk)
    return as_download(get_object_or_404(found.minutes.select_related("file"), number=number).file)
