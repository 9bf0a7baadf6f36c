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
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from consortium.uploads import as_download
from goals.forms.distributions import FeedbackForm
from goals.models import Feedback, Recipient
from goals.rules import receiving

HEADERS = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


def with_private_key(view):
    """
    For `view(request, recipient)` at an address that holds a private key. A key that nobody has (404) and one that no
    longer works (410) get the same page, which says nothing about either.
    """

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def guarded(request, key):
        recipient = Recipient.by_private_key(key)
        if recipient is None or not recipient.distribution.is_open(timezone.localdate()):
            response = _gone(request, 404 if recipient is None else 410)
        else:
            response = view(request, recipient)
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


def _page(request, recipient, form=None):
    feedback = Feedback.objects.filter(recipient=recipient).first()
    version = recipient.distribution.version
    same = Recipient.objects.same_address(recipient).select_related("organization")
    context = {
        "recipient": recipient,
        "capacities": list(same),
        "distribution": recipient.distribution,
        "document": recipient.distribution.document,
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
