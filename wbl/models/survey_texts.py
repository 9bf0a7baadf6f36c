"""Texts that a survey has in two languages."""

import secrets

from django.db import models

# Typed by hand from a sheet of paper: no letters and digits that look alike.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
TOKEN_LENGTH = 10


def new_token():
    """A word for the address of a survey: one of 31 ** 10, so that nobody finds a survey by trying."""
    return "".join(secrets.choice(ALPHABET) for _ in range(TOKEN_LENGTH))


class Language(models.TextChoices):
    """The languages in which surveys are answered; the codes are those of ISO 639."""

    ENGLISH = "en", "English"
    SPANISH = "es", "Spanish"


class InTwoLanguages:
    """For models whose texts have a Spanish twin: `title` and `title_es`."""

    def said(self, name, language):
        """The text `name` in `language`; in English where there is no Spanish one."""
        return (language == Language.SPANISH and getattr(self, f"{name}_es")) or getattr(self, name)
