"""Offices change hands in one step, and no two people hold one at a time."""

import datetime

import pytest
from django.urls import reverse

from consortium.models import Officeholder
from consortium.offices import hand_over
from consortium.tests import factories

pytestmark = pytest.mark.django_db
FIRST, SECOND = datetime.date(2020, 7, 1), datetime.date(2026, 8, 15)


def terms():
    return list(Officeholder.objects.order_by("starts").values_list("name", "starts", "ends"))


@pytest.fixture
def held(district):
    return hand_over(district, "superintendent", name="First Holder", email="", starts=FIRST)


def new_holder(client, district, **posted):
    address = reverse("officeholder-new", args=[district.slug, "superintendent"])
    return client.post(address, {"name": "Second Holder", "email": "", "starts": "2026-08-15"} | posted)


def test_a_new_holder_ends_the_term_before_on_the_day_before(signed_in, office, district, held):
    assert new_holder(signed_in(office), district).status_code == 302
    assert terms() == [("First Holder", FIRST, SECOND - datetime.timedelta(days=1)), ("Second Holder", SECOND, None)]


def test_a_term_that_had_ended_stays_as_it_was(signed_in, office, district, held):
    Officeholder.objects.update(ends=datetime.date(2025, 6, 30))
    new_holder(signed_in(office), district)
    assert terms() == [("First Holder", FIRST, datetime.date(2025, 6, 30)), ("Second Holder", SECOND, None)]


def test_nobody_takes_an_office_before_somebody_who_took_it_later(signed_in, office, district, held):
    response = new_holder(signed_in(office), district, starts="2020-07-01")
    assert response.context["form"].errors["starts"] == [
        "First Holder took this office on July 1, 2020. Choose a later day, or correct that."
    ]
    assert response.context["form"]["name"].value() == "Second Holder"
    assert terms() == [("First Holder", FIRST, None)]


def test_a_term_is_ended_without_a_successor_and_corrected(signed_in, office, district, held):
    address = reverse("officeholder-edit", args=[district.slug, held.pk])
    posted = {"name": "First Holder", "email": "", "starts": "2020-08-01", "ends": "2026-06-30"}
    assert signed_in(office).post(address, posted).status_code == 302
    assert terms() == [("First Holder", datetime.date(2020, 8, 1), datetime.date(2026, 6, 30))]


@pytest.mark.parametrize(
    ("days", "field", "sentence"),
    [
        ({"ends": "2026-08-01"}, "ends", "The last day comes before the first."),
        ({"starts": "2024-01-01"}, "starts", "First Holder held this office in that time."),
    ],
)
def test_days_that_cannot_be_are_refused(signed_in, office, district, held, days, field, sentence):
    second = hand_over(district, "superintendent", name="Second Holder", email="", starts=SECOND)
    before = terms()
    posted = {"name": "Second Holder", "email": "", "starts": "2026-08-15", "ends": ""} | days
    response = signed_in(office).post(reverse("officeholder-edit", args=[district.slug, second.pk]), posted)
    assert response.context["form"].errors[field] == [sentence]
    assert terms() == before


def test_an_office_that_the_organization_does_not_have_is_no_page(signed_in, office, district, held):
    client = signed_in(office)
    assert client.get(reverse("officeholder-new", args=[district.slug, "president"])).status_code == 404
    other = factories.OrganizationFactory()
    assert client.get(reverse("officeholder-edit", args=[other.slug, held.pk])).status_code == 404


def test_only_the_office_changes_terms(signed_in, reporter, stranger, district, held):
    address = reverse("officeholder-edit", args=[district.slug, held.pk])
    assert signed_in(reporter).post(address, {"name": "Mine"}).status_code == 403
    assert signed_in(stranger).post(address, {"name": "Mine"}).status_code == 404
    assert terms() == [("First Holder", FIRST, None)]
