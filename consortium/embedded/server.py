"""The server of a cluster: found, started, recovered, stopped. Who calls holds the locks."""

import itertools
import os
import shlex
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from .account import Account, account_for, give, let_in, run
from .places import PORT, SOCKET_FOLDER_PREFIX, VERSION, EmbeddedDatabaseError, socket_folder, socket_in

DATABASE = "career_goals"
USER = "postgres"
UNFINISHED = "postgres.new-"
NOBODYS_PID = 2**31 - 1  # above what any system hands out

START_SECONDS = 300  # crash recovery of a large database on a slow disk
STOP_SECONDS = 60
LOCKS = 256  # for each connection: restoring holds one on every table, index and trigger, several thousand at once


@dataclass(frozen=True)
class Server:
    """What `postmaster.pid` says about a server that is alive; status is ready, starting or stopping."""

    pid: int
    socket_dir: Path
    status: str

    @property
    def usable(self) -> bool:
        """Whether a client can connect now (the socket is a file that somebody may have removed)."""
        return self.status == "ready" and socket_in(self.socket_dir).exists()


def find(cluster: Path) -> Server | None:
    """The server of this very cluster, if it is alive."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return None
    lines += [""] * (8 - len(lines))  # it is written line by line
    if not lines[0].strip().isdigit() or not _serves(int(lines[0]), cluster):
        return None
    return Server(int(lines[0]), Path(lines[4].strip()), lines[7].strip() or "starting")


def bring_up(cluster: Path) -> tuple[Server, bool]:
    """
    Starts the server, or waits for one that is starting; makes the cluster if there is none. Returns the server and
    whether it was down or starting, so that it is ours to look after. Raises EmbeddedDatabaseError with the end of the
    server's log if it does not start.
    """
    started = False
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        server = find(cluster)
        if server and server.usable:
            return server, started
        started = True
        if server is None:
            _launch(cluster)
        elif server.status == "ready":  # but its socket is gone
            stop(cluster)
        else:
            time.sleep(0.05)
    raise EmbeddedDatabaseError(f"The embedded database did not start within {START_SECONDS} s.{_log_tail(cluster)}")


def has_database(server: Server) -> bool:
    """Whether the application's database is there. Raises EmbeddedDatabaseError if the server does not answer."""
    with _connection(server) as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        return cursor.fetchone() is not None


def create_database(server: Server):
    """Makes the application's database, with the encoding and order of the cluster; the caller holds the start lock."""
    with _connection(server) as cursor:
        cursor.execute(f"CREATE DATABASE {DATABASE}")


def stop(cluster: Path):
    """Ends the server in order (open connections are cut), at once if that takes too long. Nobody may be using it."""
    for how, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10)):
        server = find(cluster)
        if server is None:
            return
        with suppress(psutil.Error):
            process = psutil.Process(server.pid)
            process.send_signal(how)
            _await_end([process], seconds)
        if server.socket_dir.name.startswith(SOCKET_FOLDER_PREFIX):
            with suppress(OSError):
                server.socket_dir.rmdir()


def _serves(pid: int, cluster: Path) -> bool:
    """
    Whether the process is the server of this cluster, and neither a stranger that got a dead server's number nor the
    server of the checkout that this one was copied from.

    Read from the command line, because the folder a process stands in is hidden from root in a container.
    """
    try:
        process = psutil.Process(pid)
        if process.name() != "postgres" or process.status() == psutil.STATUS_ZOMBIE:
            return False
        arguments = process.cmdline()
    except psutil.Error:
        return False
    if "-D" not in arguments[:-1]:
        return False  # a server's child
    try:
        return os.path.samefile(arguments[arguments.index("-D") + 1], cluster)
    except FileNotFoundError:
        return True  # the checkout was moved under a running server
    except OSError:
        return False


def _launch(cluster: Path):
    account = account_for(cluster)
    if account.is_other:
        let_in(account, cluster)
    if not cluster.exists():
        _make_cluster(cluster, account)
    if cluster.stat().st_uid != account.uid:
        give(cluster, account)  # root copied it or unpacked it
    _check_version(cluster)
    folder = socket_folder(cluster, account.uid)
    if folder != cluster:
        give(folder, account)
    _clear_remains(cluster, folder)
    options = f"-h '' -p {PORT} -k {shlex.quote(str(folder))} -c max_locks_per_transaction={LOCKS}"
    give_up = time.monotonic() + 10
    while True:
        try:
            return run(
                "pg_ctl", "-D", cluster, "-w", "-l", cluster / "server.log", "-o", options, "start", account=account
            )
        except EmbeddedDatabaseError as error:
            if find(cluster):
                return None  # alive, but slow: the caller waits for it
            tail = _log_tail(cluster)
            # The last children of a killed server take a moment to notice; PostgreSQL will not start beside them.
            if "still in use" not in tail or time.monotonic() > give_up:
                raise EmbeddedDatabaseError(f"The embedded database does not start: {error}{tail}") from error
            time.sleep(0.2)


def _make_cluster(cluster: Path, account: Account):
    """A new cluster, made beside its place and moved there: a killed initdb leaves nothing that looks finished."""
    # A name of its own, because an initdb whose caller was killed may still be writing.
    fresh = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=cluster.parent))
    give(fresh, account)
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    given = ["timezone=UTC", "log_timezone=UTC", "listen_addresses=", "unix_socket_permissions=0700"]
    settings = [part for one in given for part in ("--set", one)]
    # "trust", because the socket is in a folder that only its owner (and root) can enter.
    run("initdb", "-D", fresh, "-U", USER, "--auth=trust", "-T", "english", *locale, *settings, account=account)
    fresh.rename(cluster)


def _check_version(cluster: Path):
    found = (cluster / "PG_VERSION").read_text().strip() if (cluster / "PG_VERSION").exists() else "none"
    if found != VERSION:
        raise EmbeddedDatabaseError(
            f"{cluster} is not a cluster of PostgreSQL {VERSION} (its version: {found}). Move it away, start anew and"
            " restore a backup, or run the release of this project that made it."
        )


def _clear_remains(cluster: Path, folder: Path):
    """
    Ends and removes what a killed server left: its children, the server of a `var/` that was removed, half a cluster,
    the socket, and a number that is a stranger's now. `folder` is the socket's.
    """
    remains = [process for process in psutil.process_iter() if _remains_of(process, cluster)]
    for process in remains:
        with suppress(psutil.Error):
            process.send_signal(signal.SIGQUIT)
    for process in _await_end(remains, 5):
        with suppress(psutil.Error):
            process.kill()
    for unfinished in cluster.parent.glob(f"{UNFINISHED}*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    # PostgreSQL starts only if nobody has the numbers it remembers. The socket is this cluster's alone, so off with it.
    if find(cluster) is None:
        socket = socket_in(folder)
        for path in (socket, socket.with_name(f"{socket.name}.lock")):
            path.unlink(missing_ok=True)
    # In the cluster just the number goes: from the rest PostgreSQL finds out whether a child is left.
    with suppress(FileNotFoundError):
        remembered = cluster / "postmaster.pid"
        number, *rest = remembered.read_text().splitlines(keepends=True) or [""]
        if not (number.strip().isdigit() and _serves(int(number), cluster)):
            remembered.write_text("".join([f"{NOBODYS_PID}\n", *rest]))


def _await_end(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """
    Waits for them to end and returns those that did not. Not psutil.wait_procs: that waits for the dead to be
    collected by their parent, and in a container there may be none that does.
    """
    deadline = time.monotonic() + seconds
    while (processes := [one for one in processes if _works(one)]) and time.monotonic() < deadline:
        time.sleep(0.01)
    return processes


def _works(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _remains_of(process: psutil.Process, cluster: Path) -> bool:
    """Whether it is a server of this path, or a child that stands in this folder (which root may not be shown)."""
    try:
        if process.name() != "postgres":
            return False
        if ("-D", str(cluster)) in itertools.pairwise(process.cmdline()):
            return True
        return process.cwd() == str(cluster)
    except (psutil.Error, OSError):
        return False


@contextmanager
def _connection(server: Server) -> Iterator:
    import psycopg2  # not at the top: the watcher lives for days and has no use for it

    try:
        connection = psycopg2.connect(dbname="postgres", user=USER, host=str(server.socket_dir), port=PORT)
    except psycopg2.OperationalError as error:
        raise EmbeddedDatabaseError(f"The embedded database does not answer: {error}") from error
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def _log_tail(cluster: Path) -> str:
    try:
        lines = (cluster / "server.log").read_text(errors="replace").splitlines()[-12:]
    except OSError:
        return ""
    return "\nThe end of its log:\n" + "\n".join(lines)
