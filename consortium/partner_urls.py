"""Addresses of partners, people and their import."""

urlpatterns = []
