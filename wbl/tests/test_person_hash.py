"""A person's hash: the same however the number is typed, another for everybody else, and none without a key."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from wbl.models import Attendance
from wbl.rules.hashing import NoKey, key_id, normal, person_hash, roster_key

KEY = b"a key of at least thirty-two bytes"
Scheme = Attendance.Scheme
SSIDS = some.from_regex(r"[0-9]{10}", fullmatch=True)
NUMBERS = some.from_regex(r"[1-9][0-9]{0,9}", fullmatch=True)
PEOPLE = some.tuples(some.sampled_from(Scheme), some.integers(1, 50), some.integers(2020, 2030), NUMBERS)


def identity(person):
    """What tells people apart: the issuer only of local numbers."""
    scheme, issuer, year, number = person
    return scheme, issuer if scheme in (Scheme.STUDENT_NUMBER, Scheme.STAFF_NUMBER) else None, year, number


@given(PEOPLE, PEOPLE)
def test_hashes_are_equal_exactly_for_the_same_person_in_the_same_year(one, other):
    assert (person_hash(KEY, *one) == person_hash(KEY, *other)) == (identity(one) == identity(other))


@given(PEOPLE)
def test_a_hash_has_32_bytes_and_is_another_under_another_key(person):
    assert len(person_hash(KEY, *person)) == 32
    assert person_hash(KEY, *person) != person_hash(KEY + b"!", *person)


def test_parts_that_run_together_stay_apart():
    one, other = (1, 2026, "23"), (12, 2026, "3")
    assert person_hash(KEY, Scheme.STUDENT_NUMBER, *one) != person_hash(KEY, Scheme.STUDENT_NUMBER, *other)


@given(SSIDS, some.sampled_from(["{}", " {} ", "\t{}\n"]))
def test_spaces_around_a_number_make_nobody_else(ssid, form):
    assert normal(Scheme.SSID, form.format(ssid)) == ssid
    assert normal(Scheme.SSID, f"{ssid[:4]}-{ssid[4:]}") == ssid


@given(NUMBERS, some.integers(0, 5))
def test_leading_zeros_that_spreadsheets_drop_make_nobody_else(number, zeros):
    assert normal(Scheme.STUDENT_NUMBER, "0" * zeros + number) == number


@given(some.sampled_from(Scheme), some.text(max_size=40))
def test_whatever_is_typed_is_refused_in_a_sentence_or_stays_as_it_is(scheme, text):
    try:
        once = normal(scheme, text)
    except ValueError as refused:
        sentence = str(refused)
    else:
        sentence = "Taken."
        assert normal(scheme, once) == once
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("scheme", "text", "sentence"),
    [
        (Scheme.SSID, "123456789", "An SSID has 10 digits. A spreadsheet drops leading zeros: set the column to text."),
        (Scheme.SSID, "1.23457E+09", "A spreadsheet has rounded this SSID"),
        (Scheme.EMAIL, "smith", "This is no e-mail address."),
        (Scheme.STUDENT_NUMBER, "Smith", "This is no number of a person"),
    ],
)
def test_what_is_no_number_is_refused_without_repeating_it(scheme, text, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}") as refused:
        normal(scheme, text)
    assert text not in str(refused.value)


def test_capitals_make_no_difference_to_an_address():
    assert normal(Scheme.EMAIL, " A.Teacher@Example.org ") == "a.teacher@example.org"


@pytest.mark.parametrize("key", ["", "too short"])
def test_without_a_usable_key_a_sentence_says_how_to_set_it(key, settings):
    settings.WBL_ROSTER_KEY = key
    with pytest.raises(NoKey, match="WBL_ROSTER_KEY, or WBL_ROSTER_KEY_FILE"):
        roster_key()


def test_the_key_is_read_from_a_file(settings, tmp_path):
    file = tmp_path / "key"
    file.write_text("k" * 40 + "\n")
    settings.WBL_ROSTER_KEY, settings.WBL_ROSTER_KEY_FILE = "", str(file)
    assert roster_key() == b"k" * 40
    assert key_id(roster_key()) != key_id(KEY)
    settings.WBL_ROSTER_KEY_FILE = str(tmp_path / "nowhere")
    with pytest.raises(NoKey):
        roster_key()
