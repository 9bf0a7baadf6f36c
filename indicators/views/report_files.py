"""What was published, handed out as the bytes of that day."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from consortium.permissions import fetch, member_required
from indicators.models import Report, ReportFile

Form = ReportFile.Form
# The ending of an address → the file that stands there. The report in one page has addresses of its own.
ENDINGS = {"": Form.HTML, "pdf": Form.PDF, "xlsx": Form.XLSX, "csv": Form.CSV}
# A kept page brings its own style, since what it looks like was published with it; it holds no script.
AS_PUBLISHED = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "frame-src": [SELF],
    "base-uri": [NONE],
}


@member_required
@require_safe
@csp_replace(AS_PUBLISHED)
def report(request, label, form=""):
    """The region's report, or with an ending its PDF, workbook or CSV."""
    return _kept(request, label, form, organization__isnull=True)


@member_required
@require_safe
@csp_replace(AS_PUBLISHED)
def partner_report(request, label, slug, form=""):
    """A partner's own report: for the partner's people and the office."""
    return _kept(request, label, form, organization__slug=slug)


def _kept(request, label, form, **whose):
    if form not in ENDINGS:
        raise Http404
    access = request.user.access
    found = fetch(Report.objects.by_label(label).published(), access)
    kept = fetch(found.files.select_related("file"), access, form=ENDINGS[form], **whose)
    return as_published(kept.file)


def as_published(stored):
    """The bytes of `stored` (StoredFile), shown in the browser, with their SHA-256 as the entity's tag."""
    response = FileResponse(stored.file.open("rb"), content_type=stored.content_type, filename=stored.name)
    response["ETag"] = f'"{stored.sha256}"'
    return response
