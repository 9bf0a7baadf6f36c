"""Uploaded files in a store that speaks S3: kept, handed out, tidied and backed up as in a folder."""

import datetime
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import boto3
import pytest
from django.conf import settings as project
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import Http404
from django.utils import timezone
from moto import mock_aws

from consortium.file_types import PDF
from consortium.models import StoredFile
from consortium.stores import stored_names
from consortium.tests.factories import UserFactory
from consortium.tidying import tidy
from consortium.uploads import as_download

pytestmark = pytest.mark.django_db

BUCKET = "goals-files"
MINUTES = b"%PDF-1.7 minutes"


@pytest.fixture(autouse=True)
def s3(settings, monkeypatch):
    """A bucket that is not there: moto answers in its place."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        client = boto3.client("s3", region_name="us-west-1")
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "us-west-1"})
        options = project.FILES_S3 | {"bucket_name": BUCKET, "region_name": "us-west-1", "location": "uploads"}
        store = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
        settings.STORAGES = settings.STORAGES | {"default": store}
        yield client
        client.close()


def keys(client):
    """All of the bucket."""
    return sorted(item["Key"] for item in client.list_objects_v2(Bucket=BUCKET).get("Contents", []))


def keep(content=MINUTES, name="minutes.pdf"):
    return StoredFile.keep(SimpleUploadedFile(name, content), PDF, None)


def test_a_file_is_kept_by_its_content_once_and_private(s3, monkeypatch):
    stored = keep()
    key = f"uploads/{stored.sha256[:2]}/{stored.sha256}"
    assert keys(s3) == [key]
    grants = s3.get_object_acl(Bucket=BUCKET, Key=key)["Grants"]
    assert [(grant["Grantee"]["Type"], grant["Permission"]) for grant in grants] == [("CanonicalUser", "FULL_CONTROL")]
    monkeypatch.setattr(type(default_storage._wrapped), "save", None)  # a second copy would be written with it
    again = keep(name="again.pdf")
    assert again.file.name == stored.file.name
    assert keys(s3) == [key]


def test_a_file_is_handed_out_through_the_view_and_not_by_an_address_of_the_store():
    response = as_download(keep())
    assert response.status_code == 200
    assert b"".join(response) == MINUTES
    assert response["Content-Disposition"] == 'attachment; filename="minutes.pdf"'
    assert "amazonaws" not in str(response.headers)
    response.close()


def test_a_file_that_is_gone_is_not_there(s3):
    stored = keep()
    s3.delete_object(Bucket=BUCKET, Key=keys(s3)[0])
    with pytest.raises(Http404):
        as_download(stored)


def test_a_large_file_comes_back_as_it_was():
    content = b"%PDF-1.7 " + os.urandom(9 * 1024 * 1024)
    response = as_download(keep(content))
    assert b"".join(response) == content
    response.close()


def test_what_nothing_refers_to_is_removed_after_a_day(s3):
    stored = keep()
    default_storage.save("ab/left-behind", ContentFile(b"x"))
    assert tidy(timezone.now()).files == 0
    in_two_days = timezone.now() + datetime.timedelta(days=2)
    done = tidy(in_two_days)
    assert (done.uploads, done.files) == (1, 2)
    assert keys(s3) == []
    assert not StoredFile.objects.filter(pk=stored.pk).exists()


def test_what_lies_beside_the_folder_is_nobodys_business(s3):
    s3.put_object(Bucket=BUCKET, Key="others/file", Body=b"x")
    keep()
    assert len(list(stored_names())) == 1
    tidy(timezone.now() + datetime.timedelta(days=2))
    assert keys(s3) == ["others/file"]


def test_more_files_than_one_answer_of_the_store_holds_are_all_found(s3, monkeypatch):
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "2")
    for number in range(5):
        s3.put_object(Bucket=BUCKET, Key=f"uploads/ab/{number}", Body=b"x")
    assert len(list(stored_names())) == 5


@pytest.mark.django_db(transaction=True)
def test_a_backup_and_its_restore(s3, tmp_path):
    UserFactory()
    stored = keep()
    call_command("backup", str(tmp_path / "b"))
    with zipfile.ZipFile(tmp_path / "b") as archive:
        assert archive.read(f"files/{stored.file.name}") == MINUTES
    for key in keys(s3):
        s3.delete_object(Bucket=BUCKET, Key=key)
    StoredFile.objects.update(name="changed since")
    call_command("restore", str(tmp_path / "b"), replace=True)
    again = StoredFile.objects.get()
    assert again.name == "minutes.pdf"
    with again.file.open("rb") as file:
        assert file.read() == MINUTES


@pytest.mark.django_db(transaction=True)
def test_a_backup_of_a_folder_is_restored_into_the_store(s3, tmp_path, settings):
    in_s3 = settings.STORAGES
    folder = {"BACKEND": "consortium.stores.FolderStore", "OPTIONS": {"location": tmp_path / "store"}}
    settings.STORAGES = settings.STORAGES | {"default": folder}
    stored = keep()
    call_command("backup", str(tmp_path / "b"))
    settings.STORAGES = in_s3
    assert keys(s3) == []
    call_command("restore", str(tmp_path / "b"), replace=True)
    assert keys(s3) == [f"uploads/{stored.file.name}"]


def test_the_environment_says_which_store():
    """The settings in a process of their own, since tests never turn to a real store."""
    environment = {
        "FILES_S3_BUCKET": BUCKET,
        "FILES_S3_ENDPOINT": "https://minio.example.org",
        "FILES_S3_ACCESS_KEY": "key",
        "FILES_S3_SECRET_KEY": "secret",
        "DJANGO_SETTINGS_MODULE": "consortium.settings",
        "PATH": os.environ["PATH"],
    }
    code = (
        "import django; django.setup(); from django.core.files.storage import default_storage as s; "
        "print(s.bucket_name, s.endpoint_url, s.addressing_style, s.default_acl, s.querystring_auth, s.file_overwrite)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=Path(project.BASE_DIR), capture_output=True, check=True
    )
    assert said.stdout.decode().split() == [BUCKET, "https://minio.example.org", "path", "None", "True", "True"]
