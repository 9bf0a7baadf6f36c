"""Pages of the lists of contacts that the office and the working groups keep."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consortium.models import Contact, Organization
from consortium.numbers import small_integer
from consortium.permissions import fetch, member_required
from goals.forms.distributions import ContactFinder, RecipientListForm
from goals.models import RecipientList
from goals.queries import distributions as queries

ROWS = 50
OFFERED = 50  # contacts that a search shows
NOT_YOURS = "Lists are kept by the consortium office, and by a working group's reporters for the group."


@dataclass(frozen=True)
class Shown:
    """A contact as the reader may see it: who may not know its name sees its role. `note` tells namesakes apart."""

    contact: Contact
    label: str
    email: str
    note: str


def _shown(contacts, access):
    return [_as_seen(contact, access.may_read_worksheet(contact.organization)) for contact in contacts]


def _as_seen(contact, is_own):
    organization, role = contact.organization, contact.get_role_display()
    district = organization.parent.name if organization.kind == Organization.Kind.SCHOOL else ""
    if not is_own:
        return Shown(contact, role, "", district)
    return Shown(contact, contact.name, contact.email, " · ".join(filter(None, [role, district, contact.email])))


def _fetch_to_write(access, pk):
    found = fetch(RecipientList.objects.select_related("owner"), access, pk=pk)
    if not RecipientList.objects.writable_by(access).filter(pk=pk).exists():
        raise PermissionDenied(NOT_YOURS)
    return found


@member_required
@require_GET
def recipient_lists(request):
    """The lists that the reader may see."""
    access = request.user.access
    current = Q(contacts__ended_on__isnull=True, contacts__organization__closed_on__isnull=True)
    found = RecipientList.objects.readable_by(access).select_related("owner")
    found = found.annotate(current=Count("contacts", filter=current)).order_by("name", "pk")
    context = {
        "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
        "may_add": queries.list_owners(access).exists(),
    }
    return render(request, "lists/recipient_list_list.html", context)


@member_required
@require_GET
def recipient_list(request, pk):
    """One list: who is on it, and a search for whom to add."""
    access = request.user.access
    found = fetch(RecipientList.objects.select_related("owner"), access, pk=pk)
    contacts = found.contacts.select_related("organization__parent").order_by("organization__name", "role", "name")
    page = Paginator(contacts, ROWS).get_page(request.GET.get("page"))
    finder = ContactFinder(request.GET)
    words, role = finder.asked()
    may_write = RecipientList.objects.writable_by(access).filter(pk=pk).exists()
    searched = may_write and bool(words or role)
    offered, more = [], False
    if searched:
        rows = list(queries.contacts_found(words, role, access).exclude(lists=found)[: OFFERED + 1])
        offered, more = _shown(rows[:OFFERED], access), len(rows) > OFFERED
    context = {
        "list": found,
        "page": page,
        "contacts": _shown(page, access),
        "finder": finder,
        "searched": searched,
        "offered": offered,
        "more": more,
        "may_write": may_write,
        "today": timezone.localdate(),
    }
    return render(request, "lists/recipient_list.html", context)


@member_required
@require_http_methods(["GET", "POST"])
def recipient_list_new(request):
    """A new list."""
    if not queries.list_owners(request.user.access).exists():
        raise PermissionDenied(NOT_YOURS)
    return _form(request, RecipientList(), "New list", "/lists/")


@member_required
@require_http_methods(["GET", "POST"])
def recipient_list_edit(request, pk):
    """Its name, and whose it is."""
    found = _fetch_to_write(request.user.access, pk)
    return _form(request, found, f"Change {found}", found.get_absolute_url())


def _form(request, found, heading, back):
    form = RecipientListForm(request.POST or None, instance=found, access=request.user.access, back=back)
    if form.is_valid():
        saved = form.save()
        messages.success(request, f"“{saved}” is saved.")
        return redirect(saved)
    context = {"form": form, "heading": heading}
    return render(request, "lists/recipient_list_form.html", context, status=422 if form.errors else 200)


@member_required
@require_POST
def recipient_list_contacts(request, pk):
    """Add and take off contacts."""
    found = _fetch_to_write(request.user.access, pk)
    add, remove = _keys(request, "add"), _keys(request, "remove")
    new = Contact.objects.current().filter(pk__in=add).exclude(lists=found)
    added = list(new)
    found.contacts.add(*added)
    removed = found.contacts.filter(pk__in=remove)
    gone = removed.count()
    found.contacts.remove(*removed)
    if not (added or gone):
        messages.info(request, "Nobody was ticked: the list is as it was.")
    else:
        done = [f"{len(added)} added" if added else "", f"{gone} taken off" if gone else ""]
        messages.success(request, f"{', '.join(filter(None, done))}.")
    return redirect(found)


def _keys(request, name):
    return {small_integer(key) for key in request.POST.getlist(name)} - {None}


@member_required
@require_http_methods(["GET", "POST"])
def recipient_list_delete(request, pk):
    """Give a list up. Sendings that went to it keep their recipients."""
    found = _fetch_to_write(request.user.access, pk)
    if request.method == "POST":
        found.delete()
        messages.success(request, f"“{found}” is deleted. What was sent to it stays on record.")
        return redirect("recipient-lists")
    return render(request, "lists/recipient_list_confirm_delete.html", {"list": found})
