"""Pages of articulation agreements: the lists, one agreement, and the form with which it is recorded and renewed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consortium.models import Organization
from consortium.permissions import member_required
from pathways.forms.agreements import AgreementFilter, AgreementForm
from pathways.forms.picks import goes_on
from pathways.models import ArticulationAgreement, Step
from pathways.queries import agreements as queries
from pathways.rules import agreements as rules

ROWS = 25
NEXT_TO_EXPIRE = 12
EDITED = ["GET", "HEAD", "POST"]
FINDERS = ("find_college", "find_courses")


@member_required
@require_safe
def agreement_list(request):
    """Agreements by step, party and sector, and those that expire within the time that is asked about."""
    access, today = request.user.access, timezone.localdate()
    readable = ArticulationAgreement.objects.readable_by(access)
    form = AgreementFilter(request.GET, agreements=readable, day=today)
    asked = form.matching()
    found = queries.with_parts(form.at_step(asked))
    numbers = queries.number_by_step(asked)
    expiring = queries.first_what_expires(queries.with_parts(asked.filter(step=Step.EXPIRING)))
    step = form.asked_step
    if step in (Step.EXPIRING, Step.IN_FORCE):
        found = queries.first_what_expires(found)
    else:
        found = found.order_by(f"{queries.COLLEGE}__name", "college_course__number", "number", "pk")
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "tally": [(each, each.label, numbers[each]) for each in queries.SHOWN_STEPS if each != Step.EXPIRING],
        "step": step,
        "last_day": form.last_day,
        "expiring_number": numbers[Step.EXPIRING],
        "expiring": list(expiring[:NEXT_TO_EXPIRE]) if step is None and page.number == 1 else [],
        "narrowed": any(request.GET.get(name) for name in form.fields if name != "within"),
        "may_add": may_add(access),
        "today": today,
    }
    return render(request, "pathways/agreement_list.html", context)


def may_add(access):
    """Whether `access` records agreements of some party."""
    own = queries.possible_parties(access)
    return own is None or bool(own)


@member_required
@require_safe
def agreements_of_college(request, slug):
    """All agreements of a college that are in force today, on one page by sector, to be printed."""
    today = timezone.localdate()
    colleges = Organization.objects.readable_by(request.user.access).filter(kind=Organization.Kind.COLLEGE)
    college = get_object_or_404(colleges, slug=slug)
    in_force = ArticulationAgreement.objects.in_force(today).filter(**{queries.COLLEGE: college})
    found = queries.with_parts(in_force.with_step(today)).order_by("sector__name", "college_course__number", "number")
    context = {"college": college, "agreements": list(found), "today": today}
    return render(request, "pathways/agreements_of_college.html", context)


@member_required
@require_safe
def agreement_detail(request, pk):
    """One agreement: what is agreed, how far it has come, and what follows on it. It prints as one sheet."""
    access, today = request.user.access, timezone.localdate()
    agreement = queries.fetch_agreement(access, pk, today)
    known = {one.pk: one for one in _neighbors(agreement, access)}
    renewal = next((one for one in known.values() if one.renews_id == agreement.pk), None)
    schools = list(agreement.schools.all())
    offering = schools or list(queries.schools_of(course.pk for course in agreement.courses.all()))
    context = {
        "agreement": agreement,
        "way": rules.timeline(agreement, today, renewal),
        "others": rules.others_who_signed(agreement),
        "renewal": renewal,
        "renewed": known.get(agreement.renews_id),
        "schools": offering,
        "named_schools": bool(schools),
        "may_write": queries.may_write(agreement, access),
        "may_renew": not rules.why_not_renewed(agreement),
        "is_draft": agreement.completed_on is None,
        "days_left": (agreement.expires_on - today).days if agreement.expires_on else None,
        "today": today,
    }
    return render(request, "pathways/agreement_detail.html", context)


def _neighbors(agreement, access):
    """The agreement that it renews and the one that renews it, where `access` may read them."""
    readable = ArticulationAgreement.objects.readable_by(access)
    return readable.filter(pk=agreement.renews_id) | readable.filter(renews=agreement)


@member_required
@require_http_methods(EDITED)
def agreement_new(request):
    """Record an agreement of which an organization of the reader's is a party."""
    access, today = request.user.access, timezone.localdate()
    if not may_add(access):
        raise PermissionDenied("Agreements are recorded by reporters of colleges and districts, and by the office.")
    initial = {"number": queries.next_number(today), "drafted_on": today}
    return _edit(request, ArticulationAgreement(), "New agreement", reverse("agreements"), initial)


@member_required
@require_http_methods(EDITED)
def agreement_edit(request, pk):
    """Change what is agreed; its review, signatures, scan and end have pages of their own."""
    agreement = queries.fetch_agreement(request.user.access, pk, timezone.localdate(), write=True)
    heading = f"Change agreement {agreement.number}"
    return _edit(request, agreement, heading, agreement.get_absolute_url(), stored=agreement)


@member_required
@require_http_methods(EDITED)
def agreement_renew(request, pk):
    """Record the agreement that follows on another: everything is copied, the days are new."""
    access, today = request.user.access, timezone.localdate()
    old = queries.fetch_agreement(access, pk, today, write=True)
    why_not = rules.why_not_renewed(old)
    if why_not:
        messages.error(request, why_not)
        return redirect(old)
    agreement = rules.renewal_of(old, queries.next_number(today), today)
    initial = {
        "courses": [course.pk for course in old.courses.all()],
        "schools": [school.pk for school in old.schools.all()],
    }
    return _edit(request, agreement, f"Renew agreement {old.number}", old.get_absolute_url(), initial, stored=old)


def _edit(request, agreement, heading, back, initial=None, stored=None):
    """Show the form of `agreement`, narrow what can be chosen, or store what was typed."""
    typed = request.POST if request.method == "POST" else None
    access, today = request.user.access, timezone.localdate()
    form = AgreementForm(typed, instance=agreement, initial=initial, access=access, today=today)
    if typed is not None and goes_on(typed, *FINDERS):
        form.without_errors()
    elif form.is_bound and form.is_valid():
        is_new = agreement.pk is None
        with transaction.atomic():
            saved = form.save(request.user)
        messages.success(request, f"Agreement {saved.number} is saved.{_what_next(saved, is_new)}")
        return redirect(saved)
    context = {"form": form, "heading": heading, "agreement": stored, "back": back, "today": today}
    return render(request, "pathways/agreement_form.html", context, status=422 if form.errors else 200)


def _what_next(agreement, is_new):
    if not is_new:
        return ""
    return " Note its review and its signatures as they come in: it is in force with the last one."
