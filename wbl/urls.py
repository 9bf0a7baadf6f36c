"""Addresses of the wbl room."""

from django.urls import path

from wbl.views import activity_types, counted, enrollment, inventory, meetings, offerings

urlpatterns = [
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.meeting_new, name="meeting_new"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/edit/", meetings.meeting_edit, name="meeting_edit"),
    path("meetings/<int:pk>/copy/", meetings.meeting_copy, name="meeting_copy"),
    path("inventory/", inventory.inventory, name="inventory"),
    path("inventory/continuum/", inventory.continuum, name="continuum"),
    path("inventory/types/", activity_types.activity_types, name="activity-types"),
    path("inventory/types/new/", activity_types.activity_type_new, name="activity-type-new"),
    path("inventory/types/<slug:slug>/edit/", activity_types.activity_type_edit, name="activity-type-edit"),
    path("inventory/districts/<slug:slug>/", inventory.inventory_district, name="inventory-district"),
    path("inventory/districts/<slug:slug>/copy/", offerings.inventory_copy, name="inventory-copy"),
    path("inventory/offerings/<int:pk>/", offerings.offering, name="offering"),
    path("inventory/offerings/<int:pk>/edit/", offerings.offering_edit, name="offering-edit"),
    path("enrollment/", enrollment.enrollment, name="enrollment"),
    path("enrollment/<slug:slug>/<str:year>/", enrollment.enrollment_organization, name="enrollment-organization"),
    path(
        "enrollment/<slug:slug>/<str:year>/<slug:audience>/edit/", enrollment.enrollment_edit, name="enrollment-edit"
    ),
    path("counted/<slug:source>/", counted.counted, name="wbl-counted"),
]
