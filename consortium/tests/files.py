"""Where files go in tests; a room's conftest takes the fixture in."""

import pytest


@pytest.fixture
def files_root(settings, tmp_path):
    """Files go to a folder of the test."""
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": storage}
    return tmp_path
