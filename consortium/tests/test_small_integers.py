"""Numbers in texts that anybody can send: what is none, and what no number of the database can be."""

import pytest

from consortium.numbers import small_integer
from consortium.tests.factories import SchoolYearFactory


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_digits_are_a_number(text, number):
    assert small_integer(text) == number


@pytest.mark.parametrize("text", ["", "-1", "1.5", " 1", "1_0", "٣", "²", "9" * 19, "9" * 5000])
def test_other_texts_and_long_ones_are_none(text):
    assert small_integer(text) is None


@pytest.mark.django_db
def test_a_page_of_grades_with_a_number_of_five_thousand_digits_is_shown_again(signed_in, office):
    year = SchoolYearFactory(start_year=2026)
    typed = {"form-TOTAL_FORMS": "9" * 5000, "form-INITIAL_FORMS": "0", "form-0-key": "9" * 5000}
    assert signed_in(office).post(f"/partners/grades/{year.label}/", typed).status_code == 422
