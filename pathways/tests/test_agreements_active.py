"""Articulation agreements in force on the last day of a span."""

import datetime

import pytest

from consortium.counting import Tally
from consortium.tests.factories import CollegeFactory, OrganizationFactory
from pathways.queries.agreements_counting import agreements_active
from pathways.tests.factories import AgreementFactory, CourseFactory, SectorFactory, SignatureFactory

pytestmark = pytest.mark.django_db

QUARTER = datetime.date(2026, 7, 1), datetime.date(2026, 9, 30)
LAST = QUARTER[1]
DAY = datetime.timedelta(days=1)
SIGNED = datetime.date(2025, 3, 2)


def counted(starts=QUARTER[0], ends=LAST, **options):
    count = agreements_active(starts, ends, **options)
    assert count.records.count() == count.region.numerator
    return count


def test_signed_by_the_last_day_counts_and_a_day_later_does_not():
    june_30 = AgreementFactory(signed=datetime.date(2026, 6, 30))
    on_the_day = AgreementFactory(signed=LAST)
    AgreementFactory(signed=LAST + DAY)
    assert set(counted().records) == {june_30, on_the_day}


def test_one_that_expired_in_the_middle_of_the_quarter_is_gone_and_one_that_expires_on_the_day_is_not():
    AgreementFactory(signed=SIGNED, expires_on=datetime.date(2026, 8, 15))
    last_day = AgreementFactory(signed=SIGNED, expires_on=LAST)
    AgreementFactory(signed=SIGNED, expires_on=LAST - DAY)
    assert list(counted().records) == [last_day]
    assert counted(ends=LAST + DAY).region == Tally(0)


def test_a_party_missing_and_ended_early_do_not_count():
    missing = AgreementFactory()
    SignatureFactory(agreement=missing, signed_on=SIGNED)
    AgreementFactory(signed=SIGNED, terminated_on=LAST, terminated_because="The program closes.")
    later = AgreementFactory(signed=SIGNED, terminated_on=LAST + DAY, terminated_because="The program closes.")
    assert list(counted().records) == [later]


def test_a_renewed_agreement_counts_once_also_while_both_stand():
    old = AgreementFactory(signed=SIGNED, expires_on=LAST)
    new = AgreementFactory(renews=old, signed=LAST)
    assert list(counted(ends=LAST - DAY).records) == [old]
    assert list(counted().records) == [new]
    assert list(counted(ends=LAST + DAY).records) == [new]


def test_with_two_districts_it_is_one_and_part_of_each():
    college, districts = CollegeFactory(), [OrganizationFactory(), OrganizationFactory()]
    AgreementFactory(
        college_course__program__organization=college,
        courses=[CourseFactory(program__organization=district) for district in districts],
        signed=SIGNED,
    )
    AgreementFactory(college_course__program__organization=college)
    assert counted().region == Tally(1)
    assert counted().by_organization == dict.fromkeys([college.pk, *(one.pk for one in districts)], Tally(1))


def test_by_sector_and_narrowed_to_organizations():
    health = SectorFactory(name="Health")
    one, two = (AgreementFactory(sector=health, signed=SIGNED) for _ in range(2))
    AgreementFactory(sector=SectorFactory(name="Transportation"), signed=SIGNED)
    assert counted().breakdowns == {"sector": {"Health": Tally(2), "Transportation": Tally(1)}}
    mine = counted(organizations=[one.college.pk, two.districts[0].pk])
    assert mine.breakdowns == {"sector": {"Health": Tally(2)}}
