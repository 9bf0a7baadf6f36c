"""People: who has which role, inviting somebody, sending the invitation again, ending a role. Office only."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consortium.forms.people import InvitationForm, PeopleFilter
from consortium.invitations import end_membership, invite, send_invitation
from consortium.models import Membership
from consortium.permissions import office_required

ROWS = 50


@office_required
@require_GET
def people(request):
    """Memberships with their people and organizations."""
    form = PeopleFilter(request.GET)
    page = Paginator(form.matching(), ROWS).get_page(request.GET.get("page"))
    return render(request, "people/people_list.html", {"form": form, "page": page})


@office_required
@require_http_methods(["GET", "POST"])
def person_invite(request):
    """Give somebody a role, with an account if they have none, and mail them."""
    first = {"organization": request.GET.get("organization"), "role": Membership.Role.REPORTER}
    form = InvitationForm(request.POST or None, initial=first, back="/people/")
    if form.is_valid():
        try:
            membership = invite(**form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            _mail(request, membership)
            return redirect("people")
    return render(request, "people/invite.html", {"form": form}, status=422 if form.errors else 200)


@office_required
@require_POST
def invitation_send(request, pk):
    """The mail once more, with a new link; the link before it goes on working until one is used."""
    membership = get_object_or_404(Membership.objects.current().select_related("user", "organization"), pk=pk)
    _mail(request, membership)
    return redirect("people")


def _mail(request, membership):
    """Send the mail and say so, or say that it did not go."""
    if send_invitation(request, membership):
        messages.success(request, f"{membership.user} is {_role(membership)}. A mail went to {membership.user.email}.")
    else:
        messages.warning(
            request,
            f"{membership.user} is {_role(membership)}, but the mail to {membership.user.email} could not be sent. "
            "Try “Send again” later.",
        )


def _role(membership):
    return f"{membership.get_role_display().lower()} of {membership.organization}".replace(
        f"staff of the consortium office of {membership.organization}", "staff of the consortium office"
    )


@office_required
@require_http_methods(["GET", "POST"])
def membership_end(request, pk):
    """Ask, then end a role from today on; the person's account and what they entered stay."""
    membership = get_object_or_404(Membership.objects.current().select_related("user", "organization"), pk=pk)
    if request.method == "POST":
        try:
            end_membership(membership, timezone.localdate(), request.user)
        except ValidationError as problem:
            messages.error(request, problem.message)
        else:
            messages.success(request, f"{membership.user} is no longer {_role(membership)}.")
        return redirect("people")
    return render(request, "people/membership_confirm_end.html", {"membership": membership})
