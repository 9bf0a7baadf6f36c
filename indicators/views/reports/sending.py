"""Sending a published report to presidents and superintendents, who has read it, and saying so signed in."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from consortium.models import Consortium
from consortium.permissions import fetch, office_writes
from goals.models import Distribution
from goals.queries.distributions import previewed, with_counts
from goals.rules import receiving
from indicators.forms.sending import ReportSendingForm
from indicators.models import Report
from indicators.reporting import delivery

from .common import crumbs, reports


@office_writes
@require_http_methods(["GET", "HEAD", "POST"])
def send(request, label):
    """
    Who has read a published report; and, until it was sent or with `again` in the address, the mail and exactly who
    gets it. Whoever sends confirms the recipients that were shown, and sees them again where they are others by then.
    """
    today = timezone.localdate()
    published = reports().select_related("document").by_label(label).published().defer("content")
    report = fetch(published, request.user.access)
    whom = delivery.audience(today)
    initial = delivery.proposed(report, Consortium.objects.first() or "the consortium", today)
    form = ReportSendingForm(request.POST or None, today=today, initial=initial)
    if request.method != "POST":
        return _page(request, report, whom, form)
    if not form.is_valid():
        return _page(request, report, whom, form, status=422)
    if request.POST.get("fingerprint") != whom.fingerprint:
        messages.error(request, "The recipients have changed since you looked, so nothing was sent. Look once more.")
        return _page(request, report, whom, form, status=409)
    try:
        _, job = delivery.send(form.save(commit=False), report, whom, request.user)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return _page(request, report, whom, form, status=422)
    said = "The mails go out by themselves from here. You may leave this page." if job else "Nobody has an address."
    messages.success(request, said)
    return redirect("report-send", label)


def _page(request, report, whom, form, status=200):
    access = request.user.access
    rounds = list(with_counts(delivery.rounds(report)))
    readers = list(delivery.readers(report, whom))
    context = {
        "report": report,
        "crumbs": crumbs((report.title, reverse("report-record", args=[report.label])), ("Sending", "")),
        "form": form,
        "writes": not rounds or "again" in request.GET or request.method == "POST",
        "audience": whom,
        "rows": [previewed(one, access) for one in whom.addressees],
        "enclosures": report.files.filter(form__in=delivery.ENCLOSED).count(),
        "partners": report.files.filter(form=delivery.Form.HTML, organization__isnull=False).count(),
        "rounds": rounds,
        "readers": readers,
        "read": sum(office.received_on is not None for office in readers),
        "sent": sum(office.recipient is not None for office in readers),
    }
    return render(request, "reports/send.html", context, status=status)


@require_POST
def acknowledge(request, pk):
    """A president or superintendent who is signed in has received the report that a sending brought. 404 for others."""
    user, today = request.user, timezone.localdate()
    readable = Report.objects.readable_by(user.access)
    distribution = Distribution.objects.filter(document__report__in=readable, pk=pk).first()
    if distribution is None or not receiving.acknowledge_signed_in(distribution, user, today):
        raise Http404
    messages.success(request, "Thank you. It is noted that you have received the report.")
    back = request.POST.get("back", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, None) else reverse("home"))
