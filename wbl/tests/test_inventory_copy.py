"""What a district's schools offered last year is carried over to this year, once somebody has looked at it."""

import datetime

import pytest

from consortium.tests.factories import OrganizationYearFactory, SchoolYearFactory
from pathways.tests.factories import SectorFactory
from wbl.models import ActivityOffering
from wbl.tests.factories import ActivityOfferingFactory, ActivityTypeFactory, inventory_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def last_year():
    return SchoolYearFactory(start_year=2025)


@pytest.fixture
def school(district, last_year):
    made = inventory_school(district)
    for one in (district, made):
        OrganizationYearFactory(organization=one, year=last_year)
    return made


def page_of(district):
    return f"/wbl/inventory/districts/{district.slug}/copy/?year=2026-27"


def of_this_year():
    return ActivityOffering.objects.filter(year__start_year=2026)


def test_what_is_ticked_is_copied_with_grades_sectors_and_notes(signed_in, reporter, district, school, last_year):
    kept = ActivityOfferingFactory(
        school=school, year=last_year, lowest_grade=11, highest_grade=12, notes="With a hospital", contact="The center",
        starts_on=datetime.date(2025, 10, 1), version=4,
    )  # fmt: skip
    sector = SectorFactory()
    kept.sectors.add(sector)
    left_out = ActivityOfferingFactory(school=school, year=last_year)
    client = signed_in(reporter)
    page = client.get(page_of(district)).content.decode()
    assert (kept.activity_type.name in page, left_out.activity_type.name in page) == (True, True)
    assert not of_this_year().exists()
    response = client.post(page_of(district), {"offering": [kept.pk]}, follow=True)
    assert "1 activity was carried over to 2026-27." in response.content.decode()
    copy = of_this_year().get()
    assert (copy.school, copy.activity_type, copy.grades) == (school, kept.activity_type, "11–12")
    assert (copy.notes, copy.contact, copy.starts_on, copy.version) == ("With a hospital", "The center", None, 1)
    assert (copy.recorded_by, list(copy.sectors.all())) == (reporter, [sector])
    assert ActivityOffering.objects.filter(year=last_year).count() == 2


def test_what_is_there_already_has_ended_or_is_gone_is_not_offered_and_not_copied(
    signed_in, reporter, district, school, last_year
):
    there = ActivityOfferingFactory(school=school, year=last_year)
    ActivityOfferingFactory(school=school, year=SchoolYearFactory(), activity_type=there.activity_type)
    ended = ActivityOfferingFactory(school=school, year=last_year, ends_on=datetime.date(2026, 6, 29))
    retired = ActivityOfferingFactory(
        school=school, year=last_year, activity_type=ActivityTypeFactory(retired_on=datetime.date(2026, 7, 1))
    )
    closed = ActivityOfferingFactory(
        school=inventory_school(district, closed_on=datetime.date(2026, 7, 1)), year=last_year
    )
    elsewhere = ActivityOfferingFactory(school=inventory_school(), year=last_year)
    client = signed_in(reporter)
    assert "Nothing to carry over" in client.get(page_of(district)).content.decode()
    posted = {"offering": [row.pk for row in (there, ended, retired, closed, elsewhere)] + ["x"]}
    client.post(page_of(district), posted)
    assert of_this_year().count() == 1


def test_again_copies_nothing(signed_in, reporter, district, school, last_year):
    row = ActivityOfferingFactory(school=school, year=last_year)
    for _ in range(2):
        signed_in(reporter).post(page_of(district), {"offering": [row.pk]})
    assert of_this_year().count() == 1


def test_others_may_not(signed_in, other_reporter, member, stranger, district, school, last_year):
    row = ActivityOfferingFactory(school=school, year=last_year)
    for user, status in ((other_reporter, 403), (member, 403), (stranger, 404)):
        client = signed_in(user)
        assert client.get(page_of(district)).status_code == status
        assert client.post(page_of(district), {"offering": [row.pk]}).status_code == status
    assert not of_this_year().exists()
