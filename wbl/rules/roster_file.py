"""
Reading a roster: a CSV file, a workbook or a pasted list of numbers, with what may stand beside each number.

Only columns that are kept or counted are taken; any other (a name, a birthday) is refused, so that people learn to take
it out before it leaves their computer. Sentences never repeat a person's number.
"""

import re
from dataclasses import dataclass, field

from consortium.categories import GENDERS, GROUPS, RACES
from consortium.exchange import MOST_ROWS, Csv, Unreadable, Xlsx, as_dataset
from consortium.exchange.columns import text_of
from wbl.models import Attendance, RosterEntry
from wbl.rules.hashing import normal

Scheme = Attendance.Scheme
STUDENT_SCHEMES = (Scheme.SSID, Scheme.STUDENT_NUMBER)
STAFF_SCHEMES = (Scheme.EMAIL, Scheme.STAFF_NUMBER)
ERRORS_SHOWN = 20
# headings that mean the number, reduced to small letters and digits
NUMBERS = {
    Scheme.SSID: ("ssid", "statewidestudentid", "statewidestudentidentifier", "statestudentid"),
    Scheme.STUDENT_NUMBER: ("studentnumber", "studentid", "localid", "localstudentid", "permid"),
    Scheme.EMAIL: ("email", "emailaddress", "staffemail"),
    Scheme.STAFF_NUMBER: ("staffnumber", "staffid", "employeeid", "employeenumber"),
}
ANY_NUMBER = ("id", "number", "identifier")
FACTS = {
    "grade": ("grade", "gradelevel"),
    "race": ("race", "ethnicity", "raceethnicity", "raceandethnicity"),
    "gender": ("gender", "sex"),
    "groups": ("groups", "programgroups"),
    "SE": ("se", "el", "englishlearner", "englishlearners"),
    "SD": ("sd", "swd", "studentswithdisabilities", "disability"),
    "SS": ("ss", "sed", "socioeconomicallydisadvantaged"),
    "SM": ("sm", "migrant"),
    "SF": ("sf", "foster", "fosteryouth"),
    "SH": ("sh", "homeless", "homelessness"),
}
ROLE = {"role": ("role",)}
GENDER_WORDS = {
    "f": "GF", "m": "GM", "x": "GX", "nonbinary": "GX", "notreported": "GZ",
    **{_words.lower().replace("-", "").replace(" ", ""): code for code, _words in GENDERS.items()},
}  # fmt: skip
RACE_WORDS = {
    "notreported": "RD", "hispanic": "RH", "latino": "RH", "black": "RB", "africanamerican": "RB", "twoormore": "RT",
    **{re.sub(r"[^a-z]", "", _words.lower()): code for code, _words in RACES.items()},
}  # fmt: skip
YES, NO = ("y", "yes", "1", "true", "x"), ("", "n", "no", "0", "false")


class RosterRefused(Exception):
    """Nothing of the roster is taken. `problems`: (line or None, sentence) each; `more` were left out."""

    def __init__(self, problems, more=0):
        super().__init__(" ".join(sentence for _, sentence in problems))
        self.problems, self.more = problems, more


@dataclass(frozen=True)
class Person:
    """One row: the number as `hashing.normal` writes it, and what is counted."""

    number: str = field(repr=False)
    grade: int | None = None
    role: str = ""
    race: str = ""
    gender: str = ""
    groups: tuple = ()


@dataclass(frozen=True)
class Roster:
    """What was read: each person once. `repeated` is how many rows were of somebody who was on it already."""

    people: list
    repeated: int = 0


def schemes_of(audience):
    """The kinds of numbers that people of an audience have; of parents there are no rosters."""
    if audience in Attendance.STUDENTS:
        return STUDENT_SCHEMES
    return STAFF_SCHEMES if audience in Attendance.EDUCATORS else ()


def read_file(data, scheme, audience):
    """`data` (bytes of a CSV file or workbook, the first line with names of columns) → Roster; or RosterRefused."""
    try:
        rows = Xlsx.rows(data, formulas=True) if data[:4] == b"PK\x03\x04" else Csv.rows(data)
        return _read(rows, scheme, audience, first_line=2)
    except Unreadable as problem:
        raise RosterRefused([(None, str(problem))]) from problem


def read_pasted(text, scheme, audience):
    """
    A pasted `text` → Roster; or RosterRefused. A line each; a list of numbers alone needs no names of columns, columns
    copied from a spreadsheet do.
    """
    try:
        rows = Csv.rows(text)
        rows = [row for row in rows if any(cell.strip() for cell in row)]
        has_names = bool(rows) and any(_name_of(cell, scheme, audience) for cell in rows[0])
        if rows and not has_names and all(len(row) == 1 for row in rows):
            return _read([["number"], *rows], scheme, audience, first_line=1)
        return _read(rows, scheme, audience, first_line=2)
    except Unreadable as problem:
        raise RosterRefused([(None, str(problem))]) from problem


def _read(rows, scheme, audience, first_line):
    if len(rows) > MOST_ROWS + 1:
        raise Unreadable(f"A roster has at most {MOST_ROWS:,} lines. Is this the list of one audience at one event?")
    dataset = as_dataset(rows)
    columns = _columns(dataset.headers, scheme, audience)
    found, facts, problems, repeated = {}, {}, [], 0
    for line, cells in enumerate(dataset, start=first_line):
        if not any(str(cell or "").strip() for cell in cells):
            continue
        try:
            person = _person({name: cells[index] for name, index in columns.items()}, scheme, audience)
        except ValueError as problem:
            problems.append((line, str(problem)))
            continue
        if person.number not in found:
            found[person.number], facts[person.number] = person, line
        elif found[person.number] == person:
            repeated += 1
        else:
            sentence = f"This person is on line {facts[person.number]} too, with another grade, role or category."
            problems.append((line, sentence))
    if problems:
        raise RosterRefused(problems[:ERRORS_SHOWN], max(len(problems) - ERRORS_SHOWN, 0))
    if not found:
        raise Unreadable("There is nobody on this roster.")
    return Roster(list(found.values()), repeated)


def _name_of(heading, scheme, audience):
    """What a heading means: `number`, a fact, or "" if it is not known here."""
    plain = re.sub(r"[^a-z0-9]", "", str(heading).lower())
    if plain in NUMBERS[scheme] or plain in ANY_NUMBER:
        return "number"
    facts = FACTS if audience in Attendance.STUDENTS else ROLE
    return next((name for name, known in facts.items() if plain in known), "")


def _columns(headings, scheme, audience):
    """What a column means → its index. Raises Unreadable where one is unknown, twice there or missing."""
    columns = {}
    for index, heading in enumerate(headings):
        name = _name_of(heading, scheme, audience)
        if not name:
            raise Unreadable(_unknown(heading, scheme, audience))
        if name in columns:
            raise Unreadable(f"There are two columns for “{heading}”.")
        columns[name] = index
    if "number" not in columns:
        raise Unreadable(f"There is no column with the {Scheme(scheme).label}. Name it in the first line.")
    return columns


def _unknown(heading, scheme, audience):
    plain = re.sub(r"[^a-z0-9]", "", str(heading).lower())
    other = next((other for other, known in NUMBERS.items() if plain in known), None)
    if other is not None:
        return (
            f"The column “{heading}” holds another kind of number ({Scheme(other).label}) than was chosen. Choose that "
            "kind, or take the column out."
        )
    if not str(heading).strip():
        return "A column has no name. Name it in the first line, or take it out."
    if any(character.isdecimal() for character in str(heading)):
        return "The first line has no names of columns. Put them there: the number, and what else is counted."
    kept = "grade, race, gender, groups" if audience in Attendance.STUDENTS else "role"
    return (
        f"The column “{heading}” is not wanted here: take it out and choose the file again. Besides the number, a "
        f"roster of these people has no columns but: {kept}."
    )


def _person(cells, scheme, audience):
    """One row as a Person. Raises ValueError with a sentence."""
    if any(_is_formula(cell) for cell in cells.values()):
        raise ValueError("A cell holds a formula. Copy the cells and paste them as values.")
    texts = {name: text_of(cell) for name, cell in cells.items()}
    if not texts["number"]:
        raise ValueError("The number is missing.")
    groups = {code for code in GROUPS if code in texts and _yes(code, texts[code])}
    return Person(
        number=normal(scheme, texts["number"]),
        grade=_grade(texts.get("grade", ""), audience),
        role=_role(texts.get("role", "")),
        race=_code("race", texts.get("race", ""), RACES, RACE_WORDS),
        gender=_code("gender", texts.get("gender", ""), GENDERS, GENDER_WORDS),
        groups=tuple(sorted(groups | _groups(texts.get("groups", "")))),
    )


def _is_formula(cell):
    if isinstance(cell, str):
        return cell.lstrip().startswith("=")
    return type(cell).__name__ in ("ArrayFormula", "DataTableFormula")


def _grade(text, audience):
    if not text:
        return None
    found = re.fullmatch(r"(?:grade\s*)?0?(\d{1,2})(?:st|nd|rd|th)?", text.lower())
    lowest, highest = Attendance.GRADES[audience]
    words = Attendance.Audience(audience).label.lower()
    if not found:
        raise ValueError(f"“{text[:20]}” is no grade. Write it as a number, such as 9.")
    if not lowest <= int(found[1]) <= highest:
        raise ValueError(f"Grade {int(found[1])}: {words} are in grades {lowest} to {highest}. List others apart.")
    return int(found[1])


def _role(text):
    for value, label in RosterEntry.Role.choices:
        if text.lower() in (value, label.lower(), f"{label.lower()}s"):
            return value
    if text:
        raise ValueError(f"A role is one of: {', '.join(RosterEntry.Role.values)}.")
    return ""


def _code(what, text, codes, words):
    """The state's code for a cell with a code or its words; empty for an empty one."""
    if not text or text.upper() in codes:
        return text.upper()
    code = words.get(re.sub(r"[^a-z]", "", text.lower()))
    if code is None:
        raise ValueError(f"“{text[:30]}” is no {what} that is known here. The codes are: {', '.join(codes)}.")
    return code


def _groups(text):
    found = {part.upper() for part in re.split(r"[;,\s]+", text) if part}
    if found - set(GROUPS):
        raise ValueError(f"Groups are written by their codes, with a space between: {', '.join(GROUPS)}.")
    return found


def _yes(code, text):
    if text.lower() in YES or text.upper() == code:
        return True
    if text.lower() in NO:
        return False
    raise ValueError(f"The column {code} says neither yes nor no.")
