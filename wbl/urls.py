"""Addresses of the wbl room."""

from django.urls import path

from wbl.views import attendance, calendars, events, grid, meetings

BROUGHT = "events/<int:pk>/attendance/<slug:slug>/"

urlpatterns = [
    path("", events.overview, name="wbl"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.meeting_new, name="meeting_new"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/edit/", meetings.meeting_edit, name="meeting_edit"),
    path("meetings/<int:pk>/copy/", meetings.meeting_copy, name="meeting_copy"),
    path("events/", events.event_list, name="events"),
    path("events/new/", events.event_new, name="event-new"),
    path("events/grid/", grid.event_grid, name="event-grid"),
    path("events/calendar/", calendars.event_calendar, name="event-calendar"),
    path("events/<int:pk>/", events.event_detail, name="event"),
    path("events/<int:pk>/edit/", events.event_edit, name="event-edit"),
    path("events/<int:pk>/copy/", events.event_copy, name="event-copy"),
    path("events/<int:pk>/hold/", events.event_hold, name="event-hold"),
    path("events/<int:pk>/cancel/", events.event_cancel, name="event-cancel"),
    path("events/<int:pk>/minutes", events.event_minutes, name="event-minutes"),
    path("events/<int:pk>/attendance/", attendance.choose, name="attendance-choose"),
    path(BROUGHT, attendance.attendance, name="attendance"),
    path(f"{BROUGHT}<slug:audience>/", attendance.breakdown, name="attendance-breakdown"),
    path(f"{BROUGHT}<slug:audience>/roster/", attendance.roster, name="attendance-roster"),
    path(f"{BROUGHT}<slug:audience>/delete/", attendance.take_off, name="attendance-delete"),
    path("feeds/", calendars.feeds, name="feeds"),
    path("feeds/<int:pk>/revoke/", calendars.feed_revoke, name="feed-revoke"),
    path("feeds/<str:key>.ics", calendars.feed, name="feed"),
]
