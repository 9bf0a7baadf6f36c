"""Targets and baselines of a school year, on one page, and what they were before."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.forms import all_valid
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from consortium.models import Organization, SchoolYear
from consortium.permissions import office_required
from indicators.forms.setup import TargetForm
from indicators.models import Assignment, Measure, MeasurePlacement, Target
from indicators.planning import Revision, TargetsRefused, revise_targets
from indicators.planning.targets import given_targets, standing_targets

from .setup_common import by_goal, posted, year_choice, year_crumbs, year_or_404


@dataclass
class Row:
    """A measure on the page: where it stands in the document, its form, and the targets around it."""

    placement: MeasurePlacement
    form: TargetForm
    standing: Target | None
    given: object
    year_before: Target | None
    seen: object
    history_url: str

    @property
    def is_open(self):
        """Whether the target of this measure is not set yet."""
        return self.standing is None and self.given is None


@office_required
@require_http_methods(["GET", "HEAD", "POST"])
def targets(request, label):
    """All targets of a year, of the region or (`?organization=slug`) of one organization; saved all or none."""
    year = year_or_404(label)
    organization = _organization(request)
    rows = _rows(request, year, organization)
    if request.method == "POST" and all_valid([row.form for row in rows]):
        try:
            saved = revise_targets(
                year, organization, [_revision(row) for row in rows], user=request.user, now=timezone.now()
            )
        except TargetsRefused as refused:
            _show(refused, rows)
        else:
            messages.success(request, _outcome(len(saved)))
            return redirect(_address("setup_targets", organization, year.label))
    wrong = [row for row in rows if row.form.is_bound and row.form.errors]
    for row in wrong:
        row.form.mark_errors()
    context = {
        "year": year,
        "organization": organization,
        "goals": by_goal(rows),
        "wrong": wrong,
        "missing": sum(row.is_open for row in rows),
        "organizations": Organization.objects.partners().open().members_in(year),
        "years": year_choice(year, "setup_targets"),
        "crumbs": year_crumbs(year, "Targets"),
    }
    return render(request, "setup/targets.html", context, status=422 if wrong else 200)


@office_required
@require_safe
def target_history(request, label, code):
    """The targets of one measure in a year, the one that stands first, each with who set it, when and why."""
    year = year_or_404(label)
    organization = _organization(request)
    measure = get_object_or_404(Measure, code=code)
    placement = MeasurePlacement.objects.in_force(year).filter(measure=measure).first()
    if placement is None:
        raise Http404
    back = _address("setup_targets", organization, year.label)
    found = Target.objects.filter(measure=measure, year=year, organization=organization)
    context = {
        "year": year,
        "organization": organization,
        "placement": placement,
        "targets": found.select_related("set_by"),
        "given": placement.given_target if organization is None else None,
        "crumbs": [*year_crumbs(year, "Targets")[:-1], {"label": "Targets", "url": back}, {"label": code, "url": ""}],
        "back": back,
    }
    return render(request, "setup/target_history.html", context)


def _organization(request):
    slug = request.GET.get("organization", "")
    return get_object_or_404(Organization.objects.partners(), slug=slug) if slug else None


def _address(name, organization, *args):
    query = f"?{urlencode({'organization': organization.slug})}" if organization else ""
    return reverse(name, args=args) + query


def _placements(year, organization):
    """Measures that can have a target: no milestones; for an organization those it owes or has a target for."""
    placements = MeasurePlacement.objects.in_force(year).exclude(measure__kind=Measure.Kind.MILESTONE)
    if organization is None:
        return list(placements)
    owed = Assignment.objects.in_year(year).owed_by(organization).values("measure")
    having = Target.objects.current().filter(year=year, organization=organization).values("measure")
    owes = placements.filter(Q(measure__in=owed) | Q(measure__in=having))
    return [placement for placement in owes if not placement.measure.about_region]


def _rows(request, year, organization):
    placements = _placements(year, organization)
    measures = [placement.measure for placement in placements]
    standing = standing_targets(year, organization, measures)
    given = given_targets(year, measures) if organization is None else {}
    before = SchoolYear.objects.filter(start_year=year.start_year - 1).first()
    earlier = standing_targets(before, organization, measures) if before else {}
    return [
        _row(
            request,
            year,
            organization,
            placement,
            *(found.get(placement.measure_id) for found in (standing, given, earlier)),
        )
        for placement in placements
    ]


def _row(request, year, organization, placement, standing, given, year_before):
    initial = {"value": given, "seen": standing.pk if standing else None}
    if standing:
        value = given if standing.value is None else standing.value
        initial.update(value=value, baseline=standing.baseline, first_due=standing.first_due)
    for name in ("value", "baseline"):
        initial[name] = plain(initial.get(name))
    code = placement.measure.code
    form = TargetForm(posted(request), prefix=code, initial=initial, label=f"{code} {placement.label}")
    seen = request.POST.get(f"{code}-seen", "") if form.is_bound else initial["seen"]
    history = _address("setup_target_history", organization, year.label, code)
    return Row(placement, form, standing, given, year_before, seen, history)


def plain(figure):
    """A figure as it is typed: 1200.00 → 1200, 85.50 → 85.5, None → None."""
    if figure is None:
        return None
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _revision(row):
    data = row.form.cleaned_data
    return Revision(
        row.placement.measure, data["value"], data["baseline"], data["first_due"], data["reason"], data["seen"]
    )


def _show(refused, rows):
    """Put each sentence beside its cell; who was overtaken has seen the other's target now."""
    for row in rows:
        code = row.placement.measure.code
        for name, sentence in refused.by_code.get(code, {}).items():
            row.form.add_error(name, sentence)
        if code in refused.meanwhile:
            row.seen = row.standing.pk if row.standing else ""


def _outcome(count):
    if not count:
        return "Nothing had changed."
    return "1 target was saved." if count == 1 else f"{count} targets were saved."
