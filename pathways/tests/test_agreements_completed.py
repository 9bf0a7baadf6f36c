"""Articulation agreements completed in a span: those whose last signature falls in it and that all parties signed."""

import datetime

import pytest

from consortium.counting import Tally
from consortium.tests.factories import CollegeFactory, OrganizationFactory
from pathways.queries.agreements_counting import agreements_completed
from pathways.tests.factories import AgreementFactory, CourseFactory, SectorFactory, SignatureFactory

pytestmark = pytest.mark.django_db

JULY_1, JUNE_30 = datetime.date(2026, 7, 1), datetime.date(2027, 6, 30)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def college(db):
    return CollegeFactory()


def high_school_course(district=None):
    return CourseFactory(program__organization=district or OrganizationFactory())


def agreement(college, **fields):
    return AgreementFactory(college_course__program__organization=college, **fields)


def counted(starts=JULY_1, ends=JUNE_30, **options):
    count = agreements_completed(starts, ends, **options)
    assert count.records.count() == count.region.numerator
    return count


def test_the_first_and_the_last_day_count_and_the_days_around_them_do_not(college):
    within = [agreement(college, signed=day) for day in (JULY_1, JUNE_30)]
    for day in (JULY_1 - DAY, JUNE_30 + DAY):
        agreement(college, signed=day)
    assert set(counted().records) == set(within)
    assert counted().region == Tally(2)


def test_it_is_the_last_signature_that_counts(college):
    late, early = agreement(college), agreement(college)
    SignatureFactory(agreement=late, signed_on=JULY_1 - DAY)
    SignatureFactory(agreement=late, party=late.districts[0], signed_on=JULY_1)
    SignatureFactory(agreement=early, signed_on=JULY_1 - DAY)
    SignatureFactory(agreement=early, party=early.districts[0], signed_on=JULY_1 - DAY)
    assert list(counted().records) == [late]
    assert list(counted(JULY_1 - DAY, JULY_1 - DAY).records) == [early]


def test_a_party_missing_is_not_complete_and_one_that_signs_later_completes_it_then(college):
    two = agreement(college, courses=[high_school_course(), high_school_course()], signed=JULY_1)
    last = two.signatures.get(party=two.districts[1])
    last.delete()
    assert counted().region == Tally(0)
    SignatureFactory(agreement=two, party=last.party, signed_on=JUNE_30 + DAY)
    assert counted().region == Tally(0)
    assert counted(JUNE_30 + DAY, JUNE_30 + DAY).region == Tally(1)


def test_what_expired_or_was_ended_within_the_span_was_completed_all_the_same(college):
    agreement(college, signed=JULY_1, expires_on=JULY_1 + DAY)
    agreement(college, signed=JULY_1, terminated_on=JULY_1 + DAY, terminated_because="The program closes.")
    assert counted().region == Tally(2)


def test_a_renewal_is_an_agreement_completed_in_its_own_time(college):
    old = agreement(college, signed=JULY_1 - DAY, expires_on=JUNE_30)
    new = agreement(college, renews=old, signed=JUNE_30)
    assert list(counted().records) == [new]


def test_with_two_districts_it_is_one_and_part_of_each(college):
    both = [high_school_course() for _ in range(2)]
    agreement(college, courses=[*both, CourseFactory(program=both[0].program)], signed=JULY_1)
    agreement(college, courses=both[:1], signed=JULY_1)
    first, second = (course.program.organization_id for course in both)
    count = counted()
    assert count.region == Tally(2)
    assert count.by_organization == {college.pk: Tally(2), first: Tally(2), second: Tally(1)}


def test_by_sector(college):
    health, transport = SectorFactory(name="Health"), SectorFactory(name="Transportation")
    for sector in (health, health, transport):
        agreement(college, sector=sector, signed=JULY_1)
    agreement(college, sector=SectorFactory(name="Unsigned"))
    assert counted().breakdowns == {"sector": {"Health": Tally(2), "Transportation": Tally(1)}}


def test_narrowed_to_organizations_it_counts_those_of_which_one_is_a_party(college):
    district, other = OrganizationFactory(), CollegeFactory()
    mine = agreement(college, courses=[high_school_course(district)], signed=JULY_1)
    theirs = agreement(other, courses=[high_school_course(district)], signed=JULY_1)
    assert list(counted(organizations=[college.pk]).records) == [mine]
    assert set(counted(organizations=[district.pk]).records) == {mine, theirs}
    assert counted(organizations=[college.pk, other.pk, district.pk]).region == Tally(2)
    assert counted(organizations=[]).region == Tally(0)


def test_it_asks_as_often_for_many_as_for_few(college, django_assert_num_queries):
    for _ in range(8):
        agreement(college, courses=[high_school_course(), high_school_course()], signed=JULY_1)
    with django_assert_num_queries(4):
        count = agreements_completed(JULY_1, JUNE_30)
        assert (count.region, len(count.by_organization)) == (Tally(8), 17)
        assert len(count.breakdowns["sector"]) == 8
