"""Writing a draft: how far it is, its texts beside the figures, and previews of the whole."""

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import reswap, retarget

from consortium.models import Membership
from consortium.numbers import small_integer
from consortium.uploads import AS_PUBLISHED
from indicators.forms.reports import TextForm
from indicators.models import ReportFile
from indicators.reporting import writing
from indicators.reporting.compose import compose, notices, report_lens
from indicators.reporting.render import render as render_report

from .common import content_of, crumbs, draft_crumbs, last_published, of_draft

# What stands at the end of a preview's address → which file it is.
PREVIEWS = {"": ReportFile.Form.HTML, "pdf": ReportFile.Form.PDF, "one-page": ReportFile.Form.PAGE_HTML}


@of_draft
@require_safe
def overview(request, report):
    """How far the writing is, what is missing, and who may publish."""
    lens = report_lens(report.year)
    context = {
        "report": report,
        "writing": writing.writing_of(report),
        "notices": notices(lens) if lens else [],
        "may_publish": request.user.access.may_publish,
        "publishers": [] if request.user.access.may_publish else _publishers(),
        "crumbs": crumbs((report.title, "")),
    }
    return render(request, "reports/write.html", context)


def _publishers():
    """The people who may publish."""
    right = Membership.objects.current().filter(may_publish=True).select_related("user").order_by("user__name")
    return [membership.user for membership in right]


@of_draft
@require_safe
@csp_replace(AS_PUBLISHED)
def preview(request, report, form=""):
    """The whole report as it would be published now."""
    if form not in PREVIEWS:
        raise Http404
    made = render_report(compose(report, timezone.now()), PREVIEWS[form])
    return HttpResponse(made.content, content_type=made.content_type)


@of_draft
@require_http_methods(["GET", "HEAD", "POST"])
def section(request, report, slug):
    """A text of the report beside its figures. With htmx it is saved while it is written."""
    place = writing.place_at(report.year, slug)
    if place is None:
        raise Http404
    stored = writing.text_of(report, place)
    if request.method != "POST":
        form = TextForm(initial={"text": stored.text, "is_ready": stored.is_ready})
        return _page(request, report, place, form, stored)
    form = TextForm(request.POST)
    if "both" in request.POST:
        return _both(request, report, place, form, stored)
    if not form.is_valid():
        return _not_saved(request, report, place, form, stored, 422)
    try:
        theirs = writing.save_text(
            report,
            place,
            form.cleaned_data["text"],
            form.cleaned_data["is_ready"],
            small_integer(request.POST.get("version", "")),
            request.user,
            timezone.now(),
        )
    except writing.Refused as refused:
        return _not_saved(request, report, place, form, stored, 409, refusal=str(refused))
    if theirs is not None:
        return _not_saved(request, report, place, form, theirs, 409, conflict=theirs)
    if request.htmx:
        return render(request, "reports/_text_state.html", {"stored": writing.text_of(report, place), "saved": True})
    messages.success(request, f"“{place.title}” is saved.")
    return redirect("report-section", report.label, place.slug)


def _both(request, report, place, form, stored):
    """Both texts in the box, one below the other, to be made one; nothing is saved."""
    typed = form.cleaned_data["text"] if form.is_valid() else request.POST.get("text", "")
    both = "\n\n".join(part for part in (stored.text, typed) if part)
    merged = TextForm(initial={"text": both, "is_ready": False})
    return _page(request, report, place, merged, stored, merged=True)


def _not_saved(request, report, place, form, stored, status, **why):
    """
    What was typed stays. While somebody writes only the line below the box says what is wrong: the box itself is not
    touched, since words are typed into it meanwhile. Who presses the button sees both texts.
    """
    if request.htmx and "save" not in request.POST:
        said = {"stored": stored, "version": request.POST.get("version", ""), "form": form, "not_saved": True}
        return render(request, "reports/_text_state.html", said | why, status=status)
    return _page(request, report, place, form, stored, status=status, **why)


def _page(request, report, place, form, stored, *, status=200, **more):
    """The text's page, or with htmx its form alone. What is saved next replaces the version in `stored`."""
    context = {
        "report": report,
        "place": place,
        "form": form,
        "stored": stored,
        "version": stored.version,
        "address": reverse("report-section", args=[report.label, place.slug]),
        **more,
    }
    if "conflict" in more:
        form["text"].label = "Typed by you"
    if "refusal" in more or form.errors:
        context["version"] = request.POST.get("version", "")
    if request.htmx:
        response = render(request, "reports/_text_form.html", context, status=status)
        return reswap(retarget(response, "#writing"), "outerHTML")
    content = compose(report, timezone.now(), with_partners=False)
    steps = list(report.steps.filter(goal=place.goal).order_by("due", "pk"))
    context |= {
        "content": content,
        "part": _goal_of(content, place),
        "steps": steps,
        "has_steps": place.goal is not None or place == writing.OPENING,
        "last": _last_year(report, place, steps),
        "neighbours": _neighbours(report, place),
        "crumbs": draft_crumbs(report, (place.title, "")),
    }
    return render(request, "reports/section.html", context, status=status)


def _goal_of(content, place):
    """The goal's part of a `Content`; None for texts of no goal, and for goals that it does not have."""
    code = place.goal.code if place.goal else None
    return next((goal for goal in content.goals if goal.code == code), None)


def _last_year(report, place, steps):
    """
    What last year's report said here, or None where there is none: the report, its text and its next steps, each with
    whether its day has passed and whether it is among `steps` again.
    """
    before = last_published(report)
    content = content_of(before)
    if content is None:
        return None
    if place.goal is not None:
        part = _goal_of(content, place)
        text = part.narrative if part else ""
    else:
        texts = {"opening": content.opening, "equity": content.equity.narrative, "method": content.method.narrative}
        text = texts[place.slug]
    code, today = place.goal.code if place.goal else "", timezone.localdate()
    again = {step.text for step in steps}
    earlier = [
        {"step": step, "is_over": step.due < today, "is_again": step.text in again}
        for step in before.steps.select_related("goal__edition__framework")
        if (step.goal.code if step.goal else "") == code and (place.goal or place == writing.OPENING)
    ]
    return {"report": before, "text": text, "steps": earlier}


def _neighbours(report, place):
    """The texts before and after this one, None at the ends."""
    everything = writing.places(report.year)
    at = everything.index(place)
    return {
        "before": everything[at - 1] if at else None,
        "after": everything[at + 1] if at + 1 < len(everything) else None,
    }
