"""Pages of those who keep surveys: the list, a survey with its questions, its address, and the sheet to print."""

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.permissions import member_required
from wbl.forms.survey_words import WORDS
from wbl.forms.surveys import OwnerForm, SurveyFilter, SurveyForm
from wbl.models import Event, Language, Survey
from wbl.queries.meetings import possible_owners
from wbl.queries.surveys import counts_for, is_answered, questions_of, with_numbers
from wbl.rules.surveys import (
    Answered,
    copy_survey,
    hold_to_change,
    languages,
    renew_address,
    revoke_address,
    spanish_missing,
)

from .editing import may_add
from .survey_access import EDITED, fetch_survey, fetch_to_write, may_write

ROWS = 25
NOT_YOURS = "Surveys are made by reporters, for their organizations, and by the office."


@member_required
@require_safe
def survey_list(request):
    """All surveys, the latest first, with how many have answered; templates among them."""
    access, today = request.user.access, timezone.localdate()
    form = SurveyFilter(request.GET, day=today)
    found = with_numbers(form.matching(Survey.objects.readable_by(access))).select_related("owner")
    page = Paginator(found.order_by("-opens_on", "-pk"), ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(survey, survey.state(today)) for survey in page],
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "may_add": may_add(access),
    }
    return render(request, "wbl/survey_list.html", context)


@member_required
@require_safe
def survey_detail(request, pk):
    """One survey: its state and address, whom it counts for, and what it asks."""
    survey = fetch_survey(request.user.access, pk)
    questions, today = questions_of(survey), timezone.localdate()
    numbers = with_numbers(Survey.objects.filter(pk=pk)).values("online", "on_paper").get()
    context = {
        "survey": survey,
        "state": survey.state(today),
        "questions": questions,
        "numbers": numbers,
        "answered": bool(numbers["online"] or numbers["on_paper"]),
        "counts_for": counts_for(survey),
        "spanish_missing": spanish_missing(survey, questions),
        "address": request.build_absolute_uri(survey.public_url),
        "may_write": may_write(request.user.access, survey),
        "may_add": may_add(request.user.access),
    }
    return render(request, "wbl/survey_detail.html", context)


@member_required
@require_http_methods(EDITED)
def survey_new(request):
    """Make a survey of the organization and kind in the address; they are asked for where they are left out."""
    access = request.user.access
    owners = possible_owners(access)
    if not may_add(access):
        raise PermissionDenied(NOT_YOURS)
    event = _event_asked_for(request, access)
    asked = request.GET if {"organization", "kind"} & request.GET.keys() else None
    if event is not None:
        asked = {"organization": event.owner.slug, "kind": Survey.Kind.TOUR}
    choice = OwnerForm(asked, owners=owners, back=reverse("surveys"))
    if not (choice.is_bound and choice.is_valid()):
        return form_page(request, choice, "New survey")
    survey = Survey(owner=choice.cleaned_data["organization"], kind=choice.cleaned_data["kind"])
    heading = f"New {survey.get_kind_display()[0].lower()}{survey.get_kind_display()[1:]}, {survey.owner}"
    return _edit(request, survey, heading, reverse("surveys"), initial={"event": event})


def _event_asked_for(request, access):
    """The event in `?event=`, for the button on its page; None where none is meant."""
    key = request.GET.get("event", "")
    if not (key.isascii() and key.isdecimal() and len(key) < 19):
        return None
    return get_object_or_404(Event.objects.writable_by(access).select_related("owner"), pk=key)


@member_required
@require_http_methods(EDITED)
def survey_edit(request, pk):
    """Change a survey; its questions have pages of their own."""
    survey = fetch_to_write(request.user.access, pk)
    return _edit(request, survey, f"Change “{survey}”", survey.get_absolute_url(), survey)


def _edit(request, survey, heading, back, stored=None, initial=None):
    form = SurveyForm(
        request.POST or None,
        instance=survey,
        initial=initial,
        access=request.user.access,
        day=timezone.localdate(),
        back=back,
    )
    if form.is_bound and form.is_valid():
        saved = form.save(request.user)
        messages.success(request, f"“{saved}” is saved." if stored else f"“{saved}” is saved. Look at its questions.")
        return redirect(saved)
    return form_page(request, form, heading, stored)


def form_page(request, form, heading, survey=None, template="wbl/survey_form.html", **more):
    """A page with one form; what was typed wrong is there again, with its sentence."""
    context = {"form": form, "heading": heading, "survey": survey} | more
    return render(request, template, context, status=422 if form.errors else 200)


@member_required
@require_http_methods(EDITED)
def survey_copy(request, pk):
    """A new survey with the same questions, for one of the reader's organizations."""
    access = request.user.access
    survey = fetch_survey(access, pk)
    if not may_add(access):
        raise PermissionDenied(NOT_YOURS)
    owners = possible_owners(access)
    first_two = list(owners[:2])
    initial = {"organization": first_two[0].slug} if len(first_two) == 1 else None
    form = OwnerForm(
        request.POST or None, owners=owners, kind=survey.kind, back=survey.get_absolute_url(), initial=initial
    )
    if form.is_bound and form.is_valid():
        copy = copy_survey(survey, form.cleaned_data["organization"], request.user, timezone.localdate())
        messages.success(request, f"“{copy}” is copied and open from today. Say when it closes and how many are asked.")
        return redirect("survey-edit", copy.pk)
    return form_page(request, form, f"Copy “{survey}”", survey)


@member_required
@require_http_methods(EDITED)
def survey_delete(request, pk):
    """Delete a survey that nobody has answered."""
    survey = fetch_to_write(request.user.access, pk)
    answered = is_answered(survey)
    if request.method == "POST" and not answered:
        try:
            with transaction.atomic():
                hold_to_change(survey)
                survey.delete()
        except Answered:
            answered = True
        else:
            messages.success(request, f"“{survey}” is deleted.")
            return redirect("surveys")
    context = {"survey": survey, "answered": answered}
    return render(request, "wbl/survey_confirm_delete.html", context, status=409 if request.method == "POST" else 200)


@member_required
@require_POST
def survey_address(request, pk):
    """End the address of a survey (`revoke`), or give it a new one (`renew`)."""
    survey = fetch_to_write(request.user.access, pk)
    if "revoke" in request.POST:
        revoke_address(survey, timezone.localdate())
        messages.success(request, "The address is revoked: nobody answers there any more. What was answered counts.")
    elif "renew" in request.POST:
        renew_address(survey)
        messages.success(request, "The survey has a new address. What was printed with the old one no longer works.")
    return redirect(survey)


@member_required
@require_safe
def survey_poster(request, pk):
    """A sheet to print: title, QR code and address, in the languages of the survey."""
    survey = fetch_survey(request.user.access, pk)
    if survey.is_template:
        return redirect(survey)
    address = request.build_absolute_uri(survey.public_url)
    offered = languages(survey, questions_of(survey))
    code = segno.make(address, error="m", micro=False)
    # numbers as attributes: the content security policy allows no inline style
    drawn = code.svg_inline(scale=1, border=4, omitsize=True, svgclass="poster-code", lineclass=None, dark="#000")
    context = {
        "survey": survey,
        "state": survey.state(timezone.localdate()),
        "titles": [(language.value, survey.said("title", language)) for language in offered],
        "scan": [(language.value, SCAN[language]) for language in offered],
        "anonymous": [(language.value, WORDS[language.value]["anonymous"]) for language in offered],
        "drawn": drawn,
        "address": address,
        "address_shown": address.partition("://")[2],
    }
    return render(request, "wbl/survey_poster.html", context)


SCAN = {
    Language.ENGLISH: "Point your phone's camera at the code, or type the address.",
    Language.SPANISH: "Apunte la cámara de su teléfono al código, o escriba la dirección.",
}
