"""Addresses of the pathways room."""

from django.urls import include, path

from pathways.views import counted, coverage, programs

urlpatterns = [
    path("", programs.program_list, name="pathways"),
    path("programs/new/", programs.program_new, name="program-new"),
    path("programs/<int:pk>/", programs.program_detail, name="program"),
    path("programs/<int:pk>/edit/", programs.program_edit, name="program-edit"),
    path("programs/<int:pk>/courses/new/", programs.course_new, name="course-new"),
    path("courses/<int:pk>/edit/", programs.course_edit, name="course-edit"),
    path("courses/<int:pk>/delete/", programs.course_delete, name="course-delete"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("counted/<slug:source>/", counted.counted, name="pathways-counted"),
    path("maps/", include("pathways.maps_urls")),
    path("occupations/", programs.occupation_list, name="occupations"),
    path("", include("pathways.gaps_urls")),
    path("", include("pathways.agreements_urls")),
]
