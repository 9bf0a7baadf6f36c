"""Pages on who came to an event: each organization enters its own people, whoever owns the event."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from consortium.models import Organization
from consortium.permissions import fetch, member_required
from consortium.queries import searched
from wbl.forms.attendance import BreakdownForm, HeadcountsForm, RosterForm
from wbl.models import Attendance, Event
from wbl.queries.events import attending, site_label
from wbl.queries.meetings import locked_periods
from wbl.rules.attendance import EnteredMeanwhile, keep_headcount, keep_headcounts, keep_roster, remove
from wbl.rules.hashing import NoKey, roster_key
from wbl.rules.roster_file import schemes_of
from wbl.views.editing import warn_of_locks

EDITED = ["GET", "HEAD", "POST"]
A_PAGE = 50


def _fetch(request, pk, slug=None, audience=None):
    """
    (event, organization, audience) to write attendance of; without `slug` no organization, without `audience` none.

    Raises Http404 for strangers and for what is not there, PermissionDenied for who does not write for it.
    """
    access = request.user.access
    event = fetch(Event.objects.select_related("owner", "site"), access, pk=pk)
    if not (access.is_office or access.reporter_for):
        raise PermissionDenied("Reporters say who came with their organizations, and the consortium office.")
    if slug is None:
        return event, None, None
    organization = get_object_or_404(Organization.objects.select_related("parent"), slug=slug)
    if not attending(access).filter(pk=organization.pk).exists():
        raise PermissionDenied(f"Only the reporters of {organization} and the consortium office say who came with it.")
    if audience is not None and audience not in Attendance.Audience.values:
        raise Http404
    return event, organization, audience and Attendance.Audience(audience)


def _row(event, organization, audience):
    return event.attendances.filter(organization=organization, audience=audience).first()


@member_required
@require_safe
def choose(request, pk):
    """Whose attendance is to be entered; whoever writes for one organization alone goes there at once."""
    event, _, _ = _fetch(request, pk)
    own = attending(request.user.access)
    first_two = list(own[:2])
    words = request.GET.get("q", "")[:100]
    if len(first_two) == 1 and not words and not request.user.access.is_office:
        return redirect("attendance", pk, first_two[0].slug)
    likely = {event.owner_id, event.site_id, *event.participations.values_list("organization_id", flat=True)}
    context = {
        "event": event,
        "heading": "Who came",
        "words": words,
        "likely": [] if words else [(one, site_label(one)) for one in own.filter(pk__in=likely - {None})],
        "page": Paginator(searched(own, words), A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "wbl/attendance_choose.html", context)


@member_required
@require_http_methods(EDITED)
def attendance(request, pk, slug):
    """The headcounts of one organization at one event, with the ways to break them down or to give rosters."""
    event, organization, _ = _fetch(request, pk, slug)
    rows = list(event.attendances.filter(organization=organization))
    form = HeadcountsForm(request.POST or None, kind=event.kind, rows=rows)
    if form.is_bound and form.is_valid():
        try:
            keep_headcounts(event, organization, form.typed(), user=request.user, now=timezone.now())
        except EnteredMeanwhile as meanwhile:
            form.say_conflicts(meanwhile.numbers)
        else:
            messages.success(request, f"Who came with {organization} is saved.")
            warn_of_locks(request, event.day)
            return redirect(event)
    context = {
        "event": event,
        "organization": organization,
        "form": form,
        "lines": list(form.lines()),
        "heading": organization.name,
        "locked": list(locked_periods(event.day)),
        "has_roster": {audience.value for audience in Attendance.Audience if schemes_of(audience)},
    }
    return render(request, "wbl/attendance.html", context, status=422 if form.errors else 200)


@member_required
@require_http_methods(EDITED)
def breakdown(request, pk, slug, audience):
    """The headcount of one audience with grades and breakdown."""
    event, organization, audience = _fetch(request, pk, slug, audience)
    row = _row(event, organization, audience)
    form = BreakdownForm(request.POST or None, audience=audience, row=row)
    if form.is_bound and form.is_valid():
        try:
            keep_headcount(
                event, organization, audience, form.cleaned_data["headcount"], counts=form.counts,
                grades=form.grade_pair(), seen=form.cleaned_data["seen"], user=request.user, now=timezone.now(),
            )  # fmt: skip
        except EnteredMeanwhile:
            form.say_conflict(_row(event, organization, audience))
        else:
            messages.success(request, f"{audience.label} of {organization}: saved.")
            warn_of_locks(request, event.day)
            return redirect("attendance", pk, slug)
    context = {
        "event": event,
        "organization": organization,
        "form": form,
        "parts": form.parts(),
        "row": row,
        "heading": audience.label,
    }
    return render(request, "wbl/breakdown.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("pasted", "file")
@member_required
@require_http_methods(EDITED)
def roster(request, pk, slug, audience):
    """A roster of one audience: read, turned into hashes, and forgotten."""
    event, organization, audience = _fetch(request, pk, slug, audience)
    if not schemes_of(audience):
        raise Http404
    context = {
        "event": event,
        "organization": organization,
        "audience": audience,
        "row": _row(event, organization, audience),
        "heading": f"Roster of {audience.label.lower()}",
        "of_students": audience in Attendance.STUDENTS,
        "grades": Attendance.GRADES.get(audience),
    }
    try:
        roster_key()
    except NoKey as missing:
        return render(request, "wbl/roster.html", context | {"no_key": str(missing)})
    form = RosterForm(request.POST or None, request.FILES or None, audience=audience, back=_back(event, organization))
    if form.is_bound and form.is_valid():
        _keep(request, event, organization, audience, form)
        return redirect("attendance", pk, slug)
    return render(request, "wbl/roster.html", context | {"form": form}, status=422 if form.errors else 200)


def _back(event, organization):
    return reverse("attendance", args=[event.pk, organization.slug])


def _keep(request, event, organization, audience, form):
    """Store what was read and say what was kept of it."""
    kept = keep_roster(
        event, organization, audience, form.cleaned_data["scheme"], form.roster, user=request.user, now=timezone.now()
    )
    said = f"{kept.headcount:,} {'person is' if kept.headcount == 1 else 'people are'} on the roster, as hashes alone."
    if form.roster.repeated:
        lines = "1 line was" if form.roster.repeated == 1 else f"{form.roster.repeated:,} lines were"
        said += f" {lines} of somebody listed already, who counts once."
    messages.success(request, said)
    warn_of_locks(request, event.day)


@member_required
@require_http_methods(EDITED)
def take_off(request, pk, slug, audience):
    """Take one audience of an organization off the event, be it a headcount or a roster; asked for first."""
    event, organization, audience = _fetch(request, pk, slug, audience)
    row = _row(event, organization, audience)
    if row is None:
        raise Http404
    if request.method == "POST":
        remove(row)
        messages.success(request, f"{audience.label} of {organization} are taken off the event.")
        warn_of_locks(request, event.day)
        return redirect("attendance", pk, slug)
    context = {"event": event, "organization": organization, "row": row, "heading": "Take off"}
    return render(request, "wbl/attendance_confirm_delete.html", context)
