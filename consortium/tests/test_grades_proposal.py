"""What a name lets one suppose about grades, and what it does not."""

import pytest

from consortium import grades


@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("Lincoln Elementary", (0, 6)),
        ("Oak Valley Middle", (6, 8)),
        ("Granger Junior High", (7, 8)),
        ("Enrique Camarena Jr. High", (7, 8)),
        ("Warner Junior/Senior High", (7, 12)),
        ("Otay Ranch Senior High", (9, 12)),
        ("Desert Valley High (Continuation)", (9, 12)),
        ("Sam Webb Continuation", (9, 12)),
        ("Golden Hill K-8", (0, 8)),
        ("Heritage K-8 Charter", (0, 8)),
        ("Mountain View K–12", (0, 12)),
        ("Health Sciences High and Middle", (6, 12)),
        ("High Tech Middle Chula Vista", (6, 8)),
        ("High Tech Elementary", (0, 6)),
        ("High Tech High International", (9, 12)),
        ("Bill E. Young Jr. Middle", (6, 8)),
        ("Museum", None),
        ("Highland Academy", None),
        ("Jamul Primary", None),
        ("East Middle College", None),
    ],
)
def test_of_a_school(name, proposed):
    assert grades.of_school(name) == proposed


@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("Grossmont Union High", (9, 12)),
        ("San Diego Unified", (0, 12)),
        ("Chula Vista Elementary", (0, 8)),
        ("Seeley Union Elementary", (0, 8)),
        ("South Bay Union", None),
        ("Santee", None),
    ],
)
def test_of_a_district(name, proposed):
    assert grades.of_district(name) == proposed


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("K-6", (0, 6)),
        ("P-8", (-1, 8)),
        ("9-Adult", (9, 12)),
        ("8", (8, 8)),
        ("Adult", None),
        ("", None),
        ("UG", None),
        ("8-6", None),
    ],
)
def test_of_the_states_own_words(text, pair):
    assert grades.of_state_text(text) == pair


def test_grades_are_written_as_people_write_them():
    assert [grades.written(*pair) for pair in [(0, 6), (-1, 0), (6, 6), (9, 12), (None, None)]] == [
        "K–6",
        "TK–K",
        "6",
        "9–12",
        "",
    ]
