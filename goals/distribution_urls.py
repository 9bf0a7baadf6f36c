"""Addresses of sendings, lists of recipients, and the private addresses of recipients."""

urlpatterns = []
