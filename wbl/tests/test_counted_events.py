"""From a figure to exactly the events that it counts, for the region and for one organization; never how many came."""

import pytest
from django.urls import reverse

from wbl.queries.counting import OF_EVENTS, records_address
from wbl.tests.test_events_counted import CASES as OF_EVENTS_ALONE
from wbl.tests.test_people_at_events_counted import CASES as OF_PEOPLE
from wbl.tests.trapped import FIRST, LAST, Trapped

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("case", [*OF_EVENTS_ALONE, *OF_PEOPLE], ids=lambda case: case.__name__)
def test_a_figure_leads_to_exactly_its_events(case, member, signed_in):
    trap = Trapped()
    _, parts, _ = case(trap)
    source, client = OF_EVENTS[case.__name__], signed_in(member)
    answer = client.get(records_address(case.__name__, FIRST, LAST))
    assert listed(answer) == addresses(source(FIRST, LAST))
    for organization in parts:
        answer = client.get(records_address(case.__name__, FIRST, LAST, organization=organization))
        assert listed(answer) == addresses(source(FIRST, LAST, organizations=[organization.pk]))
        assert answer.context["number"] == len(listed(answer)) > 0


def listed(answer):
    return sorted(line.url for line in answer.context["lines"])


def addresses(count):
    return sorted(event.get_absolute_url() for event in count.records)


def test_the_list_says_nothing_of_how_many_students_came(member, signed_in):
    trap = Trapped()
    fair = trap.add("career_fair", trap.high, title="Fair", site=trap.high)
    trap.headcount(fair, trap.high, "high_school", 7653)
    client = signed_in(member)
    page = client.get(records_address("career_fair_students", FIRST, LAST, organization=trap.north)).text
    assert ("Career fair, North, at North High" in page, "Oct 6, 2026" in page) == (True, True)
    assert "7,653" not in page
    assert "7,653" not in client.get(fair.get_absolute_url()).text


def test_with_organizations_named_only_theirs_are_listed(member, signed_in):
    trap = Trapped()
    for owner in (trap.north, trap.south, trap.office):
        trap.add("career_fair", owner=owner, title=f"Fair of {owner.name}")
    address = records_address("career_fairs", FIRST, LAST, organizations=[trap.south.pk, trap.north.pk])
    page = signed_in(member).get(address)
    assert sorted(line.title for line in page.context["lines"]) == ["Fair of North", "Fair of South"]
    assert signed_in(member).get(reverse("wbl-counted", args=["career_fairs"]) + "?of=x").status_code == 404


def test_a_stranger_sees_no_list(stranger, signed_in):
    address = records_address("career_fairs", FIRST, LAST)
    assert signed_in(stranger).get(address).status_code in (403, 404)


@pytest.mark.parametrize("source", ["career_fairs", "career_fair_students", "college_tours"])
def test_the_list_takes_as_many_statements_for_many(source, member, signed_in, django_assert_num_queries):
    trap = Trapped()
    client = signed_in(member)

    def more():
        for kind in ("career_fair", "campus_tour"):
            event = trap.add(kind, trap.high, site=trap.east)
            trap.headcount(event, trap.high, "high_school", 20)

    for times in (1, 5):
        for _ in range(times):
            more()
        with django_assert_num_queries(7):
            client.get(records_address(source, FIRST, LAST))
