"""Pages of career pathways: their list, a map as it stands or stood, drafts, publishing and withdrawing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consortium.days import in_words
from consortium.numbers import small_integer
from consortium.permissions import fetch, member_required
from pathways.forms.maps import CareerPathwayForm, MapFilter, PublishForm, WithdrawForm
from pathways.models import CareerPathway, MapConnection
from pathways.queries import maps as queries
from pathways.rules import map_publishing
from pathways.rules.map_editing import MapChanged
from pathways.rules.map_states import MapRefused

ROWS = 25
EDITED = ["GET", "HEAD", "POST"]


@member_required
@require_safe
def map_list(request):
    """Career pathways with the version that stands today, and their drafts for those who read them."""
    access, today = request.user.access, timezone.localdate()
    form = MapFilter(request.GET, access=access)
    found = form.matching(CareerPathway.objects.readable_by(access).with_standing(today))
    page = Paginator(queries.listed(found), ROWS).get_page(request.GET.get("page"))
    shown = [pathway.pk for pathway in page]
    drafts = CareerPathway.objects.drafts_readable_by(access).filter(pk__in=shown)
    context = {
        "form": form,
        "page": page,
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "drafts": set(drafts.values_list("pk", flat=True)),
        "may_add": queries.possible_owners(access).exists(),
    }
    return render(request, "pathways/maps/map_list.html", context)


@member_required
@require_safe
def map_detail(request, slug):
    """The version that stands today, else the last one that stood; `?version=2` shows an older one."""
    access, today = request.user.access, timezone.localdate()
    pathway = fetch_pathway(access, slug)
    versions = list(pathway.versions.published().select_related("published_by").order_by("-number"))
    if not versions:
        return redirect("map-draft", slug=slug)
    if "version" in request.GET:
        number = small_integer(request.GET["version"])
        version = next((one for one in versions if one.number == number), None)
        if version is None:
            raise Http404
    else:
        version = versions[0]
    current = pathway.versions.current(today).first()
    context = {"versions": versions, "current": current, "is_current": version == current}
    return _map_page(request, pathway, version, today, context)


@member_required
@require_safe
def map_draft(request, slug):
    """The draft as it would be published, for the office and the owner's people."""
    pathway = fetch_pathway(request.user.access, slug)
    drafts = queries.versions_with_pathway().drafts().readable_by(request.user.access)
    version = drafts.filter(pathway=pathway).first()
    if version is None and may_write(request.user.access, pathway):
        return redirect("map-edit", slug=slug)
    if version is None:
        raise Http404
    return _map_page(request, pathway, version, timezone.localdate(), {"versions": []})


def _map_page(request, pathway, version, today, context):
    access = request.user.access
    version.pathway = pathway
    boxes = queries.boxes_of(version)
    connections = MapConnection.objects.filter(version=version).select_related(
        "high_school_program__organization", "college_program__organization"
    )
    has_draft = pathway.versions.drafts().exists()
    context |= {
        "pathway": pathway,
        "version": version,
        "content": queries.content_of(version, today, boxes),
        "participants": queries.participants(boxes),
        "connections": list(connections),
        "may_write": may_write(access, pathway),
        "sees_draft": has_draft and CareerPathway.objects.drafts_readable_by(access).filter(pk=pathway.pk).exists(),
        "has_draft": has_draft,
    }
    return render(request, "pathways/maps/map_detail.html", context)


@member_required
@require_http_methods(EDITED)
def map_new(request):
    """Begin a career pathway: what it is, then its boxes."""
    owners = queries.possible_owners(request.user.access)
    if not owners.exists():
        raise PermissionDenied("Maps are made by reporters, for their organizations, and by the office.")
    form = CareerPathwayForm(request.POST or None, owners=owners, back=reverse("maps"), submit="Go on to its boxes")
    if form.is_valid():
        draft = map_publishing.begin_pathway(form.instance)
        messages.success(request, f"“{draft.pathway}” is begun. Put its first box on the map.")
        return redirect("map-edit", slug=draft.pathway.slug)
    return _form_page(request, form, "New map")


@member_required
@require_http_methods(EDITED)
def map_details(request, slug):
    """Change what a pathway is called, its sector, whose it is and what it is about."""
    pathway = fetch_to_write(request.user.access, slug)
    owners = queries.possible_owners(request.user.access)
    form = CareerPathwayForm(
        request.POST or None, instance=pathway, owners=owners, back=pathway.get_absolute_url(), submit="Save"
    )
    if form.is_valid():
        form.save()
        messages.success(request, f"“{pathway}” is saved.")
        return redirect(pathway)
    return _form_page(request, form, "Change its details", fetch_pathway(request.user.access, slug))


@member_required
@require_http_methods(EDITED)
def map_publish(request, slug):
    """What publishing the draft would change and what it connects, and then publishing."""
    pathway = fetch_to_write(request.user.access, slug)
    draft = get_object_or_404(pathway.versions.drafts())
    draft.pathway = pathway
    today = timezone.localdate()
    initial = {"day": today, "seen": draft.changes}
    form = PublishForm(request.POST or None, initial=initial, back=reverse("map-edit", args=[slug]))
    status = 200
    if form.is_valid():
        asked = form.cleaned_data
        try:
            map_publishing.publish(draft, request.user, asked["seen"], asked["day"], today, asked["note"])
        except MapChanged as refusal:
            messages.error(request, str(refusal))
            return redirect("map-publish", slug=slug)
        except MapRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Version {draft.number} of “{pathway}” is published.")
            return redirect(pathway)
    if form.errors:
        status = 422
    previous = pathway.versions.published().order_by("-number").first()
    context = {
        "pathway": pathway,
        "draft": draft,
        "previous": previous,
        "preview": map_publishing.preview_of(draft, previous),
        "why_not": map_publishing.why_not_published(draft),
        "form": form,
    }
    return render(request, "pathways/maps/map_publish.html", context, status=status)


@member_required
@require_http_methods(EDITED)
def map_withdraw(request, slug):
    """Say from which day on a published map no longer stands, and why."""
    pathway = fetch_to_write(request.user.access, slug)
    today = timezone.localdate()
    version = get_object_or_404(pathway.versions.current(today))
    form = WithdrawForm(request.POST or None, initial={"day": today}, back=pathway.get_absolute_url())
    if form.is_valid():
        try:
            withdrawn = map_publishing.withdraw(version, form.cleaned_data["day"], form.cleaned_data["because"], today)
        except MapRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{pathway}” is withdrawn from {in_words(withdrawn.withdrawn_on)} on.")
            return redirect(pathway)
    return _form_page(request, form, f"Withdraw version {version.number}", pathway)


@member_required
@require_http_methods(EDITED)
def map_throw_away(request, slug):
    """Delete a draft, asked for once more."""
    pathway = fetch_to_write(request.user.access, slug)
    draft = get_object_or_404(pathway.versions.drafts())
    draft.pathway = pathway
    if request.method != "POST":
        context = {
            "pathway": pathway,
            "heading": "Throw the draft away",
            "boxes": draft.boxes.count(),
            "only": not pathway.versions.published().exists(),
        }
        return render(request, "pathways/maps/map_confirm_throw_away.html", context)
    try:
        whole = map_publishing.throw_away(draft)
    except MapRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(pathway)
    messages.success(request, f"The draft of “{pathway}” is thrown away.")
    return redirect("maps") if whole else redirect(pathway)


def fetch_pathway(access, slug):
    """The pathway with sector and owner, or 404 for who may not read it."""
    return fetch(CareerPathway.objects.select_related("sector", "organization"), access, slug=slug)


def may_write(access, pathway):
    """Whether `access` changes this pathway."""
    return CareerPathway.objects.writable_by(access).filter(pk=pathway.pk).exists()


def fetch_to_write(access, slug):
    """The pathway, or 404 for who may not read it, PermissionDenied for readers who want to write."""
    pathway = fetch_pathway(access, slug)
    if not may_write(access, pathway):
        raise PermissionDenied(
            f"Only the reporters of {pathway.organization} and the consortium office change this map."
        )
    return pathway


def _form_page(request, form, heading, pathway=None):
    context = {"form": form, "heading": heading, "pathway": pathway}
    return render(request, "pathways/maps/form.html", context, status=422 if form.errors else 200)
