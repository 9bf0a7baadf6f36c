"""What figures are made of, as readers see it: records and typed parts together, and nothing small for outsiders."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consortium.categories import DIMENSIONS, GENDER, GENDERS, GROUP, GROUPS, RACE, RACES
from consortium.permissions import Access
from consortium.tests.factories import OrganizationFactory, quarters
from indicators.broken_down import HIDDEN, MISSING, NOT_APPLICABLE, SHOWN, breakdowns, equity
from indicators.figures import figures
from indicators.lens import Lens, periods_through
from indicators.models import Breakdown, FrozenFigure, Measure
from indicators.tests.factories import AssignmentFactory, MeasureFactory, PercentFactory
from indicators.tests.figuring import OFFICE, report

pytestmark = pytest.mark.django_db
OUTSIDER = Access(member_of=frozenset({-1}))


@pytest.fixture
def year_quarters():
    return quarters(2026)


@pytest.fixture
def q1(year_quarters):
    return year_quarters[0]


@pytest.fixture
def students():
    return MeasureFactory(kind="unique", across="distinct", unit="students", breakdowns=["demographics"])


def lock(*periods):
    for period in periods:
        period.locked_at = timezone.now()
        period.save()


def broken_down(value, dimension=GENDER, words=GENDERS, **numbers):
    """Give a value parts: code → number, or (number, of how many)."""
    for code, number in numbers.items():
        numerator, denominator = number if isinstance(number, tuple) else (number, None)
        Breakdown.objects.create(
            value=value, dimension=dimension, category=words[code], numerator=numerator, denominator=denominator
        )


def seen(measure, through, access=OFFICE, organization=None, drafts=False):
    """dimension → category → number, or the state where there is none."""
    periods = periods_through(through.year.periods.all(), through)
    lens = Lens(through.year, periods, access, drafts=drafts, organization=organization)
    found = breakdowns(figures(measure.placements.select_related("measure"), lens), lens)[measure.pk]
    return {
        table.dimension: {
            part.category: int(part.reading.numerator) if part.state == SHOWN else part.state for part in table.parts
        }
        for table in found
    }


def some(parts):
    """Without what is zero or was not reported."""
    return {category: number for category, number in parts.items() if number not in (0, MISSING)}


def test_what_nobody_broke_down_is_not_reported_so_that_the_parts_make_the_regions_figure(students, year_quarters):
    q1, q2, *_ = year_quarters
    says, silent = OrganizationFactory.create_batch(2)
    broken_down(report(students, says, q1, 100), GF=60, GM=30, GX=0, GZ=10)
    report(students, says, q2, 40)
    broken_down(report(students, silent, q2, 50), GROUP, GROUPS, SE=20)
    found = seen(students, q2)
    assert some(found[GENDER]) == {"Female": 60, "Male": 30, "Gender not reported": 100}
    assert found[GENDER]["Non-binary"] == 0
    assert RACE not in found
    assert found[GROUP] == {words: 20 if code == "SE" else MISSING for code, words in GROUPS.items()}


def test_parts_that_no_longer_fit_say_nothing_until_they_are_mended(students, q1):
    value = report(students, OrganizationFactory(), q1, 100)
    broken_down(value, GF=60, GM=40)
    broken_down(report(students, OrganizationFactory(), q1, 50), GF=20, GM=30)
    value.numerator = 90
    value.save()
    assert some(seen(students, q1)[GENDER]) == {"Female": 20, "Male": 30, "Gender not reported": 90}


def test_only_approved_parts_count_unless_drafts_are_asked_for(students, q1):
    broken_down(report(students, OrganizationFactory(), q1, 50), GF=20, GM=30)
    broken_down(report(students, OrganizationFactory(), q1, 10, state="draft"), GF=10)
    assert some(seen(students, q1)[GENDER]) == {"Female": 20, "Male": 30}
    assert some(seen(students, q1, drafts=True)[GENDER]) == {"Female": 30, "Male": 30}


def test_frozen_parts_of_records_and_typed_parts_beside_them(q1):
    students = MeasureFactory(
        kind="unique", across="distinct", unit="students", breakdowns=["demographics"],
        source="events.regional_meetings",
    )  # fmt: skip
    keeps, types = OrganizationFactory.create_batch(2)
    AssignmentFactory(measure=students, year=q1.year, organization=keeps, mode="records")
    AssignmentFactory(measure=students, year=q1.year, organization=types)
    report(students, keeps, q1, 200, counted=True, year_to_date=200)
    broken_down(report(students, types, q1, 50), GF=20, GM=25, GZ=5)
    lock(q1)
    for dimension, category, number in (("", "", 200), (GENDER, "Female", 120), (GENDER, "Male", 80)):
        for organization in (None, keeps):
            for span in FrozenFigure.Span:
                FrozenFigure.objects.create(
                    measure=students, period=q1, span=span, organization=organization, dimension=dimension,
                    category=category, numerator=number,
                )  # fmt: skip
    whole = {"Female": 140, "Male": 105, "Gender not reported": 5}
    assert some(seen(students, q1)[GENDER]) == whole
    assert some(seen(students, q1, organization=keeps)[GENDER]) == {"Female": 120, "Male": 80}
    assert seen(students, q1, OUTSIDER)[GENDER] == {  # five were not reported; non-binary students there are none
        "Female": 140, "Male": HIDDEN, "Non-binary": MISSING, "Gender not reported": HIDDEN,
    }  # fmt: skip


def test_outsiders_see_locked_periods_alone_and_nobodys_but_the_regions(students, year_quarters):
    q1, q2, *_ = year_quarters
    organizations = OrganizationFactory.create_batch(3)
    for period in (q1, q2):
        for organization in organizations:
            broken_down(report(students, organization, period, 100), GF=50, GM=50)
    assert seen(students, q1, OUTSIDER) == {}
    lock(q1)
    assert some(seen(students, q2, OUTSIDER)[GENDER]) == {"Female": 150, "Male": 150}
    assert some(seen(students, q2)[GENDER]) == {"Female": 300, "Male": 300}
    own = Access(reporter_for=frozenset({organizations[0].pk}))
    assert some(seen(students, q2, own, organizations[0])[GENDER]) == {"Female": 100, "Male": 100}
    assert seen(students, q2, own, organizations[1]) == {}


def test_who_knows_their_own_part_cannot_take_it_off(students, q1):
    most, few = OrganizationFactory.create_batch(2)
    broken_down(report(students, most, q1, 200), GROUP, GROUPS, SE=60)
    broken_down(report(students, few, q1, 100), GROUP, GROUPS, SE=4, SD=40)
    lock(q1)
    found = seen(students, q1, Access(reporter_for=frozenset({most.pk})))[GROUP]
    assert (found[GROUPS["SE"]], found[GROUPS["SD"]]) == (HIDDEN, 40)


def test_equity_of_a_rate_says_zero_missing_hidden_and_not_applicable_apart(q1):
    rate = PercentFactory(timing="flow", unit="students", breakdowns=["demographics"])
    value = report(rate, OrganizationFactory(), q1, 200, 1000)
    broken_down(value, RACE, RACES, RB=(5, 100), RA=(0, 50), RP=(0, 0), RH=(90, 600), RW=(60, 200), RT=(20, 50))
    report(rate, OrganizationFactory(), q1, 300, 1000)
    lock(q1)

    def parts(access):
        lens = Lens(q1.year, (q1,), access)
        ((figure, tables),) = equity(list(rate.placements.select_related("measure")), lens)
        assert figure.reading.numerator == 500
        return {part.category: part for part in next(one for one in tables if one.dimension == RACE).parts}

    office, outside = parts(OFFICE), parts(OUTSIDER)
    assert (office[RACES["RH"]].rate, office[RACES["RH"]].gap_in_words) == (15, "10.0 points below")
    assert (office[RACES["RW"]].rate, office[RACES["RW"]].gap_in_words) == (30, "5.0 points above")
    states = [outside[RACES[code]].state for code in ("RB", "RA", "RP", "RI")]
    assert states == [HIDDEN, SHOWN, NOT_APPLICABLE, MISSING]
    assert (outside[RACES["RA"]].rate, outside[RACES["RB"]].reading) == (0, None)
    assert (office[RACES["RD"]].reading.numerator, office[RACES["RD"]].rate) == (325, None)


def test_organizations_as_parts_are_for_who_sees_all(q1):
    students = MeasureFactory(kind="unique", across="distinct", unit="students", breakdowns=["organization"])
    report(students, OrganizationFactory(), q1, 100)
    value = report(students, OrganizationFactory(), q1, 50)
    Breakdown.objects.create(value=value, dimension="organization", category="North", numerator=50)
    lock(q1)
    assert seen(students, q1) == {"organization": {"North": 50}}
    assert seen(students, q1, OUTSIDER) == {}


def test_groups_enrolled_all_year_are_not_added_up_over_quarters(year_quarters):
    source = "wbl.campus_participation"
    rate = PercentFactory(timing="flow", unit="students", breakdowns=["demographics"], source=source)
    organization, (q1, q2, *_) = OrganizationFactory(), year_quarters
    broken_down(report(rate, organization, q1, 30, 200), GF=(20, 120), GM=(10, 80))
    broken_down(report(rate, organization, q2, 40, 210), GF=(10, 125), GM=(30, 85))
    lens = Lens(q2.year, (q1, q2), OFFICE)
    ((_, tables),) = equity(list(rate.placements.select_related("measure")), lens)
    (gender,) = tables
    readings = {part.category: part.reading for part in gender.parts if part.reading and part.reading.denominator}
    assert {category: (one.numerator, one.denominator) for category, one in readings.items()} == {
        "Female": (30, 125),
        "Male": (40, 85),
    }


@pytest.mark.parametrize("who", ["office", "member"])
def test_the_page_of_an_indicator_takes_as_many_statements_for_many(signed_in, request, who, q1, students):
    client, address = signed_in(request.getfixturevalue(who)), students.placements.get().indicator.get_absolute_url()

    def statements():
        lock(q1)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(f"{address}?year=2026-27&through=Q1").content.decode()
        assert "By gender" in page
        q1.locked_at = None
        q1.save()
        return len(captured)

    for number in (60, 70):
        broken_down(report(students, OrganizationFactory(), q1, number), GF=number - 30, GM=30)
    few = statements()
    for _ in range(8):
        value = report(students, OrganizationFactory(), q1, 80)
        for dimension, words in DIMENSIONS.items():
            broken_down(value, dimension, words, **dict.fromkeys(list(words)[:2], 40))
    assert statements() == few


def test_an_organization_sees_its_own_breakdown_on_the_page(signed_in, reporter, district, q1, students):
    other = OrganizationFactory(name="Other district")
    broken_down(report(students, district, q1, 7), GF=3, GM=4)
    broken_down(report(students, other, q1, 70), GF=35, GM=35)
    AssignmentFactory(measure=students, year=q1.year, organization=district)
    address = students.placements.get().indicator.get_absolute_url() + "?year=2026-27&through=Q1&organization="
    client = signed_in(reporter)
    page = " ".join(client.get(address + district.slug).content.decode().split())
    assert f"What it is made of: {district}" in page
    assert '<td class="num">3</td>' in page
    assert client.get(address + other.slug).status_code == 404


def test_counted_things_that_are_no_students_are_broken_down_for_everybody(q1):
    fairs = MeasureFactory(breakdowns=["grade band", "organization"])
    value = report(fairs, OrganizationFactory(), q1, 3)
    broken_down(value, "grade band", {"m": "Middle school, grades 6–8"}, m=2)
    assert seen(fairs, q1, OUTSIDER) == {"grade band": {"Middle school, grades 6–8": 2}}
    assert Measure.objects.get(pk=fairs.pk).counts_students is False
