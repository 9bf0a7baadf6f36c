"""The lists of gaps and plans: narrowed, in pages, with as many queries for many rows as for few."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.tests.factories import SchoolYearFactory
from goals.tests.factories import DistributionFactory, DocumentFactory, RecipientFactory
from pathways.tests.factories import (
    AwardsFactory,
    CollegeProgramFactory,
    CourseFactory,
    DocumentedGapFactory,
    GapInDocumentFactory,
    OccupationFactory,
    PlanStepFactory,
    ProgramFactory,
    SectorFactory,
)
from pathways.tests.planning import plan_for

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 9, 1)
GONE = {"dismissed_on": DAY, "dismissed_because": "No."}


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def furnished(number):
    """Occupations with a program, taken up in a document and a plan; high school programs that lead nowhere."""
    for _ in range(number):
        occupation = OccupationFactory(annual_openings=500, sector=SectorFactory())
        program = CollegeProgramFactory()
        program.occupations.add(occupation)
        AwardsFactory(program=program, year=SchoolYearFactory(start_year=2025))
        gap = DocumentedGapFactory(soc=occupation.soc, sector=occupation.sector, documented_on=DAY)
        link = GapInDocumentFactory(gap=gap, document=DocumentFactory(posted_on=DAY))
        RecipientFactory(distribution=DistributionFactory(document=link.document))
        plan = plan_for(gap, made_on=DAY)
        PlanStepFactory(plan=plan, course=CourseFactory())
        nowhere = ProgramFactory()
        DocumentedGapFactory(kind="high_school_to_college", soc="", program=nowhere, documented_on=DAY)
    return gap, plan


@pytest.mark.parametrize("page", ["gaps", "gaps?kind=high-school", "gaps?kind=college", "gap-list", "plans"])
def test_lists_ask_equally_often_for_1_and_9_rows(page, office, signed_in):
    client, (name, _, query) = signed_in(office), page.partition("?")
    address = f"{reverse(name)}?{query}"
    furnished(1)
    few = queries(client, address)
    furnished(8)
    assert queries(client, address) == few <= 12


def test_pages_of_a_gap_and_a_plan_ask_equally_often(office, signed_in):
    client = signed_in(office)
    gap, plan = furnished(1)
    before = [queries(client, row.get_absolute_url()) for row in (gap, plan)]
    for _ in range(5):
        GapInDocumentFactory(gap=gap)
        plan_for(gap, made_on=DAY)
        PlanStepFactory(plan=plan, course=CourseFactory())
    assert [queries(client, row.get_absolute_url()) for row in (gap, plan)] == before


def test_gaps_by_state_kind_sector_and_owner(member, signed_in):
    sector = SectorFactory(slug="building")
    lasting = DocumentedGapFactory(title="Lasting", sector=sector, documented_on=DAY)
    DocumentedGapFactory(title="Closed", documented_on=DAY, closed_on=DAY, closed_how="Opened.")
    DocumentedGapFactory(title="Aside", documented_on=DAY, sector=None, **GONE)
    planned = DocumentedGapFactory(title="Planned", documented_on=DAY, soc="51-4121")
    plan_for(planned, made_on=DAY)
    client = signed_in(member)

    def listed(**query):
        return [gap.title for gap, _ in client.get(reverse("gap-list"), query).context["rows"]]

    assert listed() == ["Closed", "Lasting", "Planned"]
    assert listed(state="documented") == ["Lasting", "Planned"]
    assert listed(state="closed") == ["Closed"]
    assert listed(state="dismissed") == ["Aside"]
    assert listed(state="unplanned") == ["Closed", "Lasting"]
    assert listed(state="unsent") == ["Closed", "Lasting", "Planned"]
    assert listed(state="dismissed", sector="none") == ["Aside"]
    assert listed(sector="cde/building") == ["Lasting"]
    assert listed(owner=lasting.owner.slug) == ["Lasting"]
    assert listed(kind="high_school_to_college") == []
    assert listed(q="51-41 ") == ["Planned"]


def test_plans_by_state_owner_convening_and_words(member, signed_in):
    gap = DocumentedGapFactory(title="Welders", documented_on=DAY)
    made = plan_for(gap, title="Made", made_on=DAY, made_at_convening=True)
    plan_for(title="Begun", made_on=DAY, in_effect_on=DAY)
    plan_for(title="Done", made_on=DAY, in_effect_on=DAY, done_on=DAY)
    plan_for(title="Gone", made_on=DAY, withdrawn_on=DAY, withdrawn_because="No.")
    plan_for(title="Draft", made_on=None)
    client = signed_in(member)

    def listed(**query):
        return sorted(plan.title for plan, _ in client.get(reverse("plans"), query).context["rows"])

    assert listed() == ["Begun", "Done", "Made"]
    assert [listed(state=state) for state in ("made", "in_effect", "done", "withdrawn", "draft")] == [
        ["Made"], ["Begun"], ["Done"], ["Gone"], [],
    ]  # fmt: skip
    assert listed(owner=made.owner.slug) == ["Made"]
    assert listed(convening="yes") == ["Made"]
    assert listed(q="weld") == ["Made"]
