"""The inventory: districts by types, a district's schools by types with its grid to tick, and the continuum."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consortium.models import Organization
from consortium.numbers import small_integer
from consortium.permissions import member_required
from consortium.years import year_at
from wbl.forms.inventory import ContinuumFilter, GridFilter, RegionFilter
from wbl.queries import inventory as queries
from wbl.queries.counting import records_address
from wbl.rules import inventory as rules

MOST_CELLS = 800  # on one page: below the number of fields that Django takes in one form (1,000)
DISTRICTS = 100
NAMED = 6  # of what was changed, before the rest is a number


@member_required
@require_safe
def inventory(request):
    """Districts by types: how many schools of each offer what, and which districts have not contributed."""
    today = timezone.localdate()
    form = RegionFilter(request.GET, default=year_at(today))
    year = form.school_year
    if year is None:
        return render(request, "wbl/inventory.html", {"form": form})
    day = queries.day_of(year, today)
    types = queries.types_of(year)
    rows = queries.region_rows(year, day, types, form.asked.get("county"))
    silent = [row for row in rows if not row.contributes]
    context = {
        "form": form,
        "year": year,
        "day": day,
        "stages": queries.by_stage(types),
        "types": types,
        "rows": rows,
        "page": Paginator(rows, DISTRICTS).get_page(request.GET.get("page")),
        "totals": [sum(row.cells[place] or 0 for row in rows) for place in range(len(types))],
        "contributing": len(rows) - len(silent),
        "schools": sum(row.schools for row in rows),
        "entered": sum(row.entered for row in rows),
        "counted_url": records_address("inventory", year.starts, day),
        "districts_url": records_address("inventory_districts", year.starts, day),
        "not_contributing": len(silent),
        "silent": _with_reminders(request, [row for row in silent if row.schools], year),
        "without_schools": [row for row in silent if not row.schools],
    }
    return render(request, "wbl/inventory.html", context)


def _with_reminders(request, rows, year):
    """[(row, address of a mail to its reporters)]; the addresses of people are the office's, for others it is empty."""
    if not request.user.access.is_office:
        return [(row, "") for row in rows]
    addresses = queries.reporters_of([row.district for row in rows])
    return [(row, _reminder(request, row.district, addresses.get(row.district.pk, []), year)) for row in rows]


def _reminder(request, district, addresses, year):
    if not addresses:
        return ""
    page = request.build_absolute_uri(grid_address(district, year))
    mail = {
        "subject": f"The inventory of work-based learning, {year}",
        "body": f"Please tick which schools of {district} offer which activities in {year}:\n{page}\n",
    }
    return f"mailto:{','.join(addresses)}?{urlencode(mail).replace('+', '%20')}"


@member_required
@require_safe
def continuum(request):
    """Stages by grades: which types are offered at how many schools, and where there is nothing."""
    today = timezone.localdate()
    default = year_at(today)
    if default is None:
        return render(request, "wbl/continuum.html", {})
    form = ContinuumFilter(request.GET, default=default, day=lambda year: queries.day_of(year, today))
    year = form.school_year
    day = queries.day_of(year, today)
    rows = queries.continuum(year, day, queries.types_of(year), form.offerings)
    context = {
        "form": form,
        "year": year,
        "day": day,
        "grades": queries.GRADES,
        "rows": rows,
        "gaps": [(stage, cell) for stage, cells in rows for cell in cells if cell.is_gap],
        "has_types": any(cell.is_meant for _, cells in rows for cell in cells),
    }
    return render(request, "wbl/continuum.html", context)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def inventory_district(request, slug):
    """The schools of a district by types; who reports for it ticks them and saves all or nothing."""
    district = fetch_district(request.user.access, slug)
    may_write = request.user.access.may_write_worksheet(district)
    if request.method == "POST" and not may_write:
        raise PermissionDenied(f"Only the reporters of {district} and the consortium office write here.")
    today = timezone.localdate()
    form = GridFilter(request.GET, default=year_at(today))
    year = form.school_year
    if year is None:
        return render(request, "wbl/inventory_district.html", {"district": district, "form": form}, status=200)
    day = queries.day_of(year, today)
    types = queries.types_of(year)
    words = form.asked.get("q") or ""
    schools = queries.schools_of(district, year, day, words)
    page = Paginator(schools, max(MOST_CELLS // max(len(types), 1), 1)).get_page(request.GET.get("page"))
    rows = queries.school_rows(list(page), year, types)
    context = {
        "district": district,
        "form": form,
        "year": year,
        "day": day,
        "page": page,
        "stages": queries.by_stage(types),
        "types": types,
        "may_write": may_write and bool(types),
        "words": words,
    }
    if request.method == "POST":
        return _save(request, context, rows)
    return _grid(request, context, rows)


def fetch_district(access, slug):
    """A district, county office or charter, or 404."""
    districts = Organization.objects.readable_by(access).filter(kind__in=Organization.DISTRICT_KINDS)
    return get_object_or_404(districts, slug=slug)


def grid_address(district, year, **more):
    """Where the schools of `district` are ticked for `year`."""
    return f"{reverse('inventory-district', args=[district.slug])}?{urlencode({'year': year.label, **more})}"


def _save(request, context, rows):
    wanted = {key for text in request.POST.getlist("cell") if (key := _key(text)) is not None}
    seen = _read_seen(request.POST.get("seen", ""))
    district, year = context["district"], context["year"]
    try:
        changes = rules.save_grid(
            district, year, rows, wanted, seen, user=request.user, now=timezone.now()
        )
    except rules.Refused as refusal:
        return _grid(request, context | {"refusal": str(refusal)}, rows, status=409)
    if not changes.saved:
        return _grid(request, context | {"changes": changes}, rows, wanted=wanted, seen=seen, status=409)
    sentences = _outcome(changes)
    if request.htmx:
        rows = queries.school_rows([row.school for row in rows], year, context["types"])
        return _grid(request, context | {"sentences": sentences}, rows)
    for sentence in sentences:
        messages.success(request, sentence)
    return redirect(request.get_full_path())


def _grid(request, context, rows, *, wanted=None, seen=None, status=200):
    """The page, for htmx its grid alone. With `wanted` and `seen` what was ticked on the page stays ticked."""
    stored = {cell.key: cell.offering.version for row in rows for cell in row.cells if cell.offering is not None}
    ticked = set(stored)
    if wanted is not None:
        touched = {cell.key for row in rows for cell in row.cells if (cell.key in wanted) != (cell.key in seen)}
        ticked = (ticked - touched) | (wanted & touched)
    conflicts = context["changes"].conflicts if "changes" in context else {}
    context = context | {
        "rows": [(row, [(cell, cell.key in ticked, conflicts.get(cell.key)) for cell in row.cells]) for row in rows],
        "seen": " ".join(f"{school}-{one}-{version}" for (school, one), version in stored.items()),
        "offered_types": [
            (one, sum(row.cells[place].offering is not None for row in rows))
            for place, one in enumerate(context["types"])
        ],
    }
    if request.htmx:
        return render(request, "wbl/_inventory_grid.html", context, status=status)
    district, year, day = context["district"], context["year"], context["day"]
    context["ungraded"] = list(queries.schools_without_grades(district, year, day))
    context["belongs"] = queries.asked_districts(year, day).filter(pk=district.pk).exists()
    if context["may_write"]:
        context["to_copy"] = rules.to_carry_over(district, year, day).count()
        context["former"] = rules.year_before(year)
    return render(request, "wbl/inventory_district.html", context, status=status)


def _key(text):
    """`12-3` → (12, 3); None for anything else."""
    school, _, one = text.partition("-")
    key = small_integer(school), small_integer(one)
    return None if None in key else key


def _read_seen(text):
    """`12-3-1 …` → {(12, 3): 1}; parts that do not read so are left out."""
    seen = {}
    for part in text.split():
        pair, _, version = part.rpartition("-")
        key, version = _key(pair), small_integer(version)
        if key is not None and version is not None:
            seen[key] = version
    return seen


def _outcome(changes):
    """What a grid that was saved has changed, in sentences."""
    sentences = []
    if changes.added:
        sentences.append(f"Added: {_named(changes.added)}.")
    if changes.removed:
        sentences.append(f"Taken away: {_named(changes.removed)}.")
    if not sentences:
        sentences.append("Nothing had changed on your page.")
    if changes.by_others:
        named = _named(changes.by_others)
        sentences.append(f"Somebody else changed this meanwhile, and it stands as they have it: {named}.")
    return sentences


def _named(pairs):
    """`Job shadow at Lincoln Middle; …`, the first few."""
    words = [f"{one} at {school}" for school, one in pairs[:NAMED]]
    more = len(pairs) - NAMED
    return "; ".join(words) + (f"; and {more:,} more" if more > 0 else "")
