"""Django's admin as the consortium office's back room: who may enter, what it is called, what it lists."""

from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from pghistory.models import Context, Event

from consortium.context import consortium_name

ROOMS = ("consortium", "goals", "pathways", "wbl", "indicators", "pghistory")


class SuperusersOnly:
    """
    For the tables of packages, such as second factors and further e-mail addresses: whoever could change them could
    sign in as somebody else.
    """

    def has_module_permission(self, request):
        """Whether the reader set the installation up."""
        return request.user.is_superuser

    def has_view_permission(self, request, obj=None):
        """As for the module."""
        return request.user.is_superuser

    has_add_permission = has_module_permission
    has_change_permission = has_view_permission
    has_delete_permission = has_view_permission


class Choices(AutocompleteJsonView):
    """The answers of a search in a form; a table of ours says itself what its records are called there."""

    def serialize_result(self, obj, to_field_name):
        """The key and the words of one answer."""
        answer = super().serialize_result(obj, to_field_name)
        if hasattr(self.model_admin, "choice_text"):
            answer["text"] = self.model_admin.choice_text(obj)
        return answer


class OfficeSite(AdminSite):
    """The admin for the consortium office. Visitors sign in on our own page; everybody else finds no page here."""

    site_url = "/"
    index_title = "All records"

    def register(self, model_or_iterable, admin_class=None, **options):
        """As Django's; tables that are not our own are for superusers."""
        models = model_or_iterable if isinstance(model_or_iterable, list | tuple | set) else [model_or_iterable]
        for model in models:
            if model._meta.app_label in ROOMS:
                super().register(model, admin_class, **options)
            else:
                guarded = type(f"Guarded{admin_class.__name__}", (SuperusersOnly, admin_class), {})
                super().register(model, guarded, **options)

    def has_permission(self, request):
        """The consortium office and whoever set the installation up."""
        return request.user.is_authenticated and request.user.is_staff

    def admin_view(self, view, cacheable=False):
        """As Django's, but who is signed in and not of the office gets 404 instead of another sign-in page."""
        guarded = super().admin_view(view, cacheable)

        def inner(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return guarded(request, *args, **kwargs)

        return update_wrapper(inner, guarded)

    def each_context(self, request):
        """The page's frame, headed by the consortium's name."""
        name = consortium_name()
        return {**super().each_context(request), "site_title": name, "site_header": name}

    def get_app_list(self, request, app_label=None):
        """The rooms and their tables; histories stand together at the end, so that they are not in the way."""
        groups = super().get_app_list(request, app_label)
        if app_label is not None:
            return groups
        past = []
        for group in groups:
            past += [_named_by_its_table(entry) for entry in group["models"] if _is_history(entry["model"])]
            group["models"] = [entry for entry in group["models"] if not _is_history(entry["model"])]
        groups = [group for group in groups if group["models"]]
        if past:
            groups.append(
                {
                    "name": "What has changed",
                    "app_label": "history",
                    "app_url": reverse("admin:index", current_app=self.name),
                    "has_module_perms": True,
                    "models": sorted(past, key=lambda entry: entry["name"].lower()),
                }
            )
        return groups

    def autocomplete_view(self, request):
        """What can be chosen, in words that tell one from another."""
        return Choices.as_view(admin_site=self)(request)

    @login_not_required
    def login(self, request, extra_context=None):
        """There is one page to sign in, with its limits and second factor: visitors are sent there."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def logout(self, request, extra_context=None):
        """Out, and to the page where one signs in."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        logout(request)
        return redirect("account_login")

    def password_change(self, request, extra_context=None):
        """One's own password is changed on the account's pages."""
        return redirect("account_change_password")

    def password_change_done(self, request, extra_context=None):
        """As `password_change`."""
        return redirect("account_change_password")


def _named_by_its_table(entry):
    """An entry of the list; a history is called as the table that it is of."""
    tracked = getattr(entry["model"], "pgh_tracked_model", None)
    return {**entry, "name": capfirst(tracked._meta.verbose_name_plural)} if tracked else entry


def _is_history(model):
    return issubclass(model, Event | Context)
