"""
What is counted from gaps and plans. Each function takes the first and last day of a span, both included, and answers
with a `Count`; all are stocks and say what stands on the last day.
"""

import datetime

from django.db.models import Count as CountOf
from django.db.models import F, Q

from consortium.counting import Count, Tally
from consortium.models import SchoolYear
from pathways.models import AlignmentPlan, ProgramGap
from pathways.queries.gaps import planned
from pathways.queries.plans import counting_plans

NO_SECTOR = "No sector"


def gaps_documented(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Gaps that had been documented by `ends` and not set aside by then; a gap that was mended stays documented. With
    `organizations` (primary keys), those that they own. By sector and gap type.
    """
    gaps = _owned(ProgramGap.objects.documented(ends), organizations)
    return _gaps(gaps, {"gap type": ("kind", dict(ProgramGap.Kind.choices))})


def gaps_disseminated(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Those of `gaps_documented` that stood in a document that had been sent to somebody by `ends`. Withdrawn and expired
    documents count nowhere from then on. By sector.
    """
    return _gaps(_owned(ProgramGap.objects.disseminated(ends), organizations), {})


def _gaps(gaps, columns):
    breakdowns = {"sector": ("sector__name", {})} | columns
    return Count(
        region=lambda: Tally(gaps.count()),
        by_organization=lambda: _numbers(gaps, "owner"),
        records=gaps.select_related("owner", "sector"),
        breakdowns=lambda: {
            dimension: _labelled(_numbers(gaps, column), labels) for dimension, (column, labels) in breakdowns.items()
        },
    )


def alignment_plans(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Plans with a sequence of courses that had been made by `ends` and not withdrawn by then, and that name at least one
    gap which was documented on that day. With `organizations`, those that they own. By the sectors of their gaps; a
    plan for gaps in two sectors is in both.
    """
    documented = ProgramGap.objects.documented(ends)
    plans = _owned(counting_plans(ends).addressing(documented), organizations)

    def sectors():
        named = plans.filter(gap_links__gap__in=documented).order_by()
        grouped = named.values(key=F("gap_links__gap__sector__name")).annotate(number=CountOf("pk", distinct=True))
        return {"sector": _labelled({row["key"]: Tally(row["number"]) for row in grouped}, {})}

    return Count(
        region=lambda: Tally(plans.count()),
        by_organization=lambda: _numbers(plans, "owner"),
        records=plans.select_related("owner"),
        breakdowns=sectors,
    )


def gaps_with_plan(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Documented gaps that at least one plan with a sequence of courses addresses, of all documented gaps on `ends`. A gap
    with two plans counts once; plans for it of other organizations count. With `organizations`, the gaps that they own.
    By sector.
    """
    gaps = _owned(ProgramGap.objects.documented(ends), organizations)
    with_plan = planned(gaps, ends)
    return Count(
        region=lambda: Tally(with_plan.count(), gaps.count()),
        by_organization=lambda: _shares(with_plan, gaps, "owner"),
        records=with_plan.select_related("owner", "sector"),
        whole=gaps.select_related("owner", "sector"),
        breakdowns=lambda: {"sector": _labelled(_shares(with_plan, gaps, "sector__name"), {})},
    )


def transition_plans(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Plans made at a convening in the school year of `ends`, by that day and not withdrawn by then, for the school year
    that follows, whether they name courses or other steps. With `organizations`, those that they own.
    """
    this_year = SchoolYear.start_year_of(ends)
    plans = AlignmentPlan.objects.made(ends).filter(
        made_at_convening=True, made_on__gte=datetime.date(this_year, 7, 1), target_year=this_year + 1
    )
    plans = _owned(plans, organizations)
    return Count(
        region=lambda: Tally(plans.count()),
        by_organization=lambda: _numbers(plans, "owner"),
        records=plans.select_related("owner"),
    )


def _owned(rows, organizations):
    return rows if organizations is None else rows.filter(owner__in=organizations)


def _numbers(rows, column):
    """The value of `column` → how many rows there are, as a `Tally`."""
    grouped = rows.order_by().values(key=F(column)).annotate(number=CountOf("pk", distinct=True))
    return {row["key"]: Tally(row["number"]) for row in grouped}


def _shares(part, whole, column):
    """The value of `column` → the `Tally` of `part` (rows of `whole`), of `whole`."""
    in_part = CountOf("pk", filter=Q(pk__in=part.values("pk")))
    grouped = whole.order_by().values(key=F(column)).annotate(part=in_part, whole=CountOf("pk"))
    return {row["key"]: Tally(row["part"], row["whole"]) for row in grouped}


def _labelled(tallies, labels):
    """The same in words and in their order; what has no sector is said to have none."""
    return dict(sorted((labels.get(key, key) or NO_SECTOR, tally) for key, tally in tallies.items()))
