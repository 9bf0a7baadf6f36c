"""Every address of the URL configuration, the table of docs/permissions.md, and asking an address as somebody."""

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

DOCUMENT = settings.BASE_DIR / "docs" / "permissions.md"
METHODS = ("GET", "POST")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)
SESSIONS = {"django_session"}


@dataclass(frozen=True)
class Address:
    """One address: its pattern as the table writes it, and the name by which it is known (with its namespaces)."""

    pattern: str
    name: str

    def filled(self, examples):
        """
        The pattern with the values that its parameters have in `examples`, by its name or (in the admin, where some
        have none) by its folder. A KeyError names a parameter that is not there.
        """
        example = examples.get(self.name) or examples.get(self.pattern.partition("<")[0], {})
        return PARAMETER.sub(lambda found: str(example[found[1] or found[2]]), self.pattern)


def addresses():
    """All `Address`es of the URL configuration, included ones too."""
    return list(_walk(get_resolver(), "/", ""))


def _walk(resolver, prefix, namespace):
    for entry in resolver.url_patterns:
        pattern = str(entry.pattern)
        if isinstance(entry.pattern, RegexPattern):
            pattern = pattern.removeprefix("^").removesuffix("$")
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, prefix + pattern, inner)
        else:
            yield Address(prefix + pattern, f"{namespace}{entry.name or ''}")


@dataclass(frozen=True)
class Row:
    """One row of the table: `codes` maps a column to the set of status codes that may come back."""

    pattern: str
    method: str
    codes: dict

    @property
    def is_prefix(self):
        """Whether the row stands for every address that begins so."""
        return self.pattern.endswith("…")

    def covers(self, pattern):
        """Whether the row is about the address with this pattern."""
        return pattern.startswith(self.pattern[:-1]) if self.is_prefix else pattern == self.pattern


def documented():
    """(columns, rows) of the table in docs/permissions.md; the columns are those of people."""
    lines = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    first = next(place for place, cells in enumerate(table) if cells[:2] == ["address", "method"])
    columns = table[first][2:]
    rows = [
        Row(cells[0].strip("`"), cells[1], dict(zip(columns, map(_codes, cells[2:]), strict=True)))
        for cells in table[first + 1 :]
        if cells[0].startswith("`")
    ]
    return columns, rows


def _codes(cell):
    return frozenset(int(code) for code in cell.split(" or "))


def row_of(rows, pattern, method):
    """The one row about an address: its own, or else that of its prefix; None where there is none."""
    fitting = [row for row in rows if row.method == method and row.covers(pattern)]
    return min(fitting, key=lambda row: row.is_prefix, default=None)


@dataclass(frozen=True)
class Answer:
    """What came back: status, where it leads, the page, and what the request wrote or mailed before it was undone."""

    status: int
    location: str
    content: str
    written: frozenset
    mails: int

    @property
    def asks_to_sign_in(self):
        """Whether it leads to the page where one signs in."""
        return self.status == 302 and self.location.startswith("/accounts/login/")


def session_of(user):
    """The key of a session of `user` (None: a visitor, who has none)."""
    if user is None:
        return None
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def ask(session, method, url, data=None):
    """Ask for `url` in the session of somebody and undo what it did: an `Answer`. An error in the view is a 500."""
    client = _client()
    client.cookies.clear()
    if session is not None:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    caches["default"].clear()  # else the limits of the sign-in pages would answer
    before, writes = len(mail.outbox), _Writes()
    with transaction.atomic():
        with connection.execute_wrapper(writes):
            response = getattr(client, method.lower())(url, data or {})
        transaction.set_rollback(True)
    content = b"".join(response) if response.streaming else response.content
    return Answer(
        response.status_code,
        response.get("Location", ""),
        content.decode(errors="replace"),
        frozenset(writes.tables - SESSIONS),
        len(mail.outbox) - before,
    )


@cache
def _client():
    """One for all requests: making the middleware anew takes longer than most answers."""
    return Client(raise_request_exception=False)


class _Writes:
    """Notes the tables that a request writes to."""

    def __init__(self):
        self.tables = set()

    def __call__(self, execute, sql, params, many, context):
        self.tables |= set(WRITES.findall(sql))
        return execute(sql, params, many, context)
