"""The project's addresses and one more: an empty page for somebody who has signed in, to compare the others with."""

from django.shortcuts import render
from django.urls import path

from consortium.urls import urlpatterns as project


def empty(request):
    """The frame of every page (session, account, navigation, header, footer) with nothing in it."""
    return render(request, "base.html")


urlpatterns = [*project, path("bench/empty/", empty, name="bench-empty")]
