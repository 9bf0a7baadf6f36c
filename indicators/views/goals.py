"""The dashboards: both frameworks at a glance, one framework, one goal."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import F
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consortium.permissions import member_required
from goals.models import Edition, Goal
from goals.queries.agreed import goal_in_force, section
from indicators import queries
from indicators.figures import Figure, figures, tally
from indicators.models import Decision, LeadingIndicator, MeasurePlacement
from indicators.progress import Status
from indicators.views.choice import chosen

GRADE_COVERAGE = "goals.grade_coverage"  # the source that is counted from the table of strategies by grade
GOOD = (Status.MET, Status.ON_TRACK)


@dataclass(frozen=True)
class GoalRow:
    """A goal on a dashboard: its figures, their tally, and one line that says where it stands."""

    goal: Goal
    figures: list[Figure]

    @cached_property
    def tally(self):
        """How many measures have each status."""
        return tally(self.figures)

    @property
    def good(self):
        """How many measures are met or on track."""
        return sum(self.tally.get(status, 0) for status in GOOD)

    @property
    def line(self):
        """Where the goal stands, in words: what was reported, and what is behind first of all."""
        hidden = sum(figure.hidden for figure in self.figures)
        shown = [figure for figure in self.figures if not figure.hidden]
        reported = sum(figure.progress.status != Status.NO_DATA for figure in shown)
        words = [f"{reported} of {len(self.figures)} measures reported"]
        words += [f"{hidden} not shown"] if hidden else []
        late = [f for f in shown if f.progress.status in (Status.BEHIND, Status.NOT_MET)]
        words += [f"{late[0].placement.label.lower()}: {late[0].progress.status.label.lower()}"] if late else []
        words += [f"and {len(late) - 1} more"] if len(late) > 1 else []
        return ", ".join(words)


@dataclass(frozen=True)
class FrameworkPanel:
    """A framework on a dashboard, in the edition of the year."""

    edition: Edition
    rows: list[GoalRow]

    @cached_property
    def tally(self):
        """How many of the framework's measures have each status."""
        return tally([figure for row in self.rows for figure in row.figures])

    @property
    def measures(self):
        """How many measures the framework has."""
        return sum(len(row.figures) for row in self.rows)

    @property
    def good(self):
        """How many measures are met or on track."""
        return sum(row.good for row in self.rows)


@member_required
@require_safe
def goals(request):
    """Both frameworks at a glance."""
    choice = chosen(request)
    if choice is None:
        return render(request, "goals/not_set_up.html")
    editions = list(Edition.objects.in_force(choice.year).select_related("framework__working_group"))
    context = {"choice": choice, "panels": panels(editions, choice, request.user.access)}
    return render(request, "goals/goals.html", context)


@member_required
@require_safe
def framework(request, slug):
    """One framework: the same panel, with every goal's text."""
    choice = chosen(request)
    if choice is None:
        raise Http404
    editions = Edition.objects.in_force(choice.year).select_related("framework__working_group")
    edition = next((edition for edition in editions if edition.framework.slug == slug), None)
    if edition is None:
        raise Http404
    panel = panels([edition], choice, request.user.access)[0]
    return render(request, "goals/framework.html", {"choice": choice, "panel": panel, "framework": edition.framework})


@member_required
@require_safe
def goal(request, slug, number):
    """One goal: its indicators verbatim, each measure with figure, target and status, and what was agreed under it."""
    choice = chosen(request)
    if choice is None:
        raise Http404
    goal = goal_in_force(choice.year, slug, number)
    placements = list(MeasurePlacement.objects.in_editions([goal.edition]).filter(indicator__goal=goal))
    by_measure = figures(placements, choice.lens(request.user.access))
    indicators = LeadingIndicator.objects.filter(goal=goal)
    missing = queries.who_has_not_answered(
        [placement.measure for placement in placements], choice.through, drafts=choice.drafts
    )
    decisions = Decision.objects.readable_by(request.user.access).about(indicators, choice.year)
    context = {
        "choice": choice,
        "goal": goal,
        "decisions": list(decisions.with_names()),
        "today": timezone.localdate(),
        "row": GoalRow(goal, list(by_measure.values())),
        "groups": [
            (indicator, [by_measure[p.measure_id] for p in placements if p.indicator_id == indicator.pk])
            for indicator in indicators
        ],
        "missing": missing,
        "agreed": section(
            goal, timezone.localdate(), may_edit=request.user.access.is_office, query=choice.stated_query
        ),
        "has_grades": any(placement.measure.source == GRADE_COVERAGE for placement in placements),
        "siblings": list(Goal.objects.filter(edition=goal.edition)),
    }
    return render(request, "goals/goal.html", context)


def panels(editions, choice, access):
    """A `FrameworkPanel` for each of `editions`, in the frameworks' order, as the choice shows them."""
    # Without the sentence, goal, edition and framework that each stands in: of those only the goal's key is needed.
    placements = MeasurePlacement.objects.in_editions(editions).select_related(None).select_related("measure")
    placements = list(placements.annotate(goal_key=F("indicator__goal_id")))
    by_measure = figures(placements, choice.lens(access))
    by_goal = {}
    for placement in placements:
        by_goal.setdefault(placement.goal_key, []).append(by_measure[placement.measure_id])
    goals_of = {edition.pk: [] for edition in editions}
    for goal in Goal.objects.filter(edition__in=editions):
        goals_of[goal.edition_id].append(GoalRow(goal, by_goal.get(goal.pk, [])))
    ordered = sorted(editions, key=lambda edition: edition.framework.order)
    return [FrameworkPanel(edition, goals_of[edition.pk]) for edition in ordered]
