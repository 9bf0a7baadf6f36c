"""Every page asks for an account, unless its view says otherwise."""

from django.contrib.auth.middleware import LoginRequiredMiddleware


class SignInMiddleware(LoginRequiredMiddleware):
    """
    Sends visitors who are not signed in to sign in. allauth's own pages are open by their nature;
    views with a token in their address carry `login_not_required`.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        if view_func.__module__.startswith("allauth."):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
