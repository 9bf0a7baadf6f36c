"""A published page in a browser: axe finds nothing, a phone shows all of it, and one page prints on one sheet."""

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from consortium.tests.browser import DESK, PHONE
from indicators.reporting.render import render
from indicators.tests import report_contents

pytestmark = pytest.mark.xdist_group("browser")
ADDRESS = "https://goals.example.org/reports/2026-27/"
NOTICE = '<!DOCTYPE html><html lang="en-US"><title>Notice</title><main><h1>No correction</h1></main></html>'


@pytest.fixture
def shown(chromium):
    """Opens the bytes of a form as a page, at a width; nothing else is reached."""
    contexts = []

    def show(made, width=DESK, **options):
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        asked = []

        def answer(route):
            asked.append(route.request.url)
            body = made.content if route.request.url == ADDRESS else NOTICE.encode()
            route.fulfill(body=body, content_type=made.content_type)

        page.route("**/*", answer)
        page.goto(ADDRESS)
        assert asked == [ADDRESS, f"{ADDRESS.removesuffix('2026-27/')}notice/2026-27/"]
        return page

    yield show
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("form", "partner"), [("html", None), ("html", "poway-unified"), ("page_html", None)])
def test_axe_finds_nothing_and_a_phone_is_wide_enough(shown, form, partner):
    made = render(report_contents.content(), form, partner)
    for width, scheme in ((DESK, "light"), (PHONE, "light"), (PHONE, "dark")):
        page = shown(made, width, color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("letters", [62, 112, 187, 300])
@pytest.mark.parametrize("words", ["Ways worn when. " * 19, "W" * 300], ids=["words", "a word"])
def test_one_page_prints_on_one_sheet(shown, letters, words):
    lines = [words[:letters]] * 5
    content = report_contents.content(headlines=lines, asks=lines[:3])
    page = shown(render(content, "page_html"))
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == 1
