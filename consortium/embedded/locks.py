"""Locks on files that the kernel lets go of, however their holder ends: flock, shared with forked children."""

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .places import EmbeddedDatabaseError

SHARED = fcntl.LOCK_SH
EXCLUSIVE = fcntl.LOCK_EX
PATIENCE_SECONDS = 90


def open_lock(path: Path) -> int:
    """A descriptor to lock, not yet locked. Reading is enough for it, so a lock may be another user's file."""
    return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)


def try_lock(descriptor: int, kind: int) -> bool:
    """Takes the lock if that needs no waiting, and says whether it did."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EWOULDBLOCK, errno.EAGAIN):
            raise
        return False
    return True


def is_file(descriptor: int, path: Path) -> bool:
    """Whether the descriptor is of the file that has this path now."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def lock(path: Path, kind: int) -> int:
    """Waits for the lock and returns its descriptor, to be closed. Raises EmbeddedDatabaseError after 90 seconds."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        descriptor = open_lock(path)
        while not try_lock(descriptor, kind):
            if time.monotonic() > deadline:
                os.close(descriptor)
                raise EmbeddedDatabaseError(
                    f"Another process has kept {path} locked for {PATIENCE_SECONDS} seconds while it starts or stops"
                    " the embedded database. Look for a hanging one and end it, then try again."
                )
            time.sleep(0.01)
        if is_file(descriptor, path):
            return descriptor
        os.close(descriptor)  # somebody removed the file meanwhile, so the next comer locks another


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds the lock exclusively for a block."""
    descriptor = lock(path, EXCLUSIVE)
    try:
        yield
    finally:
        os.close(descriptor)
