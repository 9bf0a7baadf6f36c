"""Locking a period freezes what was counted from records; the office may set another figure, with a reason."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from indicators import derived
from indicators.models import Assignment, FrozenFigure


@transaction.atomic
def freeze(period, now):
    """
    Freeze the derived figures of `period`: of the region and of each organization that keeps records, for
    the period alone and for the year to date. Called when the period is locked; a period that is locked
    again gets further versions, the earlier ones stay. Returns how many figures were frozen.
    """
    owed = Assignment.objects.in_year(period.year).filter(
        mode=Assignment.Mode.RECORDS, measure__source__in=derived.SOURCES
    )
    owners = {}
    for assignment in owed.select_related("measure"):
        owners.setdefault(assignment.measure, []).append(assignment.organization_id)
    spans = {
        FrozenFigure.Span.PERIOD: (period.starts, period.ends),
        FrozenFigure.Span.YEAR_TO_DATE: (period.year.starts, period.ends),
    }
    version = _last_version(period) + 1
    figures = [
        FrozenFigure(
            measure=measure,
            **scope,
            period=period,
            span=span,
            version=version,
            numerator=tally.numerator,
            denominator=tally.denominator,
            may_be_twice=tally.may_be_twice,
            frozen_at=now,
        )
        for measure, organizations in owners.items()
        for counted in [derived.counts(measure, spans.values(), organizations)]
        for span, days in spans.items()
        for scope, tally in _scopes(counted[days], measure, organizations)
    ]
    set_by_office = [figure for figure in FrozenFigure.objects.filter(period=period).latest() if figure.set_by_id]
    FrozenFigure.objects.bulk_create(figures)
    FrozenFigure.objects.bulk_create(_kept(figure, version + 1, now) for figure in set_by_office)
    return len(figures)


def _kept(figure, version, now):
    """What the office set stands also after the period was opened and locked again, beside what is counted now."""
    return FrozenFigure(
        measure_id=figure.measure_id,
        organization_id=figure.organization_id,
        period_id=figure.period_id,
        span=figure.span,
        dimension=figure.dimension,
        category=figure.category,
        version=version,
        numerator=figure.numerator,
        denominator=figure.denominator,
        reason=figure.reason,
        set_by_id=figure.set_by_id,
        frozen_at=now,
    )


def _scopes(count, measure, organizations):
    """
    The region's tally with its breakdowns, and each owner's where the measure is an organization's own (nothing
    counted is zero), each with the columns that say whose it is. What owners know of their own students is kept too,
    since it bears on what others may see.
    """
    yield {"organization_id": None}, count.region
    yield from _parts(None, count.breakdowns)
    if measure.about_region:
        return
    for organization in organizations:
        yield {"organization_id": organization}, derived.part_of(count, measure, organization)
        yield from _parts(organization, count.breakdowns_by_organization.get(organization, {}))


def _parts(organization, breakdowns):
    for dimension, parts in breakdowns.items():
        for category, tally in parts.items():
            yield {"organization_id": organization, "dimension": dimension, "category": category}, tally


def _last_version(period):
    """The highest version of the period's frozen figures; versions of one locking are the same number."""
    return FrozenFigure.objects.filter(period=period).aggregate(last=Max("version"))["last"] or 0


@transaction.atomic
def set_another_figure(frozen, numerator, denominator, reason, user, now):
    """
    Set another figure than the frozen one, with a reason; the counted one is kept as the version before. Whoever sets a
    figure answers for it, so that nobody in it is flagged as perhaps counted twice.

    Raises ValueError with a sentence where the reason is missing or the figures cannot be.
    """
    if not reason.strip():
        raise ValueError("Say why another figure is set than the one that was counted.")
    if numerator < 0 or (denominator is not None and numerator > denominator):
        raise ValueError("The figure is zero or more, and not more than what it is a part of.")
    last = FrozenFigure.objects.select_for_update().filter(
        measure=frozen.measure,
        organization=frozen.organization,
        period=frozen.period,
        span=frozen.span,
        dimension=frozen.dimension,
        category=frozen.category,
    ).order_by("-version")[0]
    return FrozenFigure.objects.create(
        measure=frozen.measure,
        organization=frozen.organization,
        period=frozen.period,
        span=frozen.span,
        dimension=frozen.dimension,
        category=frozen.category,
        version=last.version + 1,
        numerator=Decimal(numerator),
        denominator=None if denominator is None else Decimal(denominator),
        reason=reason.strip(),
        set_by=user,
        frozen_at=now,
    )
