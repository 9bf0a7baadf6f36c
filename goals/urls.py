"""Addresses of the goals room."""

from django.urls import include, path

urlpatterns = [
    path("", include("goals.agreed_urls")),
    path("", include("goals.document_urls")),
    path("", include("goals.distribution_urls")),
]
