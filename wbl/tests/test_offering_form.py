"""One activity of a school: grades, sectors, days; two people in it; and who sees whom to ask."""

import datetime

import pghistory
import pytest

from consortium.tests.factories import SchoolYearFactory
from pathways.tests.factories import SectorFactory
from wbl.models import ActivityOffering
from wbl.tests.factories import ActivityOfferingFactory, inventory_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(district):
    return ActivityOfferingFactory(
        school=inventory_school(district), year=SchoolYearFactory(), contact="The career center", notes="In spring"
    )


def page_of(row):
    return f"/wbl/inventory/offerings/{row.pk}/"


def typed(**more):
    return {"lowest_grade": "10", "highest_grade": "12", "version": "1"} | more


def test_a_reporter_writes_grades_sectors_and_days(signed_in, reporter, row):
    health, trades = SectorFactory(name="Health"), SectorFactory(name="Building")
    posted = typed(sectors=[health.pk, trades.pk], ends_on="2027-01-15", notes="With a hospital")
    response = signed_in(reporter).post(f"{page_of(row)}edit/", posted)
    assert response.url == f"/wbl/inventory/districts/{row.school.parent.slug}/?year=2026-27"
    row.refresh_from_db()
    assert (row.grades, row.ends_on, row.notes, row.version) == (
        "10–12", datetime.date(2027, 1, 15), "With a hospital", 2,
    )  # fmt: skip
    assert set(row.sectors.all()) == {health, trades}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"lowest_grade": "12", "highest_grade": "9"}, "The highest grade comes before the lowest."),
        ({"starts_on": "2026-06-30"}, "Give a day of 2026-27: July 1 to June 30."),
        ({"starts_on": "2027-02-01", "ends_on": "2027-01-01"}, "The last day of an activity comes before its first."),
        ({"lowest_grade": "5"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_saved(signed_in, reporter, row, wrong, sentence):
    response = signed_in(reporter).post(f"{page_of(row)}edit/", typed(**wrong))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    row.refresh_from_db()
    assert (row.grades, row.version) == ("9–10", 1)


def test_two_people_in_one_activity_the_second_is_told_and_chooses(signed_in, reporter, office, row):
    with pghistory.context(user=office.pk):
        ActivityOffering.objects.filter(pk=row.pk).update(notes="Every week now", version=2)
    client = signed_in(reporter)
    response = client.post(f"{page_of(row)}edit/", typed(notes="Twice a year"))
    page = response.content.decode()
    assert response.status_code == 409
    assert ("Every week now" in page, "Twice a year" in page) == (True, True)
    assert ActivityOffering.objects.get().notes == "Every week now"
    client.post(f"{page_of(row)}edit/", typed(notes="Twice a year", version="2"))
    stored = ActivityOffering.objects.get()
    assert (stored.notes, stored.version) == ("Twice a year", 3)


def test_everybody_reads_it_and_only_its_own_people_see_whom_to_ask_and_change_it(
    signed_in, reporter, office, other_reporter, member, stranger, row
):
    for user, status, sees in ((reporter, 200, True), (office, 200, True), (other_reporter, 200, False),
                               (member, 200, False)):  # fmt: skip
        response = signed_in(user).get(page_of(row))
        page = response.content.decode()
        assert (response.status_code, "The career center" in page, "In spring" in page) == (status, sees, True)
    assert signed_in(stranger).get(page_of(row)).status_code == 404
    for user in (other_reporter, member):
        assert signed_in(user).post(f"{page_of(row)}edit/", typed()).status_code == 403
    row.refresh_from_db()
    assert row.version == 1
