"""Pages of programs and their courses, and the list of occupations."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Max
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consortium.permissions import fetch, member_required
from pathways.forms.programs import CourseForm, OccupationFilter, OrganizationChoice, ProgramFilter, ProgramForm
from pathways.models import Course, Occupation, Program, Sector
from pathways.queries import agreements, dual_enrollment
from pathways.queries import programs as queries

ROWS = 25
EDITED = ["GET", "HEAD", "POST"]


@member_required
@require_safe
def program_list(request):
    """Programs by sector, level and organization, those that are offered today unless others are asked for."""
    access, today = request.user.access, timezone.localdate()
    form = ProgramFilter(request.GET, day=today)
    found = queries.with_parts(form.matching(Program.objects.readable_by(access)))
    found = found.order_by("sector__scheme", "sector__order", "name", "organization__name", "pk")
    context = {
        "form": form,
        "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "may_add": queries.possible_organizations(access).exists(),
        "today": today,
    }
    return render(request, "pathways/program_list.html", context)


@member_required
@require_safe
def program_detail(request, pk):
    """One program: its courses in order, its schools, its occupations, its awards."""
    access, today = request.user.access, timezone.localdate()
    program = fetch(Program.objects.select_related("organization", "sector"), access, pk=pk)
    context = {
        "program": program,
        "counterparts": list(Sector.objects.counterparts_of(program.sector)),
        "courses": list(program.courses.all()),
        "schools": list(program.schools.order_by("name")),
        "occupations": list(queries.occupations_of(program)),
        "awards": list(program.awards.select_related("year")),
        "agreements": list(agreements.of_program(program, access, today)),
        "dual_enrollment": list(dual_enrollment.of_program(program)),
        "may_write": _may_write(access, program),
        "today": today,
    }
    return render(request, "pathways/program_detail.html", context)


@member_required
@require_http_methods(EDITED)
def program_new(request):
    """Record a program of the organization in `?organization=`, which is asked for where there are several."""
    organizations = queries.possible_organizations(request.user.access)
    first_two = list(organizations[:2])
    if not first_two:
        raise PermissionDenied("Programs are recorded by reporters, for their organizations, and by the office.")
    named = "organization" in request.GET
    asked = request.GET if named or request.method == "POST" else None
    choice = OrganizationChoice(asked, organizations=organizations, back=reverse("pathways"))
    if not named and len(first_two) == 1:
        organization = first_two[0]
    elif choice.is_bound and choice.is_valid():
        organization = choice.cleaned_data["organization"]
    else:
        return _form_page(request, choice, "New program")
    program = Program(organization=organization)
    heading = f"New program of {organization}"
    return _edit_program(request, program, heading, reverse("pathways"))


@member_required
@require_http_methods(EDITED)
def program_edit(request, pk):
    """Change a program, or end it by its last day."""
    program = _fetch_to_write(request.user.access, pk)
    return _edit_program(request, program, f"Change {program}", program.get_absolute_url(), program)


def _edit_program(request, program, heading, back, stored=None):
    form = ProgramForm(request.POST or None, instance=program, back=back)
    if form.is_valid():
        saved = form.save()
        messages.success(request, f"“{saved}” is saved." if stored else f"“{saved}” is saved. Add its courses next.")
        return redirect(saved)
    return _form_page(request, form, heading, stored)


@member_required
@require_http_methods(EDITED)
def course_new(request, pk):
    """Add a course to a program, after those that are there."""
    program = _fetch_to_write(request.user.access, pk)
    last = program.courses.aggregate(last=Max("order"))["last"] or 0
    return _edit_course(request, Course(program=program, order=last + 1), f"New course of {program}")


@member_required
@require_http_methods(EDITED)
def course_edit(request, pk):
    """Change a course."""
    course = _fetch_course_to_write(request.user.access, pk)
    return _edit_course(request, course, f"Change {course}")


def _edit_course(request, course, heading):
    form = CourseForm(request.POST or None, instance=course, back=course.program.get_absolute_url())
    if form.is_valid():
        saved = form.save()
        messages.success(request, f"“{saved}” is saved.")
        return redirect(course.program)
    return _form_page(request, form, heading, course.program)


@member_required
@require_http_methods(EDITED)
def course_delete(request, pk):
    """Take a course out of its program."""
    course = _fetch_course_to_write(request.user.access, pk)
    on_maps = queries.maps_with(course)
    on_a_map, agreed_on = on_maps.exists(), queries.is_agreed_on(course)
    stays = on_a_map or agreed_on
    if request.method == "POST" and not stays:
        course.delete()
        messages.success(request, f"“{course}” is deleted.")
        return redirect(course.program)
    context = {
        "course": course,
        "program": course.program,
        "on_a_map": on_a_map,
        "agreed_on": agreed_on,
        "maps": list(on_maps.readable_by(request.user.access)),
    }
    status = 409 if stays and request.method == "POST" else 200
    return render(request, "pathways/course_confirm_delete.html", context, status=status)


@member_required
@require_safe
def occupation_list(request):
    """Occupations with wage, openings and the year of the data: of each SOC code the youngest."""
    form = OccupationFilter(request.GET)
    latest = Occupation.objects.latest_data().select_related("sector")
    found = form.matching(queries.with_programs(latest, timezone.localdate()))
    context = {
        "form": form,
        "page": Paginator(found.order_by("soc", "pk"), ROWS).get_page(request.GET.get("page")),
        "narrowed": bool(request.GET.get("q")),
    }
    return render(request, "pathways/occupation_list.html", context)


def _may_write(access, program):
    return Program.objects.writable_by(access).filter(pk=program.pk).exists()


def _fetch_to_write(access, pk):
    """The program, or 404 for who may not read it, PermissionDenied for readers who want to write."""
    program = fetch(Program.objects.select_related("organization", "sector"), access, pk=pk)
    if not _may_write(access, program):
        raise PermissionDenied(
            f"Only the reporters of {program.organization} and the consortium office change this program."
        )
    return program


def _fetch_course_to_write(access, pk):
    """A course of a program that `access` may write; raises as `_fetch_to_write`."""
    course = get_object_or_404(Course, pk=pk)
    course.program = _fetch_to_write(access, course.program_id)
    return course


def _form_page(request, form, heading, program=None):
    """A page with one form; what was typed wrong is there again, with its sentence."""
    context = {"form": form, "heading": heading, "program": program}
    return render(request, "pathways/form.html", context, status=422 if form.errors else 200)
