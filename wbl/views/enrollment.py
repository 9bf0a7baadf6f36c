"""Enrollment by group: who has said what, one organization's table, and the form to change it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consortium.models import Organization
from consortium.permissions import member_required
from consortium.years import fetch_year, year_at
from wbl.forms.enrollment import EnrollmentForm
from wbl.forms.inventory import YearChoice
from wbl.models import EnrollmentByGroup
from wbl.queries import enrollment as queries
from wbl.rules.enrollment import save_enrollment

Audience = EnrollmentByGroup.Audience


@member_required
@require_safe
def enrollment(request):
    """What the organizations have said of a school year: totals, and whether they are broken down."""
    form = YearChoice(request.GET, default=year_at(timezone.localdate()))
    year, access = form.school_year, request.user.access
    tables = [] if year is None else [queries.table(year, audience, access) for audience in reversed(Audience)]
    context = {
        "form": form,
        "year": year,
        "tables": tables,
        "audiences": [table.audience.label for table in tables],
        "rows": [] if year is None else queries.overview(tables, year),
        "may_import": access.is_office,
        "own": access.reporter_for,
    }
    return render(request, "wbl/enrollment.html", context)


@member_required
@require_safe
def enrollment_organization(request, slug, year):
    """One organization's counts in a school year, by category."""
    organization, school_year = _fetch(slug), fetch_year(year)
    access = request.user.access
    context = {
        "organization": organization,
        "year": school_year,
        "sections": [
            (audience, queries.sections(queries.table(school_year, audience, access), organization))
            for audience in reversed(Audience)
        ],
        "may_write": access.may_write_worksheet(organization),
        "own": access.may_read_worksheet(organization),
    }
    return render(request, "wbl/enrollment_organization.html", context)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def enrollment_edit(request, slug, year, audience):
    """Type the counts of one audience. Where somebody else has stored others meanwhile, both are shown."""
    organization, school_year = _fetch(slug), fetch_year(year)
    if audience not in Audience.values:
        raise Http404
    if not request.user.access.may_write_worksheet(organization):
        raise PermissionDenied(f"Only the reporters of {organization} and the consortium office write here.")
    named = {"organization": organization, "year": school_year, "audience": audience}
    row = EnrollmentByGroup.objects.filter(**named).first() or EnrollmentByGroup(**named)
    back = reverse("enrollment-organization", args=[slug, year])
    form = EnrollmentForm(request.POST or None, instance=row, back=back)
    context = {"form": form, "organization": organization, "year": school_year, "audience": row.get_audience_display()}
    if form.is_valid():
        conflict = save_enrollment(form.instance, form.cleaned_data["version"])
        if conflict is None:
            messages.success(request, f"Enrollment of {organization} in {school_year} is saved.")
            return redirect(back)
        form.drawn_from(conflict.stored.version)
        context |= {"conflict": conflict, "differences": queries.differences(conflict.stored, form.instance)}
        return render(request, "wbl/enrollment_form.html", context, status=409)
    return render(request, "wbl/enrollment_form.html", context, status=422 if form.errors else 200)


def _fetch(slug):
    return get_object_or_404(Organization, slug=slug, kind__in=EnrollmentByGroup.KINDS)
