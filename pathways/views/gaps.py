"""Pages of gaps: those that the records show, those that somebody took up, and one of these."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consortium.models import SchoolYear
from consortium.permissions import fetch, member_required
from consortium.uploads import as_download
from goals.models import Document
from pathways.forms.gaps import LEADING_NOWHERE, FoundGapFilter, GapFilter
from pathways.models import Program, ProgramGap
from pathways.queries import gaps as queries
from pathways.queries.leading import fed_by_none, leading_nowhere

ROWS = 25
FINDERS = {"high-school": leading_nowhere, "college": fed_by_none}


@member_required
@require_safe
def found_gaps(request):
    """Gaps that the records of today show, not stored: of occupations ranked by the gap, or of programs."""
    access, today = request.user.access, timezone.localdate()
    form = FoundGapFilter(request.GET)
    kind, number = form.asked["kind"], request.GET.get("page")
    if kind:
        found = queries.of_programs(form.programs(FINDERS[kind](Program.objects.all(), today)), form.asked["taken"])
        page, tally = Paginator(found, ROWS).get_page(number), {}
        keys = [program.taken_id for program in page]
    else:
        of_standing = {standing: [] for standing in ("shortage", "unknown", "enough")}
        for gap in queries.labor_market(today, **form.of_occupations):
            of_standing[gap.standing].append(gap)
        tally = {standing: len(gaps) for standing, gaps in of_standing.items()}
        page = Paginator(of_standing[form.asked["figures"] or "shortage"], ROWS).get_page(number)
        keys = [gap.taken for gap in page]
    taken = queries.taken_up(access, keys)
    first, last = queries.years_of_average(today)
    context = {
        "form": form,
        "page": page,
        "rows": [(row, taken.get(key), key) for row, key in zip(page, keys, strict=True)],
        "tally": tally,
        "is_high_school": kind == LEADING_NOWHERE,
        "narrowed": any(form.asked[name] for name in ("q", "sector", "wage", "taken")),
        "may_document": queries.possible_owners(access).exists(),
        "years": (SchoolYear(start_year=first).label, SchoolYear(start_year=last).label),
        "today": today,
    }
    return render(request, "pathways/gap_found.html", context)


@member_required
@require_safe
def gap_list(request):
    """The gaps that somebody took up, with how far each has come; several can be put in a document."""
    access, today = request.user.access, timezone.localdate()
    readable = ProgramGap.objects.readable_by(access)
    form = GapFilter(request.GET, gaps=readable, day=today)
    found = queries.with_parts(form.matching(), access).order_by("title", "pk")
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(gap, gap.state_on(today)) for gap in page],
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "may_document": queries.possible_owners(access).exists(),
    }
    return render(request, "pathways/gap_list.html", context)


@member_required
@require_safe
def gap_detail(request, pk):
    """One gap: its figures as they were found, why and by whom it is mended, which documents and plans name it."""
    access, today = request.user.access, timezone.localdate()
    gap = queries.fetch_gap(access, pk)
    state = gap.state_on(today)
    links = list(queries.documents_of(gap, access, today).order_by("-since", "pk"))
    written = Document.objects.writable_by(access).filter(pk__in=[link.document_id for link in links])
    context = {
        "gap": gap,
        "state": state,
        "links": links,
        "writable_documents": set(written.values_list("pk", flat=True)),
        "plans": [(plan, plan.state_on(today)) for plan in queries.plans_of(gap, access)],
        "may_write": ProgramGap.objects.writable_by(access).filter(pk=pk).exists(),
        "may_plan": queries.possible_owners(access).exists(),
    }
    return render(request, "pathways/gap_detail.html", context)


@member_required
@require_safe
def gap_evidence(request, pk):
    """The file of evidence, as a download, for those who may read the gap."""
    gaps = ProgramGap.objects.select_related("evidence_file").filter(evidence_file__isnull=False)
    return as_download(fetch(gaps, request.user.access, pk=pk).evidence_file)
