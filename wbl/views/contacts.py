"""Pages of the log of contacts with employers, and of the next steps that came of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.numbers import small_integer
from consortium.permissions import fetch, member_required
from wbl.forms.employers import MOST_ROWS, ROWS, ContactForm, GridHead, NextStepsFilter, grid_rows
from wbl.models import Employer, EmployerContact
from wbl.queries.employers import next_steps, suggestions
from wbl.queries.meetings import locked_periods
from wbl.views.directory import EDITED, fetch_entry, may_record, require_writer, to_kept

A_PAGE = 50


@member_required
@require_http_methods(EDITED)
def contact_new(request, pk):
    """Log a contact with an employer."""
    access = request.user.access
    employer = fetch_entry(Employer, access, pk)
    require_writer(access, "Contacts with employers")
    if employer.merged_into:
        return to_kept(request, employer)
    return _edit(request, EmployerContact(employer=employer), f"New contact with {employer}")


@member_required
@require_http_methods(EDITED)
def contact_edit(request, pk):
    """Change a contact of one's own organization."""
    contact = _fetch_to_write(request.user.access, pk)
    return _edit(request, contact, f"Change the contact with {contact.employer}")


def _edit(request, contact, heading):
    back = contact.employer.get_absolute_url()
    days = [contact.made_on] if contact.pk else []
    form = ContactForm(
        request.POST or None, instance=contact, access=request.user.access, today=timezone.localdate(), back=back
    )
    if form.is_valid():
        saved = form.save(request.user)
        messages.success(request, f"The contact with “{saved.employer}” is saved.")
        _warn_of_locked(request, saved.made_on, *days)
        return redirect(saved.employer)
    context = {"form": form, "heading": heading, "employer": contact.employer, "contact": contact}
    return render(request, "wbl/employers/contact_form.html", context, status=422 if form.errors else 200)


def _warn_of_locked(request, *days):
    for period in locked_periods(*days):
        messages.warning(request, f"{period} is locked: its figures stand, and this counts only in the year to date.")


@member_required
@require_http_methods(EDITED)
def contact_delete(request, pk):
    """Take a contact out of the log that was never made; its history stays."""
    contact = _fetch_to_write(request.user.access, pk)
    if request.method == "POST":
        contact.delete()
        messages.success(request, f"The contact with “{contact.employer}” is deleted.")
        return redirect(contact.employer)
    return render(request, "wbl/employers/contact_confirm_delete.html", {"contact": contact})


@member_required
@require_http_methods(EDITED)
def contact_grid(request):
    """Log several contacts at once, all of them or none."""
    access, today = request.user.access, timezone.localdate()
    require_writer(access, "Contacts with employers")
    number = min(max(small_integer(request.GET.get("rows", "")) or ROWS, 1), MOST_ROWS)
    data = request.POST if request.method == "POST" else None
    head, rows = GridHead(data, access=access), grid_rows(number)(data, today=today)
    if data is not None and all([head.is_valid(), rows.is_valid()]):
        stored = _store_all(head.cleaned_data, rows.filled, request.user)
        messages.success(request, f"{len(stored)} contact{'s are' if len(stored) > 1 else ' is'} saved.")
        _warn_of_locked(request, *(contact.made_on for contact in stored))
        return redirect("employers")
    wrong = data is not None
    context = {"head": head, "rows": rows, "more": min(number + ROWS, MOST_ROWS), "most": MOST_ROWS, "number": number}
    context["suggestions"] = suggestions()
    return render(request, "wbl/employers/contact_grid.html", context | {"wrong": wrong}, status=422 if wrong else 200)


@transaction.atomic
def _store_all(shared, forms, user):
    contacts = [form.instance for form in forms]
    for contact in contacts:
        contact.organization, contact.purpose, contact.made_by = shared["organization"], shared["purpose"], user
    return EmployerContact.objects.bulk_create(contacts)


@member_required
@require_safe
def step_list(request):
    """Next steps that are still to be taken: the reader's own, and their organizations'."""
    access, today = request.user.access, timezone.localdate()
    form = NextStepsFilter(request.GET)
    steps = form.matching(next_steps(access), request.user)
    page = Paginator(steps, A_PAGE).get_page(request.GET.get("page"))
    own = EmployerContact.objects.writable_by(access).filter(pk__in=[step.pk for step in page])
    context = {
        "form": form,
        "page": page,
        "own": set(own.values_list("pk", flat=True)),
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "may_add": may_record(access),
        "today": today,
    }
    return render(request, "wbl/employers/steps.html", context)


@member_required
@require_POST
def step_done(request, pk):
    """Say that the next step of a contact was taken today, or, with `again`, that it is still to be taken."""
    contact = _fetch_to_write(request.user.access, pk)
    if contact.next_step:
        contact.next_done_on = None if "again" in request.POST else timezone.localdate()
        contact.save(update_fields=["next_done_on"])
        said = "is to be taken still" if "again" in request.POST else "is done"
        messages.success(request, f"“{contact.next_step}” ({contact.employer}) {said}.")
    return redirect(contact.employer if request.POST.get("from") == "employer" else "employer-steps")


def _fetch_to_write(access, pk):
    """The contact, or 404 for who may not read it, PermissionDenied for readers who want to write."""
    contact = fetch(EmployerContact.objects.select_related("employer", "organization"), access, pk=pk)
    if not EmployerContact.objects.writable_by(access).filter(pk=pk).exists():
        raise PermissionDenied(
            f"Only the reporters of {contact.organization} and the consortium office change this contact."
        )
    return contact
