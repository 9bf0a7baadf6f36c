"""Pages where the questions of a survey are written. Once it is answered they stand."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Max
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from consortium.permissions import member_required
from wbl.forms.survey_questions import KindForm, QuestionForm, choices_formset, save_question
from wbl.models import SurveyQuestion
from wbl.queries.surveys import is_answered
from wbl.rules.surveys import Answered, hold_to_change

from .survey_access import EDITED, fetch_to_write
from .surveys import form_page


@member_required
@require_http_methods(EDITED)
def question_new(request, pk):
    """Add a question of the kind in the address, after those that are there; the kind is asked for first."""
    survey = fetch_to_write(request.user.access, pk)
    if is_answered(survey):
        return _stands(request, survey, Answered())
    kind = KindForm(request.GET if "kind" in request.GET else None, back=survey.get_absolute_url())
    if not (kind.is_bound and kind.is_valid()):
        return form_page(request, kind, "New question", survey)
    last = survey.questions.aggregate(last=Max("order"))["last"] or 0
    question = SurveyQuestion(survey=survey, kind=kind.cleaned_data["kind"], order=last + 1)
    return _edit(request, question, "New question")


@member_required
@require_http_methods(EDITED)
def question_edit(request, pk):
    """Change a question and its answers."""
    question = _fetch(request.user.access, pk)
    if is_answered(question.survey):
        return _stands(request, question.survey, Answered())
    return _edit(request, question, "Change a question")


@member_required
@require_http_methods(EDITED)
def question_delete(request, pk):
    """Take a question out of its survey."""
    question = _fetch(request.user.access, pk)
    survey = question.survey
    if is_answered(survey):
        return _stands(request, survey, Answered())
    if request.method == "POST":
        try:
            with transaction.atomic():
                hold_to_change(survey)
                question.delete()
        except Answered as answered:
            return _stands(request, survey, answered)
        messages.success(request, f"“{question}” is deleted.")
        return redirect(survey)
    return render(request, "wbl/question_confirm_delete.html", {"survey": survey, "question": question})


def _fetch(access, pk):
    question = get_object_or_404(SurveyQuestion, pk=pk)
    question.survey = fetch_to_write(access, question.survey_id)
    return question


def _edit(request, question, heading):
    survey = question.survey
    data = request.POST if request.method == "POST" else None
    form, choices = QuestionForm(data, instance=question), choices_formset(question, data)
    if data is not None and form.is_valid() and (choices is None or choices.is_valid()):
        try:
            with transaction.atomic():
                hold_to_change(survey)
                saved = save_question(form, choices)
        except Answered as answered:
            return _stands(request, survey, answered)
        messages.success(request, f"“{saved}” is saved.")
        return redirect(survey)
    context = {"form": form, "choices": choices, "question": question, "survey": survey, "heading": heading}
    return render(request, "wbl/question_form.html", context, status=422 if data is not None else 200)


def _stands(request, survey, answered):
    """409: why the questions cannot be changed any more, and what can be done instead."""
    context = {"survey": survey, "sentence": str(answered)}
    return render(request, "wbl/survey_answered.html", context, status=409)
