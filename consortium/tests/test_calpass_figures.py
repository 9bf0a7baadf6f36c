"""What is counted of Cal-PASS Plus: exact figures over a region with every trap in it."""

import datetime

import pytest

from consortium.calpass import (
    calpass_agreements,
    calpass_uploads,
    districts,
    grid,
    records_address,
    totals,
    years_begun,
)
from consortium.counting import Tally
from consortium.models import CalpassAgreement, CalpassUpload, County, Organization, SchoolYear
from consortium.tests.factories import (
    CalpassAgreementFactory,
    CalpassUploadFactory,
    OrganizationFactory,
    OrganizationYearFactory,
    SchoolYearFactory,
)

pytestmark = pytest.mark.django_db

START, DAY = datetime.date(2026, 7, 1), datetime.date(2026, 9, 30)
NEXT = datetime.date(2027, 9, 30)
A_DAY = datetime.timedelta(days=1)


def organization(slug, facts=None, *, year, **fields):
    found = OrganizationFactory(slug=slug, name=slug.replace("-", " ").title(), **fields)
    OrganizationYearFactory(organization=found, year=year, **(facts or {}))
    return found


@pytest.fixture
def region():
    """Districts of 2026-27 by slug; in 2027-28 only `signed` and `shrinking` go on, the latter without grades 9–12."""
    year, following = SchoolYearFactory(start_year=2026), SchoolYearFactory(start_year=2027)
    SchoolYearFactory(start_year=2025)
    one, other = County.objects.create(code="37", name="One"), County.objects.create(code="13", name="Other")
    made = {
        "signed": organization("signed", year=year, county=one),
        "signed-twice": organization("signed-twice", year=year, county=other),
        "signed-on-the-day": organization("signed-on-the-day", year=year, county=one),
        "signed-the-day-after": organization("signed-the-day-after", year=year, county=one),
        "ended-on-the-day": organization("ended-on-the-day", year=year, county=one),
        "ended-the-day-before": organization("ended-the-day-before", year=year, county=other),
        "never-signed": organization("never-signed", year=year, county=one),
        "shrinking": organization("shrinking", year=year, county=one),
        "elementary": organization("elementary", {"high_school_district": False, "highest_grade": 8}, year=year),
        "no-member": organization("no-member", {"member": False}, year=year),
        "closed": organization("closed", year=year, closed_on=DAY),
        "closing": organization("closing", year=year, county=other, closed_on=DAY + A_DAY),
        "charter": organization("charter", year=year, kind="charter"),
        "college": organization("college", year=year, kind="college"),
    }
    OrganizationYearFactory(organization=made["signed"], year=following)
    OrganizationYearFactory(organization=made["shrinking"], year=following, high_school_district=False)
    return made


@pytest.fixture
def signed(region):
    """Agreements, the elementary's, the charter's and those of the closed and the outsider among them."""
    early = datetime.date(2024, 3, 4)
    lasting = ["signed", "shrinking", "elementary", "no-member", "closed", "closing", "charter", "college"]
    days = {name: [(early, None)] for name in lasting} | {
        "signed-twice": [(early, DAY - A_DAY), (DAY, None)],
        "signed-on-the-day": [(DAY, None)],
        "signed-the-day-after": [(DAY + A_DAY, None)],
        "ended-on-the-day": [(early, DAY)],
        "ended-the-day-before": [(early, DAY - A_DAY)],
    }
    for name, terms in days.items():
        for signed_on, ends_on in terms:
            CalpassAgreementFactory(organization=region[name], signed_on=signed_on, ends_on=ends_on)
    return region


@pytest.fixture
def uploaded(region):
    """Uploads: two that count on the day, and others of another year, too late, or of somebody not asked."""
    this, before = SchoolYear.objects.get(start_year=2026), SchoolYear.objects.get(start_year=2025)
    for name in ("elementary", "no-member", "closed", "charter", "college", "shrinking"):
        CalpassUploadFactory(organization=region[name], year=this)
    CalpassUploadFactory(organization=region["signed"], year=this, accepted_on=DAY)
    CalpassUploadFactory(organization=region["signed"], year=before, accepted_on=DAY)
    CalpassUploadFactory(organization=region["signed-twice"], year=before)
    CalpassUploadFactory(organization=region["never-signed"], year=this, accepted_on=DAY + A_DAY)
    return region


def slugs(records):
    return sorted(records.values_list("slug", flat=True))


COUNTED = ["closing", "ended-on-the-day", "shrinking", "signed", "signed-on-the-day", "signed-twice"]
LACKING = ["ended-the-day-before", "never-signed", "signed-the-day-after"]


def test_agreements_in_force_on_the_day_of_all_districts_with_grades_9_to_12(signed):
    count = calpass_agreements(START, DAY)
    assert count.region == Tally(6, 9)
    assert slugs(count.records) == COUNTED
    names = {one.pk: name for name, one in signed.items()}
    parts = {names[pk]: part for pk, part in count.by_organization.items()}
    assert parts == dict.fromkeys(COUNTED, Tally(1, 1)) | dict.fromkeys(LACKING, Tally(0, 1))


def test_the_records_carry_their_agreement(signed):
    record = calpass_agreements(START, DAY).records.get(slug="signed-twice")
    assert (record.signed_on, record.ends_on) == (DAY, None)


def test_charters_count_where_the_consortium_has_decided_so_for_that_year(signed):
    SchoolYear.objects.filter(start_year=2027).update(charters_count=True)
    assert calpass_agreements(START, DAY).region == Tally(6, 9)
    SchoolYear.objects.filter(start_year=2026).update(charters_count=True)
    assert calpass_agreements(START, DAY).region == Tally(7, 10)
    assert slugs(calpass_agreements(START, DAY).records) == sorted([*COUNTED, "charter"])


def test_a_day_later_and_a_day_earlier(signed):
    assert calpass_agreements(START, DAY - A_DAY).region == Tally(7, 10)  # with `closed` and without signed-on-the-day
    assert calpass_agreements(START, DAY + A_DAY).region == Tally(5, 8)  # without `closing` and ended-on-the-day


def test_a_district_that_stops_serving_grades_9_to_12_is_no_longer_asked(signed):
    count = calpass_agreements(datetime.date(2027, 7, 1), NEXT)
    assert (count.region, slugs(count.records)) == (Tally(1, 1), ["signed"])


def test_a_year_that_was_not_set_up_has_no_districts(signed, uploaded):
    for source in (calpass_agreements, calpass_uploads):
        count = source(datetime.date(2031, 7, 1), datetime.date(2031, 9, 30))
        assert (count.region, count.by_organization, list(count.records)) == (Tally(0, 0), {}, [])


def test_uploads_of_the_days_own_school_year_that_were_accepted_by_the_day(uploaded):
    count = calpass_uploads(START, DAY)
    assert count.region == Tally(2, 9)
    assert slugs(count.records) == ["shrinking", "signed"]
    assert count.by_organization[uploaded["signed-twice"].pk] == Tally(0, 1)
    assert count.records.get(slug="signed").accepted_on == DAY
    assert calpass_uploads(START, DAY + A_DAY).region == Tally(3, 8)


def test_an_upload_does_not_count_in_the_year_after(uploaded):
    assert calpass_uploads(datetime.date(2027, 7, 1), NEXT).region == Tally(0, 1)


def test_by_county_the_parts_equal_the_total(signed):
    count = calpass_agreements(START, DAY)
    assert count.breakdowns == {"county": {"One": Tally(4, 6), "Other": Tally(2, 3)}}
    assert slugs(count.whole.exclude(pk__in=count.records.values("pk"))) == LACKING


def test_who_has_no_county_is_named_so(region):
    Organization.objects.update(county=None)
    assert calpass_agreements(START, DAY).breakdowns == {"county": {"No county": Tally(0, 9)}}


def test_the_days_of_agreements_and_uploads(region):
    agreement = CalpassAgreementFactory(organization=region["signed"], signed_on=START, ends_on=DAY)
    upload = CalpassUploadFactory(organization=region["signed"], accepted_on=DAY)
    days = [START - A_DAY, START, DAY, DAY + A_DAY]
    assert [CalpassAgreement.objects.in_force(day).exists() for day in days] == [False, True, True, False]
    assert [agreement.is_in_force(day) for day in days] == [False, True, True, False]
    assert [upload in CalpassUpload.objects.accepted_by(day) for day in days] == [False, False, True, True]


@pytest.mark.parametrize("today", [DAY, DAY + A_DAY, NEXT, datetime.date(2027, 6, 30), datetime.date(2026, 6, 30)])
@pytest.mark.parametrize("charters", [True, False])
def test_the_grid_says_what_the_figures_say(today, charters, signed, uploaded):
    SchoolYear.objects.update(charters_count=charters)
    years = list(years_begun(today))
    rows = grid(Organization.objects.all(), years, today)
    for number, total in enumerate(totals(rows, years, today)):
        agreements, uploads = calpass_agreements(None, total.day), calpass_uploads(None, total.day)
        assert (total.agreements, total.districts) == (agreements.region.numerator, agreements.region.denominator)
        assert (total.uploads - total.late, total.districts) == (uploads.region.numerator, uploads.region.denominator)
        asked = {row.organization.slug for row in rows if not row.cells[number].why_not}
        assert asked == set(slugs(districts(total.day)))


def test_the_address_of_the_records():
    district = OrganizationFactory.build(slug="x")
    assert records_address("calpass_uploads", START, DAY, district) == (
        "/partners/calpass/?from=2026-07-01&through=2026-09-30&counted=calpass_uploads&organization=x"
    )
    with pytest.raises(ValueError, match="Nothing is counted as 'agreements' of Cal-PASS Plus"):
        records_address("agreements", START, DAY)
