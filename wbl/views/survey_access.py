"""Fetching a survey for who writes it."""

from django.core.exceptions import PermissionDenied

from consortium.permissions import fetch
from wbl.models import Survey

EDITED = ["GET", "HEAD", "POST"]


def may_write(access, survey):
    """Whether `access` writes the survey."""
    return Survey.objects.writable_by(access).filter(pk=survey.pk).exists()


def fetch_survey(access, pk):
    """The survey with its owner and event, or 404 for who may not read it."""
    return fetch(Survey.objects.select_related("owner", "event__owner", "event__site", "recorded_by"), access, pk=pk)


def fetch_to_write(access, pk):
    """As `fetch_survey`; PermissionDenied for readers who want to write."""
    survey = fetch_survey(access, pk)
    if not may_write(access, survey):
        raise PermissionDenied(f"Only the reporters of {survey.owner} and the consortium office change this survey.")
    return survey
