"""Days as sentences say them."""


def in_words(day):
    """`October 6, 2026`."""
    return f"{day:%B} {day.day}, {day.year}"
