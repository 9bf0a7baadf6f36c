"""What single records must agree with when they are edited one by one or come from a spreadsheet."""

from django.core.exceptions import ValidationError

from indicators import derived, planning
from indicators.models import Assignment, Value
from indicators.worksheets import cells
from indicators.worksheets.counted import is_counted

# What makes a measure's figures one series.
SERIES = ("kind", "timing", "across")

# the fields of a cell → the fields of a Value
FIELDS = {"date": "stage_date", "answer": "state"}


def has_figures(measure):
    """Whether figures of the measure are on record, typed or frozen."""
    return measure.values.exists() or measure.frozen_figures.exists()


def problem_of_assignment(assignment):
    """Why an organization cannot owe a measure so, as a sentence, or ""."""
    measure = assignment.measure
    if assignment.mode == Assignment.Mode.RECORDS and not derived.is_built(measure):
        return f"{measure.code} cannot be counted from records yet. Choose totals."
    new = assignment.pk is None
    if new and not planning.may_owe(measure, assignment.year).filter(pk=assignment.organization_id).exists():
        return f"Organizations of this kind and with these grades do not owe {measure.code}."
    return ""


def problem_of_stage(stage):
    """Why a stage cannot be the measure's, as a sentence, or ""."""
    measure = stage.measure
    if not measure.is_milestone:
        return f"{measure.code} is no milestone, so it has no stages."
    if stage.stage > len(measure.ladder):
        return f"{measure.code} has {len(measure.ladder)} stages: {', '.join(measure.ladder)}."
    if measure.renews and stage.year_id is None:
        return f"The stages of {measure.code} start afresh each school year. Say which year it is."
    if not measure.renews and stage.year_id is not None:
        return f"The stages of {measure.code} outlive school years. Leave the year empty."
    return ""


def problem_of_following(followed):
    """Why a milestone cannot follow a document so, as a sentence, or ""."""
    measure = followed.measure
    if not measure.is_milestone:
        return f"{measure.code} is no milestone, so it has no stages."
    if measure.renews != (followed.year_id is not None):
        return (
            f"The stages of {measure.code} start afresh each school year. Say which year it is."
            if measure.renews
            else f"The stages of {measure.code} outlive school years. Leave the year empty."
        )
    return ""


def problem_of_counting(value):
    """Why a figure is not typed, as a sentence, or "": what is counted from records is not overwritten."""
    organization = value.submission.organization_id
    agreed = Assignment.objects.in_year(value.period.year_id).with_followed().filter(
        organization=organization, measure=value.measure_id
    )
    if any(is_counted(assignment) for assignment in agreed.select_related("measure")):
        return "This figure is counted from records. It changes with the records."
    return ""


def has_figure(value):
    """Whether any part of a figure is given."""
    return any(part is not None for part in (value.numerator, value.denominator, value.stage, value.stage_date))


def answer_of(value, today):
    """
    The `Answer` in the fields of a Value that somebody filled in, checked as on the worksheet.

    Raises ValidationError by field, also where there is no answer at all.
    """
    measure = value.measure
    if value.denominator is not None and not measure.is_percent:
        raise ValidationError({"denominator": f"{measure.code} is a count: it has one number."})
    if not measure.is_milestone and (value.stage is not None or value.stage_date):
        raise ValidationError({"stage": f"{measure.code} is no milestone: it has no stages."})
    if measure.is_milestone and (value.numerator is not None or value.denominator is not None):
        raise ValidationError({"numerator": f"{measure.code} is a milestone: it has a stage and no number."})
    typed = cells.Typed(
        numerator=_digits(value.numerator),
        denominator=_digits(value.denominator),
        stage="" if value.stage is None else str(value.stage),
        date=value.stage_date.isoformat() if value.stage_date else "",
        answer=cells.FIGURE if value.state == Value.State.REPORTED else value.state,
        reason=value.reason,
    )
    try:
        answer = cells.parse(measure, typed, None, period=value.period, today=today)
    except cells.CellErrors as errors:
        raise ValidationError({FIELDS.get(name, name): text for name, text in errors.fields.items()}) from errors
    if answer is None:
        raise ValidationError("Give a figure, or say “not applicable”, or “not available” and why.")
    return answer


def _digits(number):
    return "" if number is None else f"{number:f}"
