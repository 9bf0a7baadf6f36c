"""Pages of regional meetings and committee calls."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consortium.models import Segment
from consortium.permissions import fetch, member_required
from wbl.forms.meetings import MeetingFilterForm, MeetingForm
from wbl.models import Event
from wbl.queries.counting import SOURCES
from wbl.queries.meetings import locked_periods, narrowed, possible_owners, segment_of
from wbl.queries.speakers import speakings_of
from wbl.views.editing import edit, may_add, require_may_add

A_PAGE = 25
SEGMENTS = [*Segment.choices, ("", "Of no segment")]


@member_required
@require_safe
def meetings(request):
    """All meetings, newest first, narrowed by what the address says; with `counted`, exactly those counted."""
    access = request.user.access
    form = MeetingFilterForm(request.GET)
    events, count = _chosen(form.cleaned_data) if form.is_valid() else (Event.objects.none(), None)
    events = events.readable_by(access).with_attendance().with_lateness().select_related("owner")
    page = Paginator(events.order_by("-starts_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter_form": form,
        "page": page,
        "meetings": page.object_list,
        "count": count,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "may_add": may_add(access),
    }
    return render(request, "wbl/meetings.html", context)


def _chosen(choice):
    """(events, count): the events that fit the filter's cleaned `choice`, and the Count they are records of, if any."""
    first, last, source = choice["from"], choice["through"], choice["counted"]
    count = SOURCES[source](first, last) if source else None
    events = count.records if count else Event.objects.meetings()
    if first:
        events = events.since(first)
    if last:
        events = events.through(last)
    events = narrowed(
        events,
        status=choice["status"],
        kind=choice["kind"],
        organization=choice["organization"],
        words=choice["search"],
    )
    return events, count


@member_required
@require_safe
def meeting(request, pk):
    """One meeting: when and where, who came and who did not, and what it counts as."""
    access = request.user.access
    events = Event.objects.meetings().with_attendance().with_lateness().select_related("owner", "recorded_by")
    event = fetch(events, access, pk=pk)
    listed = list(event.participations.select_related("organization__parent"))
    context = {
        "meeting": event,
        "came": _by_segment([entry.organization for entry in listed if entry.came]),
        "speakings": list(speakings_of(event)),
        "absent": [entry.organization for entry in listed if not entry.came],
        "locked": list(locked_periods(event.day)),
        "may_write": Event.objects.writable_by(access).filter(pk=pk).exists(),
        "may_add": may_add(access),
        "was_due": event.status == Event.Status.PLANNED and event.day < timezone.localdate(),
    }
    return render(request, "wbl/meeting.html", context)


def _by_segment(organizations):
    """[(label, [organization, …])], the three segments first, those of none last; empty ones are left out."""
    groups = [(label, [one for one in organizations if segment_of(one) == segment]) for segment, label in SEGMENTS]
    return [(label, of_it) for label, of_it in groups if of_it]


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_new(request):
    """Record a meeting."""
    require_may_add(request.user.access)
    return _edit(request, Event(), {"title": "New meeting"})


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_edit(request, pk):
    """Change a meeting, or cancel it by its status."""
    event = fetch(Event.objects.meetings().select_related("owner"), request.user.access, pk=pk)
    if not Event.objects.writable_by(request.user.access).filter(pk=pk).exists():
        raise PermissionDenied(f"Only the reporters of {event.owner} and the consortium office change this meeting.")
    return _edit(request, event, {"title": "Edit meeting", "meeting": event})


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_copy(request, pk):
    """Record a meeting like another one: same hours, place and organizations, all of them invited."""
    original = fetch(Event.objects.meetings().select_related("owner"), request.user.access, pk=pk)
    require_may_add(request.user.access)
    invited = list(original.participations.order_by().values_list("organization_id", flat=True))
    initial = {
        "title": original.title,
        "kind": original.kind,
        "place": original.place,
        "begins": timezone.localtime(original.starts_at).time(),
        "ends": timezone.localtime(original.ends_at).time() if original.ends_at else None,
        "invited": invited,
    }
    if possible_owners(request.user.access).filter(pk=original.owner_id).exists():
        initial["owner"] = original.owner_id
    return _edit(request, Event(), {"title": "Copy meeting", "original": original}, initial)


def _edit(request, event, context, initial=None):
    return edit(request, MeetingForm, event, "wbl/meeting_form.html", context, initial)
