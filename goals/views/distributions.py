"""Pages of sendings: all of them, a new one with its preview, and how far one has come."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consortium import jobs_shown
from consortium.permissions import fetch, member_required
from goals.forms.distributions import MAIL, ChosenForm, DistributionForm, NotedFeedbackForm, RecipientFilter
from goals.models import Distribution, Document
from goals.queries import distributions as queries
from goals.rules import distributing, mailing, sending
from goals.rules.audiences import audience_of

ROWS = 50
NOT_YOURS = "Sendings are made by the consortium office, and by a working group's reporters for the group's documents."


def fetch_to_write(access, pk):
    """The sending, for who may change it: 404 for those who may not see it, PermissionDenied for readers."""
    found = fetch(Distribution.objects.select_related("document"), access, pk=pk)
    if not Distribution.objects.writable_by(access).filter(pk=pk).exists():
        raise PermissionDenied(NOT_YOURS)
    return found


def send_waiting_mails(request, distribution):
    """Have the waiting mails sent, and go to where that is seen."""
    job = mailing.begin(distribution, by=request.user)
    if job is None:
        messages.info(request, "No mail waits.")
    else:
        messages.success(request, "The mails go out by themselves from here. You may leave this page.")
    return redirect(distribution)


@member_required
@require_GET
def distribution_list(request):
    """All sendings that the reader may see, with how far they have come."""
    found = queries.rounds(Distribution.objects.readable_by(request.user.access))
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return render(request, "distributions/distribution_list.html", {"page": page})


@member_required
@require_http_methods(["GET", "POST"])
def distribution_new(request, pk):
    """
    A new sending of a document: what is typed, then who exactly gets it, then out. Nothing is kept in between; whoever
    sends confirms the recipients that were shown, and sees them again where they are others by then.
    """
    access, today = request.user.access, timezone.localdate()
    document = fetch(Document.objects.all(), access, pk=pk)
    if not queries.documents_to_send(Document.objects.filter(pk=pk), access).exists():
        raise PermissionDenied(NOT_YOURS)
    form = DistributionForm(request.POST or None, document=document, access=access, today=today)
    context = {"document": document, "form": form, "withdrawn": document.withdrawn_on}
    if "change" in request.POST or not form.is_valid():
        return render(request, "distributions/distribution_form.html", context, status=_status(request, form))
    typed = form.cleaned_data
    audience = audience_of(typed["audience"], typed["first_day"], typed["recipient_list"])
    if "send" not in request.POST:
        return _preview(request, context, audience)
    if request.POST.get("fingerprint") != audience.fingerprint:
        messages.error(request, "The recipients have changed since you looked, so nothing was sent. Look once more.")
        return _preview(request, context, audience, status=409)
    return _create(request, form, audience, context)


def _preview(request, context, audience, status=200):
    access = request.user.access
    rows = [queries.previewed(one, access) for one in audience.addressees]
    twice = [", ".join(_in_short(one, access) for one in several) for _, several in audience.twice]
    named = any(row.name or row.email for row in rows)
    context |= {"audience": audience, "rows": rows, "twice": twice, "named": named}
    return render(request, "distributions/preview.html", context, status=status)


def _in_short(addressee, access):
    shown = queries.previewed(addressee, access)
    return f"{shown.name + ', ' if shown.name else ''}{shown.role}, {shown.organization.name}"


def _status(request, form):
    return 422 if form.errors and "change" not in request.POST else 200


def _create(request, form, audience, context):
    distribution = form.save(commit=False)
    distribution.created_by = request.user
    try:
        distribution = distributing.create(distribution, audience, by_mail=form.by_mail)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return _preview(request, context, audience, status=422)
    if form.by_mail and audience.mails:
        return send_waiting_mails(request, distribution)
    messages.success(request, "The recipients are noted. Tick below to whom you have handed it.")
    return redirect(distribution)


@member_required
@require_GET
def distribution(request, pk):
    """One sending: how far it has come, its recipients, and what came back."""
    access = request.user.access
    found = fetch(Distribution.objects.select_related("document", "version", "created_by"), access, pk=pk)
    form = ChosenForm(today=timezone.localdate(), first_day=found.first_day)
    return _page(request, found, form)


def _page(request, found, chosen_form, status=200):
    access, now = request.user.access, timezone.now()
    today, job = timezone.localdate(now), mailing.under_way(found, access)
    filter_form = RecipientFilter(request.GET)
    shown = _shown(found, filter_form, access, now)
    page = Paginator(queries.as_rows(shown, today), ROWS).get_page(request.GET.get("page"))
    feedback = found.feedback.select_related("recipient__organization__parent", "noted_by")
    rows = [queries.row_for(recipient, access, now) for recipient in page]
    context = {
        "distribution": found,
        "counts": queries.counts(found, today, now),
        "rows": rows,
        "named": access.is_office or any(row.name or row.email for row in rows),
        "page": page,
        "filter_form": filter_form,
        "chosen_form": chosen_form,
        "ticked": chosen_form.keys(),
        "feedback": Paginator(feedback, ROWS).get_page(request.GET.get("answers")),
        "may_write": Distribution.objects.writable_by(access).filter(pk=found.pk).exists(),
        "is_open": found.is_open(today),
        "work": job and jobs_shown.shown(job, now),
    }
    return render(request, "distributions/distribution.html", context, status=status)


def _shown(found, filter_form, access, now):
    show, words = filter_form.asked()
    recipients = found.recipients.order_by("organization__name", "role", "name", "pk")
    return queries.shown(recipients, show, words, timezone.localdate(now), now, by_name=access.is_office)


@member_required
@require_POST
def distribution_send(request, pk):
    """Go on with the mails that wait: after a stop, or when the mail server was down."""
    found = fetch_to_write(request.user.access, pk)
    return send_waiting_mails(request, found) if still_open(request, found) else redirect(found)


@member_required
@require_POST
def distribution_again(request, pk):
    """Once more to those of whom nothing is known; nobody who had a mail less than a day ago."""
    found = fetch_to_write(request.user.access, pk)
    if not still_open(request, found):
        return redirect(found)
    return _queue(request, found, sending.again(found.recipients.all(), timezone.localdate()))


def still_open(request, found):
    """Whether the private addresses of a sending work; else nothing is mailed, and a message says so."""
    if found.is_open(timezone.localdate()):
        return True
    messages.error(request, "Its private addresses no longer work, so nothing is mailed. Send the document anew.")
    return False


def _queue(request, found, recipients):
    if sending.queue(recipients, timezone.now()) or sending.waiting_mails(found.pk):
        return send_waiting_mails(request, found)
    messages.info(request, "No mail was sent: whoever has an address and has not answered had one less than a day ago.")
    return redirect(found)


@member_required
@require_http_methods(["GET", "POST"])
def distribution_chosen(request, pk):
    """
    Mail those that are ticked, or note for them how they received it; or for all that the page shows. What is shown
    is in the address, as on the page itself, so that it stays as it was. Who comes here by a link of a page with an
    error, or loads that page anew, is sent to the page itself.
    """
    if request.method == "GET":
        return _as_shown(request, fetch(Distribution.objects.all(), request.user.access, pk=pk))
    found = fetch_to_write(request.user.access, pk)
    form = ChosenForm(request.POST, today=timezone.localdate(), first_day=found.first_day)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    chosen = _chosen(found, form, RecipientFilter(request.GET), request.user.access)
    if form.cleaned_data["do"] == MAIL:
        return _queue(request, found, chosen) if still_open(request, found) else redirect(found)
    noted = distributing.note_receipt(
        chosen, how=form.cleaned_data["do"], day=form.cleaned_data["day"], by=request.user
    )
    messages.success(request, f"Noted for {noted:,} recipient{'' if noted == 1 else 's'}.")
    return _as_shown(request, found)


def _as_shown(request, found):
    """To the sending's page, with the recipients that the address says."""
    asked = request.GET.urlencode()
    return redirect(f"{found.get_absolute_url()}?{asked}" if asked else found.get_absolute_url())


def _chosen(found, form, filter_form, access):
    if not form.cleaned_data["everybody"]:
        return found.recipients.filter(pk__in=form.keys())
    return _shown(found, filter_form, access, timezone.now())


@member_required
@require_http_methods(["GET", "POST"])
def feedback_note(request, pk):
    """Write down what somebody said who is not among the recipients."""
    found = fetch_to_write(request.user.access, pk)
    form = NotedFeedbackForm(
        request.POST or None,
        today=timezone.localdate(),
        first_day=found.first_day,
        back=found.get_absolute_url(),
    )
    if form.is_valid():
        typed = form.cleaned_data
        distributing.note_feedback(
            found, text=typed["text"], day=typed["given_on"], by=request.user, from_whom=typed["from_whom"]
        )
        messages.success(request, "The feedback is kept. It does not count, since it is from no recipient.")
        return redirect(found)
    context = {"distribution": found, "form": form, "heading": "Note feedback of somebody else"}
    return render(request, "distributions/form.html", context, status=422 if form.errors else 200)


@member_required
@require_http_methods(["GET", "POST"])
def distribution_close(request, pk):
    """Revoke all private addresses at once."""
    found = fetch_to_write(request.user.access, pk)
    if request.method == "POST":
        distributing.close(found, timezone.now())
        messages.success(request, "The private addresses of this sending no longer work.")
        return redirect(found)
    return render(request, "distributions/confirm_close.html", {"distribution": found})
