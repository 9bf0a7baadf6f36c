"""Addresses of the indicators room."""

urlpatterns = []
