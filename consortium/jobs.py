"""
Long work: whatever takes over a second runs as a `Job`, done by a worker (`manage.py work`), seen on its page.

A piece of work is an ordinary function of a module in its room:

    @long_work
    def send(progress, *, mailing):
        for number, recipient in enumerate(not_yet_sent(mailing), start=1):
            ...                               # one recipient, one commit
            progress.step(number, total)
        return "312 mails were sent."         # the sentence that the page ends with

    job = start(send, title="Sending “Guidelines” to 312 recipients", by=request.user, back="/…/", mailing=mailing.pk)

What it keeps to:

- **It can be begun again.** The worker or its machine may end at any moment, and another then calls the function once
  more with the same arguments. So it asks the records what is left to do, never `progress`, and saves that a step is
  done together with the step. Work that is one transaction says `@long_work(all_or_nothing=True)`: then that it is
  done is saved in the same transaction, and it happens exactly once.
- **It calls `progress.step` often**, once a second or more: there it learns that somebody pressed stop, or that the
  worker is to end. Both arrive as exceptions that `except Exception` does not catch; what was saved until then stays.
- **Arguments are plain JSON**: keys of records, not records.
- It raises `CannotGoOn` (or ValidationError) with a sentence for what a person can do something about.

Never twice: who runs a job holds a lock of its session (`session_locks`) from before the first step until after the
end is written. A worker that dies loses it with its connection, and `recover` finds the job. The queue of the library
(django-tasks) only says that there is something to do: a job that is rung for twice runs once.
"""

import inspect
import logging
import math
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass

import pghistory
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, IntegrityError, InterfaceError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.text import Truncator
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from consortium import session_locks
from consortium.models import Job
from consortium.refusals import sentence_of

logger = logging.getLogger(__name__)

LINE = "jobs"  # the connection that holds the lock and writes progress
EVERY_SECONDS = 0.5  # between two writings of progress
MAX_INTERRUPTIONS = 5  # a job that its worker dies of is not tried for ever
UNFORESEEN = "Something went wrong that nobody foresaw. Whoever runs the server finds it in the log, at job {}."
NOTHING_CHANGED = "Nothing was changed."

leaving = threading.Event()  # set when this process is to end: work is given back at its next step


class CannotGoOn(Exception):
    """Raised by work that cannot be done; its text is the sentence that the page ends with."""


class Stopped(BaseException):
    """Raised by `Progress.step` when somebody pressed stop."""


class Leaving(BaseException):
    """Raised by `Progress.step` when the worker is to end; another goes on with the work."""


class LockLost(BaseException):
    """Raised when the connection that holds the job's lock is gone: somebody else may be running it by now."""


@dataclass(frozen=True)
class Work:
    """What `long_work` makes of a function; called, it is the function."""

    function: Callable
    all_or_nothing: bool = False

    @property
    def path(self):
        """Where it is found again by a worker: `goals.mailing.send`."""
        return f"{self.function.__module__}.{self.function.__qualname__}"

    def __call__(self, progress, **arguments):
        return self.function(progress, **arguments)


def long_work(function=None, *, all_or_nothing=False):
    """
    Decorator: `function(progress, **arguments)` becomes work that can be started; see the module for what it keeps to.

    With `all_or_nothing` it runs in one transaction, which also saves that it is done.
    """
    if function is None:
        return lambda function: long_work(function, all_or_nothing=all_or_nothing)
    return Work(function, all_or_nothing)


def start(work, *, title, by, back, total=0, key="", **arguments):
    """
    Save a `Job` for `work` (made by `long_work`) and have it begun once the transaction that is open is committed.

    `title` is a sentence for people, `by` the person (None: the program itself), `back` the address of the page to
    return to, `total` the number of steps if it is known, `arguments` what the work is called with, in plain JSON.
    While a job with the same `key` waits or runs, that one is returned and nothing new is started. Raises TypeError for
    arguments that the work does not take, or that are not JSON.
    """
    inspect.signature(work.function).bind(None, **arguments)
    job = Job(title=Truncator(title).chars(200), started_by=by, back=back, total=total, key=key)
    job.work, job.arguments = work.path, arguments
    try:
        # The queue is in the same database: if the request fails, neither the job nor its task has ever been there.
        with transaction.atomic():
            job.save(force_insert=True)
            _ring(job.pk)
    except IntegrityError:
        running = Job.objects.unfinished().filter(key=key).first() if key else None
        if running is None:
            raise
        return running
    return job


def stop(job, by, now):
    """
    Note that `by` wants `job` stopped at `now`. What nobody runs is stopped at once and never begins (again); what
    runs stops at its next step. Work that is over stays as it is.
    """
    mine = Job.objects.unfinished().filter(pk=job.pk)
    with transaction.atomic():
        mine.filter(stop_asked_at__isnull=True).update(stop_asked_at=now, stop_asked_by=by)
        if session_locks.take_until_commit(session_locks.JOB, job.pk):
            job = mine.first() or job
            mine.update(state=Job.State.STOPPED, finished_at=now, note=_stopped_at(job, job.done, job.total))


def recover():
    """
    Have begun again what waits or runs according to its row, while nobody holds its lock and no task is queued for it:
    its worker has died, or the task got lost. Returns how many; cheap enough for every few seconds.
    """
    queued = DBTaskResult.objects.filter(status=TaskResultStatus.READY).values("id")
    held = session_locks.holders(session_locks.JOB)
    with transaction.atomic():
        left = Job.objects.unfinished().exclude(pk__in=held).exclude(task__in=queued).order_by("created_at")
        keys = list(left.select_for_update(skip_locked=True).values_list("pk", flat=True))
        for key in keys:
            _ring(key)
    return len(keys)


class Progress:
    """How far a job is. Given to its work, which calls `step`."""

    def __init__(self, job):
        self.job_id = job.pk
        self.done, self.total, self.note = job.done, job.total, job.note
        self._written_at = -math.inf

    def step(self, done, total=None, note=""):
        """
        `done` steps of `total` (None: as before) are done; `note` is a sentence about what is being done.

        Seen by everybody at once, also while the work's own transaction is open; written every half second at most.
        Raises Stopped when somebody pressed stop, Leaving when the worker is to end.
        """
        self.total = self.total if total is None else total
        self.done, self.total = done, max(self.total, done) if self.total else 0
        self.note = _fit(note)
        if leaving.is_set():
            raise Leaving
        if time.monotonic() - self._written_at >= EVERY_SECONDS:
            self._write()
            self._written_at = time.monotonic()

    def _write(self):
        mine = Job.objects.using(LINE).filter(pk=self.job_id, state=Job.State.RUNNING, stop_asked_at__isnull=True)
        try:
            going_on = mine.update(done=self.done, total=self.total, note=self.note)
        except (DatabaseError, InterfaceError) as error:
            raise LockLost from error
        if not going_on:
            raise Stopped


@task
def run_job(job_id):
    """The one task of the library's queue: run the job unless somebody does, or it is over."""
    with (
        session_locks.own_connection(LINE) as line,
        session_locks.held(line, session_locks.JOB, job_id) as mine,
    ):
        given_back = mine and _run_what_is_ours(job_id)
    if given_back:
        _ring(job_id)  # only now, so that whoever takes it up finds the lock free


def _ring(job_id):
    """Queue a task for the job."""
    with transaction.atomic():
        Job.objects.filter(pk=job_id).update(task=run_job.enqueue(job_id).id)


def _run_what_is_ours(job_id):
    """Run a job whose lock we hold. Returns whether it was given back for somebody else to go on with."""
    job = _take(job_id)
    if job is None:
        return False
    progress = Progress(job)
    try:
        note = _do(job, progress)
    except Stopped:
        _end(progress, Job.State.STOPPED, _stopped_at(job, progress.done, progress.total))
    except LockLost:
        logger.warning("Job %s lost its connection to the database, and its lock; another worker goes on.", job_id)
    except Exception as error:
        _end(progress, Job.State.FAILED, _failure(job, error))
    except BaseException as error:  # to leave, politely (Leaving) or at once (SystemExit, KeyboardInterrupt)
        _change(progress, state=Job.State.WAITING)
        if not isinstance(error, Leaving):
            raise
        return True
    else:
        _end(progress, Job.State.DONE, note)
    return False


def _take(job_id):
    """The job, which runs from now on; None where it is over or stopped, or its workers keep dying of it."""
    mine = Job.objects.using(LINE).unfinished().filter(pk=job_id)
    job = mine.first()
    if job is None:
        return None
    now = timezone.now()
    interruptions = job.interruptions + (job.state == Job.State.RUNNING)
    if interruptions > MAX_INTERRUPTIONS:
        note = f"Given up: each of the {interruptions} times that it ran, the worker ended before it was done."
        mine.update(state=Job.State.FAILED, finished_at=now, note=note)
        return None
    changes = {"state": Job.State.RUNNING, "started_at": job.started_at or now, "interruptions": interruptions}
    if not mine.filter(stop_asked_at__isnull=True).update(**changes):
        mine.update(state=Job.State.STOPPED, finished_at=now, note=_stopped_at(job, job.done, job.total))
        return None
    return job


def _do(job, progress):
    """Call the work, with what it changes on record as changed by who started it. Returns its sentence."""
    work = _work_of(job)
    whole = transaction.atomic() if work.all_or_nothing else nullcontext()
    with pghistory.context(user=job.started_by_id, url=job.get_absolute_url()), whole:
        note = work(progress, **job.arguments) or ""
        if work.all_or_nothing and not _end(progress, Job.State.DONE, note, using=DEFAULT_DB_ALIAS):
            raise LockLost  # somebody else has done it meanwhile: so our transaction must not
    return note


def _work_of(job):
    """The work by the path that `start` saved. Raises ImportError where it is no longer there."""
    work = import_string(job.work)
    if not isinstance(work, Work):
        raise ImportError(f"{job.work} is no long work.")
    return work


def _end(progress, state, note, using=LINE):
    """Write how it ended; False where that is written already."""
    return _change(progress, using, state=state, note=_fit(note), finished_at=timezone.now())


def _change(progress, using=LINE, **changes):
    running = Job.objects.using(using).filter(pk=progress.job_id, state=Job.State.RUNNING)
    return running.update(done=progress.done, total=progress.total, **changes)


def _stopped_at(job, done, total):
    """The sentence of a job that was stopped."""
    if job.started_at is None and not done:
        return "Stopped before it began."
    if _is_all_or_nothing(job):
        return f"Stopped. {NOTHING_CHANGED}"
    return f"Stopped after {done:,} of {total:,}." if total else f"Stopped after {done:,}."


def _failure(job, error):
    """The sentence of a job that failed; what nobody foresaw goes to the log with all that is known."""
    if isinstance(error, CannotGoOn):
        sentence = str(error)
    elif isinstance(error, ValidationError):
        sentence = " ".join(error.messages)
    else:
        sentence = sentence_of(error)
    if not sentence:
        logger.error("Job %s (%s) failed.", job.pk, job.title, exc_info=error)
        sentence = UNFORESEEN.format(job.pk)
    return f"{sentence} {NOTHING_CHANGED}" if _is_all_or_nothing(job) else sentence


def _is_all_or_nothing(job):
    try:
        return _work_of(job).all_or_nothing
    except ImportError:
        return False


def _fit(note):
    """A sentence as the column takes it."""
    return Truncator((note or "").replace("\x00", "")).chars(500)
