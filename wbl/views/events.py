"""Pages of events: the list, one event, recording and copying it, holding and cancelling it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.permissions import fetch, member_required
from consortium.uploads import as_download
from wbl.forms.events import CancelForm, EventFilter, EventForm
from wbl.models import Event
from wbl.queries.events import attending, coming, site_label, waiting, with_names, writable
from wbl.queries.meetings import locked_periods, possible_owners
from wbl.queries.speakers import speakings_of
from wbl.queries.surveys import surveys_of
from wbl.rules import kinds
from wbl.views.editing import edit, may_add, require_may_add, warn_of_locks

A_PAGE = 25
SOON, WAITING = 8, 8
EDITED = ["GET", "HEAD", "POST"]


@member_required
@require_safe
def overview(request):
    """Where work-based learning begins: what comes next, what waits for an answer, and the ways in."""
    access, now = request.user.access, timezone.now()
    context = {
        "coming": list(coming(access, now)[:SOON]),
        "waiting": list(waiting(access, now)[:WAITING]) if may_add(access) else [],
        "may_add": may_add(access),
        "groups": _kinds_to_choose(),
    }
    return render(request, "wbl/overview.html", context)


def _kinds_to_choose():
    return [(group, [(kind.value, kind.label) for kind in of_it]) for group, of_it in kinds.by_group()]


@member_required
@require_safe
def event_list(request):
    """All events, newest first, narrowed by what the address says."""
    access = request.user.access
    form = EventFilter(request.GET)
    found = with_names(form.matching(Event.objects.readable_by(access))).with_lateness()
    found = found.order_by("-starts_at", "-pk")
    context = {
        "form": form,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "may_add": may_add(access),
    }
    return render(request, "wbl/event_list.html", context)


@member_required
@require_safe
def event_detail(request, pk):
    """One event: when and where, which organizations took part, and who came as far as the reader may see it."""
    access = request.user.access
    events = Event.objects.with_lateness().select_related("occupation", "minutes", "recorded_by")
    event = fetch(with_names(events), access, pk=pk)
    if event.is_meeting:
        return redirect(event)
    listed = list(event.participations.select_related("organization__parent"))
    attendance = event.attendances.select_related("organization__parent")
    shown = list(attendance.readable_by(access).with_lateness())
    context = {
        "event": event,
        "site": site_label(event.site) if event.site else "",
        "came": [entry.organization for entry in listed if entry.came],
        "absent": [entry.organization for entry in listed if not entry.came],
        "attendance": shown,
        "hidden": attendance.count() - len(shown),
        "speakings": list(speakings_of(event)),
        "languages": [Event.Language(code).label for code in event.languages],
        "gaps": list(event.gaps.readable_by(access)) if event.kind == Event.Kind.FACULTY_ALIGNMENT else [],
        "missing": _missing(event),
        "locked": list(locked_periods(event.day)),
        "may_write": writable(Event.objects.filter(pk=pk), access),
        "writes_for": set(attendance.writable_by(access).values_list("pk", flat=True)),
        "may_attend": may_add(access),
        "surveys": surveys_of(event),
        "today": timezone.localdate(),
    }
    return render(request, "wbl/event.html", context)


def _missing(event):
    """What a faculty meeting that was held still lacks to count, in words; empty for all that count."""
    if event.kind != Event.Kind.FACULTY_ALIGNMENT or not event.is_held:
        return []
    is_about = event.labor_market_note or event.occupation_id or event.gaps.exists()
    lacks = [
        ("its minutes are missing", event.minutes_id is None),
        ("no program gap and no labor market figure is named", not is_about),
    ]
    return [words for words, is_missing in lacks if is_missing]


@member_required
@require_safe
def event_minutes(request, pk):
    """The minutes of an event, to whoever may read it."""
    event = fetch(Event.objects.select_related("minutes"), request.user.access, pk=pk)
    if event.minutes is None:
        raise Http404
    return as_download(event.minutes)


@member_required
@require_http_methods(EDITED)
def event_new(request):
    """Record an event of the kind in `?kind=`, which is asked for first."""
    require_may_add(request.user.access)
    kind = request.GET.get("kind", "")
    if kind in Event.MEETINGS:
        return redirect("meeting_new")
    if kind not in Event.Kind.values:
        return render(request, "wbl/event_kinds.html", {"groups": _kinds_to_choose()})
    event = Event(kind=kind)
    heading = f"New {event.get_kind_display()[0].lower()}{event.get_kind_display()[1:]}"
    return _edit(request, event, {"heading": heading}, {"title": event.get_kind_display()})


@member_required
@require_http_methods(EDITED)
def event_edit(request, pk):
    """Change an event."""
    event = _fetch_to_write(request.user.access, pk)
    if event.is_meeting:
        return redirect("meeting_edit", pk)
    return _edit(request, event, {"heading": "Edit event", "event": event})


@member_required
@require_http_methods(EDITED)
def event_copy(request, pk):
    """Record an event like another one: the same facts, hours and organizations, all of these invited."""
    original = fetch(with_names(Event.objects.select_related("occupation")), request.user.access, pk=pk)
    require_may_add(request.user.access)
    if original.is_meeting:
        return redirect("meeting_copy", pk)
    copied = {name: getattr(original, name) for name in COPIED}
    initial = copied | {
        "sector": original.sector.key if original.sector else "",
        "site_name": site_label(original.site) if original.site else "",
        "soc": original.occupation.soc if original.occupation else "",
        "gaps": list(original.gaps.readable_by(request.user.access).values_list("pk", flat=True)),
        "begins": timezone.localtime(original.starts_at).time(),
        "ends": timezone.localtime(original.ends_at).time() if original.ends_at else None,
        "invited": list(original.participations.order_by().values_list("organization_id", flat=True)),
    }
    if possible_owners(request.user.access).filter(pk=original.owner_id).exists():
        initial["owner"] = original.owner_id
    return _edit(request, Event(kind=original.kind), {"heading": "Copy event", "original": original}, initial)


COPIED = ("title", "place", "lowest_grade", "highest_grade", "capacity", "languages", "notes")


def _edit(request, event, context, initial=None):
    """A new event that was held asks next who came."""
    is_new = event.pk is None

    def then(stored):
        own = attending(request.user.access).filter(pk=stored.owner_id).first()
        if is_new and stored.is_held and own:
            return reverse("attendance", args=[stored.pk, own.slug])
        return stored.get_absolute_url()

    return edit(request, EventForm, event, "wbl/event_form.html", context, initial, then)


def _fetch_to_write(access, pk):
    """The event, or 404 for who may not read it, PermissionDenied for readers who want to write."""
    event = fetch(with_names(Event.objects.select_related("occupation")), access, pk=pk)
    if not writable(Event.objects.filter(pk=pk), access):
        raise PermissionDenied(f"Only the reporters of {event.owner} and the consortium office change this event.")
    return event


@member_required
@require_POST
def event_hold(request, pk):
    """A planned event was held: from now on it counts."""
    event = _fetch_to_write(request.user.access, pk)
    if event.status != Event.Status.PLANNED:
        messages.info(request, f"It is {event.get_status_display().lower()} already.")
    elif event.day > timezone.localdate():
        messages.error(request, "It is still to come, so it cannot have been held yet.")
    else:
        event.status = Event.Status.HELD
        event.save(update_fields=["status"])
        messages.success(request, f"“{event.title}” was held, and counts.")
        warn_of_locks(request, event.day)
    return redirect(event)


@member_required
@require_http_methods(EDITED)
def event_cancel(request, pk):
    """Cancel an event that is planned, with the reason. It stays on record and does not count."""
    event = _fetch_to_write(request.user.access, pk)
    if event.status != Event.Status.PLANNED:
        messages.error(request, f"It is {event.get_status_display().lower()}: only what is planned can be cancelled.")
        return redirect(event)
    form = CancelForm(request.POST or None, instance=event, back=event.get_absolute_url())
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, f"“{event.title}” is cancelled.")
        return redirect(event)
    context = {"form": form, "heading": f"Cancel “{event.title}”", "event": event}
    return render(request, "wbl/form.html", context, status=422 if form.errors else 200)
