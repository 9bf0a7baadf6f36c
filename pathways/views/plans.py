"""Pages of plans of alignment: the list, one plan with its sequence, and the forms in which they are written."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.numbers import small_integer
from consortium.permissions import fetch, member_required
from consortium.uploads import as_download
from pathways.forms.plans import PlanFilter, PlanForm, StepForm, WithdrawPlanForm
from pathways.models import AlignmentPlan, Course, PlanStep, Program, ProgramGap
from pathways.queries import plans as queries
from pathways.queries.gaps import possible_owners
from pathways.rules import plans as rules

ROWS = 25
EDITED = ["GET", "HEAD", "POST"]


@member_required
@require_safe
def plan_list(request):
    """The plans that the reader may see, drafts first."""
    access, today = request.user.access, timezone.localdate()
    form = PlanFilter(request.GET, plans=AlignmentPlan.objects.readable_by(access), day=today)
    found = queries.latest_first(queries.with_parts(form.matching(), access))
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(plan, plan.state_on(today)) for plan in page],
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "may_add": possible_owners(access).exists(),
    }
    return render(request, "pathways/plan_list.html", context)


@member_required
@require_safe
def plan_detail(request, pk):
    """One plan: its gaps, its sequence of courses, which writers change on the same page; `?q=` finds courses."""
    plan = queries.fetch_plan(request.user.access, pk)
    return _plan_page(request, plan, StepForm(prefix="step"))


def _plan_page(request, plan, step_form, status=200):
    access, today = request.user.access, timezone.localdate()
    writes = queries.may_write(plan, access)
    words = request.GET.get("q", "").replace("\0", "")[:100].strip()
    context = {
        "plan": plan,
        "state": plan.state_on(today),
        "gaps": [(gap, gap.state_on(today)) for gap in plan.gaps.readable_by(access).select_related("owner", "sector")],
        "steps": list(queries.steps_of(plan)),
        "may_write": writes,
        "step_form": step_form if writes else None,
        "q": words,
        "found": list(queries.courses_found(words, today)) if writes and words else [],
    }
    return render(request, "pathways/plan_detail.html", context, status=status)


@member_required
@require_http_methods(EDITED)
def plan_new(request):
    """Record a plan; `?gap=` (several) says which gaps are ticked at first."""
    access, today = request.user.access, timezone.localdate()
    if not possible_owners(access).exists():
        raise PermissionDenied("Plans are recorded by reporters, for their organizations, and by the office.")
    asked = [key for key in map(small_integer, request.GET.getlist("gap")) if key]
    gaps = ProgramGap.objects.readable_by(access).filter(pk__in=asked, dismissed_on__isnull=True)
    initial = {"gaps": list(gaps.values_list("pk", flat=True)), "made_on": today}
    form = PlanForm(*_sent(request), initial=initial, access=access, today=today, back=reverse("plans"))
    if form.is_valid():
        plan = form.save(request.user)
        messages.success(request, f"“{plan}” is saved. Add its courses next.")
        return redirect(plan)
    return _form_page(request, form, "New plan")


@member_required
@require_http_methods(EDITED)
def plan_edit(request, pk):
    """Change a plan; its courses are changed on its own page."""
    access, today = request.user.access, timezone.localdate()
    plan = queries.fetch_plan(access, pk, write=True)
    form = PlanForm(*_sent(request), instance=plan, access=access, today=today, back=plan.get_absolute_url())
    if form.is_valid():
        messages.success(request, f"“{form.save(request.user)}” is saved.")
        still_theirs = AlignmentPlan.objects.readable_by(access).filter(pk=pk).exists()
        return redirect(plan if still_theirs else "plans")
    return _form_page(request, form, "Change the plan", queries.fetch_plan(access, pk))


@member_required
@require_safe
def plan_file(request, pk):
    """The file of a plan, as a download, for those who may read the plan."""
    plans = AlignmentPlan.objects.select_related("file").filter(file__isnull=False)
    return as_download(fetch(plans, request.user.access, pk=pk).file)


@member_required
@require_http_methods(EDITED)
def plan_withdraw(request, pk):
    """The plan no longer counts, with the reason."""
    plan, today = queries.fetch_plan(request.user.access, pk, write=True), timezone.localdate()
    form = WithdrawPlanForm(_posted(request), initial={"day": today}, back=plan.get_absolute_url())
    if form.is_valid():
        try:
            rules.withdraw(plan, form.cleaned_data["day"], form.cleaned_data["reason"], today)
        except rules.PlanRefused as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            messages.success(request, f"“{plan}” is withdrawn. It stays on record and no longer counts.")
            return redirect(plan)
    return _form_page(request, form, "Withdraw the plan", plan)


@member_required
@require_POST
def plan_take_up(request, pk):
    """A withdrawn plan counts again."""
    plan = rules.take_up(queries.fetch_plan(request.user.access, pk, write=True))
    messages.success(request, f"“{plan}” is taken up again.")
    return redirect(plan)


# The sequence of courses


@member_required
@require_POST
def step_new(request, pk):
    """Add a course at the end: one on record (`course`), or one by its title."""
    plan = queries.fetch_plan(request.user.access, pk, write=True)
    if "course" in request.POST:
        offered = Course.objects.filter(program__in=Program.objects.active(timezone.localdate()))
        offered = offered.select_related("program__organization")
        course = get_object_or_404(offered, pk=small_integer(request.POST["course"]) or 0)
        step = rules.add_step(plan, rules.step_of(course))
        return _back_to_sequence(request, plan, f"“{step.title}” is added.", step)
    form = StepForm(request.POST, prefix="step")
    if not form.is_valid():
        return _plan_page(request, plan, form, status=422)
    step = rules.add_step(plan, form.save(commit=False))
    return _back_to_sequence(request, plan, f"“{step.title}” is added.", step)


@member_required
@require_http_methods(EDITED)
def step_edit(request, pk):
    """Change a course of a plan."""
    step = _fetch_step(request.user.access, pk)
    form = StepForm(_posted(request), instance=step, back=step.plan.get_absolute_url())
    if form.is_valid():
        form.save()
        return _back_to_sequence(request, step.plan, f"“{step.title}” is saved.", step)
    return _form_page(request, form, "Change the course", step.plan)


@member_required
@require_POST
def step_move(request, pk):
    """Put a course one place up or down."""
    step = _fetch_step(request.user.access, pk)
    try:
        rules.move_step(step, up=request.POST.get("direction") == "up")
    except rules.PlanRefused as refused:
        messages.error(request, refused.sentence)
    return redirect(f"{step.plan.get_absolute_url()}#step-{step.pk}")


@member_required
@require_POST
def step_delete(request, pk):
    """Take a course out of a plan; the history keeps it."""
    step = _fetch_step(request.user.access, pk)
    step.delete()
    return _back_to_sequence(request, step.plan, f"“{step.title}” is taken out.")


def _fetch_step(access, pk):
    """A step of a plan that `access` may write; raises as `fetch_plan`."""
    step = get_object_or_404(PlanStep, pk=pk)
    step.plan = queries.fetch_plan(access, step.plan_id, write=True)
    return step


def _back_to_sequence(request, plan, sentence, step=None):
    messages.success(request, sentence)
    return redirect(f"{plan.get_absolute_url()}#{f'step-{step.pk}' if step else 'sequence'}")


def _posted(request):
    """What was sent, also when it is nothing at all; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def _sent(request):
    return _posted(request), request.FILES or None


def _form_page(request, form, heading, plan=None):
    """A page with one form; what was typed wrong is there again, with its sentence."""
    context = {"form": form, "heading": heading, "plan": plan}
    return render(request, "pathways/plan_form.html", context, status=422 if form.errors else 200)
