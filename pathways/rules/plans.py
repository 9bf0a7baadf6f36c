"""
What may happen to a plan of alignment: its steps are added, moved and taken out, it is withdrawn and taken up again.

Whoever changes the sequence holds the plan's row meanwhile, so that of two people at once the second sees what the
first did. What a plan does not allow is a `PlanRefused` with a sentence.
"""

from django.db import transaction
from django.db.models import Max

from consortium.days import in_words
from pathways.models import AlignmentPlan, PlanStep, Program


class PlanRefused(Exception):
    """What a plan does not allow: `sentence`, and the `field` of a form that it is about (None: the whole)."""

    def __init__(self, sentence, field=None):
        super().__init__(sentence)
        self.sentence, self.field = sentence, field


def held(plan):
    """The plan as it is now, its row held until the transaction ends."""
    return AlignmentPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)


@transaction.atomic
def add_step(plan, step):
    """Store `step` at the end of the sequence of `plan`."""
    held(plan)
    last = plan.steps.aggregate(last=Max("order"))["last"] or 0
    step.plan, step.order = plan, last + 1
    step.save(force_insert=True)
    return step


def step_of(course):
    """A PlanStep, not stored, of a course that is on record."""
    program = course.program
    return PlanStep(
        course=course,
        title=course.title,
        organization=program.organization,
        level=program.level,
        grade=course.lowest_grade if program.level == Program.Level.HIGH_SCHOOL else None,
        term=course.term,
    )


@transaction.atomic
def move_step(step, up):
    """Put `step` before (`up`) or after its neighbour; at the end it stays."""
    held(step.plan)
    rows = list(step.plan.steps.all())
    place = next((place for place, row in enumerate(rows) if row.pk == step.pk), None)
    if place is None:
        raise PlanRefused("Somebody has taken this course out meanwhile.")
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    changed = [row for order, row in enumerate(rows, start=1) if row.order != order]
    for order, row in enumerate(rows, start=1):
        row.order = order
    PlanStep.objects.bulk_update(changed, ["order"])


@transaction.atomic
def withdraw(plan, day, reason, today):
    """`plan` no longer counts from `day` on; it stays on record. Raises PlanRefused."""
    plan = held(plan)
    if plan.made_on is None:
        raise PlanRefused("The plan is a draft, which counts nowhere. Say on which day it was made before you do that.")
    if plan.withdrawn_on:
        raise PlanRefused(f"The plan was withdrawn on {in_words(plan.withdrawn_on)} already.")
    if day > today:
        raise PlanRefused(f"{in_words(day)} is still to come. Give the day on which it happened.", "day")
    if day < plan.made_on:
        raise PlanRefused(f"The plan was made on {in_words(plan.made_on)}; it is withdrawn then or later.", "day")
    plan.withdrawn_on, plan.withdrawn_because = day, reason
    plan.save(update_fields=["withdrawn_on", "withdrawn_because"])
    return plan


@transaction.atomic
def take_up(plan):
    """A withdrawn plan counts again, as if it had never been withdrawn; the history keeps that it was."""
    plan = held(plan)
    plan.withdrawn_on, plan.withdrawn_because = None, ""
    plan.save(update_fields=["withdrawn_on", "withdrawn_because"])
    return plan
