"""What holds for every request: an account is asked for, no character that cannot be kept, who changed what."""

import pghistory
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponseBadRequest
from django.utils.deprecation import MiddlewareMixin
from pghistory.middleware import HistoryMiddleware

NUL = "\x00"
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


class NulMiddleware(MiddlewareMixin):
    """
    Answers 400 where the address or a form holds the character NUL: no keyboard writes it, PostgreSQL cannot keep it.

    It looks after the check against forged forms, so that it reads no form which that has turned away; the
    content of uploaded files is not looked at.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        """400 with a sentence, or None to go on."""
        fields = [request.GET]
        if request.method == "POST" and request.content_type in FORMS:
            fields.append(request.POST)
        if NUL in request.path or any(_holds_nul(field) for field in fields):
            sentence = "The address or the form holds a character that cannot be kept (NUL). Remove it and try again."
            return HttpResponseBadRequest(sentence, content_type="text/plain; charset=utf-8")
        return None


def _holds_nul(fields):
    return any(NUL in name or any(NUL in value for value in values) for name, values in fields.lists())


class SignInMiddleware(LoginRequiredMiddleware):
    """
    Sends visitors who are not signed in to sign in. allauth's own pages are open by their nature;
    views with a token in their address carry `login_not_required`.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        if view_func.__module__.startswith("allauth."):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class ChangesMiddleware(HistoryMiddleware):
    """Keeps with each change who made it and at which address; of an address that is a secret, what kind it is."""

    def get_context(self, request):
        """As the library's, but without the address: what is asked for is known only once a view is found."""
        return {"user": super().get_context(request)["user"]}

    def process_view(self, request, view_func, view_args, view_kwargs):
        """Adds the address, or its pattern where a part is a `key`: whoever read that there could answer with it."""
        found = request.resolver_match
        pghistory.context(url=f"/{found.route}" if "key" in found.kwargs else request.path)
