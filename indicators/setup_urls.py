"""Addresses of the set-up pages of the consortium office, below /setup/."""

from django.urls import path

from indicators.views import setup_assignments, setup_milestones, setup_targets, setup_years

urlpatterns = [
    path("", setup_years.overview, name="setup"),
    path("years/new/", setup_years.year_new, name="setup_year_new"),
    path("years/<str:label>/", setup_years.year_detail, name="setup_year"),
    path("periods/<str:code>/", setup_years.period_detail, name="setup_period"),
    path("targets/<str:label>/", setup_targets.targets, name="setup_targets"),
    path("targets/<str:label>/<str:code>/", setup_targets.target_history, name="setup_target_history"),
    path("milestones/<str:label>/", setup_milestones.milestones, name="setup_milestones"),
    path("assignments/<str:label>/", setup_assignments.assignments, name="setup_assignments"),
]
