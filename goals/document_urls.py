"""Addresses of documents and of the groups' folders."""

urlpatterns = []
