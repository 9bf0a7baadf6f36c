"""
pg_dump and pg_restore for the application's database: which programs, how they connect, what they said.

The embedded database brings its own; for a server they come from PATH and must not be older than it. Passwords go
through the environment, never on the command line, where everybody on the machine could read them.
"""

import os
import re
import shutil
import subprocess
import tempfile
from contextlib import contextmanager, suppress

import psycopg2.extensions
from django.conf import settings
from django.db import connection

from consortium import embedded

LOCK_TIMEOUT = "-c lock_timeout=60s"  # a restore that waits for a running application gives up instead of hanging


class ToolError(Exception):
    """A program is missing, too old or failed; the message is a sentence for the person at the keyboard."""


def program(name):
    """The path of `name` (pg_dump, pg_restore), fit for the server. Raises ToolError."""
    if settings.EMBEDDED_DATABASE:
        return str(embedded.bin_dir() / name)
    path = shutil.which(name)
    server = server_version()
    if path is None:
        raise ToolError(
            f"{name} is not installed. Install the client programs of PostgreSQL {server}"
            f" (on Debian and Ubuntu: apt-get install postgresql-client-{server})."
        )
    version = _version_of(path)
    if version < server:
        raise ToolError(
            f"{path} is of PostgreSQL {version}, the server of {server}. Install the client programs of"
            f" PostgreSQL {server} (on Debian and Ubuntu: apt-get install postgresql-client-{server})."
        )
    return path


def server_version():
    """The major version of the database server: 18."""
    connection.ensure_connection()
    return connection.pg_version // 10000


def connection_string():
    """How a program reaches the application's database, without the password."""
    connection.ensure_connection()  # starts the embedded server and fills in where it listens
    about = connection.connection.get_dsn_parameters()
    wanted = ("host", "hostaddr", "port", "user", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey", "service")
    return psycopg2.extensions.make_dsn(**{key: about[key] for key in wanted if about.get(key)})


def environment():
    """The environment for a program that connects to the application's database."""
    ours = {key: value for key, value in os.environ.items() if key not in ("PGOPTIONS", "PGDATABASE", "PGSERVICE")}
    password = connection.settings_dict.get("PASSWORD")
    return ours | {"LC_ALL": "C", "PGOPTIONS": LOCK_TIMEOUT} | ({"PGPASSWORD": str(password)} if password else {})


@contextmanager
def output_of(name, *arguments):
    """Runs a program and gives its output to read as it comes. Raises ToolError with what it said if it fails."""
    with _running(name, arguments, stdout=subprocess.PIPE) as process:
        yield process.stdout


def feed(name, *arguments, source):
    """Runs a program that reads the open file `source`; returns its output as text. Raises ToolError if it fails."""
    with tempfile.TemporaryFile() as output:
        # A broken pipe: it has read all it wanted, or has failed and says so itself.
        with _running(name, arguments, stdin=subprocess.PIPE, stdout=output) as process, suppress(BrokenPipeError):
            shutil.copyfileobj(source, process.stdin, 1024 * 1024)
        output.seek(0)
        return output.read().decode(errors="replace")


@contextmanager
def _running(name, arguments, **pipes):
    with tempfile.TemporaryFile() as said:
        command = [program(name), *arguments]
        process = subprocess.Popen(command, stderr=said, env=environment(), **{"stdin": subprocess.DEVNULL, **pipes})
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        finally:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None and not pipe.closed:
                    _close(pipe)
            process.wait()
        if process.returncode:
            said.seek(0)
            raise ToolError(f"{name} failed: {said.read().decode(errors='replace').strip()}")


def _close(pipe):
    with suppress(BrokenPipeError):  # what was still to be written, nobody reads
        pipe.close()


def _version_of(path):
    answer = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)", answer)
    if found is None:
        raise ToolError(f"{path} does not say which version it is.")
    return int(found[1])
