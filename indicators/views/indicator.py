"""One leading indicator: each of its measures by organization and quarter, with evidence and comments."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from consortium.models import Organization, ReportingPeriod, StoredFile
from consortium.permissions import member_required, office_writes
from consortium.privacy import why_hidden
from consortium.uploads import as_download
from goals.models import Document
from goals.queries.agreed import goal_in_force
from indicators import derived
from indicators.breakdown import (
    earlier_targets,
    evidence_by_measure,
    hides_something,
    rows_by_organization,
    set_figures,
)
from indicators.broken_down import breakdowns
from indicators.charts import year_chart
from indicators.dimensions import is_broken_down
from indicators.figures import figures
from indicators.forms.discussion import AnotherFigureForm, CommentForm, EvidenceForm, organizations_for_evidence
from indicators.freezing import set_another_figure
from indicators.models import Comment, Decision, Evidence, FrozenFigure, LeadingIndicator, MeasurePlacement
from indicators.queries import followed_documents, record_keepers
from indicators.views.choice import chosen

CODE = re.compile(r"(?P<framework>[A-Z]{2})-(?P<goal>\d{1,2})\.(?P<indicator>\d{1,2})(?P<letter>[a-z]?)")


@member_required
@require_GET
def indicator(request, code):
    """The page of an indicator; a measure's code (EN-2.1a) leads to where the chosen year's edition puts it."""
    choice = _chosen(request)
    match = CODE.fullmatch(code)
    if match and match["letter"]:
        return redirect(_section(choice, code, request.GET.urlencode()))
    return render(request, "indicators/indicator.html", _page(request, choice, _in_force(choice, code)))


@member_required
@require_POST
def add_comment(request, code):
    """A comment on the indicator in the chosen year, by the office or somebody of a working group."""
    if not request.user.access.is_office and not request.user.access.groups:
        raise PermissionDenied("Comments are written by the members of the working groups and the consortium office.")
    choice = _chosen(request)
    row = _in_force(choice, code)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return render(request, "indicators/indicator.html", _page(request, choice, row, comment=form), status=422)
    Comment.objects.create(
        indicator=row, year=choice.year, text=form.cleaned_data["text"], author=request.user, written_at=timezone.now()
    )
    messages.success(request, "Your comment is there.")
    return redirect(f"{reverse('indicator', args=[code])}{choice.query}#comments")


@member_required
@require_POST
def add_evidence(request, code):
    """A file or an address beside a figure, by the office or a reporter of the organization that owes it."""
    choice = _chosen(request)
    row = _in_force(choice, code)
    if not request.user.access.is_office and not _may_add_evidence(request.user.access, _measures(row), choice.year):
        raise PermissionDenied("Evidence is added by those who report the figure and by the consortium office.")
    form = _evidence_form(request, choice, row, request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "indicators/indicator.html", _page(request, choice, row, evidence=form), status=422)
    _keep_evidence(form, request.user)
    messages.success(request, f"“{form.cleaned_data['title']}” is kept as evidence.")
    return redirect(f"{reverse('indicator', args=[code])}{choice.query}#evidence")


@office_writes
@require_POST
def set_figure(request, code, measure):
    """Another figure than the frozen one, with its reason, by the office; the counted one stays beside it."""
    choice = _chosen(request)
    row = _in_force(choice, code)
    placement = get_object_or_404(row.placements.select_related("measure"), measure__code=measure)
    form = _another_form(placement.measure, choice, row, request.POST)
    if not form.is_valid():
        return render(request, "indicators/indicator.html", _page(request, choice, row, another=form), status=422)
    data = form.cleaned_data
    set_another_figure(
        data["frozen"], data["numerator"], data.get("denominator"), data["reason"], request.user, timezone.now()
    )
    messages.success(request, "The figure is set. The one that was counted stays beside it.")
    return redirect(f"{reverse('indicator', args=[code])}{choice.query}#{measure}")


@member_required
@require_GET
def evidence_file(request, pk):
    """The file of a piece of evidence, for those who may see the piece."""
    piece = get_object_or_404(Evidence.objects.readable_by(request.user.access), pk=pk, file__isnull=False)
    return as_download(piece.file)


def _chosen(request):
    choice = chosen(request)
    if choice is None:
        raise Http404
    return choice


def _section(choice, code, query):
    """
    The address of a measure's section in the chosen year, with the text `query` (no `?`) in it.

    A measure keeps its code when a later edition moves it, so that the code does not tell the indicator.
    """
    placement = get_object_or_404(MeasurePlacement.objects.in_force(choice.year), measure__code=code)
    page, _, section = placement.get_absolute_url().partition("#")
    return f"{page}?{query}#{section}" if query else f"{page}#{section}"


def _in_force(choice, code):
    """The indicator `code` as it is worded in the chosen year; Http404 for one that is not there."""
    match = CODE.fullmatch(code)
    if match is None:
        raise Http404
    goal = goal_in_force(choice.year, match["framework"].lower(), int(match["goal"]))
    row = get_object_or_404(LeadingIndicator, goal=goal, number=int(match["indicator"]))
    row.goal = goal
    return row


def _page(request, choice, row, *, comment=None, evidence=None, another=None):
    """Everything the page shows; the forms come back with what was typed."""
    access = request.user.access
    placements = list(MeasurePlacement.objects.in_editions([row.goal.edition]).filter(indicator=row))
    measures = [placement.measure for placement in placements]
    lens = choice.lens(access)
    by_measure = figures(placements, lens)
    shown = {key: figure.shown for key, figure in by_measure.items()}
    rows = rows_by_organization(measures, lens, shown)
    pieces = evidence_by_measure(Evidence.objects, measures, lens)
    history = earlier_targets(measures, choice.year)
    set_instead = set_figures(measures, lens)
    documents = followed_documents([measure for measure in measures if measure.is_milestone], choice.year)
    whose = _whose(request)
    made_of = breakdowns(by_measure, lens) if whose is None else _own_breakdowns(placements, choice.lens(access, whose))
    nonce = str(request.csp_nonce)
    counted = [measure for measure in measures if by_measure[measure.pk].counted and not measure.about_region]
    keepers = record_keepers(counted, choice.year) if counted else {}
    sections = [
        {
            "figure": by_measure[measure.pk],
            "region": _with_records(by_measure[measure.pk], keepers.get(measure.pk)),
            "rows": rows[measure.pk],
            "why_hidden": why_hidden() if hides_something(by_measure[measure.pk], rows[measure.pk]) else "",
            "evidence": pieces[measure.pk],
            "history": history[measure.pk],
            "set_instead": set_instead[measure.pk],
            "another": _another(another, by_measure[measure.pk], choice, row, access),
            "chart": year_chart(by_measure[measure.pk], lens, nonce),
            "records": derived.records_address(
                measure, choice.year.starts, choice.through.ends, keepers=keepers.get(measure.pk)
            ),
            "breakdowns": made_of[measure.pk],
            "is_broken_down": is_broken_down(measure),
            "document": documents.get(measure.pk),
        }
        for measure in measures
    ]
    may_add_evidence = evidence is not None or _may_add_evidence(access, measures, choice.year)
    return {
        "choice": choice,
        "indicator": row,
        "goal": row.goal,
        "sections": sections,
        "siblings": _siblings(row),
        "parts_of": whose,
        "hidden_words": why_hidden(),
        "decisions": list(Decision.objects.readable_by(access).about([row], choice.year).with_names()),
        "today": timezone.localdate(),
        "comments": list(row.comments.filter(year=choice.year).select_related("author")),
        "comment_form": comment or (CommentForm() if access.is_office or access.groups else None),
        "evidence_form": (evidence or _evidence_form(request, choice, row)) if may_add_evidence else None,
    }


def _whose(request):
    """The organization of which the breakdowns are shown instead of the region's (`organization=`), or None."""
    slug = request.GET.get("organization")
    if not slug:
        return None
    return get_object_or_404(Organization.objects.reported_by(request.user.access), slug=slug)


def _own_breakdowns(placements, lens):
    return breakdowns(figures(placements, lens), lens)


def _another(bound, figure, choice, row, access):
    """The form to set another figure than a frozen one: for the office, where something is frozen."""
    if not access.is_office or not figure.counted:
        return None
    if bound is not None and bound.prefix == figure.measure.code:
        return bound
    return _another_form(figure.measure, choice, row)


def _another_form(measure, choice, row, *data):
    standing = FrozenFigure.objects.totals().filter(measure=measure, period__year=choice.year).latest()
    figures = FrozenFigure.objects.filter(pk__in=standing.values("pk")).select_related("period__year", "organization")
    action = f"{reverse('figure-set', args=[row.code, measure.code])}{choice.query}"
    return AnotherFigureForm(*data, figures=figures, measure=measure, action=action)


def _with_records(figure, keepers):
    """
    The figure's cells, each with the address of the records it was counted from (empty for typed ones): those of the
    `keepers`, where organizations own the records.
    """
    if not figure.counted:
        return [(cell, "") for cell in figure.cells]
    return [
        (cell, derived.records_address(figure.measure, cell.period.starts, cell.period.ends, keepers=keepers))
        for cell in figure.cells
    ]


def _siblings(row):
    """All indicators of the goal, which know their goal so that their address needs no query."""
    siblings = list(LeadingIndicator.objects.filter(goal=row.goal))
    for sibling in siblings:
        sibling.goal = row.goal
    return siblings


def _measures(row):
    return [placement.measure for placement in row.placements.select_related("measure")]


def _may_add_evidence(access, measures, year):
    return organizations_for_evidence(access, measures, year).exists()


def _evidence_form(request, choice, row, *data):
    placements = row.placements.select_related("measure")
    organizations = organizations_for_evidence(request.user.access, [p.measure for p in placements], choice.year)
    periods = ReportingPeriod.objects.with_year().filter(year=choice.year, starts__lte=choice.through.starts)
    return EvidenceForm(
        *data,
        documents=Document.objects.readable_by(request.user.access).filter(withdrawn_on__isnull=True).order_by("title"),
        placements=placements,
        organizations=organizations,
        periods=periods,
        action=f"{reverse('evidence-add', args=[row.code])}{choice.query}",
    )


@transaction.atomic
def _keep_evidence(form, user):
    data = form.cleaned_data
    stored = StoredFile.keep(data["file"], data["file"].checked_type, user) if data["file"] else None
    return Evidence.objects.create(
        measure=data["measure"].measure,
        organization=data["organization"],
        period=data["period"],
        title=data["title"],
        file=stored,
        url=data["url"],
        document=data["document"],
        added_by=user,
        added_at=timezone.now(),
    )
