"""The page of what a typed figure of a worksheet is made of."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consortium.categories import WORDS
from consortium.permissions import member_required
from indicators.dimensions import dimensions, is_broken_down
from indicators.forms.parts import PartsForm
from indicators.views.worksheets import fetch_worksheet
from indicators.worksheets import parts as saved_parts
from indicators.worksheets.filling import SOURCE_MISSING
from indicators.worksheets.sheet import load
from indicators.worksheets.states import Refused
from wbl.queries.enrollment import enrolled_by_organization


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def parts(request, slug, code, measure):
    """What the figure of one cell is made of: the form where it can be written, else a table; POST saves."""
    organization, period = fetch_worksheet(request, slug, code, write=request.method == "POST")
    sheet = load(organization, period, request.user.access, timezone.localdate(), only=measure)
    if not sheet.rows or not is_broken_down(sheet.rows[0].measure):
        raise Http404(f"{organization} breaks nothing down for {measure} in {period.year}.")
    row = sheet.rows[0]
    why_not = _why_not(sheet, row)
    if request.method != "POST":
        return _page(request, sheet, row, _form(row, organization, sheet) if not why_not else None, why_not=why_not)
    form = _form(row, organization, sheet, request.POST)
    if why_not:
        return _page(request, sheet, row, form, why_not=why_not, status=409)
    if not form.is_valid():
        return _page(request, sheet, row, form, status=422)
    return _save(request, sheet, row, form)


def _save(request, sheet, row, form):
    try:
        problems, conflict = saved_parts.save(
            sheet.organization,
            sheet.period,
            row.measure,
            form.given(),
            seen=form.cleaned_data["seen"],
            put_rest="rest" in request.POST,
            user=request.user,
            now=timezone.now(),
            today=timezone.localdate(),
        )
    except Refused as refusal:
        return _page(request, sheet, row, form, why_not=str(refusal), status=409)
    if conflict is not None:
        form.say_conflict(conflict.theirs)
        differing = _differing(form, conflict.theirs)
        return _page(request, sheet, row, form, conflict=conflict, differing=differing, status=409)
    if problems:
        return _page(request, sheet, row, form, problems=problems, status=422)
    messages.success(request, f"{row.placement.label}: what it is made of is saved.")
    return redirect(f"{reverse('worksheet', args=[sheet.organization.slug, sheet.period.code])}#{row.code}")


def _why_not(sheet, row):
    """Why the parts cannot be typed now, "" where they can."""
    if not sheet.standing.editable:
        return sheet.standing.sentence
    if row.is_counted:
        return "This figure is counted from records, and so is what it is made of."
    if row.elsewhere is not None:
        return f"{row.elsewhere} reports this figure about the region in its own worksheet."
    if row.reading is None:
        return "There is no figure yet. Enter it on the worksheet first; then say what it is made of."
    if sheet.standing.must_say_source and not sheet.source_note:
        return f"{SOURCE_MISSING} That is on the worksheet, since you fill it in for {sheet.organization}."
    return ""


def _form(row, organization, sheet, *data):
    asked, wholes = dimensions(row.measure), {}
    if row.measure.is_percent and row.measure.counts_students:
        enrolled = enrolled_by_organization(sheet.period.year, [organization.pk]).get(organization.pk, {})
        wholes = {WORDS[code]: count for code, count in enrolled.items() if code in WORDS}
    address = [sheet.organization.slug, sheet.period.code]
    return PartsForm(
        *data,
        dimensions=asked,
        parts=row.parts,
        is_percent=row.measure.is_percent,
        wholes=wholes,
        action=reverse("worksheet-parts", args=[*address, row.code]),
        back=f"{reverse('worksheet', args=address)}#{row.code}",
    )


def _differing(form, theirs):
    """[(category, theirs, mine)] where two people typed something else."""
    given = form.given()
    return [
        (category, theirs.get(dimension, {}).get(category), given[dimension].get(category))
        for dimension, categories in form.dimensions.items()
        for category in categories
        if theirs.get(dimension, {}).get(category) != given[dimension].get(category)
    ]


def _page(request, sheet, row, form, *, status=200, **said):
    context = {"sheet": sheet, "row": row, "form": form, **said}
    rest = [problem for problem in said.get("problems", []) if problem.rest]
    return render(request, "worksheets/parts.html", {**context, "may_put_rest": bool(rest)}, status=status)
