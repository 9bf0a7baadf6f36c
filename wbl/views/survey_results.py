"""What came back from a survey: the results, the file of them, and the totals of paper questionnaires."""

import tablib
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consortium.exchange import Csv, Xlsx
from consortium.models import Organization
from consortium.permissions import member_required
from consortium.privacy import why_hidden
from wbl.forms.survey_paper import PaperForm
from wbl.models import PaperTotals
from wbl.queries.survey_numbers import own_parts
from wbl.queries.surveys import counts_for, people_asked, questions_of
from wbl.rules.survey_results import full_results, outside_results

from .editing import warn_of_locks
from .survey_access import EDITED, fetch_survey, fetch_to_write, may_write
from .surveys import form_page

FORMATS = {
    "csv": (Csv, "text/csv; charset=utf-8"),
    "xlsx": (Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
HEADERS = ["question", "kind", "answer", "counts as", "online", "on paper", "total", "percent"]


@member_required
@require_safe
def survey_results(request, pk):
    """
    The results as far as the reader may see them; with `organization`, of what counts for it: for those who keep the
    survey any, for others the one they report for.
    """
    access = request.user.access
    survey = fetch_survey(access, pk)
    is_keeper = may_write(access, survey)
    parts = [] if is_keeper else own_parts(survey, access)
    part = _part(request, survey, is_keeper, parts)
    questions, names = questions_of(survey), _names(survey)
    asked, in_which_sense = people_asked(survey, access) if part is None else (None, "")
    if is_keeper or part is not None:
        results = full_results(survey, questions, names, part, asked)
    else:
        results = outside_results(survey, questions, names, timezone.localdate(), asked)
    context = {
        "survey": survey,
        "state": survey.state(timezone.localdate()),
        "results": results,
        "in_which_sense": in_which_sense,
        "part": part,
        "own_parts": parts,
        "is_keeper": is_keeper,
        "shows_words": is_keeper,
        "paper": list(survey.paper.select_related("organization")) if is_keeper else [],
        "why_hidden": why_hidden(),
    }
    return render(request, "wbl/survey_results.html", context)


def _part(request, survey, is_keeper, parts):
    """The organization in the address, or None; 404 for one whose part the reader may not see."""
    slug = request.GET.get("organization")
    if not slug:
        return None
    if is_keeper:
        return get_object_or_404(Organization, slug=slug)
    for part in parts:
        if part.slug == slug:
            return part
    raise Http404


def _names(survey):
    """Key → organization, of all that answers to the survey count for."""
    online = Organization.objects.filter(pk__in=survey.responses.order_by().values("organization"))
    paper = Organization.objects.filter(pk__in=survey.paper.order_by().values("organization"))
    return {organization.pk: organization for organization in (online | paper).distinct()}


@member_required
@require_safe
def survey_results_file(request, pk, form):
    """The results as CSV or XLSX (`form`), for those who keep the survey."""
    survey = fetch_survey(request.user.access, pk)
    if form not in FORMATS:
        raise Http404
    if not may_write(request.user.access, survey):
        raise PermissionDenied(f"Only the reporters of {survey.owner} and the consortium office take the results out.")
    results = full_results(survey, questions_of(survey), _names(survey))
    writer, content_type = FORMATS[form]
    content = writer().export_data(_dataset(results))
    if isinstance(content, str):
        content = content.encode("utf-8-sig")  # Excel takes CSV for another encoding without the mark
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="survey-{survey.pk}.{form}"'
    return response


def _dataset(results):
    """A line an answer, after the totals; below LEAST answers nothing but these."""
    data = tablib.Dataset(headers=HEADERS)
    data.append(["Completed", "", "", "", results.online, results.paper, results.completed, ""])
    tally = results.tally
    if tally.denominator:
        data.append(["Valid answers", "", "", "", "", "", tally.denominator, ""])
        percent = _percent(results.share)
        data.append(["Answers that count as positive", "", "", "", "", "", tally.numerator, percent])
    for asked in results.questions:
        kind = asked.question.get_kind_display()
        for row in asked.rows:
            counts = row.choice.get_counts_as_display() if asked.question.counts else ""
            numbers = row.online, row.paper, row.total, _percent(row.share)
            data.append([asked.question.text, kind, row.choice.text, counts, *numbers])
        for text in asked.words:
            data.append([asked.question.text, kind, text, "", 1, 0, 1, ""])
    return data


def _percent(share):
    return "" if share is None else round(100 * share, 1)


@member_required
@require_http_methods(EDITED)
def paper_new(request, pk):
    """Type in what paper questionnaires came to."""
    survey = fetch_to_write(request.user.access, pk)
    if survey.is_template:
        raise PermissionDenied("Nobody answers a template. Copy it, and type the totals there.")
    return _edit(request, PaperTotals(survey=survey), "Totals of paper questionnaires")


@member_required
@require_http_methods(EDITED)
def paper_edit(request, pk):
    """Change such totals."""
    return _edit(request, _fetch_paper(request.user.access, pk), "Change totals of paper questionnaires")


@member_required
@require_http_methods(EDITED)
def paper_delete(request, pk):
    """Take such totals out."""
    totals = _fetch_paper(request.user.access, pk)
    if request.method == "POST":
        totals.delete()
        messages.success(request, "The totals are deleted. The history keeps what they were.")
        warn_of_locks(request, totals.day)
        return redirect("survey-results", totals.survey_id)
    return render(request, "wbl/paper_confirm_delete.html", {"survey": totals.survey, "totals": totals})


def _fetch_paper(access, pk):
    totals = get_object_or_404(PaperTotals.objects.select_related("organization"), pk=pk)
    totals.survey = fetch_to_write(access, totals.survey_id)
    return totals


def _edit(request, totals, heading):
    survey = totals.survey
    days = [totals.day] if totals.pk else []
    organizations = counts_for(survey)
    if totals.pk and totals.organization not in organizations:
        organizations.append(totals.organization)
    form = PaperForm(
        request.POST if request.method == "POST" else None,
        instance=totals,
        questions=questions_of(survey),
        organizations=organizations,
        today=timezone.localdate(),
        back=totals.get_absolute_url(),
    )
    if form.is_bound and form.is_valid():
        saved = form.save(request.user)
        messages.success(request, f"The totals of {saved.responses:,} paper questionnaires are saved.")
        warn_of_locks(request, saved.day, *days)
        return redirect(saved)
    return form_page(request, form, heading, survey, template="wbl/paper_form.html")
