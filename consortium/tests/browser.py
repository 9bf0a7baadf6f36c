"""
A real browser for tests: Debian's Chromium, one a worker; each person has windows of their own.

Every test with it fails on an error in the browser's console, on what the content security policy refuses, on an
exception in a script and on an answer of 500. Without a Chromium these tests are skipped, unless REQUIRE_BROWSER=1.
"""

import atexit
import os
import re
import shutil
import threading
import time
from functools import cache

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 20_000  # milliseconds until what should appear counts as missing; the machine may be busy
PHONE, DESK = 390, 1280
# What the console says when all is well: a refusal, and a search that was broken off by a newer one.
EXPECTED = re.compile(
    r"Failed to load resource: the server responded with a status of (403|404|409|422) |htmx:(afterRequest|sendAbort), "
)


@pytest.fixture(scope="session")
def chromium():
    """The running browser. Playwright keeps an event loop in this thread, where Django would refuse its queries."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        sentence = f"No Chromium is installed (looked for {', '.join(NAMES)}), so the browser tests cannot run."
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip)(sentence)
    return _started(path)


@cache
def _started(path):
    """
    The browser at `path`, one a process and closed with it: every room's conftest makes the fixture anew, and a second
    Playwright cannot start where a first one keeps its event loop.
    """
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    playwright = sync_playwright().start()
    browser = playwright.chromium.launch(executable_path=path, args=["--disable-quic", "--disable-sync"])
    atexit.register(playwright.stop)
    atexit.register(browser.close)  # first, since what was registered last is called first
    return browser


class Windows:
    """Opens browser windows and remembers what went wrong in them."""

    def __init__(self, chromium, base_url):
        self.chromium, self.base_url = chromium, base_url
        self.troubles, self.contexts = [], []

    def open(self, user=None, *, width=DESK, **options):
        """A page in a window of its own, signed in as `user` (None: a visitor); `options` are Playwright's."""
        context = self.chromium.new_context(
            base_url=self.base_url,
            viewport={"width": width, "height": 900},
            locale="en-US",
            timezone_id="America/Los_Angeles",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        if user is not None:
            context.add_cookies([self._session(user)])
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        page.on("response", self._answered)
        return page

    def _session(self, user):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        name = settings.SESSION_COOKIE_NAME
        return {"name": name, "value": client.cookies[name].value, "url": self.base_url}

    def _heard(self, message):
        if message.type == "error" and not EXPECTED.match(message.text):
            self.troubles.append(f"console: {message.text}")

    def _answered(self, response):
        if response.status >= 500 or (response.status >= 400 and "/static/" in response.url):
            self.troubles.append(f"answer {response.status}: {response.url}")

    def close(self):
        """Close every window."""
        for context in self.contexts:
            context.close()


def axe(page, **options):
    """
    What axe finds on the page as it stands: its list of violations. Its script is put into a page once, and only what
    is wrong is brought back from there: the rest is long.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(
        "options => axe.run(options).then(found => found.violations)", {"resultTypes": ["violations"], **options}
    )


class Requests:
    """The requests that the server is working on: what a window asked for goes on when it is closed."""

    def __init__(self):
        self.threads = set()  # the server has one for each

    def began(self, **kwargs):
        self.threads.add(threading.get_ident())

    def ended(self, **kwargs):
        self.threads.discard(threading.get_ident())

    def wait(self):
        """Until all are answered, or the database would be emptied under them, and filled by them after that."""
        until = time.monotonic() + PATIENCE / 1000
        while self.threads - {threading.get_ident()}:
            assert time.monotonic() < until, "The server still works on what a closed window asked for."
            time.sleep(0.005)


@pytest.fixture
def windows(chromium, live_server):
    """`windows.open(user, width=390, java_script_enabled=False)` → a Playwright page on this test's own server."""
    opened, requests = Windows(chromium, live_server.url), Requests()
    request_started.connect(requests.began)
    request_finished.connect(requests.ended)
    yield opened
    opened.close()
    requests.wait()
    request_started.disconnect(requests.began)
    request_finished.disconnect(requests.ended)
    assert opened.troubles == [], opened.troubles  # pytest explains only what stands in a test
