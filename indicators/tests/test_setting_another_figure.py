"""The office sets another figure than a frozen one, on the indicator's page; both are shown."""

import datetime

import pytest
from django.utils import timezone

from consortium.tests.factories import OfficeOrganizationFactory, quarters
from indicators.freezing import freeze
from indicators.models import FrozenFigure
from indicators.tests.factories import AssignmentFactory, MeasureFactory
from wbl.tests.factories import EventFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/indicators/EN-2.4/figures/EN-2.4a/?year=2026-27&through=Q1"


@pytest.fixture
def frozen():
    q1 = quarters(2026)[0]
    measure = MeasureFactory(
        code="EN-2.4a", across="once", unit="meetings", reporters=["office"], source="events.regional_meetings"
    )
    AssignmentFactory(measure=measure, year=q1.year, organization=OfficeOrganizationFactory(), mode="records")
    EventFactory(starts_at=datetime.datetime(2026, 8, 4, 17, tzinfo=datetime.UTC))
    q1.locked_at = timezone.now()
    q1.save()
    freeze(q1, q1.locked_at)
    return FrozenFigure.objects.get(span="period")


def post(client, frozen, **data):
    typed = {f"EN-2.4a-{name}": value for name, value in data.items()}
    return client.post(ADDRESS, typed | {"EN-2.4a-frozen": frozen.pk})


def test_both_figures_are_shown_with_the_reason(signed_in, office, member, frozen):
    response = post(signed_in(office), frozen, numerator=3, reason="Two were entered as calls.")
    assert response.status_code == 302
    page = signed_in(member).get("/indicators/EN-2.4/?year=2026-27&through=Q1").content.decode()
    assert "set to 3 by" in page
    assert "(counted: 1). Two were entered as calls." in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"numerator": "3", "reason": ""}, "This field is required."),
        ({"numerator": "-1", "reason": "Why not."}, "Ensure this value is greater than or equal to 0."),
        ({"numerator": "1000000000", "reason": "Why not."}, "Write a whole number of at most 9 digits."),
        ({"numerator": "many", "reason": "Why not."}, "Enter a whole number."),
    ],
)
def test_a_wrong_figure_is_refused_beside_the_field_and_what_was_typed_is_kept(
    signed_in, office, frozen, data, sentence
):
    response = post(signed_in(office), frozen, **data)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert f'value="{data["numerator"]}"' in page
    assert FrozenFigure.objects.filter(set_by__isnull=False).count() == 0


def test_only_the_office_may(signed_in, member, reporter, frozen):
    for person in (member, reporter):
        assert post(signed_in(person), frozen, numerator=3, reason="x").status_code == 403
    assert FrozenFigure.objects.filter(set_by__isnull=False).count() == 0
