"""Gaps, plans and their courses go out as a spreadsheet and come back as they are."""

import pytest

from consortium.tests.factories import CollegeFactory, OrganizationFactory
from pathways.models import AlignmentPlan, ProgramGap
from pathways.resources import AlignmentPlanResource, OccupationResource, PlanStepResource, ProgramGapResource
from pathways.tests.factories import DocumentedGapFactory, OccupationFactory, PlanStepFactory, SectorFactory
from pathways.tests.planning import plan_for

pytestmark = pytest.mark.django_db


def taken_in(resource, rows):
    """The result of importing `rows` (dictionaries of text) with `resource`."""
    from tablib import Dataset

    dataset = Dataset(headers=list(rows[0]))
    dataset.extend([list(row.values()) for row in rows])
    return resource().import_data(dataset)


def sentences(result):
    return [sentence for _, _, sentence in result.problems]


def test_a_documented_gap_comes_in_whole_or_is_refused():
    owner, sector = OrganizationFactory(slug="example-college"), SectorFactory(slug="making")
    row = {
        "kind": "labor_market", "title": "Welders", "soc": "51-4121", "found_on": "", "sector": sector.key,
        "annual_openings": "1,200", "average_awards": "", "description": "Few.", "evidence": "", "owner": owner.slug,
        "documented_on": "2026-09-01",
    }  # fmt: skip
    refused = taken_in(ProgramGapResource, [row])
    assert sentences(refused) == [
        "A documented gap has a description, evidence (words or a file) and an owner."
    ]
    assert not taken_in(ProgramGapResource, [row | {"evidence": "Data of 2025."}]).has_validation_errors()
    gap = ProgramGap.objects.get()
    assert (gap.annual_openings, gap.average_awards, gap.sector, gap.owner) == (1200, None, sector, owner)


def test_plans_name_gaps_by_title_and_steps_name_their_plan():
    college = CollegeFactory(slug="example-college")
    gaps = [DocumentedGapFactory(title="Welders"), DocumentedGapFactory(title="Nurses")]
    row = {"owner": college.slug, "title": "A bridge", "gaps": "Nurses; Welders", "target_year": "2027"}
    taken_in(AlignmentPlanResource, [row])
    plan = AlignmentPlan.objects.get()
    assert set(plan.gaps.all()) == set(gaps)
    assert sentences(taken_in(AlignmentPlanResource, [row | {"gaps": "Bakers"}])) == [
        "There is no program gap “Bakers”."
    ]
    step = {"plan_owner": college.slug, "plan": "A bridge", "order": "1", "title": "Welding 1", "grade": "10"}
    taken_in(PlanStepResource, [step])
    assert plan.steps.get().when_said == "Grade 10"
    refused = sentences(taken_in(PlanStepResource, [step | {"plan": "None"}]))
    assert refused[0] == "There is no plan of this owner with this title. Add the plan first."


@pytest.mark.parametrize("resource", [ProgramGapResource, AlignmentPlanResource, PlanStepResource, OccupationResource])
def test_what_goes_out_comes_back_as_it_is(resource):
    plan = plan_for(DocumentedGapFactory())
    PlanStepFactory(plan=plan, order=3, organization=CollegeFactory(), term=2)
    OccupationFactory(sector=SectorFactory())
    result = resource().import_data(resource().export())
    assert sentences(result) == []
    assert result.totals["skip"] == result.total_rows > 0
