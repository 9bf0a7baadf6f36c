"""The home page says to each role what waits for them, and nothing that waits for others."""

import pytest

from consortium.tests.factories import MembershipFactory, quarters
from indicators.loading import load_frameworks
from indicators.models import Measure
from indicators.tests.factories import AssignmentFactory, SubmissionFactory, TargetFactory, ValueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def q1(district):
    """The first quarter of 2025-26, which has ended, with one measure that the district owes and is behind in."""
    period = quarters(2025)[0]
    load_frameworks(period.year)
    fairs = Measure.objects.get(code="EN-2.4a")
    AssignmentFactory(measure=fairs, year=period.year, organization=district)
    TargetFactory(measure=fairs, year=period.year, value=1000)
    return period


def home(client):
    return client.get("/?year=2025-26&through=Q1").content.decode()


def test_the_office_sees_its_queue_by_period_and_state(signed_in, office, district, q1):
    SubmissionFactory(organization=district, period=q1, state="submitted")
    page = home(signed_in(office))
    assert "Review 1 worksheet" in page
    assert '<a href="/worksheets/?period=2025-26-Q1&amp;state=submitted">1</a>' in page


def test_a_reporter_sees_their_worksheets_and_why_one_came_back(signed_in, reporter, district, q1):
    SubmissionFactory(organization=district, period=q1, state="returned", review_comment="Count the fairs again.")
    page = home(signed_in(reporter))
    assert "Count the fairs again." in page
    assert f'href="/worksheets/{district.slug}/2025-26-Q1/"' in page
    assert "What waits for the office" not in page


def test_a_member_sees_what_is_behind_and_nothing_of_worksheets(signed_in, member, district, q1):
    ValueFactory(measure=Measure.objects.get(code="EN-2.4a"), organization=district, period=q1, numerator=3)
    page = home(signed_in(member))
    assert "3 of 1,000 fairs" in page
    assert "Your worksheets" not in page
    assert "What waits for the office" not in page


def test_another_reporter_sees_nothing_of_somebody_elses_worksheet(signed_in, other_reporter, district, q1):
    SubmissionFactory(organization=district, period=q1, state="returned", review_comment="Count the fairs again.")
    page = home(signed_in(other_reporter))
    assert "Count the fairs again." not in page
    assert f"/worksheets/{district.slug}/" not in page


def test_one_person_may_report_for_several(signed_in, reporter, district, q1):
    second = MembershipFactory(user=reporter).organization
    AssignmentFactory(measure=Measure.objects.get(code="EN-2.5a"), year=q1.year, organization=second)
    page = home(signed_in(reporter))
    assert [slug for slug in (district.slug, second.slug) if f"/worksheets/{slug}/2025-26-Q1/" in page] == [
        district.slug,
        second.slug,
    ]
