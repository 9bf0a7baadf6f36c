"""A map as a file to take away: the PDF to print and hang up, the SVG to put into something else."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from consortium.context import consortium_name
from consortium.numbers import small_integer
from consortium.pdf import PdfError
from consortium.permissions import member_required
from consortium.uploads import made_for_download
from pathways.drawing import sheet, svg
from pathways.models import MapVersion
from pathways.queries import maps as queries
from pathways.views.maps import fetch_pathway


@member_required
@require_safe
def map_pdf(request, slug):
    """The map on one sheet and as a list, tagged; of the last published version, or of `?version=`."""
    version = _asked_version(request, slug)
    content = queries.content_of(version, timezone.localdate())
    address = request.build_absolute_uri(version.get_absolute_url())
    try:
        made = sheet.pdf(content, address=address, consortium=consortium_name())
    except PdfError as error:
        messages.error(request, str(error))
        return redirect(version)
    return made_for_download(made, f"{_file_name(version)}.pdf", "application/pdf")


@member_required
@require_safe
def map_svg(request, slug):
    """The picture of the map as a file of its own; of the last published version, or of `?version=`."""
    version = _asked_version(request, slug)
    content = queries.content_of(version, timezone.localdate())
    return made_for_download(svg.alone(content).encode(), f"{_file_name(version)}.svg", "image/svg+xml")


def _asked_version(request, slug):
    """
    The version in `?version=`, “draft” or a number, else the last published one, else the draft. 404 where there is
    none that the reader may see.
    """
    access = request.user.access
    pathway = fetch_pathway(access, slug)
    versions = MapVersion.objects.readable_by(access).filter(pathway=pathway)
    asked = request.GET.get("version")
    if asked == "draft":
        found = versions.drafts().first()
    elif asked:
        found = versions.published().filter(number=small_integer(asked) or 0).first()
    else:
        found = versions.published().order_by("-number").first() or versions.drafts().first()
    if found is None:
        raise Http404("There is no such version of the map.")
    found.pathway = pathway
    return found


def _file_name(version):
    return f"{version.pathway.slug}-{'draft' if version.is_draft else version.number}"
