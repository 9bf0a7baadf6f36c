"""Long work in ordinary tests: everything that was started is done here and now, on the test's own connection."""

from contextlib import contextmanager

import pytest
from django.db import connection, connections
from django_tasks_db.management.commands import db_worker

from consortium import jobs, session_locks
from consortium.models import Job
from consortium.worker import Worker


@contextmanager
def _the_usual_connection(alias):
    """In place of a connection of its own, which would see nothing of a test that is never committed."""
    connections[alias] = connection
    try:
        yield connection
    finally:
        del connections[alias]


@pytest.fixture
def run_jobs(db, monkeypatch):
    """
    `run_jobs()` does all long work that was started so far, as a worker would, and returns the `Job`s there are in the
    order in which they were started. The work's savepoints and transactions are the test's, so nothing needs
    `transaction=True`:

        def test_everybody_gets_a_mail(signed_in, office, run_jobs, mailoutbox):
            signed_in(office).post("/…/send/")
            [job] = run_jobs()
            assert (job.state, job.note, len(mailoutbox)) == ("done", "3 mails were sent.", 3)

    What an error of the database breaks stays broken here; test that with `transaction=True` and a worker.
    """
    monkeypatch.setattr(session_locks, "own_connection", _the_usual_connection)
    monkeypatch.setattr(jobs, "EVERY_SECONDS", 0)
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)  # it would take the test's own for one

    def run():
        worker = Worker(interval=0)
        while worker.run_one():
            pass
        return list(Job.objects.order_by("pk"))

    return run
