"""When the stages of milestones are due."""

from django.db import transaction

from indicators.models import StageReached

from .errors import StagesRefused
from .locks import hold


def stages_of(measures, year):
    """
    `{(measure pk, stage): StageReached}` of ladders, as they stand in `year`.

    A ladder that starts afresh each year has its own rows; the others have one set for good.
    """
    rows = StageReached.objects.filter(measure__in=measures)
    renews = {measure.pk: measure.renews for measure in measures}
    return {
        (row.measure_id, row.stage): row
        for row in rows
        if row.year_id == (year.pk if renews[row.measure_id] else None)
    }


@transaction.atomic
def set_due_dates(year, measures, wanted, seen):
    """
    Set due dates of ladders, all or none; returns how many changed.

    `wanted` and `seen` are {(measure pk, stage): date or None}: what is asked for, and what the person had
    before them. Raises StagesRefused where a later stage would be due before an earlier one, and where
    somebody else set another day meanwhile.
    """
    hold(year)
    list(StageReached.objects.select_for_update().filter(measure__in=measures).order_by("pk"))
    standing = stages_of(measures, year)
    now = {key: row.due for key, row in standing.items()}
    edited = {key: due for key, due in wanted.items() if due != seen.get(key)}
    changes = {key: due for key, due in edited.items() if due != now.get(key)}
    codes = {measure.pk: measure for measure in measures}
    refused = {}
    for measure in measures:
        dues = [{**now, **changes}.get((measure.pk, stage)) for stage in range(1, len(measure.ladder) + 1)]
        refused.update(_out_of_order(measure, dues))
    overtaken = {
        (codes[pk].code, stage): _meanwhile(now.get((pk, stage)), due)
        for (pk, stage), due in changes.items()
        if now.get((pk, stage)) != seen.get((pk, stage))
    }
    if refused or overtaken:
        raise StagesRefused({**refused, **overtaken}, overtaken)
    _save(year, codes, changes, standing)
    return len(changes)


def _meanwhile(theirs, mine):
    return (
        f"Somebody set {_day(theirs)} since you opened this page. You typed {_day(mine)}: save again to replace it."
    )


def _out_of_order(measure, dues):
    """`{(code, stage): sentence}` for each stage due before the nearest earlier one that has a day."""
    refused = {}
    earlier = None
    for stage, due in enumerate(dues, start=1):
        if due is None:
            continue
        if earlier is not None and due < earlier[1]:
            refused[measure.code, stage] = (
                f"“{measure.ladder[stage - 1]}” comes after “{measure.ladder[earlier[0] - 1]}”, which is due on "
                f"{_day(earlier[1])}: it cannot be due before."
            )
        earlier = stage, due
    return refused


def _save(year, measures, changes, standing):
    rows = [standing[key] for key in changes if key in standing]
    for row in rows:
        row.due = changes[row.measure_id, row.stage]
    StageReached.objects.bulk_update(rows, ["due"])
    StageReached.objects.bulk_create(
        StageReached(measure=measures[pk], year=year if measures[pk].renews else None, stage=stage, due=due)
        for (pk, stage), due in changes.items()
        if (pk, stage) not in standing
    )


def _day(day):
    return f"{day:%B} {day.day}, {day.year}" if day else "no day"
