"""Meetings of a working group: the list of them, planning one, and the meeting itself."""

import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.models import Membership, Organization
from consortium.numbers import small_integer
from consortium.permissions import fetch_group, member_required
from consortium.years import year_at
from indicators.forms.meetings import CameForm, DecisionForm, ExistingForm, NotesForm, PlanForm, indicators_of
from indicators.meetings import reminding, running
from indicators.meetings.standing import standing
from indicators.models import Decision, GroupMeeting
from wbl.forms.dated import list_of
from wbl.models import Event
from wbl.views.editing import goes_on, posted_list, warn_of_locks

EDITED = ["GET", "HEAD", "POST"]
NAMED_BACK = datetime.timedelta(days=60)  # how long ago an event may have been that a group names its meeting
MOST_HELD = 100


@member_required
@require_safe
def groups(request):
    """The working groups whose meetings one may enter: to the only one at once, else a list with the next meetings."""
    access = request.user.access
    own = Organization.objects.filter(kind=Organization.Kind.WORKING_GROUP).order_by("name")
    own = list(own if access.is_office else own.filter(pk__in=access.groups))
    if not own:
        raise Http404
    if len(own) == 1:
        return redirect("group-meetings", own[0].slug)
    coming = next_meetings(own)
    return render(request, "meetings/groups.html", {"groups": [(group, coming.get(group.pk)) for group in own]})


def next_meetings(some_groups):
    """group's key → the next of its meetings, today's too; one statement. Groups without one are left out."""
    today = timezone.make_aware(datetime.datetime.combine(timezone.localdate(), datetime.time()))
    coming = GroupMeeting.objects.with_event().filter(group__in=some_groups).coming(today)
    return {meeting.group_id: meeting for meeting in reversed(coming)}


@member_required
@require_safe
def group(request, slug):
    """The meetings of one group, those to come and those held, and what is still to be done."""
    access = request.user.access
    found = fetch_group(access, slug)
    of_group = list(GroupMeeting.objects.with_event().filter(group=found).order_by("-event__starts_at")[:MOST_HELD])
    planned = [one for one in of_group if one.event.status == Event.Status.PLANNED]
    context = {
        "group": found,
        "frameworks": list(found.frameworks.all()),
        "coming": planned[::-1],
        "held": [one for one in of_group if one.event.status == Event.Status.HELD],
        "cancelled": [one for one in of_group if one.event.status == Event.Status.CANCELLED],
        "decisions": list(Decision.objects.open().filter(meeting__group=found).with_names().order_by("due", "pk")),
        "may_lead": access.may_lead(found),
        "today": timezone.localdate(),
    }
    return render(request, "meetings/group.html", context)


@member_required
@require_http_methods(EDITED)
def meeting_new(request, slug):
    """Plan a meeting: a new event of the group. It begins as a copy of the last one."""
    access = request.user.access
    found = fetch_group(access, slug, lead=True)
    typed = posted_list(request)
    form = PlanForm(
        typed, instance=Event(owner=found), initial=_like_the_last(found), access=access, today=timezone.localdate()
    )
    if typed and goes_on(typed):
        form.without_errors()
    elif form.is_bound and form.is_valid():
        with transaction.atomic():
            event = form.save(request.user)
            meeting = running.name(found, event, request.user, timezone.now(), agenda=form.cleaned_data["agenda"])
        messages.success(request, f"“{event.title}” is planned.")
        warn_of_locks(request, event.day)
        return redirect(meeting)
    context = {"form": form, "group": found, "existing": _existing_form(access, found)}
    return render(request, "meetings/new.html", context, status=422 if form.errors else 200)


def _like_the_last(found):
    last = GroupMeeting.objects.with_event().filter(group=found).order_by("-event__starts_at").first()
    if last is None:
        return {"title": f"Meeting of {found}"}
    listed = list_of(last.event)
    event = last.event
    return {
        "title": f"Meeting of {found}",
        "place": event.place,
        "kind": event.kind if event.is_meeting else Event.Kind.MEETING,
        "begins": timezone.localtime(event.starts_at).time(),
        "ends": timezone.localtime(event.ends_at).time() if event.ends_at else None,
        "invited": listed["came"] + listed["invited"],
    }


def _existing_form(access, found, *data):
    return ExistingForm(*data, group=found, access=access, since=timezone.localdate() - NAMED_BACK)


@member_required
@require_POST
def meeting_existing(request, slug):
    """Name an event that is on record a meeting of the group."""
    access = request.user.access
    found = fetch_group(access, slug, lead=True)
    existing = _existing_form(access, found, request.POST)
    if existing.is_valid():
        return redirect(running.name(found, existing.cleaned_data["event"], request.user, timezone.now()))
    form = PlanForm(
        instance=Event(owner=found), initial=_like_the_last(found), access=access, today=timezone.localdate()
    )
    return render(request, "meetings/new.html", {"form": form, "group": found, "existing": existing}, status=422)


@member_required
@require_safe
def meeting(request, slug, pk):
    """Meeting mode: what changed, what is missing, what was and is decided."""
    return render(request, "meetings/meeting.html", page(request, fetch_meeting(request.user.access, slug, pk)))


def fetch_meeting(access, slug, pk, *, lead=False):
    """The meeting `pk` of the group `slug`, with its event; 404 and 403 as `fetch_group`."""
    found = fetch_group(access, slug, lead=lead)
    return get_object_or_404(GroupMeeting.objects.with_event().filter(group=found), pk=pk)


def _fetch_to_run(access, slug, pk):
    """As `fetch_meeting`, for who may write its event too: that is its owner's."""
    found = fetch_meeting(access, slug, pk, lead=True)
    if not _may_run(access, found):
        raise PermissionDenied(f"The event is one of {found.event.owner}: its reporters and the office write it.")
    return found


def _may_run(access, found):
    return Event.objects.writable_by(access).filter(pk=found.event_id).exists()


def page(request, found, decision_form=None):
    """Everything that the page of the meeting `found` shows; a form comes back with what was typed."""
    access, today = request.user.access, timezone.localdate()
    event = found.event
    may_lead = access.may_lead(found.group)
    may_run = may_lead and _may_run(access, found)
    is_on = event.status != Event.Status.CANCELLED
    return {
        "standing": standing(found, today),
        "meeting": found,
        "group": found.group,
        "event": event,
        "may_lead": may_lead,
        "may_run": may_run and is_on,
        "may_open": may_run and is_on and found.opened_at is None and found.day <= today,
        "is_on": is_on,
        "today": today,
        "minutes": list(found.minutes.select_related("file", "published_by")),
        "decision_form": decision_form or new_decision_form(found),
        "people": names_of(found.group),
    }


def new_decision_form(found, *data):
    """The form of a new decision of the meeting `found`."""
    indicators = indicators_of(found.group, year_at(found.day))
    return DecisionForm(*data, instance=Decision(meeting=found), indicators=indicators)


def names_of(found):
    """The names of the people of a group, to choose from; who has given none is left out."""
    people = Membership.objects.current().filter(organization=found).exclude(user__name="")
    return list(people.order_by("user__name").values_list("user__name", flat=True).distinct())


@member_required
@require_POST
def meeting_open(request, slug, pk):
    """Begin: the meeting is held, and its figures are kept."""
    found = _fetch_to_run(request.user.access, slug, pk)
    try:
        running.open_meeting(found, request.user, timezone.now(), timezone.localdate())
    except running.MeetingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The meeting is open. What it looks at is kept; tick who came, and go through it.")
        warn_of_locks(request, found.day)
    return redirect(found)


@member_required
@require_http_methods(EDITED)
def meeting_came(request, slug, pk):
    """Tick the organizations that came."""
    found = _fetch_to_run(request.user.access, slug, pk)
    typed = posted_list(request)
    form = CameForm(typed, initial=_shown_list(found.event))
    if typed and goes_on(typed):
        form.without_errors()
    elif form.is_bound and form.is_valid():
        came, invited = ([one.pk for one in form.cleaned_data[name]] for name in ("came", "invited"))
        running.tick(found.event, form.seen(), came, invited)
        messages.success(request, "Who came is saved.")
        warn_of_locks(request, found.day)
        return redirect(f"{found.get_absolute_url()}#came")
    context = {"form": form, "meeting": found, "group": found.group}
    return render(request, "meetings/came.html", context, status=422 if form.errors else 200)


def _shown_list(event):
    listed = list_of(event)
    return listed | {f"seen_{name}": ",".join(map(str, keys)) for name, keys in listed.items()}


@member_required
@require_http_methods(EDITED)
def meeting_notes(request, slug, pk):
    """Write the agenda and the notes. Where somebody else has changed them meanwhile, both are shown."""
    found = fetch_meeting(request.user.access, slug, pk, lead=True)
    form = NotesForm(request.POST if request.method == "POST" else None, instance=found)
    context = {"form": form, "meeting": found, "group": found.group, "version": found.version}
    if not (form.is_bound and form.is_valid()):
        return render(request, "meetings/notes.html", context, status=422 if form.errors else 200)
    conflict = running.save(form.instance, small_integer(request.POST.get("version", "")))
    if conflict:
        return render(request, "meetings/notes.html", context | conflict_of(form, conflict), status=409)
    messages.success(request, "Agenda and notes are saved.")
    return redirect(f"{found.get_absolute_url()}#notes")


def conflict_of(form, conflict):
    """What a page shows of two people in one record; saving again is then a choice."""
    stored = conflict.stored
    return {"conflict": conflict, "differences": form.differences(stored), "version": stored.version}


@member_required
@require_POST
def meeting_remind(request, slug, pk):
    """Have reminders sent to those whose figures are missing."""
    found = fetch_meeting(request.user.access, slug, pk, lead=True)
    return redirect("job", reminding.begin(found, request.user).pk)


def back_of(found, anchor=""):
    """The address of the meeting's page, at a place in it."""
    return reverse("group-meeting", args=[found.group.slug, found.pk]) + (f"#{anchor}" if anchor else "")
