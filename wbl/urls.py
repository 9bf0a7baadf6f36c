"""Addresses of the wbl room."""

from django.urls import include, path

from wbl.models import Employer, Speaker
from wbl.views import attendance, calendars, contacts, counted, employers, events, grid, meetings, merging, speakers

BROUGHT = "events/<int:pk>/attendance/<slug:slug>/"
EMPLOYER, SPEAKER = {"model": Employer}, {"model": Speaker}

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
    path("counted/<slug:source>/", counted.counted, name="wbl-counted"),
    path("surveys/", include("wbl.survey_urls")),
    path("employers/", employers.employer_list, name="employers"),
    path("employers/new/", employers.employer_new, name="employer-new"),
    path("employers/alike/", employers.employers_alike, name="employers-alike"),
    path("employers/twins/", employers.employer_twins, name="employer-twins"),
    path("employers/roster/", employers.roster_now, name="employer-roster-now"),
    path("employers/roster/<str:label>/", employers.roster, name="employer-roster"),
    path("employers/roster/<str:label>.<slug:ending>", employers.roster_file, name="employer-roster-file"),
    path("employers/contacts/new/", contacts.contact_grid, name="employer-contacts-new"),
    path("employers/contacts/due/", contacts.step_list, name="employer-steps"),
    path("employers/contacts/<int:pk>/edit/", contacts.contact_edit, name="employer-contact-edit"),
    path("employers/contacts/<int:pk>/delete/", contacts.contact_delete, name="employer-contact-delete"),
    path("employers/contacts/<int:pk>/done/", contacts.step_done, name="employer-step-done"),
    path("employers/<int:pk>/", employers.employer_detail, name="employer"),
    path("employers/<int:pk>/edit/", employers.employer_edit, name="employer-edit"),
    path("employers/<int:pk>/contacts/new/", contacts.contact_new, name="employer-contact-new"),
    path("employers/<int:pk>/merge/", merging.choose, EMPLOYER, name="employer-merge-choose"),
    path("employers/<int:pk>/merge/<int:other>/", merging.merge, EMPLOYER, name="employer-merge"),
    path("employers/<int:pk>/unmerge/", merging.unmerge, EMPLOYER, name="employer-unmerge"),
    path("speakers/", speakers.speaker_list, name="speakers"),
    path("speakers/new/", speakers.speaker_new, name="speaker-new"),
    path("speakers/alike/", speakers.speakers_alike, name="speakers-alike"),
    path("speakers/twins/", speakers.speaker_twins, name="speaker-twins"),
    path("speakers/<int:pk>/", speakers.speaker_detail, name="speaker"),
    path("speakers/<int:pk>/edit/", speakers.speaker_edit, name="speaker-edit"),
    path("speakers/<int:pk>/merge/", merging.choose, SPEAKER, name="speaker-merge-choose"),
    path("speakers/<int:pk>/merge/<int:other>/", merging.merge, SPEAKER, name="speaker-merge"),
    path("speakers/<int:pk>/unmerge/", merging.unmerge, SPEAKER, name="speaker-unmerge"),
    path("events/<int:pk>/speakers/", speakers.event_speakers, name="event-speakers"),
    path(
        "events/<int:pk>/speakers/<int:speaking>/remove/", speakers.event_speaker_remove, name="event-speaker-remove"
    ),
]
