"""
The private address of a recipient: what was sent, a button that says “received”, and room for feedback.

It needs no account and no cookie. Who may do something here is told by the key in the address alone, so there is
nothing that another site could make a browser do in somebody's name, and the forms carry no token against that. (They
could not: with `Referrer-Policy: no-referrer` browsers send no origin with a form.) Keys are not counted and slowed
down either: they are signed with HMAC-SHA-256, and nobody guesses one in the lifetime of the universe.

Opening the address acknowledges nothing: programs that look for viruses open every address in a mail.
"""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from consortium.uploads import as_download, as_published
from goals.forms.distributions import FeedbackForm
from goals.models import Document, Enclosure, Feedback, Recipient
from goals.rules import receiving

HEADERS = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


def with_private_key(view):
    """
    For `view(request, recipient, …)` at an address that holds a private key. A key that nobody has (404) and one that
    no longer works (410) get the same page, which says nothing about either.
    """

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def guarded(request, key, **more):
        recipient = Recipient.by_private_key(key)
        if recipient is None or not recipient.distribution.is_open(timezone.localdate()):
            response = _gone(request, 404 if recipient is None else 410)
        else:
            response = view(request, recipient, **more)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return guarded


def _gone(request, status):
    return render(request, "received/gone.html", status=status)


def _here(recipient):
    return reverse("received", args=[recipient.private_key])


def _feedback_form(recipient, feedback, data=None):
    action = reverse("received-feedback", args=[recipient.private_key])
    initial = {"text": feedback.text if feedback else ""}
    return FeedbackForm(data, initial=initial, action=action, changes=bool(feedback))


def _capacities(recipient):
    """What the reader is in this round: a person may hold two offices at one address."""
    return Recipient.objects.same_address(recipient).select_related("organization")


def _parts(enclosures):
    """[(organization, its enclosures)], what is for everybody (None) after the reader's own."""
    parts = {}
    for enclosure in enclosures.order_by(F("organization__name").asc(nulls_last=True), "pk"):
        parts.setdefault(enclosure.organization, []).append(enclosure)
    return list(parts.items())


def _page(request, recipient, form=None):
    feedback = Feedback.objects.filter(recipient=recipient).first()
    version = recipient.distribution.version
    same = list(_capacities(recipient))
    document = recipient.distribution.document
    context = {
        "recipient": recipient,
        "capacities": same,
        "distribution": recipient.distribution,
        "document": document,
        "correction": Document.objects.posted(timezone.localdate()).corrections_of(document).first(),
        "parts": _parts(Enclosure.objects.for_recipients(same).select_related("organization", "file")),
        "version": version,
        "file_url": reverse("received-file", args=[recipient.private_key]) if version and version.file_id else "",
        "feedback": feedback,
        "form": form or _feedback_form(recipient, feedback),
        "acknowledge_url": _here(recipient),
    }
    return render(request, "received/received.html", context, status=422 if form else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@with_private_key
def received(request, recipient):
    """What was sent; a POST says that it is received."""
    if request.method == "POST":
        receiving.acknowledge(recipient, timezone.localdate())
        return redirect(_here(recipient))
    return _page(request, recipient)


@require_safe
@with_private_key
def received_file(request, recipient):
    """The file of the version that was sent, as a download."""
    version = recipient.distribution.version
    stored = version.file if version else None
    try:
        return as_download(stored) if stored else _gone(request, 404)
    except Http404:  # the file is no longer in the store
        return _gone(request, 404)


@require_safe
@with_private_key
def received_enclosure(request, recipient, pk):
    """
    What goes with the sending to this recipient: a page of our own as it was published, anything else to be saved. 404
    for what is enclosed for somebody else.
    """
    try:
        mine = Enclosure.objects.for_recipients(_capacities(recipient)).select_related("file")
        found = get_object_or_404(mine, pk=pk)
        return as_published(found.file) if found.shown else as_download(found.file)
    except Http404:
        return _gone(request, 404)


@require_http_methods(["GET", "HEAD", "POST"])
@with_private_key
def received_feedback(request, recipient):
    """
    What the recipient thinks of it; it may be changed as long as the address works. A telephone that loads the page of
    an error anew comes here too, and is sent to the page itself.
    """
    if request.method != "POST":
        return redirect(_here(recipient))
    if not recipient.distribution.asks_feedback:
        return _gone(request, 404)
    form = _feedback_form(recipient, None, request.POST)
    if not form.is_valid():
        return _page(request, recipient, form)
    receiving.give_feedback(recipient, form.cleaned_data["text"], timezone.localdate())
    return redirect(_here(recipient))
