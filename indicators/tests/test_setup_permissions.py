"""The set-up pages belong to the consortium office; nobody else learns that they are there."""

import pytest
from django.urls import reverse

from consortium.models import ReportingPeriod, SchoolYear
from consortium.tests.factories import quarters
from indicators.tests.factories import MeasureFactory

pytestmark = pytest.mark.django_db

PAGES = [
    ("setup", []),
    ("setup_year_new", []),
    ("setup_year", ["2026-27"]),
    ("setup_period", ["2026-27-Q1"]),
    ("setup_targets", ["2026-27"]),
    ("setup_target_history", ["2026-27", "EN-2.4a"]),
    ("setup_milestones", ["2026-27"]),
    ("setup_assignments", ["2026-27"]),
]


@pytest.fixture(autouse=True)
def year(db):
    periods = quarters(2026)
    MeasureFactory(code="EN-2.4a", placed__indicator__goal__edition__first_year=periods[0].year)
    return periods[0].year


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_the_office_opens_it(name, args, office, signed_in):
    assert signed_in(office).get(reverse(name, args=args)).status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["reporter", "other_reporter", "member", "stranger"])
@pytest.mark.parametrize(("name", "args"), PAGES)
def test_others_are_told_that_it_is_not_there(name, args, who, method, request, signed_in):
    client = signed_in(request.getfixturevalue(who))
    data = {"start_year": 2027, "periods": "quarters", "lock": "1", "note": "x", "confirmed": "1", "propose": "1"}
    assert getattr(client, method)(reverse(name, args=args), data).status_code == 404
    assert SchoolYear.objects.count() == 1
    assert not ReportingPeriod.objects.filter(locked_at__isnull=False).exists()


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_a_visitor_is_sent_to_sign_in(name, args, signed_in):
    response = signed_in(None).get(reverse(name, args=args))
    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize(
    "address",
    [
        "/setup/years/2030-31/",
        "/setup/years/2026-28/",
        "/setup/periods/2026-27-Q5/",
        "/setup/periods/2026-27-Y/",
        "/setup/targets/nonsense/",
        "/setup/targets/2026-27/EN-9.9z/",
        "/setup/targets/2026-27/?organization=nobody",
        "/setup/milestones/2030-31/",
        "/setup/assignments/2030-31/",
    ],
)
def test_what_is_not_there_is_not_found(address, office, signed_in):
    assert signed_in(office).get(address).status_code == 404
