"""
What is counted from surveys: answers given online and those typed in as totals of paper questionnaires, added up.

Their records are surveys, since answers are anonymous: each with how many of its answers the figure counts.
"""

import datetime

from django.db.models import Count as CountOf
from django.db.models import F, Max, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest

from consortium.counting import Count, Tally, in_each, reporting_organization
from consortium.models import Organization
from wbl.models import Language, PaperCount, PaperTotals, Survey, SurveyAnswer, SurveyChoice, SurveyQuestion
from wbl.models import SurveyResponse as Response

CountsAs = SurveyChoice.CountsAs
NO_LANGUAGE = "Language not noted"


def tour_survey_positive(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Answers to post-tour surveys that count as positive, of all valid answers, given from `starts` to `ends` on paper or
    online. Which choices count, and which are left out, is set with each question; questions where several may be
    ticked and those answered in words have no positive answers. An organization's part is what counts for it or a
    school of its; with `organizations` (primary keys), only their parts.
    """
    online = _chosen(starts, ends).annotate(reporting=reporting_organization("response__organization"))
    paper = _ticked(starts, ends).annotate(reporting=reporting_organization("totals__organization"))
    typed = _paper(Survey.Kind.TOUR, starts, ends)
    if organizations is not None:
        online, paper, typed = (rows.filter(reporting__in=organizations) for rows in (online, paper, typed))
    return Count(
        region=lambda: _whole(_positive_by_organization(online, paper, typed)),
        by_organization=lambda: _positive_by_organization(online, paper, typed),
        records=_surveys(Survey.Kind.TOUR, starts, ends, organizations),
        region_in=lambda spans: _positive_in(online, paper, typed, spans),
    )


def parent_surveys(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Needs surveys that parents completed from `starts` to `ends`, on paper or online. By language. An organization's
    part is those that count for it or a school of its; with `organizations` (primary keys), only their parts.
    """
    online, paper = _online(Survey.Kind.PARENTS, starts, ends), _paper(Survey.Kind.PARENTS, starts, ends)
    if organizations is not None:
        online, paper = online.filter(reporting__in=organizations), paper.filter(reporting__in=organizations)
    return Count(
        region=lambda: Tally(sum(_added(online, paper, "survey__kind").values())),
        by_organization=lambda: {key: Tally(number) for key, number in _added(online, paper, "reporting").items()},
        records=_surveys(Survey.Kind.PARENTS, starts, ends, organizations),
        breakdowns=lambda: {"language": _by_language(online, paper)},
        region_in=lambda spans: [Tally(number) for number in _completed_in(online, paper, spans)],
    )


def _online(kind, starts, ends):
    return Response.objects.of_kind(kind).between(starts, ends).annotate(reporting=reporting_organization())


def _paper(kind, starts, ends):
    return PaperTotals.objects.of_kind(kind).between(starts, ends).annotate(reporting=reporting_organization())


def _chosen(starts, ends):
    """Choices made online that are valid answers to an evaluated question of a post-tour survey."""
    return SurveyAnswer.objects.filter(
        response__survey__kind=Survey.Kind.TOUR,
        response__survey__is_template=False,
        response__day__gte=starts,
        response__day__lte=ends,
        question__kind__in=SurveyQuestion.EVALUATED,
        choice__counts_as__in=[CountsAs.POSITIVE, CountsAs.OTHER],
    )


def _ticked(starts, ends):
    """As `_chosen`, of paper questionnaires whose answers were counted one by one."""
    return PaperCount.objects.filter(
        totals__survey__kind=Survey.Kind.TOUR,
        totals__survey__is_template=False,
        totals__day__gte=starts,
        totals__day__lte=ends,
        choice__question__kind__in=SurveyQuestion.EVALUATED,
        choice__counts_as__in=[CountsAs.POSITIVE, CountsAs.OTHER],
    )


def _positive_by_organization(online, paper, typed):
    """Reporting organization → `Tally` of positive and valid answers: three statements."""
    positive = Q(choice__counts_as=CountsAs.POSITIVE)
    found = {}
    for rows in (
        online.order_by().values("reporting").annotate(part=CountOf("pk", filter=positive), whole=CountOf("pk")),
        paper.order_by().values("reporting").annotate(part=Sum("number", filter=positive), whole=Sum("number")),
        typed.order_by().values("reporting").annotate(part=Sum("positive"), whole=Sum("valid")),
    ):
        for row in rows:
            part, whole = found.get(row["reporting"], (0, 0))
            found[row["reporting"]] = part + (row["part"] or 0), whole + (row["whole"] or 0)
    return {key: Tally(part, whole) for key, (part, whole) in found.items() if whole}


def _positive_in(online, paper, typed, spans):
    """The `Tally` of positive and valid answers in each of `spans`: six statements."""
    positive = Q(choice__counts_as=CountsAs.POSITIVE)
    parts = _together_in(
        spans,
        (online, "response__day", lambda condition: CountOf("pk", filter=positive & condition)),
        (paper, "totals__day", lambda condition: Sum("number", filter=positive & condition, default=0)),
        (typed, "day", lambda condition: Sum("positive", filter=condition, default=0)),
    )
    wholes = _together_in(
        spans,
        (online, "response__day", lambda condition: CountOf("pk", filter=condition)),
        (paper, "totals__day", lambda condition: Sum("number", filter=condition, default=0)),
        (typed, "day", lambda condition: Sum("valid", filter=condition, default=0)),
    )
    return [Tally(part, whole) for part, whole in zip(parts, wholes, strict=True)]


def _completed_in(online, paper, spans):
    """How many questionnaires were completed in each of `spans`: two statements."""
    return _together_in(
        spans,
        (online, "day", lambda condition: CountOf("pk", filter=condition)),
        (paper, "day", lambda condition: Sum("responses", filter=condition, default=0)),
    )


def _together_in(spans, *ways):
    """The numbers of `ways` (rows, the path to their day, `number` as of `in_each`) added up, one for each span."""
    found = [
        in_each(rows, [Q(**{f"{day}__gte": starts, f"{day}__lte": ends}) for starts, ends in spans], number)
        for rows, day, number in ways
    ]
    return [sum(tally.numerator for tally in tallies) for tallies in zip(*found, strict=True)]


def _whole(tallies):
    return Tally(
        sum(tally.numerator for tally in tallies.values()), sum(tally.denominator for tally in tallies.values())
    )


def _added(online, paper, column):
    """The value of `column` → completed questionnaires, online and on paper: two statements."""
    found = {}
    for rows in (
        online.order_by().values(grouped_by=F(column)).annotate(number=CountOf("pk")),
        paper.order_by().values(grouped_by=F(column)).annotate(number=Sum("responses")),
    ):
        for row in rows:
            found[row["grouped_by"]] = found.get(row["grouped_by"], 0) + row["number"]
    return found


def _by_language(online, paper):
    labels = dict(Language.choices) | {"": NO_LANGUAGE}
    numbers = _added(online, paper, "language")
    return {label: Tally(numbers[code]) for code, label in labels.items() if code in numbers}


def _surveys(kind, starts, ends, organizations):
    """
    The surveys of `kind` with something counted in the span: `part` of `whole` answers (of parents' surveys `whole` is
    left out), and `last_day`. `counted_from` and `counted_through` keep the span for `of_organization`.
    """
    surveys = Survey.objects.filter(kind=kind, is_template=False).select_related("owner")
    surveys = surveys.annotate(counted_from=Value(starts), counted_through=Value(ends))
    numbers = _with_positive if kind == Survey.Kind.TOUR else _with_completed
    return numbers(surveys, starts, ends, organizations)


def of_organization(surveys, organization):
    """Those of a count's records that something is counted of in the part of `organization`, with its own numbers."""
    if organization.kind == Organization.Kind.SCHOOL:
        return surveys.none()  # schools do not report
    numbers = _with_positive if "whole" in surveys.query.annotations else _with_completed
    return numbers(surveys, OuterRef("counted_from"), OuterRef("counted_through"), [organization.pk])


def _with_positive(surveys, starts, ends, organizations):
    positive = Q(choice__counts_as=CountsAs.POSITIVE)
    online = _its(_chosen(starts, ends), "response", organizations)
    ticked = _its(_ticked(starts, ends), "totals", organizations)
    typed = _its(PaperTotals.objects.between(starts, ends).filter(valid__isnull=False), "", organizations)
    surveys = surveys.annotate(
        part=_one(online, CountOf("pk", filter=positive))
        + _one(ticked, Sum("number", filter=positive))
        + _one(typed, Sum("positive")),
        whole=_one(online, CountOf("pk")) + _one(ticked, Sum("number")) + _one(typed, Sum("valid")),
        last_day=Greatest(*(_one(rows, Max("its_day")) for rows in (online, ticked, typed))),
    )
    return surveys.filter(whole__gt=0)


def _with_completed(surveys, starts, ends, organizations):
    online = _its(Response.objects.between(starts, ends), "", organizations)
    paper = _its(PaperTotals.objects.between(starts, ends), "", organizations)
    surveys = surveys.annotate(
        part=_one(online, CountOf("pk")) + _one(paper, Sum("responses")),
        last_day=Greatest(_one(online, Max("its_day")), _one(paper, Max("its_day"))),
    )
    return surveys.filter(part__gt=0)


def _its(rows, at, organizations):
    """
    `rows` of one survey, a subquery: `its_survey`, `its_day`. `at` is the way to the response or totals that they
    belong to; with `organizations` (those that report), only their rows.
    """
    path = f"{at}__" if at else ""
    rows = rows.annotate(its_survey=F(f"{path}survey"), its_day=F(f"{path}day")).filter(its_survey=OuterRef("pk"))
    if organizations is None:
        return rows
    return rows.annotate(reporting=reporting_organization(f"{path}organization")).filter(reporting__in=organizations)


def _one(rows, number):
    """One aggregate of `rows`, a subquery: a number is zero where there are none, a day is not known."""
    found = Subquery(rows.order_by().values("its_survey").annotate(its_number=number).values("its_number"))
    return found if isinstance(number, Max) else Coalesce(found, Value(0))


SOURCES = {
    "tour_survey_positive": tour_survey_positive,
    "parent_surveys": parent_surveys,
}
