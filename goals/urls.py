"""Addresses of the goals room."""

from django.urls import include, path

from goals.views import counted

urlpatterns = [
    path("documents/counted/<slug:source>/", counted.counted, name="documents-counted"),
    path("", include("goals.agreed_urls")),
    path("", include("goals.document_urls")),
    path("", include("goals.distribution_urls")),
]
