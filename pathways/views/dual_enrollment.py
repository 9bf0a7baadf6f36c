"""Pages of dual enrollment: college courses that high school students take, and the terms in which they were given."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consortium.permissions import member_required
from consortium.privacy import why_hidden
from pathways.forms.dual_enrollment import DualEnrollmentFilter, DualEnrollmentForm, TermGrid
from pathways.forms.picks import goes_on
from pathways.models import DualEnrollmentCourse
from pathways.queries import dual_enrollment as queries

ROWS = 25
EDITED = ["GET", "HEAD", "POST"]


@member_required
@require_safe
def course_list(request):
    """Dual and concurrent enrollment courses; students are on each course's own page, for who may know of them."""
    access = request.user.access
    form = DualEnrollmentFilter(request.GET)
    found = form.matching(DualEnrollmentCourse.objects.readable_by(access))
    found = found.with_first_offered().with_terms().select_related(
        "course__program__organization", "course__program__sector"
    )
    found = found.order_by(f"{queries.COLLEGE}__name", "course__number", "course__title", "agreement_type", "pk")
    context = {
        "form": form,
        "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "may_add": may_add(access),
        "today": timezone.localdate(),
    }
    return render(request, "pathways/dual_enrollment_list.html", context)


def may_add(access):
    """Whether `access` records courses of some college."""
    return access.is_office or queries.courses_to_offer(access).exists()


@member_required
@require_safe
def course_detail(request, pk):
    """One course: its terms, and how many students it had, as far as the reader may know."""
    access = request.user.access
    course = queries.fetch_course(access, pk)
    terms = list(course.terms.select_related("partner__parent").order_by("-starts_on", "partner__name"))
    context = {
        "dual": course,
        "terms": terms,
        "students": queries.students_by_year(terms, access, course.college)[::-1],
        "why_hidden": why_hidden(),
        "sees_all": access.may_read_worksheet(course.college),
        "may_write": queries.may_write(course, access),
        "today": timezone.localdate(),
    }
    return render(request, "pathways/dual_enrollment_detail.html", context)


@member_required
@require_http_methods(EDITED)
def course_new(request):
    """Record a college course that high school students take."""
    if not may_add(request.user.access):
        raise PermissionDenied("Dual enrollment is recorded by reporters of the colleges, and by the office.")
    return _edit(request, DualEnrollmentCourse(), "New dual enrollment course", reverse("dual-enrollment"))


@member_required
@require_http_methods(EDITED)
def course_edit(request, pk):
    """Change under which agreement a course is given; its terms have a page of their own."""
    course = queries.fetch_course(request.user.access, pk, write=True)
    return _edit(request, course, f"Change {course.course}", course.get_absolute_url(), course)


def _edit(request, course, heading, back, stored=None):
    typed = request.POST if request.method == "POST" else None
    form = DualEnrollmentForm(typed, instance=course, access=request.user.access, today=timezone.localdate())
    if typed is not None and stored is None and goes_on(typed, "find_course"):
        form.without_errors()
    elif form.is_bound and form.is_valid():
        saved = form.save(request.user)
        messages.success(request, f"“{saved.course}” is saved." + ("" if stored else " Add its terms next."))
        return redirect(saved) if stored else redirect("dual-enrollment-terms", saved.pk)
    context = {"form": form, "heading": heading, "dual": stored, "back": back}
    return render(request, "pathways/dual_enrollment_form.html", context, status=422 if form.errors else 200)


@member_required
@require_http_methods(EDITED)
def course_terms(request, pk):
    """All terms of a course in one grid, with empty rows for more; schools to choose from are found by name."""
    course = queries.fetch_course(request.user.access, pk, write=True)
    typed = request.POST if request.method == "POST" else None
    find = (typed or {}).get("find", "")[:100].replace("\0", "")
    chosen = [slug[:80].replace("\0", "") for name, slug in (typed or {}).items() if name.endswith("-partner")]
    partners = {one.slug: one for one in queries.possible_partners(course, find, chosen)}
    rows = course.terms.select_related("partner").order_by("starts_on", "partner__name", "pk")
    narrows = typed is not None and goes_on(typed, "find")
    grid = TermGrid(typed, instance=course, queryset=rows, prefix="terms", form_kwargs={"partners": partners})
    if typed is not None and not narrows and grid.is_valid():
        with transaction.atomic():
            grid.save()
        messages.success(request, "The terms are saved.")
        return redirect("dual-enrollment-terms" if "more" in typed else "dual-enrollment-course", course.pk)
    has_errors = typed is not None and not narrows
    context = {"dual": course, "grid": grid, "find": find, "shows_errors": has_errors}
    return render(request, "pathways/dual_enrollment_terms.html", context, status=422 if has_errors else 200)
