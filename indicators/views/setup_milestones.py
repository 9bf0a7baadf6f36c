"""When the stages of all milestones are due, on one page."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.forms import all_valid
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from consortium.models import SchoolYear
from consortium.permissions import office_required
from indicators.derived import FOLLOWS_THE_REPORT
from indicators.forms.setup import FollowForm, StageForm
from indicators.models import Measure, MeasurePlacement, StageReached
from indicators.planning import FollowRefused, StagesRefused, documents_to_follow, follow, set_due_dates
from indicators.planning.stages import stages_of
from indicators.queries import followed_documents

from .setup_common import by_goal, posted, year_choice, year_crumbs, year_or_404


@dataclass
class Stage:
    """A stage of a ladder on the page."""

    number: int
    name: str
    row: StageReached | None
    form: StageForm
    seen: str


@dataclass
class Ladder:
    """A milestone on the page."""

    placement: MeasurePlacement
    stages: list
    follows: FollowForm

    @property
    def follows_the_report(self):
        """Whether it is about the annual report, so that it follows that by itself."""
        return self.placement.measure.source == FOLLOWS_THE_REPORT


@office_required
@require_http_methods(["GET", "HEAD", "POST"])
def milestones(request, label):
    """The due dates of every ladder in force; saved all or none."""
    year = year_or_404(label)
    placements = list(MeasurePlacement.objects.in_force(year).filter(measure__kind=Measure.Kind.MILESTONE))
    measures = [placement.measure for placement in placements]
    standing = stages_of(measures, year)
    followed = followed_documents(measures, year)
    documents = sorted({*documents_to_follow(), *followed.values()}, key=str)
    ladders = [
        Ladder(
            placement,
            _stages(request, placement, standing),
            FollowForm(
                posted(request),
                prefix=placement.measure.code,
                documents=documents,
                label=f"{placement.measure.code} {placement.label}: its stages are",
                initial={"document": followed.get(placement.measure_id)},
            ),
        )
        for placement in placements
    ]
    forms = [form for ladder in ladders for form in (ladder.follows, *(stage.form for stage in ladder.stages))]
    if request.method == "POST" and all_valid(forms):
        try:
            saved = _save(year, measures, ladders)
        except StagesRefused as refused:
            _show(refused, ladders)
        except FollowRefused as refused:
            for ladder in ladders:
                if sentence := refused.by_code.get(ladder.placement.measure.code):
                    ladder.follows.add_error("document", sentence)
        else:
            messages.success(request, saved)
            return redirect("setup_milestones", year.label)
    wrong = [form for form in forms if form.is_bound and form.errors]
    for form in wrong:
        if isinstance(form, StageForm):
            form.mark_errors()
    context = {
        "year": year,
        "year_before": SchoolYear(start_year=year.start_year - 1).label,
        "goals": by_goal(ladders),
        "wrong": len(wrong),
        "years": year_choice(year, "setup_milestones"),
        "crumbs": year_crumbs(year, "Milestones"),
    }
    return render(request, "setup/milestones.html", context, status=422 if wrong else 200)


@transaction.atomic
def _save(year, measures, ladders):
    """Due dates and what is followed, all or none; returns the sentence that says what was saved."""
    changed = set_due_dates(year, measures, _typed(ladders, "due"), _typed(ladders, "seen"))
    wanted = {ladder.placement.measure: ladder.follows.cleaned_data["document"] for ladder in ladders}
    followed = follow(year, wanted, {ladder.placement.measure: ladder.follows.was for ladder in ladders})
    sentences = []
    if changed or not followed:
        sentences.append("1 due date was saved." if changed == 1 else f"{changed} due dates were saved.")
    if followed == 1:
        sentences.append("1 milestone changed what its stages are read from.")
    elif followed:
        sentences.append(f"{followed} milestones changed what their stages are read from.")
    return " ".join(sentences)


def _stages(request, placement, standing):
    stages = []
    for number, name in enumerate(placement.measure.ladder, start=1):
        row = standing.get((placement.measure_id, number))
        prefix = f"{placement.measure.code}-{number}"
        due = row.due if row else None
        form = StageForm(
            posted(request),
            prefix=prefix,
            initial={"due": due},
            label=f"{placement.measure.code} {placement.label}: “{name}” is due on",
        )
        seen = request.POST.get(f"{prefix}-seen", "") if form.is_bound else _iso(due)
        stages.append(Stage(number, name, row, form, seen))
    return stages


def _iso(day):
    return day.isoformat() if day else ""


def _typed(ladders, name):
    """`{(measure pk, stage): date or None}` of one field of the forms."""
    return {
        (ladder.placement.measure_id, stage.number): stage.form.cleaned_data[name]
        for ladder in ladders
        for stage in ladder.stages
    }


def _show(refused, ladders):
    """Put each sentence beside its cell; who was overtaken has seen the other's day now."""
    for ladder in ladders:
        for stage in ladder.stages:
            key = ladder.placement.measure.code, stage.number
            if key in refused.by_stage:
                stage.form.add_error("due", refused.by_stage[key])
            if key in refused.meanwhile:
                stage.seen = _iso(stage.row.due if stage.row else None)
