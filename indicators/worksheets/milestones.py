"""From approved worksheets to the stages that a milestone has reached."""

from indicators.models import StageReached, Value


def settle(submission):
    """
    After `submission` was approved (or opened again): write for its milestones about the region which stages were
    reached when, as all approved worksheets together say.

    A later worksheet overrides an earlier one: where it says a lower stage, the higher ones are not reached after all.
    Stages that no worksheet ever named are left as they are, and so are due days. Queries:
    three, and two a stage at most.
    """
    year = submission.period.year
    measures = {
        value.measure: None
        for value in submission.values.filter(
            measure__kind="milestone", organization__isnull=True, stage__isnull=False
        ).select_related("measure")
    }
    said = _said(measures, year)
    named = {(value.measure_id, value.stage) for value in submission.values.all() if value.stage}
    for measure in measures:
        statements = said.get(measure.pk, [])
        reached = _reached(statements)
        stages = {stage for _, stage, _ in statements if stage}
        stages |= {stage for named_measure, stage in named if named_measure == measure.pk}
        for stage in sorted(stages):
            _write(measure, year if measure.renews else None, stage, reached.get(stage))


def _write(measure, year, stage, reached):
    """Only where it says something else than is on record, so that an unchanged worksheet leaves no trace."""
    row, _ = StageReached.objects.get_or_create(
        measure=measure, year=year, stage=stage, defaults={"reached": reached}
    )
    if row.reached != reached:
        row.reached = reached
        row.save(update_fields=["reached"])


def _said(measures, year):
    """measure → [(period's first day, stage, its day)] of all approved worksheets, in the order of the periods."""
    approved = Value.objects.approved().reported().filter(
        measure__in=measures, organization__isnull=True, stage__isnull=False
    )
    said = {}
    for value in approved.select_related("measure", "period").order_by("period__starts"):
        if not value.measure.renews or value.period.year_id == year.pk:
            said.setdefault(value.measure_id, []).append((value.period.starts, value.stage, value.stage_date))
    return said


def _reached(statements):
    """stage → day, after all statements in their order."""
    reached = {}
    for _, stage, day in statements:
        reached = {lower: when for lower, when in reached.items() if lower < stage}
        if stage:
            reached[stage] = day
    return reached
