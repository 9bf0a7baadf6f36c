"""The page of one recipient of a sending, and what is done there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from consortium.permissions import member_required
from goals.forms.distributions import AddressForm, NotedFeedbackForm
from goals.models import Distribution, Recipient
from goals.queries import distributions as queries
from goals.rules import distributing
from goals.views.distributions import NOT_YOURS, send_waiting_mails, still_open


def _fetch(access, pk):
    """The recipient as pages show it; 404 for those who may not see the sending."""
    rows = queries.as_rows(Recipient.objects.filter(pk=pk), timezone.localdate()).select_related(
        "organization__parent", "officeholder", "feedback", "received_noted_by", "office", "distribution__document"
    )
    found = get_object_or_404(rows)
    if not Distribution.objects.readable_by(access).filter(pk=found.distribution_id).exists():
        raise Http404("No such recipient.")
    return found


def _fetch_to_write(access, pk):
    """As `_fetch`; PermissionDenied for those who read the sending only."""
    found = _fetch(access, pk)
    if not _may_write(access, found):
        raise PermissionDenied(NOT_YOURS)
    return found


def _may_write(access, recipient):
    return Distribution.objects.writable_by(access).filter(pk=recipient.distribution_id).exists()


def _page(request, recipient, status=200, **forms):
    access, now = request.user.access, timezone.now()
    row = queries.row_for(recipient, access, now)
    forms.setdefault("address_form", _address_form(recipient, row.email))
    forms.setdefault("feedback_form", _feedback_form(recipient))
    context = {
        "recipient": recipient,
        "row": row,
        "distribution": recipient.distribution,
        "own": access.may_read_worksheet(recipient.organization),
        "may_write": _may_write(access, recipient),
        "is_open": recipient.distribution.is_open(timezone.localdate(now)),
        "halfway": Recipient.objects.left_sending(now).filter(pk=recipient.pk).exists(),
        "may_take_back": recipient.received_on
        and recipient.received_how != Recipient.How.ACKNOWLEDGED
        and not hasattr(recipient, "feedback"),
        **forms,
    }
    return render(request, "distributions/recipient.html", context, status=status)


def _address_form(recipient, email="", data=None):
    action = reverse("recipient-address", args=[recipient.pk])
    return AddressForm(data, initial={"email": email}, action=action)


def _feedback_form(recipient, data=None):
    return NotedFeedbackForm(
        data,
        today=timezone.localdate(),
        first_day=recipient.distribution.first_day,
        back=None,
        action=reverse("recipient-feedback", args=[recipient.pk]),
        of_recipient=True,
    )


@member_required
@require_GET
def recipient(request, pk):
    """One recipient: who it is, what was sent, what came back, and what can be done."""
    return _page(request, _fetch(request.user.access, pk))


@member_required
@require_POST
def recipient_address(request, pk):
    """Another address, and the mail once more to it."""
    found = _fetch_to_write(request.user.access, pk)
    if not still_open(request, found.distribution):
        return redirect("recipient", pk)
    form = _address_form(found, data=request.POST)
    if form.is_valid():
        try:
            distributing.change_address(found, form.cleaned_data["email"])
        except ValidationError as problem:
            form.add_error("email", problem)
        else:
            return send_waiting_mails(request, found.distribution)
    return _page(request, found, status=422, address_form=form)


@member_required
@require_POST
def recipient_holder(request, pk):
    """The office has changed hands: from now on its new holder is who receives this."""
    found = _fetch_to_write(request.user.access, pk)
    if not still_open(request, found.distribution):
        return redirect("recipient", pk)
    if _done(request, distributing.send_to_new_holder, found, timezone.localdate()):
        return send_waiting_mails(request, found.distribution)
    return redirect("recipient", pk)


@member_required
@require_POST
def recipient_halfway(request, pk):
    """What became of a mail that a crash left halfway: it went out, or it is sent again."""
    found = _fetch_to_write(request.user.access, pk)
    went_out = request.POST.get("went_out") == "yes"
    if not (went_out or still_open(request, found.distribution)):
        return redirect("recipient", pk)
    if not _done(request, distributing.decide, found, went_out=went_out, now=timezone.now()):
        return redirect("recipient", pk)
    if went_out:
        messages.success(request, "Noted that it went out.")
        return redirect(found.distribution)
    return send_waiting_mails(request, found.distribution)


@member_required
@require_POST
def recipient_revoke(request, pk):
    """The private address of this recipient works no more."""
    found = _fetch_to_write(request.user.access, pk)
    distributing.revoke(Recipient.objects.filter(pk=pk))
    messages.success(request, "The private address no longer works. The next mail to this recipient has a new one.")
    return redirect("recipient", found.pk)


@member_required
@require_POST
def recipient_take_back(request, pk):
    """A receipt was noted by mistake."""
    found = _fetch_to_write(request.user.access, pk)
    if _done(request, distributing.take_back_receipt, found):
        messages.success(request, "The receipt is taken back.")
    return redirect("recipient", pk)


@member_required
@require_POST
def recipient_feedback(request, pk):
    """What this recipient said otherwise."""
    found = _fetch_to_write(request.user.access, pk)
    form = _feedback_form(found, request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, feedback_form=form)
    typed = form.cleaned_data
    distributing.note_feedback(
        found.distribution, text=typed["text"], day=typed["given_on"], by=request.user, recipient=found
    )
    messages.success(request, "The feedback is noted.")
    return redirect("recipient", pk)


def _done(request, rule, *args, **kwargs):
    """Whether `rule` did it; what it refuses is shown as a message."""
    try:
        rule(*args, **kwargs)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return False
    return True
