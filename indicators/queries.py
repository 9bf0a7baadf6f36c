"""
What the figures are made of, one function a question, each one SQL statement whatever the data's size.

Rows come back as small tuples keyed by measure; assembling them is `indicators.figures`.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, Sum, Window
from django.db.models.functions import Lead

from consortium import queries as shared
from consortium.counting import regrouped
from goals.models import DocumentStage
from indicators.models import Assignment, FollowedDocument, FrozenFigure, Measure, StageReached, Target, Value

MANY = 30  # measures; more than this are nearly all there are
ABOUT_REGION = ExpressionWrapper(Q(organization__isnull=True), output_field=BooleanField())
# The first day of the next period in which the same organization reported the same measure; None for its latest.
NEXT_VALUE = Window(
    Lead("period__starts"), partition_by=[F("measure_id"), F("organization_id")], order_by=F("period__starts").asc()
)


@dataclass(frozen=True, slots=True)
class Sums:
    """
    Several values as one: added numerators and denominators, the largest single one (without those who may be in it
    twice), how many there were, and how many may be counted twice within one of them.
    """

    numerator: Decimal
    denominator: Decimal | None
    largest: Decimal
    parts: int
    twice: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class AddedUp:
    """
    Values added up in the ways that figures need.

    by_period   (measure, period, about the region?, counted?) → Sums of what was reported in the period (flows)
    standing    period → (measure, about the region?, counted?) → Sums of what stands at its end (stocks): of each
                organization the latest value until then. A value stands until the next one of its organization
    """

    by_period: dict
    standing: dict


def _of(measures):
    """
    The rows of `measures`. For a whole framework that is no condition at all: a list of all keys costs more to write,
    send and compare than the few rows of other measures that nobody then looks up.
    """
    return Q() if len(measures) > MANY else Q(measure__in=measures)


def shown_values(measures, periods, *, drafts, organization=None):
    """
    The values that a reader's figures are made of: of `measures` in `periods`, of approved worksheets or,
    with `drafts`, of all; about one organization, or (for what it reports about the region) of its worksheet.
    """
    values = Value.objects.filter(_of(measures), period__in=periods)
    if not drafts:
        values = values.approved()
    if organization is not None:
        values = values.filter(submission__organization=organization)
    return values


def without_replaced_totals(values, counted, year):
    """
    `values` of `year` without the typed totals that records stand for: both of one organization would count twice.

    In an open period these are the totals of organizations that keep records of the measure now; in a locked one
    those beside which a figure was frozen, whatever has been agreed since. `counted` are the measures that can be
    counted from records at all.
    """
    if not counted:
        return values
    keeps_records = _keeps_records(year)
    # What is cheap to ask comes first, so that the assignments of all other values are not looked up.
    frozen = FrozenFigure.objects.filter(
        Q(organization=OuterRef("organization"))
        | Q(organization__isnull=True, measure__reporters__contained_by=list(Measure.REGIONAL)),
        measure=OuterRef("measure"),
        period=OuterRef("period"),
    )
    replaced = (Q(period__locked_at__isnull=True) & Exists(keeps_records)) | (
        Q(period__locked_at__isnull=False) & Exists(frozen)
    )
    return values.exclude(Q(measure__in=counted) & Q(counted=False) & replaced)


def _keeps_records(year):
    """For a subquery of values: the assignment by which the value's organization keeps records of its measure."""
    return Assignment.objects.filter(
        measure=OuterRef("measure"),
        year=year,
        organization=OuterRef("submission__organization"),
        mode=Assignment.Mode.RECORDS,
    )


def sums(values, periods, counted_now=()):
    """
    What the reported `values` of `periods` (of one year) add up to, as `AddedUp`.

    `counted_now` are stocks that are counted from records now: what an organization typed before it kept records
    stands until then, and no longer.
    """
    reported = values.reported().filter(numerator__isnull=False).annotate(about_region=ABOUT_REGION, until=NEXT_VALUE)
    keys = ["measure_id", "about_region", "counted", "period_id", "until"]
    if counted_now:
        keeps_records = _keeps_records(periods[-1].year_id)
        replaced = Q(measure__in=counted_now, counted=False) & Exists(keeps_records)
        reported = reported.annotate(is_replaced=ExpressionWrapper(replaced, output_field=BooleanField()))
        keys.append("is_replaced")
    of_each = reported.order_by().values(*keys, "numerator", "denominator", "may_be_twice")
    totals = "SUM(numerator), SUM(denominator), MAX(numerator - may_be_twice), COUNT(*), SUM(may_be_twice)"
    rows = _over(of_each, f"{', '.join(keys)}, {totals}", ", ".join(keys))
    found = AddedUp({}, {period.pk: {} for period in periods})
    for measure, about_region, counted, period, until, *rest in rows:
        is_replaced, more = rest[:-5] == [True], Sums(*rest[-5:])
        _add(found.by_period, (measure, period, about_region, counted), more)
        starts = next(one.starts for one in periods if one.pk == period)
        for one in periods:
            if is_replaced and one.pk != period and not one.is_locked:
                continue
            if starts <= one.starts and (until is None or one.starts < until):
                _add(found.standing[one.pk], (measure, about_region, counted), more)
    return found


def _add(totals, key, more):
    totals[key] = together(totals.get(key), more)


def together(one, other):
    """Two `Sums` of different values as one; either may be None."""
    if one is None or other is None:
        return one or other
    known = [sums.denominator for sums in (one, other) if sums.denominator is not None]
    return Sums(
        one.numerator + other.numerator,
        sum(known) if known else None,
        max(one.largest, other.largest),
        one.parts + other.parts,
        one.twice + other.twice,
    )


def _over(rows, select, group_by):
    """Aggregates over a queryset that is an aggregate or has a window itself, which Django cannot say in one."""
    return regrouped(rows, f"SELECT {select} FROM ({{}}) AS found GROUP BY {group_by}")


@dataclass(frozen=True, slots=True)
class Reported:
    """
    What organizations reported themselves.

    by_measure  measure → organization → period → (number, of how many or None)
    parents     organization → the one that it belongs to, or None
    """

    by_measure: dict
    parents: dict


def counts_by_organization(measures, periods):
    """The approved counts of each organization, as `Reported`; what is said about the region as a whole is left out."""
    values = shown_values(measures, periods, drafts=False).reported()
    found = Reported(defaultdict(lambda: defaultdict(dict)), {})
    columns = ("measure_id", "period_id", "organization_id", "organization__parent_id", "numerator", "denominator")
    own = values.filter(measure__in=measures, organization__isnull=False, numerator__isnull=False)
    for measure, period, organization, parent, number, of in own.order_by().values_list(*columns):
        found.by_measure[measure][organization][period] = int(number), None if of is None else int(of)
        found.parents[organization] = parent
    return found


def circles(reported):
    """
    Groups (tuples of primary keys, two or more) of organizations in `Reported` whose counts the same people know:
    those below one organization, and those of which one person is or was a reporter. Each once.
    """
    return shared.circles(reported.parents)


def largest_reporter(values):
    """measure → the largest sum over the periods that one organization, or the region as a whole, reported (typed)."""
    totals = (
        values.reported()
        .filter(numerator__isnull=False, counted=False)
        .values("measure_id", "organization_id")
        .annotate(total=Sum("numerator"))
        .order_by()
    )
    return dict(_over(totals, "measure_id, MAX(total)", "measure_id"))


def latest_values(values):
    """measure → the latest value of a milestone, with its stage; 0 is "none yet"."""
    latest = values.filter(state=Value.State.REPORTED, stage__isnull=False)
    return {value.measure_id: value for value in latest.order_by("measure_id", "-period__ends").distinct("measure_id")}


def years_to_date(values):
    """
    measure → the years to date of what was counted from records, the latest of each organization (or of the region):
    [(key of the period that it goes through, `Sums` of those)].
    """
    latest = values.filter(counted=True, year_to_date__isnull=False).order_by(
        "measure_id", "organization_id", "-period__ends"
    )
    latest = latest.distinct("measure_id", "organization_id")
    columns = ("measure_id", "period_id", "year_to_date", "year_to_date_of", "year_to_date_twice")
    totals = (
        "SUM(year_to_date), SUM(year_to_date_of), MAX(year_to_date - year_to_date_twice), COUNT(*), "
        "SUM(year_to_date_twice)"
    )
    found = defaultdict(list)
    keys = "measure_id, period_id"
    for measure, period, *more in _over(latest.values(*columns), f"{keys}, {totals}", keys):
        found[measure].append((period, Sums(*more)))
    return found


def frozen_figures(measures, periods, organization=None):
    """(measure, period, span) → the frozen figure that stands, for the region or one organization."""
    if not measures:
        return {}
    frozen = FrozenFigure.objects.filter(measure__in=measures, period__in=periods, organization=organization)
    return {(figure.measure_id, figure.period_id, figure.span): figure for figure in frozen.totals().latest()}


def targets(measures, year, organization=None):
    """measure → the target that stands for the region, or for one organization."""
    standing = Target.objects.current().filter(_of(measures), year=year, organization=organization)
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


def followed_documents(measures, year):
    """measure → the `Document` that it follows in `year`, of milestones that follow one."""
    following = FollowedDocument.objects.in_year(year).filter(measure__in=measures).select_related("document")
    return {followed.measure_id: followed.document for followed in following}


def followed_stages(measures, period):
    """
    measure → {stage's number: the day it was reached}, of milestones that follow a document, as it stood at the end of
    `period`. What was noted after the period was locked is left out, and so is a document withdrawn by then.
    Two statements, the second only where something is followed.
    """
    standing = followed_documents(measures, period.year)
    if not standing:
        return {}
    stages = DocumentStage.objects.filter(document__in=standing.values(), reached_on__lte=period.ends)
    if period.locked_at is not None:
        stages = stages.filter(recorded_at__lte=period.locked_at)
    reached = defaultdict(dict)
    for document, name, day in stages.values_list("document_id", "name", "reached_on"):
        reached[document][name] = day
    return {
        measure.pk: _on_ladder(measure, standing[measure.pk], reached, period.ends)
        for measure in measures
        if measure.pk in standing
    }


def _on_ladder(measure, document, reached, day):
    if document.withdrawn_on is not None and document.withdrawn_on <= day:
        return {}
    days = reached[document.pk]
    return {number: days[name] for number, name in enumerate(measure.ladder, start=1) if name in days}


@dataclass(frozen=True, slots=True)
class Owed:
    """How many organizations owe a measure, how many of them have answered, and how many keep records of it."""

    owed: int = 0
    answered: int = 0
    from_records: int = 0


def owed_and_answered(measures, period, *, drafts, organization=None):
    """measure → `Owed` in the period's year; answered is who has answered in the period."""
    owed = Assignment.objects.in_year(period.year).filter(_of(measures))
    if organization is not None:
        owed = owed.owed_by(organization)
    answered = _has_answered(owed, period, drafts)
    rows = (
        owed.values_list("measure_id")
        .annotate(
            owing=Count("pk"),
            answering=Count("pk", filter=answered),
            recording=Count("pk", filter=Q(mode=Assignment.Mode.RECORDS)),
        )
        .order_by()
    )
    return {measure: Owed(*counts) for measure, *counts in rows}


def _has_answered(owed, period, drafts):
    """
    A condition for the assignments `owed`: somebody answered it in `period`, "not applicable" included. What is said
    about the region as a whole answers for everybody who owes it.

    Two lookups of all answers at once: asked row by row, or as one condition with "or", they take far longer.
    """
    answers = Value.objects.filter(measure=OuterRef("measure"), period=period)
    if not drafts:
        answers = answers.approved()
    own = owed.filter(Exists(answers.filter(submission__organization=OuterRef("organization"))))
    of_region = owed.filter(Exists(answers.filter(organization__isnull=True)))
    return Q(pk__in=own.order_by().values("pk")) | Q(pk__in=of_region.order_by().values("pk"))


def record_keepers(measures, year):
    """measure → the organizations (primary keys) that keep records of it in `year`."""
    keepers = defaultdict(set)
    keeping = Assignment.objects.in_year(year).filter(measure__in=measures, mode=Assignment.Mode.RECORDS)
    for measure, organization in keeping.order_by().values_list("measure_id", "organization_id"):
        keepers[measure].add(organization)
    return keepers


def measures_of(placements):
    """The measures of `placements`, each once, as a list in their order."""
    return list({placement.measure_id: placement.measure for placement in placements}.values())


def who_has_not_answered(measures, period, *, drafts):
    """measure → the organizations that owe it in the period's year and have not answered in the period, by name."""
    owed = Assignment.objects.in_year(period.year).filter(measure__in=measures)
    missing = owed.exclude(_has_answered(owed, period, drafts))
    by_measure = defaultdict(list)
    for assignment in missing.select_related("organization").order_by("organization__name"):
        by_measure[assignment.measure_id].append(assignment.organization)
    return by_measure
