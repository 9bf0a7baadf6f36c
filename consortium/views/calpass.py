"""Cal-PASS Plus: the grid of districts by school year, and the form with which the office keeps a district's part."""

from django.contrib import messages
from django.db import IntegrityError, connection, transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from consortium import calpass
from consortium.forms.calpass import Agreements, CalpassFilter, Uploads, narrowed
from consortium.models import Organization, SchoolYear
from consortium.permissions import member_required, office_writes
from consortium.refusals import sentence_of


@member_required
@require_GET
def grid(request):
    """All districts that serve grades 9–12 by school year; with `counted`, exactly those that a figure counted."""
    today = timezone.localdate()
    form = CalpassFilter(request.GET)
    if not form.is_valid():
        return render(request, "partners/calpass.html", {"form": form, "rows": [], "totals": []})
    choice = form.cleaned_data
    count = calpass.SOURCES[choice["counted"]](None, choice["through"]) if choice["counted"] else None
    if count:
        years = list(SchoolYear.objects.filter(start_year=SchoolYear.start_year_of(choice["through"])))
        organizations, day = Organization.objects.filter(pk__in=count.records.values("pk")), choice["through"]
    else:
        years, organizations, day = list(calpass.years_begun(today)), Organization.objects.all(), today
    organizations = narrowed(organizations.readable_by(request.user.access), choice)
    rows = calpass.grid(organizations, years, day)
    totals = calpass.totals(rows, years, day)
    context = {
        "form": form,
        "rows": _lacking(rows, choice["missing"]),
        "totals": totals,
        "latest": totals[0] if totals else None,
        "count": count,
        "others": count and narrowed(count.whole.exclude(pk__in=count.records.values("pk")), choice).order_by("name"),
        "through": choice["through"],
        "may_edit": request.user.access.is_office,
        "narrowed": bool(choice["county"] or choice["missing"]),
        "whole_region": not (choice["county"] or choice["organization"]),
    }
    return render(request, "partners/calpass.html", context)


def _lacking(rows, what):
    """The rows that lack an `agreement` or an `upload` in the latest year; all of them for anything else."""
    if what not in ("agreement", "upload"):
        return rows
    return [row for row in rows if not row.cells[0].why_not and getattr(row.cells[0], what) is None]


@office_writes
@require_http_methods(["GET", "POST"])
@transaction.atomic
def district(request, slug):
    """A district's agreements and uploads, as one form."""
    organizations = Organization.objects.filter(kind__in=calpass.DISTRICT_KINDS)
    if request.method == "POST":
        organizations = organizations.select_for_update()  # two people do not add the same agreement
    organization = get_object_or_404(organizations, slug=slug)
    options = {"instance": organization, "form_kwargs": {"today": timezone.localdate()}}
    agreements = Agreements(request.POST or None, prefix="agreements", **options)
    uploads = Uploads(request.POST or None, prefix="uploads", **options)
    problem = ""
    if request.method == "POST" and agreements.is_valid() and uploads.is_valid():
        problem = _save(agreements, uploads)
        if not problem:
            messages.success(request, f"Cal-PASS Plus of {organization} is saved.")
            return redirect(organization)
    context = {"organization": organization, "agreements": agreements, "uploads": uploads, "problem": problem}
    return render(request, "partners/calpass_form.html", context, status=422 if request.method == "POST" else 200)


def _save(agreements, uploads):
    """Save both, or nothing: then the sentence that says why."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # agreements that are moved together may meet on the way
            cursor.execute("SET CONSTRAINTS calpass_agreement_one_at_a_time DEFERRED")
            agreements.save()
            uploads.save()
            cursor.execute("SET CONSTRAINTS calpass_agreement_one_at_a_time IMMEDIATE")
    except IntegrityError as error:
        sentence = sentence_of(error)
        if sentence is None:
            raise
        return sentence
    return ""
