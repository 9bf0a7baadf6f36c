"""Questions about plans of alignment, each a function from queryset to queryset."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Coalesce

from consortium.models import Organization
from consortium.permissions import fetch
from pathways.models import AlignmentPlan, Course, PlanGap, PlanStep, Program, ProgramGap


def counting_plans(day):
    """Plans that had been made by `day`, not withdrawn by then, and that name at least one course."""
    return AlignmentPlan.objects.made(day).with_sequence()


def fetch_plan(access, pk, *, write=False):
    """
    The plan with owner and file. Raises Http404 for those who may not read it, PermissionDenied for
    readers who want to write.
    """
    plans = AlignmentPlan.objects.select_related("owner", "file", "recorded_by")
    plan = fetch(plans, access, pk=pk)
    if write and not may_write(plan, access):
        raise PermissionDenied(f"Only the reporters of {plan.owner} and the consortium office change this plan.")
    return plan


def may_write(plan, access):
    """Whether `access` may change `plan`."""
    return AlignmentPlan.objects.writable_by(access).filter(pk=plan.pk).exists()


# What the list of plans can be narrowed to: value in the address → (words, function from plans and day to plans)
STATES = {
    "": ("All but withdrawn", lambda plans, day: plans.filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day))),
    "draft": ("Drafts", lambda plans, day: plans.filter(made_on__isnull=True)),
    "made": ("Made, not in effect yet", lambda plans, day: plans.made(day).exclude(_begun(day)).exclude(_done(day))),
    "in_effect": ("In effect", lambda plans, day: plans.made(day).filter(_begun(day)).exclude(_done(day))),
    "done": ("Carried out", lambda plans, day: plans.made(day).filter(_done(day))),
    "withdrawn": ("Withdrawn", lambda plans, day: plans.filter(withdrawn_on__lte=day)),
}


def _begun(day):
    return Q(in_effect_on__isnull=False, in_effect_on__lte=day)


def _done(day):
    return Q(done_on__isnull=False, done_on__lte=day)


def searched(plans, text):
    """Plans in whose title, summary, owner, gaps or courses every word of `text` occurs."""
    for word in text.split():
        by_gap = PlanGap.objects.filter(gap__title__icontains=word).values("plan")
        by_step = PlanStep.objects.filter(title__icontains=word).values("plan")
        plans = plans.filter(
            Q(title__icontains=word)
            | Q(summary__icontains=word)
            | Q(owner__name__icontains=word)
            | Q(pk__in=by_gap)
            | Q(pk__in=by_step)
        )
    return plans


def with_parts(plans, access):
    """Plans with owner, `step_count`, and `named` (the gaps that `access` may read, as a list)."""
    steps = PlanStep.objects.filter(plan=OuterRef("pk")).order_by().values("plan").annotate(number=Count("pk"))
    gaps = Prefetch("gaps", queryset=ProgramGap.objects.readable_by(access).order_by("title", "pk"), to_attr="named")
    plans = plans.select_related("owner").prefetch_related(gaps)
    return plans.annotate(step_count=Coalesce(Subquery(steps.values("number")), Value(0)))


def latest_first(plans):
    """Drafts first, then the youngest."""
    return plans.order_by(F("made_on").desc(nulls_first=True), "title", "pk")


def owners_of(plans):
    """The organizations whose `plans` are."""
    return Organization.objects.filter(pk__in=plans.order_by().values("owner")).order_by("name")


def steps_of(plan):
    """The sequence of `plan`, with courses, their programs and organizations."""
    return plan.steps.select_related("course__program__organization", "organization")


def possible_gaps(access, plan=None):
    """Gaps that a plan may name: those that `access` reads and that are not set aside, and those it names already."""
    named = Q(plan_links__plan=plan) if plan is not None and plan.pk else Q(pk__in=[])
    readable = Q(pk__in=ProgramGap.objects.readable_by(access).filter(dismissed_on__isnull=True).values("pk"))
    gaps = ProgramGap.objects.filter(readable | named).distinct()
    return gaps.select_related("sector").order_by("title", "pk")


def courses_found(text, day, most=12):
    """Courses of programs of `day` in whose title, number, program or organization every word of `text` occurs."""
    courses = Course.objects.filter(program__in=Program.objects.active(day))
    for word in text.split():
        courses = courses.filter(
            Q(title__icontains=word)
            | Q(number__istartswith=word)
            | Q(program__name__icontains=word)
            | Q(program__organization__name__icontains=word)
        )
    return courses.select_related("program__organization").order_by("title", "number", "pk")[:most]
