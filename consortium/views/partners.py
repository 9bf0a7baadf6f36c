"""Partners: the list, an organization's page, and the forms with which the office keeps them."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from consortium import calpass, offices, queries
from consortium.forms.partners import NewHolderForm, OfficeholderForm, PartnerFilter, PartnerForm, YearForm
from consortium.models import Office, Officeholder, Organization, OrganizationYear, SchoolYear
from consortium.permissions import fetch, member_required, office_writes
from consortium.years import fetch_year, year_at

ROWS = 50


@member_required
@require_GET
def partner_list(request):
    """Organizations with kind, codes, grades of the chosen year, and how many people report for them."""
    form = PartnerFilter(request.GET, year=year_at(timezone.localdate()))
    found = form.matching(Organization.objects.readable_by(request.user.access))
    found = queries.with_reporters(queries.with_facts(found.select_related("parent", "county"), form.school_year))
    page = Paginator(found.order_by("name", "pk"), ROWS).get_page(request.GET.get("page"))
    return render(request, "partners/partner_list.html", {"form": form, "page": page, "year": form.school_year})


@dataclass(frozen=True)
class Person:
    """Somebody with a role, as the reader may see them: without their address unless it is their own organization."""

    name: str
    email: str
    role: str
    invited: bool


def people_shown(organization, with_addresses):
    """The current people of `organization`; who has no name is named by their address only to those who may see it."""
    return [
        Person(
            name=membership.user.name or (membership.user.email if with_addresses else "Name not given"),
            email=membership.user.email if with_addresses else "",
            role=membership.get_role_display(),
            invited=with_addresses and not membership.user.has_usable_password(),
        )
        for membership in queries.people(organization)
    ]


@member_required
@require_GET
def partner_detail(request, slug):
    """What an organization is, its facts by year, its schools or colleges, its offices and its people."""
    access = request.user.access
    organization = fetch(Organization.objects.select_related("parent", "county"), access, slug=slug)
    today = timezone.localdate()
    year = year_at(today)
    children = queries.with_facts(organization.children.order_by("closed_on", "name", "pk"), year)
    own = access.may_read_worksheet(organization)
    context = {
        "organization": organization,
        "year": year,
        "facts": organization.years.select_related("year"),
        "years_without": _years_without_facts(organization) if access.is_office else [],
        "children": Paginator(children, ROWS).get_page(request.GET.get("page")),
        "offices": queries.offices_with_holders(organization),
        "leader": offices.TITLES.get(organization.kind),
        "people": people_shown(organization, with_addresses=own),
        "contacts": list(organization.contacts.readable_by(access).order_by("-ended_on", "role", "name", "pk")),
        "may_keep_contacts": access.may_write_worksheet(organization),
        "own": own,
        "may_edit": access.is_office,
        "has_worksheets": own and organization.kind not in Organization.NOT_REPORTING,
        "calpass": _calpass(organization, today),
        "today": today,
    }
    return render(request, "partners/partner_detail.html", context)


def _calpass(organization, today):
    """The row of the Cal-PASS Plus grid of a district (without cells where nothing is asked of it), else None."""
    if organization.kind not in calpass.DISTRICT_KINDS:
        return None
    rows = calpass.grid(Organization.objects.filter(pk=organization.pk), calpass.years_begun(today), today)
    return rows[0] if rows else calpass.Row(organization, [])


def _years_without_facts(organization):
    return SchoolYear.objects.exclude(organization_years__organization=organization)


@office_writes
@require_http_methods(["GET", "POST"])
def partner_new(request):
    """A partner that no list of the state names: an adult school, a workforce board, a working group."""
    form = PartnerForm(request.POST or None, back="/partners/")
    if form.is_valid():
        organization = form.save()
        if organization.kind in offices.TITLES:
            offices.ensure_offices([organization], offices.TITLES[organization.kind])
        messages.success(request, f"{organization} is there.")
        return redirect(organization)
    return _form(request, form, "New partner")


@office_writes
@require_http_methods(["GET", "POST"])
def partner_edit(request, slug):
    """Name, kind and codes of an organization."""
    organization = get_object_or_404(Organization, slug=slug)
    name = organization.name
    form = PartnerForm(request.POST or None, instance=organization, back=organization.get_absolute_url())
    if form.is_valid():
        form.save()
        messages.success(request, f"{organization} is saved.")
        return redirect(organization)
    organization.name = name  # the heading says whose page it is, not what was typed
    return _form(request, form, f"Change {name}", organization)


@office_writes
@require_http_methods(["GET", "POST"])
def partner_year(request, slug, year):
    """What is true of an organization in one school year; saved by a person, the grades count as confirmed or not."""
    organization = get_object_or_404(Organization, slug=slug)
    school_year = fetch_year(year)
    facts = OrganizationYear.objects.filter(organization=organization, year=school_year).first()
    facts = facts or OrganizationYear(organization=organization, year=school_year)
    form = YearForm(request.POST or None, instance=facts, back=organization.get_absolute_url())
    if form.is_valid():
        form.save()
        messages.success(request, f"{organization} in {school_year} is saved.")
        return redirect(organization)
    return _form(request, form, f"{organization} in {school_year}", organization)


@office_writes
@require_http_methods(["GET", "POST"])
def officeholder_new(request, slug, title):
    """Somebody takes an office; whoever held it leaves it the day before, in one step."""
    organization = get_object_or_404(Organization, slug=slug)
    if title not in Office.Title.values or offices.TITLES.get(organization.kind) != title:
        raise Http404(f"{organization} has no {title}.")
    form = NewHolderForm(request.POST or None, back=organization.get_absolute_url())
    if form.is_valid():
        try:
            holder = offices.hand_over(organization, title, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, f"{holder.name} holds the office from {holder.starts:%B} {holder.starts.day} on.")
            return redirect(organization)
    return _form(request, form, f"New {Office.Title(title).label.lower()} of {organization}", organization)


@office_writes
@require_http_methods(["GET", "POST"])
def officeholder_edit(request, slug, pk):
    """Correct or end a term."""
    holder = get_object_or_404(Officeholder.objects.select_related("office__organization"), pk=pk)
    organization = holder.office.organization
    if organization.slug != slug:
        raise Http404("This term belongs to another organization.")
    heading = f"{holder.name}, {holder.office.get_title_display().lower()} of {organization}"
    form = OfficeholderForm(request.POST or None, instance=holder, back=organization.get_absolute_url())
    if form.is_valid():
        form.save()
        messages.success(request, f"The term of {holder.name} is saved.")
        return redirect(organization)
    return _form(request, form, heading, organization)


def _form(request, form, heading, organization=None):
    """A page with one form; what was typed wrong is there again, with its sentence."""
    context = {"form": form, "heading": heading, "organization": organization}
    return render(request, "partners/partner_form.html", context, status=422 if form.errors else 200)
