"""What counts as an employer contacted, as a contact, as a speaker: exact figures with every trap in the records."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from consortium.counting import Tally
from consortium.tests.factories import CollegeFactory, OfficeOrganizationFactory, OrganizationFactory, SchoolFactory
from pathways.tests.factories import SectorFactory
from wbl.models import Employer, EmployerContact
from wbl.queries.counting import records_address
from wbl.queries.outreach import NO_SECTOR, employer_contacts, employers_contacted, of_organization, speakers
from wbl.rules.merging import fingerprint, merge
from wbl.tests.factories import (
    EmployerContactFactory,
    EmployerFactory,
    EventFactory,
    SpeakerFactory,
    SpeakingFactory,
)

pytestmark = pytest.mark.django_db

YEAR = datetime.date(2026, 7, 1), datetime.date(2027, 6, 30)
Q2 = datetime.date(2026, 10, 1), datetime.date(2026, 12, 31)
SUMMER = datetime.timezone(datetime.timedelta(hours=-7))


@pytest.fixture
def north():
    return OrganizationFactory(name="Northside Union High")


@pytest.fixture
def south():
    return OrganizationFactory(name="Southside Unified")


def contact(employer, organization, day="2026-10-06", **fields):
    made_on = datetime.date.fromisoformat(day)
    return EmployerContactFactory(employer=employer, organization=organization, made_on=made_on, **fields)


def test_without_records_there_is_zero():
    for source in (employers_contacted, employer_contacts, speakers):
        count = source(*YEAR)
        assert (count.region, count.by_organization, list(count.records)) == (Tally(0), {}, [])


def test_an_employer_contacted_by_two_districts_is_one_in_the_region_and_one_for_each(north, south):
    welding, dental = EmployerFactory(), EmployerFactory()
    for organization, employer in [(north, welding), (north, welding), (south, welding), (south, dental)]:
        contact(employer, organization)
    count = employers_contacted(*YEAR)
    assert count.region == Tally(2)
    assert count.by_organization == {north.pk: Tally(1), south.pk: Tally(2)}
    assert set(count.records) == {welding, dental}
    assert employer_contacts(*YEAR).region == Tally(4)
    assert employer_contacts(*YEAR).by_organization == {north.pk: Tally(2), south.pk: Tally(2)}


def test_a_contact_about_teachers_or_something_else_is_a_contact_and_makes_no_employer_contacted(north):
    employer = EmployerFactory()
    contact(employer, north, purpose="teachers")
    contact(employer, north, purpose="other")
    assert employers_contacted(*YEAR).region == Tally(0)
    assert employer_contacts(*YEAR).region == Tally(2)


def test_the_school_year_begins_on_july_1_and_ends_on_june_30(north):
    for day in ("2026-06-30", "2026-07-01", "2027-06-30", "2027-07-01"):
        contact(EmployerFactory(name=f"Employer of {day}"), north, day)
    names = sorted(employers_contacted(*YEAR).records.values_list("name", flat=True))
    assert names == ["Employer of 2026-07-01", "Employer of 2027-06-30"]
    assert employer_contacts(*YEAR).region == Tally(2)


def test_what_a_school_did_is_its_district_s(north):
    contact(EmployerFactory(), SchoolFactory(parent=north))
    assert employers_contacted(*YEAR).by_organization == {north.pk: Tally(1)}
    assert employer_contacts(*YEAR, organizations=[north.pk]).region == Tally(1)


def test_only_those_who_keep_records_here_are_counted_where_organizations_are_named(north, south):
    shared, own = EmployerFactory(), EmployerFactory()
    contact(shared, north)
    contact(shared, south)
    contact(own, south)
    count = employers_contacted(*YEAR, organizations=[north.pk])
    assert (count.region, count.by_organization) == (Tally(1), {north.pk: Tally(1)})
    assert list(count.records) == [shared]
    assert employer_contacts(*YEAR, organizations=[]).region == Tally(0)


def test_merged_employers_are_one(north, south, office):
    kept, gone = EmployerFactory(), EmployerFactory()
    contact(kept, north)
    contact(gone, south)
    assert employers_contacted(*YEAR).region == Tally(2)
    merge(kept, gone, {}, fingerprint(kept, gone), office, timezone.now())
    count = employers_contacted(*YEAR)
    assert count.region == Tally(1)
    assert count.by_organization == {north.pk: Tally(1), south.pk: Tally(1)}
    assert list(count.records) == [kept]
    assert employer_contacts(*YEAR).region == Tally(2)


def outcomes(count):
    return {outcome: tally.numerator for outcome, tally in count.breakdowns["outcome"].items() if tally.numerator}


def test_an_employer_stands_by_its_latest_answer(north, south):
    employer = EmployerFactory()
    contact(employer, north, "2026-09-01", outcome="yes")
    contact(employer, south, "2026-10-01", outcome="maybe")
    contact(employer, north, "2026-11-01", outcome="no_answer")
    assert outcomes(employers_contacted(*YEAR)) == {"Maybe": 1}
    assert outcomes(employers_contacted(*YEAR, organizations=[north.pk])) == {"Yes": 1}
    assert outcomes(employer_contacts(*YEAR)) == {"Yes": 1, "Maybe": 1, "No answer": 1}


def test_an_employer_that_never_answered_stands_by_the_latest_contact(north):
    employer = EmployerFactory()
    contact(employer, north, "2026-09-01", outcome="no_answer")
    contact(employer, north, "2026-09-01", outcome="follow_up")
    assert outcomes(employers_contacted(*YEAR)) == {"Asked to follow up": 1}
    assert list(employers_contacted(*YEAR).breakdowns["outcome"]) == EmployerContact.Outcome.labels


def test_the_parts_by_sector_add_up_to_the_whole(north):
    second, first = SectorFactory(name="Health", order=2), SectorFactory(name="Energy", order=1)
    for sector in (first, second, second, None):
        contact(EmployerFactory(sector=sector), north)
    parts = employers_contacted(*YEAR).breakdowns["sector"]
    assert list(parts.items()) == [("Energy", Tally(1)), ("Health", Tally(2)), (NO_SECTOR, Tally(1))]
    assert list(employer_contacts(*YEAR).breakdowns["sector"]) == ["Energy", "Health", NO_SECTOR]


def test_the_records_are_exactly_those_counted_with_their_latest_day(north, south):
    employer = EmployerFactory()
    contact(employer, north, "2026-10-06")
    contact(employer, north, "2026-11-20")
    contact(employer, south, "2027-02-01")
    records = employers_contacted(*Q2).records
    assert [(row, row.counted_on, row.counted_for) for row in records] == [
        (employer, datetime.date(2026, 11, 20), [north.pk])
    ]
    assert list(of_organization(records, north)) == [employer]
    assert list(of_organization(records, south)) == []
    assert of_organization(employer_contacts(*Q2).records, north).count() == 2


def talk(speaker, owner, begins=None, **fields):
    begins = begins or datetime.datetime(2026, 10, 6, 10, tzinfo=SUMMER)
    return SpeakingFactory(speaker=speaker, event=EventFactory(owner=owner, starts_at=begins, **fields))


def test_a_speaker_at_three_events_of_two_districts_is_one_and_one_for_each(north, south):
    ana, ben = SpeakerFactory(), SpeakerFactory()
    for speaker, owner in [(ana, north), (ana, north), (ana, south), (ben, SchoolFactory(parent=south))]:
        talk(speaker, owner)
    count = speakers(*YEAR)
    assert count.region == Tally(2)
    assert count.by_organization == {north.pk: Tally(1), south.pk: Tally(2)}
    assert set(count.records) == {ana, ben}
    assert list(of_organization(count.records, north)) == [ana]
    assert speakers(*YEAR, organizations=[north.pk]).region == Tally(1)


@pytest.mark.parametrize("status", ["planned", "cancelled"])
def test_only_events_that_were_held_count(status, north):
    talk(SpeakerFactory(), north, status=status)
    assert speakers(*YEAR).region == Tally(0)


def test_the_day_of_a_talk_is_that_of_california(north):
    """June 30 at 23:30 in California is July 1 in Greenwich already."""
    talk(SpeakerFactory(name="Before"), north, datetime.datetime(2026, 6, 30, 23, 30, tzinfo=SUMMER))
    talk(SpeakerFactory(name="First"), north, datetime.datetime(2026, 7, 1, 0, 10, tzinfo=SUMMER))
    talk(SpeakerFactory(name="Last"), north, datetime.datetime(2027, 6, 30, 23, 30, tzinfo=SUMMER))
    talk(SpeakerFactory(name="After"), north, datetime.datetime(2027, 7, 1, 0, 10, tzinfo=SUMMER))
    assert sorted(speakers(*YEAR).records.values_list("name", flat=True)) == ["First", "Last"]


def test_a_speaker_s_sector_is_their_own_or_else_the_employer_s(north):
    health, energy = SectorFactory(name="Health", order=1), SectorFactory(name="Energy", order=2)
    employer = EmployerFactory(sector=energy)
    for given in ({"employer": employer}, {"employer": employer, "sector": health}, {}):
        talk(SpeakerFactory(**given), north)
    assert speakers(*YEAR).breakdowns == {"sector": {"Health": Tally(1), "Energy": Tally(1), NO_SECTOR: Tally(1)}}


def test_merged_speakers_are_one(north, office):
    kept, gone = SpeakerFactory(), SpeakerFactory()
    both = talk(kept, north)
    SpeakingFactory(event=both.event, speaker=gone)
    talk(gone, north)
    assert speakers(*YEAR).region == Tally(2)
    merge(kept, gone, {}, fingerprint(kept, gone), office, timezone.now())
    assert speakers(*YEAR).region == Tally(1)
    assert speakers(*YEAR).by_organization == {north.pk: Tally(1)}


def test_the_office_and_colleges_report_what_is_theirs(north):
    office, college = OfficeOrganizationFactory(), CollegeFactory()
    contact(EmployerFactory(), office)
    contact(EmployerFactory(), college)
    assert employers_contacted(*YEAR).by_organization == {office.pk: Tally(1), college.pk: Tally(1)}


def test_a_figure_leads_to_exactly_its_records(north, south, member, signed_in):
    employer = EmployerFactory(name="Harbor Welding")
    contact(employer, north)
    contact(EmployerFactory(name="Mesa Dental"), south)
    contact(EmployerFactory(name="Later Freight"), north, "2027-01-05")
    client = signed_in(member)
    page = client.get(records_address("employers_contacted", *Q2)).content.decode()
    assert ("Harbor Welding" in page, "Mesa Dental" in page, "Later Freight" in page) == (True, True, False)
    page = client.get(records_address("employers_contacted", *Q2, organization=north)).content.decode()
    assert ("Harbor Welding" in page, "Mesa Dental" in page) == (True, False)
    assert reverse("employer", args=[employer.pk]) in page
    page = client.get(records_address("employer_contacts", *Q2, organization=south)).content.decode()
    assert ("Harbor Welding" in page, "Mesa Dental" in page, "yes" in page) == (False, True, True)


def test_the_page_of_speakers_counted_shows_the_day_in_california(north, member, signed_in):
    talk(SpeakerFactory(name="Ana Example"), north, datetime.datetime(2026, 10, 6, 23, 30, tzinfo=SUMMER))
    page = signed_in(member).get(records_address("speakers", *Q2, organization=north)).content.decode()
    assert ("Ana Example" in page, "Oct 6, 2026" in page) == (True, True)


def test_figures_are_counted_in_few_statements(north, django_assert_num_queries):
    def ask():
        for source, asked in ((employers_contacted, 4), (employer_contacts, 4), (speakers, 3)):
            with django_assert_num_queries(asked):
                count = source(*YEAR)
                assert count.region
                assert count.by_organization is not None
                assert count.breakdowns

    contact(EmployerFactory(), north)
    talk(SpeakerFactory(), north)
    ask()
    for _ in range(5):
        contact(EmployerFactory(), north)
        talk(SpeakerFactory(), north)
    ask()
    assert Employer.objects.contacted(*YEAR).count() == 6
