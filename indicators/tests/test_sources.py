"""Which measures are counted from records today, and which are typed until their room is built."""

import datetime

import pytest

from consortium.counting import Count
from indicators import derived
from indicators.loading import read_measures
from indicators.models import Measure

# Take a line out when its source is built.
TYPED_FOR_NOW = set()


def test_every_source_is_built_or_on_the_list_of_those_typed_for_now():
    named = {row["source"] for row in read_measures().values()} - {"typed"}
    assert named == set(derived.SOURCES) | TYPED_FOR_NOW | {derived.FOLLOWS_THE_REPORT}
    assert set(derived.SOURCES) & TYPED_FOR_NOW == set()


@pytest.mark.django_db
@pytest.mark.parametrize("source", sorted(derived.SOURCES))
def test_a_source_answers_with_region_organizations_and_records_and_an_address(source, client, office):
    kind = next(row["kind"] for row in read_measures().values() if row["source"] == source)
    measure = Measure(source=source, kind=kind)
    july, june = datetime.date(2026, 7, 1), datetime.date(2027, 6, 30)
    count = derived.count(measure, july, june)
    assert isinstance(count, Count)
    assert (count.region.denominator is None) == (kind != "percent")
    assert count.records.count() == 0
    address = derived.records_address(measure, july, june)
    assert "from=2026-07-01&through=2027-06-30" in address
    client.force_login(office)
    assert client.get(address).status_code == 200
