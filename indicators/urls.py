"""Addresses of the indicators room."""

from django.urls import include, path

from indicators.views import goals, home, indicator

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("indicators.worksheet_urls")),
    path("goals/", goals.goals, name="goals"),
    path("goals/<slug:slug>/", goals.framework, name="framework"),
    path("goals/<slug:slug>/<int:number>/", goals.goal, name="goal"),
    path("indicators/<str:code>/", indicator.indicator, name="indicator"),
    path("indicators/<str:code>/comments/", indicator.add_comment, name="comment-add"),
    path("indicators/<str:code>/evidence/", indicator.add_evidence, name="evidence-add"),
    path("indicators/<str:code>/figures/<str:measure>/", indicator.set_figure, name="figure-set"),
    path("evidence/<int:pk>/file", indicator.evidence_file, name="evidence-file"),
    path("meetings/", include("indicators.meeting_urls")),
    path("setup/", include("indicators.setup_urls")),
    path("reports/", include("indicators.report_urls")),
]
