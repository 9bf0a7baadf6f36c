"""Who may read and write worksheets: strangers and others get 404, readers who write 403, only the office reviews."""

import pytest
from django.urls import reverse

from consortium.tests.factories import MembershipFactory
from indicators.models import Submission, Value
from indicators.tests import factories
from indicators.tests.sheets import address, owe, quarter

STEPS = ["worksheet", "worksheet-source", "worksheet-submit", "worksheet-take-back"]
REVIEWS = ["worksheet-approve", "worksheet-return"]


@pytest.fixture
def period(db):
    return quarter(2)


@pytest.fixture
def people(office, reporter, other_reporter, member, stranger):
    return {
        "office": office,
        "reporter": reporter,
        "other_reporter": other_reporter,
        "member": member,
        "stranger": stranger,
    }


def post_all(client, organization, period, names):
    return {name: client.post(address(organization, period, name)).status_code for name in names}


@pytest.mark.parametrize(
    ("who", "status"), [("office", 200), ("reporter", 200), ("other_reporter", 404), ("member", 404), ("stranger", 404)]
)
def test_who_opens_a_districts_worksheet(people, signed_in, district, period, who, status):
    assert signed_in(people[who]).get(address(district, period)).status_code == status


@pytest.mark.parametrize("who", ["other_reporter", "member", "stranger"])
def test_others_cannot_write_and_do_not_learn_that_it_is_there(people, signed_in, district, period, who):
    measure = owe(district, "EN-2.3a")
    client = signed_in(people[who])
    assert set(post_all(client, district, period, STEPS + REVIEWS).values()) == {404}
    cell = client.post(address(district, period, "worksheet-cell", measure.code), {"EN-2.3a.numerator": "3"})
    assert cell.status_code == 404
    assert not Value.objects.exists()
    assert not Submission.objects.exists()


def test_a_member_of_a_working_group_reads_its_worksheet_and_does_not_write(member, signed_in, working_group, period):
    measure = owe(working_group, "EN-1.3b", reporters=["working_group"])
    client = signed_in(member)
    page = client.get(address(working_group, period))
    assert page.status_code == 200
    assert "You can read this worksheet." in page.content.decode()
    assert 'name="EN-1.3b.numerator"' not in page.content.decode()
    assert set(post_all(client, working_group, period, STEPS + REVIEWS).values()) == {403}
    assert client.post(address(working_group, period, "worksheet-cell", measure.code)).status_code == 403
    assert not Value.objects.exists()


def test_the_lead_of_a_working_group_writes_its_worksheet(signed_in, working_group, period):
    measure = owe(working_group, "EN-1.3b", reporters=["working_group"])
    lead = MembershipFactory(organization=working_group, user__email="lead@example.org", role="reporter").user
    url = address(working_group, period, "worksheet-cell", measure.code)
    response = signed_in(lead).post(url, {"EN-1.3b.numerator": "3", "EN-1.3b.version": "0"})
    assert response.status_code == 200


def test_reporters_do_not_review_their_own_worksheet(reporter, signed_in, district, period):
    submission = factories.SubmissionFactory(organization=district, period=period, state="submitted")
    assert post_all(signed_in(reporter), district, period, REVIEWS) == dict.fromkeys(REVIEWS, 403)
    submission.refresh_from_db()
    assert submission.state == "submitted"


@pytest.mark.parametrize("who", ["reporter", "other_reporter", "member", "stranger"])
def test_the_queue_is_the_offices(people, signed_in, db, who):
    client = signed_in(people[who])
    assert client.get(reverse("review")).status_code == 404
    assert client.post(reverse("review-approve")).status_code == 404
    assert client.post(reverse("review-changed", args=[1])).status_code == 404


def test_a_visitor_is_sent_to_sign_in(signed_in, district, period):
    urls = [reverse("worksheets"), reverse("review"), address(district, period)]
    responses = [signed_in(None).get(url) for url in urls]
    assert [response.status_code for response in responses] == [302] * 3
    assert all("/accounts/login/" in response.url for response in responses)


@pytest.mark.parametrize("code", ["2024-25-Q9", "2024-26-Q1", "2031-32-Q1", "nonsense"])
def test_a_period_that_is_not_there_is_not_found(reporter, signed_in, district, period, code):
    assert signed_in(reporter).get(f"/worksheets/{district.slug}/{code}/").status_code == 404


def test_an_ended_membership_gives_no_access(reporter, signed_in, district, period):
    reporter.memberships.update(ended_on="2024-01-01")
    assert signed_in(reporter).get(address(district, period)).status_code == 404
