"""Addresses of the meetings of working groups."""

from django.urls import path

from indicators.views import meeting_decisions, meeting_minutes, meetings

MEETING = "<slug:slug>/<int:pk>/"

urlpatterns = [
    path("", meetings.groups, name="working-groups"),
    path("<slug:slug>/", meetings.group, name="group-meetings"),
    path("<slug:slug>/new/", meetings.meeting_new, name="group-meeting-new"),
    path("<slug:slug>/existing/", meetings.meeting_existing, name="group-meeting-existing"),
    path(MEETING, meetings.meeting, name="group-meeting"),
    path(f"{MEETING}open/", meetings.meeting_open, name="group-meeting-open"),
    path(f"{MEETING}came/", meetings.meeting_came, name="group-meeting-came"),
    path(f"{MEETING}notes/", meetings.meeting_notes, name="group-meeting-notes"),
    path(f"{MEETING}remind/", meetings.meeting_remind, name="group-meeting-remind"),
    path(f"{MEETING}minutes/", meeting_minutes.minutes, name="group-meeting-minutes"),
    path(f"{MEETING}minutes/<int:number>.pdf", meeting_minutes.minutes_file, name="group-meeting-minutes-file"),
    path(f"{MEETING}decisions/", meeting_decisions.decision_new, name="decision-new"),
    path(f"{MEETING}decisions/<int:decision>/", meeting_decisions.decision_edit, name="decision-edit"),
]
