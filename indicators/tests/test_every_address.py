"""Every address of the URL configuration, asked by everybody, against the table of docs/permissions.md."""

import logging
import re
from collections import Counter

import pytest
from django.contrib import admin
from django.test import RequestFactory

from indicators.tests import world
from indicators.tests.addresses import METHODS, addresses, ask, documented, row_of, session_of
from indicators.tests.sheets import address, owe, quarter

# column of the table → fixture of the cast
ROLES = {
    "visitor": None,
    "stranger": "stranger",
    "member": "member",
    "other reporter": "other_reporter",
    "reporter": "reporter",
    "office": "office",
}
OUTSIDERS = ["stranger", "member", "other reporter"]
REFUSED = {403, 404, 405}
OPEN = ("/accounts/", "/healthz", "/reports/notice/", "/received/", "/surveys/", "/wbl/feeds/")  # last three: by a key
CHANGING = re.compile(r'(?<=name="csrf-token" content=")\w*|(?<=name="csrfmiddlewaretoken" value=")\w*|, printed [^<]*')


@pytest.fixture(autouse=True)
def _quiet_and_elsewhere(settings, tmp_path):
    """Files go to a folder of the test; refusals are what is asked for here, so they are not logged."""
    storage = {"BACKEND": "consortium.stores.FolderStore", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": storage}
    logger = logging.getLogger("django.request")
    before, logger.level = logger.level, logging.ERROR
    yield
    logger.level = before


@pytest.fixture
def session(request):
    """`session(role)` → the key of a session of that role, None for the visitor."""
    return lambda role: session_of(request.getfixturevalue(ROLES[role]) if ROLES[role] else None)


@pytest.fixture
def made(district, reporter, working_group):
    """(examples, posted) of a world with one record behind each address."""
    return world.build(district, reporter, working_group)


def is_admin(one):
    return one.pattern.startswith("/admin/")


def mistakes(role, key, some, examples, posted):
    """What does not answer `role` as the table says, or says no and writes all the same: a list of sentences."""
    _, rows = documented()
    found = []
    for one in some:
        url = one.filled(examples)
        for method in METHODS:
            answer = ask(key, method, url, posted.get(one.name, {"save": "1"}) if method == "POST" else None)
            row = row_of(rows, one.pattern, method)
            where = f"{method} {one.pattern} as {role}"
            if row is None:
                found.append(f"{where}: not in the table (answers {answer.status})")
            elif answer.status not in row.codes[role]:
                found.append(f"{where}: {answer.status}, the table says {sorted(row.codes[role])}")
            refused = answer.status in REFUSED or answer.asks_to_sign_in
            if (refused or method == "GET") and (answer.written or answer.mails):
                found.append(f"{where}: {answer.status}, but wrote to {sorted(answer.written)}, {answer.mails} mails")
            if role == "visitor" and not is_admin(one) and not url.startswith(OPEN) and not answer.asks_to_sign_in:
                found.append(f"{where}: the visitor is not sent to sign in but to {answer.location or 'a page'}")
    return found


def test_the_table_has_one_row_for_every_address_and_method_and_none_more():
    columns, rows = documented()
    assert columns == list(ROLES)
    patterns = [one.pattern for one in addresses()]
    assert [p for p in patterns for method in METHODS if row_of(rows, p, method) is None] == []
    assert [row for row in rows if not any(row.covers(pattern) for pattern in patterns)] == []
    assert [key for key, times in Counter((row.pattern, row.method) for row in rows).items() if times > 1] == []


@pytest.mark.parametrize("role", ROLES)
def test_every_page_answers_as_the_table_says(role, session, made):
    examples, posted = made
    some = [one for one in addresses() if not is_admin(one)]
    assert mistakes(role, session(role), some, examples, posted) == []


@pytest.mark.parametrize("role", ["visitor", "reporter", "office"])
def test_every_page_of_the_admin_answers_as_the_table_says(role, session, db, short_admin_pages):
    some = [one for one in addresses() if is_admin(one)]
    assert mistakes(role, session(role), some, world.build_for_admin(), {}) == []


def test_nobody_gets_past_the_gate_of_the_admin_whatever_their_rights(office, request, monkeypatch):
    """
    Every address asks the gate first: closed, it keeps even a superuser of the office out. So whom it keeps out finds
    nothing at all there, and not each of them need walk it.
    """
    _, rows = documented()
    gate = [row for row in rows if row.pattern.startswith("/admin/")]
    assert {row.codes[role] for row in gate for role in OUTSIDERS} == {frozenset([404])}
    assert [role for role in OUTSIDERS if _opens_for(request.getfixturevalue(ROLES[role]))] == []
    assert _opens_for(office)
    office.is_superuser = True
    office.save()
    monkeypatch.setattr(admin.site, "has_permission", lambda request: False)
    some = [one for one in addresses() if is_admin(one)]
    assert mistakes("stranger", session_of(office), some, world.build_for_admin(), {}) == []


def _opens_for(user):
    request = RequestFactory().get("/admin/")
    request.user = user
    return admin.site.has_permission(request)


@pytest.mark.parametrize("role", OUTSIDERS)
def test_what_is_hidden_answers_as_what_is_not_there(role, session, made):
    """An address of a record that is not theirs, and the same address of no record: the same page."""
    examples, posted = made
    key, different = session(role), []
    for one in addresses():
        if is_admin(one) or one.pattern.startswith("/accounts/") or "<" not in one.pattern:
            continue
        there = one.filled(examples)
        nowhere = one.filled({one.name: {name: _nobody(value) for name, value in examples[one.name].items()}})
        for method in METHODS:
            data = posted.get(one.name, {"save": "1"}) if method == "POST" else None
            answer = ask(key, method, there, data)
            if answer.status == 404 and _page(answer, there) != _page(ask(key, method, nowhere, data), nowhere):
                different.append(f"{method} {one.pattern}")
    assert different == []


def _nobody(value):
    return 987654321 if isinstance(value, int) else "nobody"


def _page(answer, url):
    """The page without what is another each time: its own address, its token, the minute."""
    return answer.status, CHANGING.sub("", answer.content).replace(url, "")


def test_a_member_reads_the_worksheet_of_their_group_and_writes_nothing(member, working_group):
    measure, period, key = owe(working_group, "EN-1.3b", reporters=["working_group"]), quarter(2), session_of(member)
    assert ask(key, "GET", address(working_group, period)).status == 200
    steps = [f"worksheet{step}" for step in world.STEPS]
    urls = [address(working_group, period, name) for name in steps]
    urls.append(address(working_group, period, "worksheet-cell", measure.code))
    answers = [ask(key, "POST", url, {"EN-1.3b.numerator": "3", "EN-1.3b.version": "0"}) for url in urls]
    assert [(answer.status, answer.written) for answer in answers] == [(403, frozenset())] * len(urls)


def test_nobody_signs_up(db):
    page = ask(None, "GET", "/accounts/signup/")
    assert page.status == 200
    assert "<form" not in page.content.partition("<main")[2]
    answer = ask(None, "POST", "/accounts/signup/", {"email": "new@example.org", "password1": "x", "password2": "x"})
    assert answer.written == frozenset()


@pytest.mark.parametrize("page", ["email/", "password/change/", "2fa/", "2fa/totp/activate/", "reauthenticate/"])
def test_pages_of_ones_own_account_ask_to_sign_in(page, db):
    assert ask(None, "GET", f"/accounts/{page}").asks_to_sign_in
    assert ask(None, "POST", f"/accounts/{page}").asks_to_sign_in
