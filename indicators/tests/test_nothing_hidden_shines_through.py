"""
What somebody must not know changes nothing on any page that they can open: not a number, not a bar, not a word.

Each case reports a hidden figure twice, with two different numbers, and compares the pages byte for byte.
"""

import re

import pytest
from django.db import transaction
from django.utils import timezone

from consortium.tests.factories import OrganizationFactory
from indicators.models import Evidence
from indicators.tests.addresses import ask, session_of
from indicators.tests.factories import MeasureFactory, PercentFactory, SubmissionFactory, TargetFactory
from indicators.tests.figuring import report
from indicators.tests.sheets import owe, quarter

PEOPLE = ["member", "other_reporter"]
DASHBOARDS = ["/goals/", "/goals/en/2/", "/indicators/EN-2.4/"]
PAGES = ["/", "/goals/en/", "/worksheets/", "/wbl/meetings/"]
CHOICES = [f"?year=2024-25&through=Q{number}" for number in (1, 2, 3)] + ["?year=2024-25&through=Q3&figures=drafts"]
CHANGING = re.compile(
    r'(?<=name="csrf-token" content=")\w*|(?<=name="csrfmiddlewaretoken" value=")\w*|nonce="[^"]*"|printed [^<]*'
    r"|[#.]?chart-[\w-]+"  # pygal names each drawing anew
)


@pytest.fixture
def quarters(db):
    return [quarter(number) for number in (1, 2, 3)]


@pytest.fixture
def students(district, quarters):
    return owe(district, "EN-2.4a", kind="unique", across="distinct", unit="students")


@pytest.fixture
def rate(district, quarters):
    return owe(district, "EN-2.4b", factory=PercentFactory, timing="flow", unit="students")


@pytest.fixture
def fairs(district, quarters):
    return owe(district, "EN-2.4c", factory=MeasureFactory)


def lock(*periods):
    for period in periods:
        period.locked_at = timezone.now()
        period.save()


@pytest.fixture
def pages(request, district):
    """`pages(who, happen)` → every page after `happen()`, which is undone afterwards."""

    def pages_for(who, happen):
        key = session_of(request.getfixturevalue(who))
        with transaction.atomic():
            happen()
            urls = [page + choice for page in DASHBOARDS for choice in CHOICES]
            urls += [page + CHOICES[2] for page in (*PAGES, district.get_absolute_url())]
            answers = {url: ask(key, "GET", url) for url in urls}
            transaction.set_rollback(True)
        assert {answer.status for answer in answers.values()} == {200}
        return {url: CHANGING.sub("", answer.content) for url, answer in answers.items()}

    return pages_for


def differing(one, other):
    return [url for url in one if one[url] != other[url]]


@pytest.fixture
def shines_through(pages):
    """`shines_through(who, case)` → the pages on which `case(4)` and `case(7)` differ for that person."""
    return lambda who, case: differing(pages(who, lambda: case(4)), pages(who, lambda: case(7)))


@pytest.mark.parametrize("who", PEOPLE)
def test_a_small_count(who, shines_through, students, district, quarters):
    def case(number):
        TargetFactory(measure=students, year=quarters[0].year, value=8, baseline=20)
        report(students, district, quarters[0], number)
        lock(*quarters)

    assert shines_through(who, case) == []


@pytest.mark.parametrize("who", PEOPLE)
def test_a_count_of_a_period_that_is_open(who, shines_through, students, district, quarters):
    def case(number):
        report(students, district, quarters[0], number * 100)

    assert shines_through(who, case) == []


@pytest.mark.parametrize("who", PEOPLE)
def test_a_small_quarter_between_two_large_ones(who, shines_through, students, district, quarters):
    def case(number):
        TargetFactory(measure=students, year=quarters[0].year, value=200)
        for period, count in zip(quarters, (50, number, 40 - number), strict=True):
            report(students, district, period, count)
        lock(*quarters)

    assert shines_through(who, case) == []


def test_a_neighbours_small_count_beside_ones_own(shines_through, other_reporter, students, district, quarters):
    def case(number):
        report(students, other_reporter.memberships.get().organization, quarters[0], 60)
        report(students, district, quarters[0], number)
        lock(*quarters)

    assert shines_through("other_reporter", case) == []


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("parts", [lambda n: (n, 100), lambda n: (100 - n, 100), lambda n: (0, n), lambda n: (n, n)])
def test_a_percent_of_few(who, parts, shines_through, rate, district, quarters):
    def case(number):
        TargetFactory(measure=rate, year=quarters[0].year, value=50)
        report(rate, district, quarters[0], *parts(number))
        lock(*quarters)

    assert shines_through(who, case) == []


@pytest.mark.parametrize("who", PEOPLE)
def test_how_a_total_is_divided_where_one_organization_has_few(who, shines_through, students, district, quarters):
    def case(number):
        report(students, district, quarters[0], number)
        report(students, OrganizationFactory.create(slug="third", name="Third"), quarters[0], 40 - number)
        report(students, OrganizationFactory.create(slug="fourth", name="Fourth"), quarters[0], 60)
        lock(*quarters)

    assert shines_through(who, case) == []


@pytest.mark.parametrize("who", PEOPLE)
def test_a_small_baseline(who, shines_through, students, district, quarters):
    def case(number):
        TargetFactory(measure=students, year=quarters[0].year, value=200, baseline=number)
        report(students, district, quarters[0], 50)
        lock(*quarters)

    assert shines_through(who, case) == []


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_a_figure_that_is_not_approved(who, state, shines_through, fairs, district, quarters):
    def case(number):
        TargetFactory(measure=fairs, year=quarters[0].year, value=20)
        SubmissionFactory(organization=district, period=quarters[0], state=state, review_comment="Look again.")
        report(fairs, district, quarters[0], number)

    assert shines_through(who, case) == []


@pytest.mark.parametrize("who", PEOPLE)
def test_evidence_behind_a_count_of_students(who, shines_through, students, district, quarters):
    def case(number):
        report(students, district, quarters[0], 50)
        Evidence.objects.create(
            measure=students, organization=district, period=quarters[0], title=f"List of {number}", url="https://a.org/"
        )
        lock(*quarters)

    assert shines_through(who, case) == []


def test_what_may_be_known_does_show(shines_through, fairs, district, quarters):
    """The comparison itself finds a difference where there is one."""
    differ = shines_through("member", lambda number: report(fairs, district, quarters[0], number))
    assert f"/goals/en/2/{CHOICES[0]}" in differ
    assert f"/indicators/EN-2.4/{CHOICES[0]}" in differ
