"""CP-3.1a: published maps that lead from a high school program to a community college program."""

import datetime

import pytest

from consortium.counting import Tally
from consortium.tests.factories import CollegeFactory, OfficeOrganizationFactory, OrganizationFactory
from pathways.models import MapVersion
from pathways.queries import maps_counting
from pathways.rules import map_publishing
from pathways.tests.factories import CollegeProgramFactory, ProgramFactory, SectorFactory, published_version

pytestmark = pytest.mark.django_db

JULY_1, SEPTEMBER_15, SEPTEMBER_30, OCTOBER_1 = (
    datetime.date(2026, 7, 1),
    datetime.date(2026, 9, 15),
    datetime.date(2026, 9, 30),
    datetime.date(2026, 10, 1),
)
Q1 = JULY_1, SEPTEMBER_30


@pytest.fixture
def leading():
    """`leading(on=day, …)` → a version that leads from a high school program to a college program."""

    def make(on=SEPTEMBER_15, **fields):
        return published_version({}, on=on, connects=[(ProgramFactory(), CollegeProgramFactory())], **fields)

    return make


def withdraw(version, day):
    MapVersion.objects.filter(pk=version.pk).update(withdrawn_on=day, withdrawn_because="It has ended.")
    return version


def test_maps_that_stand_on_the_last_day_and_lead_to_a_college(leading):
    district, college = OrganizationFactory(), CollegeFactory()
    sector = SectorFactory(name="Transportation")
    on_the_day = leading(SEPTEMBER_30, pathway__organization=district, pathway__sector=sector)
    years_ago = leading(datetime.date(2021, 3, 4), pathway__organization=college, pathway__sector=sector)
    office = leading(pathway__organization=OfficeOrganizationFactory(), pathway__sector__name="Public Services")
    still = withdraw(leading(pathway__organization=district, pathway__sector=sector), OCTOBER_1)
    leading(OCTOBER_1)
    withdraw(leading(), SEPTEMBER_30)
    published_version({}, on=SEPTEMBER_15)  # leads nowhere
    map_publishing.begin_draft(on_the_day.pathway)  # a draft of the next version changes nothing
    count = maps_counting.maps(*Q1)
    assert count.region == Tally(4)
    assert set(count.records) == {on_the_day, years_ago, office, still}
    assert count.by_organization == {
        district.pk: Tally(2),
        college.pk: Tally(1),
        office.pathway.organization_id: Tally(1),
    }
    assert count.breakdowns == {"sector": {"Public Services": Tally(1), "Transportation": Tally(3)}}


def test_a_map_with_two_versions_and_many_programs_is_one_map(leading):
    first = leading()
    pairs = [(ProgramFactory(), CollegeProgramFactory()), (ProgramFactory(), CollegeProgramFactory())]
    second = published_version({}, on=SEPTEMBER_30, connects=pairs, pathway=first.pathway, number=2)
    assert list(maps_counting.maps(*Q1).records) == [second]
    assert list(maps_counting.maps(JULY_1, SEPTEMBER_15).records) == [first]


def test_a_version_that_leads_nowhere_ends_what_the_one_before_it_led_to(leading):
    first = leading()
    published_version({}, on=SEPTEMBER_30, pathway=first.pathway, number=2)
    assert maps_counting.maps(*Q1).region == Tally(0)


def test_only_the_maps_of_the_organizations_asked_for_are_counted(leading):
    mine = leading()
    leading()
    count = maps_counting.maps(*Q1, organizations=[mine.pathway.organization_id])
    assert (count.region, count.by_organization) == (Tally(1), {mine.pathway.organization_id: Tally(1)})
    assert list(count.breakdowns["sector"].values()) == [Tally(1)]


def test_the_page_of_the_figure_lists_the_maps_of_an_organization(leading, signed_in, member):
    mine, other = leading(pathway__name="Mine"), leading(pathway__name="Theirs")
    page = signed_in(member).get(
        f"/pathways/counted/maps/?from=2026-07-01&through=2026-09-30&organization={mine.pathway.organization.slug}"
    )
    lines = page.context["lines"]
    assert [(line.title, line.url) for line in lines] == [("Mine", f"/pathways/maps/{mine.pathway.slug}/?version=1")]
    assert other.pathway.name not in page.content.decode()
