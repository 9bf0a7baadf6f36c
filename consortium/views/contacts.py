"""Contacts of an organization: kept by the consortium office and by the organization's own reporters."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from consortium.forms.contacts import ContactForm
from consortium.models import Contact, Organization
from consortium.permissions import fetch, member_required


def _fetch_organization(access, slug):
    """The organization, for who may write for it. Raises Http404, and PermissionDenied for other members."""
    organization = fetch(Organization.objects.select_related("parent"), access, slug=slug)
    if not access.may_write_worksheet(organization):
        raise PermissionDenied(f"Contacts are kept by the reporters of {organization} and by the consortium office.")
    return organization


@member_required
@require_http_methods(["GET", "POST"])
def contact_new(request, slug):
    """Somebody to write to."""
    organization = _fetch_organization(request.user.access, slug)
    return _form(request, Contact(organization=organization), f"New contact of {organization}")


@member_required
@require_http_methods(["GET", "POST"])
def contact_edit(request, slug, pk):
    """Another name, role or address; or the day on which it ended."""
    organization = _fetch_organization(request.user.access, slug)
    contact = fetch(Contact.objects.filter(organization=organization), request.user.access, pk=pk)
    return _form(request, contact, f"{contact.name}, {organization}")


def _form(request, contact, heading):
    organization = contact.organization
    form = ContactForm(request.POST or None, instance=contact, back=organization.get_absolute_url())
    if form.is_valid():
        form.save()
        messages.success(request, f"{contact.name} is saved.")
        return redirect(organization)
    context = {"form": form, "heading": heading, "organization": organization}
    return render(request, "partners/partner_form.html", context, status=422 if form.errors else 200)
