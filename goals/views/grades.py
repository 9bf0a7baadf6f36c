"""The strategy page: a career development goal and a strategy for each grade from 6 to 12 and the bridge to college."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consortium.numbers import small_integer
from consortium.permissions import member_required, office_writes
from goals.forms.agreed import GradeForm
from goals.models import GradeStrategy
from goals.queries.agreed import grade_rows
from goals.rules import agreed

GRADES = dict(GradeStrategy.GRADES)


@member_required
@require_safe
def grade_strategies(request):
    """The table of all eight, which prints as a handout. Reading it writes nothing."""
    context = _tally() | {"may_edit": request.user.access.is_office, "today": timezone.localdate()}
    return render(request, "goals/grade_strategies.html", context)


@member_required
@require_safe
def grade_strategy_row(request, grade):
    """One row as it is read: what takes the place of a form that is left without saving."""
    row = _fetch(grade)
    if not request.htmx:
        return redirect(_back(grade))
    return render(request, "goals/_grade_row.html", _shown(request, row))


@office_writes
@require_http_methods(["GET", "POST"])
def grade_strategy_edit(request, grade):
    """Change goal and strategy of a grade. Where somebody else was faster, both are shown and nothing is saved."""
    row = _fetch(grade)
    page = {"row": row, "version": row.version, "back": _back(grade), "title": f"Goal and strategy: {row}"}
    typed = request.POST if request.method == "POST" else None
    form = GradeForm(typed, instance=row, today=timezone.localdate(), anchor=f"grade-{grade}")
    if not form.is_valid():
        return _form_page(request, form, page, 422 if form.is_bound else 200)
    try:
        conflict = agreed.save_grade(form.instance, small_integer(request.POST.get("version", "")), form.today)
    except agreed.Refused as refusal:
        return _form_page(request, form, page | {"refusal": str(refusal)}, 409)
    if conflict:
        both = {"conflict": conflict, "differences": form.differences(conflict.stored)}
        return _form_page(request, form, page | both | {"version": conflict.stored.version}, 409)
    sentence = f"{row} is saved."
    if request.htmx:
        return render(request, "goals/_grade_saved.html", _shown(request, row) | _tally() | {"sentence": sentence})
    messages.success(request, sentence)
    return redirect(_back(grade))


def _fetch(grade):
    """The row of a grade, stored or not yet; 404 for what is none of the eight."""
    if grade not in GRADES:
        raise Http404
    stored = GradeStrategy.objects.select_related("owner").filter(grade=grade).first()
    return stored or GradeStrategy(grade=grade, version=0)


def _tally():
    """The eight rows, how many of them are documented, and which are not."""
    rows = grade_rows()
    missing = [row for row in rows if row.documented_on is None]
    return {"rows": rows, "documented": len(rows) - len(missing), "missing": missing}


def _back(grade):
    return f"{reverse('grade-strategies')}#grade-{grade}"


def _shown(request, row):
    return {"row": row, "may_edit": request.user.access.is_office, "focus": True}


def _form_page(request, form, page, status):
    template = "goals/_grade_form_row.html" if request.htmx else "goals/grade_form.html"
    context = {"form": form, "action": request.path, "in_place": bool(request.htmx)}
    return render(request, template, context | page, status=status)
