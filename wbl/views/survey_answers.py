"""
The public address of a survey: its questions, and thanks. No account, no cookie, no script.

Who posts has asked for a form before, which carries a signed number (see `wbl.rules.survey_answering`); no other token
is needed, since nothing is done in anybody's name. The page may be kept by the browser but has to be asked for anew:
going back shows the form that was sent, which counts once, and a fresh visit draws a new one.
"""

from functools import wraps

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.forms.utils import ErrorDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from wbl.forms.survey_answers import AnswerForm, language_asked_for
from wbl.forms.survey_words import WORDS, day_in
from wbl.models import Language, Survey
from wbl.queries.surveys import counts_for, questions_of
from wbl.rules.survey_answering import Outcome, hand_in
from wbl.rules.surveys import languages

HEADERS = {"Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
State = Survey.State


def with_survey(view):
    """
    For `view(request, survey)` at an address that holds the token of a survey. 404 where nobody has it; a survey that
    was revoked (410) and one of which there is nothing to see yet say so in both languages.
    """

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def guarded(request, token):
        surveys = Survey.objects.real().select_related("owner", "event__owner", "event__site")
        survey = surveys.filter(token=token.lower()).first()
        if survey is None:
            response = render(request, "surveys/unknown.html", status=404)
        else:
            response = view(request, survey)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@with_survey
def survey_answer(request, survey):
    """The questions on one page; a POST hands the answers in, or shows them in the other language."""
    now = timezone.now()
    questions = questions_of(survey)
    why_not = _why_not(survey, questions, timezone.localdate(now))
    if why_not:
        return _closed(request, survey, why_not)
    offered = languages(survey, questions)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        survey=survey,
        questions=questions,
        organizations=counts_for(survey),
        language=language_asked_for(request, offered),
        now=now,
    )
    if "in" in request.POST and request.POST["in"] in offered:
        return _page(request, _in_other_language(form, request.POST["in"]), offered)
    if form.is_bound and form.is_valid():
        return _handed_in(request, form, offered, now)
    return _page(request, form, offered, status=422 if form.errors else 200)


def _in_other_language(form, language):
    """The form as it was filled in, in `language`; nothing is checked yet."""
    other = AnswerForm(
        form.data,
        survey=form.survey,
        questions=form.questions,
        organizations=form.organizations,
        language=Language(language),
        now=form.now,
    )
    other._errors, other.cleaned_data = ErrorDict(), {}
    return other


def _handed_in(request, form, offered, now):
    outcome = hand_in(form.survey, form.filled(), get_adapter().get_client_ip(request), now)
    if outcome in (Outcome.STORED, Outcome.AGAIN):
        query = f"?language={form.language}" + ("&again=1" if outcome is Outcome.AGAIN else "")
        return redirect(reverse("survey-thanks", args=[form.survey.token]) + query)
    form.add_error(None, form.words[outcome.value])
    return _page(request, form, offered, status=429 if outcome is Outcome.FLOODED else 409)


def _page(request, form, offered, status=200):
    context = {
        "survey": form.survey,
        "form": form,
        "words": form.words,
        "language": form.language,
        "languages": offered,
        "title": form.survey.said("title", form.language),
        "intro": form.survey.said("intro", form.language),
    }
    return render(request, "surveys/answer.html", context, status=status)


def _why_not(survey, questions, day):
    """The key of the words that say why it cannot be answered on `day`; empty where it can."""
    state = survey.state(day)
    if state != State.OPEN:
        return state.value
    return "" if questions else "empty"


def _closed(request, survey, why_not):
    sentences = [
        (language, WORDS[language][why_not].format(day=day_in(survey.opens_on, language))) for language in WORDS
    ]
    context = {"survey": survey, "sentences": sentences}
    status = 410 if why_not in (State.CLOSED, State.REVOKED) else 200
    return render(request, "surveys/closed.html", context, status=status)


@require_safe
@with_survey
def survey_thanks(request, survey):
    """What is said to who has answered, and the way to a new form for the next person on the same phone."""
    questions = questions_of(survey)
    offered = languages(survey, questions)
    language = language_asked_for(request, offered)
    day = timezone.localdate()
    context = {
        "survey": survey,
        "words": WORDS[language],
        "language": language,
        "title": survey.said("title", language),
        "again": "again" in request.GET,
        "is_open": not _why_not(survey, questions, day),
    }
    return render(request, "surveys/thanks.html", context)

