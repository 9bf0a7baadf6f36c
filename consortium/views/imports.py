"""
Importers in the browser: upload, look at what would change, apply.

Between looking and applying nothing is kept but the uploaded file. Applying compares anew and carries the
fingerprint of what was shown: if that has changed meanwhile, nothing is written and the page says so.
"""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from consortium.forms.imports import SchoolsUploadForm
from consortium.models import County, StoredFile
from consortium.numbers import small_integer
from consortium.permissions import office_required
from consortium.schools import PlanHasChanged, import_schools, plan_schools
from consortium.schools_file import FILE_TYPES, UnreadableFile, content_type, read_schools_file
from consortium.schools_report import sentences
from consortium.years import fetch_year, year_at

ROWS = 100
# (title, what it reads, name of its address)
IMPORTERS = [
    (
        "Schools and districts",
        "The state's list of public schools: new, renamed, moved, closed and vanished schools, and their grades.",
        "import-schools",
    ),
    (
        "Cal-PASS Plus",
        "Agreements and uploads of districts from a CSV or XLSX list, by CDS code.",
        "import-calpass",
    ),
    (
        "Contacts",
        "To whom one writes at schools and partners, from a CSV or XLSX file, with a preview of every change.",
        "admin:consortium_contact_import",
    ),
    (
        "Programs",
        "Programs with their sector, award, TOP or CIP code, schools and occupations, from a CSV or XLSX file, with a "
        "preview of every change.",
        "admin:pathways_program_import",
    ),
    (
        "Courses",
        "The courses of programs that are here already, from a CSV or XLSX file, with a preview of every change.",
        "admin:pathways_course_import",
    ),
    (
        "Occupations",
        "Labor market data by SOC code and year: wages and annual openings, from a CSV or XLSX file, with a preview of "
        "every change.",
        "admin:pathways_occupation_import",
    ),
    (
        "Awards",
        "How many awards programs gave in a school year, from a CSV or XLSX file, with a preview of every change.",
        "admin:pathways_awards_import",
    ),
    (
        "Articulation agreements",
        "Agreements with their courses, codes and days, from a CSV or XLSX file, with a preview of every change. Then "
        "import their signatures.",
        "admin:pathways_articulationagreement_import",
    ),
    (
        "Signatures of agreements",
        "Who signed an agreement for which party, and when, from a CSV or XLSX file, with a preview of every change.",
        "admin:pathways_agreementsignature_import",
    ),
    (
        "Dual enrollment courses",
        "College courses that high school students take, from a CSV or XLSX file, with a preview of every change. Then "
        "import their terms.",
        "admin:pathways_dualenrollmentcourse_import",
    ),
    (
        "Terms of dual enrollment courses",
        "Terms with school or district, sections and students, from a CSV or XLSX file, with a preview of each change.",
        "admin:pathways_dualenrollmentterm_import",
    ),
    (
        "Employers",
        "The directory of employers, from a CSV or XLSX file, with a preview that tells which names look like others.",
        "admin:wbl_employer_import",
    ),
    (
        "Contacts with employers",
        "Who contacted which employer for whom, about what and with what outcome, from a CSV or XLSX file, with a "
        "preview of every change.",
        "admin:wbl_employercontact_import",
    ),
    (
        "Speakers",
        "People from industry who speak, from a CSV or XLSX file, with a preview that tells which names look like "
        "others.",
        "admin:wbl_speaker_import",
    ),
    (
        "Figures",
        "Totals of organizations from a CSV or XLSX file, into their draft worksheets, with a preview of every change.",
        "admin:indicators_value_import",
    ),
]


@office_required
@require_GET
def importers(request):
    """The importers there are."""
    found = [{"title": title, "text": text, "url": reverse(name)} for title, text, name in IMPORTERS]
    return render(request, "import/importers.html", {"importers": found})


@office_required
@require_http_methods(["GET", "POST"])
def schools_upload(request):
    """Choose the file; it is kept once it could be read, and the next page shows what it would change."""
    today = timezone.localdate()
    form = SchoolsUploadForm(request.POST or None, request.FILES or None, initial={"year": year_at(today)})
    counties = dict(County.objects.values_list("code", "name"))
    if form.is_valid():
        file, year = form.cleaned_data["file"], form.cleaned_data["year"]
        data = file.read()
        try:
            read_schools_file(data, counties, today)
        except UnreadableFile as problem:
            form.add_error("file", str(problem))
        else:
            file.seek(0)
            stored = StoredFile.keep(file, content_type(data), request.user)
            return redirect("import-schools-preview", stored.pk, year.label)
    context = {"form": form, "counties": sorted(counties.values())}
    return render(request, "import/schools_upload.html", context, status=422 if form.errors else 200)


@office_required
@require_http_methods(["GET", "POST"])
def schools_preview(request, pk, year):
    """What the uploaded file would change (GET), and the changing of it (POST)."""
    school_year = fetch_year(year)
    stored = get_object_or_404(StoredFile, pk=pk, content_type__in=FILE_TYPES)
    school_file = _read(stored, timezone.localdate())
    if request.method == "POST":
        return _apply(request, stored, school_file, school_year)
    return _preview(request, stored, school_file, school_year)


def _read(stored, today):
    """The stored file as SchoolsFile; 404 where it is gone, or is something else."""
    try:
        with stored.file.open("rb") as file:
            data = file.read()
        return read_schools_file(data, dict(County.objects.values_list("code", "name")), today)
    except (UnreadableFile, OSError) as problem:
        raise Http404("This is not a list of schools that was uploaded here.") from problem


def _preview(request, stored, school_file, year, status=200):
    plan = plan_schools(school_file, year, timezone.localdate())
    sections = _sections(plan)
    asked = request.GET.get("show")
    shown = next((section for section in sections if section["key"] == asked), None)
    shown = shown or next((section for section in sections if section["rows"]), sections[0])
    context = {
        "stored": stored,
        "year": year,
        "plan": plan,
        "sections": sections,
        "shown": shown,
        "page": Paginator(shown["rows"], ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "import/schools_preview.html", context, status=status)


def _sections(plan):
    """The parts of a plan, each with its key, title and rows."""
    changed = [{"item": item, "text": sentences(item)} for item in plan.changed]
    parts = [
        ("errors", "Errors", plan.errors),
        ("districts", "New districts", plan.new_districts),
        ("schools", "New schools", plan.new_schools),
        ("changed", "Changed", changed),
        ("facts", f"Grades for {plan.year}", plan.facts),
        ("skipped", "Left out", list(plan.skipped.items())),
    ]
    return [{"key": key, "title": title, "rows": rows, "count": len(rows)} for key, title, rows in parts]


def _apply(request, stored, school_file, year):
    close = {small_integer(key) for key in request.POST.getlist("close")} - {None}
    try:
        plan = import_schools(
            school_file, year, timezone.localdate(), fingerprint=request.POST.get("fingerprint", ""), close=close
        )
    except PlanHasChanged:
        messages.error(
            request,
            "Partners have been changed since you looked, so nothing was written. "
            "Below is what the file would change now; apply it if it is right.",
        )
        return _preview(request, stored, school_file, year, status=409)
    if plan.errors:
        messages.error(request, "The file has errors, so nothing was written.")
        return _preview(request, stored, school_file, year, status=422)
    closed = len([organization for organization in plan.vanished if organization.pk in close])
    messages.success(
        request,
        f"{stored.name} is imported: {len(plan.new)} new, {len(plan.changed)} changed, "
        f"grades of {len(plan.facts)} noted for {year}, {closed} closed.",
    )
    if plan.new or plan.facts:
        return redirect("grades", year.label)
    return redirect("import-schools")
