"""Long work in processes and connections of its own: seen while it runs, never twice, and taken up from the dead."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from consortium import jobs, session_locks
from consortium.jobs import recover, run_job, start, stop
from consortium.models import County, Job
from consortium.tests import works
from consortium.worker import worker_beside

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 30  # until what should happen counts as missing; the machine may be busy


@pytest.fixture(autouse=True)
def _write_each_step(monkeypatch):
    monkeypatch.setattr(jobs, "EVERY_SECONDS", 0)


def begin(work, **arguments):
    return start(work, title="Making counties", by=None, back="/setup/", **arguments)


def wait_for(happened):
    until = time.monotonic() + SECONDS
    while not (found := happened()):
        assert time.monotonic() < until, list(Job.objects.values())
        time.sleep(0.05)
    return found


def is_(job, state):
    job.refresh_from_db()
    return job.state == state


@contextmanager
def thread(job):
    """`run_job` of this job in another thread, as a worker of its own; the block ends when it has."""

    def run():
        try:
            run_job.call(job.pk)
        finally:
            connection.close()

    other = threading.Thread(target=run)
    other.start()
    try:
        yield
    finally:
        other.join(SECONDS)
    assert not other.is_alive()


def address_of_the_database():
    """What DATABASE_URL says of the database of the test."""
    at = connection.settings_dict
    return f"postgres://{at['USER']}:{at['PASSWORD']}@/{at['NAME']}?host={at['HOST']}&port={at['PORT']}"


class Process:
    """`manage.py work` on the database of the test, as a process."""

    def __init__(self, *options):
        self.process = subprocess.Popen(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "work", "--interval", "0.1", *options],
            env=os.environ | {"DATABASE_URL": address_of_the_database()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def end(self, how=signal.SIGTERM):
        """Send the signal; returns as `wait`."""
        self.process.send_signal(how)
        return self.wait()

    def wait(self):
        """(exit code, what it printed), once it has ended."""
        printed, _ = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, printed


@pytest.fixture
def worker():
    """`worker()` starts a `Process`; at the end of the test none is left."""
    processes = []

    def begin_one(*options):
        processes.append(Process(*options))
        return processes[-1]

    yield begin_one
    for one in processes:
        one.process.kill()
        one.process.communicate()


def test_progress_is_seen_and_stop_heard_while_the_transaction_of_the_work_is_open(office):
    job = begin(works.whole, count=5, pause_at=3)
    with thread(job):
        wait_for(lambda: Job.objects.filter(pk=job.pk, done=3, total=5, state="running").exists())
        assert County.objects.count() == 0
        assert session_locks.holders(session_locks.JOB) == [job.pk]
        stop(job, office, timezone.now())
    job.refresh_from_db()
    assert (job.state, job.note, job.stop_asked_by) == ("stopped", "Stopped. Nothing was changed.", office)
    assert (County.objects.count(), session_locks.holders(session_locks.JOB)) == (0, [])


def test_two_workers_never_run_one_job_at_the_same_time(tmp_path):
    file = tmp_path / "lines"
    job = begin(works.steps, count=4, file=str(file), pause=0.1)
    with thread(job), thread(job):
        pass
    job.refresh_from_db()
    assert (job.state, job.interruptions) == ("done", 0)
    assert file.read_text() == "00\n01\n02\n03\n"


def test_work_whose_lock_is_lost_ends_without_a_word_and_goes_on_with_another():
    job = begin(works.steps, count=3, pause=30, pause_at=1)
    DBTaskResult.objects.update(status="RUNNING")
    with thread(job):
        wait_for(lambda: County.objects.count() == 1 and Job.objects.get().done == 1)
        with connection.cursor() as cursor:
            holder = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE objid = %s AND objsubid = 2"
            cursor.execute(holder, [job.pk])
    assert is_(job, "running")
    Job.objects.update(arguments={"count": 3})
    assert recover() == 1
    run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.interruptions, County.objects.count()) == ("done", 1, 3)


def test_work_that_is_all_or_nothing_is_not_done_again_by_who_lost_the_lock():
    """The other has finished while we still believed that it is ours."""
    job = begin(works.whole, count=2)
    real = jobs._work_of

    def work_that_was_done_meanwhile(job):
        Job.objects.using(jobs.LINE).update(state="done", finished_at=timezone.now())
        return real(job)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "_work_of", work_that_was_done_meanwhile)
        patch.setattr(jobs.Progress, "_write", lambda progress: None)
        run_job.call(job.pk)
    assert (Job.objects.get().note, County.objects.count()) == ("", 0)


def test_a_worker_does_what_there_is_and_ends(worker):
    job = begin(works.steps, count=3)
    assert worker("--until-idle").wait() == (0, "")
    assert is_(job, "done")


def test_a_killed_workers_job_is_taken_up_and_no_step_is_done_twice(worker, tmp_path):
    file = tmp_path / "lines"
    job = begin(works.steps, count=4, file=str(file), pause=600, pause_at=2)
    first = worker()
    wait_for(lambda: County.objects.count() == 2 and Job.objects.get().done == 2)
    assert first.end(signal.SIGKILL)[0] == -signal.SIGKILL
    assert is_(job, "running")
    Job.objects.update(arguments={"count": 4, "file": str(file)})
    second = worker()
    wait_for(lambda: is_(job, "done"))
    assert (file.read_text(), job.interruptions, County.objects.count()) == ("00\n01\n02\n03\n", 1, 4)
    assert second.end() == (0, "")


def test_a_worker_that_is_asked_to_end_gives_its_work_to_the_other_at_once(worker, tmp_path):
    job = begin(works.steps, count=3, pause=600, pause_at=1)
    first = worker()
    wait_for(lambda: Job.objects.get().done == 1)
    assert session_locks.holders(session_locks.WORKER) == [0]
    Job.objects.update(arguments={"count": 3})
    assert first.end() == (0, "")
    assert (is_(job, "waiting"), job.interruptions, session_locks.holders(session_locks.WORKER)) == (True, 0, [])
    assert worker("--until-idle").wait() == (0, "")
    assert is_(job, "done")


def test_a_worker_beside_the_server_ends_with_it(monkeypatch):
    """Its standard input is closed, as it is when the server is killed."""
    monkeypatch.setenv("DATABASE_URL", address_of_the_database())
    with worker_beside("http://127.0.0.1:8000") as process:
        wait_for(lambda: session_locks.holders(session_locks.WORKER))
    assert process.returncode == 0


def test_a_worker_outlives_the_loss_of_its_connections(worker):
    worker()
    wait_for(lambda: session_locks.holders(session_locks.WORKER))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    job = begin(works.steps, count=1)
    wait_for(lambda: is_(job, "done"))
