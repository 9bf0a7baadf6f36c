"""
From the database to the `Content` of a report: every figure as somebody without any right of their own sees it.

What a report shows of counts of students is what every outsider may see (`indicators.disclosure`), in the region's part
as in each partner's: so whoever has all reports of a year has no more than that. A constant number of statements,
whatever the number of partners.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from consortium.days import in_words
from consortium.models import Consortium, ReportingPeriod, SchoolYear
from consortium.permissions import Access
from goals.models import Edition, Goal
from indicators import queries
from indicators.breakdown import evidence_by_measure
from indicators.figures import figures, tally
from indicators.lens import Lens
from indicators.models import (
    Assignment,
    Evidence,
    LeadingIndicator,
    Measure,
    MeasurePlacement,
    ReportLine,
    ReportSection,
)
from indicators.progress import share_gone
from indicators.reporting import amounts
from indicators.reporting import content as parts
from indicators.reporting.equity import equity_of
from indicators.reporting.partners import partners_of

PAST_YEARS = 3  # how many earlier years stand beside the report's own
NOBODY = Access()  # the reader of a report has no right of their own: the same report goes to everybody
Part = ReportSection.Part


@dataclass(frozen=True)
class Seen:
    """The figures of the report's year and of earlier ones, and what they are about."""

    year: SchoolYear
    lens: Lens
    placements: list
    figures: dict
    past: list  # (SchoolYear, {measure key: Figure}), the earliest first


def report_lens(year):
    """The `Lens` of a report about `year`: all its periods, approved figures, nobody's rights. None without periods."""
    periods = tuple(sorted(year.periods.select_related("year"), key=lambda period: period.starts))
    return Lens(year, periods, NOBODY) if periods else None


def seen(year):
    """
    What a report about `year` shows of the region, as `Seen`, with up to three earlier years. Raises ValueError for a
    year without periods.
    """
    lens = report_lens(year)
    if lens is None:
        raise ValueError(f"The school year {year} has no periods.")
    placements = list(MeasurePlacement.objects.in_force(year))
    past = [(earlier.year, figures(placements, earlier)) for earlier in _lenses_before(year)]
    return Seen(year, lens, placements, figures(placements, lens), past)


def _lenses_before(year):
    """The lenses of the last years before `year` that have periods, the earliest first; one statement."""
    by_year = defaultdict(list)
    before = ReportingPeriod.objects.filter(
        year__start_year__lt=year.start_year, year__start_year__gte=year.start_year - PAST_YEARS
    )
    for period in before.with_year().order_by("starts"):
        by_year[period.year].append(period)
    return [Lens(one, tuple(periods), NOBODY) for one, periods in by_year.items()]


def compose(report, now, *, with_partners=True):
    """
    The `Content` of `report` (a draft, with `year`) as it would be published at `now` (aware): texts and figures as
    they stand. Of a published report ask what was kept with it. Without the members' own parts it takes a third of
    the time.
    """
    view = seen(report.year)
    written = {(section.part, section.goal_id): section.text for section in report.sections.all()}
    steps = [_step(step) for step in report.steps.select_related("goal__edition__framework")]
    consortium = Consortium.objects.first()
    return parts.Content(
        label=report.label,
        title=report.title,
        year=report.year.label,
        consortium=str(consortium or "The consortium"),
        through=f"{view.lens.through.short}, which ended on {in_words(view.lens.through.ends)}",
        day=in_words(timezone.localdate(now)),
        is_draft=not report.is_published,
        corrects=report.corrects.label if report.corrects_id else "",
        correction_note=report.correction_note,
        opening=written.get((Part.OPENING, None), ""),
        tally=counts(view.figures.values()),
        headlines=_lines(report, ReportLine.Kind.HEADLINE),
        asks=_lines(report, ReportLine.Kind.ASK),
        goals=_goals(view, written, steps),
        equity=equity_of(view.placements, view.lens, view.figures, written.get((Part.EQUITY, None), "")),
        partners=partners_of(view) if with_partners else [],
        method=_method(view, written.get((Part.METHOD, None), "")),
        steps=[step for step in steps if not step.goal],
        gone=amounts.thousandths(_gone(view.lens)),
        author=str(consortium or ""),
        address=settings.SITE_URL + report.get_absolute_url(),
        notices=notices(view.lens),
    )


def notices(lens):
    """What whoever publishes should know of the periods, as sentences; empty where all are locked."""
    waiting = [period for period in lens.periods if not period.is_locked]
    if not waiting:
        return []
    names = ", ".join(period.short for period in waiting)
    verb = "is" if len(waiting) == 1 else "are"
    return [f"{names} {verb} not locked: figures may still change, and counts of students are left out."]


def _gone(lens):
    return share_gone(lens.year.starts, lens.year.ends, lens.through.ends)


def _lines(report, kind):
    return [line.text for line in report.lines.all() if line.kind == kind and line.text]


def _step(step):
    return parts.StepLine(step.goal.code if step.goal else "", step.text, step.owner, in_words(step.due))


def counts(some_figures):
    """How many of the figures have each status, as `Count`s in the order of the statuses."""
    return [parts.Count(status.value, status.label, number) for status, number in tally(some_figures).items()]


def _goals(view, written, steps):
    editions = list(Edition.objects.in_force(view.year).select_related("framework"))
    indicators = defaultdict(list)
    for indicator in LeadingIndicator.objects.filter(goal__edition__in=editions).select_related(
        "goal__edition__framework"
    ):
        indicators[indicator.goal_id].append(indicator)
    evidence = evidence_by_measure(
        Evidence.objects.for_everybody(), [placement.measure for placement in view.placements], view.lens
    )
    by_indicator = defaultdict(list)
    for placement in view.placements:
        by_indicator[placement.indicator_id].append(placement)
    ordered = Goal.objects.filter(edition__in=editions).select_related("edition__framework")
    return [
        _goal(goal, indicators[goal.pk], by_indicator, view, written, steps, evidence)
        for goal in ordered.order_by("edition__framework__order", "number")
    ]


def _goal(goal, indicators, by_indicator, view, written, steps, evidence):
    placements = [placement for indicator in indicators for placement in by_indicator[indicator.pk]]
    return parts.GoalPart(
        code=goal.code,
        framework=goal.edition.framework.title,
        number=goal.number,
        short_title=goal.short_title,
        text=goal.text,
        tally=counts(view.figures[placement.measure_id] for placement in placements),
        narrative=written.get((Part.GOAL, goal.pk), ""),
        indicators=[
            parts.IndicatorPart(
                indicator.code,
                indicator.text,
                [line_of(view, placement) for placement in by_indicator[indicator.pk]],
            )
            for indicator in indicators
        ],
        evidence=[_evidence(piece) for placement in placements for piece in evidence[placement.measure_id]],
        steps=[step for step in steps if step.goal == goal.code],
    )


def _evidence(piece):
    where = piece.url or ("a document kept here" if piece.document_id else "a file kept here")
    return parts.EvidenceLine(piece.measure.code, piece.title, piece.organization.name, piece.period.code, where)


def line_of(view, placement):
    """One measure of a `Seen` as a `Line`."""
    figure, measure = view.figures[placement.measure_id], placement.measure
    past = [(year, by_measure[measure.pk]) for year, by_measure in view.past]
    return parts.Line(
        code=measure.code,
        label=placement.label,
        definition=placement.definition,
        kind=measure.kind,
        timing=measure.timing,
        unit=measure.unit,
        actual=amounts.of_figure(figure),
        target=amounts.target_of(figure),
        baseline=amounts.of_points(figure.baseline, measure),
        past=[parts.PastYear(year.label, amounts.of_figure(before), _closed(before)) for year, before in past],
        trend=_trend(figure, past),
        status="" if figure.hidden else figure.progress.status.value,
        status_words="Not shown" if figure.hidden else figure.progress.status.label,
        sentence=figure.progress.sentence,
        way=amounts.thousandths(figure.progress.achieved),
        gone=amounts.thousandths(figure.progress.share_gone),
        stages=[
            parts.StageLine(stage.name, _day(stage.due), _day(stage.reached)) for stage in figure.stages
        ],
        notes=_notes(figure),
        closed=_closed(figure),
    )


def _closed(figure):
    return len(figure.shown.positions) if figure.shown else 0


def _trend(figure, past):
    if not past or figure.hidden or figure.measure.is_milestone:
        return ""
    year, before = past[-1]
    if before.hidden:
        return ""
    return amounts.trend(figure.measure, figure.reading, before.reading, year.label)


def _notes(figure):
    measure = figure.measure
    if figure.hidden or measure.is_milestone:
        return []
    if measure.counts_students and measure.across == Measure.Across.DISTINCT and figure.reading is not None:
        return [f"Added up from several partners' counts: some {measure.unit} may be counted more than once."]
    return []


def _day(day):
    return in_words(day) if day else ""


def _method(view, narrative):
    hidden = [figure for figure in view.figures.values() if figure.hidden]
    twice = [figure for figure in view.figures.values() if figure.may_be_twice and not figure.hidden]
    return parts.Method(
        narrative=narrative,
        notes=_standing_notes(view, len(hidden)),
        may_be_twice=[
            f"{figure.placement.label} ({figure.measure.code}): up to {int(figure.may_be_twice):,} of "
            f"{amounts.of_figure(figure).text} {figure.measure.unit} may be counted twice."
            for figure in twice
        ],
        silent=_silent(view),
    )


def _standing_notes(view, hidden):
    small = settings.SMALL_CELL_MAX
    hides = f"Counts of students from 1 to {small} are not shown, nor what they could be worked out from"
    return [
        f"The school year {view.year} runs from {in_words(view.year.starts)} to {in_words(view.year.ends)}.",
        "Figures are those of approved worksheets and of records kept here, added up as the definition of each measure "
        "says.",
        f"{hides}; of {hidden} measures nothing is shown for that reason." if hidden else f"{hides}.",
        "A partner's own figure of people adds up its quarters: who came in two of them is in it twice, and in the "
        "region's figure once where records tell people apart.",
        "Percentages are computed from the sum of numerators over the sum of denominators and cut toward zero; "
        "a status is never computed from a rounded number.",
        "After the year has ended a measure is met or not met; until then, on track means at least "
        f"{int(settings.ON_TRACK_AT * 100)} % of what the time asks.",
    ]


def _silent(view):
    """Who owes figures for the last period and has not given them all, those with most missing first."""
    measures = [placement.measure for placement in view.placements]
    missing = queries.who_has_not_answered(measures, view.lens.through, drafts=False)
    number = Counter(organization for owing in missing.values() for organization in owing)
    assigned = Assignment.objects.in_year(view.year).filter(measure__in=measures)
    owed = Counter(assigned.order_by().values_list("organization", flat=True))
    ordered = sorted(number.items(), key=lambda item: (-item[1], item[0].name))
    return [parts.Silent(organization.name, missing, owed[organization.pk]) for organization, missing in ordered]
