"""The project's address book. Each room keeps its own addresses in its `urls.py`."""

from django.contrib import admin
from django.urls import include, path

from consortium.views.health import healthz
from wbl.survey_urls import answer_patterns

urlpatterns = [
    path("", include("goals.urls")),  # before the dashboards, which take every /goals/<word>/ for a framework
    path("", include("indicators.urls")),
    path("", include("consortium.partner_urls")),
    path("jobs/", include("consortium.job_urls")),
    path("pathways/", include("pathways.urls")),
    path("wbl/", include("wbl.urls")),
    path("surveys/", include(answer_patterns)),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
]
