"""What a page says about long work: how far it is, whether anybody is at it, and what to do if not."""

from dataclasses import dataclass
from datetime import timedelta

from consortium import session_locks
from consortium.models import Job

PATIENCE = timedelta(seconds=10)  # until waiting without a worker is worth a sentence


@dataclass(frozen=True)
class ShownJob:
    """
    A job as its page shows it at one moment. `is_held` says that a worker is at it, `is_abandoned` that none will be:
    no worker is there.
    """

    job: Job
    is_held: bool = False
    is_abandoned: bool = False

    @property
    def is_stopping(self):
        """Whether it runs on to its next step, where it stops."""
        return self.job.stop_asked_at is not None and not self.job.is_over

    @property
    def is_interrupted(self):
        """Whether it was begun and nobody is at it: its worker has ended, or has given it back."""
        return self.job.started_at is not None and not self.job.is_over and not self.is_held

    @property
    def word(self):
        """The state in a word."""
        if self.is_interrupted:
            return "Interrupted"
        return "Stopping" if self.is_stopping else self.job.get_state_display()

    @property
    def sentence(self):
        """Where it is, or how it ended; empty where the page says that no worker is there."""
        if self.job.is_over or self.is_held:
            return self.job.note
        if self.is_abandoned:
            return ""
        how = "It goes on" if self.is_interrupted else "It begins"
        return f"{how} as soon as a worker is free. You may leave this page."

    @property
    def steps(self):
        """`312 of 1,000`; how many where the total is not known; empty before the first."""
        if self.job.total:
            return f"{self.job.done:,} of {self.job.total:,}"
        return f"{self.job.done:,} so far" if self.job.done and not self.job.is_over else ""

    @property
    def moment(self):
        """What is worth saying aloud when it changes: the state, and each quarter of the way."""
        quarter = self.job.done * 4 // self.job.total if self.job.total else 0
        return f"{self.word}-{quarter}{'-abandoned' * self.is_abandoned}".lower()

    @property
    def said(self):
        """What is said aloud then."""
        if self.job.is_over:
            return f"{self.word}. {self.sentence}"
        return f"{self.word}: {self.steps}." if self.steps else f"{self.word}."


def shown(job, now):
    """`job` as it is to be shown at `now`: a `ShownJob`. For templates/jobs/_progress.html; asks the database twice."""
    if job.is_over:
        return ShownJob(job)
    is_held = job.pk in session_locks.holders(session_locks.JOB)
    has_worker = bool(session_locks.holders(session_locks.WORKER))
    waiting_since = job.started_at or job.created_at
    return ShownJob(job, is_held, is_abandoned=not is_held and not has_worker and now - waiting_since > PATIENCE)
