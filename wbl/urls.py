"""Addresses of the wbl room."""

urlpatterns = []
