"""Without script the whole worksheet is one form: all of it is saved, or nothing is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import Submission, Value
from indicators.tests import factories
from indicators.tests.sheets import address, form, owe, quarter, stored


@pytest.fixture
def period(db):
    return quarter(2)


@pytest.fixture
def client(reporter, signed_in):
    return signed_in(reporter)


def test_all_cells_are_saved_and_the_page_is_loaded_anew(client, district, period):
    one, other, empty = (owe(district, f"EN-2.{number}a") for number in (1, 2, 3))
    data = form((one, None, {"numerator": "14"}), (other, None, {"numerator": "0"}), (empty, None, {}))
    response = client.post(address(district, period), data, follow=True)
    assert response.redirect_chain == [(address(district, period), 302)]
    assert (stored(one).numerator, stored(other).numerator, stored(empty)) == (14, 0, None)
    assert "Saved. 2 of 3 answered." in response.content.decode()


def test_with_one_error_nothing_is_saved_and_everything_typed_is_still_there(client, district, period):
    good, bad, worse = (owe(district, f"EN-2.{number}a", f"Measure {number}") for number in (1, 2, 3))
    data = form(
        (good, None, {"numerator": "77"}), (bad, None, {"numerator": "abc"}), (worse, None, {"numerator": "-5"})
    )
    response = client.post(address(district, period), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert not Value.objects.exists()
    assert not Submission.objects.exists()
    assert [f'value="{typed}"' in page for typed in ("77", "abc", "-5")] == [True] * 3
    assert '<a href="#en-2-2a-1">Measure 2</a>: “abc” is not a number.' in page
    assert '<a href="#en-2-3a-1">Measure 3</a>: “-5” is negative.' in page


def test_the_form_keeps_its_own_address_after_an_error(client, district, period):
    measure = owe(district, "EN-2.1a")
    submitted = client.post(
        address(district, period, "worksheet-submit"), form((measure, None, {"numerator": "abc"}))
    )
    assert f'action="{address(district, period)}"' in submitted.content.decode()


def test_cells_are_emptied_changed_and_answered_without_a_figure_in_one_go(client, district, period):
    measures = [owe(district, f"EN-2.{number}a") for number in (1, 2, 3)]
    factories.SubmissionFactory(organization=district, period=period, state="draft")
    values = [
        factories.ValueFactory(measure=measure, organization=district, period=period, numerator=10)
        for measure in measures
    ]
    data = form(
        (measures[0], values[0], {"numerator": ""}),
        (measures[1], values[1], {"numerator": "11"}),
        (measures[2], values[2], {"answer": "not_applicable"}),
    )
    assert client.post(address(district, period), data).status_code == 302
    assert stored(measures[0]) is None
    assert stored(measures[1]).numerator == 11
    assert (stored(measures[2]).state, stored(measures[2]).numerator) == ("not_applicable", None)


def test_untouched_cells_do_not_bring_back_old_figures(client, district, period):
    mine, theirs = owe(district, "EN-2.1a"), owe(district, "EN-2.2a")
    factories.SubmissionFactory(organization=district, period=period, state="draft")
    value = factories.ValueFactory(measure=theirs, organization=district, period=period, numerator=10)
    page = form((mine, None, {"numerator": "3"}), (theirs, value, {}))
    Value.objects.filter(pk=value.pk).update(numerator=12, version=2)
    assert client.post(address(district, period), page).status_code == 302
    assert (stored(mine).numerator, stored(theirs).numerator) == (3, 12)


def test_saving_takes_as_many_queries_for_many_cells_as_for_few(client, district, period):
    def save(measures, number):
        data = form(*((measure, stored(measure), {"numerator": str(number)}) for measure in measures))
        with CaptureQueriesContext(connection) as captured:
            assert client.post(address(district, period), data).status_code == 302
        return len(captured)

    few = [owe(district, f"EN-2.{number}a") for number in range(1, 3)]
    save(few, 1)
    changing_few = save(few, 2)
    many = few + [owe(district, f"EN-2.{number}a") for number in range(3, 24)]
    save(many, 3)
    assert save(many, 4) == changing_few
