"""The demonstration's maps: fifteen, eleven of which were published, every rule of them kept."""

import datetime

import pytest

from pathways.models import CareerPathway, MapVersion
from pathways.queries import maps_counting
from pathways.rules import map_editing
from pathways.tests.test_map_states import assert_is_sound

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("filled_in_november"),
    pytest.mark.xdist_group("demo"),
]

TODAY = datetime.date(2026, 11, 23)
NOW = datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC)


def test_maps_in_every_state_and_of_every_size():
    assert CareerPathway.objects.count() == 15
    assert MapVersion.objects.published().values("pathway").distinct().count() == 11
    assert MapVersion.objects.filter(withdrawn_on__isnull=False).count() == 1
    assert MapVersion.objects.drafts().count() == 5
    sizes = sorted(version.boxes.count() for version in MapVersion.objects.all())
    assert 70 <= sizes[-1] <= 100
    assert len([size for size in sizes if 15 <= size <= 25]) >= 3
    kinds = set(CareerPathway.objects.values_list("organization__kind", flat=True))
    assert {"office", "college", "k12_district"} <= kinds


def test_they_keep_every_rule_and_some_lead_to_a_college():
    for version in MapVersion.objects.select_related("pathway"):
        assert_is_sound(map_editing.state_of(version))
        version.pathway.full_clean()
    count = maps_counting.maps(TODAY, TODAY)
    assert 6 <= count.region.numerator < MapVersion.objects.current(TODAY).count()
    mapped = maps_counting.programs_mapped(TODAY, TODAY).region
    assert 0 < mapped.numerator < mapped.denominator
