"""The office's queue: approving, returning with a comment and a mail, approving many, opening again."""

import datetime
import threading

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consortium.tests.factories import MembershipFactory, OrganizationFactory
from indicators.models import StageReached, Submission
from indicators.tests import factories
from indicators.tests.sheets import address, owe, quarter
from indicators.worksheets import queue as reviewing
from indicators.worksheets import review
from indicators.worksheets.states import Refused

NOON = datetime.datetime(2025, 1, 14, 20, tzinfo=datetime.UTC)


@pytest.fixture
def period(db):
    return quarter(2)


@pytest.fixture
def client(office, signed_in):
    return signed_in(office)


def submitted(organization, period, at=NOON, **fields):
    """A submitted worksheet with one figure."""
    submission = factories.SubmissionFactory(
        organization=organization, period=period, state="submitted", submitted_at=at, **fields
    )
    factories.ValueFactory(organization=organization, period=period, submission=submission, numerator=14)
    return submission


def act(client, submission, action, **data):
    data.setdefault("seen", review.stamp(submission))
    url = address(submission.organization, submission.period, f"worksheet-{action}")
    return client.post(url, data, follow=True)


def test_approving_makes_its_values_figures(client, district, period, office):
    submission = submitted(district, period)
    act(client, submission, "approve")
    submission.refresh_from_db()
    assert (submission.state, submission.reviewed_by) == ("approved", office)
    assert submission.values.approved().count() == 1


def test_the_page_offers_approve_and_return_only_while_it_is_submitted(client, district, period):
    submission = submitted(district, period)
    page = client.get(address(district, period)).content.decode()
    assert (">Approve<" in page, "Return it" in page) == (True, True)
    act(client, submission, "approve")
    page = client.get(address(district, period)).content.decode()
    assert (">Approve<" in page, "Return it" in page, "Open it again" in page) == (False, False, True)


def test_returning_needs_a_comment(client, district, period):
    submission = submitted(district, period)
    response = act(client, submission, "return", comment="  ")
    assert response.status_code == 422
    assert "Say what has to change, so that the reporters know what to do." in response.content.decode()
    submission.refresh_from_db()
    assert submission.state == "submitted"


def test_returning_tells_the_reporters_by_mail_what_has_to_change_and_where(
    client, district, period, reporter, django_capture_on_commit_callbacks
):
    MembershipFactory(organization=district, user__email="second@example.org")
    MembershipFactory(organization=district, user__email="gone@example.org", ended_on=datetime.date(2024, 1, 1))
    submission = submitted(district, period, submitted_by=reporter)
    with django_capture_on_commit_callbacks(execute=True):
        page = act(client, submission, "return", comment="The fairs are missing.").content.decode()
    submission.refresh_from_db()
    assert (submission.state, submission.review_comment) == ("returned", "The fairs are missing.")
    assert [message.to for message in mail.outbox] == [["reporter@example.org"], ["second@example.org"]]
    assert "The fairs are missing." in mail.outbox[0].body
    assert f"http://testserver{address(district, period)}\n" in mail.outbox[0].body
    assert "Mailed to 2 people." in page


def test_approving_sends_no_mail(client, district, period, reporter, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        act(client, submitted(district, period), "approve")
    assert mail.outbox == []


@pytest.mark.parametrize("state", ["draft", "returned", "approved"])
def test_only_what_is_submitted_can_be_approved(client, district, period, state):
    comment = "x" if state == "returned" else ""
    submission = factories.SubmissionFactory(
        organization=district, period=period, state=state, review_comment=comment
    )
    page = act(client, submission, "approve").content.decode()
    submission.refresh_from_db()
    assert (submission.state, submission.reviewed_by) == (state, None)
    assert "Not approved." in page


def test_what_was_handed_in_anew_since_it_was_looked_at_is_not_approved_unseen(client, district, period):
    submission = submitted(district, period)
    page = act(client, submission, "approve", seen="2025-01-13T20:00:00+00:00").content.decode()
    submission.refresh_from_db()
    assert submission.state == "submitted"
    assert "It was submitted anew on January 14, 2025, 12:00." in page


def test_an_approved_worksheet_is_opened_again_with_a_comment(client, district, period):
    submission = submitted(district, period)
    act(client, submission, "approve")
    act(client, submission, "return", comment="The superintendent found a slip.")
    submission.refresh_from_db()
    assert (submission.state, submission.review_comment) == ("returned", "The superintendent found a slip.")
    assert submission.values.approved().count() == 0


def test_many_are_approved_at_once_and_the_others_are_named_with_the_reason(client, district, period):
    first = submitted(district, period)
    second = submitted(OrganizationFactory(name="Eastside High"), period)
    keys = [one.key for one in reviewing.waiting()]
    assert len(keys) == 2
    Submission.objects.filter(pk=second.pk).update(state="draft")
    page = client.post(reverse("review-approve"), {"worksheet": keys}, follow=True).content.decode()
    assert "Approved 1 worksheet: Northside Union High, 2024-25 Q2." in page
    assert "Not approved: Eastside High, 2024-25 Q2. It is a draft and not submitted" in page
    assert list(Submission.objects.order_by("pk").values_list("pk", "state")) == [
        (first.pk, "approved"),
        (second.pk, "draft"),
    ]


def test_approving_none_says_so(client, db):
    keys = ["nonsense", "7@x", "9" * 5000 + "@x"]
    page = client.post(reverse("review-approve"), {"worksheet": keys}, follow=True).content.decode()
    assert "Nothing was ticked, so nothing was approved." in page


def test_the_queue_is_in_the_order_of_due_days_and_says_what_looks_odd(client, district, period):
    late = submitted(district, quarter(1), at=NOON + datetime.timedelta(days=1))
    figure = late.values.get()
    second = factories.SubmissionFactory(organization=district, period=period, state="submitted", submitted_at=NOON)
    factories.ValueFactory(
        measure=figure.measure, organization=district, period=period, submission=second, numerator=140
    )
    assert [(one.submission, one.values, one.odd) for one in reviewing.waiting()] == [(late, 1, 0), (second, 1, 1)]
    page = client.get(reverse("review")).content.decode()
    assert page.index("2024-25 Q1") < page.index("2024-25 Q2")
    assert "1 looks odd" in page


def test_the_queue_takes_as_many_queries_for_many_worksheets_as_for_few(client, period):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("review")).status_code == 200
        return len(captured)

    submitted(OrganizationFactory(), period)
    few = queries()
    for _ in range(12):
        submitted(OrganizationFactory(), period)
    assert queries() == few


def test_an_empty_queue_says_what_to_do_next(client):
    page = client.get(reverse("review")).content.decode()
    assert "Nothing waits for review" in page
    assert f'href="{reverse("worksheets")}"' in page


def milestone(organization, period, measure, stage, day, state="submitted"):
    submission = factories.SubmissionFactory(
        organization=organization, period=period, state=state, submitted_at=NOON
    )
    factories.ValueFactory(
        measure=measure,
        organization=None,
        period=period,
        submission=submission,
        numerator=None,
        stage=stage,
        stage_date=day,
    )
    return submission


def stages(measure):
    rows = StageReached.objects.filter(measure=measure, reached__isnull=False).order_by("stage")
    return list(rows.values_list("stage", "reached"))


def approve(submission, office):
    submission.refresh_from_db()
    return review.approve(
        submission.organization, submission.period, seen=review.stamp(submission), user=office, now=NOON
    )


OCTOBER, MAY = datetime.date(2024, 10, 5), datetime.date(2024, 8, 5)


def test_approving_a_milestone_writes_the_stage_reached_and_leaves_its_due_day(office, working_group, period):
    measure = owe(working_group, "EN-1.1a", factory=factories.MilestoneFactory, reporters=["working_group"])
    StageReached.objects.create(measure=measure, stage=2, due=datetime.date(2024, 12, 1))
    submission = milestone(working_group, period, measure, 2, OCTOBER)
    assert stages(measure) == []
    approve(submission, office)
    assert stages(measure) == [(2, OCTOBER)]
    assert StageReached.objects.get(measure=measure, stage=2).due == datetime.date(2024, 12, 1)


def test_a_later_worksheet_overrides_an_earlier_one_whichever_is_approved_first(office, working_group, period):
    measure = owe(working_group, "EN-1.1a", factory=factories.MilestoneFactory, reporters=["working_group"])
    early = milestone(working_group, quarter(1), measure, 1, MAY)
    late = milestone(working_group, period, measure, 2, OCTOBER)
    approve(late, office)
    approve(early, office)
    assert stages(measure) == [(1, MAY), (2, OCTOBER)]


def test_a_stage_that_a_later_worksheet_takes_back_is_not_reached(office, working_group, period):
    measure = owe(working_group, "EN-1.1a", factory=factories.MilestoneFactory, reporters=["working_group"])
    approve(milestone(working_group, quarter(1), measure, 2, MAY), office)
    approve(milestone(working_group, period, measure, 1, OCTOBER), office)
    assert stages(measure) == [(1, OCTOBER)]


def test_opening_a_worksheet_again_takes_its_stage_back(office, working_group, period):
    measure = owe(working_group, "EN-1.1a", factory=factories.MilestoneFactory, reporters=["working_group"])
    submission = approve(milestone(working_group, period, measure, 2, OCTOBER), office)
    review.send_back(working_group, period, "Too early.", seen=review.stamp(submission), user=office, now=NOON)
    assert stages(measure) == []


def test_a_ladder_that_renews_is_kept_by_year(office, working_group, period):
    measure = owe(
        working_group, "EN-1.1a", factory=factories.MilestoneFactory, reporters=["working_group"], renews=True
    )
    approve(milestone(working_group, period, measure, 1, OCTOBER), office)
    assert StageReached.objects.get(measure=measure).year == period.year


@pytest.mark.django_db(transaction=True)
def test_of_two_opposite_decisions_at_the_same_moment_one_is_refused():
    organization, period = OrganizationFactory(), quarter(2)
    submission = submitted(organization, period)
    seen = review.stamp(Submission.objects.get(pk=submission.pk))
    outcomes, gate = {}, threading.Barrier(2)

    def run(name, step):
        try:
            gate.wait(timeout=10)
            outcomes[name] = step().state
        except Refused as refusal:
            outcomes[name] = refusal
        finally:
            connection.close()

    now = timezone.now()
    steps = {
        "approved": lambda: review.approve(organization, period, seen=seen, user=None, now=now),
        "draft": lambda: review.take_back(organization, period),
    }
    threads = [threading.Thread(target=run, args=pair) for pair in steps.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    done = [name for name, outcome in outcomes.items() if outcome == name]
    refused = [name for name, outcome in outcomes.items() if isinstance(outcome, Refused)]
    assert (len(done), len(refused)) == (1, 1)
    assert Submission.objects.get().state == done[0]
