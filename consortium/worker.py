"""
The worker: the library's own loop, taken round by round, with what is to be looked after between the rounds.

Several may run side by side, on several machines. One alone needs three connections to the database: its usual one,
one that shows that it is there, and one a job, which holds the job's lock.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands import db_worker

from consortium import jobs, session_locks

logger = logging.getLogger(__name__)

RECOVER_SECONDS = 5
PRUNE_SECONDS = 24 * 60 * 60
KEEP_TASKS_DAYS = 14
END_SECONDS = 10  # what a worker beside the server gets to give its work back


class Worker(db_worker.Worker):
    """Runs what is queued, one after another; looks for work that was left by others every few seconds."""

    def __init__(self, *, interval, recover_every=RECOVER_SECONDS):
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            interval=interval,
            worker_id=get_random_string(32),
            startup_delay=False,
            # One task a round: the library's loop comes back to us after each, and when there is none.
            batch=True,
            max_tasks=1,
        )
        self._recover = Every(recover_every)
        self._prune = Every(PRUNE_SECONDS)
        self._presence = None

    def work(self, *, until_idle=False):
        """Go on until told to end (a signal), or until there is nothing to do."""
        # Kept, and asked whether it still works: connecting anew every second would be dearer than looking.
        connection.settings_dict.update(CONN_MAX_AGE=None, CONN_HEALTH_CHECKS=True)
        try:
            while self.running:
                found = self._round()
                if until_idle and not found:
                    return
                if self.running and not found:
                    time.sleep(self.interval)
        finally:
            self.disappear()

    def shutdown(self, signum, frame):
        """A signal: work is given back at its next step, and a second one ends it where it is."""
        if not self.running:
            self.reset_signals()
            sys.exit(1)
        self.running = False
        jobs.leaving.set()
        if not self.running_task:
            sys.exit(0)

    def _round(self):
        """Look after what is due, then run one task. Returns whether there was one."""
        try:
            self.look_after()
            return self.run_one()
        except (OperationalError, InterfaceError) as error:
            logger.warning("The database does not answer; the worker tries again. %s", error)
            connection.close()
            time.sleep(self.interval)
            return False

    def look_after(self):
        """What is due beside the work: be seen, find work that was left, throw away what the queue needs no more."""
        if self._recover.is_due():
            self._appear()
            jobs.recover()
        if self._prune.is_due():
            call_command("prune_db_task_results", queue_name="*", min_age_days=KEEP_TASKS_DAYS, verbosity=0)

    def run_one(self):
        """Run the task that is next, if there is one. Returns whether there was."""
        self._run_tasks = 0
        self.run()
        return self._run_tasks > 0

    def _appear(self):
        """Hold the lock by which pages know that a worker is there."""
        if self._presence is not None and self._presence.is_usable():
            return
        self.disappear()
        self._presence = session_locks.another_connection()
        session_locks.hold_for_life(self._presence, session_locks.WORKER)

    def disappear(self):
        """Let go of what `look_after` holds."""
        if self._presence is not None:
            self._presence.close()
            self._presence = None


class Every:
    """Something to be done at once, and again every so many seconds."""

    def __init__(self, seconds):
        self.seconds, self._next = seconds, 0

    def is_due(self):
        """Whether it is to be done now; then it is due again after its time."""
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + self.seconds
        return True


def end_with_parent():
    """End this process like SIGTERM when what is at the other end of its standard input has ended, however."""

    def watch():
        while os.read(0, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def worker_beside(site_url):
    """
    A worker in a process of its own for the block, whose mails lead to `site_url` unless SITE_URL says otherwise. It
    ends with the block and with us, even if we are killed.
    """
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "work", "--with-parent"]
    # Ctrl-C is for us alone: we tell it.
    environment = {"SITE_URL": site_url} | os.environ
    process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True, env=environment)
    try:
        yield process
    finally:
        process.stdin.close()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
