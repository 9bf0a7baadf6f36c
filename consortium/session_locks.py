"""
Locks that a program holds for as long as it lives: PostgreSQL's advisory locks of a session.

Each is held on a connection of its own and goes with it, however the program or its machine ends. That takes a
connection that stays the same: behind a pgbouncer it must pool sessions, not transactions.
"""

from contextlib import contextmanager

from django.db import connection, connections

JOB = 5101  # the first number of a lock; the second is the job's key
WORKER = 5102  # shared by all workers; the second number is 0

# A machine that vanishes says no goodbye: its connection ends after a minute instead of two hours.
KEEPALIVE = "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"
HELD = """
    SELECT objid FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND classid = %s
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@contextmanager
def own_connection(alias):
    """
    A second connection to the database, known as `alias` in this thread for the block and closed after it.

    What is written on it is seen by others at once, whatever transaction is open on the usual connection.
    """
    line = another_connection()
    connections[alias] = line
    try:
        yield line
    finally:
        del connections[alias]
        line.close()


def another_connection():
    """A second connection to the database, open, to be closed by the caller. Once it is lost it stays lost."""
    line = connection.copy()
    line.settings_dict["CONN_HEALTH_CHECKS"] = False  # they would connect anew, and nobody would know of the lock
    with line.cursor() as cursor:
        cursor.execute(KEEPALIVE)
    return line


def hold_for_life(line, kind):
    """Holds the shared lock of `kind` for as long as the connection `line` lasts: to be counted by `holders`."""
    _ask(line, "SELECT pg_try_advisory_lock_shared(%s, %s)", kind, 0)


@contextmanager
def held(line, kind, number, *, shared=False):
    """Whether the lock was free, and is held on the connection `line` for the block. Waits for nobody."""
    suffix = "_shared" if shared else ""
    free = _ask(line, f"SELECT pg_try_advisory_lock{suffix}(%s, %s)", kind, number)
    try:
        yield free
    finally:
        if free and line.is_usable():  # else it went with the connection
            _ask(line, f"SELECT pg_advisory_unlock{suffix}(%s, %s)", kind, number)


def take_until_commit(kind, number):
    """Takes the lock for the transaction that is open on the usual connection; False where somebody holds it."""
    return _ask(connection, "SELECT pg_try_advisory_xact_lock(%s, %s)", kind, number)


def holders(kind):
    """The second numbers of all locks of `kind` that are held at present, one for each holder: a list."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [kind])
        return [number for (number,) in cursor.fetchall()]


def _ask(line, question, kind, number):
    with line.cursor() as cursor:
        cursor.execute(question, [kind, number])
        return cursor.fetchone()[0]
