"""Who counts as having received the goals, the metrics, the gap analysis and the career preparation document."""

import datetime

import pytest

from consortium.counting import Tally
from consortium.models import Organization
from consortium.tests.factories import (
    CollegeFactory,
    ContactFactory,
    OfficeFactory,
    OfficeholderFactory,
    OfficeOrganizationFactory,
    OrganizationFactory,
    OrganizationYearFactory,
    SchoolFactory,
    SchoolYearFactory,
    WorkingGroupFactory,
)
from goals.queries import counting
from goals.tests.factories import DistributionFactory, DocumentFactory, DocumentVersionFactory, RecipientFactory

pytestmark = pytest.mark.django_db

JULY = datetime.date(2026, 7, 1)
AUGUST_1 = datetime.date(2026, 8, 1)
SEPTEMBER_15 = datetime.date(2026, 9, 15)
SEPTEMBER_30 = datetime.date(2026, 9, 30)
OCTOBER_1 = datetime.date(2026, 10, 1)
Q1 = JULY, SEPTEMBER_30


def member(factory=OrganizationFactory, grades=(0, 12), joined=True, **fields):
    organization = factory(**fields)
    low, high = grades
    OrganizationYearFactory(
        organization=organization, year=SchoolYearFactory(), member=joined, lowest_grade=low, highest_grade=high
    )
    return organization


def sending(kind, **document):
    return DistributionFactory(document=DocumentFactory(kind=kind, **document), first_day=AUGUST_1)


def to_office(round_, office, received_on=None, holder=None):
    how = "acknowledged" if received_on else ""
    return RecipientFactory(
        distribution=round_, contact=None, office=office, officeholder=holder, received_on=received_on, received_how=how
    )


def office_of(organization, title="superintendent"):
    return OfficeFactory(organization=organization, title=title)


def test_before_anything_is_set_up_it_is_none_of_none():
    for source in ("goals_recipients", "metrics_recipients", "gap_recipients", "career_preparation_recipients"):
        count = counting.SOURCES[source](*Q1)
        assert (count.region, count.by_organization, list(count.records)) == (Tally(0, 0), {}, [])


def test_goals_are_received_by_offices_not_by_sendings_versions_or_holders():
    district, college, silent = member(), member(CollegeFactory), member()
    outside, closed = member(joined=False), member(closed_on=AUGUST_1)
    first, again = sending("goals"), sending("goals")
    DocumentVersionFactory(document=first.document, number=1)
    DocumentVersionFactory(document=first.document, number=2)
    superintendent, president = office_of(district), office_of(college, "president")
    to_office(first, superintendent, SEPTEMBER_15)
    to_office(again, superintendent, SEPTEMBER_15)  # twice, and once
    to_office(first, president, SEPTEMBER_30)  # on the last day
    to_office(first, office_of(silent))  # sent, and nothing heard
    to_office(first, office_of(outside), SEPTEMBER_15)  # no member this year
    to_office(first, office_of(closed), SEPTEMBER_15)  # closed by then
    to_office(sending("metrics"), office_of(silent), SEPTEMBER_15)  # another document
    count = counting.goals_recipients(*Q1)
    assert count.region == Tally(2, 3)
    assert count.by_organization == {district.pk: Tally(1, 1), college.pk: Tally(1, 1), silent.pk: Tally(0, 1)}
    assert count.breakdowns == {"segment": {"K-12": Tally(1, 2), "Community college": Tally(1, 1)}}
    assert set(count.records) == {superintendent, president}
    assert counting.metrics_recipients(*Q1).region == Tally(1, 3)


def test_what_is_received_after_the_last_day_counts_later():
    to_office(sending("goals"), office_of(member()), OCTOBER_1)
    assert counting.goals_recipients(*Q1).region == Tally(0, 1)
    assert counting.goals_recipients(OCTOBER_1, datetime.date(2026, 12, 31)).region == Tally(1, 1)


def test_a_withdrawn_or_expired_document_reached_nobody_any_more():
    office = office_of(member())
    to_office(sending("goals", withdrawn_on=SEPTEMBER_30, withdrawn_because="Reworded."), office, SEPTEMBER_15)
    to_office(sending("goals", expires_on=SEPTEMBER_15), office, SEPTEMBER_15)
    assert counting.goals_recipients(*Q1).region == Tally(0, 1)
    assert counting.goals_recipients(JULY, SEPTEMBER_15).region == Tally(1, 1)


def test_an_office_that_changed_hands_is_one_office():
    office = office_of(member())
    former = OfficeholderFactory(office=office, ends=datetime.date(2026, 8, 31))
    OfficeholderFactory(office=office, starts=datetime.date(2026, 9, 1))
    to_office(sending("goals"), office, AUGUST_1, holder=former)
    assert counting.goals_recipients(*Q1).region == Tally(1, 1)


def test_a_holder_who_had_left_does_not_speak_for_the_office():
    office = office_of(member())
    former = OfficeholderFactory(office=office, ends=datetime.date(2026, 8, 31))
    to_office(sending("goals"), office, SEPTEMBER_15, holder=former)
    assert counting.goals_recipients(*Q1).region == Tally(0, 1)


def test_gap_analysis_reaches_member_organizations_each_once():
    college, district = member(CollegeFactory), member()
    board = member(kind=Organization.Kind.WORKFORCE_BOARD, segment="")
    member(OfficeOrganizationFactory)  # the office and a working group hand it out
    member(WorkingGroupFactory)
    member(SchoolFactory)  # schools are their districts'
    round_ = sending("gap_analysis")
    for contact in (ContactFactory(organization=college), ContactFactory(organization=college)):
        RecipientFactory(
            distribution=round_, contact=contact, received_on=SEPTEMBER_15, received_how="handed_over"
        )
    RecipientFactory(distribution=round_, contact=ContactFactory(organization=district), sent_at="2026-08-01T12:00Z")
    count = counting.gap_recipients(*Q1)
    assert count.region == Tally(1, 3)
    assert list(count.records) == [college]
    assert count.breakdowns == {
        "segment": {"Community college": Tally(1, 1), "K-12": Tally(0, 1), "Of no segment": Tally(0, 1)}
    }
    assert count.by_organization[board.pk] == Tally(0, 1)


def test_career_preparation_reaches_middle_and_high_schools_of_member_districts():
    district, stranger = member(), member(joined=False)
    middle, high, both = ((6, 8), (9, 12), (7, 12))
    reached = member(SchoolFactory, grades=middle, parent=district)
    member(SchoolFactory, grades=high, parent=district)
    joint = member(SchoolFactory, grades=both, parent=district)
    elementary = member(SchoolFactory, grades=(0, 6), parent=district)
    unknown = member(SchoolFactory, grades=(None, None), parent=district)
    elsewhere = member(SchoolFactory, grades=high, parent=stranger)
    shut = member(SchoolFactory, grades=high, parent=district, closed_on=AUGUST_1)
    round_ = sending("career_preparation")
    for school in (reached, joint, elementary, unknown, elsewhere, shut):
        RecipientFactory(
            distribution=round_,
            contact=ContactFactory(organization=school),
            received_on=SEPTEMBER_15,
            received_how="acknowledged",
        )
    count = counting.career_preparation_recipients(*Q1)
    assert count.region == Tally(2, 3)
    assert set(count.records) == {reached, joint}
    assert count.by_organization == {district.pk: Tally(2, 3)}
    assert count.breakdowns == {
        "grade band": {counting.MIDDLE: Tally(2, 2), counting.HIGH: Tally(1, 2)}  # the joint school is in both
    }
