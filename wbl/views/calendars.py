"""Events by month, and calendars at private addresses that people's own programs read."""

import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.permissions import Access, member_required
from wbl.forms.feeds import CalendarChoice, FeedForm
from wbl.models import CalendarFeed, Event
from wbl.queries.events import with_names
from wbl.rules.calendars import as_icalendar, feed_events, month_of, weeks


@member_required
@require_safe
def event_calendar(request):
    """The events of `?month=2026-11`, of one's own organizations or all."""
    access, today = request.user.access, timezone.localdate()
    first = month_of(request.GET.get("month", "")) or today.replace(day=1)
    form = CalendarChoice(request.GET, has_own=bool(access.own_organizations))
    events = form.matching(with_names(Event.objects.readable_by(access)), access)
    shown = weeks(events, first, today)
    context = {
        "form": form,
        "first": first,
        "before": (first - datetime.timedelta(days=1)).strftime("%Y-%m"),
        "after": (first + datetime.timedelta(days=31)).strftime("%Y-%m"),
        "weeks": shown,
        "days": [day for week in shown for day in week if day.events],
        "weekdays": ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
    }
    return render(request, "wbl/event_calendar.html", context)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request):
    """One's own private calendar addresses: they are made and revoked here."""
    form = FeedForm(request.POST or None, instance=CalendarFeed(user=request.user))
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, "The address is made. Subscribe to it in your calendar, and tell it to nobody.")
        return redirect("feeds")
    own = list(request.user.calendar_feeds.all())
    rows = [(feed, request.build_absolute_uri(_address(feed))) for feed in own]
    context = {"form": form, "rows": rows, "all_made": len(own) == len(CalendarFeed.Scope)}
    return render(request, "wbl/feeds.html", context, status=422 if form.errors else 200)


def _address(feed):
    return reverse("feed", args=[feed.private_key])


@member_required
@require_POST
def feed_revoke(request, pk):
    """A private address ends; nobody reads the calendar there any more."""
    feed = get_object_or_404(request.user.calendar_feeds, pk=pk)
    feed.delete()
    messages.success(request, "The address is revoked: calendars that were subscribed to it get nothing any more.")
    return redirect("feeds")


@login_not_required
@require_safe
def feed(request, key):
    """The calendar at a private address, for whoever has it; with the rights that its person has today."""
    found = CalendarFeed.by_private_key(key)
    access = Access.of(found.user, timezone.localdate()) if found else Access()
    if not access.is_member:
        raise Http404
    events = feed_events(found, access, timezone.localdate())
    name = "All events" if found.scope == found.Scope.ALL else "Our events"
    response = HttpResponse(as_icalendar(events, name, timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="events.ics"'
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
