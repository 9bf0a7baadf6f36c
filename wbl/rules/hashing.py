"""
How a person on a roster becomes a hash, so that somebody at three events counts once and nobody's number is stored.

HMAC-SHA-256 over four parts: the scheme of the number, the organization that issued it (where the number is its own),
the calendar year in which the school year starts, and the number. The same person has another hash in the next school
year, so that nobody can be followed across years (domain, "Breakdowns and privacy"). The key is outside the database:
who has the database alone cannot try all numbers.
"""

import hashlib
import hmac
import json
import re
import secrets
from pathlib import Path

from django.conf import settings

from wbl.models import Attendance

Scheme = Attendance.Scheme
LOCAL = (Scheme.STUDENT_NUMBER, Scheme.STAFF_NUMBER)  # issued by a district or college, not by the state
SHORTEST_KEY = 32
HOW_TO_SET_IT = (
    "Rosters need a secret key that is not in the database, and this installation has none. Whoever runs it sets "
    "WBL_ROSTER_KEY, or WBL_ROSTER_KEY_FILE, to a random text of at least 32 characters (see “Rosters” in "
    "docs/operations.md). Until then, give headcounts."
)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class NoKey(Exception):
    """There is no usable key; the text is a sentence that says how to set one."""


def roster_key():
    """The secret key, as bytes. Raises NoKey where there is none or it is too short to be one."""
    key = settings.WBL_ROSTER_KEY or _from_file(settings.WBL_ROSTER_KEY_FILE)
    if not key:
        raise NoKey(HOW_TO_SET_IT)
    if len(key) < SHORTEST_KEY:
        raise NoKey(f"The key for rosters is shorter than {SHORTEST_KEY} characters. {HOW_TO_SET_IT}")
    return key.encode()


def _from_file(path):
    try:
        return Path(path).read_text(encoding="utf-8").strip() if path else ""
    except (OSError, UnicodeDecodeError):
        return ""


def ensure_key_file():
    """Make a key in WBL_ROSTER_KEY_FILE where there is none at all: for the demonstration, nobody else makes keys."""
    if settings.WBL_ROSTER_KEY or not settings.WBL_ROSTER_KEY_FILE or _from_file(settings.WBL_ROSTER_KEY_FILE):
        return
    path = Path(settings.WBL_ROSTER_KEY_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(secrets.token_urlsafe(48), encoding="utf-8")


def key_id(key):
    """Eight characters that tell one key from another and say nothing about either."""
    return hmac.new(key, b"which key this is", hashlib.sha256).hexdigest()[:8]


def person_hash(key, scheme, issuer, start_year, number):
    """
    The hash of one person: 32 bytes. `number` is as `normal` gives it, `issuer` the primary key of the organization
    that reports (a school's district, so that a student at two schools of it is one), used only for local numbers.
    """
    issued_by = str(issuer) if scheme in LOCAL else ""
    message = json.dumps([str(scheme), issued_by, start_year, number])  # texts that run together stay apart
    return hmac.new(key, message.encode(), hashlib.sha256).digest()


def normal(scheme, text):
    """
    The one way to write a number, so that spaces, hyphens, capitals and a local number's leading zeros (which
    spreadsheets drop) make nobody two people. Raises ValueError with a sentence that does not repeat the number.
    """
    if scheme == Scheme.EMAIL:
        email = text.strip().lower()
        if not EMAIL.fullmatch(email):
            raise ValueError("This is no e-mail address.")
        return email
    number = re.sub(r"[\s\-]", "", text).upper()
    if scheme == Scheme.SSID:
        return _ssid(number)
    if not re.fullmatch(r"[0-9A-Z.]{1,30}", number) or not re.search(r"[0-9]", number):
        raise ValueError("This is no number of a person: only digits and letters, at most 30, with at least one digit.")
    return number.lstrip("0") or "0"


def _ssid(number):
    if re.fullmatch(r"\d(\.\d+)?E\+?\d+", number):
        raise ValueError("A spreadsheet has rounded this SSID. Set the column to text and save the file again.")
    if not re.fullmatch(r"[0-9]{10}", number):
        raise ValueError("An SSID has 10 digits. A spreadsheet drops leading zeros: set the column to text.")
    return number
