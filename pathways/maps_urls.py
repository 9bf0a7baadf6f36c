"""Addresses of career pathways and their maps, below /pathways/maps/."""

from django.urls import path

from pathways.views import map_editor, map_files, maps

urlpatterns = [
    path("", maps.map_list, name="maps"),
    path("new/", maps.map_new, name="map-new"),
    path("<slug:slug>/", maps.map_detail, name="map"),
    path("<slug:slug>.pdf", map_files.map_pdf, name="map-pdf"),
    path("<slug:slug>.svg", map_files.map_svg, name="map-svg"),
    path("<slug:slug>/draft/", maps.map_draft, name="map-draft"),
    path("<slug:slug>/details/", maps.map_details, name="map-details"),
    path("<slug:slug>/edit/", map_editor.map_edit, name="map-edit"),
    path("<slug:slug>/edit/find/", map_editor.map_find, name="map-find"),
    path("<slug:slug>/edit/<slug:action>/", map_editor.map_action, name="map-action"),
    path("<slug:slug>/publish/", maps.map_publish, name="map-publish"),
    path("<slug:slug>/withdraw/", maps.map_withdraw, name="map-withdraw"),
    path("<slug:slug>/throw-away/", maps.map_throw_away, name="map-throw-away"),
]
