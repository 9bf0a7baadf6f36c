"""
What the figures are made of, one function a question, each one SQL statement whatever the data's size.

Rows come back as small tuples keyed by measure; assembling them is `indicators.figures`.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Max, OuterRef, Q, Sum

from indicators.models import Assignment, FrozenFigure, StageReached, Submission, Target, Value

ABOUT_REGION = ExpressionWrapper(Q(organization__isnull=True), output_field=BooleanField())


@dataclass(frozen=True, slots=True)
class Sums:
    """Several values as one: added numerators and denominators, the largest single one, and how many there were."""

    numerator: Decimal
    denominator: Decimal | None
    largest: Decimal
    parts: int


def shown_values(measures, periods, *, drafts, organization=None):
    """
    The values that a reader's figures are made of: of `measures` in `periods`, of approved worksheets or,
    with `drafts`, of all; about one organization, or (for what it reports about the region) of its worksheet.
    """
    values = Value.objects.filter(measure__in=measures, period__in=periods)
    if not drafts:
        values = values.approved()
    if organization is not None:
        values = values.filter(submission__organization=organization)
    return values


def without_replaced_totals(values, counted):
    """
    `values` without the totals of organizations that keep records of the measure in that year: both of one
    organization would count twice. `counted` are the measures that are counted from records at all.
    """
    if not counted:
        return values
    keeps_records = Assignment.objects.filter(
        measure=OuterRef("measure"),
        year=OuterRef("period__year"),
        organization=OuterRef("submission__organization"),
        mode=Assignment.Mode.RECORDS,
    )
    return values.exclude(Exists(keeps_records), counted=False, measure__in=counted)


def sums_by_period(values):
    """(measure, period, about the region?, counted?) → Sums of the reported values."""
    rows = (
        values.reported()
        .filter(numerator__isnull=False)
        .annotate(about_region=ABOUT_REGION)
        .values_list("measure_id", "period_id", "about_region", "counted")
        .annotate(Sum("numerator"), Sum("denominator"), Max("numerator"), Count("pk"))
        .order_by()
    )
    return {tuple(row[:4]): Sums(*row[4:]) for row in rows}


def sums_standing(values):
    """(measure, about the region?) → Sums of each organization's latest reported value (stocks)."""
    latest = (
        values.reported()
        .filter(numerator__isnull=False)
        .order_by("measure_id", "organization_id", "-period__ends")
        .distinct("measure_id", "organization_id")
        .values("pk")
    )
    rows = (
        Value.objects.filter(pk__in=latest)
        .annotate(about_region=ABOUT_REGION)
        .values_list("measure_id", "about_region")
        .annotate(Sum("numerator"), Sum("denominator"), Max("numerator"), Count("pk"))
        .order_by()
    )
    return {tuple(row[:2]): Sums(*row[2:]) for row in rows}


def largest_organization(values):
    """measure → the largest sum that one organization reported over the periods (typed, not about the region)."""
    totals = (
        values.reported()
        .filter(numerator__isnull=False, organization__isnull=False, counted=False)
        .values("measure_id", "organization_id")
        .annotate(total=Sum("numerator"))
        .order_by()
    )
    sql, params = totals.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT measure_id, MAX(total) FROM ({sql}) AS totals GROUP BY measure_id", params)
        return dict(cursor.fetchall())


def counted_years_to_date(values):
    """measure → (period, numerator, denominator) of the latest counted value about the region, year to date."""
    rows = (
        values.filter(counted=True, organization__isnull=True, year_to_date__isnull=False)
        .order_by("measure_id", "-period__ends")
        .distinct("measure_id")
        .values_list("measure_id", "period_id", "year_to_date", "year_to_date_of")
    )
    return {measure: rest for measure, *rest in rows}


def frozen_figures(measures, periods, organization=None):
    """(measure, period, span) → the frozen figure that stands, for the region or one organization."""
    frozen = FrozenFigure.objects.filter(measure__in=measures, period__in=periods, organization=organization).latest()
    return {(figure.measure_id, figure.period_id, figure.span): figure for figure in frozen}


def targets(measures, year, organization=None):
    """measure → the target that stands for the region, or for one organization."""
    standing = Target.objects.current().filter(measure__in=measures, year=year, organization=organization)
    return {target.measure_id: target for target in standing}


def stages(measures, year):
    """measure → its stages on record, in order: those of the year where the ladder renews, else all."""
    rows = StageReached.objects.filter(
        Q(year=year, measure__renews=True) | Q(year__isnull=True, measure__renews=False), measure__in=measures
    ).order_by("stage")
    by_measure = defaultdict(list)
    for row in rows:
        by_measure[row.measure_id].append(row)
    return by_measure


def stage_values(values):
    """measure → the latest reported milestone value (stage 0 is "none yet")."""
    rows = values.reported().filter(stage__isnull=False).order_by("measure_id", "-period__ends").distinct("measure_id")
    return {value.measure_id: value for value in rows}


def owed_and_answered(measures, period, *, drafts, organization=None):
    """measure → (how many organizations owe it in the period's year, how many of them have answered in the period)."""
    answers = _answers(period, drafts)
    owed = Assignment.objects.in_year(period.year).filter(measure__in=measures)
    if organization is not None:
        owed = owed.owed_by(organization)
    rows = (
        owed.annotate(answered=Exists(answers))
        .values_list("measure_id")
        .annotate(owing=Count("pk"), answering=Count("pk", filter=Q(answered=True)))
        .order_by()
    )
    return {measure: (owed, answered) for measure, owed, answered in rows}


def _answers(period, drafts):
    """Any answers of an assignment's organization in `period`; "not applicable" is one."""
    answers = Value.objects.filter(
        measure=OuterRef("measure"), period=period, submission__organization=OuterRef("organization")
    )
    return answers if drafts else answers.approved()


def counted_measures(year, organization=None):
    """measure → the organizations whose figures are counted from records in `year`."""
    rows = Assignment.objects.in_year(year).filter(mode=Assignment.Mode.RECORDS)
    if organization is not None:
        rows = rows.owed_by(organization)
    by_measure = defaultdict(set)
    for measure, owner in rows.values_list("measure_id", "organization_id"):
        by_measure[measure].add(owner)
    return by_measure


def waiting_for_review():
    """How many worksheets wait for the office."""
    return Submission.objects.waiting().count()


def measures_of(placements):
    """The measures of `placements`, each once, as a list in their order."""
    return list({placement.measure_id: placement.measure for placement in placements}.values())




def who_has_not_answered(measures, period, *, drafts):
    """measure → the organizations that owe it in the period's year and have not answered in the period, by name."""
    owed = (
        Assignment.objects.in_year(period.year)
        .filter(~Exists(_answers(period, drafts)), measure__in=measures)
        .select_related("organization")
        .order_by("organization__name")
    )
    by_measure = defaultdict(list)
    for assignment in owed:
        by_measure[assignment.measure_id].append(assignment.organization)
    return by_measure
