"""The cast of people and the fixtures that every room's tests share."""

import datetime

import pytest
from django.utils import timezone

from consortium.tests.browser import chromium, windows  # noqa: F401
from consortium.tests.cast import *  # noqa: F403 - fixtures are found by their names here
from consortium.tests.files import files_root  # noqa: F401
from consortium.tests.job_fixtures import run_jobs  # noqa: F401


@pytest.fixture
def november_20(monkeypatch):
    """The pages are looked at on November 20, 2026."""
    monkeypatch.setattr(timezone, "localdate", lambda *args: datetime.date(2026, 11, 20))
