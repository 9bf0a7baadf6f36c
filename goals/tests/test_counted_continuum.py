"""Whom the continuum of best practices reached, and what they answered."""

import datetime

import pytest

from consortium.counting import Tally
from consortium.tests.factories import (
    ContactFactory,
    OrganizationYearFactory,
    SchoolFactory,
    SchoolYearFactory,
)
from goals.queries import counting
from goals.tests.factories import DistributionFactory, DocumentFactory, FeedbackFactory, RecipientFactory

pytestmark = pytest.mark.django_db

JULY = datetime.date(2026, 7, 1)
AUGUST_1 = datetime.date(2026, 8, 1)
SEPTEMBER_15 = datetime.date(2026, 9, 15)
SEPTEMBER_30 = datetime.date(2026, 9, 30)
OCTOBER_1 = datetime.date(2026, 10, 1)
Q1 = JULY, SEPTEMBER_30


def school(low, high):
    found = SchoolFactory()
    OrganizationYearFactory(organization=found, year=SchoolYearFactory(), lowest_grade=low, highest_grade=high)
    return found


def round_of(kind="continuum", first_day=AUGUST_1, **document):
    return DistributionFactory(document=DocumentFactory(kind=kind, **document), first_day=first_day)


def sent_to(round_, contact, received_on=None, sent=True, how="acknowledged"):
    return RecipientFactory(
        distribution=round_,
        contact=contact,
        sent_at="2026-08-01T18:00Z" if sent else None,
        received_on=received_on,
        received_how=how if received_on else "",
    )


def test_administrators_and_career_centers_on_the_list_count_once_each():
    fall, spring = round_of(), round_of(first_day=SEPTEMBER_15)
    middle, high = school(6, 8), school(9, 12)
    principal = ContactFactory(organization=middle)
    center = ContactFactory(organization=high, role="career_center")
    silent = ContactFactory(organization=high)
    unknown = ContactFactory(organization=school(None, None))
    sent_to(fall, principal, SEPTEMBER_15)
    sent_to(spring, principal, SEPTEMBER_30)  # twice, and once
    sent_to(fall, center, SEPTEMBER_30, how="handed_over")
    sent_to(fall, silent)
    sent_to(fall, unknown)
    sent_to(fall, ContactFactory(organization=high, role="main"), SEPTEMBER_15)  # neither of the two roles
    sent_to(fall, ContactFactory(organization=school(0, 6)), SEPTEMBER_15)  # an elementary school
    sent_to(round_of("guideline"), ContactFactory(organization=high), SEPTEMBER_15)  # another document
    ContactFactory(organization=high, role="career_center")  # on no list
    count = counting.continuum_recipients(*Q1)
    assert count.region == Tally(2, 4)
    assert set(count.records) == {principal, center}
    assert count.by_organization[high.parent_id] == Tally(1, 2)
    assert count.breakdowns == {
        "role": {"Administrator": Tally(1, 3), "Career center": Tally(1, 1)},
        "grade band": {
            counting.MIDDLE: Tally(1, 1),
            counting.HIGH: Tally(1, 2),
            counting.NOT_KNOWN: Tally(0, 1),
        },
    }


def test_a_round_that_begins_later_and_what_is_received_later_count_later():
    later = round_of(first_day=OCTOBER_1)
    sent_to(later, ContactFactory(organization=school(9, 12)), OCTOBER_1)
    early = ContactFactory(organization=school(9, 12))
    sent_to(round_of(), early, OCTOBER_1)
    assert counting.continuum_recipients(*Q1).region == Tally(0, 1)
    assert counting.continuum_recipients(OCTOBER_1, OCTOBER_1).region == Tally(2, 2)


def test_a_withdrawn_continuum_has_no_list():
    withdrawn = round_of(withdrawn_on=SEPTEMBER_30, withdrawn_because="A new one was written.")
    sent_to(withdrawn, ContactFactory(organization=school(9, 12)), SEPTEMBER_15)
    assert counting.continuum_recipients(*Q1).region == Tally(0, 0)


def test_feedback_is_one_answer_for_each_recipient_and_round():
    fall, spring = round_of(), round_of(first_day=SEPTEMBER_15)
    person = ContactFactory(organization=school(9, 12))
    first = FeedbackFactory(recipient=sent_to(fall, person, AUGUST_1), given_on=SEPTEMBER_15)
    second = FeedbackFactory(recipient=sent_to(spring, person), given_on=SEPTEMBER_30)  # another round
    by_hand = FeedbackFactory(
        recipient=sent_to(fall, ContactFactory(), JULY, sent=False, how="handed_over"), given_on=JULY
    )
    FeedbackFactory(recipient=sent_to(fall, ContactFactory()), given_on=OCTOBER_1)  # after the quarter
    FeedbackFactory(recipient=sent_to(fall, ContactFactory()), given_on=datetime.date(2026, 6, 30))  # before it
    FeedbackFactory(recipient=sent_to(fall, ContactFactory(), sent=False), given_on=SEPTEMBER_15)  # never sent
    FeedbackFactory(recipient=None, distribution=fall, from_whom="A parent", given_on=SEPTEMBER_15)
    FeedbackFactory(recipient=sent_to(round_of("guideline"), ContactFactory()), given_on=SEPTEMBER_15)
    count = counting.continuum_feedback(*Q1)
    assert count.region == Tally(3)
    assert set(count.records) == {first, second, by_hand}
    assert count.by_organization == {
        person.organization.parent_id: Tally(2),
        by_hand.recipient.organization.parent_id: Tally(1),
    }


def test_feedback_stays_when_the_document_is_withdrawn():
    round_ = round_of(withdrawn_on=SEPTEMBER_15, withdrawn_because="A new one was written.")
    FeedbackFactory(recipient=sent_to(round_, ContactFactory()), given_on=AUGUST_1)
    assert counting.continuum_feedback(*Q1).region == Tally(1)
