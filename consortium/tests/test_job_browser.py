"""The page of long work in a browser: it moves by itself, says what is new, and stops."""

import re
import threading

import pytest
from django.db import connection
from playwright.sync_api import expect

from consortium import jobs
from consortium.jobs import run_job, start
from consortium.models import County
from consortium.tests import works
from consortium.tests.browser import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def begun(office, monkeypatch):
    """`begun(count)` starts a job of one step every 0.2 seconds and runs it in a thread; returns it."""
    threads = []

    def begin(count):
        def run():
            run_job.call(job.pk)
            connection.close()

        job = start(works.steps, title="Making counties", by=office, back="/setup/", count=count, pause=0.2)
        threads.append(threading.Thread(target=run))
        threads[-1].start()
        return job

    yield begin
    jobs.leaving.set()
    for thread in threads:
        thread.join()
    jobs.leaving.clear()


def test_the_page_moves_by_itself_until_the_work_is_done(office, begun, windows):
    page = windows.open(office)
    page.goto(begun(20).get_absolute_url())
    bar = page.get_by_role("progressbar", name="Making counties")
    stop = page.get_by_role("button", name="Stop “Making counties”")
    stop.focus()
    expect(page.locator(".job")).to_contain_text(re.compile(r"Running\s+(1\d|[5-9]) of 20"))
    expect(stop).to_be_focused()
    assert 5 <= int(bar.get_attribute("value")) <= 20
    expect(page.get_by_text("20 counties are made.", exact=True)).to_be_visible()
    expect(page.locator(".job [role=status]")).to_have_text("Done. 20 counties are made.")
    expect(stop).to_have_count(0)
    with page.expect_navigation():
        page.get_by_role("link", name="Back to where it was started").click()
    assert page.url.endswith("/setup/")


def test_stop_is_pressed_on_a_phone_without_script(office, begun, windows):
    page = windows.open(office, width=PHONE, java_script_enabled=False)
    page.goto(begun(500).get_absolute_url())
    page.get_by_role("button", name="Stop “Making counties”").click()
    expect(page.get_by_text(re.compile(r"^Stopped after \d+ of 500\.$"))).to_be_visible()
    assert County.objects.count() < 100
