"""Plans for the tests of what is counted from them."""

from pathways.tests.factories import AlignmentPlanFactory, PlanGapFactory, PlanStepFactory


def plan_for(*gaps, courses=2, **fields):
    """A plan that names `gaps`, with so many courses."""
    plan = AlignmentPlanFactory(**fields)
    for gap in gaps:
        PlanGapFactory(plan=plan, gap=gap)
    for order in range(1, courses + 1):
        PlanStepFactory(plan=plan, order=order)
    return plan
