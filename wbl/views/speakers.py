"""Pages of speakers, and of the speakers of an event."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.permissions import fetch, member_required, office_writes
from wbl.forms.speakers import EventSpeakerForm, SpeakerFilter, SpeakerForm
from wbl.models import Event, Speaker
from wbl.queries import employers as employer_queries
from wbl.queries import speakers as queries
from wbl.rules.twins import TWINS, twins_among
from wbl.views.directory import (
    EDITED,
    ROWS,
    fetch_entry,
    form_page,
    may_record,
    offered,
    require_writer,
    to_kept,
)


@member_required
@require_safe
def speaker_list(request):
    """People from industry who speak, narrowed by what the address says."""
    access = request.user.access
    form = SpeakerFilter(request.GET)
    found = queries.with_talks(form.matching(Speaker.objects.current().readable_by(access)))
    context = {
        "form": form,
        "page": Paginator(found.order_by("name", "pk"), ROWS).get_page(request.GET.get("page")),
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "may_add": may_record(access),
    }
    return render(request, "wbl/speakers/list.html", context)


@member_required
@require_safe
def speaker_detail(request, pk):
    """One speaker, and where they spoke."""
    access = request.user.access
    speaker = fetch_entry(Speaker, access, pk, "employer__sector", "sector", "recorded_by")
    if speaker.merged_into:
        return to_kept(request, speaker)
    alike = Speaker.objects.alike(speaker.name, speaker.employer, least=TWINS)
    context = {
        "speaker": speaker,
        "page": Paginator(queries.talks_of(speaker), ROWS).get_page(request.GET.get("page")),
        "merged": list(speaker.merged.select_related("merged_by").order_by("-merged_at")),
        "alike": list(alike.exclude(pk=pk).select_related("employer")[:5]),
        "may_write": may_record(access),
    }
    return render(request, "wbl/speakers/detail.html", context)


@member_required
@require_http_methods(EDITED)
def speaker_new(request):
    """Record a speaker, unless they are there already; `?employer=` is where they are from."""
    require_writer(request.user.access, "Speakers")
    initial = {name: request.GET.get(name, "") for name in ("name", "employer")}
    form = SpeakerForm(
        request.POST or None, instance=Speaker(recorded_by=request.user), initial=initial, back=reverse("speakers")
    )
    return _edit(request, form, "New speaker")


@member_required
@require_http_methods(EDITED)
def speaker_edit(request, pk):
    """Change what is known of a speaker."""
    speaker = fetch_entry(Speaker, request.user.access, pk, "employer")
    require_writer(request.user.access, "Speakers")
    if speaker.merged_into:
        return to_kept(request, speaker)
    form = SpeakerForm(request.POST or None, instance=speaker, back=speaker.get_absolute_url())
    return _edit(request, form, f"Change {speaker}", entry=speaker)


def _edit(request, form, heading, **context):
    if form.is_valid():
        saved = form.save()
        messages.success(request, f"“{saved}” is saved.")
        return redirect(saved)
    context["employer_suggestions"] = employer_queries.suggestions()
    return form_page(
        request, form, heading, crumb=("Speakers", "speakers"), offers="speakers-alike", one="speaker", **context
    )


@member_required
@require_safe
def speakers_alike(request):
    """Speakers whose names look like what is typed."""
    return offered(request, Speaker, "employer")


@office_writes
@require_safe
def speaker_twins(request):
    """Pairs of speakers that look alike, for the office to merge."""
    speakers = Speaker.objects.current().select_related("employer").order_by("pk")
    return render(request, "wbl/directory/twins.html", {"pairs": twins_among(list(speakers)), "section": "speakers"})


@member_required
@require_http_methods(EDITED)
def event_speakers(request, pk):
    """The speakers of an event: add one of the directory or a new one, take one off."""
    event = _fetch_event_to_write(request.user.access, pk)
    form = EventSpeakerForm(request.POST or None, event=event)
    if form.is_valid():
        speaking = form.save(request.user)
        messages.success(request, f"{speaking.speaker} is on the list of speakers.")
        return redirect("event-speakers", pk)
    context = {
        "event": event,
        "form": form,
        "speakings": list(queries.speakings_of(event)),
        "suggestions": queries.suggestions(),
        "employer_suggestions": employer_queries.suggestions(),
    }
    return render(request, "wbl/speakers/event.html", context, status=422 if form.errors else 200)


@member_required
@require_POST
def event_speaker_remove(request, pk, speaking):
    """Take a speaker off the list of an event."""
    event = _fetch_event_to_write(request.user.access, pk)
    row = get_object_or_404(event.speakings.select_related("speaker"), pk=speaking)
    row.delete()
    messages.success(request, f"{row.speaker} is off the list of speakers.")
    return redirect("event-speakers", pk)


def _fetch_event_to_write(access, pk):
    """The event, or 404 for who may not read it, PermissionDenied for readers who want to write."""
    event = fetch(Event.objects.select_related("owner"), access, pk=pk)
    if not Event.objects.writable_by(access).filter(pk=pk).exists():
        raise PermissionDenied(f"Only the reporters of {event.owner} and the consortium office change its speakers.")
    return event
