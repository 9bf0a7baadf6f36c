"""
A backup is one file: a ZIP archive with `backup.json` (what it is), `database.dump` (pg_dump's custom format) and the
uploaded files under `files/`.

It is streamed and written beside its place, so that a file with the name asked for is always whole. A restore checks
everything first, and changes the database in one transaction.
"""

import json
import os
import re
import shutil
import tempfile
import zipfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models.functions import Now

from consortium import postgres_tools as tools
from consortium.models import Job
from consortium.stores import stored_names

FORMAT = 1
ABOUT, DUMP, FILES = "backup.json", "database.dump", "files"
CHUNK = 1024 * 1024
# What a database holds as soon as its tables have been made.
NOT_DATA = {"django_migrations", "django_content_type", "auth_permission", "django_site"}


class BackupError(Exception):
    """A backup cannot be made or restored; the message is a sentence for the person at the keyboard."""


@dataclass(frozen=True)
class Summary:
    """What a backup holds: when it was made, by which PostgreSQL, how many uploaded files."""

    made_at: str
    postgresql: int
    files: int


def make_backup(path, now):
    """
    Write a backup of the database and the uploaded files to `path` as of `now`; an earlier file of that name is
    replaced once the new one is whole. Returns its `Summary`. Raises BackupError or ToolError.
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise BackupError(f"There is no folder {path.parent}. Make it first.")
    if path.is_dir():
        raise BackupError(f"{path} is a folder. Give the name of a file.")
    with _written_beside(path) as file, zipfile.ZipFile(file, "w", allowZip64=True) as archive:
        with (
            tools.output_of(
                "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--dbname={tools.connection_string()}"
            ) as dump,
            archive.open(DUMP, "w", force_zip64=True) as member,
        ):
            shutil.copyfileobj(dump, member, CHUNK)
        # After the database, so that every file that it names is there.
        files = sum(_take_in(archive, name) for name in stored_names())
        summary = Summary(now.isoformat(timespec="seconds"), tools.server_version(), files)
        archive.writestr(ABOUT, json.dumps({"format": FORMAT, **summary.__dict__}, indent=1))
    return summary


def read_summary(path):
    """The `Summary` of the backup at `path`, all of whose contents have been checked. Raises BackupError."""
    with _opened(path) as archive:
        names = archive.namelist()
        try:
            about = json.loads(archive.read(ABOUT))
            summary = Summary(about["made_at"], int(about["postgresql"]), int(about["files"]))
        except (KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
            raise BackupError(f"{path} is not a backup made by this application.") from error
        if about.get("format") != FORMAT:
            raise BackupError(f"{path} was made by a newer release of this application. Restore it with that one.")
        strange = [name for name in names if name not in (ABOUT, DUMP) and not _is_safe(name)]
        if strange or DUMP not in names:
            raise BackupError(f"{path} is not a backup made by this application.")
        with _readable(path):
            damaged = archive.testzip()
        if damaged or len(names) != summary.files + 2:
            raise BackupError(f"{path} is damaged: {damaged or 'files are missing'}.")
    return summary


def restore_backup(path, *, replace=False):
    """
    Put the backup at `path` into the application's database and file store; returns its `Summary`.

    With `replace` what the database holds is replaced, without it a database with data is refused. The database
    changes in one transaction, so that a restore that fails changes nothing there. Raises BackupError or ToolError.
    """
    summary = read_summary(path)
    server = tools.server_version()
    if server < summary.postgresql:
        raise BackupError(
            f"The backup is of PostgreSQL {summary.postgresql}, and this server is {server}. Restore it on"
            f" PostgreSQL {summary.postgresql} or newer."
        )
    if not replace and (table := _table_with_data()):
        raise BackupError(
            f"The database holds data already (in {table}). To replace all of it with the backup, give --replace."
        )
    with _opened(path) as archive:
        _refuse_unknown_tables(archive)
        _restore_files(archive)
        options = ["--single-transaction", "--clean", "--if-exists", "--exit-on-error", "--no-owner", "--no-privileges"]
        target = tools.connection_string()
        connection.close()  # it must not stand in the way
        with archive.open(DUMP) as dump:
            tools.feed("pg_restore", *options, f"--dbname={target}", source=dump)
    _stop_long_work()
    return summary


@contextmanager
def _written_beside(path):
    """A new file that only we can read, moved to `path` when the block ends well and removed when it does not."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise BackupError(f"Nothing can be written in {path.parent}: {error.strerror}.") from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except OSError as error:
        raise BackupError(f"{path} could not be written: {error.strerror or error}.") from error
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)


@contextmanager
def _opened(path):
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {path}.") from error
    except zipfile.BadZipFile as error:
        raise BackupError(f"{path} is not a backup, or not a whole one.") from error
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}.") from error
    with archive:
        yield archive


@contextmanager
def _readable(path):
    """Turns what a damaged archive raises while it is read into a sentence."""
    try:
        yield
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise BackupError(f"{path} is damaged: {error}.") from error


def _take_in(archive, name):
    """Copy a file of the store into the archive, piece by piece; False where it has been removed meanwhile."""
    try:
        stored = default_storage.open(name, "rb")
    except FileNotFoundError:
        return False
    with stored, archive.open(f"{FILES}/{name}", "w", force_zip64=True) as member:
        shutil.copyfileobj(stored, member, CHUNK)
    return True


def _is_safe(name):
    """Whether a name in the archive stays inside the file store."""
    parts = PurePosixPath(name).parts
    return len(parts) > 1 and parts[0] == FILES and ".." not in parts and not name.endswith("/") and "\\" not in name


def _restore_files(archive):
    """Uploaded files are named by their content: one that is there already is the same, and none is ever removed."""
    for name in archive.namelist():
        if name in (ABOUT, DUMP):
            continue
        with archive.open(name) as source:
            default_storage.save(PurePosixPath(name).relative_to(FILES).as_posix(), _Member(source))


class _Member(File):
    """A file of the archive, as stores take it: read once, from its beginning."""

    def chunks(self, chunk_size=CHUNK):
        """Pieces; the archive cannot go back to the beginning without unpacking anew, and need not."""
        while piece := self.file.read(chunk_size):
            yield piece


def _refuse_unknown_tables(archive):
    """A table that the backup does not know may hang on one that it replaces, and would be left behind."""
    with archive.open(DUMP) as dump:
        listed = tools.feed("pg_restore", "--list", source=dump)
    known = set(re.findall(r"^\d+; \d+ \d+ TABLE \S+ (\S+) ", listed, re.MULTILINE))
    unknown = sorted(set(connection.introspection.table_names()) - known)
    if unknown:
        raise BackupError(
            f"The database has tables that the backup does not know ({', '.join(unknown[:5])}): it is of another"
            " release. Restore into an empty database, then run `python manage.py migrate`."
        )


def _stop_long_work():
    """What waited or ran when the backup was made has gone on since then: a mailing must not go out a second time."""
    if Job._meta.db_table in connection.introspection.table_names():  # an earlier release had none
        Job.objects.unfinished().update(
            state=Job.State.STOPPED,
            finished_at=Now(),
            note="Stopped, because the database was restored from a backup that was made before this was over.",
        )


def _table_with_data():
    """The first table that holds more than a new database does, or None."""
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - NOT_DATA):
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})")
            if cursor.fetchone()[0]:
                return table
    return None
