"""`backup` and `restore`: one file, whole or not at all, and everything as it was."""

import io
import subprocess
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection
from django.utils import timezone

from consortium import backups, postgres_tools
from consortium.jobs import recover, start
from consortium.models import Organization, StoredFile, User
from consortium.tests import works
from consortium.tests.factories import OrganizationFactory, PeriodFactory, UserFactory
from indicators.models import Value
from indicators.tests.factories import ValueFactory

RESTORED = "career_goals_restored"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    """A store of uploaded files of this test's own."""
    settings.FILES_ROOT = tmp_path / "store"
    store = {"BACKEND": "consortium.stores.FolderStore", "OPTIONS": {"location": settings.FILES_ROOT}}
    settings.STORAGES = settings.STORAGES | {"default": store}
    return settings.FILES_ROOT


@pytest.fixture
def other_database(worker_id):
    """`other_database()` makes an empty database and turns to it; at the end it is gone and the test's own is back."""
    usual, other = connection.settings_dict["NAME"], f"{RESTORED}_{worker_id}"

    def turn_to_it():
        _without(other, create=True)
        connection.settings_dict["NAME"] = other

    yield turn_to_it
    connection.close()
    connection.settings_dict["NAME"] = usual
    _without(other)


def _without(name, *, create=False):
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        if create:
            cursor.execute(f"CREATE DATABASE {name}")


@pytest.fixture
def stored():
    """An uploaded file with its row."""
    return StoredFile.keep(ContentFile(b"%PDF-1.7 evidence", name="minutes.pdf"), "application/pdf", UserFactory())


def run(command, *arguments, **options):
    said = io.StringIO()
    call_command(command, *map(str, arguments), stdout=said, **options)
    return said.getvalue()


def refusal(command, *arguments, **options):
    with pytest.raises(CommandError) as refused:
        run(command, *arguments, **options)
    return str(refused.value)


def test_a_backup_restored_elsewhere_holds_rows_files_rules_and_history(stored, other_database, file_store, tmp_path):
    value = ValueFactory(numerator=12)
    history = value.history.count()
    run("backup", tmp_path / "b")
    other_database()
    stored.file.delete(save=False)

    said = run("restore", tmp_path / "b")

    assert said.startswith("Restored the backup of ")
    assert "with 1 uploaded files" in said
    assert "migrate" not in said
    again = Value.objects.get()
    assert (again.pk, again.numerator) == (value.pk, 12)
    assert again.history.count() == history
    with StoredFile.objects.get().file.open("rb") as file:
        assert file.read() == b"%PDF-1.7 evidence"
    again.numerator = 13
    again.save()
    assert again.history.count() == history + 1
    assert OrganizationFactory().pk > value.organization_id
    with pytest.raises(IntegrityError):
        UserFactory(email=stored.uploaded_by.email.upper())
    again.period.locked_at = timezone.now()
    again.period.save()
    with pytest.raises(IntegrityError, match="The period is locked"):
        Value.objects.update(numerator=14)


def test_a_database_with_data_is_left_alone_unless_told(tmp_path):
    OrganizationFactory(name="As it was")
    run("backup", tmp_path / "b")
    Organization.objects.update(name="Changed since")

    assert refusal("restore", tmp_path / "b") == (
        "The database holds data already (in consortium_organization). To replace all of it with the backup, give "
        "--replace."
    )
    assert Organization.objects.get().name == "Changed since"

    run("restore", tmp_path / "b", replace=True)
    assert Organization.objects.get().name == "As it was"


def test_a_restore_that_fails_half_way_changes_nothing(tmp_path, monkeypatch):
    OrganizationFactory(name="As it was")
    run("backup", tmp_path / "b")
    Organization.objects.update(name="Changed since")
    feed = postgres_tools.feed
    monkeypatch.setattr(
        postgres_tools,
        "feed",
        lambda name, *arguments, source: feed(
            name, *arguments, source=io.BytesIO(source.read()[:-60_000]) if "--list" not in arguments else source
        ),
    )

    assert refusal("restore", tmp_path / "b", replace=True).startswith("pg_restore failed: ")
    assert Organization.objects.get().name == "Changed since"


def test_tables_that_the_backup_does_not_know_are_named(tmp_path):
    run("backup", tmp_path / "b")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE of_a_later_release (id int)")
    try:
        assert "does not know (of_a_later_release)" in refusal("restore", tmp_path / "b", replace=True)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE of_a_later_release")


def test_a_backup_that_fails_leaves_the_earlier_file_and_nothing_beside_it(tmp_path, monkeypatch):
    (tmp_path / "b").write_text("the earlier one")
    monkeypatch.setattr(postgres_tools, "connection_string", lambda: "host=/nowhere dbname=none")

    assert refusal("backup", tmp_path / "b").startswith("pg_dump failed: ")
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
    assert (tmp_path / "b").read_text() == "the earlier one"


def test_a_backup_is_for_its_owner_alone_to_read(tmp_path):
    run("backup", tmp_path / "b")
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "There is no file {}."),
        (b"", "{} is not a backup, or not a whole one."),
        (b"some text", "{} is not a backup, or not a whole one."),
    ],
)
def test_a_file_that_is_no_backup_is_refused(tmp_path, content, sentence):
    path = tmp_path / "b"
    if content is not None:
        path.write_bytes(content)
    assert refusal("restore", path) == sentence.format(path)


def test_another_archive_is_no_backup(tmp_path):
    with zipfile.ZipFile(tmp_path / "b", "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert refusal("restore", tmp_path / "b") == f"{tmp_path / 'b'} is not a backup made by this application."


def test_a_damaged_backup_is_refused(tmp_path):
    run("backup", tmp_path / "b")
    content = bytearray((tmp_path / "b").read_bytes())
    content[len(content) // 2] ^= 0xFF
    (tmp_path / "b").write_bytes(content)
    assert refusal("restore", tmp_path / "b").startswith(f"{tmp_path / 'b'} is damaged: ")


def test_a_backup_with_a_name_that_leads_out_of_the_store_is_refused(tmp_path, file_store):
    run("backup", tmp_path / "b")
    with zipfile.ZipFile(tmp_path / "b", "a") as archive:
        archive.writestr("files/../../outside", "gotcha")
    assert refusal("restore", tmp_path / "b") == f"{tmp_path / 'b'} is not a backup made by this application."
    assert not (tmp_path / "outside").exists()


def test_a_missing_folder_is_named(tmp_path):
    assert refusal("backup", tmp_path / "none" / "b") == f"There is no folder {tmp_path / 'none'}. Make it first."


def test_a_server_needs_the_client_programs(settings, monkeypatch, tmp_path):
    settings.EMBEDDED_DATABASE = False
    monkeypatch.setattr(postgres_tools.shutil, "which", lambda name: None)
    assert refusal("backup", tmp_path / "b") == (
        "pg_dump is not installed. Install the client programs of PostgreSQL 18 (on Debian and Ubuntu: apt-get "
        "install postgresql-client-18)."
    )


def test_client_programs_older_than_the_server_are_refused(settings, monkeypatch, tmp_path):
    settings.EMBEDDED_DATABASE = False
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.4 (Debian 15.4-1)'\n")
    old.chmod(0o755)
    monkeypatch.setattr(postgres_tools.shutil, "which", lambda name: str(old))
    assert refusal("backup", tmp_path / "b").startswith(f"{old} is of PostgreSQL 15, the server of 18.")


def test_a_newer_servers_backup_is_not_put_into_an_older_server(monkeypatch, tmp_path):
    run("backup", tmp_path / "b")
    monkeypatch.setattr(backups.tools, "server_version", lambda: 16)
    assert refusal("restore", tmp_path / "b").startswith("The backup is of PostgreSQL 18, and this server is 16.")


def test_no_password_stands_on_a_command_line(monkeypatch, tmp_path):
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "hush-hush")
    seen = []

    class Watched(subprocess.Popen):
        def __init__(self, command, **options):
            seen.append((command, options["env"]))
            super().__init__(command, **options)

    monkeypatch.setattr(postgres_tools.subprocess, "Popen", Watched)
    run("backup", tmp_path / "b")
    [(command, environment)] = seen
    assert not [part for part in command if "hush" in part]
    assert environment["PGPASSWORD"] == "hush-hush"


def test_what_a_new_database_holds_is_no_data(tmp_path):
    assert not User.objects.exists()
    run("backup", tmp_path / "b")
    run("restore", tmp_path / "b")
    PeriodFactory()


def test_long_work_of_a_backup_does_not_go_on_after_it_is_restored(other_database, tmp_path):
    """A mailing has gone on since the backup: nobody is to get it a second time."""
    waiting = start(works.steps, title="Sending the minutes", by=None, back="/", count=2)
    run("backup", tmp_path / "b")
    other_database()
    run("restore", tmp_path / "b")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.note.split(",")[0]) == ("stopped", "Stopped")
    assert recover() == 0
