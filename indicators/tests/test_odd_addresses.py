"""Addresses that nobody's page leads to: text that the database cannot hold, numbers that are too large."""

import pytest

from indicators.tests import world
from indicators.tests.addresses import addresses, ask, session_of

ODD = ["%00", "é%0A'"]
HUGE = 10**30
QUERIES = ["organization", "year", "through", "period", "state", "kind", "page", "q", "search", "counted", "goal"]


@pytest.fixture(autouse=True)
def _elsewhere(settings, tmp_path):
    storage = {"BACKEND": "consortium.stores.FolderStore", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": storage}


@pytest.fixture
def examples(district, reporter, working_group):
    return world.build(district, reporter, working_group)[0]


@pytest.mark.parametrize("odd", ODD)
def test_odd_text_in_an_address_is_not_found_or_ignored(odd, office, examples):
    key, failed = session_of(office), []
    for one in addresses():
        if one.pattern.startswith("/admin/") or "<" not in one.pattern:
            continue
        for name, value in examples[one.name].items():
            other = HUGE if isinstance(value, int) else odd
            url = one.filled({one.name: examples[one.name] | {name: other}})
            for method in ("GET", "POST"):
                answer = ask(key, method, url)
                if answer.status >= 500:
                    failed.append(f"{method} {url[:80]}")
    assert failed == []


@pytest.mark.parametrize("odd", ODD)
def test_odd_text_in_a_query_is_not_found_or_ignored(odd, office, examples):
    key, failed = session_of(office), []
    for one in addresses():
        if one.pattern.startswith("/admin/"):
            continue
        url = f"{one.filled(examples)}?{'&'.join(f'{name}={odd}' for name in QUERIES)}"
        if ask(key, "GET", url).status >= 500:
            failed.append(one.pattern)
    assert failed == []
