"""Openings less awards by occupation, ranked: what is missing is said to be missing and is never none."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from consortium.tests.factories import SchoolYearFactory
from pathways.models import ProgramGap
from pathways.queries.gaps import labor_market, occupation_gap, years_of_average
from pathways.tests.factories import (
    AwardsFactory,
    CollegeProgramFactory,
    DocumentedGapFactory,
    OccupationFactory,
    ProgramFactory,
    SectorFactory,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 23)


def program(*occupations, awards=(), factory=CollegeProgramFactory, **fields):
    """A program that leads to `occupations`, with `awards` as {start of the school year: number}."""
    made = factory(**fields)
    made.occupations.set(occupations)
    for start, number in dict(awards).items():
        AwardsFactory(program=made, year=SchoolYearFactory(start_year=start), number=number)
    return made


def occupation(openings=100, soc="49-9021", data_year=2025, **fields):
    return OccupationFactory(soc=soc, data_year=data_year, annual_openings=openings, **fields)


def test_the_three_years_are_the_last_complete_ones_before_the_day():
    assert years_of_average(DAY) == (2023, 2025)
    assert years_of_average(datetime.date(2026, 6, 30)) == (2022, 2024)
    assert years_of_average(datetime.date(2026, 7, 1)) == (2023, 2025)


def test_openings_less_the_average_of_three_years():
    program(occupation(100), awards={2022: 900, 2023: 20, 2024: 30, 2025: 40, 2026: 900})
    found = occupation_gap(DAY, "49-9021")
    assert (found.average_awards, found.gap, found.standing) == (30, 70, "shortage")
    assert found.supply_said == "average of 3 years, 1 program"


def test_a_year_without_a_row_is_missing_and_zero_awards_are_none():
    program(occupation(100), awards={2023: 20, 2025: 0})
    found = occupation_gap(DAY, "49-9021")
    assert (found.average_awards, found.gap) == (10, 90)
    assert found.supply_said == "average of 2 years, 1 program"


def test_averages_of_programs_with_different_years_are_added_up_and_said():
    here = occupation(100)
    program(here, awards={2023: 10, 2024: 10, 2025: 11})
    program(here, awards={2025: 5})
    program(here)  # has reported nothing
    found = occupation_gap(DAY, "49-9021")
    assert found.average_awards == Decimal("15.3")
    assert found.gap == Decimal("84.7")
    assert found.supply_said == "average of 1 to 3 years, 2 of 3 programs reported"


def test_a_program_counts_in_full_for_each_occupation_and_once_for_a_code_of_two_years():
    this_year, last_year = occupation(100), occupation(500, data_year=2024)
    other = occupation(40, soc="51-4121")
    program(this_year, last_year, other, awards={2025: 30})
    assert [(gap.soc, gap.average_awards, gap.gap, gap.programs) for gap in labor_market(DAY)] == [
        ("49-9021", 30, 70, 1),
        ("51-4121", 30, 10, 1),
    ]
    assert occupation_gap(DAY, "49-9021").data_year == 2025


def test_only_college_and_adult_programs_of_the_day_supply():
    here = occupation(100)
    program(here, awards={2025: 5}, level="adult")
    program(here, awards={2025: 7}, ends_on=DAY)
    program(here, awards={2025: 900}, ends_on=DAY - datetime.timedelta(days=1))
    program(here, awards={2025: 900}, starts_on=DAY + datetime.timedelta(days=1))
    program(here, awards={2025: 900}, factory=ProgramFactory)
    program(here, awards={2025: 900}, level="four_year")
    found = occupation_gap(DAY, "49-9021")
    assert (found.average_awards, found.programs) == (12, 2)


def test_what_is_not_known_is_neither_zero_nor_ranked():
    program(occupation(None, soc="11-1111"), awards={2025: 5})
    program(occupation(900, soc="11-2222"))
    occupation(50, soc="11-3333")
    program(occupation(10, soc="11-4444"), awards={2025: 10})
    assert [(gap.soc, gap.average_awards, gap.gap, gap.standing) for gap in labor_market(DAY)] == [
        ("11-3333", 0, 50, "shortage"),
        ("11-4444", 10, 0, "enough"),
        ("11-2222", None, None, "unknown"),
        ("11-1111", 5, None, "unknown"),
    ]
    assert occupation_gap(DAY, "11-3333").supply_said == "no program leads to it"
    assert occupation_gap(DAY, "11-2222").supply_said == "none of 1 program reported"


def test_the_sector_of_the_year_before_holds_where_the_youngest_names_none():
    sector = SectorFactory()
    occupation(100, data_year=2024, sector=sector)
    occupation(100, data_year=2025)
    assert occupation_gap(DAY, "49-9021").sector_id == sector.pk


def test_narrowed_by_sector_wage_and_words():
    sector = SectorFactory(slug="building")
    occupation(10, soc="47-2031", title="Carpenters", sector=sector, median_wage="30.00", living_wage="30.00")
    paid = {"median_wage": "29.99", "living_wage": "30.00"}
    occupation(20, soc="47-2111", title="Electricians, 100% union", sector=sector, **paid)
    occupation(30, soc="51-4121", title="Welders", median_wage="40.00")

    def found(**asked):
        return [gap.title[:5] for gap in labor_market(DAY, **asked)]

    assert found() == ["Welde", "Elect", "Carpe"]
    assert found(sector="cde/building") == ["Elect", "Carpe"]
    assert found(sector="none") == ["Welde"]
    assert found(living=True) == ["Carpe"]
    assert found(text="union elec") == ["Elect"]
    assert found(text="47-2") == ["Elect", "Carpe"]
    assert found(text="0%") == ["Elect"]
    assert found(text="_") == []


def test_what_was_taken_up_is_known_by_code_and_sector():
    sector = SectorFactory()
    occupation(10, soc="47-2031", sector=sector)
    occupation(20, soc="47-2111")
    occupation(30, soc="51-4121")
    occupation(40, soc="11-1111")
    documented = DocumentedGapFactory(soc="47-2031", sector=sector)
    DocumentedGapFactory(soc="47-2111", sector=sector)  # in another sector than the occupation
    aside = DocumentedGapFactory(soc="51-4121", sector=None, dismissed_on=DAY, dismissed_because="No.")
    both = DocumentedGapFactory(soc="11-1111", sector=None, dismissed_on=DAY, dismissed_because="No.")
    again = DocumentedGapFactory(soc="11-1111", sector=None, documented_on=None)

    def found(taken):
        return [(gap.soc, gap.taken) for gap in labor_market(DAY, taken=taken)]

    assert both.pk != again.pk
    assert found("") == [("11-1111", again.pk), ("47-2111", None), ("47-2031", documented.pk)]
    assert found("open") == [("11-1111", again.pk), ("47-2111", None)]
    assert found("aside") == [("51-4121", aside.pk)]


def test_the_page_ranks_and_tells_apart(member, signed_in):
    program(occupation(900, soc="11-2222", title="Nobody Reported"))
    occupation(50, soc="11-3333", title="Nobody Trained")
    program(occupation(10, soc="11-4444", title="Plenty"), awards={2025: 30})
    client = signed_in(member)

    def titles(**query):
        return [row.title for row, _, _ in client.get(reverse("gaps"), query).context["rows"]]

    assert titles() == ["Nobody Trained"]
    assert titles(figures="unknown") == ["Nobody Reported"]
    assert titles(figures="enough") == ["Plenty"]
    page = client.get(reverse("gaps"), {"figures": "unknown"}).content.decode()
    assert page.count("not known</span>") >= 2
    assert "none of 1 program reported" in page
    assert ProgramGap.objects.count() == 0  # looking stores nothing
