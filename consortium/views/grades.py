"""The page on which a person confirms the grades that were proposed, many at once."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.forms import formset_factory
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consortium import queries
from consortium.forms.partners import HIGH_SCHOOL_KINDS, GradesFilter, GradesRow
from consortium.models import OrganizationYear, SchoolYear
from consortium.numbers import small_integer
from consortium.permissions import office_required
from consortium.years import fetch_year

ROWS = 50
FIELDS = ["lowest_grade", "highest_grade", "high_school_district"]
GradesFormset = formset_factory(GradesRow, extra=0, max_num=200, absolute_max=200)


@office_required
@require_http_methods(["GET", "POST"])
def confirm(request, year):
    """Unconfirmed grades of the year as one form; rows that are ticked are confirmed as they stand."""
    school_year = fetch_year(year)
    if request.method == "POST":
        return _save(request, school_year)
    chosen = GradesFilter(request.GET)
    found = chosen.matching(queries.unconfirmed(school_year))
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    formset = GradesFormset(initial=[_initial(facts) for facts in page])
    return _page(request, school_year, chosen, formset, list(page), page)


def _initial(facts):
    """A row as proposed, ticked where there is a proposal: one look, one button for the whole page."""
    return {name: getattr(facts, name) for name in FIELDS} | {
        "key": facts.pk,
        "confirmed": facts.lowest_grade is not None,
    }


def _save(request, school_year):
    formset = GradesFormset(request.POST)
    keys = _posted_keys(request.POST)
    with transaction.atomic():
        rows = OrganizationYear.objects.filter(year=school_year, pk__in=keys).select_for_update(of=("self",))
        by_key = {facts.pk: facts for facts in rows.select_related("organization__parent")}
        if not formset.is_valid():
            chosen = GradesFilter(request.GET)
            return _page(request, school_year, chosen, formset, [by_key.get(key) for key in keys], status=422)
        confirmed = [facts for form in formset if (facts := _filled(form, by_key)) is not None]
        OrganizationYear.objects.bulk_update(confirmed, [*FIELDS, "grades_confirmed"])
    count = len(confirmed)
    messages.success(request, f"{count} confirmed." if count else "No row was ticked: nothing has changed.")
    return redirect(request.get_full_path())


def _posted_keys(posted):
    """The keys of the rows in their order, zero where one is no number."""
    numbers = range(min(small_integer(posted.get("form-TOTAL_FORMS", "")) or 0, 200))
    return [small_integer(posted.get(f"form-{number}-key", "")) or 0 for number in numbers]


def _filled(form, by_key):
    """The facts of a ticked row with what was chosen; None for rows that are not ticked or not there."""
    facts = by_key.get(form.cleaned_data["key"])
    if facts is None or not form.cleaned_data["confirmed"]:
        return None
    for name in FIELDS:
        setattr(facts, name, form.cleaned_data[name])
    facts.high_school_district = facts.high_school_district and facts.organization.kind in HIGH_SCHOOL_KINDS
    facts.grades_confirmed = True
    return facts


def _page(request, school_year, chosen, formset, facts, page=None, status=200):
    for form, row in zip(formset.forms, facts, strict=False):
        form.facts = row
        form.may_be_high = row is not None and row.organization.kind in HIGH_SCHOOL_KINDS
    context = {
        "year": school_year,
        "years": SchoolYear.objects.all(),
        "filter": chosen,
        "formset": formset,
        "page": page,
        "today": timezone.localdate(),
    }
    return render(request, "partners/grades.html", context, status=status)
