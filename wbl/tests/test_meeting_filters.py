"""The list of meetings is narrowed by what its address says, and says how many there are."""

import datetime

import pytest
from django.urls import reverse

from consortium.tests.factories import AdultSchoolFactory, CollegeFactory, OrganizationFactory, SchoolFactory
from wbl.tests.factories import EventFactory, ParticipationFactory

pytestmark = pytest.mark.django_db

PACIFIC_SUMMER = datetime.timezone(datetime.timedelta(hours=-7))


@pytest.fixture
def listed(member, signed_in):
    """`listed(status="held")` → the titles on the list that the address with these fields opens, in its order."""
    client = signed_in(member)

    def titles(**query):
        return [event.title for event in page(**query).context["meetings"]]

    def page(**query):
        return client.get(reverse("meetings"), query)

    titles.page = page
    return titles


def on(month, day, hour=9, year=2026):
    return datetime.datetime(year, month, day, hour, tzinfo=PACIFIC_SUMMER)


def test_the_newest_come_first(listed):
    EventFactory(title="July", starts_at=on(7, 8))
    EventFactory(title="September", starts_at=on(9, 8))
    EventFactory(title="August", starts_at=on(8, 8))
    assert listed() == ["September", "August", "July"]


def test_both_days_are_included(listed):
    for day in (1, 2, 3, 4):
        EventFactory(title=f"July {day}", starts_at=on(7, day, hour=23))
    assert listed(**{"from": "2026-07-02", "through": "2026-07-03"}) == ["July 3", "July 2"]
    assert listed(**{"from": "2026-07-03"}) == ["July 4", "July 3"]
    assert listed(through="2026-07-01") == ["July 1"]


def test_by_status_and_kind(listed):
    EventFactory(title="held")
    EventFactory(title="planned", status="planned")
    EventFactory(title="call", kind="committee_call")
    assert listed(status="planned") == ["planned"]
    assert listed(kind="committee_call") == ["call"]
    assert listed(kind="committee_call", status="planned") == []


def test_by_an_organization_that_came_or_whose_school_did(listed):
    district = OrganizationFactory(slug="northside")
    ParticipationFactory(event__title="itself", organization=district)
    ParticipationFactory(event__title="its school", organization=SchoolFactory(parent=district))
    ParticipationFactory(event__title="stayed away", organization=district, came=False)
    ParticipationFactory(event__title="its adult school", organization=AdultSchoolFactory(parent=district))
    ParticipationFactory(event__title="another")
    assert sorted(listed(organization="northside")) == ["its school", "itself"]


def test_every_word_is_searched_in_title_place_and_notes(listed):
    EventFactory(title="Fall meeting", place="County office")
    EventFactory(title="Spring meeting", notes="At the county office.")
    EventFactory(title="Fall call")
    assert sorted(listed(search="COUNTY meeting")) == ["Fall meeting", "Spring meeting"]
    assert listed(search="fall county") == ["Fall meeting"]
    assert listed(search="100%") == []


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ({"from": "soon"}, "from", "Write the day as year, month and day, such as 2026-10-06."),
        ({"through": "9999-12-31"}, "through", "Write the year with four digits, such as 2026."),
        ({"from": "2026-09-30", "through": "2026-07-01"}, "through", "The last day is before the first one."),
        (
            {"counted": "regional_meetings", "from": "2026-07-01"},
            "counted",
            "A figure is counted over a span of days: give the first and the last day.",
        ),
        ({"counted": "employers"}, "counted", "Choose one of the list."),
        ({"status": "lost"}, "status", "Choose one of the list."),
        ({"organization": "nobody"}, "organization", "No partner has this name. Choose one of the list."),
    ],
)
def test_what_cannot_be_meant_is_said_and_lists_nothing(query, field, sentence, listed):
    EventFactory()
    page = listed.page(**query)
    assert page.context["filter_form"].errors == {field: [sentence]}
    assert list(page.context["meetings"]) == []
    assert sentence in page.text


def test_the_page_says_how_many_meetings_there_are(listed):
    assert "No meeting is recorded yet" in listed.page().text
    EventFactory.create_batch(30)
    first = listed.page()
    assert "30 meetings and calls" in first.text
    assert (len(first.context["meetings"]), len(listed(page=2)), len(listed(page="last"))) == (25, 5, 25)
    assert "No meeting fits" in listed.page(search="nothing like it").text


def test_a_figure_s_page_says_the_figure(listed):
    complete = EventFactory(title="all three")
    for organization in (OrganizationFactory(), CollegeFactory(), AdultSchoolFactory()):
        ParticipationFactory(event=complete, organization=organization)
    EventFactory(title="nobody")
    days = {"from": "2026-07-01", "through": "2026-12-31"}
    assert "2 regional meetings held, July 1, 2026 to December 31, 2026" in (
        listed.page(counted="regional_meetings", **days).text
    )
    shares = listed.page(counted="meetings_all_segments", **days)
    assert [event.title for event in shares.context["meetings"]] == ["all three"]
    assert "All three segments came to 1 of the" in shares.text
    assert (shares.context["count"].region.numerator, shares.context["count"].region.denominator) == (1, 2)


def test_each_meeting_shows_the_segments_that_came(listed):
    ParticipationFactory(organization=CollegeFactory())
    event = listed.page().context["meetings"][0]
    assert (event.came_k12, event.came_community_college, event.came_adult_education) == (False, True, False)
    assert event.organizations_came == 1
