"""Pages of the employers' directory and its roster of a school year."""

import tablib
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consortium.exchange import Csv, Xlsx
from consortium.models import SchoolYear
from consortium.permissions import member_required, office_writes
from consortium.years import fetch_year, year_at
from wbl.forms.employers import ContactForm, EmployerFilter, EmployerForm, RosterFilter
from wbl.models import Employer, EmployerContact
from wbl.queries import employers as queries
from wbl.queries import speakers as speaker_queries
from wbl.queries.meetings import possible_owners
from wbl.rules.twins import TWINS, twins_among
from wbl.views.directory import (
    EDITED,
    ROWS,
    fetch_entry,
    form_page,
    may_record,
    offered,
    require_writer,
    to_kept,
)

ROSTER_HEADS = ["Employer", "Sector", "City", "County", "Size", "New or returning", "Contacts", "Last contact", "For"]
FILES = {
    "csv": (Csv, "text/csv; charset=utf-8"),
    "xlsx": (Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@member_required
@require_safe
def employer_list(request):
    """The directory, narrowed by what the address says."""
    access, today = request.user.access, timezone.localdate()
    form = EmployerFilter(request.GET)
    found = queries.with_log(form.matching(Employer.objects.current().readable_by(access), today))
    context = {
        "form": form,
        "page": Paginator(found.order_by("name", "pk"), ROWS).get_page(request.GET.get("page")),
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "may_add": may_record(access),
        "year": year_at(today),
    }
    return render(request, "wbl/employers/list.html", context)


@member_required
@require_safe
def employer_detail(request, pk):
    """One employer: what is known, the log, its speakers, and a form to log the next contact."""
    access, today = request.user.access, timezone.localdate()
    employer = fetch_entry(Employer, access, pk, "sector", "county", "recorded_by")
    if employer.merged_into:
        return to_kept(request, employer)
    log = Paginator(queries.log_of(employer), ROWS).get_page(request.GET.get("page"))
    own = EmployerContact.objects.writable_by(access).filter(pk__in=[contact.pk for contact in log])
    context = {
        "employer": employer,
        "page": log,
        "own": set(own.values_list("pk", flat=True)),
        "speakers": list(speaker_queries.of_employer(employer)),
        "merged": list(employer.merged.select_related("merged_by").order_by("-merged_at")),
        "alike": list(Employer.objects.alike(employer.name, least=TWINS).exclude(pk=pk)[:5]),
        "may_write": may_record(access),
        "today": today,
    }
    if possible_owners(access).exists():
        form = ContactForm(instance=EmployerContact(employer=employer), access=access, today=today)
        form.helper.form_action = reverse("employer-contact-new", args=[pk])
        context["contact_form"] = form
    return render(request, "wbl/employers/detail.html", context)


@member_required
@require_http_methods(EDITED)
def employer_new(request):
    """Record an employer, unless it is there already."""
    require_writer(request.user.access, "Employers")
    employer = Employer(recorded_by=request.user)
    initial = {"name": request.GET.get("name", "")}
    form = EmployerForm(request.POST or None, instance=employer, initial=initial, back=reverse("employers"))
    return _edit(request, form, "New employer")


@member_required
@require_http_methods(EDITED)
def employer_edit(request, pk):
    """Change what is known of an employer."""
    employer = fetch_entry(Employer, request.user.access, pk)
    require_writer(request.user.access, "Employers")
    if employer.merged_into:
        return to_kept(request, employer)
    form = EmployerForm(request.POST or None, instance=employer, back=employer.get_absolute_url())
    return _edit(request, form, f"Change {employer}", entry=employer)


def _edit(request, form, heading, **context):
    if form.is_valid():
        saved = form.save()
        messages.success(request, f"“{saved}” is saved.")
        return redirect(saved)
    return form_page(
        request, form, heading, crumb=("Employers", "employers"), offers="employers-alike", one="employer", **context
    )


@member_required
@require_safe
def employers_alike(request):
    """Employers whose names look like what is typed."""
    return offered(request, Employer, "sector")


@office_writes
@require_safe
def employer_twins(request):
    """Pairs of employers that look alike, for the office to merge."""
    employers = Employer.objects.current().only("pk", "name", "city", "name_grams").order_by("pk")
    context = {"pairs": twins_among(list(employers)), "section": "employers"}
    return render(request, "wbl/directory/twins.html", context)


@member_required
@require_safe
def roster_now(request):
    """The roster of the school year that runs."""
    year = year_at(timezone.localdate())
    if year is None:
        raise Http404
    return redirect("employer-roster", year.label)


@member_required
@require_safe
def roster(request, label):
    """The employers that were contacted in a school year about WBL for students, new and returning ones."""
    year = fetch_year(label)
    form = RosterFilter(request.GET, year=year)
    organization, returning = form.chosen
    everybody = list(queries.roster(year, organization))
    shown = [one for one in everybody if returning is None or one.returning == returning]
    context = {
        "year": year,
        "years": [(one.label, _roster_url(one), one == year) for one in SchoolYear.objects.all()],
        "form": form,
        "organization": organization,
        "employers": shown,
        "number": len(everybody),
        "returning": sum(one.returning for one in everybody),
        "narrowed": bool(organization or returning is not None),
    }
    context["new"] = context["number"] - context["returning"]
    return render(request, "wbl/employers/roster.html", context)


def _roster_url(year):
    return reverse("employer-roster", args=[year.label])


@member_required
@require_safe
def roster_file(request, label, ending):
    """The roster as a CSV file or a workbook, narrowed as the page is. Nobody's name or address is in it."""
    if ending not in FILES:
        raise Http404
    year = fetch_year(label)
    organization, returning = RosterFilter(request.GET, year=year).chosen
    rows = [_as_row(one) for one in queries.roster(year, organization, returning)]
    form, content_type = FILES[ending]
    content = form().export_data(tablib.Dataset(*rows, headers=ROSTER_HEADS))
    # Excel takes CSV for another encoding without the mark
    response = HttpResponse(content.encode("utf-8-sig") if isinstance(content, str) else content, content_type)
    response["Content-Disposition"] = f'attachment; filename="employers-{year.label}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _as_row(employer):
    return [
        employer.name,
        str(employer.sector or ""),
        employer.city,
        str(employer.county or ""),
        employer.get_size_display(),
        "returning" if employer.returning else "new",
        employer.contact_count,
        employer.last_contact.isoformat(),
        employer.organization_names,
    ]
