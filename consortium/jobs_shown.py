"""What a page says about long work: how far it is, whether anybody is at it, and what to do if not."""

from dataclasses import dataclass
from datetime import timedelta

from consortium import session_locks
from consortium.models import Job

PATIENCE = timedelta(seconds=10)  # until waiting without a worker is worth a sentence


@dataclass(frozen=True)
class ShownJob:
    """
    A job as its page shows it at one moment. `sentence` says where it is or how it ended; `is_abandoned` that it does
    not go on because no worker is there.
    """

    job: Job
    sentence: str
    is_abandoned: bool

    @property
    def is_stopping(self):
        """Whether it runs on to its next step, where it stops."""
        return self.job.stop_asked_at is not None and not self.job.is_over

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
        return f"{self.job.state}-{quarter}{'-stopping' * self.is_stopping}{'-abandoned' * self.is_abandoned}"

    @property
    def said(self):
        """What is said aloud then."""
        words = "Stopping" if self.is_stopping else self.job.get_state_display()
        return f"{words}: {self.steps}. {self.sentence}" if self.steps else f"{words}. {self.sentence}"


def shown(job, now):
    """`job` as it is to be shown at `now`: a `ShownJob`. For templates/jobs/_progress.html; asks the database twice."""
    if job.is_over:
        return ShownJob(job, job.note, is_abandoned=False)
    is_held = job.pk in session_locks.holders(session_locks.JOB)
    has_worker = bool(session_locks.holders(session_locks.WORKER))
    waiting_since = job.started_at or job.created_at
    is_abandoned = not is_held and not has_worker and now - waiting_since > PATIENCE
    return ShownJob(job, _sentence(job, is_held), is_abandoned)


def _sentence(job, is_held):
    if job.state == Job.State.RUNNING and is_held:
        return job.note
    if job.started_at is not None:
        return "It was interrupted and goes on with the next worker that is free."
    return "It begins as soon as a worker is free. You may leave this page."
