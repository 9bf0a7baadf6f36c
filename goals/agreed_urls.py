"""Addresses of what stands under a goal."""

urlpatterns = []
