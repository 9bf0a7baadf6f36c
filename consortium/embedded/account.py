"""Who runs the server's programs: PostgreSQL refuses to run as root, so root runs it as somebody else."""

import os
import pwd
import stat
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .places import EmbeddedDatabaseError, bin_dir

SYSTEM_USER = "pgserver"


@dataclass(frozen=True)
class Account:
    """A system user, by numbers."""

    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        """Whether it is not ourselves."""
        return self.uid != os.geteuid()


def account_for(cluster: Path) -> Account:
    """Whom the server runs as: ourselves; for root the cluster's owner, or `pgserver`, which is made if missing."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    if cluster.exists() and cluster.stat().st_uid != 0:
        return Account(cluster.stat().st_uid, cluster.stat().st_gid)
    deadline = time.monotonic() + 10
    while True:
        with suppress(KeyError):
            entry = pwd.getpwnam(SYSTEM_USER)
            return Account(entry.pw_uid, entry.pw_gid)
        # Fails also while another checkout does the same.
        made = subprocess.run(["useradd", "--system", SYSTEM_USER], capture_output=True, text=True, check=False)
        if made.returncode and time.monotonic() > deadline:
            raise EmbeddedDatabaseError(
                f"PostgreSQL does not run as root, and the user {SYSTEM_USER} could not be made: {made.stderr.strip()}"
            )
        time.sleep(0.05)


def let_in(account: Account, cluster: Path):
    """Lets another account reach the cluster (pass through the folders above, no more) and read the programs."""
    programs = bin_dir().parent
    for folder in (*cluster.parents, *programs.parents):
        _allow(folder, 0o001, account)
    for folder, _, files in os.walk(programs):
        _allow(Path(folder), 0o005, account)
        for name in files:
            path = Path(folder, name)
            _allow(path, 0o005 if path.stat().st_mode & stat.S_IXUSR else 0o004, account)


def give(path: Path, account: Account):
    """Makes the account the owner, also of what is inside."""
    if account.is_other:
        os.chown(path, account.uid, account.gid)
        for folder, folders, files in os.walk(path):
            for name in (*folders, *files):
                os.chown(Path(folder, name), account.uid, account.gid, follow_symlinks=False)


def run(program: str, *arguments: str | Path, account: Account):
    """Runs one of the server's programs as the account. Raises EmbeddedDatabaseError with its output if it fails."""
    # What the caller's environment says of other servers, languages and time zones is not meant for this one.
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG", "TZ"))}
    become = {"user": account.uid, "group": account.gid, "extra_groups": []} if account.is_other else {}
    # A file and no pipe: the server may inherit it, and a pipe would stay open as long as the server lives.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [str(bin_dir() / program), *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=kept | {"LC_ALL": "C"},
            cwd="/",
            start_new_session=True,  # Ctrl-C is for the command at the keyboard
            check=False,
            **become,
        )
        output.seek(0)
        said = output.read().decode(errors="replace").strip()
    if done.returncode:
        raise EmbeddedDatabaseError(f"{program} ended with {done.returncode}: {said}")


def _allow(path: Path, bits: int, account: Account):
    about = path.stat()
    if about.st_uid != account.uid and about.st_mode & bits != bits:
        path.chmod(stat.S_IMODE(about.st_mode) | bits)
