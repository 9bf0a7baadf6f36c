"""The pages of long work: who reads them, what they say, and stopping."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consortium import session_locks
from consortium.jobs import start
from consortium.models import Job
from consortium.tests import works
from consortium.tests.factories import JobFactory

LATER = datetime.timedelta(minutes=1)


@pytest.fixture
def locked(monkeypatch):
    """`locked(workers=1, jobs=[…])`: the page finds these locks held."""

    def hold(*, workers=0, jobs=()):
        held = {session_locks.WORKER: [0] * workers, session_locks.JOB: [job.pk for job in jobs]}
        monkeypatch.setattr(session_locks, "holders", held.__getitem__)

    return hold


def page(client, job, name="job"):
    answer = client.get(reverse(name, args=[job.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_is_read_by_who_started_it_and_the_office_and_nobody_else(
    office, reporter, other_reporter, member, stranger, signed_in
):
    job = JobFactory(started_by=reporter)
    for name in ["job", "job-progress"]:
        url = reverse(name, args=[job.pk])
        cast = [office, reporter, other_reporter, member, stranger, None]
        assert [signed_in(person).get(url).status_code for person in cast] == [200, 200, 404, 404, 404, 302]


def test_who_is_no_longer_in_the_consortium_no_longer_reads_what_they_started(stranger, signed_in):
    job = JobFactory(started_by=stranger)
    assert signed_in(stranger).get(job.get_absolute_url()).status_code == 404


def test_it_is_stopped_by_the_same_people(office, reporter, other_reporter, signed_in):
    job = JobFactory(started_by=reporter)
    url = reverse("job-stop", args=[job.pk])
    assert signed_in(other_reporter).post(url).status_code == 404
    assert Job.objects.get().stop_asked_at is None
    assert signed_in(reporter).get(url).status_code == 405
    answer = signed_in(office).post(url)
    assert (answer.status_code, answer["Location"]) == (302, job.get_absolute_url())
    job.refresh_from_db()
    assert (job.state, job.stop_asked_by) == ("stopped", office)


def test_pressing_stop_again_after_the_end_says_so(reporter, signed_in):
    job = JobFactory(started_by=reporter, state="done", started_at=timezone.now(), finished_at=timezone.now())
    answer = signed_in(reporter).post(reverse("job-stop", args=[job.pk]), follow=True)
    assert "It was over already." in answer.content.decode()
    assert Job.objects.get().state == "done"


def test_while_it_runs_the_page_shows_how_far_it_is_and_asks_again(reporter, signed_in, locked):
    job = JobFactory(started_by=reporter, state="running", started_at=timezone.now(), done=312, total=1000)
    locked(workers=1, jobs=[job])
    shown = page(signed_in(reporter), job)
    assert "312 of 1,000" in shown
    assert '<progress class="job-bar" max="1000" value="312"' in shown
    assert '<noscript><meta http-equiv="refresh"' in shown
    assert f'hx-get="/jobs/{job.pk}/progress/?seen=running-1"' in shown
    assert f'action="/jobs/{job.pk}/stop/"' in shown
    assert "No worker is running" not in shown


def test_when_it_is_over_the_page_stands_still_and_leads_back(reporter, signed_in):
    now = timezone.now()
    job = JobFactory(started_by=reporter, state="failed", started_at=now, finished_at=now, note="The file is empty.")
    shown = page(signed_in(reporter), job)
    assert "The file is empty." in shown
    assert 'href="/partners/"' in shown
    assert [word for word in ["hx-get", "refresh", "/stop/"] if word in shown.partition("<main")[2]] == []
    assert "http-equiv" not in shown


def test_the_part_that_changes_tells_news_once(reporter, signed_in, locked):
    job = JobFactory(started_by=reporter, state="running", started_at=timezone.now(), done=600, total=1000)
    locked(workers=1, jobs=[job])
    client, url = signed_in(reporter), reverse("job-progress", args=[job.pk])
    news = client.get(url, {"seen": "running-1"}).content.decode()
    assert "Running: 600 of 1,000." in news
    assert 'hx-swap-oob="innerHTML"' in news
    assert "hx-swap-oob" not in client.get(url, {"seen": "running-2"}).content.decode()


def test_the_last_part_asks_no_more_and_has_no_stop(reporter, signed_in):
    now = timezone.now()
    job = JobFactory(started_by=reporter, state="done", started_at=now, finished_at=now, note="All sent.")
    last = page(signed_in(reporter), job, "job-progress")
    assert "hx-get" not in last
    assert "/stop/" not in last
    assert "Done. All sent." in last


@pytest.mark.parametrize(
    ("who", "sentence"), [("office", "python manage.py work"), ("reporter", "Please tell the consortium office")]
)
def test_without_a_worker_the_page_says_what_to_do(who, sentence, office, reporter, signed_in, locked):
    job = JobFactory(started_by=reporter, created_at=timezone.now() - LATER)
    client = signed_in({"office": office, "reporter": reporter}[who])
    locked(workers=0)
    shown = page(client, job)
    assert "No worker is running, so this does not begin." in shown
    assert sentence in shown
    locked(workers=1)
    assert "No worker is running" not in page(client, job)


def test_nobody_is_alarmed_in_the_first_seconds(reporter, signed_in, locked):
    locked(workers=0)
    assert "No worker is running" not in page(signed_in(reporter), JobFactory(started_by=reporter))


def test_what_a_dead_worker_left_is_said_to_be_interrupted(reporter, signed_in, locked):
    job = JobFactory(started_by=reporter, state="running", started_at=timezone.now() - LATER, done=1, total=3)
    locked(workers=1)
    assert "It goes on as soon as a worker is free." in page(signed_in(reporter), job)
    locked(workers=0)
    assert "No worker is running, so this does not go on." in page(signed_in(reporter), job)


def test_the_list_shows_all_to_the_office_and_ones_own_to_others(office, reporter, other_reporter, signed_in):
    JobFactory(started_by=reporter, title="Sending “Guidelines”")
    JobFactory(started_by=other_reporter, title="Sending “Minutes”")

    def titles(person):
        shown = signed_in(person).get("/jobs/").content.decode()
        return [title for title in ["Guidelines", "Minutes"] if title in shown]

    assert [titles(person) for person in [office, reporter, other_reporter]] == [
        ["Guidelines", "Minutes"], ["Guidelines"], ["Minutes"],
    ]  # fmt: skip


def test_the_list_is_for_members_and_empty_says_what_it_is_for(stranger, member, office, signed_in):
    assert signed_in(stranger).get("/jobs/").status_code == 404
    assert "When you start something that takes a while" in signed_in(member).get("/jobs/").content.decode()
    assert 'href="/jobs/"' in signed_in(office).get("/setup/").content.decode()


def test_pages_ask_equally_often_for_few_and_for_many(office, signed_in):
    client = signed_in(office)

    def queries(url):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    job = JobFactory()
    few = [queries("/jobs/"), queries(job.get_absolute_url())]
    JobFactory.create_batch(20)
    assert [queries("/jobs/"), queries(job.get_absolute_url())] == few == [6, 7]


def test_a_page_that_starts_work_leads_to_it_and_it_is_done(office, signed_in, run_jobs):
    job = start(works.steps, title="Making counties", by=office, back="/setup/", total=0, count=2)
    run_jobs()
    assert "2 counties are made." in page(signed_in(office), job)


def test_the_page_that_started_it_offers_what_came_of_it_and_no_way_back_to_itself(reporter, signed_in, locked):
    locked()
    ended = {"started_at": timezone.now(), "finished_at": timezone.now()}
    job = JobFactory(started_by=reporter, state="done", **ended)
    address = reverse("job-progress", args=[job.pk])
    client = signed_in(reporter)
    assert "Show what has come of it" in client.get(f"{address}?here=1").content.decode()
    assert "Back to where it was started" in client.get(address).content.decode()
