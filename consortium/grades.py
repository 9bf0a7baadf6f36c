"""
Grades: how they are written, and what a name lets one suppose about them.

Grades are numbers: -1 transitional kindergarten, 0 kindergarten, 1 to 12. A proposal is a pair (lowest,
highest), or None where nothing can be supposed; a person confirms it. The domain's rule: the lists of the
state's schools of 2018 and of the colleges do not say which grades a school serves.
"""

import re

LOWEST, HIGHEST = -1, 12
SHORT = {-1: "TK", 0: "K"}
CHOICES = [(grade, SHORT.get(grade, str(grade))) for grade in range(LOWEST, 15)]

# Words of a school's name and the grades they stand for; all that occur are spanned ("Middle/High" is 6 to 12).
SCHOOL_WORDS = [
    (r"elementary", (0, 6)),
    (r"middle", (6, 8)),
    (r"(junior|jr)\W+high", (7, 8)),
    (r"(junior|jr)\W+(and\W+)?(senior|sr)\W+high", (7, 12)),
    (r"high", (9, 12)),
    (r"continuation", (9, 12)),
]
# Names that contain a level's word and mean something else.
NOT_A_LEVEL = re.compile(r"\bhigh tech\b|\bmiddle college\b", re.IGNORECASE)
RANGE_IN_NAME = re.compile(r"\b(TK|K|[1-9]|1[0-2])\s?[-–]\s?([1-9]|1[0-2])\b")
SHORT_GRADES = {"TK": -1, "K": 0} | {str(grade): grade for grade in range(1, 13)}
OF_THE_STATE = {"P": -1, "PK": -1, "TK": -1, "K": 0, "KG": 0, "ADULT": HIGHEST}


def written(lowest, highest):
    """`K–6`, `9–12`, `6` where both are the same, and nothing where they are not known."""
    if lowest is None or highest is None:
        return ""
    words = [SHORT.get(grade, str(grade)) for grade in (lowest, highest)]
    return words[0] if lowest == highest else "–".join(words)


def of_school(name):
    """The grades a school's name lets one suppose: `Lincoln Middle` → (6, 8), `Museum` → None."""
    stated = RANGE_IN_NAME.search(name)
    if stated:
        lowest, highest = (SHORT_GRADES.get(part) for part in stated.groups())
        return (lowest, highest) if lowest <= highest else None
    rest = NOT_A_LEVEL.sub(" ", name)
    found = []
    for pattern, grades in sorted(SCHOOL_WORDS, key=lambda word: -len(word[0])):
        rest, times = re.subn(rf"\b{pattern}\b", " ", rest, flags=re.IGNORECASE)
        if times:
            found.append(grades)
    return spanned(found)


def of_district(name):
    """
    The grades a district's name lets one suppose: union high 9–12, unified K–12, elementary K–8.

    Other names (“Santee”, “South Bay Union”) say nothing: None.
    """
    if re.search(r"\bunified\b", name, re.IGNORECASE):
        return 0, 12
    if re.search(r"\bhigh\b", name, re.IGNORECASE):
        return 9, 12
    if re.search(r"\belementary\b", name, re.IGNORECASE):
        return 0, 8
    return None


def of_state_text(text):
    """The state's own words for grades served, `K-6`, `9-Adult`, `P-8` → a pair; None where they say none."""
    parts = [part.strip().upper() for part in re.split(r"[-–]", text)]
    if not 1 <= len(parts) <= 2 or parts == ["ADULT"]:
        return None
    grades = [OF_THE_STATE.get(part, SHORT_GRADES.get(part)) for part in parts]
    if None in grades or grades[0] > grades[-1]:
        return None
    return grades[0], grades[-1]


def spanned(pairs):
    """The span of several pairs of grades, those not known left out; None where none is known."""
    known = [pair for pair in pairs if pair]
    if not known:
        return None
    return min(lowest for lowest, _ in known), max(highest for _, highest in known)


def serves_high_school(pair):
    """Whether a pair of grades reaches grades 9 to 12."""
    return bool(pair) and pair[1] >= 9
