"""
Changing what stands under a goal and what is done grade by grade.

A form carries the version of the row that it was drawn from. Where somebody else has stored another one since, nothing
is saved: the row as it now is comes back, so that both can be shown.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from consortium.models import User
from goals.models import Goal, GradeStrategy, Objective, Strategy, StudentOutcome
from goals.models.agreed import Agreed, Stage
from goals.queries.agreed import predecessor

AGREED_FIELDS = ("text", "owner", "stage", "stage_on", "due")
GRADE_FIELDS = ("goal", "strategy", "owner", "documented_on")


class Refused(Exception):
    """What cannot be done with a row as it is; its text is the sentence to show."""


@dataclass(frozen=True)
class Conflict:
    """The row as somebody else has stored it, who that was (None where it was no page) and when."""

    stored: Agreed | GradeStrategy
    who: User | None
    at: datetime | None


def fields_of(item):
    """The names of the fields that people write in a row."""
    return GRADE_FIELDS if isinstance(item, GradeStrategy) else AGREED_FIELDS


def same(one, other):
    """Whether two rows say the same."""
    names = [one._meta.get_field(name).attname for name in fields_of(one)]
    return all(getattr(one, name) == getattr(other, name) for name in names)


@transaction.atomic
def add(kind, item):
    """Store a new row at the end of those beside it."""
    last = kind.siblings(item).aggregate(last=Max("order"))["last"] or 0
    item.order, item.version = last + 1, 1
    item.save(force_insert=True)


@transaction.atomic
def save(item, seen):
    """
    Store what was written in `item`, of which the writer had seen the version `seen`.

    Returns None, or the `Conflict` where somebody else has meanwhile stored something different: then nothing is
    saved. Raises Refused where the row is gone.
    """
    stored = _held(item)
    if same(stored, item):
        return None
    if stored.version != seen:
        return _conflict(stored)
    item.version = stored.version + 1
    item.save(update_fields=[*fields_of(item), "version"])
    return None


@transaction.atomic
def save_grade(item, seen, today):
    """As `save`, for one grade, whose row is made when it is first written in. The day of documentation is settled."""
    settle(item, today)
    if item.pk is None:
        if not (item.goal or item.strategy or item.owner_id):
            return None
        stored, _ = GradeStrategy.objects.get_or_create(grade=item.grade, defaults={"version": 0})
        item.pk, item._state.adding = stored.pk, False
    return save(item, seen)


def settle(item, today):
    """A grade is documented from the day somebody says (else `today`) once goal and strategy are there; not before."""
    if item.goal and item.strategy:
        item.documented_on = item.documented_on or today
    else:
        item.documented_on = None


def _held(item):
    """The stored row of `item`, locked."""
    stored = type(item).objects.select_for_update().filter(pk=item.pk).first()
    if stored is None:
        raise Refused("Somebody has deleted this meanwhile.")
    return stored


def _conflict(stored):
    event = stored.history.filter(version=stored.version).select_related("pgh_context").order_by("pgh_id").first()
    writer = event.pgh_context.metadata.get("user") if event and event.pgh_context else None
    who = User.objects.filter(pk=writer).first() if writer else None
    return Conflict(stored, who, event.pgh_created_at if event else None)


@transaction.atomic
def move(kind, item, up):
    """Put `item` before (`up`) or after its neighbour; at the end it stays. Returns the rows in their order."""
    rows = list(kind.siblings(item).select_for_update())
    place = next((place for place, row in enumerate(rows) if row.pk == item.pk), None)
    if place is None:
        raise Refused("Somebody has deleted this meanwhile.")
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    changed = []
    for order, row in enumerate(rows, start=1):
        if row.order != order:
            row.order = order
            changed.append(row)
    if changed:
        kind.model.objects.bulk_update(changed, ["order"])
    return rows


@transaction.atomic
def delete(item, seen):
    """Delete a draft. Raises Refused for what has been reviewed, has changed since `seen`, or has strategies."""
    stored = _held(item)
    if stored.version != seen:
        raise Refused("Somebody has changed this meanwhile. Read it again before you delete it.")
    if stored.stage != Stage.DRAFTED:
        raise Refused("Only drafts are deleted. What was reviewed is kept: set its stage to “Withdrawn”.")
    if isinstance(stored, Objective) and stored.strategies.exists():
        raise Refused("Strategies stand under this objective. Delete those first, or set its stage to “Withdrawn”.")
    stored.delete()


@transaction.atomic
def carry_over(goal):
    """
    Copy what stands under the former wording of `goal`, with texts, owners, stages and days. Returns how many rows.

    Raises Refused where something stands under it already, or nothing stands under the former one.
    """
    Goal.objects.select_for_update().get(pk=goal.pk)  # two people press the button: the second is refused
    if goal.outcomes.exists() or goal.objectives.exists():
        raise Refused("Something stands under this goal already, so nothing was carried over.")
    source = predecessor(goal)
    if source is None:
        raise Refused("Nothing stands under this goal in the former edition.")
    outcomes = [_copy(row, goal=goal) for row in source.outcomes.all()]
    originals = list(source.objectives.all())
    objectives = Objective.objects.bulk_create(_copy(row, goal=goal) for row in originals)
    into = {original.pk: copy for original, copy in zip(originals, objectives, strict=True)}
    strategies = [_copy(row, objective=into[row.objective_id]) for row in Strategy.objects.filter(objective__in=into)]
    StudentOutcome.objects.bulk_create(outcomes)
    Strategy.objects.bulk_create(strategies)
    return len(outcomes) + len(objectives) + len(strategies)


def _copy(row, **parent):
    names = [row._meta.get_field(name).attname for name in (*AGREED_FIELDS, "order")]
    return type(row)(**parent, **{name: getattr(row, name) for name in names})
