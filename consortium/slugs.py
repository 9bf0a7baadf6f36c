"""Names in addresses: readable, unique, and never a word that an address uses for itself."""

from collections import Counter

from django.utils.text import slugify

RESERVED = frozenset({"new", "grades", "calpass"})  # pages of their own below /partners/
LONGEST = 80


def free_slug(taken, *candidates):
    """
    The first of `candidates` (texts, best first) whose slug is neither in `taken` nor reserved.

    Where all are taken, the last one gets a number. The answer is added to `taken`.
    """
    slugs = [slug for slug in (slugify(text)[:LONGEST].strip("-") for text in candidates) if slug] or ["organization"]
    chosen = next((slug for slug in slugs if slug not in taken and slug not in RESERVED), None)
    number = 2
    while chosen is None:
        numbered = f"{slugs[-1][: LONGEST - 5]}-{number}"
        chosen = None if numbered in taken else numbered
        number += 1
    taken.add(chosen)
    return chosen


def repeated(names):
    """Those of `names` whose slug occurs more than once: none of them should get the plain one."""
    times = Counter(slugify(name) for name in names)
    return {slug for slug, count in times.items() if count > 1}
