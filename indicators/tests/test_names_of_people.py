"""On pages that every member reads, somebody without a name is not named by their e-mail address."""

import pytest

from indicators.tests.factories import CommentFactory, IndicatorFactory
from indicators.tests.sheets import owe, quarter
from wbl.tests.factories import EventFactory

AUTHOR = "office@example.org"
UNKNOWN = "somebody whose name is not given"


@pytest.fixture
def pages(office, district):
    year = quarter(2).year
    owe(district, "EN-2.4a")
    CommentFactory(indicator=IndicatorFactory._meta.model.objects.get(), year=year, author=office)
    return ["/indicators/EN-2.4/?year=2024-25", EventFactory(recorded_by=office).get_absolute_url()]


@pytest.mark.parametrize("who", ["member", "reporter", "other_reporter"])
def test_members_do_not_read_the_address(who, request, signed_in, pages):
    client = signed_in(request.getfixturevalue(who))
    for page in pages:
        content = client.get(page).text
        assert AUTHOR not in content
        assert UNKNOWN in content


def test_the_office_does(office, signed_in, pages):
    for page in pages:
        assert AUTHOR in signed_in(office).get(page).text.partition("<main")[2]


def test_a_name_is_shown_to_all(office, member, signed_in, pages):
    office.name = "Example Person"
    office.save()
    for page in pages:
        assert "Example Person" in signed_in(member).get(page).text
