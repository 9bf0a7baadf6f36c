"""Numbers that come in as text."""

LONGEST = 18  # digits: what a key of the database can have; int() itself refuses texts of thousands of digits


def small_integer(text):
    """The number that `text` writes in 1 to 18 digits and nothing else (no sign, no spaces), or None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST else None
