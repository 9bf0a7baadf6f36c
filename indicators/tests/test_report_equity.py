"""A report's page on equity of access: each group beside the region's rate, as every outsider may see it."""

import pytest

from consortium.categories import GENDER, GENDERS
from consortium.permissions import Access
from consortium.tests.factories import OrganizationFactory, quarters
from indicators.figures import figures
from indicators.lens import Lens
from indicators.models import Breakdown, MeasurePlacement
from indicators.reporting import content as parts
from indicators.reporting.equity import equity_of
from indicators.tests.factories import MeasureFactory, PercentFactory
from indicators.tests.figuring import report
from indicators.tests.test_broken_down import lock

pytestmark = pytest.mark.django_db
BY_GROUP = {"unit": "students", "timing": "flow", "breakdowns": ["demographics"]}


def broken_down(value, **numbers):
    for code, (number, of) in numbers.items():
        Breakdown.objects.create(
            value=value, dimension=GENDER, category=GENDERS[code], numerator=number, denominator=of
        )


@pytest.fixture
def first_quarter():
    """A locked quarter: 230 of 2,000 students took part, most of whom are told apart by gender."""
    q1 = quarters(2026)[0]
    count = MeasureFactory(kind="unique", across="distinct", source="wbl.campus_students", **BY_GROUP)
    rate = PercentFactory(source="wbl.campus_participation", **BY_GROUP)
    for number in (30, 200):
        organization = OrganizationFactory()
        female, male = number // 2, number // 3
        of_count = {"GF": (female, None), "GM": (male, None)}
        broken_down(report(count, organization, q1, number), **of_count)
        broken_down(report(rate, organization, q1, number, 1000), GF=(female, 500), GM=(male, 480))
    lock(q1)
    return q1


def equity(period, access):
    lens = Lens(period.year, (period,), access)
    placements = list(MeasurePlacement.objects.select_related("measure"))
    return equity_of(placements, lens, figures(placements, lens), "Who came.")


def test_each_group_stands_beside_the_regions_rate(first_quarter):
    page = equity(first_quarter, Access(is_office=True))
    assert (page.narrative, page.region.text) == ("Who came.", "11\u00a0% (230 of 2,000)")
    (table,) = page.tables
    groups = {group.label: group for group in table.groups}
    assert groups["Female"].count.text == "115"
    assert groups["Female"].rate.text == "11\u00a0% (115 of 1,000)"
    assert (groups["Male"].points, groups["Male"].words) == ("-3.6", "3.6 points below the region's rate")
    unknown = groups["Gender not reported"]
    assert (unknown.count.text, unknown.rate.state, unknown.points) == ("39", parts.NOT_APPLICABLE, "")
    assert groups["Non-binary"].rate.state == parts.MISSING


def test_what_gives_a_small_group_away_is_hidden_in_both_columns(first_quarter):
    # of one partner 10 boys came: the other could take its own 66 off the region's 76
    groups = {group.label: group for group in equity(first_quarter, Access()).tables[0].groups}
    hidden = [label for label, group in groups.items() if group.count.state == parts.HIDDEN]
    assert "Male" in hidden
    assert len(hidden) >= 2
    for label in hidden:
        assert (groups[label].count.number, groups[label].rate.number) == (None, None)
