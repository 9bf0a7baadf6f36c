"""Long work from start to end, as its work, the page that starts it and the person who waits see it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from consortium import jobs
from consortium.jobs import long_work, run_job, start, stop
from consortium.models import County, Job
from consortium.tests import works
from consortium.worker import Worker

pytestmark = pytest.mark.django_db


def begin(work, by=None, **arguments):
    return start(work, title="Making counties", by=by, back="/setup/", **arguments)


def test_work_runs_with_its_arguments_and_ends_with_its_sentence(office, run_jobs):
    job = begin(works.steps, office, count=3)
    assert (job.state, County.objects.count()) == ("waiting", 0)
    [job] = run_jobs()
    assert (job.state, job.done, job.note, job.started_by) == ("done", 3, "3 counties are made.", office)
    assert job.created_at <= job.started_at <= job.finished_at
    assert County.objects.count() == 3


def test_a_request_that_fails_starts_nothing(run_jobs):
    with transaction.atomic():
        begin(works.steps, count=3)
        transaction.set_rollback(True)
    assert (run_jobs(), DBTaskResult.objects.count(), County.objects.count()) == ([], 0, 0)


def test_a_job_that_is_rung_for_twice_runs_once(run_jobs, tmp_path):
    job = begin(works.steps, count=2, file=str(tmp_path / "lines"))
    run_job.enqueue(job.pk)
    run_jobs()
    run_job.enqueue(job.pk)
    run_jobs()
    assert (tmp_path / "lines").read_text() == "00\n01\n"
    assert DBTaskResult.objects.successful().count() == 3


def test_while_work_of_a_key_waits_another_is_not_started(run_jobs):
    first = begin(works.steps, key="mailing-1", count=2)
    assert begin(works.steps, key="mailing-1", count=2) == first
    other = begin(works.steps, key="mailing-2", count=2)
    assert run_jobs() == [first, other]
    assert begin(works.steps, key="mailing-1", count=2) not in [first, other]


def test_stopped_while_it_waits_it_never_begins(office, run_jobs):
    job = begin(works.steps, count=3)
    stop(job, office, timezone.now())
    [job] = run_jobs()
    assert (job.state, job.note, job.stop_asked_by) == ("stopped", "Stopped before it began.", office)
    assert (job.started_at, County.objects.count()) == (None, 0)


@long_work
def stops_itself(progress, *, whole=False):
    """Somebody presses stop while it runs, after two of four steps."""
    for number in range(4):
        if number == 2:
            Job.objects.update(stop_asked_at=timezone.now())
        try:
            County.objects.create(code=f"{number:02d}", name=f"County {number}")
            progress.step(number + 1, 4)
        except Exception:
            raise AssertionError("work must not be able to swallow a stop") from None


def test_stopped_while_it_runs_it_ends_at_its_next_step_and_keeps_what_is_done(run_jobs):
    begin(stops_itself)
    [job] = run_jobs()
    assert (job.state, job.done, job.note) == ("stopped", 3, "Stopped after 3 of 4.")
    assert County.objects.count() == 3


def test_stopping_what_is_over_changes_nothing(office, run_jobs):
    begin(works.steps, count=1)
    [job] = run_jobs()
    stop(job, office, timezone.now())
    job.refresh_from_db()
    assert (job.state, job.stop_asked_at) == ("done", None)


def test_work_that_is_all_or_nothing_leaves_nothing_when_it_fails(run_jobs):
    begin(works.whole, count=5, fail_at=3)
    [job] = run_jobs()
    assert (job.state, job.note, job.done) == ("failed", "Row 3 is not right. Nothing was changed.", 3)
    assert County.objects.count() == 0


def test_work_that_is_all_or_nothing_is_done_as_a_whole(run_jobs):
    begin(works.whole, count=5)
    [job] = run_jobs()
    assert (job.state, job.done, job.total, job.note) == ("done", 5, 5, "5 counties are made.")


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("validation", "The file is empty. Choose another."),
        ("unforeseen", "Something went wrong that nobody foresaw."),
    ],
)
def test_an_error_becomes_a_sentence(how, sentence, run_jobs, caplog):
    begin(works.breaks, how=how)
    [job] = run_jobs()
    assert (job.state, job.note.startswith(sentence)) == ("failed", True)
    assert "secret" not in job.note
    assert ("RuntimeError: secret details" in caplog.text) == (how == "unforeseen")


def test_arguments_that_the_work_does_not_take_are_refused_at_once():
    with pytest.raises(TypeError, match="count"):
        begin(works.steps, total=3)
    with pytest.raises(TypeError, match="JSON"):
        begin(works.steps, count=timezone.now())
    assert Job.objects.count() == 0


def test_only_long_work_is_called(run_jobs, caplog):
    job = begin(works.steps, count=1)
    Job.objects.filter(pk=job.pk).update(work="consortium.tests.works.no_work", arguments={})
    [job] = run_jobs()
    assert job.state == "failed"
    assert "is no long work" in caplog.text


def test_a_job_that_its_workers_die_of_is_given_up(run_jobs):
    job = begin(works.steps, count=1)
    Job.objects.filter(pk=job.pk).update(
        state="running", started_at=timezone.now(), interruptions=jobs.MAX_INTERRUPTIONS
    )
    [job] = run_jobs()
    assert (job.state, County.objects.count()) == ("failed", 0)
    assert job.note.startswith("Given up: each of the 6 times")


def test_a_worker_that_is_to_end_gives_work_back_and_the_next_goes_on(run_jobs, monkeypatch, tmp_path):
    file = tmp_path / "lines"
    begin(works.steps, count=3, file=str(file))
    step = jobs.Progress.step

    def leave_after_the_first(progress, *args, **kwargs):
        jobs.leaving.set()
        step(progress, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(jobs.Progress, "step", leave_after_the_first)
        patch.setattr(jobs, "_ring", lambda job_id: None)
        [job] = run_jobs()
    jobs.leaving.clear()
    assert (job.state, job.done, file.read_text()) == ("waiting", 1, "00\n")
    assert jobs.recover() == 1
    [job] = run_jobs()
    assert (job.state, job.interruptions, file.read_text()) == ("done", 0, "00\n01\n02\n")


def test_what_work_changes_is_on_record_as_changed_by_who_started_it(reporter, run_jobs):
    begin(renames, reporter, to="Westside Union High")
    run_jobs()
    event = reporter.memberships.get().organization.history.latest("pgh_id")
    assert (event.name, event.pgh_context.metadata["user"]) == ("Westside Union High", reporter.pk)


@long_work
def renames(progress, *, to):
    """Renames the reporter's district."""
    from consortium.models import Organization

    Organization.objects.filter(slug="northside-union-high").update(name=to)


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/", r"/\example.org", "goals/", ""])
def test_the_way_back_stays_inside_the_site(back):
    with pytest.raises(IntegrityError, match="job_back_inside_site"):
        start(works.steps, title="Away", by=None, back=back, count=1)


def test_a_long_title_is_cut_and_more_steps_than_foreseen_are_counted(run_jobs):
    start(works.steps, title="x" * 300, by=None, back="/", count=0)
    job = begin(more_than_foreseen)
    assert [len(one.title) for one in run_jobs()] == [200, len(job.title)]
    job.refresh_from_db()
    assert (job.done, job.total, job.note) == (3, 3, "")


@long_work
def more_than_foreseen(progress):
    """Finds more to do than it said."""
    progress.step(1, 2, "a note")
    progress.step(3)


def test_a_worker_throws_away_what_the_queue_needs_no_more_and_no_job(run_jobs):
    begin(works.steps, count=1)
    begin(works.steps, count=1)
    run_jobs()
    old = DBTaskResult.objects.order_by("enqueued_at").first()
    DBTaskResult.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=15))
    worker = Worker(interval=0)
    worker.look_after()
    worker.disappear()
    assert (DBTaskResult.objects.count(), Job.objects.count()) == (1, 2)
