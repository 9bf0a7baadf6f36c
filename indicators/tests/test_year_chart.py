"""The chart of a measure's year: what it draws for each kind of figure."""

import pytest
from django.urls import reverse

from indicators.tests import factories
from indicators.tests.sheets import owe, quarter

pytestmark = pytest.mark.django_db


def report(measure, organization, *figures):
    for number, (numerator, denominator) in enumerate(figures, start=1):
        period = quarter(number)
        factories.ValueFactory(
            measure=measure, organization=organization, period=period, numerator=numerator, denominator=denominator
        )


@pytest.mark.parametrize(
    ("factory", "figures"),
    [
        (factories.MeasureFactory, [(3, None), (4, None)]),
        (factories.PercentFactory, [(1, 4), (3, 4)]),
    ],
)
def test_counts_and_percents_are_drawn_with_a_dot_for_each_quarter_reported(
    signed_in, office, district, factory, figures
):
    measure = owe(district, "EN-2.4a", factory=factory)
    report(measure, district, *figures)
    page = signed_in(office).get(reverse("indicator", args=["EN-2.4"]), {"through": "Q2"})
    assert page.status_code == 200
    assert page.content.decode().count('class="dot reactive') == len(figures)
